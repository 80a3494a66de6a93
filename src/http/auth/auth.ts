/** Who asks: turns the credential of a request into its viewer, or refuses it with 401. */
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { anonymous, pageViewer, type Viewer } from '../../lib/viewer.js'
import { findApiKey, type ApiKey } from '../../config/api-keys.js'
import { isLoopbackHost, type Config } from '../../config/config.js'
import type { Log } from '../../telemetry/log.js'
import { Refusal } from '../errors.js'
import { createJwks, FETCH_WINDOW_SECONDS, KeysUnavailable, type Jwks } from './jwks.js'
import { isJwt, scopesOf, TokenRefused, viewerOfToken } from './jwt.js'

export interface Auth {
  /** Throws a Refusal: 401 for a credential that is missing or not accepted, 503 when that cannot be told. */
  authenticate: (request: FastifyRequest) => Promise<Viewer>
  /** Why nobody with a token can be let in at the moment, as an error for /readyz; null when nothing stands in the way. */
  failure: () => Promise<{ message: string; extensions: { code: string; retryable: boolean } } | null>
}

const NO_KEYS = 'The keys of the issuer of tokens (JWT_JWKS_URL) cannot be had, so that no token can be checked now.'

/** API keys are looked up among those of the request's files. */
export function createAuth(config: Config, log: Log): Auth {
  const { authModes, host, jwksUrl, roleScopes } = config
  if (authModes.includes('none')) {
    if (!isLoopbackHost(host)) log.warn({ host }, 'AUTH_MODE is none: whoever reaches HOST may do everything')
    return { authenticate: async () => anonymous, failure: async () => null }
  }
  const jwks = authModes.includes('jwt') && jwksUrl !== null ? createJwks(jwksUrl, log) : null
  if (jwks !== null && jwksUrl?.protocol === 'http:' && !isLoopbackHost(jwksUrl.hostname))
    log.warn('JWT_JWKS_URL is not https: whoever is on the way can put keys there, and sign tokens')
  const takesApiKeys = authModes.includes('api-key')

  async function authenticate(request: FastifyRequest): Promise<Viewer> {
    if (config.explorer && opensPage(request)) return pageViewer
    // Node keeps the first of several, and who has looked at the request on its way may have gone by the last.
    if ((request.raw.headersDistinct['authorization']?.length ?? 0) > 1)
      throw unauthenticated('The request has more than one authorization header: send one.')
    const { authorization = '', 'x-api-key': header } = request.headers
    const key = takesApiKeys && typeof header === 'string' ? header : undefined
    const bearer = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    if (key !== undefined && bearer !== undefined)
      throw unauthenticated('The request has two credentials, authorization and x-api-key: send one.')
    const credential = bearer ?? key
    if (credential === undefined) throw nothingGiven(authorization !== '', jwks !== null, takesApiKeys)
    if (jwks !== null && bearer !== undefined && (!takesApiKeys || isJwt(bearer))) return viewerOf(bearer, jwks)
    return viewerOfKey(credential, request.files.apiKeys)
  }

  async function viewerOf(token: string, jwks: Jwks): Promise<Viewer> {
    try {
      return await viewerOfToken(token, config, jwks)
    } catch (error) {
      if (error instanceof TokenRefused) throw unauthenticated(error.message)
      if (error instanceof KeysUnavailable)
        throw new Refusal(503, NO_KEYS, { 'retry-after': String(FETCH_WINDOW_SECONDS) })
      throw error
    }
  }

  function viewerOfKey(key: string, apiKeys: readonly ApiKey[]): Viewer {
    const found = findApiKey(apiKeys, key)
    if (!found) throw unauthenticated('The API key is not known here.')
    const { name, expiresAt, roles } = found
    if (expiresAt !== null && expiresAt.getTime() <= Date.now())
      throw unauthenticated(`The API key ${JSON.stringify(name)} has expired, at ${expiresAt.toISOString()}.`)
    return { id: `api-key:${name}`, name, roles, scopes: scopesOf(found.scopes, roles, roleScopes) }
  }

  async function failure() {
    try {
      await jwks?.ready()
      return null
    } catch {
      return { message: NO_KEYS, extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }
    }
  }

  return { authenticate, failure }
}

/** With a challenge as RFC 6750 has it, section 3. */
function unauthenticated(message: string, challenge = 'Bearer error="invalid_token"'): Refusal {
  return new Refusal(401, message, { 'www-authenticate': challenge })
}

function nothingGiven(hasAuthorization: boolean, jwt: boolean, apiKey: boolean): Refusal {
  const what = jwt && apiKey ? 'a token or an API key' : jwt ? 'a token' : 'an API key'
  const how = `send authorization: Bearer and ${what}${apiKey ? ', or x-api-key and an API key' : ''}`
  const why = hasAuthorization
    ? 'The authorization of the request is not Bearer and one word'
    : 'The request has no login'
  return unauthenticated(`${why}: ${how}.`, 'Bearer')
}

/**
 * Whether Apollo answers with its page, which holds nothing of anybody. It does so for whoever prefers HTML, whatever else is asked; a request
 * that could be run needs a login all the same.
 */
function opensPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' || request.routeOptions.url !== '/graphql') return false
  const { searchParams } = new URL(request.url, 'http://host')
  if (searchParams.has('query') || searchParams.has('extensions')) return false
  const types = ['application/json', 'application/graphql-response+json', 'text/html']
  return new Negotiator({ headers: { accept: request.headers.accept } }).mediaType(types) === 'text/html'
}
