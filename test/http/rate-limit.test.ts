/** Rate limits per viewer, in this process and in Redis, and load shedding in an overloaded process. */
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { fastify, type FastifyInstance } from 'fastify'
import { anonymous } from '../../src/lib/viewer.js'
import { readConfig } from '../../src/config/config.js'
import { limitRates, networkOf } from '../../src/http/rate-limit.js'
import { createLagMeter } from '../../src/http/shed-load.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createMetrics } from '../../src/telemetry/metrics.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { errorsIn, post, startEdge, statusFrom, type Edge } from '../support/edge.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function edgeWith(env: Record<string, string>): Promise<Edge> {
  const edge = await startEdge({ env: { LOG_LEVEL: 'info', ...env } })
  stops.push(edge.close)
  return edge
}

const query = { query: '{ __typename }' }

describe('rate limit', () => {
  test('a response has headers with the rate limit, the remaining requests and the seconds until it resets', async () => {
    const edge = await edgeWith({ RATE_LIMIT_PER_MINUTE: '3' })
    const { headers } = await post(edge, query, { origin: 'http://localhost:3000' })
    expect(headers.get('ratelimit-limit')).toBe('3')
    expect(headers.get('ratelimit-remaining')).toBe('2')
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0)
    expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60)
    expect(headers.get('access-control-expose-headers')).toContain('ratelimit-remaining')
  })

  test('a request over RATE_LIMIT_PER_MINUTE gets 429 before its body is read', async () => {
    const edge = await edgeWith({ RATE_LIMIT_PER_MINUTE: '1', MAX_BODY_BYTES: '1024' })
    expect((await post(edge, query)).status).toBe(200)
    const response = await post(edge, `{"query": oops ${'x'.repeat(2_000)}`)
    expect(response.status).toBe(429)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(response.headers.get('ratelimit-remaining')).toBe('0')
    expect(errorsIn(await response.text())).toEqual([
      {
        message: expect.stringMatching(
          /^More than 1 requests were sent in a minute \(RATE_LIMIT_PER_MINUTE\): wait \d+ s\.$/,
        ),
        extensions: {
          code: 'TOO_MANY_REQUESTS',
          retryable: true,
          retryAfterMs: expect.any(Number),
          requestId: response.headers.get('x-request-id'),
        },
      },
    ])
    expect(edge.log.at(-1)).toMatchObject({ status: 429, errorCodes: ['TOO_MANY_REQUESTS'] })
  })

  test('anonymous requests count by address; preflights, probes and explorers do not count', async () => {
    const edge = await edgeWith({ RATE_LIMIT_PER_MINUTE: '1' })
    for (const path of ['/livez', '/readyz', '/graphiql']) await fetch(edge.url + path)
    await fetch(`${edge.url}/graphql`, { method: 'OPTIONS' })
    expect((await post(edge, query)).status).toBe(200)
    expect((await post(edge, query)).status).toBe(429)
    expect(await statusFrom(edge, '127.0.0.2')).toBe(200)
    expect((await fetch(`${edge.url}/livez`)).status).toBe(200)
  })
})

/** Starts a process that counts requests. Returns a function that sends a request as a viewer and returns whether it was served. */
async function startCounting(max: number, redis?: Redis) {
  const app: FastifyInstance = fastify()
  stops.push(() => app.close())
  app.decorateRequest('viewer')
  const limitRate = limitRates(readConfig({ RATE_LIMIT_PER_MINUTE: String(max) }), redis, createMetrics())
  app.get(
    '/',
    {
      async onRequest(request, reply) {
        request.viewer = { ...anonymous, id: String(request.headers['x-viewer']) }
        await limitRate(request, reply)
      },
    },
    async () => 'response',
  )
  const url = await app.listen({ port: 0 })
  // Without the HTTP layer's error handler, Fastify turns a 429 into a 500, so the header tells whether it was refused.
  return async (viewer: string) => {
    const { headers } = await fetch(url, { headers: { 'x-viewer': viewer } })
    return headers.has('retry-after') ? 'refused' : 'served'
  }
}

test('viewers who share an address are counted separately', async () => {
  const ask = await startCounting(2)
  expect([await ask('jwt:a'), await ask('jwt:a'), await ask('jwt:a')]).toEqual(['served', 'served', 'refused'])
  expect(await ask('jwt:b')).toBe('served')
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8:1:3::1', '2001:db8:1:3'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001::1:2:3:4:5', '2001:0:0:1'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [undefined, ''],
])('an anonymous request from %s is counted for the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('a client that disconnects before it is counted causes no error', async () => {
  const app: FastifyInstance = fastify()
  stops.push(() => app.close())
  app.decorateRequest('viewer')
  const limitRate = limitRates(readConfig({}), undefined, createMetrics())
  const counted = new Promise((resolve, reject) => {
    app.get('/', async (request, reply) => {
      request.viewer = anonymous
      request.raw.socket.destroy()
      await once(request.raw.socket, 'close')
      await limitRate(request, reply).then(resolve, reject)
    })
  })
  const url = await app.listen({ port: 0 })
  await expect(fetch(url)).rejects.toThrow('fetch failed')
  await counted
})

async function connect({ url }: RedisServer): Promise<Redis> {
  const redis = await connectRedis(url, createLog(readConfig({ LOG_LEVEL: 'silent' })))
  stops.push(() => redis.disconnect())
  return redis
}
async function serveRedis(): Promise<RedisServer> {
  const server = await startRedis()
  stops.push(async () => {
    server.resume()
    await server.kill()
  })
  return server
}

const withRedis = hasRedis ? describe : describe.skip

withRedis(`rate limit in Redis${hasRedis ? '' : ' (skipped: there is no redis-server here)'}`, () => {
  test('a viewer is counted across processes under a key that does not name the viewer', async () => {
    const server = await serveRedis()
    const redis = await connect(server)
    const one = await startCounting(3, redis)
    const other = await startCounting(3, await connect(server))
    const responses = [
      await one('jwt:jane@example.com'),
      await other('jwt:jane@example.com'),
      await one('jwt:jane@example.com'),
    ]
    expect(responses).toEqual(['served', 'served', 'served'])
    expect(await other('jwt:jane@example.com')).toBe('refused')
    const keys = await redis.keys('*')
    expect(keys).toEqual([expect.stringMatching(/^aws-support-graph:requests:default:[\w-]{43}$/)])
    expect(await redis.pttl(keys[0] ?? '')).toBeGreaterThan(0)
  })

  test.each(['killed', 'paused'])('each process counts on its own while Redis is %s', async (how) => {
    const server = await serveRedis()
    const ask = await startCounting(2, await connect(server))
    expect(await ask('jwt:a')).toBe('served')
    if (how === 'killed') await server.kill()
    else server.pause()
    expect([await ask('jwt:a'), await ask('jwt:a'), await ask('jwt:a')]).toEqual(['served', 'served', 'refused'])
  })

  test('only the first counted request waits for a Redis that hangs', async () => {
    const server = await serveRedis()
    const ask = await startCounting(1_000, await connect(server))
    server.pause()
    await ask('jwt:a')
    const startedAt = performance.now()
    for (let i = 0; i < 30; i++) await ask('jwt:a')
    // it would take 27 s if each request waited
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

/** The lag after each sample. A sample has the time since the previous one and the CPU time used in it, both in milliseconds. */
function lagsAfter(...samples: [ms: number, cpuMs: number][]): number[] {
  let [time, cpu] = [0, 0]
  const meter = createLagMeter(
    () => time,
    () => cpu,
  )
  return samples.map(([ms, cpuMs]) => {
    time += ms
    cpu += cpuMs
    meter.sample()
    return meter.lagMs()
  })
}

describe('event-loop lag', () => {
  test('a process over MAX_EVENT_LOOP_DELAY_MS returns 503 for queries and the schema, but serves probes', async () => {
    const edge = await edgeWith({ MAX_EVENT_LOOP_DELAY_MS: '1', LOG_LEVEL: 'info' })
    const send = () => Promise.all([post(edge, query), fetch(`${edge.url}/schema.graphql`)])
    let [response, schema] = await send()
    // Lag counts only after two late samples in a row, so this takes some rounds.
    for (let i = 0; i < 200 && (response.status === 200 || schema.status === 200); i++) {
      const end = performance.now() + 40
      while (performance.now() < end);
      await turn()
      ;[response, schema] = await send()
    }
    expect(schema.status).toBe(503)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(errorsIn(await response.text())).toMatchObject([
      {
        message: expect.stringContaining('MAX_EVENT_LOOP_DELAY_MS'),
        extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, retryAfterMs: 2_000 },
      },
    ])
    expect((await fetch(`${edge.url}/livez`)).status).toBe(200)
    expect((await fetch(`${edge.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${edge.url}/graphql`, { method: 'OPTIONS' })).status).toBe(204)
    expect(edge.log.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('the event-loop lag is the smaller of the last two samples, so one sample on time ends it', () => {
    expect(lagsAfter([100, 20], [3_100, 3_000], [4_100, 4_000], [100, 90], [2_100, 2_000], [2_600, 2_500])).toEqual([
      0, 0, 3_000, 0, 0, 2_000,
    ])
  })

  test('the event-loop lag includes time spent waiting for a CPU, as in a throttled container', () => {
    expect(lagsAfter([3_100, 310], [3_100, 310])).toEqual([0, 3_000])
  })

  test('a process has no event-loop lag at first, while idle, and after being suspended, however often or long', () => {
    expect(lagsAfter([100, 0], [100, 0], [1_050, 1], [1_050, 1], [60_000, 3], [60_000, 3])).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('MAX_EVENT_LOOP_DELAY_MS=0 turns the overload check off', async () => {
    const edge = await edgeWith({ MAX_EVENT_LOOP_DELAY_MS: '0' })
    expect((await post(edge, query)).status).toBe(200)
  })
})
