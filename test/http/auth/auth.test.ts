/** Authentication: which requests require credentials, and which do not. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey, digestOf } from '../../../src/config/api-keys.js'
import { ConfigError } from '../../../src/config/config.js'
import { errorsIn, post, sendRaw, startEdge, type Edge } from '../../support/edge.js'
import { bearer, createKey, startIssuer, type Issuer, type IssuerKey } from '../../support/issuer.js'

const query = '{ viewer }'

let folder: string
let signer: IssuerKey
let issuer: Issuer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'auth-'))
  signer = await createKey('one')
  issuer = await startIssuer(signer)
})
afterAll(async () => {
  await issuer.close()
  rmSync(folder, { recursive: true })
})

let edge: Edge | undefined
afterEach(async () => {
  await edge?.close()
  edge = undefined
})

const keys = { ci: createApiKey(), billing: createApiKey(), gone: createApiKey() }

function entryOf(name: keyof typeof keys, more: object = {}) {
  return { name, sha256: digestOf(keys[name]).toString('hex'), scopes: ['cases:read'], expiresAt: null, ...more }
}

function keysFile(contents: unknown): string {
  const file = join(folder, `${createApiKey()}.json`)
  writeFileSync(file, typeof contents === 'string' ? contents : JSON.stringify(contents))
  return file
}

async function start(AUTH_MODE: 'jwt' | 'api-key' | 'jwt,api-key', env: Record<string, string> = {}): Promise<Edge> {
  const API_KEYS_FILE = keysFile([
    entryOf('ci'),
    entryOf('billing', { scopes: [], roles: ['reader'], expiresAt: '2999-01-01T00:00:00+01:00' }),
    entryOf('gone', { expiresAt: '2026-01-01T00:00:00Z' }),
  ])
  return (edge = await startEdge({ env: { ...issuer.env, AUTH_MODE, API_KEYS_FILE, ...env } }))
}

async function responseTo(headers: Record<string, string>) {
  const response = await post(edge ?? { url: '' }, { query }, headers)
  const text = await response.text()
  const { data }: { data?: { viewer: { id: string; scopes: string[]; roles: string[] } } } = JSON.parse(text)
  return {
    status: response.status,
    viewer: data?.viewer,
    message: data ? '' : errorsIn(text)[0]?.message,
    response,
    text,
  }
}

test('unauthenticated requests are rate-limited by address and do not lock out authenticated callers', async () => {
  await start('api-key', { RATE_LIMIT_PER_MINUTE: '2' })
  const statuses = []
  for (const key of ['one', 'two', 'three', keys.ci]) statuses.push((await responseTo({ 'x-api-key': key })).status)
  expect(statuses).toEqual([401, 401, 429, 200])
})

test('two authorization headers get 401, whichever comes first', async () => {
  const { port } = await start('api-key')
  const good = `authorization: Bearer ${keys.ci}`
  for (const headers of [
    [good, 'Authorization: Bearer other'],
    ['authorization: Bearer other', good],
  ]) {
    const target = `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1`
    const bytes = [target, 'host: localhost', 'apollo-require-preflight: 1', 'connection: close', ...headers, '', '']
    const text = await sendRaw({ port }, bytes.join('\r\n'))
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
    expect(text).toContain('more than one authorization header')
  }
})

describe('missing credentials', () => {
  test.each([
    ['jwt', 'send `authorization: Bearer <token>`'],
    ['api-key', 'send `authorization: Bearer <API key>` or `x-api-key: <API key>`'],
    ['jwt,api-key', 'send `authorization: Bearer <token or API key>` or `x-api-key: <API key>`'],
  ] as const)('a request without credentials in AUTH_MODE=%s gets 401, which says what to send', async (mode, what) => {
    await start(mode)
    const { status, text, response } = await responseTo({ 'x-request-id': 'r-1' })
    expect(status).toBe(401)
    expect(errorsIn(text)).toEqual([
      {
        message: expect.stringContaining(what),
        extensions: { code: 'UNAUTHENTICATED', retryable: false, requestId: 'r-1' },
      },
    ])
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('with AUTH_MODE=none every caller is the anonymous viewer with all scopes', async () => {
    edge = await startEdge()
    expect(await responseTo(bearer('anything'))).toMatchObject({ status: 200, viewer: { id: 'anonymous' } })
    expect((await responseTo({})).viewer?.scopes).toContain('cases:personal')
    expect(edge.log.filter(({ level }) => level === 'warn')).toEqual([])
    expect(await edge.authFailure()).toBeNull()
  })

  test('AUTH_MODE=none on a HOST that is not loopback logs a warning', async () => {
    edge = await startEdge({ env: { HOST: '0.0.0.0' } })
    expect(edge.log).toMatchObject([{ level: 'warn', host: '0.0.0.0', msg: expect.stringContaining('AUTH_MODE') }])
  })

  test('a JWT_JWKS_URL over plain HTTP logs a warning', async () => {
    const edge = await start('jwt', { JWT_JWKS_URL: 'http://login.example/keys' })
    expect(edge.log).toMatchObject([{ level: 'warn', msg: expect.stringContaining('JWT_JWKS_URL is not https') }])
  })

  test('an authorization header that is not a bearer token gets 401 without being echoed', async () => {
    await start('jwt,api-key')
    for (const authorization of ['Basic YW5uOnNlY3JldA==', 'Bearer', 'Bearer ', 'Bearer a b', 'bearer:abc', 'abc']) {
      const { status, message = '', response } = await responseTo({ authorization })
      expect([authorization, status, message]).toEqual([
        authorization,
        401,
        expect.stringContaining('not `Bearer <credential>`'),
      ])
      expect(message).not.toContain('YW5u')
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('an unauthenticated request gets 401 before its body is read, and nothing runs', async () => {
    const edge = await start('jwt')
    const mutation = await post(edge, { query: 'mutation { write(ms: 0) }' })
    expect(mutation.status).toBe(401)
    expect((await post(edge, '{ not json')).status).toBe(401)
    expect(
      (await fetch(`${edge.url}/graphql?query={viewer}`, { headers: { 'apollo-require-preflight': '1' } })).status,
    ).toBe(401)
    expect(edge.writes).toEqual([])
  })

  test('health checks, preflights and unknown paths need no credentials', async () => {
    const edge = await start('jwt')
    expect((await fetch(`${edge.url}/livez`)).status).toBe(200)
    expect((await fetch(`${edge.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${edge.url}/graphql`, { method: 'OPTIONS' })).status).toBe(204)
    expect((await fetch(`${edge.url}/nope`)).status).toBe(404)
  })

  test('the explorer pages need no credentials, but any GET with an operation does', async () => {
    const edge = await start('jwt')
    const page = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'apollo-require-preflight': '1' } }
    const sandbox = await fetch(`${edge.url}/graphql`, page)
    expect([sandbox.status, sandbox.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)])
    expect((await fetch(`${edge.url}/graphiql`, page)).status).not.toBe(401)
    for (const search of ['?query={viewer}', '?%71uery={viewer}', '?a=b&query={viewer}', '?extensions={}']) {
      expect((await fetch(`${edge.url}/graphql${search}`, page)).status).toBe(401)
    }
    expect((await fetch(`${edge.url}/graphql`, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(401)
  })

  test('a browser without credentials gets 401 if the explorers are off', async () => {
    const edge = await start('jwt', { EXPLORER: 'false' })
    expect((await fetch(`${edge.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(401)
  })

  test('pages of a listed origin can read a 401, and their preflight needs no credentials', async () => {
    const edge = await start('jwt', { CORS_ORIGINS: 'https://app.example' })
    const origin = 'https://app.example'
    const preflight = await fetch(`${edge.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization'])
    const { status, response } = await responseTo({ origin })
    expect([status, response.headers.get('access-control-allow-origin')]).toEqual([401, origin])
    expect(response.headers.get('access-control-expose-headers')).toContain('www-authenticate')
  })
})

describe('API keys', () => {
  test('an API key in x-api-key or as a bearer token identifies the viewer with its scopes and roles', async () => {
    await start('api-key', { ROLE_SCOPES: 'reader=cases:read attachments:read' })
    const ci = { id: 'api-key:ci', name: 'ci', scopes: ['cases:read'], roles: [] }
    expect((await responseTo({ 'x-api-key': keys.ci })).viewer).toEqual(ci)
    expect((await responseTo(bearer(keys.ci))).viewer).toEqual(ci)
    // an authorization header with another scheme, such as that of a proxy, is ignored
    expect((await responseTo({ 'x-api-key': keys.ci, authorization: 'Basic eDp5' })).viewer).toEqual(ci)
    expect((await responseTo({ 'x-api-key': keys.billing })).viewer).toEqual({
      id: 'api-key:billing',
      name: 'billing',
      scopes: ['cases:read', 'attachments:read'],
      roles: ['reader'],
    })
  })

  test('an API key that does not exactly match one in the file gets 401', async () => {
    await start('api-key')
    const digest = digestOf(keys.ci).toString('hex')
    const twice = `${keys.ci}, ${keys.ci}`
    for (const key of [
      createApiKey(),
      `${keys.ci}x`,
      keys.ci.slice(0, -1),
      digest,
      keys.ci.toUpperCase(),
      twice,
      'a.b.c',
      '',
    ]) {
      const { status, message } = await responseTo({ 'x-api-key': key })
      expect([key, status, message]).toEqual([key, 401, 'The API key is unknown.'])
    }
  })

  test('an expired API key gets 401 with its name and expiry', async () => {
    await start('api-key')
    const { status, message, response } = await responseTo({ 'x-api-key': keys.gone })
    expect([status, message]).toEqual([401, 'The API key "gone" expired at 2026-01-01T00:00:00.000Z.'])
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  })

  test('API keys are ignored with AUTH_MODE=jwt', async () => {
    await start('jwt')
    expect((await responseTo({ 'x-api-key': keys.ci })).message).toContain('has no credentials')
    expect((await responseTo(bearer(keys.ci))).message).toContain('not a signed JWT')
    expect((await responseTo({ ...bearer(await signer.sign()), 'x-api-key': 'of a proxy' })).status).toBe(200)
  })

  test('with AUTH_MODE=jwt,api-key a bearer value of three parts is a token and any other is an API key', async () => {
    await start('jwt,api-key')
    expect((await responseTo(bearer(await signer.sign()))).viewer?.id).toBe('jwt:ann')
    expect((await responseTo(bearer(keys.ci))).viewer?.id).toBe('api-key:ci')
    expect((await responseTo({ 'x-api-key': keys.ci })).viewer?.id).toBe('api-key:ci')
    expect((await responseTo({ 'x-api-key': await signer.sign() })).message).toContain('API key is unknown')
    expect((await responseTo(bearer('a.b.c'))).message).toContain('not a signed JWT')
    expect((await responseTo({ ...bearer(await signer.sign()), 'x-api-key': keys.ci })).message).toContain(
      'two credentials',
    )
  })
})

async function problemsOf(API_KEYS_FILE: string): Promise<string[]> {
  try {
    edge = await startEdge({ env: { AUTH_MODE: 'api-key', API_KEYS_FILE } })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('API keys file', () => {
  test('every problem in the API keys file is reported at startup, without its digests', async () => {
    const file = keysFile([
      entryOf('ci', { scopes: ['cases:read', 'cases:all'] }),
      entryOf('ci', { sha256: keys.ci }),
      { ...entryOf('billing'), expiresAt: '2027-02-30T00:00:00Z', roles: 'reader' },
      { ...entryOf('billing'), name: 'other', expireAt: null },
      { scopes: 'cases:read' },
      null,
    ])
    const problems = await problemsOf(file)
    expect(problems.map((problem) => problem.replace(`${file}: `, ''))).toEqual([
      expect.stringMatching(/^scopes of the entry "ci" must be an array of cases:read, .*; unknown: "cases:all"$/),
      expect.stringMatching(/^sha256 of the entry "ci" must be/),
      expect.stringMatching(/^roles of the entry "billing" must be/),
      expect.stringMatching(/^expiresAt of the entry "billing" must be null or a time such as/),
      expect.stringMatching(/^the entry "other" has unknown members: expireAt$/),
      ...[5, 6].flatMap((number) => [
        expect.stringMatching(`^entry ${number} needs a name`),
        expect.stringMatching(`^sha256 of entry ${number} must be`),
        expect.stringMatching(`^scopes of entry ${number} must be`),
      ]),
      'two entries have the name "ci"',
      expect.stringMatching(/^"billing" and "other" have the same sha256/),
    ])
    expect(problems.join()).not.toContain(keys.ci)
    expect(problems.join()).not.toContain(digestOf(keys.billing).toString('hex'))
  })

  test.each([
    ['[', /is not JSON$/],
    ['{}', /must be an array of entries$/],
    ['null', /must be an array of entries$/],
  ])('an API keys file with %s is rejected', async (contents, problem) => {
    expect(await problemsOf(keysFile(contents))).toEqual([expect.stringMatching(problem)])
  })

  test('an API keys file that cannot be read is rejected with the reason', async () => {
    const none = join(folder, 'no-such-file')
    expect(await problemsOf(none)).toEqual([`${none} (API_KEYS_FILE) cannot be read: there is no such file (ENOENT)`])
    expect(await problemsOf(folder)).toEqual([`${folder} (API_KEYS_FILE) cannot be read: it is a folder (EISDIR)`])
  })

  test('an API keys file may leave out roles and expiresAt, and may be empty', async () => {
    const { name, sha256, scopes } = entryOf('ci')
    expect(await problemsOf(keysFile([{ name, sha256: sha256.toUpperCase(), scopes }]))).toEqual([])
    expect((await responseTo(bearer(keys.ci))).viewer?.id).toBe('api-key:ci')
    await edge?.close()
    expect(await problemsOf(keysFile([]))).toEqual([])
  })
})

describe('viewers', () => {
  test('a request keeps the viewer that its own headers identify while another request arrives before its body', async () => {
    const edge = await start('api-key')
    const body = JSON.stringify({ query })
    const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' }
    const slow = request(`${edge.url}/graphql`, { method: 'POST', headers: { ...headers, 'x-api-key': keys.ci } })
    slow.flushHeaders()
    await once(slow, 'continue')
    expect((await responseTo({ 'x-api-key': keys.billing })).viewer?.id).toBe('api-key:billing')
    slow.end(body)
    const [response] = (await once(slow, 'response')) as [IncomingMessage]
    expect(JSON.parse(await text(response))).toMatchObject({ data: { viewer: { id: 'api-key:ci' } } })
  })

  test('60 concurrent requests on shared connections each keep their own viewer', async () => {
    const edge = await start('jwt,api-key')
    const callers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        if (index % 3 === 0) return { id: 'api-key:ci', headers: { 'x-api-key': keys.ci } }
        const sub = `caller-${index}`
        return { id: `jwt:${sub}`, headers: bearer(await signer.sign({ sub })) }
      }),
    )
    const seen = await Promise.all(
      callers.map(async ({ headers }, index) => {
        // different delays, so that requests overlap and end in a different order
        const response = await post(edge, { query: `{ viewer(ms: ${(index * 37) % 60}) }` }, headers)
        return ((await response.json()) as { data: { viewer: { id: string } } }).data.viewer.id
      }),
    )
    expect(seen).toEqual(callers.map(({ id }) => id))
  })
})

test('the log names viewers by digest or key name and contains no credential and no JWKS URL', async () => {
  const edge = await start('jwt,api-key', { LOG_LEVEL: 'trace' })
  const token = await signer.sign({ sub: 'MARKER@example.com' })
  const expired = await signer.sign({ sub: 'MARKER', exp: 1 })
  const statuses = []
  for (const headers of [
    bearer(token),
    bearer(expired),
    bearer(`MARKER.${token}`),
    bearer('MARKER'),
    { 'x-api-key': keys.gone },
    { 'x-api-key': keys.ci },
  ]) {
    statuses.push((await responseTo(headers)).status)
  }
  issuer.respondWith((response) => response.end(JSON.stringify({ MARKER: token })))
  const other = await startEdge({ env: { ...issuer.env, LOG_LEVEL: 'trace' } })
  statuses.push((await post(other, { query }, bearer(token))).status)
  issuer.respondWith(null)
  await other.close()
  await edge.close()
  expect(statuses).toEqual([200, 401, 401, 401, 401, 200, 503])
  // One line for the outage, and one for each request during it.
  expect(other.log.map(({ level, msg }) => [level, msg])).toEqual([
    ['warn', "cannot fetch the token issuer's signing keys"],
    ['info', 'request'],
  ])
  const lines = [...edge.log, ...other.log]
  expect(lines.filter(({ msg }) => msg === 'request').map(({ errorCodes }) => errorCodes)).toEqual([
    undefined,
    ...Array.from({ length: 4 }, () => ['UNAUTHENTICATED']),
    undefined,
    ['SERVICE_UNAVAILABLE'],
  ])
  expect(edge.log.filter(({ msg }) => msg === 'request').map(({ viewer }) => viewer)).toEqual([
    expect.stringMatching(/^jwt:sha256:[0-9a-f]{12}$/),
    ...Array.from({ length: 4 }, () => undefined),
    'api-key:ci',
  ])
  const secrets = ['MARKER', keys.ci, keys.gone, ...token.split('.'), ...expired.split('.'), '/keys']
  for (const secret of secrets) expect(JSON.stringify(lines)).not.toContain(secret)
})
