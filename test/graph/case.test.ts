import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'

const withCases = (...cases: Partial<SupportCase>[]) => startGateway({ account: () => anAccount({ cases }) })

function ids(data: unknown): string[] {
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

describe('cases by id', () => {
  test('a case is found by its global id, its caseId and its displayId, in one call each', async () => {
    const gateway = await withCases({ caseId: 'case-1-a', displayId: '77' })
    const byCaseId = await gateway.query('{ case(id: "case-1-a") { id displayId } }')
    const id = read(byCaseId.data, 'case.id')
    await gateway.upstreamCalls()
    for (const anyId of [id, 'case-1-a', '77']) {
      const { data } = await gateway.query('query ($id: ID!) { case(id: $id) { id } }', { id: anyId })
      expect(data).toEqual({ case: { id } })
      expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    }
  })

  test('a case with its newest messages costs one call', async () => {
    const gateway = await withCases({ communications: [aCommunication('hello', NOON)] })
    const { data } = await gateway.query('{ case(id: "case-0") { subject communications { nodes { body } } } }')
    expect(data).toEqual({ case: { subject: 'Subject 0', communications: { nodes: [{ body: 'hello' }] } } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test.each(['case-unknown', '999999'])(
    'a case that AWS does not know by the id %s is null without an error',
    async (id) => {
      const gateway = await withCases({})
      const { data, errors } = await gateway.query('query ($id: ID!) { case(id: $id) { subject } }', { id })
      expect(data).toEqual({ case: null })
      expect(errors).toEqual([])
    },
  )

  test('case is null without an error for the global id of a case that no longer exists', async () => {
    const gateway = await withCases({})
    const { data } = await gateway.query('{ case(id: "case-0") { id } }')
    await gateway.control('POST', 'seed', { cases: 0 })
    const response = await gateway.query('query ($id: ID!) { case(id: $id) { subject } }', {
      id: read(data, 'case.id'),
    })
    expect(response).toMatchObject({ data: { case: null }, errors: [] })
  })

  test.each(['', ' ', 'case', 'case-', 'case with blanks', '12x', `case-${'x'.repeat(300)}`])(
    'case gets BAD_USER_INPUT for the malformed id $0, without calling AWS',
    async (id) => {
      const gateway = await withCases({})
      const response = await gateway.query('query ($id: ID!) { case(id: $id) { subject } }', { id })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain(`"${id.slice(0, 100)}`)
      expect(response.errors[0]?.message).toContain('displayId')
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('case gets BAD_USER_INPUT for a global id of another type, and the message names that type', async () => {
    const gateway = await withCases({})
    const { data } = await gateway.query('{ service(id: "general-info") { id } }')
    const response = await gateway.query('query ($id: ID!) { case(id: $id) { subject } }', {
      id: read(data, 'service.id'),
    })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('the id of a Service, not of a Case')
  })
})

describe('batching of cases', () => {
  test('cases that a request selects by id are read in one call', async () => {
    const gateway = await withCases({}, {}, {})
    const { data, errors } = await gateway.query(
      '{ a: case(id: "case-2") { subject } b: case(id: "case-0") { subject } c: case(id: "case-2") { caseId } }',
    )
    expect(errors).toEqual([])
    expect(data).toEqual({ a: { subject: 'Subject 2' }, b: { subject: 'Subject 0' }, c: { caseId: 'case-2' } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('cases that a request selects by id are read in batches of 100', async () => {
    const gateway = await withCases(...Array.from({ length: 101 }, () => ({})))
    const fields = Array.from({ length: 101 }, (_, index) => `c${index}: case(id: "case-${index}") { caseId }`)
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`)
    expect(errors).toEqual([])
    expect(read(data, 'c100.caseId')).toBe('case-100')
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 2 })
  })

  test('the cases of a list share one read of services and one of severity levels', async () => {
    const gateway = await withCases({}, { serviceCode: 'amazon-dynamodb', categoryCode: 'performance' }, {})
    const { data } = await gateway.query('{ cases { nodes { service { name } category { name } severity { name } } } }')
    expect(read(data, 'cases.nodes')).toEqual([
      { service: { name: 'General Info' }, category: { name: 'Other' }, severity: { name: 'General guidance' } },
      { service: { name: 'DynamoDB' }, category: { name: 'Performance' }, severity: { name: 'General guidance' } },
      { service: { name: 'General Info' }, category: { name: 'Other' }, severity: { name: 'General guidance' } },
    ])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 })
  })
})

describe('case pagination', () => {
  const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
    cases(first: $first, after: $after, last: $last, before: $before) {
      nodes { caseId }
      edges { cursor node { caseId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`

  test('a page of cases has 20 cases by default', async () => {
    const gateway = await withCases(...Array.from({ length: 21 }, () => ({})))
    const { data } = await gateway.query(PAGE)
    expect(ids(data)).toHaveLength(20)
    expect(read(data, 'cases.pageInfo')).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  })

  test('the next page of cases starts where the previous one ends', async () => {
    const gateway = await withCases({}, {}, {}, {}, {})
    const first = await gateway.query(PAGE, { first: 2 })
    expect(ids(first.data)).toEqual(['case-0', 'case-1'])
    expect(read(first.data, 'cases.edges')).toEqual([
      { cursor: read(first.data, 'cases.pageInfo.startCursor'), node: { caseId: 'case-0' } },
      { cursor: read(first.data, 'cases.pageInfo.endCursor'), node: { caseId: 'case-1' } },
    ])
    const second = await gateway.query(PAGE, { first: 3, after: read(first.data, 'cases.pageInfo.endCursor') })
    expect(ids(second.data)).toEqual(['case-2', 'case-3', 'case-4'])
    expect(read(second.data, 'cases.pageInfo')).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test('a page of cases continues after the cursor of any edge', async () => {
    const gateway = await withCases({}, {}, {}, {})
    const { data } = await gateway.query(PAGE, { first: 4 })
    const { data: rest } = await gateway.query(PAGE, { first: 4, after: read(data, 'cases.edges.1.cursor') })
    expect(ids(rest)).toEqual(['case-2', 'case-3'])
  })

  test('cases can be paged backward from the end', async () => {
    const gateway = await withCases({}, {}, {}, {}, {})
    const last = await gateway.query(PAGE, { last: 2 })
    expect(ids(last.data)).toEqual(['case-3', 'case-4'])
    expect(read(last.data, 'cases.pageInfo')).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const before = await gateway.query(PAGE, { last: 2, before: read(last.data, 'cases.pageInfo.startCursor') })
    expect(ids(before.data)).toEqual(['case-1', 'case-2'])
    expect(read(before.data, 'cases.pageInfo')).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
  })

  test('a page of cases can lie between two cursors', async () => {
    const gateway = await withCases({}, {}, {}, {}, {})
    const { data } = await gateway.query(PAGE)
    const between = { after: read(data, 'cases.edges.0.cursor'), before: read(data, 'cases.edges.4.cursor') }
    expect(ids((await gateway.query(PAGE, { first: 2, ...between })).data)).toEqual(['case-1', 'case-2'])
    expect(ids((await gateway.query(PAGE, { last: 2, ...between })).data)).toEqual(['case-2', 'case-3'])
  })

  test('a page of cases is empty if its `after` cursor comes after its `before` cursor', async () => {
    const gateway = await withCases({}, {}, {}, {})
    const { data } = await gateway.query(PAGE)
    const crossed = { after: read(data, 'cases.edges.2.cursor'), before: read(data, 'cases.edges.1.cursor') }
    expect(ids((await gateway.query(PAGE, { first: 2, ...crossed })).data)).toEqual([])
    expect(ids((await gateway.query(PAGE, { last: 2, ...crossed })).data)).toEqual([])
  })

  test('an empty list of cases has no cursors', async () => {
    const gateway = await withCases()
    const { data } = await gateway.query(`{ cases { totalCount nodes { id } edges { cursor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }
    expect(data).toEqual({ cases: { totalCount: 0, nodes: [], edges: [], pageInfo } })
  })

  test('totalCount counts all matching cases, regardless of the page size', async () => {
    const gateway = await withCases(...Array.from({ length: 7 }, () => ({})), { status: 'resolved' })
    const { data } = await gateway.query('{ cases(first: 2) { totalCount nodes { caseId } } }')
    expect(data).toEqual({ cases: { totalCount: 7, nodes: [{ caseId: 'case-0' }, { caseId: 'case-1' }] } })
  })

  test.each([
    [{ first: 0 }, '`first` is 0; it must be between 1 and 100'],
    [{ first: -1 }, '`first` is -1; it must be between 1 and 100'],
    [{ first: 101 }, '`first` is 101; it must be between 1 and 100'],
    [{ last: 0 }, '`last` is 0; it must be between 1 and 100'],
    [{ last: 101 }, '`last` is 101; it must be between 1 and 100'],
    [{ first: 1, last: 2 }, 'Give either `first` (1) or `last` (2)'],
    [{ after: 'junk' }, '`after` is not a cursor from this gateway'],
    [{ before: '' }, '`before` is not a cursor from this gateway'],
  ])('cases gets BAD_USER_INPUT for the arguments %j, without calling AWS', async (variables, message) => {
    const gateway = await withCases({})
    const response = await gateway.query(PAGE, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    ['a filter', 'filter: { includeResolved: true }'],
    ['an orderBy argument', 'orderBy: { field: SUBJECT }'],
  ])(
    'a cursor from a list with %s gets BAD_USER_INPUT in a list without it, and AWS is not called',
    async (_, others) => {
      const gateway = await withCases({}, {})
      const { data } = await gateway.query(`{ cases(first: 1, ${others}) { pageInfo { endCursor } } }`)
      await gateway.upstreamCalls()
      const response = await gateway.query(PAGE, { after: read(data, 'cases.pageInfo.endCursor') })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain('a cursor from another list')
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test.each(['', ', filter: null', ', filter: {}', ', filter: { includeResolved: null }', ', filter: { text: null }'])(
    'a cursor from cases(first: 1%s) is valid with every filter that also selects all open cases',
    async (filter) => {
      const gateway = await withCases({}, {})
      const { data } = await gateway.query(`{ cases(first: 1${filter}) { pageInfo { endCursor } } }`)
      for (const same of [undefined, {}, { includeResolved: false }, { status: null }]) {
        const response = await gateway.query(
          'query ($filter: CaseFilter, $after: String) { cases(filter: $filter, after: $after) { nodes { caseId } } }',
          { after: read(data, 'cases.pageInfo.endCursor'), filter: same },
        )
        expect(response).toMatchObject({ errors: [], data: { cases: { nodes: [{}] } } })
      }
    },
  )

  test('a cursor is valid with a filter and an order that mean the same but are written differently', async () => {
    const gateway = await withCases({}, {}, {})
    const { data } = await gateway.query(
      '{ cases(first: 1, filter: { status: [OPENED], severityCode: ["low"] }, orderBy: { field: SUBJECT, direction: ASC }) { pageInfo { endCursor } } }',
    )
    const { data: next } = await gateway.query(
      `query ($filter: CaseFilter, $after: String) {
        cases(after: $after, filter: $filter, orderBy: { field: SUBJECT }) { nodes { caseId } }
      }`,
      {
        after: read(data, 'cases.pageInfo.endCursor'),
        filter: { severityCode: ['low'], includeResolved: false, status: ['OPENED'] },
      },
    )
    expect(ids(next)).toEqual(['case-1', 'case-2'])
  })

  test('a cursor whose page token AWS no longer accepts gets BAD_USER_INPUT with advice to start again', async () => {
    const all = `query ($after: String) {
      cases(first: 10, after: $after, filter: { includeResolved: true }) { nodes { caseId } pageInfo { endCursor } }
    }`
    const gateway = await withCases(...Array.from({ length: 11 }, () => ({})))
    const { data } = await gateway.query(all)
    await gateway.fault({ operation: 'DescribeCases', error: 'InvalidParameterValueException' })
    const response = await gateway.query(all, { after: read(data, 'cases.pageInfo.endCursor') })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('Start again without `after`')
    expect(response.data).toEqual({ cases: null })
  })
})

describe('case fields', () => {
  test('every field of a case has the value from AWS', async () => {
    const gateway = await withCases({
      caseId: 'case-1',
      displayId: '4711',
      subject: 'Throttled',
      status: 'pending-customer-action',
      serviceCode: 'amazon-dynamodb',
      categoryCode: 'performance',
      severityCode: 'urgent',
      submittedBy: 'jane@example.com',
      timeCreated: NOON,
      ccEmailAddresses: ['team@example.com'],
      language: 'ja',
    })
    const { data, errors } = await gateway.query(`{ case(id: "case-1") {
      __typename caseId displayId subject status statusCode serviceCode categoryCode severityCode submittedBy createdAt
      ccEmailAddresses language consoleUrl
      service { code name } category { code name } severity { code name }
      communications { totalCount } attachments { totalCount }
    } }`)
    expect(errors).toEqual([])
    expect(read(data, 'case')).toEqual({
      __typename: 'Case',
      caseId: 'case-1',
      displayId: '4711',
      subject: 'Throttled',
      status: 'PENDING_CUSTOMER_ACTION',
      statusCode: 'pending-customer-action',
      serviceCode: 'amazon-dynamodb',
      service: { code: 'amazon-dynamodb', name: 'DynamoDB' },
      categoryCode: 'performance',
      category: { code: 'performance', name: 'Performance' },
      severityCode: 'urgent',
      severity: { code: 'urgent', name: 'Production system down' },
      submittedBy: 'jane@example.com',
      createdAt: '2026-03-01T12:00:00.000Z',
      ccEmailAddresses: ['team@example.com'],
      language: 'ja',
      consoleUrl: 'https://support.console.aws.amazon.com/support/home#/case/?displayId=4711',
      communications: { totalCount: 1 },
      attachments: { totalCount: 0 },
    })
  })

  test.each([
    ['unassigned', 'UNASSIGNED'],
    ['opened', 'OPENED'],
    ['pending-customer-action', 'PENDING_CUSTOMER_ACTION'],
    ['customer-action-completed', 'CUSTOMER_ACTION_COMPLETED'],
    ['work-in-progress', 'WORK_IN_PROGRESS'],
    ['reopened', 'REOPENED'],
    ['resolved', 'RESOLVED'],
    ['all-open', 'ALL_OPEN'],
    ['frozen', 'OTHER'],
  ])('the AWS status %s becomes %s', async (word, status) => {
    const gateway = await withCases({ status: word })
    const { data } = await gateway.query('{ case(id: "case-0") { status statusCode } }')
    expect(data).toEqual({ case: { status, statusCode: word } })
  })

  test('service, category and severity are null, but their codes remain, when AWS no longer lists them', async () => {
    const gateway = await withCases(
      { serviceCode: 'retired', categoryCode: 'old', severityCode: 'critical' },
      { categoryCode: 'retired' },
    )
    const { data, errors } = await gateway.query(
      '{ cases { nodes { service { code } serviceCode category { code } categoryCode severity { code } severityCode } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes')).toEqual([
      {
        service: null,
        serviceCode: 'retired',
        category: null,
        categoryCode: 'old',
        severity: null,
        severityCode: 'critical',
      },
      {
        service: { code: 'general-info' },
        serviceCode: 'general-info',
        category: null,
        categoryCode: 'retired',
        severity: { code: 'low' },
        severityCode: 'low',
      },
    ])
  })

  test.each([
    ['us-east-1', 'https://support.console.aws.amazon.com/support/home#/case/?displayId=4711'],
    ['mx-central-1', 'https://support.console.aws.amazon.com/support/home#/case/?displayId=4711'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/support/home#/case/?displayId=4711'],
    ['us-gov-east-1', 'https://console.amazonaws-us-gov.com/support/home#/case/?displayId=4711'],
    ['cn-north-1', 'https://console.amazonaws.cn/support/home#/case/?displayId=4711'],
    ['cn-northwest-1', 'https://console.amazonaws.cn/support/home#/case/?displayId=4711'],
    ['us-iso-east-1', null],
    ['us-isob-east-1', null],
    ['eu-isoe-west-1', null],
    ['eusc-de-east-1', null],
  ])('the consoleUrl of a case in %s has the host of its AWS partition', async (region, consoleUrl) => {
    const gateway = await startGateway({ region, account: () => anAccount({ cases: [{ displayId: '4711' }] }) })
    const { data } = await gateway.query('{ case(id: "case-0") { consoleUrl } }')
    expect(data).toEqual({ case: { consoleUrl } })
  })

  test('the consoleUrl of a case escapes its displayId', async () => {
    const gateway = await withCases({ displayId: '1&x=<2>' })
    const { data } = await gateway.query('{ case(id: "case-0") { consoleUrl } }')
    expect(read(data, 'case.consoleUrl')).toMatch(/displayId=1%26x%3D%3C2%3E$/)
  })

  test('the attachments of a case cover the whole thread, newest message first', async () => {
    const communications = Array.from({ length: 8 }, (_, index) =>
      aCommunication(`${index}`, NOON + index * HOUR, [`attachment-${index}`]),
    )
    const account = anAccount({ cases: [{ communications }] })
    for (const [index] of communications.entries()) {
      const attachmentId = `attachment-${index}`
      account.attachments.set(attachmentId, {
        attachmentId,
        fileName: `${index}.txt`,
        sizeBytes: 1,
        content: Buffer.from('x'),
      })
    }
    const gateway = await startGateway({ account: () => account })
    const source = `query ($first: Int, $after: String) { case(id: "case-0") {
      attachments(first: $first, after: $after) { totalCount nodes { fileName } pageInfo { hasNextPage endCursor } }
    } }`
    const { data } = await gateway.query(source, { first: 7 })
    expect(read(data, 'case.attachments')).toMatchObject({
      totalCount: 8,
      nodes: [7, 6, 5, 4, 3, 2, 1].map((index) => ({ fileName: `${index}.txt` })),
      pageInfo: { hasNextPage: true },
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeCommunications: 1 })
    const rest = await gateway.query(source, { after: read(data, 'case.attachments.pageInfo.endCursor') })
    expect(read(rest.data, 'case.attachments.nodes')).toEqual([{ fileName: '0.txt' }])
  })

  test('a failed call affects only the fields of a case that need it', async () => {
    const gateway = await withCases({})
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    const response = await gateway.query('{ case(id: "case-0") { subject service { name } severity { name } } }')
    expect(response.data).toEqual({
      case: { subject: 'Subject 0', service: null, severity: { name: 'General guidance' } },
    })
    expect(response.errors).toMatchObject([{ path: ['case', 'service'], extensions: { code: 'UPSTREAM_DENIED' } }])
  })
})
