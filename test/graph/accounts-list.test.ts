/** Lists, counts and searches of cases over several accounts. */
import { describe, expect, test } from 'vitest'
import { aCommunication, NOON, HOUR } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { startAccounts, data, production, sandbox } from '../support/accounts.js'
import { codes, read, type Gateway } from '../support/harness.js'

const LIST = `query ($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String, $last: Int, $before: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes { subject }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    failures { code }
  }
}`

/** Cases `hours` old. Those of one account have to be given newest first, as in AWS. */
const aged = (hours: number, more: object = {}) => ({
  subject: `${hours} h`,
  timeCreated: NOON - hours * HOUR,
  communications: [{ ...aCommunication(`the text of ${hours} h`, NOON - hours * HOUR), submittedBy: 'janedoe' }],
  ...more,
})

const casesOf = {
  [production.accountId]: [aged(1, { severityCode: 'urgent' }), aged(4), aged(7, { status: 'resolved' })],
  [data.accountId]: [aged(2), aged(5, { severityCode: 'urgent', serviceCode: 'amazon-dynamodb' })],
  [sandbox.accountId]: [aged(3, { serviceCode: 'amazon-dynamodb' }), aged(6)],
}

const hours = (...ages: number[]): string[] => ages.map((age) => `${age} h`)

async function subjects(gateway: Gateway, variables: Record<string, unknown> = {}): Promise<string[]> {
  const response = await gateway.query(LIST, variables)
  expect(response.errors).toEqual([])
  expect(read(response.data, 'cases.failures')).toEqual([])
  return read<{ subject: string }[]>(response.data, 'cases.nodes').map(({ subject }) => subject)
}

const sources = [
  ['from the case indexes', { cacheSeconds: { cases: 60 } }],
  ['read from AWS for the request', {}],
] as const

describe.each(sources)('%s', (_, options) => {
  const start = () => startAccounts(casesOf, options)

  test('the cases of all accounts are one list, newest first', async () => {
    const gateway = await start()
    expect(await subjects(gateway)).toEqual(['1 h', '2 h', '3 h', '4 h', '5 h', '6 h'])
    expect(await subjects(gateway, { filter: { includeResolved: true } })).toEqual(hours(1, 2, 3, 4, 5, 6, 7))
  })

  test.each([
    ['CREATED_AT', 'ASC', [6, 5, 4, 3, 2, 1]],
    ['CREATED_AT', 'DESC', [1, 2, 3, 4, 5, 6]],
    ['SUBJECT', 'ASC', [1, 2, 3, 4, 5, 6]],
    ['SUBJECT', 'DESC', [6, 5, 4, 3, 2, 1]],
    ['SEVERITY', 'DESC', [1, 5, 2, 3, 4, 6]],
    ['SEVERITY', 'ASC', [2, 3, 4, 6, 1, 5]],
    ['STATUS', 'ASC', [1, 2, 3, 4, 5, 6]],
    ['LATEST_COMMUNICATION_AT', 'ASC', [6, 5, 4, 3, 2, 1]],
    ['LATEST_COMMUNICATION_AT', 'DESC', [1, 2, 3, 4, 5, 6]],
    ['WAITING_SINCE', 'ASC', [6, 5, 4, 3, 2, 1]],
    ['RESPONSE_DUE_AT', 'ASC', [1, 2, 3, 4, 5, 6]],
  ])('the list can be ordered by %s %s', async (field, direction, ages) => {
    const gateway = await start()
    expect(await subjects(gateway, { orderBy: { field, direction } })).toEqual(hours(...ages))
  })

  test.each([
    ['their names', [data.name, sandbox.name]],
    ['their 12 digits', [data.accountId, sandbox.accountId]],
    ['their global ids', [toGlobalId('Account', data.accountId), toGlobalId('Account', sandbox.accountId)]],
    ['a mix, with duplicates', [sandbox.name, data.accountId, sandbox.accountId]],
  ])('filter.accountIds selects accounts by %s', async (_, accountIds) => {
    const gateway = await start()
    expect(await subjects(gateway, { filter: { accountIds } })).toEqual(['2 h', '3 h', '5 h', '6 h'])
  })

  test('filter.accountIds selects the first account by its global id', async () => {
    const gateway = await start()
    const filter = { accountIds: [toGlobalId('Account', 'default')] }
    expect(await subjects(gateway, { filter })).toEqual(['1 h', '4 h'])
  })

  test.each([
    ['cases', 'cases(first: $first, after: $after, last: $last, before: $before)', true],
    ['cases', 'cases(first: $first, after: $after, last: $last, before: $before)', false],
    ['searchCases', 'searchCases(query: "twin", first: $first, after: $after)', true],
  ])(
    'pages of %s have the cases of every account, even if an emulator gives them the same ids',
    async (name, field, isForward) => {
      const twins = [1, 2].map((age) => aged(age, { caseId: `case-twin-${age}`, subject: 'twin' }))
      const gateway = await startAccounts(
        Object.fromEntries([production, data, sandbox].map(({ accountId }) => [accountId, twins])),
        options,
      )
      const query = `query ($first: Int, $after: String${name === 'searchCases' ? '' : ', $last: Int, $before: String'}) {
      ${field} { nodes { caseId account { name } } pageInfo { startCursor endCursor } }
    }`
      const found: string[] = []
      let cursor: string | null = null
      for (let page = 0; page < 6; page++) {
        const variables: Record<string, unknown> = isForward ? { first: 1, after: cursor } : { last: 1, before: cursor }
        const response = await gateway.query(query, variables)
        expect(response.errors).toEqual([])
        const [node] = read<{ caseId: string; account: { name: string } }[]>(response.data, `${name}.nodes`)
        found.push(`${node?.caseId} of ${node?.account.name}`)
        cursor = read(response.data, `${name}.pageInfo.${isForward ? 'endCursor' : 'startCursor'}`)
      }
      const all = ['case-twin-1', 'case-twin-2'].flatMap((caseId) =>
        [production, data, sandbox].map(({ name: account }) => `${caseId} of ${account}`),
      )
      expect(isForward ? found : found.toReversed()).toEqual(all)
    },
  )

  test('a list without accounts is empty, and costs no call', async () => {
    const gateway = await start()
    const query = `query ($filter: CaseFilter) {
      cases(filter: $filter) { totalCount nodes { id } failures { code } }
      caseSummary(filter: $filter) { totalCount byAccount { count } failures { code } }
      searchCases(query: "text", filter: $filter) { totalCount nodes { id } isComplete failures { code } }
    }`
    const response = await gateway.query(query, { filter: { accountIds: [] } })
    expect(response).toMatchObject({
      data: {
        cases: { totalCount: 0, nodes: [], failures: [] },
        caseSummary: { totalCount: 0, byAccount: [], failures: [] },
        searchCases: { totalCount: 0, nodes: [], isComplete: true, failures: [] },
      },
      errors: [],
      calls: {},
    })
  })

  test.each([
    '444455556666',
    'production ',
    toGlobalId('Account', '444455556666'),
    toGlobalId('Case', production.accountId, 'case-0'),
  ])('an account that does not exist (%s) is a BAD_USER_INPUT that names it', async (id) => {
    const gateway = await start()
    for (const field of ['cases(', 'caseSummary(', 'searchCases(query: "text", ']) {
      const response = await gateway.query(
        `query ($ids: [ID!]) { ${field}filter: { accountIds: $ids }) { totalCount } }`,
        { ids: [data.name, id] },
      )
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain(id)
      expect(response.calls).toEqual({})
    }
  })

  test('at most 100 accounts can be named', async () => {
    const gateway = await start()
    const filter = { accountIds: Array.from({ length: 101 }, () => data.name) }
    const response = await gateway.query(LIST, { filter })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('filter.accountIds has 101 entries: at most 100 are allowed')
  })

  test('cases belong to their account, and their global ids lead back to them', async () => {
    const gateway = await start()
    const { data: listed, errors } = await gateway.query(
      '{ cases { nodes { id subject account { id name accountId } } edges { node { account { name } } } } }',
    )
    expect(errors).toEqual([])
    const nodes = read<{ id: string; subject: string; account: object }[]>(listed, 'cases.nodes')
    const globalIds = ['default', data.accountId, sandbox.accountId].map((key) => toGlobalId('Account', key))
    const [first, second, third] = [production, data, sandbox].map((entry, index) => ({
      id: globalIds[index],
      ...entry,
    }))
    expect(nodes.map(({ account }) => account)).toEqual([first, second, third, first, second, third])
    for (const { id, ...node } of nodes) {
      const response = await gateway.query(
        'query ($id: ID!) { node(id: $id) { id ... on Case { subject account { id name accountId } } } }',
        { id },
      )
      expect(response).toMatchObject({ data: { node: { id, ...node } }, errors: [] })
    }
  })

  test('filter.ids selects cases of any account, in the order of the ids', async () => {
    const gateway = await start()
    const { data: listed } = await gateway.query('{ cases { nodes { id caseId } } }')
    const nodes = read<{ id: string; caseId: string }[]>(listed, 'cases.nodes')
    const [a, b, c] = [nodes[5], nodes[0], nodes[4]]
    await gateway.upstreamCalls()
    expect(await subjects(gateway, { filter: { ids: [a?.id, b?.id, c?.caseId] } })).toEqual(['6 h', '1 h', '5 h'])
    expect(await subjects(gateway, { filter: { ids: [b?.id, a?.caseId] } })).toEqual(['1 h', '6 h'])
    expect(
      await subjects(gateway, {
        filter: { ids: [a?.id, b?.id, c?.id], accountIds: [data.name, sandbox.name] },
        orderBy: { field: 'CREATED_AT', direction: 'DESC' },
      }),
    ).toEqual(['5 h', '6 h'])
  })

  test('filter.displayId finds the case in any account', async () => {
    const gateway = await start()
    expect(await subjects(gateway, { filter: { displayId: `${sandbox.accountId}1001` } })).toEqual(['6 h'])
    expect(await subjects(gateway, { filter: { displayId: '1001' } })).toEqual(['4 h'])
    expect(await subjects(gateway, { filter: { displayId: '1001', accountIds: [data.name] } })).toEqual([])
  })

  test.each([1, 2, 4])('pages of %d lead through the list and back', async (size) => {
    const gateway = await start()
    const all = await subjects(gateway)
    const forward: string[] = []
    const cursors: string[] = []
    let after: string | undefined
    do {
      const { data: page } = await gateway.query(LIST, { first: size, after })
      expect(read(page, 'cases.totalCount')).toBe(6)
      forward.push(...read<{ subject: string }[]>(page, 'cases.nodes').map(({ subject }) => subject))
      const info = read<Record<string, string | boolean>>(page, 'cases.pageInfo')
      after = info['hasNextPage'] === true ? String(info['endCursor']) : undefined
      cursors.push(String(info['startCursor']))
    } while (after !== undefined)
    expect(forward).toEqual(all)
    const backward: string[] = []
    let before: string | undefined
    do {
      const { data: page } = await gateway.query(LIST, { last: size, before })
      backward.unshift(...read<{ subject: string }[]>(page, 'cases.nodes').map(({ subject }) => subject))
      const info = read<Record<string, string | boolean>>(page, 'cases.pageInfo')
      before = info['hasPreviousPage'] === true ? String(info['startCursor']) : undefined
    } while (before !== undefined)
    expect(backward).toEqual(all)
  })

  test('a cursor does not fit a list of other accounts', async () => {
    const gateway = await start()
    const { data: page } = await gateway.query(LIST, { first: 1 })
    const after = read(page, 'cases.pageInfo.endCursor')
    expect(codes(await gateway.query(LIST, { after, filter: { accountIds: [data.name, sandbox.name] } }))).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  test('a cursor fits the same accounts, named in another way', async () => {
    const gateway = await start()
    const filter = { accountIds: [data.name, sandbox.accountId] }
    const { data: page } = await gateway.query(LIST, { first: 1, filter })
    const after = read(page, 'cases.pageInfo.endCursor')
    const again = { accountIds: [toGlobalId('Account', sandbox.accountId), data.accountId] }
    expect(await subjects(gateway, { after, filter: again })).toEqual(['3 h', '5 h', '6 h'])
  })

  test('a summary counts the cases of all accounts, and of each', async () => {
    const gateway = await start()
    const query = `query ($filter: CaseFilter) {
      caseSummary(filter: $filter) {
        totalCount
        byStatus { status count }
        bySeverity { severity { code } count }
        byService { service { code } count }
        byAccount { account { name } count }
        byWaitingOn { count }
        failures { code }
      }
    }`
    const { data: counted, errors } = await gateway.query(query, { filter: { includeResolved: true } })
    expect(errors).toEqual([])
    expect(read(counted, 'caseSummary')).toMatchObject({
      totalCount: 7,
      byStatus: [
        { status: 'OPENED', count: 6 },
        { status: 'RESOLVED', count: 1 },
      ],
      bySeverity: [
        { severity: { code: 'low' }, count: 5 },
        { severity: { code: 'urgent' }, count: 2 },
      ],
      byService: [
        { service: { code: 'general-info' }, count: 5 },
        { service: { code: 'amazon-dynamodb' }, count: 2 },
      ],
      byAccount: [
        { account: { name: 'production' }, count: 3 },
        { account: { name: 'data' }, count: 2 },
        { account: { name: 'sandbox' }, count: 2 },
      ],
      failures: [],
    })
    const { data: some } = await gateway.query(query, {
      filter: { accountIds: [sandbox.name, production.name], severityCode: ['urgent'] },
    })
    expect(read(some, 'caseSummary')).toMatchObject({
      totalCount: 1,
      byAccount: [{ account: { name: 'production' }, count: 1 }],
    })
  })

  test('a search covers the cases of all accounts, best match first', async () => {
    const gateway = await start()
    const query = `query ($query: String!, $filter: CaseFilter, $first: Int, $after: String) {
      searchCases(query: $query, filter: $filter, first: $first, after: $after) {
        totalCount
        isComplete
        nodes { subject account { name } }
        edges { highlights { text } }
        pageInfo { hasNextPage endCursor }
        failures { code }
      }
    }`
    const { data: found, errors } = await gateway.query(query, { query: 'text' })
    expect(errors).toEqual([])
    expect(read(found, 'searchCases')).toMatchObject({
      totalCount: 6,
      isComplete: true,
      nodes: [1, 2, 3, 4, 5, 6].map((hours) => ({ subject: `${hours} h` })),
      failures: [],
    })
    const page = { query: 'text', filter: { accountIds: [data.name, sandbox.name] }, first: 3 }
    const { data: first } = await gateway.query(query, page)
    expect(read(first, 'searchCases')).toMatchObject({
      totalCount: 4,
      nodes: [
        { subject: '2 h', account: { name: 'data' } },
        { subject: '3 h', account: { name: 'sandbox' } },
        { subject: '5 h', account: { name: 'data' } },
      ],
    })
    const after = read(first, 'searchCases.pageInfo.endCursor')
    const { data: second } = await gateway.query(query, { ...page, after })
    expect(read(second, 'searchCases.nodes')).toMatchObject([{ subject: '6 h' }])
  })
})

test('a list reads each account once, then costs no call while it is fresh, and then one refresh of each account', async () => {
  const gateway = await startAccounts(casesOf, { cacheSeconds: { cases: 60 } })
  await subjects(gateway)
  expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  await subjects(gateway, { orderBy: { field: 'SUBJECT', direction: 'ASC' } })
  await gateway.query('{ caseSummary { totalCount byAccount { count } } }')
  await gateway.query('{ searchCases(query: "text") { nodes { id } } }')
  expect(await gateway.upstreamCalls()).toEqual({})
  gateway.clock.time += 200_000
  await subjects(gateway)
  expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
})

test('a list of one account costs the other accounts nothing', async () => {
  const gateway = await startAccounts(casesOf, { cacheSeconds: { cases: 60 } })
  await subjects(gateway, { filter: { accountIds: [data.name] } })
  const { calls } = read<{ calls: { accountId: string }[] }>({ all: await gateway.control('GET', 'calls') }, 'all')
  expect(calls.map(({ accountId }) => accountId)).toEqual([data.accountId])
})

test('severity levels are read once for each account, services once in all', async () => {
  const gateway = await startAccounts(casesOf, { cacheSeconds: { cases: 60 } })
  const query = '{ cases { nodes { severity { name } service { name } } } }'
  const { errors, data: listed } = await gateway.query(query)
  expect(errors).toEqual([])
  expect(read(listed, 'cases.nodes.1')).toEqual({
    severity: { name: 'General guidance' },
    service: { name: 'General Info' },
  })
  expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3, DescribeSeverityLevels: 3, DescribeServices: 1 })
  await gateway.query(query)
  expect(await gateway.upstreamCalls()).toEqual({})
})

test('a search reads older messages in the account of each case', async () => {
  const messages = Array.from({ length: 8 }, (_, index) =>
    aCommunication(index === 0 ? 'needle' : 'hay', NOON - HOUR + index * 1_000),
  )
  const gateway = await startAccounts({
    [data.accountId]: [{ subject: 'long', communications: messages }],
    [sandbox.accountId]: [{ subject: 'long', communications: messages }],
  })
  const { data: found, errors } = await gateway.query(`{
    searchCases(query: "needle", textScope: ALL_COMMUNICATIONS) {
      isComplete
      edges { node { account { name } } highlights { text } }
    }
  }`)
  expect(errors).toEqual([])
  expect(read(found, 'searchCases')).toMatchObject({
    isComplete: true,
    edges: [{ node: { account: { name: 'data' } } }, { node: { account: { name: 'sandbox' } } }],
  })
})

test('cases with the same id in two accounts are two cases', async () => {
  const gateway = await startAccounts(
    {
      [production.accountId]: [{ caseId: 'case-same', subject: 'ours' }],
      [data.accountId]: [{ caseId: 'case-same', subject: 'theirs' }],
    },
    { cacheSeconds: { cases: 60 } },
  )
  const { data: listed } = await gateway.query('{ cases { nodes { id subject } } }')
  const nodes = read<{ id: string; subject: string }[]>(listed, 'cases.nodes')
  expect(nodes.map(({ subject }) => subject).toSorted()).toEqual(['ours', 'theirs'])
  for (const { id, subject } of nodes) {
    const response = await gateway.query('query ($id: ID!) { node(id: $id) { ... on Case { subject } } }', { id })
    expect(response.data).toEqual({ node: { subject } })
  }
})

test('a gateway whose file has one account pages through that account as without the file', async () => {
  const account = { [production.accountId]: casesOf[production.accountId] ?? [] }
  const one = await startAccounts(account, { accounts: [production] })
  expect(await subjects(one, { filter: { includeResolved: true } })).toEqual(['1 h', '4 h', '7 h'])
})
