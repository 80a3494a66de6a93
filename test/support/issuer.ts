/** A token issuer: keys, and a real HTTP endpoint that publishes them and can be made to misbehave. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'

export const ISSUER = 'https://login.example/'
export const AUDIENCE = 'https://support.example'

export interface IssuerKey {
  kid: string
  alg: string
  publicJwk: JWK
  sign: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>
}

export interface Issuer {
  /** Configuration variables for a gateway that trusts it. */
  env: Record<string, string>
  /** The number of key fetches. */
  fetches: () => number
  /** Publishes these keys instead of the previous ones. */
  publish: (...keys: { publicJwk: JWK }[]) => void
  /** Sets the response to key fetches from now on; null restores the normal one. */
  respondWith: (how: ((response: ServerResponse) => void) | null) => void
  close: () => Promise<void>
}

export async function startIssuer(...first: { publicJwk: JWK }[]): Promise<Issuer> {
  let keys = first
  let fetches = 0
  let how: ((response: ServerResponse) => void) | null = null
  const server = createServer((_, response) => {
    fetches++
    if (how) how(response)
    else response.end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    env: {
      AUTH_MODE: 'jwt',
      JWT_JWKS_URL: `http://127.0.0.1:${port}/keys`,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    },
    fetches: () => fetches,
    publish: (...now) => void (keys = now),
    respondWith: (now) => void (how = now),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A key of the issuer, with a function that signs tokens. Claims that are undefined are omitted. */
export async function createKey(kid: string, alg = 'ES256'): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  return {
    kid,
    alg,
    publicJwk,
    sign: (claims = {}, header = {}) =>
      new SignJWT(claimsOf(claims)).setProtectedHeader({ alg, kid, ...header }).sign(privateKey),
  }
}

/** Claims of a token that is valid for an hour, overridden by `claims`. */
export function claimsOf(claims: Record<string, unknown>): JWTPayload {
  const now = Math.floor(Date.now() / 1_000)
  const all = { iss: ISSUER, aud: AUDIENCE, sub: 'ann', iat: now, exp: now + 3_600, ...claims }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
