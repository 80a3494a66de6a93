/** The case index of two gateways when their Redis fails, loses data, or has garbage under its keys. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { TICKET } from '../../src/case-index/redis-scripts.js'
import type { Redis } from '../../src/redis/redis.js'
import { anAccount } from '../../emulator/test/harness.js'
import { freePort } from '../support/free-port.js'
import { aRedis, connectTo, hasRedis, redisDatabases, type RedisAddress } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: the case index in Redis is not tested.\n')

const CASES = 8
const ALL =
  '{ cases(first: 100, orderBy: { field: SUBJECT, direction: ASC }, filter: { includeResolved: true }) { totalCount nodes { caseId status } } }'
const REPLY =
  'mutation ($text: String!) { addCommunication(input: { caseId: "case-0", body: $text }) { userErrors { code } } }'
const RESOLVE = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus } }'
const CREATE =
  'mutation ($text: String!) { createCase(input: { subject: $text, body: $text }) { caseId userErrors { code } } }'
const NEWEST = '{ case(id: "case-0") { communications(first: 1) { nodes { body } } } }'
const KEYS = 'aws-support-graph:case-index:*'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const aDatabase = redisDatabases()

const account = () =>
  anAccount({
    cases: Array.from({ length: CASES }, (_, index) => ({ status: index % 2 === 1 ? 'resolved' : 'opened' })),
  })

async function aGateway(server: RedisAddress, upstreamUrl?: string): Promise<Gateway> {
  const redis = await connectTo(server)
  return startGateway({
    account,
    redis,
    cacheSeconds: { cases: 3_600 },
    ...(upstreamUrl !== undefined && { upstreamUrl }),
  })
}

/** Two gateways that share one emulator and a Redis that has all cases. `admin` is a connection for the test. */
async function startTwo(server: RedisAddress): Promise<{ both: [Gateway, Gateway]; admin: Redis }> {
  const one = await aGateway(server)
  const both: [Gateway, Gateway] = [one, await aGateway(server, one.upstreamUrl)]
  for (const gateway of both) await expectCases(gateway)
  await one.upstreamCalls()
  return { both, admin: await connectTo(server) }
}

async function expectCases(gateway: Gateway, count = CASES): Promise<void> {
  const { data, errors } = await gateway.query(ALL)
  expect(errors).toEqual([])
  expect(read(data, 'cases.totalCount')).toBe(count)
}

async function write(gateway: Gateway, mutation: string, variables: Record<string, unknown>): Promise<void> {
  expect((await gateway.query(mutation, variables)).errors).toEqual([])
}

async function newest(gateway: Gateway): Promise<string> {
  const { data, errors } = await gateway.query(NEWEST)
  expect(errors).toEqual([])
  return read(data, 'case.communications.nodes.0.body')
}

/** Advances the clocks. After a failure, a gateway does not use Redis for two seconds. */
function pass(gateways: readonly Gateway[], ms: number): void {
  for (const { clock } of gateways) clock.time += ms
}

/** Writes through one gateway and then through the other; both show the writes. */
async function expectShared([one, other]: [Gateway, Gateway], text: string): Promise<void> {
  await write(one, REPLY, { text })
  expect([await newest(one), await newest(other)]).toEqual([text, text])
  await write(other, REPLY, { text: `${text} too` })
  expect([await newest(one), await newest(other)]).toEqual([`${text} too`, `${text} too`])
}

;(hasRedis ? describe : describe.skip)('Redis failures', () => {
  test('a gateway that starts with a filled Redis lists resolved cases without a call', async () => {
    const server = aDatabase()
    const { both } = await startTwo(server)
    const [one] = both
    const third = await aGateway(server, one.upstreamUrl)
    const { cost, data } = await third.query(
      '{ cases(first: 5, filter: { status: [RESOLVED], text: "subject" }) { totalCount } }',
    )
    expect(cost).toMatchObject({ total: 0 })
    expect(read(data, 'cases.totalCount')).toBe(CASES / 2)
    expect(await one.upstreamCalls()).toEqual({})
  })

  test('a flushed Redis is filled again from memory without a call', async () => {
    const server = aDatabase()
    const { both, admin } = await startTwo(server)
    await admin.flushall()
    for (const gateway of both) await expectCases(gateway)
    await expectCases(await aGateway(server, both[0].upstreamUrl))
    expect(await both[0].upstreamCalls()).toEqual({})
    await expectShared(both, 'after the flush')
  })

  test('a flushed Redis loses no write that AWS shows late', async () => {
    const server = aDatabase()
    const { both, admin } = await startTwo(server)
    await write(both[0], RESOLVE, { id: 'case-0' })
    await expectCases(both[1])
    await admin.flushall()
    for (const gateway of both) {
      const { data } = await gateway.query('{ case(id: "case-0") { status } }')
      expect(read(data, 'case.status')).toBe('RESOLVED')
    }
  })

  test('gateways serve every query while Redis is down, and exchange their writes once it is back', async () => {
    const port = await freePort()
    const server = await aRedis(stops, port)
    const { both } = await startTwo(server)
    await server.kill()
    for (const gateway of both) await expectCases(gateway)
    await write(both[0], REPLY, { text: 'while it was away' })
    expect(await newest(both[0])).toBe('while it was away')
    await write(both[1], CREATE, { text: 'new' })
    await aRedis(stops, port)
    await until(async () => {
      pass(both, 60_000)
      await delay(20)
      const found = [await newest(both[0]), await newest(both[1])]
      return found.every((text) => text === 'while it was away')
    })
    await until(async () => {
      pass(both, 60_000)
      const counts = await Promise.all(
        both.map(async (gateway) => read<number>((await gateway.query(ALL)).data, 'cases.totalCount')),
      )
      return counts.every((count) => count === CASES + 1)
    })
    await expectShared(both, 'after it is back')
  })

  test('gateways serve every query while Redis hangs, and exchange their writes once it responds', async () => {
    const server = await aRedis(stops)
    const { both } = await startTwo(server)
    server.pause()
    stops.push(() => server.resume())
    for (const gateway of both) await expectCases(gateway)
    await write(both[0], REPLY, { text: 'while it hangs' })
    expect(await newest(both[0])).toBe('while it hangs')
    server.resume()
    await until(async () => {
      pass(both, 60_000)
      await delay(20)
      const found = [await newest(both[0]), await newest(both[1])]
      return found.every((text) => text === 'while it hangs')
    })
    await expectShared(both, 'after it resumes')
  })

  test.each([
    ['is full', 'noeviction'],
    ['evicts what it has', 'allkeys-lru'],
  ])('with a Redis that %s, gateways serve every query and see their own writes', async (_, policy) => {
    const server = await aRedis(stops)
    const { both, admin } = await startTwo(server)
    await admin.config('SET', 'maxmemory-policy', policy)
    await admin.config('SET', 'maxmemory', '1mb')
    for (let count = 0; count < 6; count++) {
      for (const [index, gateway] of both.entries()) {
        const text = `${index} ${count}`
        await write(gateway, REPLY, { text })
        expect(await newest(gateway)).toBe(text)
        await expectCases(gateway)
      }
    }
    await admin.config('SET', 'maxmemory', '0')
    pass(both, 120_000)
    for (const gateway of both) await expectCases(gateway)
    await expectShared(both, 'when there is room')
  })

  test('a failover to a replica that lacks the last commits loses no write', async () => {
    const server = aDatabase()
    const { both, admin } = await startTwo(server)
    const keys = await admin.keys(KEYS)
    const values = await Promise.all(keys.map((key) => admin.dumpBuffer(key)))
    await write(both[0], REPLY, { text: 'lost' })
    await write(both[0], RESOLVE, { id: 'case-2' })
    await expectCases(both[1])
    await admin.del(await admin.keys(KEYS))
    for (const [index, key] of keys.entries()) await admin.restore(key, 0, values[index] ?? '')
    for (const gateway of both) {
      expect(await newest(gateway)).toBe('lost')
      const { data } = await gateway.query('{ cases(first: 100) { nodes { caseId } } }')
      expect(read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)).not.toContain('case-2')
    }
    await expectShared(both, 'after the failover')
  })

  test('after a write, a case is read again if Redis recovered between its first read and the commit of that read', async () => {
    const server = aDatabase()
    const redis = await connectTo(server)
    const gateway = await startGateway({ account, redis, cacheSeconds: { cases: 3_600 } })
    await newest(gateway)
    await write(gateway, REPLY, { text: 'written' })
    const run = redis.eval.bind(redis)
    const fails = { left: 1 }
    Object.assign(redis, {
      async eval(script: string, ...rest: [number, ...string[]]) {
        if (script !== TICKET || fails.left-- <= 0) return run(script, ...rest)
        // The gateway uses Redis again before AWS responds.
        setImmediate(() => pass([gateway], 5_000))
        throw new Error('OOM command not allowed')
      },
    })
    expect(await newest(gateway)).toBe('written')
    expect(fails.left).toBeLessThan(1)
  })

  const parts = ['meta', 'cases', 'marks', 'changes', 'touched', 'refresh', 'pass']
  const garbage: [string, (redis: Redis, key: string) => Promise<unknown>][] = [
    ['a string', (redis, key) => redis.set(key, 'garbage')],
    ['a list', (redis, key) => redis.rpush(key, 'a', 'b')],
    ['a set', (redis, key) => redis.sadd(key, 'case-0')],
    ['a hash', (redis, key) => redis.hset(key, 'case-0', 'garbage', 'epoch', 'x', 'seq', 'y', 'ticket', 'z')],
    ['a hash of JSON', (redis, key) => redis.hset(key, 'case-0', '{}', 'case-1', 'null', 'case-2', '[]')],
    ['a sorted set', (redis, key) => redis.zadd(key, 1, 'case-0', 2, 'case-unknown')],
  ]
  test.each(parts.flatMap((part) => garbage.map(([name, fill]) => [name, part, fill] as const)))(
    'with %s instead of the %s in Redis, gateways serve every query and recover',
    async (_, part, fill) => {
      const server = aDatabase()
      const { both, admin } = await startTwo(server)
      const prefix = (await admin.keys(`${KEYS}:meta`))[0]?.replace(/meta$/, '') ?? ''
      const [found] = await admin.keys(`${KEYS}:${part}`)
      const key = found ?? prefix + part
      await admin.del(key)
      await fill(admin, key)
      for (const gateway of both) await expectCases(gateway)
      await write(both[0], REPLY, { text: 'own' })
      expect(await newest(both[0])).toBe('own')
      if (part === 'refresh' || part === 'pass') await admin.del(key)
      await until(async () => {
        pass(both, 60_000)
        await delay(20)
        const shown = [await newest(both[0]), await newest(both[1])]
        return shown.every((text) => text === 'own')
      })
      await expectShared(both, 'again')
    },
  )

  test.each([
    ...['', 'garbage', '1e300', 'inf', 'nan', '9223372036854775807'].map((text) => ['ticket', text]),
    ['seq', 'nan'],
    ['writes', 'garbage'],
  ])('garbage stored as the %s ("%s") in Redis is replaced without a call', async (member, text) => {
    const server = aDatabase()
    const { both, admin } = await startTwo(server)
    const [key = ''] = await admin.keys(`${KEYS}:meta`)
    await admin.hset(key, member, text)
    for (const gateway of both) await expectCases(gateway)
    expect(await both[0].upstreamCalls()).toEqual({})
    await expectShared(both, 'again')
  })

  test.each(['null', '7', '[null]', '[1]', '[{}]'])(
    'garbage stored as the pins of a case in Redis (%s) is replaced',
    async (text) => {
      const server = aDatabase()
      const { both, admin } = await startTwo(server)
      const [key = ''] = await admin.keys(`${KEYS}:marks`)
      const mark = JSON.parse((await admin.hget(key, 'case-0')) ?? '') as object
      await admin.hset(key, 'case-0', JSON.stringify({ ...mark, pins: JSON.parse(text) as unknown }))
      const third = await aGateway(server, both[0].upstreamUrl)
      await expectCases(third)
      for (const gateway of both) await expectCases(gateway)
      await expectShared([both[0], third], 'again')
    },
  )

  test('no query fails because of unreadable case blobs in Redis', async () => {
    const server = aDatabase()
    const { both, admin } = await startTwo(server)
    const [key = ''] = await admin.keys(`${KEYS}:cases`)
    for (const blob of [Buffer.of(1, 2, 3), Buffer.of(9), Buffer.from('garbage'), Buffer.alloc(0)]) {
      await admin.hset(key, 'case-0', blob)
      await expectCases(await aGateway(server, both[0].upstreamUrl))
      for (const gateway of both) await expectCases(gateway)
    }
    await expectShared(both, 'again')
  })
})
