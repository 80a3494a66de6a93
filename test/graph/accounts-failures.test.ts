/** What lists, counts and searches of several accounts show if some of the accounts fail. */
import { describe, expect, test, type TestContext } from 'vitest'
import { aCommunication, NOON } from '../../emulator/test/harness.js'
import type { AccountEntry } from '../../src/config/accounts-file.js'
import { data, production, sandbox, startAccounts } from '../support/accounts.js'
import { codes, read, type Gateway, type GatewayOptions, type QueryResponse } from '../support/harness.js'

const FAILURES = 'failures { account { name } code message retryable retryAfterMs }'
const LIST = `{ cases { totalCount nodes { subject } ${FAILURES} } }`
const SUMMARY = `{ caseSummary { totalCount byAccount { account { name } count } ${FAILURES} } }`
const SEARCH = `{ searchCases(query: "case") { totalCount isComplete nodes { subject } ${FAILURES} } }`

const roleArn = (accountId: string) => `arn:aws:iam::${accountId}:role/support`
const casesOf = {
  [production.accountId]: [{ subject: 'a case of production' }],
  [data.accountId]: [{ subject: 'a case of data' }, { subject: 'an older case of data' }],
  [sandbox.accountId]: [{ subject: 'a case of sandbox' }],
}
const healthy = ['a case of production', 'a case of sandbox']
const INDEXED: GatewayOptions = { cacheSeconds: { cases: 60 } }
/** Short, but long compared with what a list takes on a busy machine. */
const ACCOUNT_TIMEOUT_MS = 2_000
/** For failures other than a timeout, however busy the machine is. */
const LONG_MS = 30_000

/** A gateway whose account `data` fails with the `fault`, or all accounts. */
async function startFailing(fault: Record<string, unknown>, options: GatewayOptions = {}, all = false) {
  const gateway = await startAccounts(casesOf, { accountTimeoutMs: LONG_MS, ...options })
  await gateway.fault({
    operation: '*',
    count: 'unlimited',
    ...(!all && { accountId: data.accountId }),
    ...fault,
  })
  return gateway
}

interface Kind {
  name: string
  fault: Record<string, unknown>
  options?: GatewayOptions
  code: string
  retryable: boolean
  retryAfterMs?: number
}

const kinds: readonly Kind[] = [
  {
    name: 'a role that cannot be assumed',
    fault: { operation: 'AssumeRole', error: 'AccessDenied', status: 403 },
    code: 'UPSTREAM_DENIED',
    retryable: false,
  },
  {
    name: 'missing permissions',
    fault: { error: 'AccessDeniedException' },
    code: 'UPSTREAM_DENIED',
    retryable: false,
  },
  { name: 'expired credentials', fault: { error: 'ExpiredTokenException' }, code: 'UPSTREAM_DENIED', retryable: false },
  {
    name: 'no support plan',
    fault: { error: 'SubscriptionRequiredException' },
    code: 'SUBSCRIPTION_REQUIRED',
    retryable: false,
  },
  {
    name: 'throttling',
    fault: { error: 'ThrottlingException' },
    code: 'UPSTREAM_THROTTLED',
    retryable: true,
  },
  { name: 'a server error', fault: { status: 500 }, code: 'UPSTREAM_UNAVAILABLE', retryable: true },
  { name: 'dropped connections', fault: { drop: true }, code: 'UPSTREAM_UNAVAILABLE', retryable: true },
  {
    name: 'a malformed response',
    fault: { body: 'not JSON' },
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
  },
  {
    name: 'a response without cases',
    fault: { body: { cases: 'none' } },
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
  },
  {
    name: 'calls that hang',
    fault: { delayMs: 60_000 },
    options: { accountTimeoutMs: ACCOUNT_TIMEOUT_MS, upstreamTimeoutMs: 60_000 },
    code: 'UPSTREAM_TIMEOUT',
    retryable: true,
  },
  {
    name: 'calls that time out',
    fault: { delayMs: 60_000 },
    options: { upstreamTimeoutMs: 500 },
    code: 'UPSTREAM_TIMEOUT',
    retryable: true,
  },
]

/** The options of a gateway that assumes roles, if the fault needs it. */
async function startKind({ fault, options }: Kind, source: GatewayOptions, all = false): Promise<Gateway> {
  if (fault['operation'] !== 'AssumeRole') return startFailing(fault, { ...source, ...options }, all)
  const sts = await startAccounts(casesOf, source)
  const withRole = (entry: AccountEntry): AccountEntry => ({
    ...entry,
    roleArn: roleArn(entry.accountId),
    stsEndpoint: new URL(sts.upstreamUrl),
  })
  const accounts = [production, data, sandbox].map(withRole)
  await sts.control('POST', 'roles', {
    refuse: accounts.filter(({ name }) => all || name === data.name).map(({ accountId }) => roleArn(accountId)),
  })
  return startAccounts(casesOf, { accounts, ...source, ...options })
}

function failuresOf(response: QueryResponse, field: string): unknown {
  expect(response.errors).toEqual([])
  return read(response.data, `${field}.failures`)
}

const sources = [
  ['from the case indexes', INDEXED],
  ['read from AWS for the request', {}],
] as const

// Concurrently, because most of the time they wait for a timeout or a retry.
describe.concurrent.each(sources)('%s', (_, source) => {
  test.for(kinds)('$name of one account costs its rows only', async (kind, { onTestFinished }) => {
    const { code, retryable } = kind
    const gateway = await startKind(kind, { ...source, onTestFinished })
    const failure = {
      account: { name: 'data' },
      code,
      message: expect.not.stringMatching(/arn:|\d{12}/),
      retryable,
      retryAfterMs: null,
    }

    const list = await gateway.query(LIST)
    expect(failuresOf(list, 'cases')).toMatchObject([{ ...failure, retryAfterMs: expect.toSatisfy(isTime) }])
    expect(read(list.data, 'cases')).toMatchObject({
      totalCount: null,
      nodes: healthy.map((subject) => ({ subject })),
    })

    const summary = await gateway.query(SUMMARY)
    expect(failuresOf(summary, 'caseSummary')).toMatchObject([{ account: { name: 'data' }, code, retryable }])
    expect(read(summary.data, 'caseSummary')).toMatchObject({
      totalCount: 2,
      byAccount: [
        { account: { name: 'production' }, count: 1 },
        { account: { name: 'sandbox' }, count: 1 },
      ],
    })

    const search = await gateway.query(SEARCH)
    expect(failuresOf(search, 'searchCases')).toMatchObject([{ account: { name: 'data' }, code, retryable }])
    expect(read(search.data, 'searchCases')).toMatchObject({
      totalCount: null,
      isComplete: false,
      nodes: healthy.map((subject) => ({ subject })),
    })

    const others = await gateway.query(
      `{ cases(filter: { accountIds: ["production", "sandbox"] }) { totalCount ${FAILURES} } }`,
    )
    expect(others).toMatchObject({ data: { cases: { totalCount: 2, failures: [] } }, errors: [] })
  })

  test.for(kinds)('$name of all accounts is an error with its code', async (kind, { onTestFinished }) => {
    const gateway = await startKind(kind, { ...source, onTestFinished }, true)
    for (const [query, field] of [
      [LIST, 'cases'],
      [SUMMARY, 'caseSummary'],
      [SEARCH, 'searchCases'],
    ] as const) {
      const response = await gateway.query(query)
      expect([field, codes(response)]).toEqual([field, [kind.code]])
      expect(response.errors[0]?.path).toEqual([field])
      expect(response.data).toEqual({ [field]: null })
    }
  })
})

function isTime(value: unknown): boolean {
  return value === null || (typeof value === 'number' && value > 0)
}

test('an account with more cases than a request may read is a SCAN_LIMIT_EXCEEDED', async () => {
  const many = Array.from({ length: 11 }, (_, index) => ({ subject: `a case ${index}` }))
  const gateway = await startAccounts({ ...casesOf, [data.accountId]: many }, { maxScannedCases: 10 })
  const response = await gateway.query(LIST)
  expect(failuresOf(response, 'cases')).toMatchObject([{ code: 'SCAN_LIMIT_EXCEEDED', retryable: false }])
  expect(read(response.data, 'cases')).toMatchObject({ totalCount: null, nodes: [{}, {}] })
})

test('an index that is still being built is an INDEX_BUILDING with the time to wait', async () => {
  const many = Array.from({ length: 150 }, (_, index) => ({ subject: `a case ${index}` }))
  const gateway = await startAccounts(
    { ...casesOf, [data.accountId]: many },
    { ...INDEXED, accountTimeoutMs: ACCOUNT_TIMEOUT_MS },
  )
  // The first page arrives, the second one does not.
  await gateway.fault({ operation: 'DescribeCases', accountId: data.accountId, delayMs: 1 })
  await gateway.fault({ operation: 'DescribeCases', accountId: data.accountId, count: 'unlimited', delayMs: 60_000 })
  const response = await gateway.query(LIST)
  expect(failuresOf(response, 'cases')).toMatchObject([
    { code: 'INDEX_BUILDING', retryable: true, retryAfterMs: expect.any(Number) },
  ])
  expect(read(response.data, 'cases.nodes')).toEqual(healthy.map((subject) => ({ subject })))
})

test('an account that hangs delays one list for ACCOUNT_TIMEOUT_MS, and the next ones not at all', async () => {
  const gateway = await startFailing(
    { delayMs: 60_000 },
    { ...INDEXED, accountTimeoutMs: ACCOUNT_TIMEOUT_MS, upstreamTimeoutMs: 60_000 },
  )
  const timed = async () => {
    const startedAt = performance.now()
    const response = await gateway.query(LIST)
    expect(failuresOf(response, 'cases')).toMatchObject([{ code: 'UPSTREAM_TIMEOUT', retryable: true }])
    return performance.now() - startedAt
  }
  const first = await timed()
  expect(first).toBeGreaterThan(ACCOUNT_TIMEOUT_MS / 2)
  expect(first).toBeLessThan(2 * ACCOUNT_TIMEOUT_MS)
  expect(await timed()).toBeLessThan(ACCOUNT_TIMEOUT_MS / 2)
  expect(await timed()).toBeLessThan(ACCOUNT_TIMEOUT_MS / 2)
})

test('the next list after a failure shows the account again', async () => {
  const gateway = await startFailing({ error: 'AccessDeniedException' }, INDEXED)
  expect(failuresOf(await gateway.query(LIST), 'cases')).toHaveLength(1)
  await gateway.control('DELETE', 'faults')
  gateway.clock.time += 3_000
  expect(await gateway.query(LIST)).toMatchObject({ data: { cases: { totalCount: 4, failures: [] } }, errors: [] })
})

describe.concurrent('a list with resolved cases, for which an index reads all cases', () => {
  const LIST_ALL = `{ cases(filter: { includeResolved: true }) { totalCount nodes { subject } ${FAILURES} } }`

  test('does not wait for an account that refuses the first page for good', async ({ onTestFinished }) => {
    const gateway = await startFailing({ error: 'AccessDeniedException' }, { ...INDEXED, onTestFinished })
    const response = await gateway.query(LIST_ALL)
    expect(failuresOf(response, 'cases')).toMatchObject([{ account: { name: 'data' }, code: 'UPSTREAM_DENIED' }])
    expect(read(response.data, 'cases.nodes')).toEqual(healthy.map((subject) => ({ subject })))
    expect(response.calls).toMatchObject({ DescribeCases: 3 })
  })

  test.for([
    ['UPSTREAM_UNAVAILABLE', { body: 'not JSON' }],
    ['UPSTREAM_THROTTLED', { error: 'ThrottlingException' }],
  ] as const)(
    'reports %s if a page is still being retried when the account has used up its time',
    async ([code, fault], { onTestFinished }) => {
      const gateway = await startFailing(fault, { ...INDEXED, accountTimeoutMs: 4_000, onTestFinished })
      const response = await gateway.query(LIST_ALL)
      expect(failuresOf(response, 'cases')).toMatchObject([{ account: { name: 'data' }, code }])
      expect(read(response.data, 'cases.nodes')).toEqual(healthy.map((subject) => ({ subject })))
    },
  )
})

describe.concurrent('an account whose older messages cannot be read in time', () => {
  /** Only the oldest message has the needle. The newest five do not. */
  const thread = ['needle', ...Array<string>(7).fill('hay')].map((body, index) => aCommunication(body, NOON + index))
  const startSlowThreads = async ({ onTestFinished }: TestContext) => {
    const cases = [{ subject: 'needle' }, { subject: 'long', communications: thread }]
    const gateway = await startAccounts(
      { [production.accountId]: cases, [data.accountId]: cases },
      { ...INDEXED, accountTimeoutMs: ACCOUNT_TIMEOUT_MS, upstreamTimeoutMs: 60_000, onTestFinished },
    )
    await gateway.fault({
      operation: 'DescribeCommunications',
      accountId: data.accountId,
      count: 'unlimited',
      delayMs: 60_000,
    })
    return gateway
  }

  test('has the matches of a search that were found until then', async (context) => {
    const gateway = await startSlowThreads(context)
    const response = await gateway.query(`{
      searchCases(query: "needle", textScope: ALL_COMMUNICATIONS) { isComplete totalCount nodes { subject account { name } } ${FAILURES} }
    }`)
    expect(failuresOf(response, 'searchCases')).toEqual([])
    expect(read(response.data, 'searchCases')).toMatchObject({
      isComplete: false,
      totalCount: 3,
      nodes: expect.arrayContaining([{ subject: 'needle', account: { name: 'data' } }]),
    })
  })

  test('has a SCAN_LIMIT_EXCEEDED if a filter needs them', async (context) => {
    const gateway = await startSlowThreads(context)
    const response = await gateway.query(`{
      cases(filter: { text: "needle", textScope: ALL_COMMUNICATIONS }) { nodes { subject } ${FAILURES} }
    }`)
    expect(failuresOf(response, 'cases')).toMatchObject([{ account: { name: 'data' }, code: 'SCAN_LIMIT_EXCEEDED' }])
  })
})

test('an account that refuses the input of a list costs its rows only', async () => {
  const gateway = await startFailing({ error: 'ValidationException' })
  const response = await gateway.query(LIST)
  expect(failuresOf(response, 'cases')).toMatchObject([{ account: { name: 'data' }, code: 'OTHER', retryable: false }])
  expect(read(response.data, 'cases.nodes')).toEqual(healthy.map((subject) => ({ subject })))
})

const NO_LEVELS = { operation: 'DescribeSeverityLevels', error: 'AccessDeniedException' }

test('severity levels are read only of accounts that have responded with cases', async () => {
  const gateway = await startAccounts({ ...casesOf, [production.accountId]: [] }, INDEXED)
  await gateway.fault({ accountId: data.accountId, operation: '*', count: 'unlimited', error: 'AccessDeniedException' })
  const query = `{ cases { nodes { severity { name } } ${FAILURES} } }`
  expect((await gateway.query(query)).calls).toEqual({ DescribeCases: 3, DescribeSeverityLevels: 1 })
  expect((await gateway.query(query)).calls).toEqual({})
})

describe('an account whose severity levels cannot be read', () => {
  test('has a failure instead of rows if names of severities are selected', async () => {
    const gateway = await startFailing(NO_LEVELS, INDEXED)
    const response = await gateway.query(`{ cases { nodes { subject severity { name } } ${FAILURES} } }`)
    expect(failuresOf(response, 'cases')).toMatchObject([{ account: { name: 'data' }, code: 'UPSTREAM_DENIED' }])
    expect(read(response.data, 'cases.nodes')).toMatchObject(healthy.map((subject) => ({ subject })))
  })

  test('has a failure instead of counts if names of severities are selected', async () => {
    const gateway = await startFailing(NO_LEVELS, INDEXED)
    const response = await gateway.query(`{
      caseSummary { totalCount bySeverity { severity { name } } ${FAILURES} }
    }`)
    expect(failuresOf(response, 'caseSummary')).toMatchObject([{ account: { name: 'data' }, code: 'UPSTREAM_DENIED' }])
    expect(read(response.data, 'caseSummary.totalCount')).toBe(2)
  })

  test('has its rows otherwise', async () => {
    const gateway = await startFailing(NO_LEVELS, INDEXED)
    expect(await gateway.query(LIST)).toMatchObject({ data: { cases: { totalCount: 4, failures: [] } }, errors: [] })
  })
})

test("an account's open circuit breaker affects no other account", async () => {
  const gateway = await startFailing({ drop: true })
  while (gateway.breakers().every(({ state }) => state === 'closed')) await gateway.query(LIST)
  expect(gateway.breakers().filter(({ state }) => state !== 'closed')).toHaveLength(1)
  await gateway.upstreamCalls()
  const response = await gateway.query(LIST)
  expect(read(response.data, 'cases.nodes')).toEqual(healthy.map((subject) => ({ subject })))
  expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 2 })
})
