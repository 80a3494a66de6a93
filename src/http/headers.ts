/** Headers of every response. No package is used: there are only six, and each page needs its own content security policy. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { isOrigin, LOOPBACK } from '../config/parsers.js'
import { shortened } from '../lib/errors.js'
import { Refusal, quoted } from './errors.js'
import { rateLimitHeaders } from './rate-limit.js'

/** For JSON responses, which load nothing and are never framed. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'"

/**
 * Apollo's page has its own policy in a <meta> tag, with a nonce for its inline scripts. A second policy can only narrow the first, so ours has
 * only directives that a <meta> tag cannot express, or that forbid what the page does not use.
 */
export const sandboxPolicy = "base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'"

/** Allows everything from this origin, and nothing inline. Fonts and images may be data URLs. */
export const graphiqlPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src data:; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'cache-control': 'no-store',
    'content-security-policy': dataPolicy,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
}

/** Origins whose host every browser resolves to its own machine, at any port. */
const loopbackOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

/** Maximum length of an origin in the log, in characters. */
const MAX_LOGGED_ORIGIN = 100

/** An origin for the log line: cut to 100 characters, or `invalid`, because clients can send anything. */
function loggedOrigin(origin: string): string {
  if (origin === 'null') return origin
  return isOrigin(origin) ? shortened(origin, MAX_LOGGED_ORIGIN) : 'invalid'
}

/**
 * CORS by exact origin, or by `loopback` for every port of this machine. Not @fastify/cors: its wildcard OPTIONS route responds for paths that do
 * not exist, and it refuses in plain text.
 */
export function allowOrigins(app: FastifyInstance, config: Config): void {
  const allowed = new Set(config.corsOrigins)
  const isAllowed = (origin: string) => allowed.has(origin) || (allowed.has(LOOPBACK) && loopbackOrigin.test(origin))

  app.addHook('onRequest', async (request, reply) => {
    if (allowed.size > 0) reply.header('vary', 'origin')
    const { origin } = request.headers
    if (origin && isAllowed(origin)) {
      reply.header('access-control-allow-origin', origin)
      reply.header(
        'access-control-expose-headers',
        ['x-request-id', 'www-authenticate', ...rateLimitHeaders].join(', '),
      )
    }
  })

  // Preflights have no body and no credentials, so `admit` does not run here.
  app.options('/graphql', { bodyLimit: 1_024 }, async (request, reply) => {
    const { origin, 'access-control-request-headers': requested } = request.headers
    if (origin === undefined) return reply.header('allow', 'GET, OPTIONS, POST').code(204).send()
    if (!isAllowed(origin)) {
      // The page cannot read the response, so the operator needs the origin in the log.
      request.summary.refusedOrigin = loggedOrigin(origin)
      throw new Refusal(
        403,
        `Pages from ${quoted(origin)} may not call this gateway; CORS_ORIGINS lists the origins that may.`,
      )
    }
    // Allows every header that the page requests: an origin is either trusted or not, and Apollo Sandbox adds new headers over time.
    if (requested) reply.header('access-control-allow-headers', requested)
    return reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-max-age': '7200',
        vary: 'origin, access-control-request-headers',
      })
      .code(204)
      .send()
  })
}
