import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { forged, type TokenParts } from '../support/cursors.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const withCases = (...cases: Partial<SupportCase>[]) => startGateway({ account: () => anAccount({ cases }) })

/** Lists come from the case index, or from AWS for each request. */
const sources = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

const withMany = (count: number) => withCases(...Array.from({ length: count }, () => ({})))

const hoursBeforeNoon = (hours: number) => new Date(NOON - hours * HOUR).toISOString()

const LIST = `query ($filter: CaseFilter, $orderBy: CaseOrder) {
  cases(first: 100, filter: $filter, orderBy: $orderBy) { nodes { caseId } }
}`

/** The caseIds of a list. */
async function list(gateway: Gateway, variables: Record<string, unknown>): Promise<string[]> {
  const { data, errors } = await gateway.query(LIST, variables)
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

/** Varied cases: every filter excludes at least one. */
const various = (cacheSeconds = {}) => startGateway({ account: () => anAccount({ cases: variousCases }), cacheSeconds })

const variousCases = [
  { caseId: 'case-a', displayId: '1', subject: 'Slow table', severityCode: 'urgent', timeCreated: NOON },
  {
    caseId: 'case-b',
    displayId: '2',
    subject: 'Invoice',
    language: 'ja',
    status: 'unassigned',
    timeCreated: NOON - HOUR,
  },
  {
    caseId: 'case-c',
    displayId: '3',
    subject: 'TABLE gone',
    serviceCode: 'amazon-dynamodb',
    categoryCode: 'performance',
    submittedBy: 'Ops <ops@example.com>',
    timeCreated: NOON - 2 * HOUR,
  },
  { caseId: 'case-d', displayId: '4', subject: 'Done', status: 'resolved', timeCreated: NOON - 3 * HOUR },
]

/** Four cases that every order sorts differently. */
const mixed = () =>
  withCases(
    { caseId: 'case-a', subject: 'pears', severityCode: 'high', status: 'reopened', timeCreated: NOON - 3 },
    { caseId: 'case-b', subject: 'Apples', severityCode: 'low', status: 'opened', timeCreated: NOON - 1 },
    { caseId: 'case-c', subject: 'apricots', severityCode: 'critical', status: 'opened', timeCreated: NOON - 2 },
    { caseId: 'case-d', subject: 'Zebras', severityCode: 'new', status: 'unassigned', timeCreated: NOON - 4 },
  )

describe('case filters', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['no criteria, for all open cases', {}, ['a', 'b', 'c']],
    ['ids', { ids: ['case-c', 'case-a'] }, ['c', 'a']],
    ['ids, one of them unknown', { ids: ['case-a', 'case-unknown', 'case-b'] }, ['a', 'b']],
    ['ids, one of them repeated', { ids: ['case-a', 'case-b', 'case-a'] }, ['a', 'b']],
    ['ids, one of them resolved', { ids: ['case-a', 'case-d'] }, ['a']],
    ['ids, including resolved cases', { ids: ['case-a', 'case-d'], includeResolved: true }, ['a', 'd']],
    ['an empty list of ids', { ids: [] }, []],
    ['displayId', { displayId: '2' }, ['b']],
    ['an unknown displayId', { displayId: '999' }, []],
    ['afterTime', { afterTime: '2026-03-01T11:00:00Z' }, ['a', 'b']],
    ['afterTime as a date', { afterTime: '2026-03-02' }, []],
    ['afterTime in another time zone', { afterTime: '2026-03-01T13:00:00+02:00' }, ['a', 'b']],
    ['beforeTime', { beforeTime: '2026-03-01T11:00:00Z' }, ['b', 'c']],
    ['both times', { afterTime: '2026-03-01T10:30:00Z', beforeTime: '2026-03-01T11:30:00Z' }, ['b']],
    ['includeResolved', { includeResolved: true }, ['a', 'b', 'c', 'd']],
    ['language', { language: 'ja' }, ['b']],
    ['status', { status: ['UNASSIGNED'] }, ['b']],
    ['several statuses', { status: ['UNASSIGNED', 'OPENED'] }, ['a', 'b', 'c']],
    ['status ALL_OPEN', { status: ['ALL_OPEN'] }, ['a', 'b', 'c']],
    ['status ALL_OPEN, even with includeResolved', { status: ['ALL_OPEN'], includeResolved: true }, ['a', 'b', 'c']],
    ['status RESOLVED, which implies includeResolved', { status: ['RESOLVED'] }, ['d']],
    ['status RESOLVED, even with includeResolved: false', { status: ['RESOLVED'], includeResolved: false }, ['d']],
    ['status RESOLVED together with another', { status: ['RESOLVED', 'UNASSIGNED'] }, ['b', 'd']],
    ['an empty list of statuses', { status: [] }, []],
    ['an empty list of statuses, so that no id is read', { ids: ['not an id'], status: [] }, []],
    ['severityCode', { severityCode: ['urgent'] }, ['a']],
    ['serviceCode', { serviceCode: ['amazon-dynamodb'] }, ['c']],
    ['categoryCode', { categoryCode: ['performance', 'other'] }, ['a', 'b', 'c']],
    ['submittedBy, ignoring case', { submittedBy: ['OPS@'] }, ['c']],
    ['submittedBy with two values', { submittedBy: ['janedoe', 'ops@'] }, ['a', 'b', 'c']],
    ['text in the subject, ignoring case', { text: 'table' }, ['a', 'c']],
    ['text that no case contains', { text: 'chair' }, []],
    ['text and severity', { text: 'table', severityCode: ['low'] }, ['c']],
    [
      'AWS filters and gateway filters together',
      { language: 'en', severityCode: ['low'], includeResolved: true },
      ['c', 'd'],
    ],
    ['ids and status', { ids: ['case-a', 'case-b'], status: ['UNASSIGNED'] }, ['b']],
    ['ids and displayId', { ids: ['case-a', 'case-b'], displayId: '1' }, ['a']],
    ['ids and language', { ids: ['case-a', 'case-b'], language: 'ja' }, ['b']],
    [
      'ids and times',
      { ids: ['case-a', 'case-b', 'case-c'], afterTime: '2026-03-01T10:30:00Z', beforeTime: '2026-03-01T11:30:00Z' },
      ['b'],
    ],
  ])('the case filter finds the same cases from the index and from AWS: %s', async (_, filter, expected) => {
    for (const [way, cacheSeconds] of sources) {
      const gateway = await various(cacheSeconds)
      expect({ way, found: await list(gateway, { filter }) }).toEqual({
        way,
        found: expected.map((letter) => `case-${letter}`),
      })
    }
  })

  test('the ids filter of cases accepts global ids and caseIds', async () => {
    const gateway = await various()
    const { data } = await gateway.query('{ case(id: "case-c") { id } }')
    expect(await list(gateway, { filter: { ids: [read(data, 'case.id'), 'case-a'] } })).toEqual(['case-c', 'case-a'])
  })

  test('the status filter OTHER matches a status that the schema does not know', async () => {
    const gateway = await withCases({}, { status: 'frozen' })
    expect(await list(gateway, { filter: { status: ['OTHER'] } })).toEqual(['case-1'])
  })

  test.each([
    ['istanbul', 'Outage in İstanbul'],
    ['İSTANBUL', 'outage in istanbul'],
    ['Diyarbakir', 'DİYARBAKIR'],
    ['STRASSE', 'Straße 5'],
    ['straße', 'STRASSE 5'],
    ['straße', 'STRAẞE 5'],
    ['caf\u00e9', 'CAFE\u0301 down'],
    ['cafe\u0301', 'Caf\u00c9 down'],
    ['file', '\ufb01le'],
    ['ΟΔΟΣ', 'οδοσήμανση'],
    ['οδος', 'ΟΔΟΣ 1'],
  ])(
    'the text and submittedBy filters find %s in %s, regardless of letter case and Unicode form',
    async (text, subject) => {
      const gateway = await withCases({ subject, submittedBy: subject }, { subject: 'Other', submittedBy: 'Nobody' })
      expect(await list(gateway, { filter: { text } })).toEqual(['case-0'])
      expect(await list(gateway, { filter: { submittedBy: ['none', text] } })).toEqual(['case-0'])
    },
  )

  test.each([
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.25Z', '2017-01-01T00:00:00.250Z'],
    ['1990-12-31T15:59:60-08:00', '1991-01-01T00:00:00.000Z'],
  ])('the leap second %s is read as the first second of the next minute', async (afterTime, moment) => {
    const upstream = await startStubUpstream(() => ({ cases: [] }))
    const gateway = await startGateway({ upstreamUrl: upstream.url })
    expect(await list(gateway, { filter: { afterTime } })).toEqual([])
    expect(upstream.calls.map(({ input }) => input['afterTime'])).toEqual([moment])
  })

  test.each([
    [{ ids: ['nonsense'] }, '"nonsense" is not an id of a Case'],
    [{ ids: Array.from({ length: 101 }, (_, index) => `case-${index}`) }, 'filter.ids has 101 entries: at most 100'],
    [{ afterTime: 'yesterday' }, '"yesterday" is not a DateTime'],
    [{ beforeTime: '2026-02-30' }, '"2026-02-30" is not a DateTime'],
    [{ beforeTime: '2016-12-31T23:59:61Z' }, '"2016-12-31T23:59:61Z" is not a DateTime'],
    // AWS does not accept five-digit years
    [{ beforeTime: '9999-12-31T23:59:60Z' }, '"9999-12-31T23:59:60Z" is not a DateTime'],
    [{ textScope: 'EVERYWHERE' }, 'Value "EVERYWHERE" does not exist in "CaseTextScope" enum'],
    [{ status: ['SLEEPING'] }, 'Value "SLEEPING" does not exist in "CaseStatus" enum'],
  ])('cases gets BAD_USER_INPUT for the filter $0, without calling AWS', async (filter, message) => {
    const gateway = await various()
    const response = await gateway.query(LIST, { filter })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('case order', () => {
  test.each([
    ['CREATED_AT', 'ASC', 'dacb'],
    ['CREATED_AT', 'DESC', 'bcad'],
    ['SEVERITY', 'ASC', 'dbac'],
    ['SEVERITY', 'DESC', 'cabd'],
    // Cases with equal values are newest first in either direction: b c a d.
    ['STATUS', 'ASC', 'bcad'],
    ['STATUS', 'DESC', 'dabc'],
    ['SUBJECT', 'ASC', 'bcad'],
    ['SUBJECT', 'DESC', 'dacb'],
  ])('cases are ordered by %s %s', async (field, direction, expected) => {
    const gateway = await mixed()
    const inOrder = expected.split('').map((letter) => `case-${letter}`)
    expect(await list(gateway, { orderBy: { field, direction } })).toEqual(inOrder)
    // cases by id take a different code path
    const ids = ['case-b', 'case-c', 'case-a', 'case-d']
    expect(await list(gateway, { orderBy: { field, direction }, filter: { ids } })).toEqual(inOrder)
  })

  test('the order of cases is ascending by default', async () => {
    const gateway = await mixed()
    const ascending = await list(gateway, { orderBy: { field: 'SUBJECT', direction: 'ASC' } })
    expect(await list(gateway, { orderBy: { field: 'SUBJECT' } })).toEqual(ascending)
  })

  test('the order of cases applies to filtered cases', async () => {
    const gateway = await mixed()
    const variables = { filter: { status: ['OPENED'] }, orderBy: { field: 'SEVERITY', direction: 'DESC' } }
    expect(await list(gateway, variables)).toEqual(['case-c', 'case-b'])
  })

  test('a filter that cannot match any case costs no calls', async () => {
    const gateway = await withMany(3)
    expect(await list(gateway, { filter: { severityCode: [] }, orderBy: { field: 'SUBJECT' } })).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    { displayId: 'abc' },
    { displayId: '' },
    { displayId: '12 34' },
    { displayId: 'case-1' },
    { language: '' },
    { language: 'english' },
  ])('cases gets BAD_USER_INPUT for the malformed filter %j, without calling AWS', async (filter) => {
    const gateway = await withMany(1)
    const source = 'query ($filter: CaseFilter) { cases(filter: $filter) { nodes { id } } }'
    const response = await gateway.query(source, { filter })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(`"${Object.values(filter)[0]}"`)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a forged cursor with a page size that AWS does not allow gets BAD_USER_INPUT without calling AWS', async () => {
    const gateway = await withMany(3)
    const { data } = await gateway.query('{ cases(filter: { includeResolved: true }) { pageInfo { endCursor } } }')
    await gateway.upstreamCalls()
    const after = forged<TokenParts>(read(data, 'cases.pageInfo.endCursor'), (parts) => void (parts[4] = 9))
    const response = await gateway.query(
      'query ($after: String) { cases(after: $after, filter: { includeResolved: true }) { nodes { id } } }',
      { after },
    )
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each(sources)(
    'cases are newest first, then by caseId, regardless of the order in which AWS lists them: %s',
    async (_, cacheSeconds) => {
      const cases = [
        { caseId: 'case-old', timeCreated: hoursBeforeNoon(3) },
        { caseId: 'case-b', timeCreated: hoursBeforeNoon(2) },
        { caseId: 'case-new', timeCreated: hoursBeforeNoon(1) },
        { caseId: 'case-a', timeCreated: hoursBeforeNoon(2) },
      ].map((item) => ({ ...item, status: 'opened', severityCode: 'low' }))
      const upstream = await startStubUpstream(() => ({ cases }))
      const gateway = await startGateway({ upstreamUrl: upstream.url, cacheSeconds })
      const newestFirst = ['case-new', 'case-a', 'case-b', 'case-old']
      expect(await list(gateway, {})).toEqual(newestFirst)
      expect(await list(gateway, { filter: { severityCode: ['low'] } })).toEqual(newestFirst)
      expect(await list(gateway, { orderBy: { field: 'CREATED_AT', direction: 'DESC' } })).toEqual(newestFirst)
      // cases with equal values keep their order in either direction
      const oldestFirst = ['case-old', 'case-a', 'case-b', 'case-new']
      expect(await list(gateway, { orderBy: { field: 'CREATED_AT' } })).toEqual(oldestFirst)
      expect(await list(gateway, { orderBy: { field: 'SEVERITY', direction: 'DESC' } })).toEqual(newestFirst)
    },
  )

  test('ordered cases continue after the cursor of any edge', async () => {
    const gateway = await mixed()
    const source = `query ($after: String) { cases(first: 2, after: $after, orderBy: { field: SUBJECT }) {
      edges { cursor node { caseId } } pageInfo { hasNextPage }
    } }`
    const { data } = await gateway.query(source)
    const after = read(data, 'cases.edges.0.cursor')
    const { data: next } = await gateway.query(source, { after })
    expect(read<object[]>(next, 'cases.edges').map((edge) => read(edge, 'node.caseId'))).toEqual(['case-c', 'case-a'])
    expect(read(next, 'cases.pageInfo.hasNextPage')).toBe(true)
  })
})

const withLimit = (count: number, maxScannedCases: number, cacheSeconds = {}) =>
  startGateway({
    account: () => anAccount({ cases: Array.from({ length: count }, () => ({})) }),
    maxScannedCases,
    cacheSeconds,
  })

describe('cost of case lists without the index', () => {
  test.each([
    // reads all open cases, because AWS does not guarantee an order
    ['a page of open cases', 'cases(first: 20) { nodes { subject } }', 3],
    [
      'a page of open cases that AWS filters',
      'cases(filter: { language: "en", afterTime: "2026-01-01" }) { nodes { id } }',
      3,
    ],
    [
      'a page of all cases',
      'cases(first: 20, filter: { includeResolved: true }) { nodes { subject } pageInfo { hasNextPage } }',
      1,
    ],
    [
      'a page of all cases that AWS filters',
      'cases(filter: { includeResolved: true, language: "en", afterTime: "2026-01-01" }) { nodes { id } }',
      1,
    ],
    [
      'a list of cases by id',
      'cases(filter: { ids: ["case-3", "case-7"] }, orderBy: { field: SUBJECT }) { totalCount nodes { id } }',
      1,
    ],
    ['the total count of 250 cases', 'cases(first: 1) { totalCount }', 3],
    [
      'a page with its communications and the total count',
      'cases(first: 1) { totalCount nodes { communications { nodes { body } } } }',
      3,
    ],
    ['the last page of 250 cases', 'cases(last: 5) { nodes { id } }', 3],
    ['a page of 250 cases ordered by subject', 'cases(orderBy: { field: SUBJECT }) { nodes { id } }', 3],
    [
      'a page of 250 cases with a filter that only the gateway supports',
      'cases(first: 1, filter: { severityCode: ["urgent"] }) { nodes { id } }',
      3,
    ],
    [
      'a request with three lists',
      'a: cases { totalCount } b: cases(orderBy: { field: SUBJECT }) { nodes { id } } cases { totalCount }',
      3,
    ],
  ])('without the index, %s costs the same calls each time (DescribeCases: $2)', async (_, fields, calls) => {
    const gateway = await withMany(250)
    for (let i = 0; i < 2; i++) {
      const { errors } = await gateway.query(`{ ${fields} }`)
      expect(errors).toEqual([])
      expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: calls })
    }
  })

  test('a list that must scan more than MAX_SCANNED_CASES cases gets SCAN_LIMIT_EXCEEDED', async () => {
    const gateway = await withLimit(250, 200)
    for (const fields of [
      'cases { nodes { id } }',
      'cases { totalCount }',
      'cases(last: 1) { nodes { id } }',
      'cases(orderBy: { field: SUBJECT }) { nodes { id } }',
      'cases(filter: { text: "nowhere" }) { nodes { id } }',
      'cases(filter: { severityCode: ["low"], includeResolved: true }) { nodes { id } }',
    ]) {
      const response = await gateway.query(`{ ${fields} }`)
      expect(codes(response)).toEqual(['SCAN_LIMIT_EXCEEDED'])
      expect(response.errors[0]?.message).toContain('more than 200 items')
      expect(response.errors[0]?.message).toContain('Narrow it down with afterTime')
      expect(response.data).toEqual({ cases: null })
    }
  })

  test('a scan of exactly MAX_SCANNED_CASES cases succeeds, and a page that needs no scan is not limited', async () => {
    const gateway = await withLimit(200, 200)
    const { data } = await gateway.query('{ cases { totalCount } }')
    expect(data).toEqual({ cases: { totalCount: 200 } })
    expect(await list(await withLimit(30, 10), { filter: { includeResolved: true } })).toHaveLength(30)
  })

  test('the scan limit does not apply when the index holds all cases', async () => {
    const gateway = await withLimit(250, 100, { cases: 60 })
    for (const filter of [{}, { includeResolved: true }, { includeResolved: true, severityCode: ['low'] }])
      expect(await list(gateway, { filter })).toHaveLength(100)
    const { data } = await gateway.query('{ cases(filter: { includeResolved: true }) { totalCount } }')
    expect(data).toEqual({ cases: { totalCount: 250 } })
  })
})

/** A gateway with the index, 130 open cases and 120 resolved ones. */
const indexed = () =>
  startGateway({
    account: () => anAccount({ cases: Array.from({ length: 250 }, (_, i) => (i < 130 ? {} : { status: 'resolved' })) }),
    cacheSeconds: { cases: 60 },
  })

describe('cost of case lists with the index', () => {
  test.each([
    ['a page of open cases', 'cases(first: 20) { nodes { subject } pageInfo { hasNextPage } }'],
    ['a page of cases with messages', 'cases(first: 20) { nodes { communications(first: 5) { nodes { body } } } }'],
    [
      'a page with its messages and the total count',
      'cases(first: 1) { totalCount nodes { communications { nodes { body } } } }',
    ],
    ['the last page of cases', 'cases(last: 5) { nodes { id } }'],
    ['a page ordered by subject', 'cases(orderBy: { field: SUBJECT }) { nodes { id } }'],
    [
      'a page with a filter that only the gateway supports',
      'cases(first: 1, filter: { severityCode: ["urgent"] }) { nodes { id } }',
    ],
    [
      'a page with a filter that AWS supports',
      'cases(filter: { language: "en", afterTime: "2026-01-01" }) { nodes { id } }',
    ],
    [
      'a text search in subjects and messages',
      'cases(filter: { text: "7", textScope: RECENT_COMMUNICATIONS }) { nodes { communications(first: 5) { nodes { body } } } }',
    ],
  ])('with the index, %s reads all open cases the first time and then costs no calls', async (_, fields) => {
    const gateway = await indexed()
    for (const calls of [{ DescribeCases: 2 }, {}]) {
      expect(await gateway.query(`{ ${fields} }`)).toMatchObject({ errors: [], calls })
      expect(await gateway.upstreamCalls()).toEqual(calls)
    }
  })

  test.each([
    ['the total count of all cases', 'cases(first: 1, filter: { includeResolved: true }) { totalCount }'],
    ['the last page of all cases', 'cases(last: 5, filter: { includeResolved: true }) { nodes { id } }'],
    [
      'a page of all cases ordered by subject',
      'cases(orderBy: { field: SUBJECT }, filter: { includeResolved: true }) { nodes { id } }',
    ],
    [
      'a page of resolved cases of one severity',
      'cases(filter: { status: [RESOLVED], severityCode: ["low"] }) { nodes { id } }',
    ],
  ])('with the index, %s reads all cases the first time and then costs no calls', async (_, fields) => {
    const gateway = await indexed()
    for (const calls of [{ DescribeCases: 3 }, {}]) {
      expect(await gateway.query(`{ ${fields} }`)).toMatchObject({ errors: [], calls })
      expect(await gateway.upstreamCalls()).toEqual(calls)
    }
    // the list of all cases also serves queries for open cases and messages
    const { calls } = await gateway.query('{ cases { totalCount nodes { communications(first: 5) { totalCount } } } }')
    expect(calls).toEqual({})
  })
})
