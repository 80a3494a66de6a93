import { describe, expect, test } from 'vitest'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'
import { awsError, sendJson, startStubUpstream } from '../support/stub-upstream.js'

const thread = (length: number) =>
  Array.from({ length }, (_, index) => aCommunication(`message ${index}`, NOON - 1_000 * HOUR + index * HOUR))

const resolved = () => anAccount({ cases: [{ caseId: 'case-r', displayId: '7', status: 'resolved' }] })

describe('resolved cases', () => {
  test('a resolved case is found by each kind of id and by node', async () => {
    const gateway = await startGateway({ account: resolved })
    const { data } = await gateway.query('{ a: case(id: "case-r") { id status } b: case(id: "7") { status } }')
    expect(data).toMatchObject({ a: { status: 'RESOLVED' }, b: { status: 'RESOLVED' } })
    const node = await gateway.query('query ($id: ID!) { node(id: $id) { ... on Case { caseId } } }', {
      id: read(data, 'a.id'),
    })
    expect(node.data).toEqual({ node: { caseId: 'case-r' } })
  })

  test('resolved cases are listed only with includeResolved', async () => {
    const gateway = await startGateway({ account: resolved })
    const { data } = await gateway.query(`{
      open: cases { nodes { caseId } }
      all: cases(filter: { includeResolved: true }) { nodes { caseId } }
    }`)
    expect(data).toEqual({ open: { nodes: [] }, all: { nodes: [{ caseId: 'case-r' }] } })
  })
})

describe('includeCommunications', () => {
  const selections = [
    ['nodes { subject }', false],
    ['nodes { communications(first: 5) { nodes { body } } }', true],
    ['edges { node { communications(first: 1) { totalCount } } }', true],
    ['nodes { ...Thread }', true],
    ['nodes { thread: communications(first: 3) { nodes { body } } }', true],
    ['nodes { communications(first: 5) @skip(if: true) { nodes { body } } }', false],
    ['nodes { communications(first: 5) @include(if: $yes) { nodes { body } } }', true],
    ['nodes { ... @include(if: $no) { communications { nodes { body } } } }', false],
    ['nodes { attachments { nodes { fileName } } }', true],
  ] as const

  test.each(selections)('DescribeCases for "%s" has includeCommunications: %s', async (selection, expected) => {
    const stub = await startStubUpstream(() => ({ cases: [] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const fragment = selection.includes('Thread')
      ? 'fragment Thread on Case { communications(first: 5) { nodes { body } } }'
      : ''
    const uses = ['$yes', '$no'].filter((name) => selection.includes(name)).map((name) => `${name}: Boolean!`)
    const head = uses.length > 0 ? `query (${uses.join(' ')})` : 'query'
    const { errors } = await gateway.query(`${head} { cases { ${selection} } } ${fragment}`, { yes: true, no: false })
    expect(errors).toEqual([])
    expect(stub.calls.map(({ input }) => input['includeCommunications'])).toEqual([expected])
  })

  test('a page of 100 cases with service, severity and five communications costs three calls', async () => {
    const cases = Array.from({ length: 100 }, () => ({ communications: thread(9) }))
    const gateway = await startGateway({ account: () => anAccount({ cases }) })
    const { errors } = await gateway.query(`{ cases(first: 100) { nodes {
      service { name } severity { name } communications(first: 5) { nodes { body } }
    } } }`)
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 })
  })

  test('paging past the newest five communications continues with their token and reads none of them again', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications: thread(12) }] }) })
    const source =
      'query ($after: String) { case(id: "case-0") { communications(first: 5, after: $after) { nodes { body } pageInfo { endCursor } } } }'
    const first = await gateway.query(source)
    await gateway.upstreamCalls()
    const second = await gateway.query(source, { after: read(first.data, 'case.communications.pageInfo.endCursor') })
    expect(read(second.data, 'case.communications.nodes')).toEqual(
      [6, 5, 4, 3, 2].map((n) => ({ body: `message ${n}` })),
    )
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeCommunications: 1 })
  })

  test('the first five communications cost no further call, even if AWS returns fewer with the case and a token for more', async () => {
    const recentCommunications = { communications: [{ body: 'only' }], nextToken: 'more' }
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1', recentCommunications }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ cases { nodes { communications(first: 5) { nodes { body } pageInfo { hasNextPage } } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes.0.communications')).toEqual({
      nodes: [{ body: 'only' }],
      pageInfo: { hasNextPage: true },
    })
    expect(stub.calls).toHaveLength(1)
  })

  test('a thread of up to five communications costs no further call, whatever the page size', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications: thread(5) }] }) })
    const { data } = await gateway.query(
      '{ case(id: "case-0") { communications(first: 100) { totalCount nodes { body } } } }',
    )
    expect(read(data, 'case.communications.totalCount')).toBe(5)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})

describe('bad keys in a batch', () => {
  test('known cases are returned when AWS fails the whole call for an unknown id', async () => {
    const cases = Array.from({ length: 20 }, () => ({}))
    const gateway = await startGateway({ account: () => anAccount({ cases }) })
    const ids = [...cases.map((_, index) => `case-${index}`), 'case-unknown']
    const fields = ids.map((id, index) => `c${index}: case(id: "${id}") { caseId }`)
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`)
    expect(errors).toEqual([])
    expect(Object.values(data as object)).toEqual([...ids.slice(0, 20).map((caseId) => ({ caseId })), null])
  })

  test('a batch is halved when the error does not name the bad key', async () => {
    const stub = await startStubUpstream((_, { caseIdList }) => {
      const ids = caseIdList as string[]
      return ids.includes('case-bad')
        ? awsError('CaseIdNotFound', 'no such case')
        : { cases: ids.map((caseId) => ({ caseId })) }
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ cases(filter: { ids: ["case-1", "case-2", "case-bad", "case-4"] }) { nodes { caseId } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes')).toEqual(['case-1', 'case-2', 'case-4'].map((caseId) => ({ caseId })))
    expect(stub.calls).toHaveLength(5)
  })

  test('a split batch that fails for another reason sends no further call once the gateway has responded', async () => {
    const stub = await startStubUpstream((_, { caseIdList }) => {
      const ids = caseIdList as string[]
      if (ids.includes('case-denied') && ids.length < 4) return awsError('AccessDeniedException')
      return ids.includes('case-bad') ? awsError('CaseIdNotFound', 'no such case') : { cases: [] }
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { calls } = await gateway.query(
      '{ cases(filter: { ids: ["case-denied", "case-1", "case-2", "case-bad"] }) { nodes { caseId } } }',
    )
    // one call for all four, one for each half, and one for each key of the half with case-bad
    expect(calls).toEqual({ DescribeCases: 5 })
    expect(stub.calls).toHaveLength(5)
  })

  test('a check that cannot be refreshed does not hide the refresh status of the others', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ checks: [{ id: 'own' }, { id: 'auto', refreshable: false }, { id: 'mine' }] }),
    })
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorChecks { nodes { checkId refreshStatus { status refreshable } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.nodes')).toEqual([
      { checkId: 'own', refreshStatus: { status: 'NONE', refreshable: true } },
      { checkId: 'auto', refreshStatus: { status: null, refreshable: false } },
      { checkId: 'mine', refreshStatus: { status: 'NONE', refreshable: true } },
    ])
    // all three, then the remaining two: AWS's message names the third
    expect(await gateway.upstreamCalls()).toMatchObject({ DescribeTrustedAdvisorCheckRefreshStatuses: 2 })
  })

  test('an unknown check does not hide the summaries of the others', async () => {
    const stub = await startStubUpstream((operation, { checkIds }) => {
      if (operation === 'DescribeTrustedAdvisorChecks') return { checks: ['a', 'gone', 'c'].map((id) => ({ id })) }
      const ids = checkIds as string[]
      if (ids.includes('gone')) return awsError('InvalidParameterValueException', 'one of them is unknown')
      return { summaries: ids.map((checkId) => ({ checkId, status: 'ok' })) }
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query('{ trustedAdvisorChecks { nodes { checkId summary { status } } } }')
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorChecks.nodes')).toEqual([
      { checkId: 'a', summary: { status: 'OK' } },
      { checkId: 'gone', summary: null },
      { checkId: 'c', summary: { status: 'OK' } },
    ])
  })

  test('an invalid global id in nodes fails only its own position', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    const { data: found } = await gateway.query('{ case(id: "case-0") { id } }')
    const response = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: ['junk', read(found, 'case.id')],
    })
    expect(response.data).toEqual({ nodes: [null, { id: read(found, 'case.id') }] })
    expect(response.errors).toMatchObject([{ path: ['nodes', 0], extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

describe('tokens and pages', () => {
  test('filters are sent again with every page token', async () => {
    const stub = await startStubUpstream((_, { nextToken }) => ({
      cases: [{ caseId: `case-${String(nextToken)}`, language: 'ja', timeCreated: '2026-02-01T00:00:00.000Z' }],
      ...(nextToken === undefined && { nextToken: 'two' }),
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const filter = { includeResolved: true, language: 'ja', afterTime: '2026-01-01' }
    await gateway.query('query ($filter: CaseFilter) { cases(first: 20, filter: $filter) { nodes { id } } }', {
      filter,
    })
    const [first, second] = stub.calls.map(({ input }) => input)
    expect(first).toMatchObject({
      includeResolvedCases: true,
      language: 'ja',
      afterTime: '2026-01-01T00:00:00.000Z',
    })
    expect(second).toEqual({ ...first, nextToken: 'two', maxResults: 19 })
  })

  test('a repeated page token gets UPSTREAM_UNAVAILABLE after a few calls', async () => {
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1' }], nextToken: 'same' }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query('{ cases { nodes { id } } }'))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(codes(await gateway.query('{ cases { totalCount } }'))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(stub.calls.length).toBeLessThan(5)
  })

  test('a page that names itself as the next gets UPSTREAM_UNAVAILABLE, even if pages are full', async () => {
    const cases = Array.from({ length: 10 }, (_, index) => ({ caseId: `case-${index}` }))
    const stub = await startStubUpstream(() => ({ cases, nextToken: 'same' }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const source = `query ($after: String) { cases(first: 10, after: $after, filter: { includeResolved: true }) {
      nodes { id } pageInfo { hasNextPage endCursor }
    } }`
    const first = await gateway.query(source)
    expect(first.errors).toEqual([])
    const next = await gateway.query(source, { after: read(first.data, 'cases.pageInfo.endCursor') })
    expect(codes(next)).toEqual(['UPSTREAM_UNAVAILABLE'])
  })

  test('an empty page token means that there is no next page', async () => {
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1' }], nextToken: '' }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ cases(first: 1) { pageInfo { hasNextPage } } all: cases { totalCount } }',
    )
    expect(errors).toEqual([])
    expect(data).toEqual({ cases: { pageInfo: { hasNextPage: false } }, all: { totalCount: 1 } })
  })

  test('endless empty pages get UPSTREAM_UNAVAILABLE', async () => {
    let page = 0
    const stub = await startStubUpstream(() => ({ cases: [], nextToken: String((page += 1)) }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query('{ cases { nodes { id } } }'))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(stub.calls.length).toBeLessThan(20)
  })

  test('endless full pages get SCAN_LIMIT_EXCEEDED, which names MAX_SCANNED_CASES', async () => {
    let page = 0
    const stub = await startStubUpstream(() => ({
      cases: Array.from({ length: 100 }, (_, index) => ({ caseId: `case-${page}-${index}` })),
      nextToken: String((page += 1)),
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url, maxScannedCases: 500 })
    const response = await gateway.query('{ cases { totalCount } }')
    expect(codes(response)).toEqual(['SCAN_LIMIT_EXCEEDED'])
    expect(response.errors[0]?.message).toContain('MAX_SCANNED_CASES')
    expect(stub.calls).toHaveLength(5)
  })

  test('a cursor whose token AWS no longer accepts gets BAD_USER_INPUT and an instruction to start again', async () => {
    const stub = await startStubUpstream((_, { nextToken }) =>
      nextToken === undefined
        ? { cases: Array.from({ length: 10 }, (_item, index) => ({ caseId: `case-${index}` })), nextToken: 'stale' }
        : awsError('InvalidParameterValueException', 'token expired'),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const source = `query ($after: String) {
      cases(first: 10, after: $after, filter: { includeResolved: true }) { pageInfo { endCursor } }
    }`
    const first = await gateway.query(source)
    const next = await gateway.query(source, { after: read(first.data, 'cases.pageInfo.endCursor') })
    expect(codes(next)).toEqual(['BAD_USER_INPUT'])
    expect(next.errors[0]?.message).toContain('Start again without `after`')
  })

  test('cases requested by id are all found even if AWS returns them in small pages', async () => {
    const all = Array.from({ length: 30 }, (_item, index) => ({ caseId: `case-${index}`, displayId: `${index}` }))
    const stub = await startStubUpstream((_, { caseIdList, displayId, nextToken = '0' }) => {
      const found = all.filter(
        (item) => (caseIdList as string[] | undefined)?.includes(item.caseId) ?? item.displayId === displayId,
      )
      // the first page is empty
      const from = Math.max(0, Number(nextToken) * 10 - 10)
      const more = Number(nextToken) * 10 < found.length
      return {
        cases: nextToken === '0' ? [] : found.slice(from, from + 10),
        ...(more && { nextToken: String(Number(nextToken) + 1) }),
      }
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      `query ($ids: [ID!]) { cases(first: 100, filter: { ids: $ids }) { totalCount nodes { caseId } } one: case(id: "7") { caseId } no: case(id: "case-99") { caseId } }`,
      { ids: all.map(({ caseId }) => caseId) },
    )
    expect(errors).toEqual([])
    expect(data).toEqual({
      cases: { totalCount: 30, nodes: all.map(({ caseId }) => ({ caseId })) },
      one: { caseId: 'case-7' },
      no: null,
    })
  })

  test('a case whose displayId is not the requested one is ignored', async () => {
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1', displayId: '777' }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ case(id: "1000001") { caseId } cases(filter: { displayId: "1000001" }) { nodes { caseId } } }',
    )
    expect(errors).toEqual([])
    expect(data).toEqual({ case: null, cases: { nodes: [] } })
  })

  test.each([
    '{ cases(first: 1) { totalCount } }',
    '{ cases(first: 100) { nodes { id } } }',
    '{ cases(first: 1, filter: { ids: ["case-0", "case-99"] }) { nodes { id } } }',
  ])('a token that AWS issued and then rejects gets UPSTREAM_UNAVAILABLE, not BAD_USER_INPUT: %s', async (query) => {
    const stub = await startStubUpstream((_, { nextToken }) =>
      nextToken === undefined
        ? { cases: [{ caseId: 'case-0' }], nextToken: 'more' }
        : awsError('InvalidParameterValueException', 'token expired'),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { errors } = await gateway.query(query)
    expect(errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, operation: 'DescribeCases' } },
    ])
    expect(stub.calls).toHaveLength(2)
  })
})

test('the language filter is sent only on request, so cases in all languages are listed by default', async () => {
  const gateway = await startGateway({
    account: () => anAccount({ cases: [{ language: 'ja' }, { language: 'en' }] }),
  })
  const { data } = await gateway.query(
    '{ all: cases { nodes { language } } ja: cases(filter: { language: "ja" }) { nodes { language } } }',
  )
  expect(data).toEqual({
    all: { nodes: [{ language: 'ja' }, { language: 'en' }] },
    ja: { nodes: [{ language: 'ja' }] },
  })
})

describe('missing and odd values', () => {
  test('a case for which AWS sends only the id is returned with nulls', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [{ caseId: 'case-1' }] } : { communications: [] },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(`{ cases { nodes {
      caseId displayId subject status statusCode service { name } category { name } severity { name } submittedBy createdAt
      ccEmailAddresses language consoleUrl communications { nodes { body } } attachments { nodes { fileName } }
    } } }`)
    expect(errors).toEqual([])
    expect(read<object[]>(data, 'cases.nodes')).toMatchObject([
      { caseId: 'case-1', subject: null, status: 'OTHER', createdAt: null, communications: { nodes: [] } },
    ])
  })

  test("an unknown status is OTHER, with AWS's string value in statusCode", async () => {
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1', status: 'on-the-moon' }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data } = await gateway.query('{ cases { nodes { status statusCode } } }')
    expect(read(data, 'cases.nodes.0')).toEqual({ status: 'OTHER', statusCode: 'on-the-moon' })
  })

  test.each([
    ['2017-04-14T13:46:50.000Z', '2017-04-14T13:46:50.000Z'],
    ['2020-05-14T17:04:40.790+0000', '2020-05-14T17:04:40.790Z'],
    ['2020-05-13T21:38:05Z', '2020-05-13T21:38:05.000Z'],
    ['2020-05-13T21:38:05', '2020-05-13T21:38:05.000Z'],
    ['2020-05-13 21:38:05', '2020-05-13T21:38:05.000Z'],
    ['2020-05-13T23:38:05+02:00', '2020-05-13T21:38:05.000Z'],
    ['2020-05-13', '2020-05-13T00:00:00.000Z'],
    ['yesterday', null],
    ['', null],
    ['2020-13-45T99:99:99Z', null],
    ['2026-02-30T00:00:00Z', null],
    ['2026-02-30T00:00:00.000Z', null],
    ['2026-02-28T24:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.000Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31 23:59:60.5+0100', '2016-12-31T23:00:00.500Z'],
    ['2016-12-31T23:59:61Z', null],
  ])('the time %j from AWS is returned as %j', async (timeCreated, expected) => {
    const stub = await startStubUpstream(() => ({ cases: [{ caseId: 'case-1', timeCreated }] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query('{ cases { nodes { createdAt } } }')
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes.0.createdAt')).toBe(expected)
  })

  test('a finding with nulls and missing members is returned as a table', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeTrustedAdvisorChecks'
        ? { checks: [{ id: 'a', metadata: ['Status', 'Region', 'Name'] }, { id: 'b' }] }
        : { result: { checkId: 'a', flaggedResources: [{ metadata: ['Red', null] }, {}, null] } },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } =
      await gateway.query(`{ trustedAdvisorCheck(id: "a") { columns result { flaggedResources { nodes {
      metadata region isSuppressed status cells { column value }
    } } } } }`)
    expect(errors).toEqual([])
    expect(read(data, 'trustedAdvisorCheck.result.flaggedResources.nodes')).toEqual([
      {
        metadata: ['Red', null],
        region: null,
        isSuppressed: false,
        status: 'OTHER',
        cells: [
          { column: 'Status', value: 'Red' },
          { column: 'Region', value: null },
          { column: 'Name', value: null },
        ],
      },
      expect.objectContaining({ metadata: [] }),
    ])
  })

  test('items for which AWS sends only the id still have a name, a status and a category', async () => {
    const stub = await startStubUpstream(
      (operation) =>
        ({
          DescribeCases: { cases: [{ caseId: 'case-1', recentCommunications: { communications: [{}] } }] },
          DescribeServices: { services: [{ code: 's', categories: [{ code: 'c' }] }] },
          DescribeSeverityLevels: { severityLevels: [{ code: 'low' }] },
          DescribeSupportedLanguages: { supportedLanguages: [{ code: 'en' }] },
          DescribeTrustedAdvisorChecks: { checks: [{ id: 'a' }] },
          DescribeTrustedAdvisorCheckSummaries: { summaries: [{ checkId: 'a' }] },
          DescribeTrustedAdvisorCheckResult: { result: { flaggedResources: [{}] } },
        })[operation] ?? {},
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(`{
      cases { nodes { status communications(first: 1) { nodes { author { kind } } } } }
      services { totalCount nodes { name categories { name } } }
      severityLevels { name }
      supportedLanguages(serviceCode: "s", categoryCode: "c") { display }
      trustedAdvisorChecks(filter: { category: [OTHER], status: [OTHER], text: "a" }) { nodes {
        name category summary { status } result { status flaggedResources(filter: { status: [OTHER] }) {
          totalCount nodes { status isSuppressed }
        } }
      } }
      trustedAdvisorSummary { byStatus { status count } byCategory { category count } }
    }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      cases: { nodes: [{ status: 'OTHER', communications: { nodes: [{ author: { kind: 'OTHER' } }] } }] },
      services: { totalCount: 1, nodes: [{ name: 's', categories: [{ name: 'c' }] }] },
      severityLevels: [{ name: 'low' }],
      supportedLanguages: [{ display: 'en' }],
      trustedAdvisorChecks: {
        nodes: [
          {
            name: 'a',
            category: 'OTHER',
            summary: { status: 'OTHER' },
            result: {
              status: 'OTHER',
              flaggedResources: { totalCount: 1, nodes: [{ status: 'OTHER', isSuppressed: false }] },
            },
          },
        ],
      },
      trustedAdvisorSummary: {
        byStatus: [{ status: 'OTHER', count: 1 }],
        byCategory: [{ category: 'OTHER', count: 1 }],
      },
    })
  })

  test('cases that AWS sends without a status are found by the status OTHER', async () => {
    const stub = await startStubUpstream(() => ({
      cases: [{ caseId: 'case-1' }, { caseId: 'case-2', status: 'opened' }],
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data } = await gateway.query('{ cases(filter: { status: [OTHER] }) { nodes { caseId status } } }')
    expect(read(data, 'cases.nodes')).toEqual([{ caseId: 'case-1', status: 'OTHER' }])
  })

  test('the payload of resolveCase has no status if AWS sends none', async () => {
    const stub = await startStubUpstream((operation) => (operation === 'DescribeCases' ? { cases: [] } : {}))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      'mutation { resolveCase(input: { caseId: "case-1" }) { initialStatus finalStatus finalStatusCode } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'resolveCase')).toEqual({ initialStatus: null, finalStatus: null, finalStatusCode: null })
  })

  test.each([1.5, 1e300, 9e15, 3e9])(
    'the number %j from AWS is returned if it fits the type, and as null otherwise',
    async (n) => {
      const stub = await startStubUpstream(
        (operation) =>
          ({
            DescribeTrustedAdvisorChecks: { checks: [{ id: 'a' }] },
            DescribeTrustedAdvisorCheckSummaries: {
              summaries: [
                {
                  checkId: 'a',
                  resourcesSummary: { resourcesFlagged: n },
                  categorySpecificSummary: { costOptimizing: { estimatedMonthlySavings: n } },
                },
              ],
            },
            DescribeTrustedAdvisorCheckRefreshStatuses: { statuses: [{ checkId: 'a', millisUntilNextRefreshable: n }] },
            DescribeAttachmentUploadStatus: { uploadProgress: { totalParts: n, completedPartsCount: n } },
          })[operation] ?? {},
      )
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const { data, errors } = await gateway.query(`{
      attachmentUpload(id: "u") { totalParts progress { completedParts } }
      trustedAdvisorSummary { resourcesFlagged estimatedMonthlySavings }
      trustedAdvisorCheck(id: "a") {
        summary { resourcesSummary { resourcesFlagged } costOptimizing { estimatedMonthlySavings } }
        refreshStatus { nextRefreshableAt millisUntilNextRefreshable }
      }
    }`)
      expect(errors).toEqual([])
      const whole = Number.isSafeInteger(n) ? n : null
      expect(data).toMatchObject({
        attachmentUpload: { totalParts: null, progress: { completedParts: null } },
        trustedAdvisorSummary: { resourcesFlagged: whole ?? 0 },
        trustedAdvisorCheck: {
          summary: {
            resourcesSummary: { resourcesFlagged: whole },
            costOptimizing: { estimatedMonthlySavings: n === 1e300 ? null : n },
          },
          refreshStatus: { millisUntilNextRefreshable: whole },
        },
      })
    },
  )

  test('counts over 32 bits are returned', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeTrustedAdvisorChecks'
        ? { checks: [{ id: 'a' }] }
        : { summaries: [{ checkId: 'a', resourcesSummary: { resourcesProcessed: 9_007_199_254_740_991 } }] },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data } = await gateway.query(
      '{ trustedAdvisorCheck(id: "a") { summary { resourcesSummary { resourcesProcessed } } } }',
    )
    expect(read(data, 'trustedAdvisorCheck.summary.resourcesSummary.resourcesProcessed')).toBe(9_007_199_254_740_991)
  })

  test.each([1e300, -1e300, 1e16, 1.5])(
    'the number %j from AWS is returned as null where only an integer makes sense',
    async (n) => {
      const stub = await startStubUpstream(
        (operation) =>
          ({
            DescribeTrustedAdvisorChecks: { checks: [{ id: 'a' }] },
            DescribeTrustedAdvisorCheckSummaries: {
              summaries: [{ checkId: 'a', resourcesSummary: { resourcesProcessed: n, resourcesFlagged: n } }],
            },
            DescribeTrustedAdvisorCheckRefreshStatuses: { statuses: [{ checkId: 'a', millisUntilNextRefreshable: n }] },
            DescribeAttachmentUploadStatus: { uploadStatus: 'failed', uploadProgress: { totalParts: n } },
          })[operation] ?? {},
      )
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const { data, errors } = await gateway.query(`{
      trustedAdvisorCheck(id: "a") {
        summary { resourcesSummary { resourcesProcessed } }
        refreshStatus { millisUntilNextRefreshable nextRefreshableAt }
      }
      trustedAdvisorSummary { resourcesFlagged }
      attachmentUpload(id: "u") { totalParts progress { totalParts } }
    }`)
      expect(errors).toEqual([])
      expect(data).toEqual({
        trustedAdvisorCheck: {
          summary: { resourcesSummary: { resourcesProcessed: null } },
          refreshStatus: { millisUntilNextRefreshable: null, nextRefreshableAt: null },
        },
        trustedAdvisorSummary: { resourcesFlagged: 0 },
        attachmentUpload: { totalParts: null, progress: { totalParts: null } },
      })
    },
  )

  test('the largest integers are returned as counts, but not as a date, a sum or a 32-bit Int', async () => {
    const n = Number.MAX_SAFE_INTEGER
    const stub = await startStubUpstream(
      (operation) =>
        ({
          DescribeTrustedAdvisorChecks: { checks: [{ id: 'a' }, { id: 'b' }] },
          DescribeTrustedAdvisorCheckSummaries: {
            summaries: ['a', 'b'].map((checkId) => ({
              checkId,
              resourcesSummary: { resourcesFlagged: n },
              categorySpecificSummary: { costOptimizing: { estimatedMonthlySavings: 1e308 } },
            })),
          },
          DescribeTrustedAdvisorCheckRefreshStatuses: { statuses: [{ checkId: 'a', millisUntilNextRefreshable: n }] },
          DescribeAttachmentUploadStatus: { uploadStatus: 'failed', uploadProgress: { totalParts: n } },
        })[operation] ?? {},
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(`{
      trustedAdvisorCheck(id: "a") { refreshStatus { millisUntilNextRefreshable nextRefreshableAt } }
      trustedAdvisorSummary { resourcesFlagged estimatedMonthlySavings }
      attachmentUpload(id: "u") { totalParts }
    }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      trustedAdvisorCheck: { refreshStatus: { millisUntilNextRefreshable: n, nextRefreshableAt: null } },
      trustedAdvisorSummary: { resourcesFlagged: n, estimatedMonthlySavings: 0 },
      attachmentUpload: { totalParts: null },
    })
  })

  test('text that is not well-formed Unicode is returned', async () => {
    const text = 'half a pair \ud800'
    const stub = await startStubUpstream(() => ({
      cases: [{ caseId: 'case-1', displayId: text, subject: text, status: text, submittedBy: text }],
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query('{ cases { nodes { id subject status consoleUrl } } }')
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes.0')).toMatchObject({
      subject: text,
      status: 'OTHER',
      consoleUrl: expect.any(String),
    })
  })
})

describe('attempts and writes', () => {
  const CREATE = 'mutation { createCase(input: { subject: "S", body: "B" }) { caseId userErrors { code } } }'

  test.each([
    ['drops the connection', { drop: true }],
    ['responds with 500', { error: 'InternalServerError', status: 500 }],
    ['responds with a 503 in HTML', { body: '<html>busy</html>', contentType: 'text/html', status: 503 }],
    ['truncates the response', { truncate: true }],
  ])('a case is found and not sent again when AWS %s after creating it', async (_, fault) => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', when: 'after', ...fault })
    const { data, errors } = await gateway.query(CREATE)
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1, DescribeCases: 1 })
    const { data: listed } = await gateway.query('{ cases { nodes { caseId } } }')
    expect(read(listed, 'cases.nodes')).toEqual([{ caseId: read(data, 'createCase.caseId') }])
  })

  test('createCase gets WRITE_OUTCOME_UNKNOWN and is not sent again when the case is not found', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', drop: true })
    const response = await gateway.query(CREATE)
    expect(response.errors).toMatchObject([
      { extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: false, operation: 'CreateCase' } },
    ])
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('addCommunication is sent once when its response is lost', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications: [] }] }) })
    await gateway.fault({ operation: 'AddCommunicationToCase', when: 'after', drop: true })
    const { errors } = await gateway.query(
      'mutation { addCommunication(input: { caseId: "case-0", body: "B" }) { userErrors { code } } }',
    )
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ AddCommunicationToCase: 1, DescribeCommunications: 1 })
    const { data } = await gateway.query('{ case(id: "case-0") { communications { totalCount } } }')
    expect(read(data, 'case.communications.totalCount')).toBe(1)
  })

  test.each([{}, { result: false }, { result: null }, { result: 'true' }])(
    'addCommunication gets WRITE_OUTCOME_UNKNOWN when AWS responds with %j',
    async (reply) => {
      const stub = await startStubUpstream(() => reply)
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const { errors } = await gateway.query(
        'mutation { addCommunication(input: { caseId: "case-0", body: "B" }) { userErrors { code } } }',
      )
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining('AWS has not confirmed it: it may have happened'),
          extensions: { code: 'WRITE_OUTCOME_UNKNOWN' },
        },
      ])
      expect(stub.calls.filter(({ operation }) => operation === 'AddCommunicationToCase')).toHaveLength(1)
    },
  )

  test('a write gets UPSTREAM_UNAVAILABLE when AWS cannot be reached', async () => {
    const gateway = await startGateway({ upstreamUrl: 'http://127.0.0.1:1' })
    expect(codes(await gateway.query(CREATE))).toEqual(['UPSTREAM_UNAVAILABLE'])
  })

  test('a write aborted before it was sent gets UPSTREAM_TIMEOUT and is not counted as a call', async () => {
    const gateway = await startGateway()
    const response = await gateway.query(CREATE, {}, AbortSignal.abort())
    expect(codes(response)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(response.calls).toEqual({})
  })

  test('createCase is not sent without its files when AWS returns no attachment set', async () => {
    const stub = await startStubUpstream((operation) => (operation === 'CreateCase' ? { caseId: 'case-1' } : {}))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await gateway.query(
      `mutation { createCase(input: { subject: "S", body: "B", attachments: [{ fileName: "f", data: "aGk=" }] }) { caseId } }`,
    )
    expect(codes(response)).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(stub.calls.map(({ operation }) => operation)).toEqual(['AddAttachmentsToSet'])
  })

  test('a throttled write gets UPSTREAM_THROTTLED and is sent once', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'ThrottlingException' })
    expect(codes(await gateway.query(CREATE))).toEqual(['UPSTREAM_THROTTLED'])
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1 })
  })

  test('a read is retried after a transient error, and each attempt counts as a call', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    await gateway.fault({ operation: 'DescribeCases', count: 2, error: 'InternalServerError' })
    const { errors, calls } = await gateway.query('{ cases { nodes { id } } }')
    expect(errors).toEqual([])
    expect(calls).toEqual({ DescribeCases: 3 })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  })

  test('all attempts count even if the request is aborted during the last one', async () => {
    const abort = new AbortController()
    const stub = await startStubUpstream(() => (response) => {
      if (stub.calls.length < 3) sendJson(response, { __type: 'InternalServerError' }, 500)
      else abort.abort()
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const result = await gateway.query('{ severityLevels { code } }', {}, abort.signal)
    expect(codes(result)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(stub.calls).toHaveLength(3)
    expect(result.calls).toEqual({ DescribeSeverityLevels: 3 })
  })

  test('a call without AWS credentials gets UPSTREAM_DENIED and is not counted as a call', async () => {
    const environment = { ...process.env }
    const nowhere = Object.keys(process.env).filter((name) => name.startsWith('AWS_'))
    for (const name of nowhere) delete process.env[name]
    const none = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' }
    Object.assign(process.env, { ...none, AWS_SHARED_CREDENTIALS_FILE: '/dev/null' })
    try {
      const gateway = await startGateway({ upstreamUrl: 'https://aws.invalid' })
      const response = await gateway.query('{ severityLevels { code } }')
      expect(codes(response)).toEqual(['UPSTREAM_DENIED'])
      expect(response.calls).toEqual({})
    } finally {
      process.env = environment
    }
  })

  test('a read that hangs is aborted with its request', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'DescribeCases', count: 9, delayMs: 60_000 })
    const abort = new AbortController()
    const response = gateway.query('{ cases { nodes { id } } }', {}, abort.signal)
    setTimeout(() => abort.abort(), 50)
    expect(codes(await response)).toEqual(['UPSTREAM_TIMEOUT'])
  })

  test('an attempt that hangs is aborted after UPSTREAM_TIMEOUT_MS', async () => {
    const gateway = await startGateway({ upstreamTimeoutMs: 100 })
    await gateway.fault({ operation: 'DescribeSeverityLevels', count: 9, delayMs: 60_000 })
    expect(codes(await gateway.query('{ severityLevels { code } }'))).toEqual(['UPSTREAM_TIMEOUT'])
  })
})

test('each request reads from AWS again when nothing is cached', async () => {
  let asked = 0
  const stub = await startStubUpstream(() => (response) => {
    asked += 1
    sendJson(response, { cases: [{ caseId: 'case-1', subject: `read ${asked}` }] })
  })
  const gateway = await startGateway({ upstreamUrl: stub.url })
  for (const subject of ['read 1', 'read 2']) {
    expect((await gateway.query('{ case(id: "case-1") { subject } }')).data).toEqual({ case: { subject } })
  }
})
