/** When /readyz needs no probe: after recent calls, or if other processes have reached AWS. */
import { afterEach, beforeEach, describe, expect, vi, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import type { Emulator } from '../../emulator/start.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { start } from '../support/start.js'
import { createUpstream } from '../../src/upstream/upstream.js'
import { callerOf } from '../support/caller.js'
import { control, start as startEmulator } from '../../emulator/test/harness.js'
import { aRedis, hasRedis, type RedisServer } from '../support/redis-server.js'
import { post } from '../support/edge.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const stop of stops.splice(0).toReversed()) await stop()
})

let emulator: Emulator
beforeEach(async () => {
  ;({ emulator } = await startEmulator())
})

const fault = (fault: object) => control(emulator, 'POST', 'faults', fault)

/** The number of probes since the last call of this function. */
async function probes(): Promise<number> {
  const { body } = await control(emulator, 'GET', 'calls')
  await control(emulator, 'DELETE', 'calls')
  return (body as { counts: Record<string, number> }).counts['DescribeCases'] ?? 0
}

/** Advances the clock of the processes by six seconds, but not that of Redis. */
function passSixSeconds(): void {
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 6_000)
}

/** One process, with or without Redis. */
function aProcess(redis?: Redis) {
  const upstream = createUpstream(
    { upstream: new URL(emulator.url), region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 5_000 },
    { fleet: redis && { redis, account: 'default' } },
  )
  stops.push(() => upstream.stop())
  return {
    ready: () => upstream.ready(AbortSignal.timeout(2_000), 2_000),
    call: callerOf(upstream),
  }
}

const unavailable = { extensions: { code: 'UPSTREAM_UNAVAILABLE' } }
const throttled = { extensions: { code: 'UPSTREAM_THROTTLED', operation: 'DescribeCases' } }

test('/readyz costs no call while AWS responds to calls', async () => {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', SUPPORT_UPSTREAM: emulator.url })
  const gateway = await start(config, createLog(config))
  stops.push(() => gateway.stop())
  await post(gateway, { query: '{ severityLevels { code } }' })
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
  expect(await probes()).toBe(0)
})

describe('single process', () => {
  test('without other calls, a process probes AWS at most once in five seconds', async () => {
    const { ready, call } = aProcess()
    await call('DescribeServices', {})
    await ready()
    expect(await probes()).toBe(0)
    passSixSeconds()
    await ready()
    await ready()
    expect(await probes()).toBe(1)
  })

  test('a process probes AWS when only Trusted Advisor has responded', async () => {
    const { ready, call } = aProcess()
    await call('DescribeTrustedAdvisorChecks', { language: 'en' })
    await ready()
    expect(await probes()).toBe(1)
  })

  test('a process probes AWS after a failed call, despite earlier successes', async () => {
    const { ready, call } = aProcess()
    await call('DescribeServices', {})
    await fault({ operation: '*', count: 'unlimited', drop: true })
    await expect(call('DescribeSeverityLevels', {})).rejects.toMatchObject(unavailable)
    await expect(ready()).rejects.toMatchObject(unavailable)
    await control(emulator, 'DELETE', 'faults')
    await call('DescribeServices', {})
    await probes()
    await ready()
    expect(await probes()).toBe(0)
  })

  test('a call that AWS rejects does not count as a sign of readiness', async () => {
    const { ready, call } = aProcess()
    await fault({ operation: '*', count: 'unlimited', error: 'AccessDeniedException' })
    await expect(call('DescribeServices', {})).rejects.toMatchObject({ extensions: { code: 'UPSTREAM_DENIED' } })
    await expect(ready()).rejects.toMatchObject({ extensions: { code: 'UPSTREAM_DENIED' } })
  })
})

const KEY = 'aws-support-graph:readiness:default'

;(hasRedis ? describe : describe.skip)('processes that share a Redis', () => {
  let server: RedisServer
  beforeEach(async () => {
    server = await aRedis(stops)
  })

  async function connect(): Promise<Redis> {
    const redis = await connectRedis(server.url, createLog(readConfig({ LOG_LEVEL: 'silent' })))
    stops.push(() => redis.disconnect())
    return redis
  }

  /** Two processes that each reached AWS six seconds ago. Redis no longer has any result. */
  async function aFleet() {
    const [redis, another] = [await connect(), await connect()]
    const [one, other] = [aProcess(redis), aProcess(another)]
    await Promise.all([one, other].map(({ call }) => call('DescribeServices', {})))
    passSixSeconds()
    // Waits until Redis has processed their writes.
    await another.ping()
    await redis.flushall()
    await probes()
    return { redis, one, other }
  }

  test('processes that share a Redis make only one probe', async () => {
    const { redis, one, other } = await aFleet()
    await one.ready()
    await other.ready()
    expect(await probes()).toBe(1)
    expect(await redis.pttl(KEY)).toBeLessThanOrEqual(5_000)
  })

  test('processes do not probe while AWS responds to one of them', async () => {
    const { one, other } = await aFleet()
    await other.call('DescribeServices', {})
    await one.ready()
    expect(await probes()).toBe(0)
  })

  test('processes do not share a rejection by AWS, but share the next success', async () => {
    const { redis, one, other } = await aFleet()
    await fault({ operation: 'DescribeCases', count: 'unlimited', error: 'ThrottlingException' })
    await expect(one.ready()).rejects.toMatchObject(throttled)
    await expect(other.ready()).rejects.toMatchObject(throttled)
    expect(await probes()).toBe(2)
    await one.call('DescribeServices', {})
    expect(await redis.get(KEY)).toBe('"ok"')
    await other.ready()
    expect(await probes()).toBe(0)
  })

  test('processes do not share a failure to reach AWS', async () => {
    const { one, other } = await aFleet()
    await fault({ operation: 'DescribeCases', count: 1, error: 'InternalServerError', status: 500 })
    await expect(one.ready()).rejects.toMatchObject(unavailable)
    await other.ready()
    await one.ready()
    // `one` has failed, so it has to probe again itself.
    expect(await probes()).toBe(3)
  })

  test('a process that never reached AWS probes for itself and does not publish a rejection', async () => {
    const { redis, one } = await aFleet()
    await one.ready()
    const newcomer = aProcess(redis)
    await fault({ operation: 'DescribeCases', count: 1, error: 'AccessDeniedException' })
    await expect(newcomer.ready()).rejects.toMatchObject({ extensions: { code: 'UPSTREAM_DENIED' } })
    expect(await redis.get(KEY)).toBe('"ok"')
    await newcomer.ready()
    expect(await probes()).toBe(3)
  })

  test.each(['', 'nonsense', '"no"', '{"message":"m","extensions":{"code":"C"}}'])(
    'foreign values in Redis are ignored: %s',
    async (value) => {
      const { redis, one } = await aFleet()
      await redis.set(KEY, value)
      await one.ready()
      expect(await probes()).toBe(1)
    },
  )

  test('each process probes for itself while Redis hangs or is down', async () => {
    const { redis, one, other } = await aFleet()
    vi.spyOn(redis, 'get').mockReturnValue(new Promise(() => {}))
    await one.ready()
    await server.kill()
    await other.ready()
    expect(await probes()).toBe(2)
  })
})
