/** GET /metrics of the whole gateway: what is counted, under which labels, and how many series there can be. */
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { allErrorCodes } from '../../src/lib/error-codes.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { createMetrics } from '../../src/telemetry/metrics.js'
import { hasRedis, startRedis } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { post, sendRaw } from '../support/edge.js'
import { readMetrics, seriesOf } from '../support/metrics.js'

let gateway: Running
afterEach(() => gateway.stop())

async function startGateway(env: Record<string, string> = {}): Promise<void> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', SUPPORT_CALLS_PER_SECOND: '10000', ...env })
  gateway = await start(config, createLog(config))
}

async function ask(query: string): Promise<void> {
  await (await post(gateway, { query })).text()
}

async function fault(body: object): Promise<void> {
  await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(body) })
}

describe('metrics', () => {
  test('requests are counted by operation, kind, outcome and code', async () => {
    await startGateway()
    await ask('query Levels { severityLevels { code } }')
    await ask('query Levels { severityLevels { code } }')
    await ask('{ __typename }')
    await ask('query Levels { nope }')
    await ask('{')
    await ask('query Half { __typename a: case(id: "?") { id } b: case(id: "?") { id } }')
    await ask('mutation Nothing { resolveCase(input: { caseId: "?" }) { userErrors { code } } }')
    const series = await readMetrics(gateway)
    expect(seriesOf(series, 'requests_total')).toEqual({
      '{operation="Levels",kind="query",outcome="ok",code="none"}': 2,
      '{operation="anonymous",kind="query",outcome="ok",code="none"}': 1,
      '{operation="other",kind="other",outcome="refused",code="GRAPHQL_VALIDATION_FAILED"}': 1,
      '{operation="other",kind="other",outcome="refused",code="GRAPHQL_PARSE_FAILED"}': 1,
      '{operation="Half",kind="query",outcome="partial",code="BAD_USER_INPUT"}': 1,
      '{operation="Nothing",kind="mutation",outcome="ok",code="none"}': 1,
    })
    const errors = Object.entries(seriesOf(series, 'errors_total')).filter(([, count]) => count > 0)
    expect(Object.fromEntries(errors)).toEqual({
      '{code="GRAPHQL_VALIDATION_FAILED"}': 1,
      '{code="GRAPHQL_PARSE_FAILED"}': 1,
      '{code="BAD_USER_INPUT"}': 1,
    })
    expect(seriesOf(series, 'request_duration_seconds_count')).toEqual({
      '{operation="Levels"}': 2,
      '{operation="anonymous"}': 1,
      '{operation="Half"}': 1,
      '{operation="Nothing"}': 1,
    })
  })

  test('every error code has a counter that starts at 0', async () => {
    await startGateway()
    const errors = seriesOf(await readMetrics(gateway), 'errors_total')
    expect(Object.keys(errors)).toEqual(expect.arrayContaining(allErrorCodes.map((code) => `{code="${code}"}`)))
    expect(new Set(Object.values(errors))).toEqual(new Set([0]))
  })

  test('every outcome of the case index has a counter that starts at 0', async () => {
    await startGateway()
    const series = await readMetrics(gateway)
    expect(seriesOf(series, 'case_index_runs_total')).toEqual({
      '{work="refresh",outcome="done"}': 0,
      '{work="refresh",outcome="failed"}': 0,
      '{work="pass",outcome="done"}': 0,
      '{work="pass",outcome="failed"}': 0,
    })
    const outcomes = ['accepted', 'older', 'stale', 'pinned', 'missing', 'removed', 'dirty', 'differs']
    expect(seriesOf(series, 'case_index_commits_total')).toEqual(
      Object.fromEntries(outcomes.map((outcome) => [`{outcome="${outcome}"}`, 0])),
    )
    expect(seriesOf(series, 'case_index_age_seconds')).toEqual({ '': -1 })
    expect(seriesOf(series, 'case_index_local')).toEqual({ '': 0 })
  })

  test('metrics show the size and age of the case index and the outcomes of its refreshes', async () => {
    await startGateway()
    await ask('{ cases(filter: { includeResolved: true }) { totalCount } }')
    const series = await readMetrics(gateway)
    const { size } = createDemoAccount(Date.now()).cases
    expect(seriesOf(series, 'case_index_runs_total')).toMatchObject({ '{work="pass",outcome="done"}': 1 })
    expect(seriesOf(series, 'case_index_commits_total')).toMatchObject({ '{outcome="accepted"}': size })
    expect(seriesOf(series, 'case_index_cases')).toEqual({ '': size })
    expect(seriesOf(series, 'case_index_bytes')['']).toBeGreaterThan(1_000 * size)
    expect(seriesOf(series, 'case_index_age_seconds')['']).toBeGreaterThanOrEqual(0)
    await fault({ operation: 'DescribeCases', count: 3, status: 500 })
    await ask('{ cases { totalCount } }')
    expect(seriesOf(await readMetrics(gateway), 'case_index_runs_total')).toMatchObject({
      '{work="refresh",outcome="failed"}': 1,
    })
  })

  test('metrics have no series for a case index that is off', async () => {
    await startGateway({ CASE_INDEX: 'off' })
    const series = await readMetrics(gateway)
    for (const name of ['cases', 'bytes', 'age_seconds', 'pass_pages', 'local'])
      expect(seriesOf(series, `case_index_${name}`)).toEqual({})
  })

  test('calls to AWS are counted with their attempts, retries and throttles', async () => {
    await startGateway()
    await fault({ operation: 'DescribeSeverityLevels', count: 2, error: 'ThrottlingException' })
    await ask('{ severityLevels { code } }')
    await fault({ operation: 'DescribeServices', count: 3, status: 500 })
    await ask('{ services(first: 1) { nodes { code } } }')
    await fetch(`${gateway.url}/readyz`)
    const series = await readMetrics(gateway)
    expect(seriesOf(series, 'upstream_calls_total')).toEqual({
      '{operation="DescribeSeverityLevels",code="none"}': 1,
      '{operation="DescribeServices",code="UPSTREAM_UNAVAILABLE"}': 1,
      // the probe is a dry run, to which AWS responds with an error
      '{operation="DescribeCases",code="none"}': 1,
    })
    expect(seriesOf(series, 'upstream_attempts_total')).toEqual({
      '{operation="DescribeSeverityLevels"}': 3,
      '{operation="DescribeServices"}': 3,
      '{operation="DescribeCases"}': 1,
    })
    expect(seriesOf(series, 'upstream_retries_total')).toEqual({
      '{operation="DescribeSeverityLevels"}': 2,
      '{operation="DescribeServices"}': 2,
    })
    expect(seriesOf(series, 'upstream_throttles_total')).toEqual({ '{operation="DescribeSeverityLevels"}': 2 })
    expect(seriesOf(series, 'upstream_call_duration_seconds_count')).toMatchObject({
      '{operation="DescribeServices"}': 1,
    })
  })

  test('a call aborted by its client is counted as ABORTED and no longer as in flight', async () => {
    await startGateway()
    await fault({ operation: 'DescribeServices', count: 1, delayMs: 5_000 })
    const client = new AbortController()
    const request = post(gateway, { query: '{ services(first: 1) { nodes { code } } }' }, {}, client.signal)
    const calls = async () => seriesOf(await readMetrics(gateway), 'upstream_calls_in_flight')['']
    await until(async () => (await calls()) === 1)
    expect(seriesOf(await readMetrics(gateway), 'requests_in_flight')).toEqual({ '': 1 })
    client.abort()
    await expect(request).rejects.toThrow('abort')
    await until(async () => (await calls()) === 0)
    const series = await readMetrics(gateway)
    expect(seriesOf(series, 'upstream_calls_total')).toEqual({ '{operation="DescribeServices",code="ABORTED"}': 1 })
    expect(seriesOf(series, 'requests_in_flight')).toEqual({ '': 0 })
    expect(seriesOf(series, 'http_responses_total')).toMatchObject({ '{route="/graphql",status="aborted"}': 1 })
  })

  test('HTTP responses are counted by route and status, whatever the path', async () => {
    await startGateway()
    await fetch(`${gateway.url}/nope-1`)
    await fetch(`${gateway.url}/nope-2`)
    await post(gateway, '{')
    await sendRaw(new URL(gateway.url), 'HELO\r\n\r\n')
    const series = await readMetrics(gateway)
    expect(seriesOf(series, 'http_responses_total')).toEqual({
      '{route="none",status="404"}': 2,
      '{route="/graphql",status="400"}': 1,
      '{route="none",status="400"}': 1,
    })
  })

  test('metrics include event-loop lag and memory, and start from 0 with each gateway', async () => {
    await startGateway()
    const series = await readMetrics(gateway)
    expect(series.get('support_graph_nodejs_eventloop_lag_p99_seconds')).toEqual(expect.any(Number))
    expect(series.get('support_graph_process_resident_memory_bytes')).toBeGreaterThan(0)
    expect(seriesOf(series, 'requests_total')).toEqual({})
  })

  test('the number of series is bounded, whatever names clients give to operations', async () => {
    await startGateway()
    const names = Array.from({ length: 150 }, (_, index) => `Flood${index}`)
    for (const name of names) await ask(`query ${name} { __typename }`)
    await ask(`query ${'Long'.repeat(30)} { __typename }`)
    const counted = seriesOf(await readMetrics(gateway), 'requests_total')
    expect(Object.keys(counted)).toHaveLength(101)
    expect(counted['{operation="other",kind="query",outcome="ok",code="none"}']).toBe(51)
    await ask('query Flood7 { __typename }')
    await ask('query Flood149 { nope }')
    const later = seriesOf(await readMetrics(gateway), 'requests_total')
    expect(later['{operation="Flood7",kind="query",outcome="ok",code="none"}']).toBe(2)
    expect(Object.keys(later)).toHaveLength(102)
  })
})

;(hasRedis ? describe : describe.skip)('metrics with Redis', () => {
  test('metrics show that the case index is local while Redis is down', async () => {
    const redis = await startRedis()
    await startGateway({ REDIS_URL: redis.url.href, CASE_CACHE_SECONDS: '3600' })
    await ask('{ cases { totalCount } }')
    expect(seriesOf(await readMetrics(gateway), 'case_index_local')).toEqual({ '': 0 })
    await redis.kill()
    await ask('{ cases(first: 1) { totalCount } }')
    expect(seriesOf(await readMetrics(gateway), 'case_index_local')).toEqual({ '': 1 })
  })
})

test('if operations are registered, only these appear by name', async () => {
  const { operationLabel } = createMetrics(() => new Set(['Inbox']))
  expect(['Inbox', 'Outbox', null].map(operationLabel)).toEqual(['Inbox', 'other', 'anonymous'])
})
