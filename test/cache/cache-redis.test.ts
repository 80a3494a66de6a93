/** Responses that gateways share through Redis, except for cases. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Redis } from 'ioredis'
import { anAccount, aResult } from '../../emulator/test/harness.js'
import { aRedis, connectTo, hasRedis, type RedisAddress } from '../support/redis-server.js'
import { startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: the cache in Redis is not tested.\n')

const SERVICES = '{ services(first: 3) { nodes { code name } } }'
const CHECKS = '{ trustedAdvisorChecks { totalCount } }'
const RESULT = '{ trustedAdvisorCheck(id: "check-0") { result { status } } }'
const REFRESH = 'mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }'
const read = { DescribeTrustedAdvisorCheckResult: 1 }

const account = () => anAccount({ checks: [{ result: aResult() }] })

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function onRedis(server: RedisAddress, options: GatewayOptions = {}): Promise<Gateway> {
  const redis = await connectTo(server)
  return startGateway({ redis, account, cacheSeconds: { trustedAdvisor: 3_600 }, ...options })
}

/** Two gateways that share one emulator and have both read the checks, and a connection to their Redis for the test. */
async function startTwo(): Promise<{ one: Gateway; other: Gateway; redis: Redis; url: URL }> {
  const server = { ...(await aRedis(stops)), staysUp: true }
  const one = await onRedis(server)
  const other = await onRedis(server, { upstreamUrl: one.upstreamUrl })
  for (const gateway of [one, other]) await gateway.query(CHECKS)
  const redis = new Redis(server.url.href)
  stops.push(() => redis.disconnect())
  return { one, other, redis, url: server.url }
}

;(hasRedis ? describe : describe.skip)('gateways that share a Redis', () => {
  test('after a write by one gateway, the others with the same Redis read from AWS again', async () => {
    const { one, other } = await startTwo()
    for (const [writer, reader] of [
      [one, other],
      [other, one],
      [one, other],
    ] as const) {
      await reader.query(RESULT)
      expect((await reader.query(RESULT)).calls).toEqual({})
      expect((await writer.query(REFRESH)).errors).toEqual([])
      expect((await reader.query(RESULT)).calls).toEqual(read)
    }
  })

  test('invalid values in Redis are treated as cache misses', async () => {
    const { one, other, redis, url } = await startTwo()
    await redis.flushall()
    const { data } = await one.query(SERVICES)
    await delay(50)
    const [key = '', ...others] = await redis.keys('aws-support-graph:cache:*')
    expect(others).toEqual([])
    for (const invalid of [
      'not JSON',
      'null',
      '{}',
      JSON.stringify({ operation: 'DescribeServices', output: { services: 'many' }, readAt: Date.now(), id: 'id' }),
      JSON.stringify({ operation: 'DescribeServices', output: {}, readAt: Infinity, id: 'id' }),
      JSON.stringify({ operation: 'Unknown', output: {}, readAt: Date.now(), id: 'id' }),
    ]) {
      await redis.set(key, invalid)
      const reader = await onRedis({ url }, { upstreamUrl: one.upstreamUrl })
      expect(await reader.query(SERVICES)).toMatchObject({ data, errors: [], calls: { DescribeServices: 1 } })
    }
    // a generation key that holds a value of another type
    await other.query(RESULT)
    const generations = await redis.keys('aws-support-graph:generation:*')
    expect(generations.length).toBe(1)
    await redis.del(...generations)
    for (const generation of generations) await redis.lpush(generation, 'a list')
    expect((await other.query(RESULT)).errors).toEqual([])
    expect((await other.query(REFRESH)).errors).toEqual([])
    expect((await other.query(RESULT)).calls).toEqual(read)
  })

  test('no stale response is served while Redis has lost its data and rejects writes', async () => {
    const { one, other, redis } = await startTwo()
    await other.query(RESULT)
    await redis.flushall()
    await redis.config('SET', 'maxmemory', '1')
    for (let i = 0; i < 2; i++) {
      expect((await one.query(REFRESH)).errors).toEqual([])
      expect((await other.query(RESULT)).calls).toMatchObject(read)
    }
  })
})
