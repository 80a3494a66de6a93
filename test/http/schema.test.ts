/** GET /schema.graphql: the committed file, for callers who may introspect and for no one else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey, digestOf } from '../../src/config/api-keys.js'
import { printedSchema } from '../../src/graph/schema.js'
import { errorsIn, post, sendRaw, startEdge, type Edge } from '../support/edge.js'
import { schema } from '../support/schema.js'

const key = createApiKey()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-'))
  const entry = { name: 'ci', sha256: digestOf(key).toString('hex'), scopes: [], expiresAt: null }
  writeFileSync(join(folder, 'keys.json'), JSON.stringify([entry]))
})
afterAll(() => rmSync(folder, { recursive: true }))

let edge: Edge
afterEach(() => edge.close())

async function start(env: Record<string, string> = {}): Promise<void> {
  edge = await startEdge({ env, schemaText: () => printedSchema(schema) })
}

function get(headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(`${edge.url}/schema.graphql`, { method, headers })
}

const withKeys = () => ({ AUTH_MODE: 'api-key', API_KEYS_FILE: join(folder, 'keys.json') })

describe('content', () => {
  test('GET /schema.graphql returns the committed file, byte for byte', async () => {
    await start()
    const response = await get()
    expect(response.status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(readFileSync('schema.graphql'))
    // Browsers display this type, but download others.
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('HEAD /schema.graphql has the headers of GET and no body', async () => {
    await start()
    const response = await get({}, 'HEAD')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe(String(readFileSync('schema.graphql').length))
    expect(await response.text()).toBe('')
  })

  test('POST /schema.graphql gets 405', async () => {
    await start()
    const response = await get({}, 'POST')
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})

describe('INTROSPECTION', () => {
  test.each([{ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws' }, { INTROSPECTION: 'false' }])(
    'with %j, /schema.graphql returns the same response as an unknown path',
    async (env) => {
      await start(env)
      const response = await get()
      expect(response.status).toBe(404)
      const [error] = errorsIn(await response.text())
      const [unknown] = errorsIn(await (await fetch(`${edge.url}/unknown`)).text())
      expect(error?.message.replace('/schema.graphql', '/unknown')).toBe(unknown?.message)
    },
  )

  test('production serves /schema.graphql with INTROSPECTION=true', async () => {
    await start({ NODE_ENV: 'production', SUPPORT_UPSTREAM: 'aws', INTROSPECTION: 'true' })
    expect((await get()).status).toBe(200)
  })
})

test('TRUSTED_DOCUMENTS does not hide the schema', async () => {
  const manifest = join(folder, 'manifest.json')
  writeFileSync(manifest, JSON.stringify({ id: '{ __typename }' }))
  await start({ TRUSTED_DOCUMENTS: manifest })
  expect((await get()).status).toBe(200)
  await edge.close()
  await start({ TRUSTED_DOCUMENTS: manifest, INTROSPECTION: 'false' })
  expect((await get()).status).toBe(404)
})

describe('authentication', () => {
  test('/schema.graphql responds to a caller without credentials with 401 and a challenge', async () => {
    await start(withKeys())
    const response = await get()
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(errorsIn(await response.text())[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  test('/schema.graphql responds to a browser with 401, although it may open Apollo Sandbox at /graphql', async () => {
    await start(withKeys())
    const headers = { accept: 'text/html,*/*;q=0.8' }
    expect((await fetch(`${edge.url}/graphql`, { headers })).status).toBe(200)
    expect((await get(headers)).status).toBe(401)
  })

  test('/schema.graphql requires no scope of an authenticated caller', async () => {
    await start(withKeys())
    expect((await get({ 'x-api-key': key })).status).toBe(200)
    await expect.poll(() => edge.log.at(-1)).toMatchObject({ path: '/schema.graphql', viewer: 'api-key:ci' })
  })
})

describe('limits', () => {
  test('requests to /schema.graphql and /graphql count toward the same rate limit', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2' })
    const first = await get()
    expect([first.status, first.headers.get('ratelimit-remaining')]).toEqual([200, '1'])
    expect((await post(edge, { query: '{ __typename }' })).headers.get('ratelimit-remaining')).toBe('0')
    expect((await get()).status).toBe(429)
  })

  test('a request to /schema.graphql for a host that is not in ALLOWED_HOSTS gets 421', async () => {
    await start({ ALLOWED_HOSTS: 'graph.example' })
    for (const [host, status] of [
      ['evil.example', 421],
      ['graph.example', 200],
    ]) {
      const request = `GET /schema.graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`
      expect(await sendRaw(edge, request)).toMatch(`HTTP/1.1 ${status} `)
    }
  })

  test('only pages of CORS_ORIGINS may read /schema.graphql', async () => {
    await start({ CORS_ORIGINS: 'https://console.example' })
    const origin = 'https://console.example'
    expect((await get({ origin })).headers.get('access-control-allow-origin')).toBe(origin)
    expect((await get({ origin: 'https://evil.example' })).headers.get('access-control-allow-origin')).toBeNull()
  })
})
