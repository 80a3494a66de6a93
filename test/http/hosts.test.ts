/** Which hosts requests may name. A web page cannot use a name of its own that resolves to this machine (DNS rebinding). */
import { afterEach, describe, expect, test } from 'vitest'
import { errorsIn, post, sendRaw, startEdge, type Edge } from '../support/edge.js'

let edge: Edge
afterEach(() => edge.close())

const body = '{"query":"{ __typename }"}'

async function statusOf(head: string, ...headers: string[]): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await send(head, ...headers))?.[1])
}

function send(head: string, ...headers: string[]): Promise<string> {
  const isPost = head.startsWith('POST')
  const lines = [head, ...headers, 'connection: close']
  if (isPost) lines.push('content-type: application/json', `content-length: ${body.length}`)
  return sendRaw(edge, [...lines, '', isPost ? body : ''].join('\r\n'))
}

const query = 'POST /graphql HTTP/1.1'
const target = (host: string) => `POST http://${host}/graphql HTTP/1.1`

describe('AUTH_MODE=none on loopback', () => {
  test.each([
    'localhost',
    'localhost:4000',
    'LocalHost',
    'localhost.',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]',
    '[::1]:4000',
    '[0:0:0:0:0:0:0:1]',
  ])('a request for the host %s is served on loopback', async (host) => {
    edge = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    expect(await statusOf(query, `host: ${host}`)).toBe(200)
  })

  test.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'evil-localhost',
    'foo.localhost',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '192.168.0.7:4000',
    '[::ffff:127.0.0.1]',
    '[::2]',
    '0.0.0.0',
  ])('a request for the host %s gets 421 on loopback on every path but /livez', async (host) => {
    edge = await startEdge({ env: { CORS_ORIGINS: 'http://a.example', LOG_LEVEL: 'silent' } })
    const statuses = []
    for (const head of [
      query,
      'POST /graphql HTTP/1.0',
      'OPTIONS /graphql HTTP/1.1',
      'GET /graphql?query={__typename} HTTP/1.1',
      'GET / HTTP/1.1',
      'GET /graphiql HTTP/1.1',
      'GET /readyz HTTP/1.1',
      'GET /metrics HTTP/1.1',
      'GET /nope HTTP/1.1',
    ]) {
      statuses.push(await statusOf(head, `host: ${host}`))
    }
    expect(new Set(statuses)).toEqual(new Set([421]))
    expect(await statusOf('GET /livez HTTP/1.1', `host: ${host}`)).toBe(200)
  })

  test('a 421 response names the shortened host and ALLOWED_HOSTS', async () => {
    edge = await startEdge({ env: { LOG_LEVEL: 'info' } })
    const [head = '', json = ''] = (await send(query, `host: ${'a'.repeat(200)}.example:80`)).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 421 Misdirected Request/)
    expect(errorsIn(json)).toEqual([
      {
        message: `This gateway does not serve the host "${'a'.repeat(80)}…": use localhost, 127.0.0.1 or [::1], or add the name to ALLOWED_HOSTS.`,
        extensions: { code: 'MISDIRECTED_REQUEST', retryable: false, requestId: expect.any(String) },
      },
    ])
    expect(edge.log).toMatchObject([{ status: 421, errorCodes: ['MISDIRECTED_REQUEST'] }])
  })

  test('a request for the configured HOST is served', async () => {
    edge = await startEdge({ env: { HOST: '127.0.0.3', LOG_LEVEL: 'silent' } })
    expect((await post(edge, body)).status).toBe(200)
  })

  test('a host in ALLOWED_HOSTS is served in any spelling and with any port', async () => {
    edge = await startEdge({ env: { ALLOWED_HOSTS: 'Support.example, [fe80::1],::2, 10.0.0.1', LOG_LEVEL: 'silent' } })
    for (const host of ['support.EXAMPLE:8443', 'support.example.', '[FE80:0::1]:1', '[::2]', '10.0.0.1:4000']) {
      expect([host, await statusOf(query, `host: ${host}`)]).toEqual([host, 200])
    }
    expect(await statusOf(query, 'host: www.support.example')).toBe(421)
  })

  test('the host of an absolute request target counts, not the Host header', async () => {
    edge = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    expect(await statusOf(target('localhost:4000'), 'host: localhost')).toBe(200)
    expect(await statusOf(target('evil.example'), 'host: localhost')).toBe(421)
    expect(await statusOf(target('EVIL.example:80'), 'host: localhost')).toBe(421)
    expect(await statusOf(target('localhost@evil.example'), 'host: localhost')).toBe(400)
  })
})

describe('other addresses', () => {
  test('any host is served on 0.0.0.0 while ALLOWED_HOSTS is unset', async () => {
    edge = await startEdge({ env: { HOST: '0.0.0.0', LOG_LEVEL: 'silent' } })
    expect(await statusOf(query, 'host: support.example')).toBe(200)
  })

  test('once ALLOWED_HOSTS is set, 0.0.0.0 serves only these hosts, but probes may use any name', async () => {
    edge = await startEdge({ env: { HOST: '0.0.0.0', ALLOWED_HOSTS: 'support.example', LOG_LEVEL: 'silent' } })
    expect(await statusOf(query, 'host: support.example:443')).toBe(200)
    for (const host of ['localhost', '127.0.0.1', '0.0.0.0', 'evil.example']) {
      expect([host, await statusOf(query, `host: ${host}`)]).toEqual([host, 421])
      for (const path of ['/livez', '/readyz', '/metrics']) {
        expect([path, await statusOf(`GET ${path} HTTP/1.1`, `host: ${host}`)]).toEqual([path, 200])
      }
    }
  })
})

describe('Host header', () => {
  test.each([
    ['twice', ['host: localhost', 'host: localhost'], '2 Host headers'],
    ['twice, in different case', ['host: localhost', 'HOST: evil.example'], '2 Host headers'],
    ['with a user', ['host: localhost@evil.example'], 'is not a host name'],
    ['with a path', ['host: localhost/graphql'], 'is not a host name'],
    ['with two names', ['host: localhost, evil.example'], 'is not a host name'],
    ['with a zone', ['host: [fe80::1%25eth0]:4000'], 'is not a host name'],
    ['with an invalid port', ['host: localhost:99999'], 'is not a host name'],
    ['empty', ['host:'], 'is not a host name'],
    ['missing', [], 'is not a host name'],
  ] as const)('an invalid Host header gets 400 on any address: %s', async (_, headers, message) => {
    for (const env of [{}, { HOST: '0.0.0.0' }]) {
      edge = await startEdge({ env: { LOG_LEVEL: 'silent', ...env } })
      const [head = '', json = ''] = (await send(query, ...headers)).split('\r\n\r\n')
      expect(head).toMatch(/^HTTP\/1\.1 400 /)
      expect(errorsIn(json)).toMatchObject([
        { message: expect.stringContaining(message), extensions: { code: 'BAD_REQUEST' } },
      ])
      await edge.close()
    }
  })

  test('probes may leave out the Host header, as in HTTP/1.0', async () => {
    edge = await startEdge({ env: { LOG_LEVEL: 'silent' } })
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect([path, await statusOf(`GET ${path} HTTP/1.0`)]).toEqual([path, 200])
    }
    expect(await statusOf('GET /livez HTTP/1.1', 'host: localhost', 'host: localhost')).toBe(400)
  })
})
