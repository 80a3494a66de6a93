/** Counts of cases, in total and by group. */
import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { generateAccount } from '../../emulator/generate.js'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { anonymous } from '../../src/lib/viewer.js'
import { ACCOUNT } from '../support/costs.js'
import { codes, read, startGateway, type GatewayOptions } from '../support/harness.js'

const SUMMARY = `
  totalCount overdueCount
  byStatus { status count }
  bySeverity { severityCode severity { name } count }
  byService { serviceCode service { name } count }
  byWaitingOn { waitingOn count }`
const QUERY = `query ($filter: CaseFilter) { caseSummary(filter: $filter) { ${SUMMARY} } }`

/** Cases come from the case index, or from AWS for each request. */
const sources = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

const startWith = (cases: Partial<SupportCase>[], options: GatewayOptions = {}) =>
  startGateway({ account: () => anAccount({ cases }), ...options })

const fromCustomer = { ...aCommunication('help', NOON), submittedBy: 'AdminRole (Role) <janedoe@example.com>' }
const various: Partial<SupportCase>[] = [
  { status: 'opened', severityCode: 'urgent', communications: [fromCustomer], timeCreated: NOON },
  { status: 'opened', severityCode: 'low', serviceCode: 'amazon-dynamodb', timeCreated: NOON },
  { status: 'work-in-progress', severityCode: 'low', communications: [fromCustomer], timeCreated: NOON },
  { status: 'pending-customer-action', severityCode: 'ancient', serviceCode: 'gone', timeCreated: NOON },
  { status: 'resolved', severityCode: 'urgent', communications: [fromCustomer], timeCreated: NOON },
  { status: 'frozen', severityCode: 'urgent', communications: [fromCustomer], timeCreated: NOON },
]

describe.each(sources)('case summaries %s', (_, cacheSeconds) => {
  test('a case summary counts open cases by status, severity, service and waitingOn, the largest group first', async () => {
    const gateway = await startWith(various, { cacheSeconds, responseTargets: 'urgent=1h' })
    gateway.clock.time = NOON + 2 * HOUR
    const { data, errors, calls } = await gateway.query(QUERY)
    expect(errors).toEqual([])
    expect(calls).toEqual({ DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 })
    expect(read(data, 'caseSummary')).toEqual({
      totalCount: 5,
      overdueCount: 2,
      byStatus: [
        { status: 'OPENED', count: 2 },
        { status: 'PENDING_CUSTOMER_ACTION', count: 1 },
        { status: 'WORK_IN_PROGRESS', count: 1 },
        { status: 'OTHER', count: 1 },
      ],
      bySeverity: [
        { severityCode: 'low', severity: { name: 'General guidance' }, count: 2 },
        { severityCode: 'urgent', severity: { name: 'Production system down' }, count: 2 },
        { severityCode: 'ancient', severity: null, count: 1 },
      ],
      byService: [
        { serviceCode: 'general-info', service: { name: 'General Info' }, count: 3 },
        { serviceCode: 'amazon-dynamodb', service: { name: 'DynamoDB' }, count: 1 },
        { serviceCode: 'gone', service: null, count: 1 },
      ],
      byWaitingOn: [
        { waitingOn: 'AWS', count: 4 },
        { waitingOn: 'CUSTOMER', count: 1 },
      ],
    })
  })

  test.each([
    {},
    { includeResolved: true },
    { status: ['RESOLVED'] },
    { severityCode: ['urgent'], includeResolved: true },
    { waitingOn: ['AWS'] },
    { isOverdue: true },
    { text: 'subject 1' },
    { ids: ['case-0', 'case-3', 'case-unknown'] },
    { displayId: '1001' },
    { severityCode: [] },
  ])('a case summary counts the cases that `cases` lists with the filter %j', async (filter) => {
    const gateway = await startWith(various, { cacheSeconds, responseTargets: 'urgent=1h' })
    const { data, errors } = await gateway.query(
      `query ($filter: CaseFilter) {
        cases(first: 100, filter: $filter) { totalCount nodes { status severityCode serviceCode waitingOn isOverdue } }
        caseSummary(filter: $filter) { ${SUMMARY} }
      }`,
      { filter },
    )
    expect(errors).toEqual([])
    interface Node {
      status: string
      severityCode: string
      serviceCode: string
      waitingOn: string
      isOverdue: boolean
    }
    const nodes = read<Node[]>(data, 'cases.nodes')
    const counts = (key: keyof Node) => {
      const values = nodes.map((node) => String(node[key]))
      return Object.fromEntries(values.map((value) => [value, values.filter((other) => other === value).length]))
    }
    const summary = read<Record<string, Record<string, unknown>[]>>(data, 'caseSummary')
    const counted = (list: string, key: string) =>
      Object.fromEntries(summary[list]?.map((it) => [it[key], it['count']]) ?? [])
    expect(summary['totalCount']).toBe(nodes.length)
    expect(summary['overdueCount']).toBe(nodes.filter(({ isOverdue }) => isOverdue).length)
    expect(counted('byStatus', 'status')).toEqual(counts('status'))
    expect(counted('bySeverity', 'severityCode')).toEqual(counts('severityCode'))
    expect(counted('byService', 'serviceCode')).toEqual(counts('serviceCode'))
    expect(counted('byWaitingOn', 'waitingOn')).toEqual(counts('waitingOn'))
  })
})

test('with the case index, a list of cases and their summary in one document read the open cases once', async () => {
  const account = generateAccount(ACCOUNT, Date.now())
  const gateway = await startGateway({ account: () => account, cacheSeconds: { cases: 60 } })
  const query = `query ($filter: CaseFilter) {
    cases(first: 20, filter: $filter) { totalCount asOf nodes { waitingOn isOverdue } }
    caseSummary(filter: $filter) { totalCount asOf overdueCount byWaitingOn { waitingOn count } }
  }`
  const { data, calls } = await gateway.query(query, { filter: { severityCode: ['urgent', 'high'] } })
  expect(calls).toEqual({ DescribeCases: 2 })
  expect(read(data, 'caseSummary.totalCount')).toBe(read(data, 'cases.totalCount'))
  expect(read(data, 'caseSummary.asOf')).toBe(read(data, 'cases.asOf'))
  expect((await gateway.query(query, { filter: { severityCode: ['low'] } })).calls).toEqual({})
})

test('without the case index, a list of cases and their summary in one document read the same pages once', async () => {
  const gateway = await startWith(various)
  const list = 'cases(first: 20) { totalCount nodes { waitingOn } }'
  const summary = 'caseSummary { totalCount byWaitingOn { waitingOn count } }'
  expect((await gateway.query(`{ ${list} ${summary} }`)).calls).toEqual({ DescribeCases: 1 })
  expect((await gateway.query(`{ ${summary} cases { totalCount nodes { subject } } }`)).calls).toEqual({
    DescribeCases: 1,
  })
})

test('a case summary reads the names of services and severities only if they are selected', async () => {
  const gateway = await startWith(various)
  const { calls } = await gateway.query(
    '{ caseSummary { bySeverity { severityCode count } byService { serviceCode count } } }',
  )
  expect(calls).toEqual({ DescribeCases: 1 })
})

test("a case summary counts only the cases that the viewer's roles may see", async () => {
  const policy = new Map([['reader', { severities: ['urgent'] }]])
  const viewer = { ...anonymous, id: 'api-key:test', roles: ['reader'] }
  for (const [, cacheSeconds] of sources) {
    const gateway = await startWith(various, { policy, viewer, cacheSeconds })
    const { data } = await gateway.query('{ caseSummary { totalCount bySeverity { severityCode count } } }')
    expect(read(data, 'caseSummary')).toEqual({ totalCount: 2, bySeverity: [{ severityCode: 'urgent', count: 2 }] })
  }
  const nobody = await startWith(various, { policy, viewer: { ...viewer, roles: [] } })
  const { data, calls } = await nobody.query(QUERY)
  expect(read(data, 'caseSummary')).toEqual({
    totalCount: 0,
    overdueCount: 0,
    byStatus: [],
    bySeverity: [],
    byService: [],
    byWaitingOn: [],
  })
  expect(calls).toEqual({})
})

test('cases without a severity or a service form their own group, after other groups of the same size', async () => {
  const account = anAccount({ cases: [{}, {}] })
  Object.assign(account.cases.get('case-0') ?? {}, { severityCode: undefined, serviceCode: undefined })
  const gateway = await startGateway({ account: () => account })
  const { data } = await gateway.query(QUERY)
  expect(read(data, 'caseSummary.bySeverity')).toEqual([
    { severityCode: 'low', severity: { name: 'General guidance' }, count: 1 },
    { severityCode: null, severity: null, count: 1 },
  ])
  expect(read(data, 'caseSummary.byService')).toEqual([
    { serviceCode: 'general-info', service: { name: 'General Info' }, count: 1 },
    { serviceCode: null, service: null, count: 1 },
  ])
})

test('caseSummary gets BAD_USER_INPUT for a malformed filter, without calling AWS', async () => {
  const gateway = await startWith(various)
  for (const filter of [{ displayId: 'abc' }, { language: 'english' }, { ids: ['nonsense'] }]) {
    const response = await gateway.query(QUERY, { filter })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.calls).toEqual({})
  }
})
