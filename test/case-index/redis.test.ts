/** The case list that gateways share through Redis, and what happens to it when Redis fails. */
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Redis } from 'ioredis'
import { anAccount } from '../../emulator/test/harness.js'
import { freePort } from '../support/free-port.js'
import { aRedis, connectTo, hasRedis, redisDatabases, type RedisAddress } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: the case index in Redis is not tested.\n')

const CASES = '{ cases(first: 5) { nodes { caseId subject status service { name } } } }'
const cold = { DescribeCases: 1, DescribeServices: 1 }
const REPLY =
  'mutation ($body: String!) { addCommunication(input: { caseId: "case-0", body: $body }) { userErrors { code } } }'
const THREAD = '{ case(id: "case-0") { communications(first: 5) { nodes { body } } } }'
const account = () => anAccount({ cases: [{}, {}, {}], checks: [{}] })

const aDatabase = redisDatabases()
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function onRedis(server: RedisAddress, options: GatewayOptions = {}): Promise<Gateway> {
  const redis = await connectTo(server)
  return startGateway({ redis, account, cacheSeconds: { cases: 3_600, trustedAdvisor: 3_600 }, ...options })
}

/** Two gateways that share one emulator, both connected to `redis`. */
async function startTwo(redis: RedisAddress, options: GatewayOptions = {}): Promise<[Gateway, Gateway]> {
  const one = await onRedis(redis, options)
  return [one, await onRedis(redis, { upstreamUrl: one.upstreamUrl, ...options })]
}

/** The newest message of the case that tests write to. */
async function newest(gateway: Gateway): Promise<string> {
  const { data, errors } = await gateway.query(THREAD)
  expect(errors).toEqual([])
  return read(data, 'case.communications.nodes.0.body')
}

async function reply(gateway: Gateway, body: string): Promise<void> {
  expect(await gateway.query(REPLY, { body })).toMatchObject({
    errors: [],
    data: { addCommunication: { userErrors: [] } },
  })
}

/** Advances the clocks: far enough for a failed Redis to be used again, but for at most one refresh. */
function pass(gateways: readonly Gateway[]): void {
  for (const { clock } of gateways) clock.time += 5_000
}

;(hasRedis ? describe : describe.skip)('shared lists', () => {
  test('a list read by one gateway is served by another without a call', async () => {
    const [one, other] = await startTwo(aDatabase())
    const { data } = await one.query(CASES)
    await delay(50)
    expect(await other.query(CASES)).toMatchObject({ data, cost: { total: 0, cached: 2 } })
    expect(await one.upstreamCalls()).toEqual(cold)
  })

  test('a write by one gateway is visible to the next read by another', async () => {
    const [one, other] = await startTwo(aDatabase())
    for (const [index, [writer, reader]] of [
      [one, other],
      [other, one],
      [one, other],
    ].entries()) {
      await newest(reader as Gateway)
      await reply(writer as Gateway, `reply ${index}`)
      expect(await newest(reader as Gateway)).toBe(`reply ${index}`)
      expect(await newest(writer as Gateway)).toBe(`reply ${index}`)
    }
  })

  test('a list refreshed by one gateway is fresh in another', async () => {
    const [one, other] = await startTwo(aDatabase())
    for (const gateway of [one, other]) await gateway.query(CASES)
    one.clock.time += 50_000
    other.clock.time += 50_000
    const subjects = '{ cases(first: 3) { nodes { subject } } }'
    await one.query(subjects, {}, undefined, undefined, { bypassCache: true })
    await until(async () => (await other.query(subjects)).cost.ageMs < 50_000)
  })

  test('gateways for different accounts or upstreams share no cases', async () => {
    const server = aDatabase()
    const one = await onRedis(server)
    const sameAws = await onRedis(server, { upstreamUrl: one.upstreamUrl, accountName: 'another' })
    const anotherAws = await onRedis(server, { account: () => anAccount({ cases: [{ subject: 'Other' }] }) })
    await one.query(CASES)
    await delay(50)
    expect((await sameAws.query(CASES)).calls).toEqual(cold)
    const { data, calls } = await anotherAws.query(CASES)
    expect(calls).toEqual(cold)
    expect(read(data, 'cases.nodes.0.subject')).toBe('Other')
  })

  test('gateways for different accounts share no idempotency keys', async () => {
    const server = aDatabase()
    const create =
      'mutation { createCase(input: { subject: "New", body: "New", idempotencyKey: "key" }) { userErrors { code } } }'
    for (const accountName of ['one', 'another']) {
      const gateway = await onRedis(server, { accountName })
      for (let i = 0; i < 2; i++) expect((await gateway.query(create)).errors).toEqual([])
      expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
    }
  })
})

;(hasRedis ? describe : describe.skip)('Redis failures', () => {
  test('when Redis dies, a gateway serves from memory and AWS, shows its own writes, and reconnects later', async () => {
    const port = await freePort()
    const server = await aRedis(stops, port)
    const [one, other] = await startTwo(server)
    await one.query(CASES)
    await newest(one)
    await one.upstreamCalls()
    await server.kill()
    expect(await one.query(CASES)).toMatchObject({ errors: [], cost: { total: 0, cached: 2 } })
    await reply(one, 'without Redis')
    expect(await newest(one)).toBe('without Redis')
    expect(await one.query(CASES)).toMatchObject({ errors: [], cost: { total: 0, cached: 2 } })
    // The other gateway now has this reply cached for an hour, and learns of later ones only through Redis.
    expect(await newest(other)).toBe('without Redis')

    await aRedis(stops, port)
    let replies = 0
    await until(async () => {
      pass([one, other])
      await reply(one, `reply ${++replies}`)
      return (await newest(other)) === `reply ${replies}`
    })
    await reply(one, 'with Redis')
    expect(await newest(other)).toBe('with Redis')
  })

  test('a gateway starts without Redis and uses it once it is available', async () => {
    const port = await freePort()
    const [one, other] = await startTwo({ url: new URL(`redis://127.0.0.1:${port}`) })
    expect(await one.query(CASES)).toMatchObject({ errors: [], calls: cold })
    await reply(one, 'first')
    expect(await newest(one)).toBe('first')
    // The other gateway now has this reply cached for an hour, and learns of later ones only through Redis.
    expect(await newest(other)).toBe('first')
    await aRedis(stops, port)
    let replies = 0
    await until(async () => {
      pass([one, other])
      await reply(one, `reply ${++replies}`)
      return (await newest(other)) === `reply ${replies}`
    })
  })

  test('a Redis that hangs delays only the requests of its first second', async () => {
    const server = await aRedis(stops)
    const gateway = await onRedis(server)
    await gateway.query(CASES)
    server.pause()
    stops.push(() => server.resume())
    expect((await gateway.query(CASES)).errors).toEqual([])
    // If each of the 200 requests waited a second for Redis, the test would time out.
    for (let i = 0; i < 200; i++) {
      expect(await gateway.query(CASES)).toMatchObject({ errors: [], cost: { total: 0, cached: 2 } })
    }
    await reply(gateway, 'while it hangs')
    expect(await newest(gateway)).toBe('while it hangs')
    server.resume()
    await until(async () => {
      await gateway.query('{ severityLevels { code } }', {}, undefined, undefined, { bypassCache: true })
      const other = await onRedis(server, { upstreamUrl: gateway.upstreamUrl })
      return (await other.query('{ severityLevels { code } }')).cost.total === 0
    })
  })

  test('with a full Redis, a gateway serves from memory and AWS, and writes by others appear after the TTL', async () => {
    const options = ['--maxmemory', '1500kb', '--maxmemory-policy', 'noeviction']
    const server = { ...(await aRedis(stops, undefined, options)), staysUp: true }
    const redis = new Redis(server.url.href)
    stops.push(() => redis.disconnect())
    const [one, other] = await startTwo(server, { cacheSeconds: { cases: 1 } })
    await newest(one)
    await newest(other)
    const filling = async (i = 0): Promise<void> => {
      await redis.set(`filling:${i}`, 'x'.repeat(10_000))
      return filling(i + 1)
    }
    await expect(filling()).rejects.toThrow('OOM')
    for (const text of ['into a full Redis', 'and again', 'and a third time']) {
      await reply(one, text)
      expect(await newest(one)).toBe(text)
      // While Redis accepts no writes, the other gateway may not learn of the reply. It shows the reply after its TTL.
      await until(async () => (await newest(other)) === text)
    }
    await until(async () => {
      const { errors, cost } = await one.query(CASES)
      expect(errors).toEqual([])
      return cost.total === 0
    })
  })

  test('with a Redis that lost its data and is full, a gateway sees its own writes at once, and those of others after the TTL', async () => {
    const server = { ...(await aRedis(stops)), staysUp: true }
    const [one, other] = await startTwo(server, { cacheSeconds: { cases: 1 } })
    await newest(other)
    const redis = new Redis(server.url.href)
    stops.push(() => redis.disconnect())
    await redis.flushall()
    await redis.config('SET', 'maxmemory', '1')
    for (const text of ['first', 'second']) {
      await reply(one, text)
      expect(await newest(one)).toBe(text)
      await until(async () => (await newest(other)) === text)
    }
  })

  test('a Redis restored to a state before a write does not bring back the old case in any process', async () => {
    const server = aDatabase()
    const [one, other] = await startTwo(server)
    const redis = new Redis(server.url.href)
    stops.push(() => redis.disconnect())
    await newest(other)
    const keys = await redis.keys('aws-support-graph:case-index:*')
    expect(keys.length).toBeGreaterThan(3)
    const before = await Promise.all(keys.map(async (key) => ({ key, value: await redis.dumpBuffer(key) })))
    await reply(one, 'written')
    expect(await newest(other)).toBe('written')
    // Like a failover to a replica that lacks the last writes.
    for (const { key, value } of before) await redis.restore(key, 0, value, 'REPLACE')
    expect(await newest(other)).toBe('written')
  })

  test('no query fails while Redis sends invalid responses', async () => {
    for (const nonsense of [
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      '+OK\r\n',
      '$5\r\nhello\r\n',
      ':7\r\n',
      '*1\r\n$1\r\na\r\n',
      '*-1\r\n$-1\r\n',
    ]) {
      const server = createServer((socket) => {
        socket.on('error', () => {})
        socket.on('data', (data) => {
          // one response per command
          for (const _ of data.toString().matchAll(/^\*\d+\r$/gm)) socket.write(nonsense)
        })
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      stops.push(() => server.close())
      const gateway = await onRedis({ url: new URL(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`) })
      expect(await gateway.query(CASES)).toMatchObject({ errors: [], calls: cold })
      expect(await gateway.query(CASES)).toMatchObject({ errors: [], cost: { total: 0 } })
      await newest(gateway)
      await reply(gateway, 'despite it')
      expect(await newest(gateway)).toBe('despite it')
      for (const stop of stops.splice(0).toReversed()) await stop()
    }
  })
})
