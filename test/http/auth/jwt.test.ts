/** AUTH_MODE jwt: which tokens are accepted, and which viewer each one identifies. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportSPKI, importJWK } from 'jose'
import { errorsIn, post, startEdge, type Edge } from '../../support/edge.js'
import { bearer, claimsOf, createKey, startIssuer, type Issuer, type IssuerKey } from '../../support/issuer.js'

const query = '{ viewer }'

let key: IssuerKey
/** By algorithm. */
let others: Map<string, IssuerKey>
let issuer: Issuer
let edge: Edge
beforeAll(async () => {
  key = await createKey('one')
  const more = await Promise.all(['RS256', 'PS512', 'ES384', 'EdDSA'].map((alg) => createKey(alg, alg)))
  others = new Map(more.map((other) => [other.alg, other]))
  issuer = await startIssuer(key, ...more)
  edge = await startEdge({
    env: {
      ...issuer.env,
      ROLE_SCOPES: 'reader=cases:read attachments:read;agent=cases:write',
      JWT_ROLES_CLAIM: 'https://login.example/roles',
    },
  })
})
afterAll(async () => {
  await edge.close()
  await issuer.close()
})

async function viewerOf(token: string): Promise<{ id: string; scopes: string[]; roles: string[] }> {
  const response = await post(edge, { query }, bearer(token))
  const { data, errors } = (await response.json()) as { data: { viewer: never }; errors?: unknown }
  expect({ status: response.status, errors }).toEqual({ status: 200 })
  return data.viewer
}

/** The message in the 401 response. */
async function refusalOf(token: string): Promise<string> {
  const response = await post(edge, { query }, bearer(token))
  const text = await response.text()
  expect([response.status, text]).toEqual([401, expect.stringContaining('"UNAUTHENTICATED"')])
  expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  expect(text).not.toContain(token)
  return errorsIn(text)[0]?.message ?? ''
}

/** A token made without the private key. */
function forge(header: object, sign: (text: string) => string): string {
  const text = [header, claimsOf({})].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${sign(text)}`
}

const now = () => Math.floor(Date.now() / 1_000)

test('a token identifies the viewer by its subject, with its roles and the known scopes of both', async () => {
  const token = await key.sign({
    sub: 'ann@example.com',
    scope: 'openid cases:personal cases:read',
    'https://login.example/roles': ['agent', 'nobody'],
  })
  expect(await viewerOf(token)).toEqual({
    id: 'jwt:ann@example.com',
    roles: ['agent', 'nobody'],
    scopes: ['cases:personal', 'cases:read', 'cases:write'],
  })
})

test.each([
  ['scp, a string', { scp: 'cases:read cases:write' }, ['cases:read', 'cases:write']],
  ['scp, an array', { scp: ['cases:read', 'CASES:WRITE', 7, null] }, ['cases:read']],
  ['one role', { 'https://login.example/roles': 'reader' }, ['cases:read', 'attachments:read']],
  ['a scope that is not a string', { scope: { 'cases:read': true } }, []],
  ['a role that is not a string', { 'https://login.example/roles': [{ reader: true }, ['reader']] }, []],
  ['a role in a different claim', { roles: ['reader'] }, []],
  ['neither scopes nor roles', {}, []],
])('a token with %s grants exactly the valid scopes and the scopes of its known roles', async (_, claims, scopes) => {
  expect((await viewerOf(await key.sign(claims))).scopes).toEqual(scopes)
})

test.each(['RS256', 'PS512', 'ES384', 'EdDSA'])('a token signed with %s is accepted', async (alg) => {
  expect((await viewerOf((await others.get(alg)?.sign({ sub: alg })) ?? '')).id).toBe(`jwt:${alg}`)
})

test('a token for several audiences is accepted, and the scheme is case-insensitive', async () => {
  const token = await key.sign({ aud: ['https://other.example', 'https://support.example'] })
  expect((await post(edge, { query }, { authorization: `bEARER  ${token}` })).status).toBe(200)
})

test('a token is accepted in a GET request', async () => {
  const response = await fetch(`${edge.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { ...bearer(await key.sign()), 'apollo-require-preflight': '1' },
  })
  expect(await response.json()).toMatchObject({ data: { viewer: { id: 'jwt:ann' } } })
})

test.each([
  ['expired within the clock tolerance', () => ({ exp: now() - 20 })],
  ['is not valid yet, within the clock tolerance', () => ({ nbf: now() + 20 })],
  ['was issued in the future, within the clock tolerance', () => ({ iat: now() + 20 })],
])('a token is accepted if it %s', async (_, claims) => {
  await viewerOf(await key.sign(claims()))
})

test.each([
  ['has expired', () => ({ exp: now() - 40 }), 'has expired'],
  ['is not valid yet', () => ({ nbf: now() + 40 }), 'not valid yet'],
  ['never expires', () => ({ exp: undefined }), 'has no `exp`'],
  ['has an invalid exp', () => ({ exp: 'never' }), '`exp` of the token is invalid'],
  ['is from a different issuer', () => ({ iss: 'https://login.example' }), 'not JWT_ISSUER'],
  ['has no issuer', () => ({ iss: undefined }), 'not JWT_ISSUER'],
  ['is for a different audience', () => ({ aud: 'https://support.example.evil.example' }), 'not JWT_AUDIENCE'],
  ['is for several other audiences', () => ({ aud: ['a', 'b'] }), 'not JWT_AUDIENCE'],
  ['has no audience', () => ({ aud: undefined }), 'has no `aud`'],
  ['has no subject', () => ({ sub: undefined }), 'has no `sub`'],
  ['has an empty subject', () => ({ sub: '' }), 'has no subject (`sub`)'],
  ['has a subject that is a number', () => ({ sub: 7 }), 'has no subject (`sub`)'],
])('a token is rejected if it %s', async (_, claims, why) => {
  expect(await refusalOf(await key.sign(claims()))).toContain(why)
})

test("a token signed by someone else under the issuer's key id is rejected", async () => {
  expect(await refusalOf(await (await createKey('one')).sign())).toContain('signature')
})

test('a token changed after signing is rejected', async () => {
  const [header, , signature] = (await key.sign({ sub: 'ann' })).split('.')
  const claims = Buffer.from(JSON.stringify(claimsOf({ sub: 'root' }))).toString('base64url')
  expect(await refusalOf(`${header}.${claims}.${signature}`)).toContain('signature')
})

test('a token signed with the public key as an HMAC secret is rejected', async () => {
  const rsa = others.get('RS256')
  const pem = await exportSPKI((await importJWK(rsa?.publicJwk ?? {}, 'RS256', { extractable: true })) as never)
  for (const secret of [pem, JSON.stringify(rsa?.publicJwk), String(rsa?.publicJwk.n)]) {
    const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
    expect(await refusalOf(forge({ alg: 'HS256', kid: 'RS256' }, sign))).toContain('algorithm')
  }
})

test.each(['none', 'None', 'NONE', ''])('a token with the algorithm %j is rejected', async (alg) => {
  expect(await refusalOf(forge({ alg, kid: 'one' }, () => ''))).toMatch(/algorithm|not a signed JWT/)
})

test('a token that contains its own key or a key URL is rejected', async () => {
  const own = await createKey('own')
  const fetches = issuer.fetches()
  expect(await refusalOf(await own.sign({}, { jwk: own.publicJwk, jku: issuer.env['JWT_JWKS_URL'] }))).toContain('kid')
  expect(issuer.fetches()).toBe(fetches + 1)
})

test('a token with an unknown critical extension is rejected', async () => {
  expect(await refusalOf(forge({ alg: 'ES256', kid: 'one', crit: ['b64'], b64: false }, () => 'AAAA'))).not.toBe('')
})

test.each([
  ['one word', 'garbage'],
  ['three words', 'a.b.c'],
  ['empty parts', '..'],
  ['five parts, like an encrypted token', 'a.b.c.d.e'],
  [
    'JSON that is not an object',
    `${Buffer.from('[]').toString('base64url')}.${Buffer.from('7').toString('base64url')}.`,
  ],
  ['an API key for the gateway', 'asg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['12,000 characters', `${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.${'c'.repeat(4_000)}`],
])('a token that is %s is rejected as not a signed JWT', async (_, token) => {
  expect(await refusalOf(token)).toBe('The token is not a signed JWT.')
})

test('a token that exceeds the header size limit gets 431', async () => {
  expect((await post(edge, { query }, bearer('x'.repeat(20_000)))).status).toBe(431)
})
