/** The budget of a fleet: several gateways with one Redis, whose clock is that of the budget. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from '../../src/config.js'
import { createLog } from '../../src/log.js'
import { connectRedis, type Redis } from '../../src/redis.js'
import { createBudget } from '../../src/upstream/budget.js'
import { createSharedBucket } from '../../src/upstream/shared-bucket.js'
import { hasRedis, startRedis, type RedisServer } from '../redis-server.js'
import { startGateway, type Gateway } from './harness.js'

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

/** Two gateways in front of one emulator, which refuses what is more than the rate, and a Redis connection of each. */
async function startFleet() {
  const redis = [await connect(), await connect()] as const
  const limits = readConfig({ SUPPORT_CALLS_PER_SECOND: String(PER_SECOND) })
  const first = await startGateway({
    budget: createBudget(limits, { redis: redis[0] }),
    now: Date.now,
    limits: { supportPerSecond: PER_SECOND },
  })
  const second = await startGateway({
    budget: createBudget(limits, { redis: redis[1] }),
    upstreamUrl: first.upstreamUrl,
  })
  return { redis, first, gateways: [first, second] }
}

async function askAll(gateways: Gateway[], count: number) {
  const answers = Array.from({ length: count }, (_, i) => (gateways[i % 2] as Gateway).query(levels))
  return (await Promise.all(answers)).flatMap(({ errors }) => errors)
}

/** The most calls that came to the emulator in any second. */
async function mostInASecond(gateway: Gateway): Promise<number> {
  const { calls } = (await gateway.control('GET', 'calls')) as { calls: { at: string }[] }
  const times = calls.map(({ at }) => Date.parse(at))
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length))
}

const withRedis = hasRedis ? describe : describe.skip

withRedis(`the budget in Redis${hasRedis ? '' : ' (skipped: there is no redis-server here)'}`, () => {
  beforeEach(async () => {
    server = await startRedis()
    stops.push(() => server.kill())
  })

  it('is one of all gateways: together they stay within what AWS allows, and all is answered', async () => {
    const { first, gateways } = await startFleet()
    // what is slow the first time
    await askAll(gateways, PER_SECOND)
    await first.control('DELETE', 'calls')
    expect(await askAll(gateways, 70)).toEqual([])
    const most = await mostInASecond(first)
    expect(most).toBeGreaterThan(PER_SECOND / 2)
    // calls that are longer on their way than others may come together
    expect(most).toBeLessThanOrEqual(PER_SECOND + 3)
  })

  it('is of each gateway when Redis dies, and of all when it is back', async () => {
    const { gateways } = await startFleet()
    const { port } = server.url
    const answers = askAll(gateways, 50)
    await server.kill()
    expect(await answers).toEqual([])
    server = await startRedis(Number(port))
    stops.push(() => server.kill())
    expect(await askAll(gateways, 10)).toEqual([])
  })

  it('costs no answer when Redis hangs', async () => {
    const { gateways } = await startFleet()
    expect(await askAll(gateways, 4)).toEqual([])
    server.pause()
    expect(await askAll(gateways, 10)).toEqual([])
    server.resume()
  })

  it('costs no answer when what is in Redis is none of ours', async () => {
    const { redis, gateways } = await startFleet()
    await redis[0].set(TIMES, 'nonsense')
    expect(await askAll(gateways, 4)).toEqual([])
  })

  it('begins anew when the clock of Redis has been set back', async () => {
    const { redis, gateways } = await startFleet()
    await redis[0].lpush(TIMES, Date.now() + 3_600_000)
    expect(await askAll(gateways, 4)).toEqual([])
    expect(await redis[0].llen(TIMES)).toBe(4)
  })

  it('keeps no more in Redis than the calls of the last seconds, and nothing after them', async () => {
    const { redis, gateways } = await startFleet()
    const old = Array.from({ length: 100 }, () => Date.now() - 60_000)
    await redis[0].lpush(TIMES, ...old)
    await askAll(gateways, 4)
    expect(await redis[0].llen(TIMES)).toBe(4)
    expect(await redis[0].pttl(TIMES)).toBeGreaterThan(1_000)
  })

  it('is slowed down for all by what AWS refuses to one', async () => {
    const [one, other] = [await connect(), await connect()].map((redis) => createSharedBucket('b', 10, redis, Date.now))
    one?.slowDown()
    await one?.take(1, 0)
    const tokens = await other?.take(10, 0)
    expect([4, 5]).toContain(tokens?.count)
    expect(tokens?.share).toBeCloseTo(0.5, 1)
    // the same sign
    other?.slowDown()
    const later = await other?.take(1, 0)
    expect(later?.count).toBe(0)
    expect(later?.share).toBeCloseTo(0.5, 1)
  })

  it('has one token at a time for who waits, and takes back what is not used', async () => {
    const [one, other] = [await connect(), await connect()].map((redis) => createSharedBucket('b', 2, redis, Date.now))
    expect(await one?.take(9, 0)).toMatchObject({ count: 2, waitMs: 0 })
    const next = await one?.take(9, 2_000)
    expect(next).toMatchObject({ count: 1, waitMs: expect.any(Number) })
    const later = await other?.take(9, 2_000)
    expect(later?.waitMs).toBeGreaterThanOrEqual((next?.waitMs ?? 0) - 100)
    next?.giveBack(1)
    later?.giveBack(1)
    expect(await other?.take(9, 10)).toMatchObject({ count: 0, waitMs: expect.any(Number) })
  })
})
