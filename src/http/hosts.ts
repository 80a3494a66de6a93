/**
 * Which hosts requests may name. With DNS rebinding, a website makes its own name resolve to this machine: the browser then lets its pages
 * read every response, but sends the site's host name with each request.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hostnameOf } from '../config/parsers.js'
import { isLoopbackHost, type Config } from '../config/config.js'
import { Refusal, quoted } from './errors.js'

type HostConfig = Pick<Config, 'allowedHosts' | 'authModes' | 'host'>

/** Accepts every host: it reveals nothing, and is called by IP address. */
const LIVENESS = '/livez'
/** Accept every host unless only this machine can reach the gateway: the platform's machines call them by IP address. */
const PROBES: ReadonlySet<string | undefined> = new Set([LIVENESS, '/readyz', '/metrics'])

export function checkHosts(app: FastifyInstance, config: HostConfig): void {
  const { names, isLocal } = acceptedHosts(config)
  app.addHook('onRequest', async (request) => {
    const host = hostOf(request)
    if (names.size === 0 || host === undefined) return
    const { url } = request.routeOptions
    if (url === LIVENESS || (!isLocal && PROBES.has(url)) || names.has(host)) return
    const alternatives = isLocal ? 'use localhost, 127.0.0.1 or [::1], or ' : ''
    throw new Refusal(
      421,
      `This gateway does not serve the host ${quoted(host)}: ${alternatives}add the name to ALLOWED_HOSTS.`,
    )
  })
}

/** An empty `names` accepts every host. With AUTH_MODE `none` on a loopback HOST, only the names of this machine and ALLOWED_HOSTS are accepted. */
function acceptedHosts({ allowedHosts, authModes, host }: HostConfig): {
  names: ReadonlySet<string>
  isLocal: boolean
} {
  const own = hostnameOf(host.includes(':') ? `[${host}]` : host) ?? host
  const isLocal = authModes.includes('none') && isLoopbackHost(own)
  return { names: new Set([...(isLocal ? ['localhost', '127.0.0.1', '[::1]', own] : []), ...allowedHosts]), isLocal }
}

/** The host that a request names; undefined for a probe that names none. Throws for several, and for an invalid one: RFC 9112, section 3.2. */
function hostOf({ raw, url, routeOptions }: FastifyRequest): string | undefined {
  // `raw.headers` has only the first one.
  const count = raw.headersDistinct['host']?.length ?? 0
  if (count > 1) throw new Refusal(400, `The request has ${count} Host headers: send one.`)
  const { host = '' } = raw.headers
  if (host === '' && PROBES.has(routeOptions.url)) return undefined
  // The Host header must be valid in any case: Apollo's integration builds a URL from it.
  const hostname = hostnameOf(host)
  // A URL as the request target takes precedence.
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1]
  const target = authority === undefined ? hostname : hostnameOf(authority)
  if (hostname === undefined) throw new Refusal(400, `The Host header ${quoted(host)} is not a host name.`)
  if (target === undefined) throw new Refusal(400, `The host ${quoted(authority ?? '')} of the URL is not a host name.`)
  return target
}
