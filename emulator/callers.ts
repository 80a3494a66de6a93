/**
 * Access to the control API: only for programs, and for pages served from this machine. A page of another site could
 * reach the API from a developer's browser, either cross-origin or by DNS rebinding (the site's domain resolves to this
 * machine). The browser then sends that site's host, in `Origin` or in `Host`.
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
  // On a non-loopback address, such as 0.0.0.0 in a container, the emulator cannot know all of its host names.
  if (isLocal && !known.has(hostname)) {
    throw new ControlError(421, `The control API does not serve the host '${host.slice(0, 80)}'`, [...known])
  }
  if (origin === undefined) return
  const page = hostnameOf(origin.replace(/^https?:\/\//, ''))
  if (page === '' || !(known.has(page) || page === hostname)) {
    throw new ControlError(403, `The control API does not serve pages of the origin '${origin.slice(0, 80)}'`, [
      ...known,
    ])
  }
}

/** The normalized host name; empty if `authority` is invalid. */
function hostnameOf(authority: string): string {
  const url = `http://${authority}`
  return !/[@/\\?#\s]/.test(authority) && URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : ''
}
