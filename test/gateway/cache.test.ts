/** What one request has read answers others, for as long as it is true enough. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { readPolicy } from '../../src/access/policy.js'
import { anonymous } from '../../src/access/viewer.js'
import { createDemoAccount } from '../../src/emulator/demo/index.js'
import { kinds, touches } from '../../src/cache/kinds.js'
import { BUDGET_SPENT } from '../../src/errors.js'
import { commands, isWrite, keysOf } from '../../src/upstream/operations.js'
import { UpstreamError } from '../../src/upstream/upstream-error.js'
import { anAccount, aResult } from '../emulator/harness.js'
import { until } from '../until.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from './harness.js'

const CASES = '{ cases(first: 5) { nodes { caseId subject status service { name } severity { name } } } }'
const cold = { DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 }

const threeCases = () => anAccount({ cases: [{}, {}, {}], checks: [{}, {}] })

function startCached(options: GatewayOptions = {}): Promise<Gateway> {
  return startGateway({ account: threeCases, cacheSeconds: { cases: 60, trustedAdvisor: 60 }, ...options })
}

const HOUR_MS = 3_600_000

describe('what was read', () => {
  it('answers the next request without a call, which says how many calls were spared and how old the oldest answer is', async () => {
    const gateway = await startCached()
    const first = await gateway.query(CASES)
    expect(first.cost).toEqual({ calls: cold, total: 3, cached: 0, stale: 0, ageMs: 0 })
    gateway.clock.time += 4_000
    const second = await gateway.query(CASES)
    expect(second).toMatchObject({ data: first.data, errors: [], cost: { calls: {}, total: 0, cached: 3, stale: 0 } })
    expect(second.cost.ageMs).toBeGreaterThanOrEqual(4_000)
    expect(await gateway.upstreamCalls()).toEqual(cold)
  })

  it('of cases is read again when its seconds are over, while services and severities go on for hours', async () => {
    const gateway = await startCached()
    await gateway.query(CASES)
    gateway.clock.time += 60_001
    expect((await gateway.query(CASES)).calls).toEqual({ DescribeCases: 1 })
    gateway.clock.time += HOUR_MS
    expect((await gateway.query(CASES)).calls).toEqual({ DescribeCases: 1 })
  })

  it('is not kept where its seconds are 0', async () => {
    const gateway = await startCached({ cacheSeconds: {} })
    const summary = '{ trustedAdvisorSummary { totalChecks } }'
    await gateway.query(CASES)
    await gateway.query(summary)
    expect((await gateway.query(CASES)).calls).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(summary)).calls).toEqual({ DescribeTrustedAdvisorCheckSummaries: 1 })
  })

  it('is kept up to a number of bytes: what was asked for least lately is read again', async () => {
    const gateway = await startCached({ account: manyCases, cacheMaxBytes: 100_000 })
    const page = async (first: number) =>
      (await gateway.query(`{ cases(first: ${first}) { nodes { subject } } }`)).calls
    await page(100)
    expect(await page(100)).toEqual({})
    await page(99)
    expect(await page(99)).toEqual({})
    expect(await page(100)).toEqual({ DescribeCases: 1 })
  })

  it('is asked for once by all who come at the same moment', async () => {
    const gateway = await startCached({ latencyMs: 50 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.query(CASES)))
    expect(answers.every(({ errors }) => errors.length === 0)).toBe(true)
    expect(await gateway.upstreamCalls()).toEqual(cold)
    expect(answers.reduce((sum, { cost }) => sum + cost.total, 0)).toBe(3)
    expect(answers.reduce((sum, { cost }) => sum + cost.cached, 0)).toBe(3 * 19)
  })

  it('is read past by whoever wants to see what is there now, and is then new for all', async () => {
    const gateway = await startCached()
    await gateway.query(CASES)
    gateway.clock.time += 9_000
    const fresh = await gateway.query(CASES, {}, undefined, undefined, { readsThrough: true })
    expect(fresh.cost).toMatchObject({ calls: cold, cached: 0 })
    const next = await gateway.query(CASES)
    expect(next.cost).toMatchObject({ total: 0, cached: 3 })
    expect(next.cost.ageMs).toBeLessThan(9_000)
  })

  it('later is not put aside for what was asked for earlier, and has come later', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, body: { cases: [] }, count: 1 })
    const slow = gateway.query(CASES)
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    const { data } = await gateway.query(CASES, {}, undefined, undefined, { readsThrough: true })
    expect((await slow).data).not.toEqual(data)
    expect(await gateway.query(CASES)).toMatchObject({ data, cost: { total: 0 } })
  })

  it('is no error: what failed is asked for again', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException', count: 1 })
    expect(codes(await gateway.query(CASES))).toEqual(['UPSTREAM_DENIED'])
    expect((await gateway.query(CASES)).errors).toEqual([])
  })

  it('is shared by viewers who may see different cases, each of whom sees no more than before', async () => {
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

describe('a call that many wait for', () => {
  it('goes on when one of them leaves, be it who began it', async () => {
    const gateway = await startCached({ latencyMs: 100 })
    const leaver = new AbortController()
    const first = gateway.query(CASES, {}, leaver.signal)
    const second = gateway.query(CASES)
    await delay(30)
    leaver.abort()
    expect((await second).errors).toEqual([])
    expect(codes(await first)).not.toEqual([])
    expect(await gateway.upstreamCalls()).toEqual(cold)
  })

  it('ends when the last of them leaves', async () => {
    const gateway = await startCached()
    await gateway.fault({ operation: 'DescribeCases', delayMs: 300, error: 'InternalServerError', count: 10 })
    const leavers = [new AbortController(), new AbortController()]
    const answers = leavers.map(({ signal }) => gateway.query('{ cases(first: 1) { nodes { caseId } } }', {}, signal))
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    for (const leaver of leavers) leaver.abort()
    await Promise.all(answers)
    await delay(600)
    // it is not tried again after the error
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  it('is made again for others when who began it has no calls left', async () => {
    const gateway = await startCached({ latencyMs: 20 })
    const [poor, rich] = await Promise.all([
      gateway.query(CASES, {}, undefined, undefined, { spend: refuse }),
      gateway.query(CASES),
    ])
    expect(codes(poor)[0]).toBe('UPSTREAM_THROTTLED')
    expect(rich.errors).toEqual([])
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
  const query = '{ cases(first: 5) { nodes { caseId } } }'
  const refused = Array.from({ length: poor }, () => gateway.query(query, {}, undefined, undefined, { spend: refuse }))
  expect((await gateway.query(query, {}, signal)).errors).toEqual([])
  for (const answer of await Promise.all(refused)) expect(codes(answer)).toEqual(['UPSTREAM_THROTTLED'])
  return count
}

describe('who waits for a call', () => {
  it('is not woken by each who may not begin it', async () => {
    expect(await waits(20)).toBe(await waits(1))
  })
})

describe('reference data', () => {
  const SERVICES = '{ services(first: 1) { nodes { code } } }'

  it('answers at once when its hours are over, while a new one is fetched for the next', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 7 * HOUR_MS
    const stale = await gateway.query(SERVICES)
    expect(stale.cost).toMatchObject({ total: 0, cached: 1, stale: 1 })
    expect(stale.cost.ageMs).toBeGreaterThanOrEqual(7 * HOUR_MS)
    await until(async () => (await gateway.query(SERVICES)).cost.stale === 0)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeServices: 2 })
  })

  it('answers while AWS fails, and AWS is not asked at each request', async () => {
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

  it('is an error once a week has passed since AWS last gave it', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    gateway.clock.time += 8 * 24 * HOUR_MS
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(SERVICES))).toEqual(['UPSTREAM_DENIED'])
  })

  it('answers for services that nobody has asked for yet', async () => {
    const gateway = await startCached()
    await gateway.query(SERVICES)
    const { calls, errors } = await gateway.query('{ service(id: "amazon-dynamodb") { name } }')
    expect({ calls, errors }).toEqual({ calls: {}, errors: [] })
  })
})

const manyCases = () => anAccount({ cases: Array.from({ length: 220 }, (_, i) => ({ subject: `Case ${i}` })) })
const twoCases = () => anAccount({ cases: [{}, {}], checks: [{ result: aResult() }, {}] })

describe('reading through many cases', () => {
  const SORTED =
    'query ($after: String) { cases(first: 20, after: $after, orderBy: { field: SUBJECT }) { pageInfo { endCursor } } }'

  it('reads each page of 100 once for all that need it, and a second page of a sorted list costs no call', async () => {
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

  it('goes on behind the pages that it has, when it failed in the middle and is asked for again', async () => {
    const gateway = await startCached({ account: manyCases })
    await gateway.fault({ operation: 'DescribeCases', delayMs: 1 })
    await gateway.fault({ operation: 'DescribeCases', error: 'ThrottlingException', count: 3 })
    const failed = await gateway.query(SORTED)
    expect(codes(failed)).toEqual(['UPSTREAM_THROTTLED'])
    // the first page, and three attempts at the second
    expect(failed.calls).toEqual({ DescribeCases: 4 })
    const { errors, calls } = await gateway.query(SORTED)
    expect({ errors, calls }).toEqual({ errors: [], calls: { DescribeCases: 2 } })
  })

  it('reads 500 cases in five calls for all who order, search and count them at the same moment', async () => {
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

  it('reads each page once for two that begin at the same moment', async () => {
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

  it.each(Object.entries(WRITES))('by %s is in every read after it', async (_, write) => {
    const gateway = await startCached({ account: twoCases })
    for (const query of READS) await gateway.query(query)
    expect((await gateway.query(write)).errors).toEqual([])
    for (const query of READS) {
      const after = await gateway.query(query)
      const there = await gateway.query(query, {}, undefined, undefined, { readsThrough: true })
      expect(after.data).toEqual(there.data)
      expect(after.cost).toMatchObject({ cached: 0 })
    }
  })

  it('is in what its own request reads after it, which has read the same before', async () => {
    const gateway = await startCached({ account: twoCases })
    const { data, errors } = await gateway.query(`mutation { ${reply('One')} ${reply('Two')} }`)
    expect(errors).toEqual([])
    for (const body of ['One', 'Two']) {
      expect(read(data, `${body}.communication.body`)).toBe(body)
      expect(read(data, `${body}.case.communications.nodes.0.body`)).toBe(body)
    }
  })

  it('whose reply was lost, and which was found at AWS, is in every read after it', async () => {
    const gateway = await startCached({ account: twoCases, writeSettleMs: 1_200 })
    const total = async () => read<number>((await gateway.query('{ cases { totalCount } }')).data, 'cases.totalCount')
    await gateway.fault({ operation: 'CreateCase', drop: true, when: 'after' })
    // AWS does not show it at first: neither to the gateway, which looks for it at once, nor to another who asks then.
    await gateway.fault({ operation: 'DescribeCases', count: 2, body: { cases: [] } })
    const writing = gateway.query(
      'mutation { createCase(input: { subject: "New", body: "New", idempotencyKey: "k" }) { caseId } }',
    )
    await until(async () => (await gateway.calls()).includes('DescribeCases'))
    expect(await total()).toBe(0)
    expect((await writing).errors).toEqual([])
    expect(await total()).toBe(3)
  })

  it.each([
    ['that the gateway refuses', 'mutation { createCase(input: { subject: "", body: "" }) { userErrors { code } } }'],
    ['that has no calls left', WRITES.createCase],
    ['that has no calls left', WRITES.resolveCase],
    ['that has no calls left', 'mutation { refreshCheck(input: { checkId: "check-0" }) { userErrors { code } } }'],
  ])('%s costs others nothing of what was read for them: %s', async (_, write) => {
    const gateway = await startCached({ account: twoCases })
    const all = [...READS, '{ trustedAdvisorCheck(id: "check-0") { summary { status } } }']
    for (const query of all) await gateway.query(query)
    await gateway.query('{ services(first: 1) { nodes { code } } }')
    await gateway.upstreamCalls()
    await gateway.query(write, {}, undefined, undefined, { spend: refuse })
    for (const query of all) expect((await gateway.query(query)).cost).toMatchObject({ total: 0 })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  it('that is a dry run drops nothing, and is not kept itself', async () => {
    const gateway = await startCached({ account: twoCases })
    const check =
      'mutation { createCase(input: { subject: "New", body: "New", validateOnly: true }) { userErrors { code } } }'
    await gateway.query(READS[0] ?? '')
    await gateway.query(check)
    await gateway.query(check)
    expect((await gateway.query(READS[0] ?? '')).cost).toMatchObject({ total: 0 })
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 2 })
  })

  it('by refreshCheck drops what was read of Trusted Advisor, and nothing of cases', async () => {
    const gateway = await startCached({ account: twoCases })
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

describe('what is never kept', () => {
  it('are links, contents of files, uploads and refresh statuses', async () => {
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

  it('is decided for each operation of AWS', () => {
    const decided = [...Object.keys(kinds), ...Object.keys(touches), ...never]
    expect(decided.toSorted()).toEqual(Object.keys(commands).toSorted())
    expect(Object.keys(touches).toSorted()).toEqual(
      keysOf(commands)
        .filter((key) => isWrite(key))
        .toSorted(),
    )
  })

  const never = [
    'describeAttachment',
    'describeAttachmentUploadStatus',
    'describeTrustedAdvisorCheckRefreshStatuses',
    'getAttachmentDownloadLink',
    'getAttachmentUploadLinks',
  ]
})
