/** Whose turn it is in a case, since when, and whether AWS is late. */
import { describe, expect, test } from 'vitest'
import type { Communication, SupportCase } from '../../emulator/account.js'
import { aCommunication, anAccount, HOUR, MINUTE, NOON } from '../../emulator/test/harness.js'
import { read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const TARGETS = 'low=24h,urgent=1h'
const INBOX = 'latestCommunicationAt waitingOn waitingSince firstResponseAt responseDueAt isOverdue'

/** Cases come from the index, or from AWS for each request. */
const ways = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

type Author = 'AWS' | 'CUSTOMER' | 'NOBODY'
const submitters = { AWS: 'Amazon Web Services', CUSTOMER: 'AdminRole (Role) <janedoe@example.com>', NOBODY: '' }

/** One message an hour, the first at noon, by these authors. */
function aThread(...authors: Author[]): Communication[] {
  return authors.map((author, index) => ({
    ...aCommunication(`message ${index}`, NOON + index * HOUR),
    submittedBy: submitters[author],
  }))
}

const hour = (index: number | null) => (index === null ? null : new Date(NOON + index * HOUR).toISOString())

const startWith = (cases: Partial<SupportCase>[], options: GatewayOptions = {}) =>
  startGateway({ account: () => anAccount({ cases }), ...options })

async function inboxOf(gateway: Gateway, selection = INBOX): Promise<unknown> {
  const { data, errors } = await gateway.query(
    `{ cases(filter: { includeResolved: true }) { nodes { ${selection} } } case(id: "case-0") { ${selection} } }`,
  )
  expect(errors).toEqual([])
  const { nodes } = read<{ nodes: unknown[] }>(data, 'cases')
  expect(read(data, 'case')).toEqual(nodes[0])
  return nodes[0]
}

const statuses = {
  AWS: ['unassigned', 'opened', 'reopened', 'work-in-progress', 'customer-action-completed'],
  CUSTOMER: ['pending-customer-action'],
  NOBODY: ['resolved'],
}
/** Who has written, and since when (hours after the first message) AWS and the customer are waited on, if it is their turn. */
const threads: [Author[], { AWS: number | null; CUSTOMER: number | null; firstResponse: number | null }][] = [
  [['CUSTOMER'], { AWS: 0, CUSTOMER: null, firstResponse: null }],
  [['CUSTOMER', 'CUSTOMER'], { AWS: 0, CUSTOMER: null, firstResponse: null }],
  [['CUSTOMER', 'AWS'], { AWS: null, CUSTOMER: 1, firstResponse: 1 }],
  [['CUSTOMER', 'AWS', 'AWS'], { AWS: null, CUSTOMER: 1, firstResponse: 1 }],
  [['CUSTOMER', 'AWS', 'CUSTOMER', 'CUSTOMER'], { AWS: 2, CUSTOMER: null, firstResponse: 1 }],
  [['CUSTOMER', 'AWS', 'CUSTOMER', 'AWS', 'AWS'], { AWS: null, CUSTOMER: 3, firstResponse: 1 }],
  [['AWS'], { AWS: null, CUSTOMER: 0, firstResponse: 0 }],
  [['AWS', 'AWS'], { AWS: null, CUSTOMER: 0, firstResponse: 0 }],
  [['CUSTOMER', 'NOBODY'], { AWS: 0, CUSTOMER: null, firstResponse: null }],
  [['CUSTOMER', 'AWS', 'NOBODY'], { AWS: null, CUSTOMER: 1, firstResponse: 1 }],
  // Six messages: the first is not among the newest five.
  [
    ['AWS', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER'],
    { AWS: null, CUSTOMER: null, firstResponse: null },
  ],
  [['CUSTOMER', 'AWS', 'AWS', 'AWS', 'AWS', 'AWS'], { AWS: null, CUSTOMER: null, firstResponse: null }],
  [
    ['CUSTOMER', 'AWS', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER'],
    { AWS: 2, CUSTOMER: null, firstResponse: null },
  ],
  [['CUSTOMER', 'AWS', 'AWS', 'CUSTOMER', 'AWS', 'AWS'], { AWS: null, CUSTOMER: 4, firstResponse: null }],
  [[], { AWS: 0, CUSTOMER: 0, firstResponse: null }],
]

describe.each(ways)('the inbox fields of cases %s', (_, cacheSeconds) => {
  test.each(
    Object.entries(statuses).flatMap(([side, codes]) =>
      codes.flatMap((status) => threads.map(([authors, since]) => ({ side, status, authors, since }))),
    ),
  )('a case that is $status waits on $side, when $authors have written', async ({ side, status, authors, since }) => {
    const communications = aThread(...authors)
    const gateway = await startWith([{ status, communications, timeCreated: NOON }], { cacheSeconds })
    expect(await inboxOf(gateway)).toEqual({
      latestCommunicationAt: hour(authors.length === 0 ? null : authors.length - 1),
      waitingOn: side,
      waitingSince: side === 'NOBODY' ? null : hour(since[side as 'AWS' | 'CUSTOMER']),
      firstResponseAt: hour(since.firstResponse),
      responseDueAt: null,
      isOverdue: false,
    })
  })

  test.each<[Author[], string, number | null]>([
    [['AWS', 'CUSTOMER'], 'AWS', 1],
    [['CUSTOMER', 'AWS'], 'CUSTOMER', 1],
    [['CUSTOMER', 'NOBODY'], 'OTHER', null],
    [[], 'OTHER', null],
  ])('a case with an unknown status, when %j have written, waits on %s', async (authors, side, since) => {
    const cases = [{ status: 'frozen', communications: aThread(...authors), timeCreated: NOON }]
    const gateway = await startWith(cases, { cacheSeconds })
    expect(await inboxOf(gateway, 'waitingOn waitingSince')).toEqual({ waitingOn: side, waitingSince: hour(since) })
  })

  test.each<[string, Author[], Partial<Record<string, unknown>>, boolean]>([
    ['AWS has not responded in time', ['CUSTOMER'], {}, true],
    ['the customer is asked to act', ['CUSTOMER'], { status: 'pending-customer-action' }, true],
    ['AWS has responded', ['CUSTOMER', 'AWS'], {}, false],
    ['the case is resolved', ['CUSTOMER'], { status: 'resolved' }, false],
    ['the severity has no target', ['CUSTOMER'], { severityCode: 'high' }, false],
    ['the thread is longer than five messages', Array.from({ length: 6 }, () => 'CUSTOMER' as const), {}, false],
  ])('where %s, isOverdue is as the rule says once the target has passed', async (_when, authors, given, isOverdue) => {
    const cases = [{ severityCode: 'urgent', communications: aThread(...authors), timeCreated: NOON, ...given }]
    const gateway = await startWith(cases, { cacheSeconds, responseTargets: TARGETS })
    const dueAt = given['severityCode'] === 'high' ? null : hour(1)
    const ask = () => inboxOf(gateway, 'responseDueAt isOverdue')
    gateway.clock.time = NOON + HOUR + MINUTE
    expect(await ask()).toEqual({ responseDueAt: dueAt, isOverdue })
  })

  test('latestCommunication is the newest message', async () => {
    const gateway = await startWith([{ communications: aThread('CUSTOMER', 'AWS') }, { communications: [] }], {
      cacheSeconds,
    })
    const { data, errors, calls } = await gateway.query(
      '{ cases { nodes { latestCommunication { id body author { kind } case { caseId } } communications(first: 1) { nodes { id } } } } }',
    )
    expect({ errors, calls }).toEqual({ errors: [], calls: { DescribeCases: 1 } })
    expect(read(data, 'cases.nodes')).toEqual([
      {
        latestCommunication: {
          id: read(data, 'cases.nodes.0.communications.nodes.0.id'),
          body: 'message 1',
          author: { kind: 'AWS' },
          case: { caseId: 'case-0' },
        },
        communications: { nodes: [{ id: expect.any(String) }] },
      },
      { latestCommunication: null, communications: { nodes: [] } },
    ])
  })

  test('messages without a readable time give no times, and keep their places', async () => {
    const messages = [
      { body: 'new', timeCreated: '2026-03-01T12:00:00Z', submittedBy: submitters.CUSTOMER },
      { body: 'unreadable', timeCreated: 'yesterday', submittedBy: submitters.CUSTOMER },
      { body: 'old', timeCreated: '2026-03-01T12:00:00Z', submittedBy: submitters.AWS },
    ]
    let communications: object[] = messages
    const upstream = await startStubUpstream(() => ({
      cases: [{ caseId: 'case-0', status: 'opened', timeCreated: 'never', recentCommunications: { communications } }],
    }))
    const inboxOfStub = async () => {
      const gateway = await startGateway({ upstreamUrl: upstream.url, cacheSeconds, responseTargets: 'low=1s' })
      return inboxOf(gateway, `latestCommunication { body } ${INBOX}`)
    }
    const nothing = { firstResponseAt: null, responseDueAt: null, isOverdue: false }
    expect(await inboxOfStub()).toEqual({
      ...nothing,
      latestCommunication: { body: 'new' },
      latestCommunicationAt: '2026-03-01T12:00:00.000Z',
      waitingOn: 'AWS',
      // the first of the customer's after AWS's last
      waitingSince: null,
      firstResponseAt: '2026-03-01T12:00:00.000Z',
    })
    communications = messages.slice(1, 2)
    expect(await inboxOfStub()).toEqual({
      ...nothing,
      latestCommunication: { body: 'unreadable' },
      latestCommunicationAt: null,
      waitingOn: 'AWS',
      waitingSince: null,
    })
  })
})
