/** Authentication: turns the credential of a request into its viewer, or refuses it with 401. */
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
  /** Throws a Refusal: 401 for a credential that is missing or not accepted, 503 if it cannot be verified. */
  authenticate: (request: FastifyRequest) => Promise<Viewer>
  /** Why tokens cannot be verified right now, as an error for /readyz; null if they can. */
  failure: () => Promise<{ message: string; extensions: { code: string; retryable: boolean } } | null>
}

const NO_KEYS = 'Cannot fetch signing keys from JWT_JWKS_URL; tokens cannot be verified right now.'

/** API keys are looked up in `request.files`, so a reload of the file applies to later requests. */
export function createAuth(config: Config, log: Log): Auth {
  const { authModes, host, jwksUrl, roleScopes } = config
  if (authModes.includes('none')) {
    if (!isLoopbackHost(host)) log.warn({ host }, 'AUTH_MODE is none: anyone who can reach HOST may do everything')
    return { authenticate: async () => anonymous, failure: async () => null }
  }
  const jwks = authModes.includes('jwt') && jwksUrl !== null ? createJwks(jwksUrl, log) : null
  if (jwks !== null && jwksUrl?.protocol === 'http:' && !isLoopbackHost(jwksUrl.hostname))
    log.warn('JWT_JWKS_URL is not https: anyone on the network path can replace the keys and sign tokens')
  const acceptsApiKeys = authModes.includes('api-key')

  async function authenticate(request: FastifyRequest): Promise<Viewer> {
    if (config.explorer && opensPage(request)) return pageViewer
    // Of several headers, Node uses the first, but a proxy may have checked the last.
    if ((request.raw.headersDistinct['authorization']?.length ?? 0) > 1)
      throw unauthenticated('The request has more than one authorization header: send one.')
    const { authorization = '', 'x-api-key': header } = request.headers
    const key = acceptsApiKeys && typeof header === 'string' ? header : undefined
    const bearer = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    if (key !== undefined && bearer !== undefined)
      throw unauthenticated('The request has two credentials, authorization and x-api-key: send one.')
    const credential = bearer ?? key
    if (credential === undefined) throw noCredential(authorization !== '', jwks !== null, acceptsApiKeys)
    if (jwks !== null && bearer !== undefined && (!acceptsApiKeys || isJwt(bearer))) return viewerOf(bearer, jwks)
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
    if (!found) throw unauthenticated('The API key is unknown.')
    const { name, expiresAt, roles } = found
    if (expiresAt !== null && expiresAt.getTime() <= Date.now())
      throw unauthenticated(`The API key ${JSON.stringify(name)} expired at ${expiresAt.toISOString()}.`)
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

/** With a challenge as in RFC 6750, section 3. */
function unauthenticated(message: string, challenge = 'Bearer error="invalid_token"'): Refusal {
  return new Refusal(401, message, { 'www-authenticate': challenge })
}

function noCredential(hasAuthorization: boolean, jwt: boolean, apiKey: boolean): Refusal {
  const what = jwt && apiKey ? 'token or API key' : jwt ? 'token' : 'API key'
  const how = `send \`authorization: Bearer <${what}>\`${apiKey ? ' or `x-api-key: <API key>`' : ''}`
  const why = hasAuthorization
    ? 'The authorization header is not `Bearer <credential>`'
    : 'The request has no credentials'
  return unauthenticated(`${why}: ${how}.`, 'Bearer')
}

/**
 * Whether a request only loads Apollo's landing page, which contains no data. Apollo serves the page for every GET that prefers HTML, but a GET
 * with `query` or `extensions` could run an operation, so it requires credentials.
 */
function opensPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' || request.routeOptions.url !== '/graphql') return false
  const { searchParams } = new URL(request.url, 'http://host')
  if (searchParams.has('query') || searchParams.has('extensions')) return false
  const types = ['application/json', 'application/graphql-response+json', 'text/html']
  return new Negotiator({ headers: { accept: request.headers.accept } }).mediaType(types) === 'text/html'
}
