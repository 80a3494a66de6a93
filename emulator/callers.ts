/**
 * Access to the control API: for programs, and for pages served from this machine. Another site's page could reach it
 * from a developer's browser, either cross-origin or by DNS rebinding (its own name resolves to this machine). In both
 * cases the browser sends the page's host.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { ControlError } from './control-body.js'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Throws if `headers` contain the host or the origin of another site. `listensOn` is the host or address that the
 * emulator listens on.
 */
export function checkCaller({ host = '', origin }: IncomingHttpHeaders, listensOn: string): void {
  const own = hostnameOf(listensOn.includes(':') ? `[${listensOn}]` : listensOn)
  const isLocal = LOOPBACK.includes(own) || own.startsWith('127.')
  const known = new Set([...LOOPBACK, own])
  const hostname = hostnameOf(host)
  // On a non-loopback address, such as 0.0.0.0 in a container, the emulator cannot know all of its names.
  if (isLocal && !known.has(hostname)) {
    throw new ControlError(421, `The control API does not serve the host '${host.slice(0, 80)}'`, [...known])
  }
  if (origin === undefined) return
  const page = hostnameOf(origin.replace(/^https?:\/\//, ''))
  if (page === '' || !(known.has(page) || page === hostname)) {
    throw new ControlError(403, `Pages of '${origin.slice(0, 80)}' may not use the control API`, [...known])
  }
}

/** The normalized host name; empty if `authority` is invalid. */
function hostnameOf(authority: string): string {
  const url = `http://${authority}`
  return !/[@/\\?#\s]/.test(authority) && URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : ''
}
