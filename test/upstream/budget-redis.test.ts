/** The budget of a fleet: several gateways share one Redis, whose clock the budget uses. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createBudget } from '../../src/upstream/budget/budget.js'
import { createSharedBucket } from '../../src/upstream/budget/shared-bucket.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { startGateway, type Gateway } from '../support/harness.js'

const PER_SECOND = 20
const levels = '{ severityLevels { code } }'
const TIMES = 'aws-support-graph:budget:default:support:times'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

let server: RedisServer
async function connect(): Promise<Redis> {
  const redis = await connectRedis(server.url, createLog(readConfig({ LOG_LEVEL: 'silent' })))
  stops.push(() => redis.disconnect())
  return redis
}

/** Two gateways in front of one emulator, and the Redis connection of each. */
async function startFleet() {
  const redis = [await connect(), await connect()] as const
  const limits = readConfig({ SUPPORT_CALLS_PER_SECOND: String(PER_SECOND) })
  const first = await startGateway({ budget: createBudget(limits, { redis: redis[0] }), now: Date.now })
  const second = await startGateway({
    budget: createBudget(limits, { redis: redis[1] }),
    upstreamUrl: first.upstreamUrl,
  })
  return { redis, first, gateways: [first, second] }
}

async function askAll(gateways: Gateway[], count: number) {
  const responses = Array.from({ length: count }, (_, i) => (gateways[i % 2] as Gateway).query(levels))
  return (await Promise.all(responses)).flatMap(({ errors }) => errors)
}

const withRedis = hasRedis ? describe : describe.skip

withRedis(`the budget in Redis${hasRedis ? '' : ' (skipped: there is no redis-server here)'}`, () => {
  beforeEach(async () => {
    server = await startRedis()
    stops.push(() => server.kill())
  })

  test('gateways that share a Redis share one budget', async () => {
    const { first, gateways } = await startFleet()
    expect(await askAll(gateways, 4 * PER_SECOND)).toEqual([])
    const { calls } = (await first.control('GET', 'calls')) as { calls: { at: string }[] }
    const times = calls.map(({ at }) => Date.parse(at))
    // With one budget, the calls take more than three seconds; with two, little more than one. The expected time is in between, because the machine may be slow.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(2_000)
  }, 30_000)

  test('each gateway has its own budget while Redis is down, and they share it once Redis is back', async () => {
    const { gateways } = await startFleet()
    const { port } = server.url
    const responses = askAll(gateways, 50)
    await server.kill()
    expect(await responses).toEqual([])
    server = await startRedis(Number(port))
    stops.push(() => server.kill())
    expect(await askAll(gateways, 10)).toEqual([])
  }, 30_000)

  test('no call fails while Redis hangs', async () => {
    const { gateways } = await startFleet()
    expect(await askAll(gateways, 4)).toEqual([])
    server.pause()
    expect(await askAll(gateways, 10)).toEqual([])
    server.resume()
  }, 30_000)

  test('no call fails because of a foreign value in Redis', async () => {
    const { redis, gateways } = await startFleet()
    await redis[0].set(TIMES, 'nonsense')
    expect(await askAll(gateways, 4)).toEqual([])
  })

  test('the shared budget starts over when the clock of Redis is set back', async () => {
    const { redis, gateways } = await startFleet()
    await redis[0].lpush(TIMES, Date.now() + 3_600_000)
    expect(await askAll(gateways, 4)).toEqual([])
    expect(await redis[0].llen(TIMES)).toBe(4)
  })

  test('Redis stores only the calls of the last few seconds, and they expire', async () => {
    const { redis, gateways } = await startFleet()
    const old = Array.from({ length: 100 }, () => Date.now() - 60_000)
    await redis[0].lpush(TIMES, ...old)
    await askAll(gateways, 4)
    expect(await redis[0].llen(TIMES)).toBe(4)
    expect(await redis[0].pttl(TIMES)).toBeGreaterThan(1_000)
  })

  test('all gateways slow down when AWS throttles one of them', async () => {
    const [one, other] = [await connect(), await connect()].map((redis) => createSharedBucket('b', 10, redis, Date.now))
    // AWS throttles both at once, which halves the rate only once.
    one?.slowDown()
    other?.slowDown()
    await one?.take(0)
    const tokens = [await other?.take(0), await other?.take(0), await other?.take(0), await other?.take(0)]
    expect(tokens[0]?.share).toBeGreaterThanOrEqual(0.5)
    expect(tokens[0]?.share).toBeLessThan(0.9)
    // Half of the ten tokens, plus what has recovered since: nothing within the same millisecond, part of a token in the next.
    expect(tokens.every((token) => token?.isTaken)).toBe(true)
    expect([await other?.take(0), await other?.take(0)].every((token) => token?.isTaken)).toBe(false)
  })

  test('the token of an aborted call is immediately available to all gateways', async () => {
    const redis = await connect()
    const budget = createBudget(readConfig({ SUPPORT_CALLS_PER_SECOND: '1' }), { redis })
    const controller = new AbortController()
    const request = {
      precedence: 'interactive',
      signal: controller.signal,
      isRepeated: false,
      refusal: () => undefined,
    } as const
    await budget.take('DescribeCases', request)
    const waits = budget.take('DescribeCases', request)
    await until(async () => (await redis.llen(TIMES)) === 2)
    controller.abort()
    await expect(waits).rejects.toMatchObject({ name: 'AbortError' })
    const before = Date.now()
    await until(async () => (await redis.llen(TIMES)) === 1)
    expect(Number(await redis.lindex(TIMES, 0))).toBeLessThanOrEqual(before)
  })

  test('a waiting call reserves one token at a time, and unused tokens are returned', async () => {
    // one call every ten seconds: no token returns during the test
    const RARE = 0.1
    const [one, other] = [await connect(), await connect()].map((redis) =>
      createSharedBucket('b', RARE, redis, Date.now),
    )
    expect(await one?.take(0)).toMatchObject({ isTaken: true, waitMs: 0 })
    const next = await one?.take(60_000)
    expect(next).toMatchObject({ isTaken: true, waitMs: expect.any(Number) })
    const later = await other?.take(60_000)
    expect(later?.waitMs).toBeGreaterThan(next?.waitMs ?? Infinity)
    next?.giveBack()
    later?.giveBack()
    expect(await other?.take(10)).toMatchObject({ isTaken: false, waitMs: expect.any(Number) })
  })
})
