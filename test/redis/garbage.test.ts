/** Requests after something else has overwritten the gateway's keys in Redis. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { anonymous } from '../../src/lib/viewer.js'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createBudget, type Budget } from '../../src/upstream/budget/budget.js'
import { createViewerBudget } from '../../src/upstream/budget/viewer-budget.js'
import { anAccount } from '../../emulator/test/harness.js'
import { connectTo, hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type QueryResponse, type Gateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: tests with garbage in Redis are skipped.\n')

const CASES = '{ cases(first: 5) { nodes { caseId subject service { name } } } }'
const REFERENCE = '{ severityLevels { code } services { nodes { code } } }'
const CREATE = 'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code } } }'
const TEXTS = 'aws-support-graph:write:text:*'
const input = { subject: 'Down', body: 'All of it.', idempotencyKey: 'one' }

type Fill = (redis: Redis, key: string) => Promise<unknown>
const text =
  (value: string | Buffer): Fill =>
  (redis, key) =>
    redis.set(key, value, 'KEEPTTL')
const another =
  (fill: Fill): Fill =>
  async (redis, key) => {
    await redis.del(key)
    await fill(redis, key)
  }
const later = Date.now() + 1e9

const garbage: [string, Fill][] = [
  ['a string', text('garbage')],
  ['an empty string', text('')],
  ['binary data', text(Buffer.from([0xff, 0xfe, 0, 0x80, 0xc3, 0x28]))],
  ['a megabyte', text('x'.repeat(1_000_000))],
  ['deep JSON', text('['.repeat(100_000) + ']'.repeat(100_000))],
  ...['null', 'true', '0', '-1', '1e400', 'nan', 'inf', '""', '[]', '[null]', '[{}]', '{}'].map(
    (value): [string, Fill] => [value, text(value)],
  ),
  ['a record from another version', text('{"version":2,"input":{"digest":"x"},"state":"sent"}')],
  ['a cached value from another version', text(`{"value":{"v":2,"data":"x"},"logicalExpiration":${later}}`)],
  [
    'a cached value whose read time is infinite',
    text(
      `{"value":{"operation":"DescribeCases","output":{"cases":[]},"readAt":1e999,"id":"x"},"logicalExpiration":${later}}`,
    ),
  ],
  [
    'half of the old value',
    async (redis, key) => {
      const found = await redis.get(key).catch(() => 'of another type')
      return redis.set(key, String(found).slice(0, String(found).length / 2))
    },
  ],
  ['a list of strings', another((redis, key) => redis.rpush(key, 'a', '', 'b'))],
  ['a list of large numbers', another((redis, key) => redis.rpush(key, 1, ...Array.from({ length: 99 }, () => 9e15)))],
  ['a list of nan', another((redis, key) => redis.rpush(key, ...Array.from({ length: 99 }, () => 'nan')))],
  ['a set', another((redis, key) => redis.sadd(key, 'a'))],
  ['a sorted set', another((redis, key) => redis.zadd(key, 1, 'a'))],
  ['a hash', another((redis, key) => redis.hset(key, 'at', 'x', 'share', 'y'))],
  ['a hash of large numbers', another((redis, key) => redis.hset(key, 'at', '9e15', 'share', '9e15'))],
  ['a hash of nan', another((redis, key) => redis.hset(key, 'at', 'nan', 'share', 'nan'))],
  ['a stream', another((redis, key) => redis.xadd(key, '*', 'a', 'b'))],
]

;(hasRedis ? describe : describe.skip)('foreign values in Redis', () => {
  let server: RedisServer
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    redis = await connectRedis(server.url, createLog(readConfig({ LOG_LEVEL: 'silent' })))
  })
  afterAll(async () => {
    redis.disconnect()
    await server.kill()
  })
  beforeEach(() => redis.flushall())

  const limits = readConfig({ SUPPORT_CALLS_PER_SECOND: '50' })
  const viewer = { ...anonymous, id: 'jwt:a' }

  /** Starts a gateway that keeps all shared state in Redis, on its own connection. */
  async function startOne(upstreamUrl?: string): Promise<Gateway & { budget: Budget }> {
    const own = await connectTo({ url: server.url, staysUp: true })
    const budget = createBudget(limits, { redis: own })
    const gateway = await startGateway({
      account: () => anAccount({ cases: [{}, {}] }),
      redis: own,
      budget,
      chargeViewer: createViewerBudget(limits, own)(viewer),
      viewer,
      cacheSeconds: { cases: 3_600, trustedAdvisor: 3_600 },
      ...(upstreamUrl !== undefined && { upstreamUrl }),
    })
    return { ...gateway, budget }
  }

  async function fillAll(pattern: string, fill: Fill): Promise<void> {
    const keys = await redis.keys(pattern)
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) await fill(redis, key)
  }

  test.each(garbage)(
    'with %s in Redis, reads succeed and a repeated write gets WRITE_OUTCOME_UNKNOWN',
    async (_, fill) => {
      const one = await startOne()
      await one.query(CASES)
      expect(codes(await one.query(CREATE, { input }))).toEqual([])
      await one.query('{ severityLevels { code } }')
      one.budget.slowDown('DescribeSeverityLevels')
      await until(async () => (await redis.exists('aws-support-graph:budget:default:support:slowed')) === 1)
      await fillAll('aws-support-graph:*', fill)
      await one.upstreamCalls()

      const other = await startOne(one.upstreamUrl)
      for (const gateway of [other, one]) {
        const again = await gateway.query(CREATE, { input })
        expect(again.errors).toMatchObject([
          {
            message: expect.stringContaining('Nothing was sent now.'),
            extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: false },
          },
        ])
        const cases = await gateway.query(CASES)
        expect(cases.errors).toEqual([])
        expect(read(cases.data, 'cases.nodes')).toHaveLength(3)
      }
      expect(await one.upstreamCalls()).not.toHaveProperty('CreateCase')
    },
  )

  test.each(garbage)('with %s in Redis, a write with the same text is sent', async (_, fill) => {
    const gateway = await startOne()
    await gateway.query(CREATE, { input })
    for (const idempotencyKey of ['two', null, 'three']) {
      await fillAll('aws-support-graph:*', fill)
      const { data, errors } = await gateway.query(CREATE, { input: { ...input, idempotencyKey } })
      expect(errors).toEqual([])
      expect(read(data, 'createCase.caseId')).toMatch(/^case-/)
    }
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 4 })
  })

  /** Opens a case at an upstream that creates it, but then closes the connection without a response, after `meanwhile` has run. */
  async function openWithLostResponse(meanwhile: () => Promise<void>): Promise<QueryResponse> {
    const aCase = { caseId: 'case-1', subject: input.subject, timeCreated: new Date().toISOString() }
    const communications = [{ caseId: aCase.caseId, body: input.body, timeCreated: aCase.timeCreated }]
    let lose: (() => void) | undefined
    const stub = await startStubUpstream((operation) =>
      operation === 'CreateCase'
        ? (response) => void (lose = () => response.destroy())
        : { cases: lose === undefined ? [] : [{ ...aCase, recentCommunications: { communications } }] },
    )
    const result = (await startOne(stub.url)).query(CREATE, { input })
    await until(() => lose !== undefined)
    await meanwhile()
    lose?.()
    await result
    expect(stub.calls.filter(({ operation }) => operation === 'CreateCase')).toHaveLength(1)
    return result
  }

  test('a write whose response was lost is found if the journal is intact', async () => {
    const { data, errors } = await openWithLostResponse(async () => {})
    expect(errors).toEqual([])
    expect(read(data, 'createCase.caseId')).toBe('case-1')
  })

  // An empty list is a valid journal.
  test.each(garbage.filter(([name]) => name !== '[]'))(
    'with %s in place of the journal, the outcome of a write whose response was lost is unknown',
    async (_, fill) => {
      const response = await openWithLostResponse(() => fillAll(TEXTS, fill))
      expect(codes(response)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    },
  )

  test('garbage in place of a write lock does not block writes', async () => {
    const gateway = await startOne()
    await gateway.fault({ operation: 'CreateCase', delayMs: 100 })
    const first = gateway.query(CREATE, { input })
    let turns: string[] = []
    await until(async () => (turns = await redis.keys('aws-support-graph:write:turn:*')).length > 0)
    await first
    for (const [index, fill] of [
      text('garbage'),
      another((own, key) => own.rpush(key, 'a')),
      another((own, key) => own.set(key, Buffer.from([0xff]))),
    ].entries()) {
      for (const turn of turns) await fill(redis, turn)
      expect(codes(await gateway.query(CREATE, { input: { ...input, idempotencyKey: `${index}` } }))).toEqual([])
    }
  })

  test.each([
    ['times', 'far times', another((own, key) => own.rpush(key, 1, ...Array.from({ length: 99 }, () => 9e15)))],
    ['times', 'nan', another((own, key) => own.rpush(key, ...Array.from({ length: 99 }, () => 'nan')))],
    ['times', 'strings', another((own, key) => own.rpush(key, ...Array.from({ length: 99 }, () => 'x')))],
    ['slowed', 'nan', another((own, key) => own.hset(key, 'at', 'nan', 'share', 'nan'))],
    ['slowed', 'large numbers', another((own, key) => own.hset(key, 'at', '9e15', 'share', '9e15'))],
    ['slowed', 'strings', another((own, key) => own.hset(key, 'at', 'x', 'share', 'y'))],
  ] as [string, string, Fill][])('a budget key "%s" that contains %s blocks no call', async (part, _, fill) => {
    const gateway = await startOne()
    await gateway.query('{ severityLevels { code } }')
    await fill(redis, `aws-support-graph:budget:default:support:${part}`)
    expect(codes(await gateway.query(CASES))).toEqual([])
  })

  test("a wrong count of a viewer's calls blocks no call", async () => {
    const gateway = await startOne()
    await gateway.query(CASES)
    const [key = ''] = await redis.keys('aws-support-graph:calls:*')
    for (const count of ['999999999', '-999999999']) {
      await redis.set(key, count, 'EX', 100_000)
      expect(codes(await gateway.query('{ severityLevels { code } }'))).toEqual([])
    }
  })

  test('a cached response from another operation is not served', async () => {
    const gateway = await startOne()
    const { data, errors } = await gateway.query(REFERENCE)
    expect(errors).toEqual([])
    let keys: string[] = []
    await until(async () => (keys = await redis.keys('aws-support-graph:cache:*')).length === 2)
    const values = await redis.mget(keys)
    for (const [index, key] of keys.entries()) await redis.set(key, String(values.at(index - 1)))
    const other = await startOne(gateway.upstreamUrl)
    expect(await other.query(REFERENCE)).toMatchObject({ data, errors: [] })
  })
})
