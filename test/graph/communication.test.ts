import { describe, expect, test } from 'vitest'
import type { Communication } from '../../emulator/account.js'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'

/** `message 0` is the oldest. */
const thread = (length: number) =>
  Array.from({ length }, (_, index) => aCommunication(`message ${index}`, NOON + index * HOUR))

const withThread = (communications: Communication[]) =>
  startGateway({ account: () => anAccount({ cases: [{ communications }] }) })

const THREAD = `query ($first: Int, $after: String, $last: Int, $before: String) {
  case(id: "case-0") {
    communications(first: $first, after: $after, last: $last, before: $before) {
      nodes { body }
      edges { cursor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`

function bodies(data: unknown): string[] {
  return read<{ body: string }[]>(data, 'case.communications.nodes').map(({ body }) => body)
}

describe('communications by id', () => {
  const NODE = 'query ($id: ID!) { node(id: $id) { id ... on Communication { body case { subject } } } }'

  test('a communication among the newest 5 is found by its id, in the same call as its case', async () => {
    const gateway = await withThread(thread(12))
    const { data } = await gateway.query('{ case(id: "case-0") { communications(first: 3) { nodes { id } } } }')
    const id = read(data, 'case.communications.nodes.2.id')
    await gateway.upstreamCalls()
    const found = await gateway.query(NODE, { id })
    expect(found).toMatchObject({
      data: { node: { id, body: 'message 9', case: { subject: 'Subject 0' } } },
      errors: [],
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('an older communication of the thread is found by its id', async () => {
    const gateway = await withThread(thread(12))
    const { data } = await gateway.query('{ case(id: "case-0") { communications { nodes { id } } } }')
    const id = read(data, 'case.communications.nodes.11.id')
    await gateway.upstreamCalls()
    const found = await gateway.query(NODE, { id })
    expect(found.data).toMatchObject({ node: { id, body: 'message 0' } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeCommunications: 1 })
  })

  test('communications with the same time have different ids, which later messages do not change', async () => {
    const gateway = await withThread([aCommunication('one', NOON), aCommunication('two', NOON)])
    const source = '{ case(id: "case-0") { communications { nodes { id body } } } }'
    const before = await gateway.query(source)
    const nodes = read<{ id: string }[]>(before.data, 'case.communications.nodes')
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(2)
    await gateway.query(
      'mutation { addCommunication(input: { caseId: "case-0", body: "three" }) { userErrors { code } } }',
    )
    const after = await gateway.query(source)
    expect(read<object[]>(after.data, 'case.communications.nodes').slice(1)).toEqual(nodes)
  })

  test('a communication is null without an error when it or its case no longer exists', async () => {
    const gateway = await withThread(thread(1))
    const { data } = await gateway.query('{ case(id: "case-0") { communications { nodes { id } } } }')
    const id = read(data, 'case.communications.nodes.0.id')
    const other = await withThread([aCommunication('another', NOON)])
    expect(await other.query(NODE, { id })).toMatchObject({ data: { node: null }, errors: [] })
    const empty = await startGateway()
    expect(await empty.query(NODE, { id })).toMatchObject({ data: { node: null }, errors: [] })
  })
})

describe('communications of many cases', () => {
  test('the newest 5 communications come with their cases, without further calls', async () => {
    const cases = Array.from({ length: 30 }, () => ({ communications: thread(6) }))
    const gateway = await startGateway({ account: () => anAccount({ cases }) })
    const { data, errors } = await gateway.query(
      '{ cases(first: 30) { nodes { communications(first: 5) { nodes { body } pageInfo { hasNextPage } } } } }',
    )
    expect(errors).toEqual([])
    expect(read(data, 'cases.nodes.29.communications')).toEqual({
      nodes: [5, 4, 3, 2, 1].map((index) => ({ body: `message ${index}` })),
      pageInfo: { hasNextPage: true },
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('selecting more than 5 communications takes one additional call for each case that has more', async () => {
    const cases = [{ communications: thread(6) }, { communications: thread(7) }, { communications: thread(5) }]
    const gateway = await startGateway({ account: () => anAccount({ cases }) })
    const { data } = await gateway.query('{ cases { nodes { communications(first: 6) { totalCount } } } }')
    expect(read(data, 'cases.nodes')).toEqual([6, 7, 5].map((totalCount) => ({ communications: { totalCount } })))
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1, DescribeCommunications: 2 })
  })
})

describe('communication pagination', () => {
  test('communications are newest first, and the next page starts where the previous one ends', async () => {
    const gateway = await withThread(thread(8))
    const first = await gateway.query(THREAD, { first: 3 })
    expect(bodies(first.data)).toEqual(['message 7', 'message 6', 'message 5'])
    expect(read(first.data, 'case.communications.pageInfo')).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
    })
    const after = read(first.data, 'case.communications.pageInfo.endCursor')
    const second = await gateway.query(THREAD, { first: 4, after })
    expect(bodies(second.data)).toEqual(['message 4', 'message 3', 'message 2', 'message 1'])
    expect(read(second.data, 'case.communications.pageInfo')).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: true,
    })
  })

  test('a page of communications continues after the cursor of every edge', async () => {
    const gateway = await withThread(thread(8))
    const { data } = await gateway.query(THREAD)
    const all = bodies(data)
    for (const [index, { cursor }] of read<{ cursor: string }[]>(data, 'case.communications.edges').entries()) {
      const { data: rest } = await gateway.query(THREAD, { after: cursor })
      expect(bodies(rest)).toEqual(all.slice(index + 1))
    }
  })

  test('communications can be paged backward from the end', async () => {
    const gateway = await withThread(thread(8))
    const last = await gateway.query(THREAD, { last: 2 })
    expect(bodies(last.data)).toEqual(['message 1', 'message 0'])
    const before = read(last.data, 'case.communications.pageInfo.startCursor')
    expect(bodies((await gateway.query(THREAD, { last: 3, before })).data)).toEqual([
      'message 4',
      'message 3',
      'message 2',
    ])
  })

  test.each([
    [{ first: 0 }, '`first` is 0; it must be between 1 and 100'],
    [{ last: 101 }, '`last` is 101; it must be between 1 and 100'],
    [{ first: 1, last: 1 }, 'not both'],
    [{ after: 'junk' }, '`after` is not a cursor'],
  ])('communications gets BAD_USER_INPUT for the arguments %j', async (variables, message) => {
    const gateway = await withThread(thread(1))
    const response = await gateway.query(THREAD, variables)
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(response.data).toEqual({ case: { communications: null } })
  })

  test('a communications cursor from another case gets BAD_USER_INPUT', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}, {}] }) })
    const { data } = await gateway.query('{ case(id: "case-1") { communications { pageInfo { endCursor } } } }')
    const after = read(data, 'case.communications.pageInfo.endCursor')
    const response = await gateway.query(THREAD, { after })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('a cursor from another list')
  })

  test('a communications cursor whose page token AWS no longer accepts gets BAD_USER_INPUT with advice to start again', async () => {
    const gateway = await withThread(thread(8))
    const { data } = await gateway.query(THREAD, { first: 5 })
    await gateway.fault({ operation: 'DescribeCommunications', error: 'InvalidParameterValueException' })
    const response = await gateway.query(THREAD, { after: read(data, 'case.communications.pageInfo.endCursor') })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('Start again without `after`')
  })

  test('totalCount of a thread longer than MAX_SCANNED_CASES gets SCAN_LIMIT_EXCEEDED', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: [{ communications: thread(20) }] }),
      maxScannedCases: 10,
    })
    const response = await gateway.query('{ case(id: "case-0") { subject communications { totalCount } } }')
    expect(codes(response)).toEqual(['SCAN_LIMIT_EXCEEDED'])
    expect(response.data).toEqual({ case: { subject: 'Subject 0', communications: null } })
    expect(bodies((await gateway.query(THREAD, { first: 20 })).data)).toHaveLength(20)
  })
})

describe('communication fields', () => {
  test('every field of a communication has the value from AWS', async () => {
    const gateway = await withThread([
      { body: 'Hello', submittedBy: 'Dev (Role) <jane@example.com>', timeCreated: NOON, attachmentIds: [] },
    ])
    const { data, errors } = await gateway.query(`{ case(id: "case-0") { communications { nodes {
      __typename body author { kind name email } submittedBy createdAt case { caseId } attachments { totalCount }
    } } } }`)
    expect(errors).toEqual([])
    expect(read(data, 'case.communications.nodes')).toEqual([
      {
        __typename: 'Communication',
        body: 'Hello',
        author: { kind: 'CUSTOMER', name: 'Dev (Role)', email: 'jane@example.com' },
        submittedBy: 'Dev (Role) <jane@example.com>',
        createdAt: '2026-03-01T12:00:00.000Z',
        case: { caseId: 'case-0' },
        attachments: { totalCount: 0 },
      },
    ])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test.each([
    ['Amazon Web Services', { kind: 'AWS', name: 'Amazon Web Services', email: null }],
    ['Amazon Web Services,', { kind: 'AWS', name: 'Amazon Web Services', email: null }],
    ['Jane Doe <jane@example.com>', { kind: 'CUSTOMER', name: 'Jane Doe', email: 'jane@example.com' }],
    ['<jane@example.com>', { kind: 'CUSTOMER', name: null, email: 'jane@example.com' }],
    ['jane@example.com', { kind: 'CUSTOMER', name: null, email: 'jane@example.com' }],
    ['Jane Doe', { kind: 'CUSTOMER', name: 'Jane Doe', email: null }],
    ['Jane <Doe> <jane@example.com>', { kind: 'CUSTOMER', name: 'Jane <Doe>', email: 'jane@example.com' }],
    ['', { kind: 'OTHER', name: null, email: null }],
  ])('the author of a message is parsed from %j', async (submittedBy, author) => {
    const gateway = await withThread([{ body: 'x', submittedBy, timeCreated: NOON, attachmentIds: [] }])
    const { data } = await gateway.query(
      '{ case(id: "case-0") { communications { nodes { author { kind name email } } } } }',
    )
    expect(read(data, 'case.communications.nodes.0.author')).toEqual(author)
  })

  test.each([
    ['spaces', `a${' '.repeat(200_000)}b`],
    ['at signs', `${'@'.repeat(200_000)} b`],
  ])('an author with 200,000 %s is parsed in linear time', async (_, submittedBy) => {
    const gateway = await withThread([{ body: 'x', submittedBy, timeCreated: NOON, attachmentIds: [] }])
    const before = process.cpuUsage()
    const { data } = await gateway.query('{ case(id: "case-0") { communications { nodes { author { name } } } } }')
    expect(read(data, 'case.communications.nodes.0.author.name')).toBe(submittedBy)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(5_000)
  })
})
