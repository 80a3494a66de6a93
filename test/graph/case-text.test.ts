/** `filter.text` for cases, and the text that each `textScope` searches. */
import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'
import { awsError, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const LIST = `query ($filter: CaseFilter, $first: Int, $after: String) {
  cases(first: $first, after: $after, filter: $filter) { nodes { caseId } pageInfo { endCursor } }
}`
const WITH_MESSAGES = LIST.replace('caseId', 'caseId communications(first: 1) { nodes { body } }')

async function find(gateway: Gateway, filter: Record<string, unknown>, source = LIST): Promise<string[]> {
  const { data, errors } = await gateway.query(source, { filter })
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

/** Messages in thread order, oldest first. */
const messages = (...bodies: string[]) => bodies.map((body, index) => aCommunication(body, NOON + index * HOUR))

/** The word is in the subject of case-0, a recent message of case-1, an older message of case-2 and of the resolved case-4, and nowhere in case-3. */
const deadlocks = (options: GatewayOptions = {}) =>
  startGateway({
    account: () =>
      anAccount({
        cases: [
          { subject: 'A Deadlock' },
          { communications: messages('1', '2', 'the DEADLOCK', '4', '5', '6') },
          { communications: messages('the deadlock', '2', '3', '4', '5', '6') },
          { communications: messages('1', '2', '3') },
          { status: 'resolved', communications: messages('a deadlock', '2', '3', '4', '5', '6') },
        ],
      }),
    ...options,
  })

const sources = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

describe('textScope', () => {
  test.each(sources)(
    'each wider textScope also finds the cases of the narrower ones, with and without selected messages: %s',
    async (_, cacheSeconds) => {
      const gateway = await deadlocks({ cacheSeconds })
      const expected = {
        SUBJECT: ['case-0'],
        RECENT_COMMUNICATIONS: ['case-0', 'case-1'],
        ALL_COMMUNICATIONS: ['case-0', 'case-1', 'case-2'],
      }
      for (const source of [LIST, WITH_MESSAGES]) {
        expect(await find(gateway, { text: 'deadLOCK' }, source)).toEqual(expected.SUBJECT)
        for (const [textScope, caseIds] of Object.entries(expected))
          expect(await find(gateway, { text: 'deadLOCK', textScope }, source)).toEqual(caseIds)
      }
    },
  )

  test('text that spans two messages is not found', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: [{ communications: messages('ends with one', 'two begins') }] }),
    })
    for (const textScope of ['RECENT_COMMUNICATIONS', 'ALL_COMMUNICATIONS']) {
      expect(await find(gateway, { text: 'onetwo', textScope })).toEqual([])
      expect(await find(gateway, { text: 'beginsends', textScope })).toEqual([])
      expect(await find(gateway, { text: 'two begins', textScope })).toEqual(['case-0'])
    }
  })

  test('a text filter searches the same messages for cases by id as for a list', async () => {
    const gateway = await deadlocks()
    const ids = ['case-2', 'case-1', 'case-0']
    expect(await find(gateway, { ids, text: 'deadlock' })).toEqual(['case-0'])
    expect(await find(gateway, { ids, text: 'deadlock', textScope: 'RECENT_COMMUNICATIONS' })).toEqual([
      'case-1',
      'case-0',
    ])
    expect(await find(gateway, { ids, text: 'deadlock', textScope: 'ALL_COMMUNICATIONS' })).toEqual(ids)
  })

  test('a textScope without text has no effect on cases or calls', async () => {
    const gateway = await deadlocks()
    const filter = { includeResolved: true, textScope: 'ALL_COMMUNICATIONS' }
    const { data, calls } = await gateway.query(LIST, { filter, first: 2 })
    expect(calls).toEqual({ DescribeCases: 1 })
    // A cursor issued with the textScope is valid without it.
    const after = read(data, 'cases.pageInfo.endCursor')
    const rest = await gateway.query(LIST, { filter: { includeResolved: true }, after })
    expect(rest.errors).toEqual([])
    expect(read(rest.data, 'cases.nodes')).toHaveLength(3)
  })

  test('a cursor issued for one textScope gets BAD_USER_INPUT with another', async () => {
    const gateway = await deadlocks()
    const { data } = await gateway.query(LIST, { filter: { text: 'deadlock' } })
    const after = read(data, 'cases.pageInfo.endCursor')
    const filter = { text: 'deadlock', textScope: 'RECENT_COMMUNICATIONS' }
    expect(codes(await gateway.query(LIST, { filter, after }))).toEqual(['BAD_USER_INPUT'])
    expect((await gateway.query(LIST, { filter: { text: 'deadlock', textScope: 'SUBJECT' }, after })).errors).toEqual(
      [],
    )
  })
})

describe('textScope ALL_COMMUNICATIONS', () => {
  const textScope = 'ALL_COMMUNICATIONS'

  test('ALL_COMMUNICATIONS reads only threads of cases whose subject and recent messages do not match, each once', async () => {
    const gateway = await deadlocks({ cacheSeconds: { cases: 60 } })
    await find(gateway, {})
    const twice = `{ ${['a', 'b'].map((alias) => `${alias}: cases(filter: { text: "deadlock", textScope: ${textScope} }) { totalCount }`).join(' ')} }`
    expect(await gateway.query(twice)).toMatchObject({
      data: { a: { totalCount: 3 }, b: { totalCount: 3 } },
      calls: { DescribeCommunications: 1 },
    })
    // The pages are cached for other requests.
    expect((await gateway.query(twice)).calls).toEqual({})
  })

  test('ALL_COMMUNICATIONS reads only the threads of cases that match the other filters', async () => {
    const gateway = await deadlocks({ cacheSeconds: { cases: 60 } })
    await find(gateway, {})
    const { calls } = await gateway.query(LIST, { filter: { text: 'deadlock', textScope, severityCode: ['urgent'] } })
    expect(calls).toEqual({})
  })

  test('messages of resolved cases that do not fit in CASE_INDEX_MAX_BYTES are read from their threads', async () => {
    // Text that does not compress well.
    const long = Array.from({ length: 100 }, (_, index) => hash('sha256', `${index}`)).join('')
    const resolved = { status: 'resolved', communications: messages('a deadlock', '2', long, long, long, long) }
    const open = { communications: messages('1', '2', 'the deadlock', '4') }
    const gateway = await startGateway({
      account: () => anAccount({ cases: [open, resolved] }),
      cacheSeconds: { cases: 60 },
      caseIndexMaxBytes: 5_000,
    })
    const filter = { text: 'deadlock', includeResolved: true }
    const recent = await gateway.query(LIST, { filter: { ...filter, textScope: 'RECENT_COMMUNICATIONS' } })
    expect(codes(recent)).toEqual(['SCAN_LIMIT_EXCEEDED'])
    expect(recent.errors[0]?.message).toContain('CASE_INDEX_MAX_BYTES')
    expect(await find(gateway, { ...filter, textScope })).toEqual(['case-0', 'case-1'])
    // case-0 is open, so its messages are in the index and match there: only the thread of case-1 is read.
    expect(await gateway.upstreamCalls()).toMatchObject({ DescribeCommunications: 1 })
  })

  test.each([
    ['MAX_SCANNED_CASES', { maxScannedCases: 4 }, {}],
    ['MAX_UPSTREAM_CALLS', {}, { maxUpstreamCalls: 1 }],
    ['the deadline', {}, { deadlineAt: performance.now() }],
  ])(
    'a text filter that cannot read all threads because of %s gets SCAN_LIMIT_EXCEEDED',
    async (_, options, overrides) => {
      const cases = Array.from({ length: 5 }, () => ({ communications: messages('1', '2', '3', '4', '5', '6') }))
      const gateway = await startGateway({
        account: () => anAccount({ cases }),
        cacheSeconds: { cases: 60 },
        ...options,
      })
      await find(gateway, {})
      const filter = { text: 'deadlock', textScope }
      const response = await gateway.query(LIST, { filter }, undefined, undefined, overrides)
      expect(codes(response)).toEqual(['SCAN_LIMIT_EXCEEDED'])
      expect(response.errors[0]?.message).toContain('older messages of 5 cases')
      expect(response.data).toEqual({ cases: null })
    },
  )

  test.each<[string, StubReply, string]>([
    ['AccessDeniedException', awsError('AccessDeniedException'), 'UPSTREAM_DENIED'],
    ['ThrottlingException', awsError('ThrottlingException'), 'SCAN_LIMIT_EXCEEDED'],
  ])('a text filter that cannot read a thread because of %s gets $2', async (_, reply, code) => {
    const recentCommunications = { communications: [{ body: '6' }], nextToken: 'more' }
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [{ caseId: 'case-0', recentCommunications }] } : reply,
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(LIST, { filter: { text: 'deadlock', textScope } }))).toEqual([code])
  })

  test('a text filter leaves out a case that AWS no longer knows when its thread is read', async () => {
    const recentCommunications = { communications: [{ body: '6' }], nextToken: 'more' }
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases'
        ? { cases: [{ caseId: 'case-0', recentCommunications }] }
        : awsError('CaseIdNotFound'),
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(await find(gateway, { text: 'deadlock', textScope })).toEqual([])
  })
})
