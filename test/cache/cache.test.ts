/** Responses that requests share, except for cases, and how long they are served. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { BUDGET_SPENT } from '../../src/lib/errors.js'
import { factsOf, operations, type Operation } from '../../src/upstream/operations.js'
import { UpstreamError } from '../../src/upstream/upstream-error.js'
import { aCommunication, anAccount, aResult, NOON } from '../../emulator/test/harness.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

const SERVICES = '{ services(first: 1) { nodes { code name } } }'
const SUMMARY = '{ trustedAdvisorSummary { totalChecks } }'
const HOUR_MS = 3_600_000

/** Reads the whole thread of a case. The case itself and its newest messages are in the case index. */
const thread = (number: number) =>
  `{ case(id: "case-${number}") { communications(first: 100) { nodes { body } pageInfo { hasNextPage } } } }`

/** Two cases, each with a thread of more than 60 KB. */
const account = () =>
  anAccount({
    cases: [0, 1].map(() => ({
      communications: Array.from({ length: 60 }, (_, n) => aCommunication('x'.repeat(1_000) + n, NOON + n)),
    })),
    checks: [{ result: aResult() }, {}],
  })

function startCached(options: GatewayOptions = {}): Promise<Gateway> {
  return startGateway({ account, cacheSeconds: { cases: 60, trustedAdvisor: 60 }, ...options })
}

const readingThrough = { bypassCache: true }

describe('cached responses', () => {
  test('a cached response costs no call and reports the calls saved and its age in extensions', async () => {
    const gateway = await startCached()
    const first = await gateway.query(SERVICES)
    expect(first.cost).toEqual({ calls: { DescribeServices: 1 }, total: 1, cached: 0, stale: 0, ageMs: 0 })
    gateway.clock.time += 4_000
    const second = await gateway.query(SERVICES)
    expect(second).toMatchObject({ data: first.data, errors: [], cost: { calls: {}, total: 0, cached: 1, stale: 0 } })
    expect(second.cost.ageMs).toBeGreaterThanOrEqual(4_000)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('cached threads and Trusted Advisor responses expire after their TTL, and services hours later', async () => {
    const gateway = await startCached()
    for (const query of [thread(0), SUMMARY, SERVICES]) await gateway.query(query)
    gateway.clock.time += 60_001
    expect((await gateway.query(thread(0))).calls).toMatchObject({ DescribeCommunications: 1 })
    expect((await gateway.query(SUMMARY)).calls).toEqual({ DescribeTrustedAdvisorCheckSummaries: 1 })
    gateway.clock.time += HOUR_MS
    expect((await gateway.query(SERVICES)).calls).toEqual({})
  })

  test('nothing is cached if the TTL is 0', async () => {
    const gateway = await startCached({ cacheSeconds: {} })
    await gateway.query('{ trustedAdvisorChecks(first: 1) { totalCount } }')
    for (let i = 0; i < 2; i++) {
      expect((await gateway.query(thread(0))).calls).toEqual({ DescribeCases: 1, DescribeCommunications: 1 })
      expect((await gateway.query(SUMMARY)).calls).toEqual({ DescribeTrustedAdvisorCheckSummaries: 1 })
    }
  })

  test('the least recently used response is evicted when the cache exceeds its size limit', async () => {
    const gateway = await startCached({ cacheMaxBytes: 200_000 })
    const older = async (number: number) => (await gateway.query(thread(number))).calls['DescribeCommunications'] ?? 0
    expect(await older(0)).toBe(1)
    expect(await older(0)).toBe(0)
    expect(await older(1)).toBe(1)
    expect(await older(1)).toBe(0)
    expect(await older(0)).toBe(1)
  })

  test('20 simultaneous requests for the same data share one call', async () => {
    const gateway = await startCached({ latencyMs: 50 })
    const responses = await Promise.all(Array.from({ length: 20 }, () => gateway.query(SERVICES)))
    expect(responses.every(({ errors }) => errors.length === 0)).toBe(true)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
    expect(responses.reduce((sum, { cost }) => sum + cost.total, 0)).toBe(1)
    expect(responses.reduce((sum, { cost }) => sum + cost.cached, 0)).toBe(19)
  })

  test('a request that bypasses the cache reads from AWS and refreshes the cache for everyone', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 9_000
    const fresh = await gateway.query(SERVICES, {}, undefined, undefined, readingThrough)
    expect(fresh.cost).toMatchObject({ calls: { DescribeServices: 1 }, cached: 0 })
    const next = await gateway.query(SERVICES)
    expect(next.cost).toMatchObject({ total: 0, cached: 1 })
    expect(next.cost.ageMs).toBeLessThan(9_000)
  })

  test('a slow earlier response does not overwrite a newer one in the cache', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeServices', delayMs: 300, body: { services: [] }, count: 1 })
    const slow = gateway.query(SERVICES)
    await until(async () => (await gateway.calls()).includes('DescribeServices'))
    const { data } = await gateway.query(SERVICES, {}, undefined, undefined, readingThrough)
    expect((await slow).data).not.toEqual(data)
    expect(await gateway.query(SERVICES)).toMatchObject({ data, cost: { total: 0 } })
  })

  test('errors are not cached', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException', count: 1 })
    expect(codes(await gateway.query(SERVICES))).toEqual(['UPSTREAM_DENIED'])
    expect((await gateway.query(SERVICES)).errors).toEqual([])
  })
})

/** Refuses a call because the viewer's share is used up. */
async function refuse(operation: string): Promise<void> {
  await delay(20)
  throw new UpstreamError({ name: BUDGET_SPENT, operation, awsMessage: '' })
}

describe('shared calls', () => {
  test('a shared call continues when the request that started it is aborted', async () => {
    const gateway = await startCached({ latencyMs: 100 })
    const leaver = new AbortController()
    const first = gateway.query(SERVICES, {}, leaver.signal)
    const second = gateway.query(SERVICES)
    await delay(30)
    leaver.abort()
    expect((await second).errors).toEqual([])
    expect(codes(await first)).not.toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('a shared call is aborted when the last request that waits for it is aborted', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeServices', delayMs: 300, error: 'InternalServerError', count: 10 })
    const leavers = [new AbortController(), new AbortController()]
    const responses = leavers.map(({ signal }) => gateway.query(SERVICES, {}, signal))
    await until(async () => (await gateway.calls()).includes('DescribeServices'))
    for (const leaver of leavers) leaver.abort()
    await Promise.all(responses)
    await delay(600)
    // The call is not retried after the error.
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('a shared call is repeated for the others when the viewer who started it has no budget left', async () => {
    const gateway = await startCached({ latencyMs: 20 })
    const [poor, rich] = await Promise.all([
      gateway.query(SERVICES, {}, undefined, undefined, { chargeViewer: refuse }),
      gateway.query(SERVICES),
    ])
    expect(codes(poor)[0]).toBe('UPSTREAM_THROTTLED')
    expect(rich.errors).toEqual([])
  })
})

/** Counts how often a request starts to wait for a shared call, while `poor` requests before it fail for lack of budget. */
async function waits(poor: number): Promise<number> {
  const gateway = await startCached({ latencyMs: 20 })
  const { signal } = new AbortController()
  let count = 0
  const listen = signal.addEventListener.bind(signal) as (...listener: unknown[]) => void
  signal.addEventListener = (...listener: unknown[]) => {
    count++
    listen(...listener)
  }
  const refused = Array.from({ length: poor }, () =>
    gateway.query(SERVICES, {}, undefined, undefined, { chargeViewer: refuse }),
  )
  expect((await gateway.query(SERVICES, {}, signal)).errors).toEqual([])
  for (const response of await Promise.all(refused)) expect(codes(response)).toEqual(['UPSTREAM_THROTTLED'])
  return count
}

test('a waiting request is not woken once for each other viewer without budget', async () => {
  expect(await waits(20)).toBe(await waits(1))
})

describe('reference data', () => {
  test('expired reference data is served stale while it is refreshed in the background', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 7 * HOUR_MS
    const stale = await gateway.query(SERVICES)
    expect(stale.cost).toMatchObject({ total: 0, cached: 1, stale: 1 })
    expect(stale.cost.ageMs).toBeGreaterThanOrEqual(7 * HOUR_MS)
    await until(async () => (await gateway.query(SERVICES)).cost.stale === 0)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 2 })
  })

  test('expired reference data is served while AWS fails, with one call instead of one per request', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    await gateway.upstreamCalls()
    gateway.clock.time += 7 * HOUR_MS
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException', count: 'unlimited' })
    for (let i = 0; i < 10; i++) {
      const { errors, cost } = await gateway.query(SERVICES)
      expect({ errors, stale: cost.stale }).toEqual({ errors: [], stale: 1 })
    }
    await until(async () => (await gateway.calls()).length > 0)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 1 })
  })

  test('a failed background refresh is retried after ten seconds, not earlier', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 7 * HOUR_MS
    await gateway.upstreamCalls()
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException', count: 'unlimited' })
    await gateway.query(SERVICES)
    await until(async () => (await gateway.calls()).length === 1)
    for (let i = 0; i < 5; i++) {
      // Wait until the failed refresh has ended.
      await delay(20)
      await gateway.query(SERVICES)
    }
    expect(await gateway.calls()).toHaveLength(1)
    gateway.clock.time += 11_000
    await gateway.query(SERVICES)
    await until(async () => (await gateway.calls()).length === 2)
  })

  test('reference data that AWS has not confirmed for a week is not served', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 8 * 24 * HOUR_MS
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(SERVICES))).toEqual(['UPSTREAM_DENIED'])
  })

  test('cached reference data is also used for services that were not requested before', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    const { calls, errors } = await gateway.query('{ service(id: "amazon-dynamodb") { name } }')
    expect({ calls, errors }).toEqual({ calls: {}, errors: [] })
  })
})

describe('writes', () => {
  test('a write to a case invalidates cached threads but no Trusted Advisor responses', async () => {
    const gateway = await startCached()
    for (const query of [thread(0), SUMMARY]) await gateway.query(query)
    await gateway.query(
      'mutation { addCommunication(input: { caseId: "case-0", body: "New" }) { userErrors { code } } }',
    )
    const { data, calls } = await gateway.query(thread(0))
    expect(read(data, 'case.communications.nodes.0.body')).toBe('New')
    expect(calls).toMatchObject({ DescribeCommunications: 1 })
    expect((await gateway.query(SUMMARY)).calls).toEqual({})
  })

  test('a write that is rejected for lack of budget invalidates nothing', async () => {
    const gateway = await startCached()
    const query = '{ trustedAdvisorCheck(id: "check-0") { summary { status } } }'
    await gateway.query(query)
    const write = 'mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }'
    await gateway.query(write, {}, undefined, undefined, { chargeViewer: refuse })
    expect((await gateway.query(query)).cost).toMatchObject({ total: 0 })
  })

  test('a failed write, which AWS may have processed, invalidates what it would change', async () => {
    const gateway = await startCached()
    const query = '{ trustedAdvisorCheck(id: "check-0") { summary { status } } }'
    await gateway.query(query)
    await gateway.fault({
      operation: 'RefreshTrustedAdvisorCheck',
      error: 'InternalServerError',
      status: 500,
      count: 3,
    })
    const write = 'mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }'
    expect(codes(await gateway.query(write))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect((await gateway.query(query)).calls).toEqual({ DescribeTrustedAdvisorCheckSummaries: 1 })
  })

  test('refreshCheck invalidates cached Trusted Advisor responses, but no cases', async () => {
    const gateway = await startCached()
    const results = '{ trustedAdvisorCheck(id: "check-0") { summary { status } result { status } } }'
    const cases = '{ cases(first: 1) { nodes { caseId } } }'
    await gateway.query(results)
    await gateway.query(cases)
    expect((await gateway.query(results)).cost).toMatchObject({ total: 0, cached: 3 })
    await gateway.query('mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }')
    expect((await gateway.query(results)).calls).toEqual({
      DescribeTrustedAdvisorCheckSummaries: 1,
      DescribeTrustedAdvisorCheckResult: 1,
    })
    expect((await gateway.query(cases)).cost).toMatchObject({ total: 0 })
  })
})

describe('operations that are not cached', () => {
  test('links, attachment content, uploads and refresh statuses are never cached', async () => {
    const upload =
      'mutation { createAttachmentUpload(input: { fileName: "a.txt", sizeBytes: 5 }) { upload { uploadId } } }'
    const gateway = await startCached({ account: () => createDemoAccount(Date.now()) })
    const files =
      '{ cases(first: 100, filter: { includeResolved: true }) { nodes { communications(first: 5) { nodes { attachments { nodes { id } } } } } } }'
    const id = /"id":"([^"]+)"/.exec(JSON.stringify((await gateway.query(files)).data))?.[1] ?? ''
    const uploadId = read((await gateway.query(upload)).data, 'createAttachmentUpload.upload.uploadId')
    const check = read(
      (await gateway.query('{ trustedAdvisorChecks(first: 1) { nodes { id } } }')).data,
      'trustedAdvisorChecks.nodes.0.id',
    )
    for (const [query, calls] of [
      [`{ attachment(id: "${id}") { downloadLink { url } } }`, { GetAttachmentDownloadLink: 1 }],
      [`{ attachment(id: "${id}") { content { data } } }`, { DescribeAttachment: 1 }],
      [`{ attachmentUpload(id: "${uploadId}") { status } }`, { DescribeAttachmentUploadStatus: 1 }],
      [
        `{ trustedAdvisorCheck(id: "${check}") { refreshStatus { status } } }`,
        { DescribeTrustedAdvisorCheckRefreshStatuses: 1 },
      ],
    ] as const) {
      for (let i = 0; i < 2; i++) expect((await gateway.query(query)).calls).toEqual(calls)
    }
  })

  test('every write and five read operations have no cache kind', () => {
    const uncached = (Object.keys(operations) as Operation[]).filter(
      (operation) => factsOf(operation).cacheKind === undefined && !factsOf(operation).isWrite,
    )
    expect(uncached).toEqual([
      'DescribeAttachment',
      'DescribeAttachmentUploadStatus',
      // DescribeCases: cases are in the case index.
      'DescribeCases',
      'DescribeTrustedAdvisorCheckRefreshStatuses',
      'GetAttachmentDownloadLink',
    ])
    const both = (Object.keys(operations) as Operation[]).filter(
      (operation) => factsOf(operation).cacheKind !== undefined && factsOf(operation).isWrite,
    )
    expect(both).toEqual([])
  })
})
