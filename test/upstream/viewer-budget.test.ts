/** The viewer budget: how many of the calls that AWS allows the account may be made for one viewer. */
import { afterEach, describe, expect, vi, test } from 'vitest'
import { anonymous, type Viewer } from '../../src/lib/viewer.js'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createViewerBudget } from '../../src/upstream/budget/viewer-budget.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { codes, startGateway } from '../support/harness.js'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const jane: Viewer = { ...anonymous, id: 'jwt:jane' }
const joe: Viewer = { ...anonymous, id: 'api-key:joe' }

/** A budget of 3 calls to AWS Support and 6 to Trusted Advisor per minute. */
function aBudget(redis?: Redis) {
  const config = readConfig({
    SUPPORT_CALLS_PER_SECOND: '5',
    TRUSTED_ADVISOR_CALLS_PER_SECOND: '10',
    VIEWER_BUDGET_PERCENT: '1',
  })
  return createViewerBudget(config, redis)
}

const LANGUAGES = ['ja', 'ko', 'zh', 'en', 'fr']
const fiveCalls = `{ ${LANGUAGES.map((code) => `${code}: severityLevels(language: "${code}") { code }`).join(' ')} }`

describe('viewer budget', () => {
  test("calls over a viewer's budget are not sent and fail only their own fields", async () => {
    const gateway = await startGateway({ chargeViewer: aBudget()(jane) })
    const response = await gateway.query(fiveCalls)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeSeverityLevels: 3 })
    expect(response.calls).toEqual({ DescribeSeverityLevels: 3 })
    expect(Object.values(response.data as object).filter((levels) => levels !== null)).toHaveLength(3)
    expect(response.errors).toHaveLength(2)
    expect(response.errors[0]).toMatchObject({
      message: expect.stringMatching(
        /^Your share of the calls to AWS Support is used up: 3 per minute \(VIEWER_BUDGET_PERCENT\)\. DescribeSeverityLevels was not sent\. Try again in \d+ s, or request less\.$/,
      ),
      extensions: {
        code: 'UPSTREAM_THROTTLED',
        retryable: true,
        retryAfterMs: expect.any(Number),
        operation: 'DescribeSeverityLevels',
      },
    })
    expect(Number(response.errors[0]?.extensions['retryAfterMs'])).toBeGreaterThan(1_000)
  })

  test('a viewer can call again after retryAfterMs, and not before', async () => {
    vi.useFakeTimers({
      now: 0,
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'],
    })
    stops.push(() => vi.useRealTimers())
    const charge = aBudget()(jane)
    for (let i = 0; i < 3; i++) {
      await charge?.('DescribeCases')
      vi.advanceTimersByTime(7_000)
    }
    const refusal = expect.objectContaining({ extensions: expect.objectContaining({ retryAfterMs: 39_000 }) })
    await expect(charge?.('DescribeCases')).rejects.toEqual(refusal)
    vi.advanceTimersByTime(38_999)
    await expect(charge?.('DescribeCases')).rejects.toThrow('Try again in 1 s')
    vi.advanceTimersByTime(1)
    await charge?.('DescribeCases')
  })

  test('each viewer has their own budget, and the anonymous viewer has none', async () => {
    const budget = aBudget()
    const gateways = [jane, joe].map((viewer) => startGateway({ chargeViewer: budget(viewer) }))
    for (const gateway of await Promise.all(gateways)) expect((await gateway.query(fiveCalls)).errors).toHaveLength(2)
    expect(budget(anonymous)).toBeUndefined()
  })

  test("a viewer's budget counts AWS Support and Trusted Advisor separately", async () => {
    const gateway = await startGateway({ chargeViewer: aBudget()(jane) })
    await gateway.query(fiveCalls)
    const aCall = '{ trustedAdvisorChecks { totalCount } }'
    for (let i = 0; i < 6; i++) expect((await gateway.query(aCall)).errors).toEqual([])
    const { errors } = await gateway.query(aCall)
    expect(errors).toMatchObject([
      { message: expect.stringContaining('calls to Trusted Advisor'), extensions: { code: 'UPSTREAM_THROTTLED' } },
    ])
  })

  test("retries count against the viewer's budget", async () => {
    const gateway = await startGateway({ chargeViewer: aBudget()(jane) })
    await gateway.fault({ operation: 'DescribeSeverityLevels', count: 2, error: 'InternalServerError', status: 500 })
    expect((await gateway.query('{ severityLevels { code } }')).calls).toEqual({ DescribeSeverityLevels: 3 })
    expect(codes(await gateway.query('{ severityLevels { code } }'))).toEqual(['UPSTREAM_THROTTLED'])
  })

  test("a write over the viewer's budget is not sent, and can be repeated with its key", async () => {
    const gateway = await startGateway({ chargeViewer: aBudget()(jane) })
    await gateway.query(fiveCalls)
    const write = 'mutation { createCase(input: { subject: "S", body: "B", idempotencyKey: "k" }) { caseId } }'
    for (let i = 0; i < 2; i++) expect(codes(await gateway.query(write))).toEqual(['UPSTREAM_THROTTLED'])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeSeverityLevels: 3 })
  })
})

const withRedis = hasRedis ? describe : describe.skip

withRedis(`in Redis${hasRedis ? '' : ' (skipped: there is no redis-server here)'}`, () => {
  test("a viewer's budget is shared by processes, and per process while Redis is down", async () => {
    const server: RedisServer = await startRedis()
    stops.push(server.kill)
    const log = createLog(readConfig({ LOG_LEVEL: 'silent' }))
    const [one, other] = await Promise.all([connectRedis(server.url, log), connectRedis(server.url, log)])
    stops.push(
      () => one.disconnect(),
      () => other.disconnect(),
    )
    const gateways = await Promise.all(
      [one, other].map((redis) => startGateway({ chargeViewer: aBudget(redis)(jane) })),
    )
    const failed = async () => {
      const responses = await Promise.all(gateways.map((gateway) => gateway.query(fiveCalls)))
      return responses.reduce((sum, { errors }) => sum + errors.length, 0)
    }
    expect(await failed()).toBe(7)
    await server.kill()
    expect(await failed()).toBe(4)
  })
})
