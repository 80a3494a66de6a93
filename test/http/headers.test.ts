import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, startEdge, type Edge } from '../support/edge.js'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge({ env: { CORS_ORIGINS: 'https://app.example,http://localhost:5173', LOG_LEVEL: 'silent' } })
})
afterAll(() => edge.close())

function preflight(url: string, origin: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, x-anything',
    },
  })
}

test.each(['/graphql', '/livez', '/nope'])('security headers are on every response: %s', async (path) => {
  const { headers } = await fetch(edge.url + path)
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

describe('CORS', () => {
  test('CORS lets pages of a listed origin send requests with any header', async () => {
    const allowed = await preflight(edge.url, 'https://app.example')
    expect(allowed.status).toBe(204)
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type, x-anything',
      vary: 'origin, access-control-request-headers',
    })

    const { headers } = await post(edge, { query: '{ __typename }' }, { origin: 'https://app.example' })
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(headers.get('access-control-expose-headers')).toBe(
      'x-request-id, www-authenticate, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after',
    )
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('vary')).toBe('origin')
  })

  test.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
    'CORS rejects the preflight of %s with 403 and names CORS_ORIGINS',
    async (origin) => {
      const response = await preflight(edge.url, origin)
      expect(response.status).toBe(403)
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(await response.text()).toContain('CORS_ORIGINS')
    },
  )

  test('CORS does not let pages of other origins read a response', async () => {
    const { headers } = await post(edge, { query: '{ __typename }' }, { origin: 'https://evil.example' })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('CORS lets pages of a listed origin read error responses too', async () => {
    const { headers } = await fetch(`${edge.url}/nope`, { headers: { origin: 'https://app.example' } })
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
  })

  const loopback = ['http://localhost:3000', 'https://localhost', 'http://127.0.0.1:65535', 'https://[::1]:8443']
  const notLoopback = [
    'http://localhost.evil.example',
    'http://evil-localhost:3000',
    'http://127.0.0.1.evil.example:3000',
    'http://127.0.0.2:3000',
    'http://localhost:3000/path',
    'http://user@localhost:3000',
    'file://localhost',
    'null',
  ]

  test('CORS allows every port on this machine in development, but only by its loopback names', async () => {
    const development = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    const statuses = async (origins: string[]) =>
      Promise.all(origins.map(async (origin) => (await preflight(development.url, origin)).status))
    expect(await statuses(loopback)).toEqual(loopback.map(() => 204))
    expect(await statuses(notLoopback)).toEqual(notLoopback.map(() => 403))
    const { headers } = await post(development, { query: '{ __typename }' }, { origin: 'http://localhost:8080' })
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:8080')
    await development.close()
  })

  test('CORS allows no port on this machine in production, nor in development without loopback in CORS_ORIGINS', async () => {
    const production = { NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' }
    for (const env of [production, { CORS_ORIGINS: 'https://app.example' }, { CORS_ORIGINS: 'none' }]) {
      const closed = await startEdge({ env: { LOG_LEVEL: 'silent', ...env } })
      expect((await preflight(closed.url, 'http://localhost:3000')).status).toBe(403)
      await closed.close()
    }
  })

  test('CORS allows hosted Apollo Sandbox in development and not in production', async () => {
    const development = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    expect((await preflight(development.url, 'https://studio.apollographql.com')).status).toBe(204)
    await development.close()

    const production = await startEdge({
      env: { NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws', LOG_LEVEL: 'silent' },
    })
    expect((await preflight(production.url, 'https://studio.apollographql.com')).status).toBe(403)
    await production.close()
  })
})
