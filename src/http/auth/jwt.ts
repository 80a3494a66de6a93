/** Bearer tokens: signed JWTs from one issuer, for one audience or from known clients. */
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose'
import { isScope, type Scope, type Viewer } from '../../lib/viewer.js'
import type { Config } from '../../config/config.js'
import { isObject } from '../../config/json-file.js'
import type { Jwks } from './jwks.js'

/** Only asymmetric algorithms: with HS256, anyone who knows the public key could sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

/** How much the issuer's clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 30

/** A token that is not accepted. The message is for the caller, and contains no value from the token. */
export class TokenRefused extends Error {}

export type JwtConfig = Pick<Config, 'jwtIssuer' | 'jwtAudience' | 'jwtClientIds' | 'jwtRolesClaim' | 'roleScopes'>

/** Whether a credential has the form of a JWT: header, payload and signature. */
export function isJwt(credential: string): boolean {
  return credential.split('.').length === 3
}

/** Verifies a token and returns its viewer. Throws TokenRefused, or KeysUnavailable if the token cannot be verified. */
export async function viewerOfToken(token: string, config: JwtConfig, jwks: Jwks): Promise<Viewer> {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtRolesClaim, roleScopes } = config
  if (issuer === null) throw new Error('JWT_ISSUER is not set')
  let claims: JWTPayload
  try {
    // Checked before the signature: a token from another issuer must not make us fetch keys from ours.
    if (decodeJwt(token).iss !== issuer) throw new TokenRefused('The issuer of the token (`iss`) is not JWT_ISSUER.')
    const requiredClaims = ['exp', 'sub']
    const options = { issuer, algorithms, requiredClaims, clockTolerance: CLOCK_TOLERANCE_SECONDS }
    const verified = await jwtVerify(token, jwks.key, options)
    claims = verified.payload
  } catch (error) {
    throw error instanceof errors.JOSEError ? new TokenRefused(whyRefused(error)) : error
  }
  if (!isForAudience(claims, config) && !isFromClient(claims, config))
    throw new TokenRefused(whyNotForUs(claims, config))
  const { sub, name } = claims
  if (typeof sub !== 'string' || sub === '') throw new TokenRefused('The token has no subject (`sub`).')
  const roles = stringsIn(claimAt(claims, jwtRolesClaim))
  const given = [...stringsIn(claims['scope'], ' '), ...stringsIn(claims['scp'], ' ')]
  return {
    id: `jwt:${sub}`,
    name: typeof name === 'string' && name !== '' ? name : undefined,
    roles,
    scopes: scopesOf(given.map(withoutAudience), roles, roleScopes),
  }

  /** Cognito prefixes each scope with the identifier of the resource server, which is the audience. */
  function withoutAudience(scope: string): string {
    return audience !== null && scope.startsWith(`${audience}/`) ? scope.slice(audience.length + 1) : scope
  }
}

function isForAudience({ aud }: JWTPayload, { jwtAudience }: JwtConfig): boolean {
  return jwtAudience !== null && (Array.isArray(aud) ? aud : [aud]).includes(jwtAudience)
}

/** `azp`, `appid` and `cid` do not count: issuers that set them also set `aud`, and their ID tokens have the same `azp`. */
function isFromClient({ client_id: clientId, token_use: use }: JWTPayload, { jwtClientIds }: JwtConfig): boolean {
  // Cognito states the kind of a token in `token_use`; other issuers do not have this claim.
  const isIdToken = use !== undefined && use !== 'access'
  return typeof clientId === 'string' && jwtClientIds.includes(clientId) && !isIdToken
}

function whyNotForUs({ aud, client_id: clientId }: JWTPayload, { jwtAudience, jwtClientIds }: JwtConfig): string {
  if (jwtAudience !== null && jwtClientIds.length > 0)
    return 'The token is neither for the audience JWT_AUDIENCE (`aud`) nor an access token of a client in JWT_CLIENT_IDS (`client_id`).'
  if (jwtAudience !== null)
    return aud === undefined
      ? 'The token has no `aud`, which is required.'
      : 'The audience of the token (`aud`) is not JWT_AUDIENCE.'
  return clientId === undefined
    ? 'The token has no `client_id`, which is required.'
    : 'The token is not an access token of a client in JWT_CLIENT_IDS (`client_id`).'
}

/**
 * The claim of exactly that name, or the value at its dotted path, such as `realm_access.roles`. Keys on the path may contain dots
 * themselves, as Keycloak's client ids do.
 */
function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot)
    const inner = Object.hasOwn(claims, head) ? claims[head] : undefined
    const found = isObject(inner) ? claimAt(inner, name.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The known scopes in `given`, and those that the roles grant. */
export function scopesOf(given: readonly string[], roles: readonly string[], roleScopes: JwtConfig['roleScopes']) {
  return new Set<Scope>([...given.filter(isScope), ...roles.flatMap((role) => roleScopes.get(role) ?? [])])
}

/** The strings in a claim that is a string or an array. Values of other types are ignored. */
function stringsIn(claim: unknown, separator?: string): string[] {
  if (typeof claim === 'string') return separator === undefined ? [claim] : claim.split(separator)
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : []
}

function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired: get a new one.'
  if (error instanceof errors.JWTClaimValidationFailed) return whyClaimRefused(error)
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `The token is signed with an algorithm (\`alg\`) that is not accepted; use one of ${algorithms.join(', ')}.`
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The token is signed with a key (`kid`) that its issuer does not publish.'
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'The token does not name the key that it is signed with (`kid`), and its issuer has several.'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is invalid.'
  return 'The token is not a signed JWT.'
}

/** `claim` is one of those that `jwtVerify` checks. */
function whyClaimRefused({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The token has no \`${claim}\`, which is required.`
  if (claim === 'nbf' && reason === 'check_failed') return 'The token is not valid yet (`nbf`).'
  return `The \`${claim}\` of the token is invalid.`
}
