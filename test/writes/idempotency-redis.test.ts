/** Writes of several gateways that share a Redis, and of a gateway whose Redis is unavailable. */
import { afterEach, describe, expect, test } from 'vitest'
import { anonymous } from '../../src/lib/viewer.js'
import { anAccount } from '../../emulator/test/harness.js'
import { aRedis, connectTo, hasRedis, redisDatabases, type RedisAddress } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

if (!hasRedis)
  process.stdout.write('redis-server is not installed: idempotency keys shared by gateways are not tested.\n')

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code } } }`
const input = { subject: 'Down', body: 'All of it.', idempotencyKey: 'one' }
const LOST_AFTER = { operation: 'CreateCase', when: 'after', drop: true }
const LOST_BEFORE = { operation: 'CreateCase', when: 'before', drop: true }

const aDatabase = redisDatabases()
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function onRedis(server: RedisAddress, options: GatewayOptions = {}): Promise<Gateway> {
  const redis = await connectTo(server)
  return startGateway({ redis, ...options })
}

/** Two gateways that share one Redis and one emulator. */
async function startTwo(options: GatewayOptions = {}): Promise<[Gateway, Gateway]> {
  const server = aDatabase()
  const one = await onRedis(server, options)
  return [one, await onRedis(server, { ...options, upstreamUrl: one.upstreamUrl })]
}

async function open(gateway: Gateway, given: object = {}): Promise<string> {
  const { data, errors } = await gateway.query(CREATE, { input: { ...input, ...given } })
  expect(errors).toEqual([])
  return read(data, 'createCase.caseId')
}

async function countCases(gateway: Gateway): Promise<number> {
  const { data } = await gateway.query('{ cases { totalCount } }')
  return read(data, 'cases.totalCount')
}

;(hasRedis ? describe : describe.skip)('shared keys', () => {
  test('simultaneous writes with one key at two gateways create one case', async () => {
    const [one, other] = await startTwo()
    await one.fault({ operation: 'CreateCase', delayMs: 100 })
    const caseIds = await Promise.all([open(one), open(other), open(one), open(other)])
    expect(new Set(caseIds).size).toBe(1)
    expect(await countCases(one)).toBe(1)
  })

  test('a gateway looks up what another has sent, and sends what is missing', async () => {
    const [one, other] = await startTwo()
    for (const [fault, idempotencyKey] of [
      [{ ...LOST_AFTER, delayMs: 0 }, 'made'],
      [LOST_BEFORE, 'not made'],
    ] as const) {
      await one.fault(fault)
      await one.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
      await one.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
      expect(codes(await one.query(CREATE, { input: { ...input, idempotencyKey } }))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
      await one.control('DELETE', 'faults')
      expect(await open(other, { idempotencyKey })).toBe(await open(one, { idempotencyKey }))
    }
    expect(await countCases(one)).toBe(2)
  })

  test('two keys with the same text create two cases even if both responses are lost', async () => {
    const [one, other] = await startTwo()
    await one.fault({ ...LOST_AFTER, count: 2 })
    const [a, b] = await Promise.all([open(one), open(other, { idempotencyKey: 'two' })])
    expect(a).not.toBe(b)
    expect(await countCases(one)).toBe(2)
  })

  test('viewers do not share idempotency keys', async () => {
    const server = aDatabase()
    const one = await onRedis(server, { viewer: { ...anonymous, id: 'jwt:a' } })
    const other = await onRedis(server, { viewer: { ...anonymous, id: 'jwt:b' }, upstreamUrl: one.upstreamUrl })
    expect(await open(one)).not.toBe(await open(other, { subject: 'Other' }))
  })

  test('accounts do not share idempotency keys', async () => {
    const server = aDatabase()
    const caseIds = await Promise.all(
      ['production', 'staging'].map(async (accountName) => open(await onRedis(server, { accountName }))),
    )
    expect(new Set(caseIds).size).toBe(2)
  })

  test('Redis stores no text, key or viewer in plain text', async () => {
    const server = aDatabase()
    const gateway = await onRedis(server, { viewer: { ...anonymous, id: 'jwt:jane@example.com' } })
    await open(gateway, { idempotencyKey: 'jane-1' })
    const redis = await connectTo(server)
    const keys = await redis.keys('*')
    const kept = JSON.stringify([keys, await redis.mget(keys)])
    expect(keys).toHaveLength(2)
    expect(kept).toContain('case-')
    expect(kept).not.toMatch(/jane|Down|All of it/)
  })
})

;(hasRedis ? describe : describe.skip)('Redis failures', () => {
  test('without Redis, a write with a key is rejected without being sent, and one without a key is sent', async () => {
    const server = await aRedis(stops)
    const gateway = await onRedis(server)
    await server.kill()
    const { errors } = await gateway.query(CREATE, { input })
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('nothing was sent'),
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 1_000 },
      },
    ])
    expect(await gateway.upstreamCalls()).toEqual({})
    await gateway.fault(LOST_AFTER)
    await open(gateway, { idempotencyKey: null })
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('a write with a key is rejected without being sent while Redis hangs', async () => {
    const server = await aRedis(stops)
    const gateway = await onRedis(server)
    server.pause()
    stops.push(() => server.resume())
    expect(codes(await gateway.query(CREATE, { input }))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a case created while Redis hangs is returned, and found again for the key', async () => {
    const server = await aRedis(stops)
    const gateway = await onRedis(server, { account: () => anAccount() })
    await gateway.fault({ operation: 'CreateCase', when: 'after', delayMs: 500 })
    const opening = open(gateway)
    await until(async () => (await gateway.calls()).includes('CreateCase'))
    // Redis hangs for a moment, as in a failover, and continues with its data.
    server.pause()
    const caseId = await opening
    server.resume()
    const again = async () => (await gateway.query(CREATE, { input })).data
    await until(async () => read(await again(), 'createCase') !== null)
    expect(read(await again(), 'createCase.caseId')).toBe(caseId)
    expect(await countCases(gateway)).toBe(1)
  })
})
