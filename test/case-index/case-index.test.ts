/** The list of cases that all requests share: a read for one request serves all, and all later reads show a write. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readPolicy } from '../../src/config/policy.js'
import { anonymous } from '../../src/lib/viewer.js'
import { BUDGET_SPENT } from '../../src/lib/errors.js'
import { UpstreamError } from '../../src/upstream/upstream-error.js'
import { anAccount } from '../../emulator/test/harness.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'

const CASES = '{ cases(first: 5) { nodes { caseId subject status service { name } severity { name } } } }'
const CASE = '{ case(id: "case-0") { caseId subject } }'
const cold = { DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 }

const threeCases = () => anAccount({ cases: [{}, {}, {}] })

function startCached(options: GatewayOptions = {}): Promise<Gateway> {
  return startGateway({ account: threeCases, cacheSeconds: { cases: 60, trustedAdvisor: 60 }, ...options })
}

describe('cached cases', () => {
  test('a cached list costs no call and reports the calls saved and its age in extensions', async () => {
    const gateway = await startCached()
    const first = await gateway.query(CASES)
    expect(first.cost).toEqual({ calls: cold, total: 3, cached: 0, stale: 0, ageMs: 0 })
    gateway.clock.time += 4_000
    const second = await gateway.query(CASES)
    expect(second).toMatchObject({ data: first.data, errors: [], cost: { calls: {}, total: 0, cached: 3, stale: 0 } })
    expect(second.cost.ageMs).toBeGreaterThanOrEqual(4_000)
    expect(await gateway.upstreamCalls()).toEqual(cold)
  })

  test('cases are read from AWS each time if case caching is off', async () => {
    const gateway = await startCached({ cacheSeconds: {} })
    for (let i = 0; i < 2; i++) expect((await gateway.query(CASES)).calls).toMatchObject({ DescribeCases: 1 })
  })

  test('20 simultaneous requests for the same list share one call per operation', async () => {
    const gateway = await startCached({ latencyMs: 50 })
    const responses = await Promise.all(Array.from({ length: 20 }, () => gateway.query(CASES)))
    expect(responses.every(({ errors }) => errors.length === 0)).toBe(true)
    expect(await gateway.upstreamCalls()).toEqual(cold)
    expect(responses.reduce((sum, { cost }) => sum + cost.total, 0)).toBe(3)
    expect(responses.reduce((sum, { cost }) => sum + cost.cached, 0)).toBe(3 * 19)
  })

  test('a request that bypasses the cache reads from AWS and refreshes the list for everyone', async () => {
    const gateway = await startCached()
    await gateway.query(CASES)
    gateway.clock.time += 9_000
    const fresh = await gateway.query(CASES, {}, undefined, undefined, { bypassCache: true })
    expect(fresh.cost).toMatchObject({ calls: cold, cached: 0 })
    const next = await gateway.query(CASES)
    expect(next.cost).toMatchObject({ total: 0, cached: 3 })
    expect(next.cost.ageMs).toBeLessThan(9_000)
  })

  test('a slow earlier response does not overwrite a newer list', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, body: { cases: [] }, count: 1 })
    const slow = gateway.query(CASES)
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    const { data } = await gateway.query(CASES, {}, undefined, undefined, { bypassCache: true })
    expect((await slow).data).not.toEqual(data)
    expect(await gateway.query(CASES)).toMatchObject({ data, cost: { total: 0 } })
  })

  test('a failed read of a case is not cached', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException', count: 1 })
    expect(codes(await gateway.query(CASE))).toEqual(['UPSTREAM_DENIED'])
    expect((await gateway.query(CASE)).errors).toEqual([])
  })

  test('viewers with different policies share one list, and each sees only the cases that its policy allows', async () => {
    const policy = readPolicy({ roles: { dns: { services: ['amazon-dynamodb'] }, all: {} } })
    const cases = ['amazon-dynamodb', 'general-info'].map((serviceCode) => ({ serviceCode }))
    const gateway = await startCached({ account: () => anAccount({ cases }), policy })
    const asked = (roles: string[]) =>
      gateway.query(
        '{ cases(first: 5, orderBy: { field: SUBJECT }) { nodes { serviceCode } } }',
        {},
        undefined,
        undefined,
        {
          viewer: { ...anonymous, id: roles.join(), roles },
        },
      )
    const seen = async (roles: string[]) =>
      read<{ serviceCode: string }[]>((await asked(roles)).data, 'cases.nodes').map(({ serviceCode }) => serviceCode)
    expect((await seen(['all'])).toSorted()).toEqual(['amazon-dynamodb', 'general-info'])
    expect(await seen(['dns'])).toEqual(['amazon-dynamodb'])
    expect(await seen([])).toEqual([])
    expect((await seen(['all'])).length).toBe(2)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})

/** Refuses a call because the viewer's share is used up. */
async function refuse(operation: string): Promise<void> {
  await delay(20)
  throw new UpstreamError({ name: BUDGET_SPENT, operation, awsMessage: '' })
}

describe('shared reads of a case', () => {
  test('a shared read of a case continues when the request that started it is aborted', async () => {
    const gateway = await startCached({ latencyMs: 100 })
    const leaver = new AbortController()
    const first = gateway.query(CASE, {}, leaver.signal)
    const second = gateway.query(CASE)
    await delay(30)
    leaver.abort()
    expect((await second).errors).toEqual([])
    expect(codes(await first)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('a shared read of a case is aborted when the last request that waits for it is aborted', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, error: 'InternalServerError', count: 10 })
    const leavers = [new AbortController(), new AbortController()]
    const responses = leavers.map(({ signal }) => gateway.query(CASE, {}, signal))
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    for (const leaver of leavers) leaver.abort()
    await Promise.all(responses)
    await delay(600)
    // The call is not retried after the error.
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('a shared read of a case is repeated for the others when its viewer has no budget left', async () => {
    const gateway = await startCached({ latencyMs: 20 })
    const [poor, rich] = await Promise.all([
      gateway.query(CASE, {}, undefined, undefined, { chargeViewer: refuse }),
      gateway.query(CASE),
    ])
    expect(codes(poor)).toEqual(['UPSTREAM_THROTTLED'])
    expect(rich.errors).toEqual([])
  })
})

test('a refresh continues when all requests that wait for it are aborted', async () => {
  const gateway = await startCached({ latencyMs: 100 })
  const open = '{ cases(first: 5) { nodes { caseId } } }'
  const leavers = [new AbortController(), new AbortController()]
  const responses = leavers.map(({ signal }) => gateway.query(open, {}, signal))
  await until(async () => (await gateway.calls()).includes('DescribeCases'))
  for (const leaver of leavers) leaver.abort()
  for (const response of await Promise.all(responses)) expect(codes(response)).toEqual(['UPSTREAM_TIMEOUT'])
  expect(await gateway.query(open)).toMatchObject({ errors: [], cost: { total: 0 } })
  expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
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
    gateway.query(CASE, {}, undefined, undefined, { chargeViewer: refuse }),
  )
  expect((await gateway.query(CASE, {}, signal)).errors).toEqual([])
  for (const response of await Promise.all(refused)) expect(codes(response)).toEqual(['UPSTREAM_THROTTLED'])
  return count
}

test('a request that waits for a case is not woken once for each other viewer without budget', async () => {
  expect(await waits(20)).toBe(await waits(1))
})

const manyCases = () => anAccount({ cases: Array.from({ length: 220 }, (_, i) => ({ subject: `Case ${i}` })) })
const twoCases = () => anAccount({ cases: [{}, {}] })

describe('long lists', () => {
  const SORTED =
    'query ($after: String) { cases(first: 20, after: $after, orderBy: { field: SUBJECT }) { pageInfo { endCursor } } }'

  test('each page of 100 cases is read once, and sorting, counting and searching cost no further call', async () => {
    const gateway = await startCached({ account: manyCases })
    const { data, calls } = await gateway.query(SORTED)
    expect(calls).toEqual({ DescribeCases: 3 })
    const after = read(data, 'cases.pageInfo.endCursor')
    for (const query of [
      `{ cases(first: 20, after: "${after}", orderBy: { field: SUBJECT }) { pageInfo { endCursor } } }`,
      '{ cases { totalCount } }',
      '{ cases(last: 5) { nodes { subject } } }',
      '{ cases(filter: { text: "Case 21" }) { nodes { subject } } }',
      '{ cases(first: 5, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { subject } } }',
    ]) {
      const response = await gateway.query(query)
      expect({ query, calls: response.calls, errors: response.errors }).toEqual({ query, calls: {}, errors: [] })
    }
  })

  test('a refresh that fails on its second page keeps the cases of the first, but no list', async () => {
    const gateway = await startCached({ account: manyCases })
    await gateway.fault({ operation: 'DescribeCases', delayMs: 1 })
    await gateway.fault({ operation: 'DescribeCases', error: 'ThrottlingException', count: 3 })
    const failed = await gateway.query(SORTED)
    expect(codes(failed)).toEqual(['UPSTREAM_THROTTLED'])
    // the first page, and three attempts at the second
    expect(failed.calls).toEqual({ DescribeCases: 4 })
    expect(await gateway.query(CASE)).toMatchObject({ errors: [], calls: {} })
    gateway.clock.time += 2_001
    expect(await gateway.query(SORTED)).toMatchObject({ errors: [], calls: { DescribeCases: 3 } })
  })

  test('five simultaneous requests that sort, search and count 500 cases cost five calls', async () => {
    const cases = Array.from({ length: 500 }, (_, i) => ({ subject: `Case ${i}` }))
    const gateway = await startCached({ account: () => anAccount({ cases }), latencyMs: 20 })
    const responses = await Promise.all(
      [
        '{ cases(first: 20, orderBy: { field: SEVERITY, direction: DESC }) { nodes { subject } } }',
        '{ cases(first: 20, orderBy: { field: SUBJECT }) { nodes { subject } } }',
        '{ cases(first: 20, filter: { text: "Case 499" }) { nodes { subject } } }',
        '{ cases(first: 100, filter: { severityCode: ["urgent"] }) { nodes { subject } } }',
        '{ cases(last: 20) { totalCount nodes { subject } } }',
      ].map((query) => gateway.query(query)),
    )
    expect(responses.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 5 })
  })

  test('two simultaneous refreshes read each page once', async () => {
    const gateway = await startCached({ account: manyCases })
    const both = await Promise.all([gateway.query(SORTED), gateway.query('{ cases { totalCount } }')])
    expect(both.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  })
})

const reply = (body: string) =>
  `${body}: addCommunication(input: { caseId: "case-0", body: "${body}" }) { communication { body } case { communications(first: 1) { nodes { body } } } }`

describe('writes', () => {
  const READS = [
    '{ cases(first: 5) { nodes { status } totalCount } }',
    '{ case(id: "case-0") { status communications(first: 10) { nodes { body } totalCount } } }',
  ]
  const WRITES = {
    createCase: 'mutation { createCase(input: { subject: "New", body: "New" }) { caseId userErrors { code } } }',
    addCommunication: 'mutation { addCommunication(input: { caseId: "case-0", body: "New" }) { userErrors { code } } }',
    resolveCase: 'mutation { resolveCase(input: { caseId: "case-0" }) { userErrors { code } } }',
  }

  test.each(Object.entries(WRITES))('%s is visible to every later read, at the cost of one call', async (_, write) => {
    const gateway = await startCached({ account: twoCases })
    for (const query of READS) await gateway.query(query)
    const before = await Promise.all(READS.map(async (query) => (await gateway.query(query)).data))
    expect((await gateway.query(write)).errors).toEqual([])
    await gateway.upstreamCalls()
    const after = []
    for (const query of READS) after.push((await gateway.query(query)).data)
    expect(after).not.toEqual(before)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    for (const [index, query] of READS.entries()) {
      // Refreshes for requests that bypass the cache are at least this far apart.
      gateway.clock.time += 5_000
      const there = await gateway.query(query, {}, undefined, undefined, { bypassCache: true })
      expect(there.cost.total).toBeGreaterThan(0)
      expect(after[index]).toEqual(there.data)
    }
  })

  test('a mutation reads its own write, even if an earlier mutation of the document read the same case', async () => {
    const gateway = await startCached({ account: twoCases })
    const { data, errors } = await gateway.query(`mutation { ${reply('One')} ${reply('Two')} }`)
    expect(errors).toEqual([])
    for (const body of ['One', 'Two']) {
      expect(read(data, `${body}.communication.body`)).toBe(body)
      expect(read(data, `${body}.case.communications.nodes.0.body`)).toBe(body)
    }
  })

  test('a write with a lost response that was found at AWS is visible to every later read', async () => {
    const gateway = await startCached({ account: twoCases, writeSettleMs: 1_200 })
    const total = async () => read<number>((await gateway.query('{ cases { totalCount } }')).data, 'cases.totalCount')
    await gateway.fault({ operation: 'CreateCase', drop: true, when: 'after' })
    // At first, AWS does not show the case: neither to the lookup of the gateway, nor to another request.
    const others = ['case-0', 'case-1'].map((caseId) => ({ caseId, status: 'opened' }))
    await gateway.fault({ operation: 'DescribeCases', count: 2, body: { cases: others } })
    const writing = gateway.query(
      'mutation { createCase(input: { subject: "New", body: "New", idempotencyKey: "k" }) { caseId } }',
    )
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    expect(await total()).toBe(2)
    expect((await writing).errors).toEqual([])
    expect(await total()).toBe(3)
  })

  test.each([
    ['that the gateway rejects', 'mutation { createCase(input: { subject: "", body: "" }) { userErrors { code } } }'],
    ['over the budget', WRITES.createCase],
    ['over the budget', WRITES.resolveCase],
  ])('a write %s invalidates nothing: %s', async (_, write) => {
    const gateway = await startCached({ account: twoCases })
    for (const query of [...READS, '{ services(first: 1) { nodes { code } } }']) await gateway.query(query)
    await gateway.upstreamCalls()
    await gateway.query(write, {}, undefined, undefined, { chargeViewer: refuse })
    for (const query of READS) expect((await gateway.query(query)).cost).toMatchObject({ total: 0 })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a dry run invalidates nothing and is not cached', async () => {
    const gateway = await startCached({ account: twoCases })
    const check =
      'mutation { createCase(input: { subject: "New", body: "New", validateOnly: true }) { userErrors { code } } }'
    await gateway.query(READS[0] ?? '')
    await gateway.query(check)
    await gateway.query(check)
    expect((await gateway.query(READS[0] ?? '')).cost).toMatchObject({ total: 0 })
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 2 })
  })
})
