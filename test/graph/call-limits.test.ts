/** The limits on AWS calls per request: MAX_UPSTREAM_CALLS in total, and 20 for a batch of ids that AWS rejects. */
import { describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { anAccount } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type QueryResponse, type Gateway } from '../support/harness.js'
import { awsError, sendJson, startStubUpstream } from '../support/stub-upstream.js'

const HOUR = 3_600_000
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { caseId } } }'
const LISTED = 'query ($ids: [ID!]!) { cases(first: 100, filter: { ids: $ids }) { nodes { caseId } } }'
const CREATE = 'createCase(input: { subject: "S", body: "B" }) { caseId case { status } userErrors { code } }'

/** Sends a query with this value of MAX_UPSTREAM_CALLS. */
function ask(gateway: Gateway, maxUpstreamCalls: number, source: string): Promise<QueryResponse> {
  return gateway.query(source, {}, undefined, undefined, { maxUpstreamCalls })
}

function caseIds(count: number, name = 'known'): string[] {
  return Array.from({ length: count }, (_, index) => `case-${name}-${index}`)
}

function globalIds(ids: readonly string[]): string[] {
  return ids.map((id) => toGlobalId('Case', 'default', id))
}

/** A query that needs `count` calls of DescribeSupportedLanguages, and no other calls. */
function languages(count: number): string {
  const fields = Array.from(
    { length: count },
    (_, index) => `a${index}: supportedLanguages(serviceCode: "s${index}", categoryCode: "c") { code }`,
  )
  return `{ ${fields.join(' ')} }`
}

/** An upstream that knows only ids that contain `-known-`. Any other id makes the whole call fail; with `namesThem`, the error names that id. */
function startStub({ namesThem = false } = {}) {
  return startStubUpstream((_, { caseIdList }) => {
    const ids = caseIdList as string[]
    const unknown = ids.find((id) => !id.includes('-known-'))
    if (unknown === undefined) return { cases: ids.map((caseId) => ({ caseId })) }
    return awsError('CaseIdNotFound', namesThem ? `No such case: ${unknown}` : 'No such case')
  })
}

function caseIdsOf(response: QueryResponse): (string | null)[] {
  return read<({ caseId: string } | null)[]>(response.data, 'nodes').map((node) => node?.caseId ?? null)
}

describe('batches of case ids', () => {
  test.each([0, 42, 99])(
    'one unknown id among 100, at index %i, costs at most 15 calls if the error from AWS does not name it',
    async (place) => {
      const stub = await startStub()
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const ids = caseIds(100).with(place, 'case-unknown')
      const response = await gateway.query(NODES, { ids: globalIds(ids) })
      expect(response.errors).toEqual([])
      expect(caseIdsOf(response)).toEqual(caseIds(100).map((id, index) => (index === place ? null : id)))
      expect(stub.calls.length).toBeLessThanOrEqual(15)
    },
  )

  test.each([true, false])(
    '100 unknown ids cost 20 calls, and those still unresolved get UPSTREAM_CALLS_EXCEEDED (errors from AWS name an id: %s)',
    async (namesThem) => {
      const stub = await startStub({ namesThem })
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const response = await gateway.query(NODES, { ids: globalIds(caseIds(100, 'unknown')) })
      expect(stub.calls).toHaveLength(20)
      expect(caseIdsOf(response)).toEqual(Array.from({ length: 100 }, () => null))
      const left = response.errors.filter(({ extensions }) => extensions['code'] === 'UPSTREAM_CALLS_EXCEEDED')
      expect(left).toHaveLength(namesThem ? 80 : response.errors.length)
      expect(left[0]).toMatchObject({
        message: expect.stringContaining('20 calls were not enough'),
        extensions: { retryable: false },
      })
      const listed = await gateway.query(LISTED, { ids: caseIds(100, 'unknown') })
      expect(codes(listed)).toEqual(['UPSTREAM_CALLS_EXCEEDED'])
      expect(stub.calls).toHaveLength(40)
    },
  )

  test('cases of a batch that are read before the limit of 20 calls keep their values', async () => {
    const stub = await startStub()
    const gateway = await startGateway({ upstreamUrl: stub.url })
    // the first half is known, the second half is not
    const ids = [...caseIds(50), ...caseIds(50, 'unknown')]
    const response = await gateway.query(NODES, { ids: globalIds(ids) })
    expect(caseIdsOf(response).slice(0, 50)).toEqual(caseIds(50))
    expect(new Set(codes(response))).toEqual(new Set(['UPSTREAM_CALLS_EXCEEDED']))
    expect(stub.calls).toHaveLength(20)
  })

  test('each batch of 100 ids has its own call limit', async () => {
    const stub = await startStub({ namesThem: true })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await gateway.query(
      'query ($a: [ID!]!, $b: [ID!]!) { a: nodes(ids: $a) { id } b: nodes(ids: $b) { ... on Case { caseId } } }',
      { a: globalIds(caseIds(100, 'unknown')), b: globalIds(caseIds(100)) },
    )
    expect(read<object[]>(response.data, 'b')).toEqual(caseIds(100).map((caseId) => ({ caseId })))
    expect(stub.calls).toHaveLength(21)
  })
})

describe('refresh statuses', () => {
  test('refresh statuses are complete even though AWS rejects checks that it refreshes automatically', async () => {
    const checks = Array.from({ length: 90 }, (_, index) => ({ id: `check-${index}`, refreshable: index % 2 === 0 }))
    const gateway = await startGateway({ account: () => anAccount({ checks }) })
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorChecks(first: 100) { nodes { refreshStatus { refreshable } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.nodes')).toEqual(
      checks.map(({ refreshable }) => ({ refreshStatus: { refreshable } })),
    )
    expect(await gateway.upstreamCalls()).toMatchObject({ DescribeTrustedAdvisorCheckRefreshStatuses: 46 })
  })

  test('refresh statuses cost at most one call per check if the error from AWS does not name the rejected check', async () => {
    const checks = Array.from({ length: 60 }, (_, index) => ({ id: `check-${index}` }))
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeTrustedAdvisorChecks'
        ? { checks }
        : awsError('InvalidParameterValueException', 'one of them'),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await gateway.query('{ trustedAdvisorChecks(first: 60) { nodes { refreshStatus { status } } } }')
    expect(new Set(codes(response))).toEqual(new Set(['UPSTREAM_CALLS_EXCEEDED']))
    expect(stub.calls).toHaveLength(61)
    const summaries = await gateway.query('{ trustedAdvisorChecks(first: 60) { nodes { summary { status } } } }')
    expect(new Set(codes(summaries))).toEqual(new Set(['UPSTREAM_CALLS_EXCEEDED']))
    expect(stub.calls).toHaveLength(61 + 1 + 20)
  })
})

describe('MAX_UPSTREAM_CALLS', () => {
  test('fields beyond MAX_UPSTREAM_CALLS get UPSTREAM_CALLS_EXCEEDED, and the others keep their values', async () => {
    const stub = await startStubUpstream(() => ({ supportedLanguages: [{ code: 'en' }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await ask(gateway, 7, languages(10))
    expect(stub.calls).toHaveLength(7)
    expect(response.cost.total).toBe(7)
    expect(Object.values(response.data as object).filter((value) => value !== null)).toHaveLength(7)
    expect(response.errors).toHaveLength(3)
    for (const { message, extensions } of response.errors) {
      expect(message).toContain('MAX_UPSTREAM_CALLS')
      expect(extensions).toMatchObject({
        code: 'UPSTREAM_CALLS_EXCEEDED',
        retryable: false,
        operation: 'DescribeSupportedLanguages',
      })
    }
    expect((await ask(gateway, 7, languages(7))).errors).toEqual([])
  })

  test('MAX_UPSTREAM_CALLS counts retries and the pages of a scan', async () => {
    const stub = await startStubUpstream((operation, { nextToken = '0' }) =>
      operation === 'DescribeCases'
        ? { cases: [{ caseId: `case-${String(nextToken)}` }], nextToken: String(Number(nextToken) + 1) }
        : awsError('InternalServerError', '', 500),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await ask(gateway, 2, '{ severityLevels { code } }'))).toEqual(['UPSTREAM_CALLS_EXCEEDED'])
    expect(stub.calls).toHaveLength(2)
    expect(codes(await ask(gateway, 5, '{ cases { totalCount } }'))).toEqual(['UPSTREAM_CALLS_EXCEEDED'])
    expect(stub.calls).toHaveLength(7)
  })

  test('a write beyond MAX_UPSTREAM_CALLS is not sent', async () => {
    const gateway = await startGateway()
    const response = await ask(gateway, 1, `mutation { a: ${CREATE} b: ${CREATE.replace('"S"', '"T"')} }`)
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1 })
    const a = response.errors.filter(({ path }) => path?.[0] === 'a')
    // the case was created and has its id; only reading it back exceeded the limit
    expect(a).toMatchObject([{ path: ['a', 'case'], extensions: { code: 'UPSTREAM_CALLS_EXCEEDED' } }])
    const b = response.errors.filter(({ path }) => path?.[0] === 'b')
    expect(b).toMatchObject([
      { path: ['b'], extensions: { code: 'UPSTREAM_CALLS_EXCEEDED', operation: 'CreateCase', retryable: false } },
    ])
  })

  test('a lost write whose lookup exceeds MAX_UPSTREAM_CALLS gets WRITE_OUTCOME_UNKNOWN', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', when: 'after', drop: true })
    const response = await ask(gateway, 1, `mutation { ${CREATE} }`)
    expect(codes(response)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1 })
  })

  test('MAX_UPSTREAM_CALLS does not count shared calls or cache hits', async () => {
    const waiting: (() => void)[] = []
    const stub = await startStubUpstream((operation) => (response) => {
      const send = () =>
        sendJson(response, operation === 'DescribeServices' ? { services: [] } : { severityLevels: [] })
      if (operation === 'DescribeServices') waiting.push(send)
      else send()
    })
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: {} })
    const first = ask(gateway, 1, '{ services { totalCount } }')
    while (waiting.length === 0) await new Promise(setImmediate)
    const second = ask(gateway, 1, '{ services { totalCount } severityLevels { code } }')
    for (let ticks = 0; stub.calls.length < 2 && ticks < 1_000; ticks++) await new Promise(setImmediate)
    waiting.forEach((send) => send())
    expect((await first).errors).toEqual([])
    expect((await second).errors).toEqual([])
    expect((await ask(gateway, 0, '{ services { totalCount } severityLevels { code } }')).errors).toEqual([])
    expect(stub.calls).toHaveLength(2)
  })

  test('MAX_UPSTREAM_CALLS does not count background refreshes', async () => {
    const gateway = await startGateway({ cacheSeconds: {} })
    await gateway.query('{ severityLevels { code } }')
    await gateway.upstreamCalls()
    gateway.clock.time += 7 * HOUR
    const response = await ask(gateway, 1, '{ severityLevels { code } services { totalCount } }')
    expect(response.errors).toEqual([])
    expect(response.calls).toEqual({ DescribeServices: 1 })
    while (!('DescribeSeverityLevels' in (await gateway.upstreamCalls()))) await new Promise(setImmediate)
  })

  test('a request that exceeds MAX_UPSTREAM_CALLS does not fail another request that is waiting for the same call', async () => {
    const stub = await startStubUpstream(() => ({ severityLevels: [{ code: 'low' }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: {} })
    const responses = await Promise.all([
      ask(gateway, 0, '{ severityLevels { code } }'),
      ask(gateway, 1, '{ severityLevels { code } }'),
    ])
    expect(responses.map(codes)).toEqual([['UPSTREAM_CALLS_EXCEEDED'], []])
    expect(stub.calls).toHaveLength(1)
  })

  test('calls beyond MAX_UPSTREAM_CALLS are not charged to the viewer', async () => {
    const charged: string[] = []
    const stub = await startStubUpstream(() => ({ supportedLanguages: [] }))
    const gateway = await startGateway({
      upstreamUrl: stub.url,
      chargeViewer: async (operation) => void charged.push(operation),
    })
    await ask(gateway, 2, languages(5))
    expect(charged).toHaveLength(2)
  })
})
