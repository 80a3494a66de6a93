/** The list of all cases that requests share: what is read for one of them is there for all, and a write is in every read after it. */
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

describe('what was read', () => {
  test('answers the next request without a call, which says how many calls were spared and how old the oldest answer is', async () => {
    const gateway = await startCached()
    const first = await gateway.query(CASES)
    expect(first.cost).toEqual({ calls: cold, total: 3, cached: 0, stale: 0, ageMs: 0 })
    gateway.clock.time += 4_000
    const second = await gateway.query(CASES)
    expect(second).toMatchObject({ data: first.data, errors: [], cost: { calls: {}, total: 0, cached: 3, stale: 0 } })
    expect(second.cost.ageMs).toBeGreaterThanOrEqual(4_000)
    expect(await gateway.upstreamCalls()).toEqual(cold)
  })

  test('is not kept where nothing of cases may be', async () => {
    const gateway = await startCached({ cacheSeconds: {} })
    for (let i = 0; i < 2; i++) expect((await gateway.query(CASES)).calls).toMatchObject({ DescribeCases: 1 })
  })

  test('is asked for once by all who come at the same moment', async () => {
    const gateway = await startCached({ latencyMs: 50 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.query(CASES)))
    expect(answers.every(({ errors }) => errors.length === 0)).toBe(true)
    expect(await gateway.upstreamCalls()).toEqual(cold)
    expect(answers.reduce((sum, { cost }) => sum + cost.total, 0)).toBe(3)
    expect(answers.reduce((sum, { cost }) => sum + cost.cached, 0)).toBe(3 * 19)
  })

  test('is read past by whoever wants to see what is there now, and is then new for all', async () => {
    const gateway = await startCached()
    await gateway.query(CASES)
    gateway.clock.time += 9_000
    const fresh = await gateway.query(CASES, {}, undefined, undefined, { bypassCache: true })
    expect(fresh.cost).toMatchObject({ calls: cold, cached: 0 })
    const next = await gateway.query(CASES)
    expect(next.cost).toMatchObject({ total: 0, cached: 3 })
    expect(next.cost.ageMs).toBeLessThan(9_000)
  })

  test('later is not put aside for what was asked for earlier, and has come later', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, body: { cases: [] }, count: 1 })
    const slow = gateway.query(CASES)
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    const { data } = await gateway.query(CASES, {}, undefined, undefined, { bypassCache: true })
    expect((await slow).data).not.toEqual(data)
    expect(await gateway.query(CASES)).toMatchObject({ data, cost: { total: 0 } })
  })

  test('is no error: a case that could not be read is asked for again', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException', count: 1 })
    expect(codes(await gateway.query(CASE))).toEqual(['UPSTREAM_DENIED'])
    expect((await gateway.query(CASE)).errors).toEqual([])
  })

  test('is shared by viewers who may see different cases, each of whom sees no more than before', async () => {
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

/** What a viewer's share does when nothing is left of it. */
async function refuse(operation: string): Promise<void> {
  await delay(20)
  throw new UpstreamError({ name: BUDGET_SPENT, operation, awsMessage: '' })
}

describe('a case by id that many wait for', () => {
  test('is read though one of them leaves, be it who began it', async () => {
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

  test('is not read any more when the last of them leaves', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, error: 'InternalServerError', count: 10 })
    const leavers = [new AbortController(), new AbortController()]
    const answers = leavers.map(({ signal }) => gateway.query(CASE, {}, signal))
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    for (const leaver of leavers) leaver.abort()
    await Promise.all(answers)
    await delay(600)
    // it is not tried again after the error
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('is read for others when who began it has no calls left', async () => {
    const gateway = await startCached({ latencyMs: 20 })
    const [poor, rich] = await Promise.all([
      gateway.query(CASE, {}, undefined, undefined, { chargeViewer: refuse }),
      gateway.query(CASE),
    ])
    expect(codes(poor)).toEqual(['UPSTREAM_THROTTLED'])
    expect(rich.errors).toEqual([])
  })
})

describe('a refresh that many wait for', () => {
  test('goes on when all of them leave: it is there for the next', async () => {
    const gateway = await startCached({ latencyMs: 100 })
    const open = '{ cases(first: 5) { nodes { caseId } } }'
    const leavers = [new AbortController(), new AbortController()]
    const answers = leavers.map(({ signal }) => gateway.query(open, {}, signal))
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    for (const leaver of leavers) leaver.abort()
    for (const answer of await Promise.all(answers)) expect(codes(answer)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(await gateway.query(open)).toMatchObject({ errors: [], cost: { total: 0 } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})

/** How often somebody begins to wait while so many before him find that they have no calls left. */
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
  for (const answer of await Promise.all(refused)) expect(codes(answer)).toEqual(['UPSTREAM_THROTTLED'])
  return count
}

describe('who waits for a case by id', () => {
  test('is not woken by each who may not read it', async () => {
    expect(await waits(20)).toBe(await waits(1))
  })
})

const manyCases = () => anAccount({ cases: Array.from({ length: 220 }, (_, i) => ({ subject: `Case ${i}` })) })
const twoCases = () => anAccount({ cases: [{}, {}] })

describe('reading through many cases', () => {
  const SORTED =
    'query ($after: String) { cases(first: 20, after: $after, orderBy: { field: SUBJECT }) { pageInfo { endCursor } } }'

  test('reads each page of 100 once for all that need it, and a second page of a sorted list costs no call', async () => {
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
      const answer = await gateway.query(query)
      expect({ query, calls: answer.calls, errors: answer.errors }).toEqual({ query, calls: {}, errors: [] })
    }
  })

  test('keeps what it has read when it fails in the middle, and makes no list of that', async () => {
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

  test('reads 500 cases in five calls for all who order, search and count them at the same moment', async () => {
    const cases = Array.from({ length: 500 }, (_, i) => ({ subject: `Case ${i}` }))
    const gateway = await startCached({ account: () => anAccount({ cases }), latencyMs: 20 })
    const answers = await Promise.all(
      [
        '{ cases(first: 20, orderBy: { field: SEVERITY, direction: DESC }) { nodes { subject } } }',
        '{ cases(first: 20, orderBy: { field: SUBJECT }) { nodes { subject } } }',
        '{ cases(first: 20, filter: { text: "Case 499" }) { nodes { subject } } }',
        '{ cases(first: 100, filter: { severityCode: ["urgent"] }) { nodes { subject } } }',
        '{ cases(last: 20) { totalCount nodes { subject } } }',
      ].map((query) => gateway.query(query)),
    )
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 5 })
  })

  test('reads each page once for two that begin at the same moment', async () => {
    const gateway = await startCached({ account: manyCases })
    const both = await Promise.all([gateway.query(SORTED), gateway.query('{ cases { totalCount } }')])
    expect(both.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  })
})

const reply = (body: string) =>
  `${body}: addCommunication(input: { caseId: "case-0", body: "${body}" }) { communication { body } case { communications(first: 1) { nodes { body } } } }`

describe('a write', () => {
  const READS = [
    '{ cases(first: 5) { nodes { status } totalCount } }',
    '{ case(id: "case-0") { status communications(first: 10) { nodes { body } totalCount } } }',
  ]
  const WRITES = {
    createCase: 'mutation { createCase(input: { subject: "New", body: "New" }) { caseId userErrors { code } } }',
    addCommunication: 'mutation { addCommunication(input: { caseId: "case-0", body: "New" }) { userErrors { code } } }',
    resolveCase: 'mutation { resolveCase(input: { caseId: "case-0" }) { userErrors { code } } }',
  }

  test.each(Object.entries(WRITES))('by %s is in every read after it, at the cost of one call', async (_, write) => {
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
      // refreshes for who reads past the index are so far apart
      gateway.clock.time += 5_000
      const there = await gateway.query(query, {}, undefined, undefined, { bypassCache: true })
      expect(there.cost.total).toBeGreaterThan(0)
      expect(after[index]).toEqual(there.data)
    }
  })

  test('is in what its own request reads after it, which has read the same before', async () => {
    const gateway = await startCached({ account: twoCases })
    const { data, errors } = await gateway.query(`mutation { ${reply('One')} ${reply('Two')} }`)
    expect(errors).toEqual([])
    for (const body of ['One', 'Two']) {
      expect(read(data, `${body}.communication.body`)).toBe(body)
      expect(read(data, `${body}.case.communications.nodes.0.body`)).toBe(body)
    }
  })

  test('whose reply was lost, and which was found at AWS, is in every read after it', async () => {
    const gateway = await startCached({ account: twoCases, writeSettleMs: 1_200 })
    const total = async () => read<number>((await gateway.query('{ cases { totalCount } }')).data, 'cases.totalCount')
    await gateway.fault({ operation: 'CreateCase', drop: true, when: 'after' })
    // AWS does not show it at first: neither to the gateway, which looks for it at once, nor to another who asks then.
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
    ['that the gateway refuses', 'mutation { createCase(input: { subject: "", body: "" }) { userErrors { code } } }'],
    ['that has no calls left', WRITES.createCase],
    ['that has no calls left', WRITES.resolveCase],
  ])('%s costs others nothing of what was read for them: %s', async (_, write) => {
    const gateway = await startCached({ account: twoCases })
    for (const query of [...READS, '{ services(first: 1) { nodes { code } } }']) await gateway.query(query)
    await gateway.upstreamCalls()
    await gateway.query(write, {}, undefined, undefined, { chargeViewer: refuse })
    for (const query of READS) expect((await gateway.query(query)).cost).toMatchObject({ total: 0 })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('that is a dry run drops nothing, and is not kept itself', async () => {
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
