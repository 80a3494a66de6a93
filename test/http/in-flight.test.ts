/** Limits on requests in flight: JSON values, body bytes, requests per viewer, and responses that the client does not read. */
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../support/until.js'
import { errorsIn, post, startEdge, statusFrom, type Edge } from '../support/edge.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function edgeWith(env: Record<string, string>, stalledMs?: number): Promise<Edge> {
  const edge = await startEdge({ env, ...(stalledMs !== undefined && { stalledMs }) })
  stops.push(edge.close)
  return edge
}

const query = { query: '{ __typename }' }

/** The maximum number of JSON values in a body. */
const MAX = 100_000
const many = (count: number, value: string) => Array.from({ length: count }, () => value).join(',')
// The body itself, the query and the list count as three values.
const bodyWith = (list: string) => `{"query":"{ __typename }","junk":[${list}]}`

describe('JSON values', () => {
  test.each([
    ['numbers', many(MAX - 3, '1')],
    ['literals', many(MAX - 3, 'null')],
    ['empty objects', many(MAX - 3, '{}')],
    ['empty lists', many(MAX - 3, '[ ]')],
    ['strings that contain JSON syntax', many(MAX - 3, String.raw`"\\\",[{\"\\"`)],
    ['objects with a member', many((MAX - 3) / 2 - 0.5, '{ "a,b" : -1.5e3 }')],
    ['nested lists', '['.repeat(MAX - 3) + ']'.repeat(MAX - 3)],
    ['one string of commas', `"${','.repeat(1_000_000)}"`],
  ])('a JSON body can have 100,000 values: %s', async (_, list) => {
    const edge = await edgeWith({ LOG_LEVEL: 'silent' })
    const response = await post(edge, bodyWith(list))
    expect([response.status, await response.text()]).toEqual([200, '{"data":{"__typename":"Query"}}\n'])
  })

  test.each([
    ['numbers', many(MAX - 2, '1')],
    ['seven million empty objects', many(7_000_000, '{}')],
    ['empty lists', many(MAX - 2, '[]')],
    ['strings', many(MAX - 2, '""')],
    ['objects with a member', many(MAX / 2 - 1, '{"a":1}')],
    ['nested lists', '['.repeat(MAX - 2) + ']'.repeat(MAX - 2)],
    ['members of one object', `{${many(MAX - 3, '"a":1')}}`],
  ])('a JSON body with more than 100,000 values gets 400: %s', async (_, list) => {
    const edge = await edgeWith({ LOG_LEVEL: 'info' })
    const response = await post(edge, bodyWith(list))
    expect(response.status).toBe(400)
    expect(errorsIn(await response.text())).toEqual([
      {
        message: 'The request body has more than 100000 JSON values, which is the limit. Send less at once.',
        extensions: {
          code: 'BAD_USER_INPUT',
          measure: 'values',
          limit: 100_000,
          retryable: false,
          requestId: expect.any(String),
        },
      },
    ])
    expect(edge.log).toMatchObject([{ status: 400, errorCodes: ['BAD_USER_INPUT'] }])
  })

  test.each(['variables', 'extensions', 'query', 'operationName'])(
    'JSON values are counted in %s too',
    async (member) => {
      const edge = await edgeWith({ LOG_LEVEL: 'silent' })
      const response = await post(edge, `{"${member}":{"a":[${many(MAX, '1')}]}}`)
      expect(errorsIn(await response.text())).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    },
  )

  test.each([
    [`[${many(MAX, '1')}]`, 'BAD_USER_INPUT'],
    ['['.repeat(50_000), 'BAD_REQUEST'],
    [`"${'['.repeat(200_000)}`, 'BAD_REQUEST'],
    [','.repeat(200_000), 'BAD_USER_INPUT'],
    ['7', 'BAD_REQUEST'],
  ])('a body that is not a JSON object gets 400 (%#)', async (body, code) => {
    const edge = await edgeWith({ LOG_LEVEL: 'silent' })
    const response = await post(edge, body)
    expect(response.status).toBe(400)
    expect(errorsIn(await response.text())).toMatchObject([{ extensions: { code } }])
  })
})

/** Sends the head of a request and the first `bytes` bytes of a body of `of` bytes. */
async function beginPost(
  { port }: Edge,
  bytes: number,
  of: number,
): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  stops.push(() => socket.destroy())
  let received = ''
  socket.on('data', (data) => (received += String(data)))
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${of}\r\n\r\n`,
  )
  await new Promise((resolve) => socket.write(`{"query":"${'#'.repeat(bytes - 10)}`, resolve))
  return { socket, received: () => received }
}

async function metric({ url }: Edge, series: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
  return Number(lines.find((line) => line.startsWith(`support_graph_${series} `))?.split(' ')[1])
}

/** Resolves when the bodies in flight total this many bytes. */
const arrived = (edge: Edge, bytes: number) => until(async () => (await metric(edge, 'body_bytes_in_flight')) === bytes)

describe('bytes of bodies in flight', () => {
  const BOUND = 1_000_000
  const env = { MAX_BODY_BYTES_IN_FLIGHT: String(BOUND), MAX_BODY_BYTES: '2000000', LOG_LEVEL: 'info' }
  /** A body just below the limit. It is rejected while other bodies in flight have more than about 900 bytes. */
  const full = (bytes = BOUND - 1_000) => JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(bytes) })
  const isFree = async (edge: Edge) => (await post(edge, full())).status === 200

  test('a body that exceeds MAX_BODY_BYTES_IN_FLIGHT gets a retryable 503, while small ones pass', async () => {
    const edge = await edgeWith(env)
    const stalled = [await beginPost(edge, 400_000, 500_000), await beginPost(edge, 500_000, 900_000)]
    await arrived(edge, 900_000)
    const response = await post(edge, full(200_000))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(errorsIn(await response.text())).toEqual([
      {
        message: expect.stringContaining('1000000 bytes (MAX_BODY_BYTES_IN_FLIGHT)'),
        extensions: {
          code: 'SERVICE_UNAVAILABLE',
          retryable: true,
          retryAfterMs: 2_000,
          requestId: expect.any(String),
        },
      },
    ])
    expect(await metric(edge, 'limit_refusals_total{limit="bodies"}')).toBeGreaterThan(0)
    expect((await post(edge, query)).status).toBe(200)
    expect(stalled.map(({ received }) => received())).toEqual(['', ''])

    for (const { socket } of stalled) socket.destroy()
    await arrived(edge, 0)
    expect(await isFree(edge)).toBe(true)
  })

  test('a body counts toward the limit by the bytes received, not by its content-length', async () => {
    const edge = await edgeWith(env)
    const first = await beginPost(edge, 10, 1_900_000)
    const second = await beginPost(edge, 600_000, 1_900_000)
    await arrived(edge, 600_010)
    expect((await post(edge, full(300_000))).status).toBe(200)
    // The gateway reads the rest of a rejected body, so that the client receives the response.
    first.socket.write('x'.repeat(1_900_000 - 10))
    await until(() => first.received() !== '')
    expect(first.received()).toMatch(/^HTTP\/1.1 503 /)
    expect(second.received()).toBe('')
  })

  test('the bytes of a body are released however its request ends', async () => {
    const edge = await edgeWith(env)
    const bodies: [status: number, body: string, headers?: Record<string, string>][] = [
      [200, full()],
      [400, full().slice(1)],
      [400, '['.repeat(600_000)],
      [400, JSON.stringify({ query: '{ nope }', padding: 'x'.repeat(900_000) })],
      [413, full(2_100_000)],
      [415, full(), { 'content-type': 'text/plain' }],
      [503, full(1_500_000)],
    ]
    for (const [status, body, headers] of bodies) {
      expect((await post(edge, body, headers)).status).toBe(status)
      expect(await isFree(edge)).toBe(true)
    }
    const client = new AbortController()
    const padding = 'x'.repeat(600_000)
    const read = post(edge, { query: '{ wait }', padding }, {}, client.signal).catch(() => 'disconnected')
    await edge.began(1)
    expect(await isFree(edge)).toBe(false)
    client.abort()
    expect(await read).toBe('disconnected')
    await until(() => isFree(edge))
  })
})

describe('requests in flight per viewer', () => {
  const env = { MAX_REQUESTS_PER_VIEWER: '2', LOG_LEVEL: 'info' }

  test('a viewer with MAX_REQUESTS_PER_VIEWER requests in flight gets 429 while others are served', async () => {
    const edge = await edgeWith(env)
    const client = new AbortController()
    const waiting = [1, 2].map(() => post(edge, { query: '{ wait }' }, {}, client.signal).catch(() => 'disconnected'))
    await edge.began(2)
    const response = await post(edge, query)
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(errorsIn(await response.text())).toEqual([
      {
        message:
          '2 requests are already in flight, which is the limit (MAX_REQUESTS_PER_VIEWER): wait until some of them end.',
        extensions: { code: 'TOO_MANY_REQUESTS', retryable: true, retryAfterMs: 1_000, requestId: expect.any(String) },
      },
    ])
    expect(await metric(edge, 'limit_refusals_total{limit="concurrency"}')).toBe(1)
    expect(await statusFrom(edge, '127.0.0.2')).toBe(200)
    for (const path of ['/livez', '/readyz', '/metrics']) expect((await fetch(edge.url + path)).status).toBe(200)

    client.abort()
    expect(await Promise.all(waiting)).toEqual(['disconnected', 'disconnected'])
    await until(async () => (await post(edge, query)).status === 200)
  })

  test('requests whose bodies are still arriving count as in flight', async () => {
    const edge = await edgeWith(env)
    const sockets = [await beginPost(edge, 50, 100), await beginPost(edge, 50, 100)]
    await until(async () => (await post(edge, query)).status === 429)
    for (const { socket } of sockets) socket.destroy()
    await until(async () => (await post(edge, query)).status === 200)
  })

  test('a request no longer counts as in flight once it has ended, however it ended', async () => {
    const edge = await edgeWith({ ...env, REQUEST_TIMEOUT_MS: '100' })
    for (let i = 0; i < 3; i++) {
      const statuses = []
      for (const body of ['{', '', '[]', query, { query: '{ nope }' }, { query: '{ fail }' }, { query: '{ wait }' }]) {
        statuses.push((await post(edge, body)).status)
      }
      expect(statuses).toEqual([400, 400, 400, 200, 400, 200, 200])
      expect((await post(edge, query, { 'content-type': 'text/plain' })).status).toBe(415)
    }
  })

  test('a write whose client has disconnected still counts as in flight', async () => {
    const edge = await edgeWith(env)
    const client = new AbortController()
    const write = { query: 'mutation { write(ms: 1000) }' }
    const writes = [1, 2].map(() => post(edge, write, {}, client.signal).catch(() => 'disconnected'))
    await edge.began(2)
    client.abort()
    await Promise.all(writes)
    expect((await post(edge, query)).status).toBe(429)
    await until(() => edge.writes.length === 2)
    await until(async () => (await post(edge, query)).status === 200)
  })
})

describe('slow readers', () => {
  const text = 'x'.repeat(12_000_000)

  /** Requests a response of 12 MB, which is more than the kernel buffers. */
  async function ask({ port }: Edge): Promise<Socket> {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    stops.push(() => socket.destroy())
    socket.pause()
    const body = JSON.stringify({ query: 'query ($text: String) { echo(text: $text) }', variables: { text } })
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    return socket
  }

  test('the timeout for slow readers does not run while a response is produced, and the connection can be reused', async () => {
    const edge = await edgeWith({ LOG_LEVEL: 'info' }, 100)
    const { port } = new URL(edge.url)
    const body = JSON.stringify({ query: '{ sleep(ms: 300) }' })
    const socket = connect(Number(port), '127.0.0.1')
    stops.push(() => socket.destroy())
    let received = ''
    socket.on('data', (data) => (received += data.toString()))
    for (const count of [1, 2]) {
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
      await until(() => received.split('"sleep":"slept"').length === count + 1)
      await delay(200)
    }
    expect(socket.closed).toBe(false)
  })

  test('a response that the client does not read is aborted, and one that it reads slowly is sent in full', async () => {
    const edge = await edgeWith({ LOG_LEVEL: 'info' }, 1_500)
    const reader = await ask(edge)
    let received = 0
    reader.on('data', (data) => {
      received += data.length
      // Reads 10 MB in 2 seconds. The kernel accepts more of the response only after about every 1.4 MB.
      if (received < 10_000_000) {
        reader.pause()
        void delay(data.length / 5_000).then(() => reader.resume())
      }
    })
    reader.resume()
    await until(() => edge.log.length === 1)
    await until(() => received > text.length)
    // Only now, because producing the second response would delay reading the first.
    await ask(edge)
    await until(() => edge.log.length === 2)
    expect(edge.log.map(({ status, aborted = false }) => ({ status, aborted }))).toEqual([
      { status: 200, aborted: false },
      { status: 200, aborted: true },
    ])
  })
})
