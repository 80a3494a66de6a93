/** The issuer's keys: how often they are fetched, and what happens when they change or cannot be fetched. */
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, vi, test } from 'vitest'
import { until } from '../../support/until.js'
import { errorsIn, post, startEdge, type Edge } from '../../support/edge.js'
import { bearer, createKey, startIssuer, type Issuer, type IssuerKey } from '../../support/issuer.js'

let first: IssuerKey
let second: IssuerKey
beforeAll(async () => {
  first = await createKey('first')
  second = await createKey('second')
})

let issuer: Issuer
let edge: Edge
beforeEach(async () => {
  issuer = await startIssuer(first)
  edge = await startEdge({ env: issuer.env })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await edge.close()
  await issuer.close()
})

async function ask(token: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await post(edge, { query: '{ __typename }' }, bearer(token))
  return { status: response.status, text: await response.text(), headers: response.headers }
}

async function statusOf(token: string): Promise<number> {
  return (await ask(token)).status
}

/** Advances the clock for key caching, but not for token expiry. */
function later(ms: number): void {
  const then = Date.now() + ms
  vi.spyOn(Date, 'now').mockImplementation(() => then)
}

const MINUTE = 60_000

describe('caching and rotation', () => {
  test("the issuer's keys are fetched once for 20 simultaneous requests and a later one", async () => {
    const token = await first.sign()
    expect(issuer.fetches()).toBe(0)
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(token)))
    expect(new Set([...statuses, await statusOf(token)])).toEqual(new Set([200]))
    expect(issuer.fetches()).toBe(1)
  })

  test("a token signed with the issuer's new key is accepted at once", async () => {
    expect(await statusOf(await first.sign())).toBe(200)
    issuer.publish(second, first)
    expect(await statusOf(await second.sign())).toBe(200)
    expect(await statusOf(await first.sign())).toBe(200)
    expect(issuer.fetches()).toBe(2)

    const third = await createKey('third')
    issuer.publish(third, second)
    const tokens = await Promise.all(Array.from({ length: 10 }, () => third.sign()))
    expect(new Set(await Promise.all(tokens.map(statusOf)))).toEqual(new Set([200]))
    expect(issuer.fetches()).toBeLessThanOrEqual(4)
  })

  test('a token signed with a key published during a fetch is accepted', async () => {
    expect(await statusOf(await first.sign())).toBe(200)
    // The response with the old keys is under way when the issuer publishes the new one.
    const held: (() => void)[] = []
    issuer.respondWith((response) => {
      const keys = JSON.stringify({ keys: [first.publicJwk] })
      held.push(() => response.end(keys))
    })
    const other = await createKey('other')
    const early = statusOf(await other.sign())
    await until(() => held.length === 1)
    issuer.publish(first, second)
    issuer.respondWith(null)
    const late = statusOf(await second.sign())
    // Long enough for the second token to arrive during this fetch. If it arrives later, it causes one more fetch.
    await delay(100)
    held[0]?.()
    expect([await early, await late]).toEqual([401, 200])
  })

  test('made-up key ids cause no more than five fetches in five seconds', async () => {
    const beganAt = performance.now()
    expect(await statusOf(await first.sign())).toBe(200)
    const forged = await Promise.all(
      Array.from({ length: 60 }, (_, index) => first.sign({}, { kid: `made-up-${index}` })),
    )
    for (const token of forged.slice(0, 30)) expect(await statusOf(token)).toBe(401)
    const statuses = await Promise.all(forged.slice(30).map(statusOf))
    expect(new Set(statuses)).toEqual(new Set([401]))
    // Each window of five seconds begins with its first fetch.
    const windows = 1 + Math.floor((performance.now() - beganAt) / 5_000)
    expect(issuer.fetches()).toBeLessThanOrEqual(5 * windows)
    expect(await statusOf(await first.sign())).toBe(200)
  })

  test('tokens from other issuers cause no key fetch', async () => {
    expect(await statusOf(await first.sign())).toBe(200)
    expect(await statusOf(await first.sign({ iss: 'https://other.example' }, { kid: 'other' }))).toBe(401)
    expect(issuer.fetches()).toBe(1)
  })

  test('a token signed with a withdrawn key gets 401 within minutes', async () => {
    const token = await first.sign()
    expect(await statusOf(token)).toBe(200)
    issuer.publish(second)
    later(6 * MINUTE)
    const { status, text } = await ask(token)
    expect([status, text]).toEqual([401, expect.stringContaining('its issuer does not publish')])
  })

  test('known keys are used for an hour while the issuer is down, and fetching them is retried occasionally', async () => {
    const token = await first.sign()
    expect(await statusOf(token)).toBe(200)
    issuer.respondWith((response) => response.destroy())
    later(6 * MINUTE)
    for (let i = 0; i < 5; i++) expect(await statusOf(token)).toBe(200)
    expect(issuer.fetches()).toBe(2)
    expect(await edge.authFailure()).toBeNull()
    expect(edge.log).toContainEqual(expect.objectContaining({ level: 'warn', msg: expect.stringContaining('keys') }))
    later(62 * MINUTE)
    expect(await statusOf(token)).toBe(503)
    issuer.respondWith(null)
    later(1 * MINUTE)
    expect(await statusOf(token)).toBe(200)
    expect(edge.log).toContainEqual(
      expect.objectContaining({ level: 'info', msg: expect.stringContaining('available again') }),
    )
  })
})

describe('unavailable keys', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['the connection breaks', (response) => response.destroy()],
    ['the issuer returns an error', (response) => response.writeHead(500).end('<html>')],
    ['the issuer redirects', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['the response is HTML', (response) => response.end('<html>keys</html>')],
    ['the response is JSON but not a key set', (response) => response.end('{"keys":"none"}')],
    ['the response is truncated', (response) => response.end('{"keys":[')],
    [
      'the key is invalid',
      (response) =>
        response.end(JSON.stringify({ keys: [{ kid: 'first', kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] })),
    ],
    ['the issuer does not respond', () => {}],
  ])('a token gets a retryable 503 when its key cannot be fetched because %s', async (_, how) => {
    issuer.respondWith(how)
    const { status, text, headers } = await ask(await first.sign())
    expect(status).toBe(503)
    expect(errorsIn(text)).toEqual([
      {
        message: expect.stringContaining('JWT_JWKS_URL'),
        extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, requestId: expect.any(String) },
      },
    ])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(headers.get('www-authenticate')).toBeNull()

    issuer.respondWith(null)
    expect(await statusOf(await first.sign())).toBe(200)
  })

  test('tokens signed with known keys are accepted while the issuer is down', async () => {
    expect(await statusOf(await first.sign())).toBe(200)
    issuer.respondWith((response) => response.destroy())
    expect(await statusOf(await first.sign())).toBe(200)
    expect(await statusOf(await second.sign())).toBe(503)
    expect(await statusOf(await first.sign())).toBe(200)
  })

  test("the gateway is not ready while the issuer's keys cannot be fetched", async () => {
    issuer.respondWith((response) => response.destroy())
    expect(await edge.authFailure()).toEqual({
      message: expect.stringContaining('JWT_JWKS_URL'),
      extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true },
    })
    issuer.respondWith(null)
    expect(await edge.authFailure()).toBeNull()
    expect(await edge.authFailure()).toBeNull()
    expect(issuer.fetches()).toBe(2)
  })
})
