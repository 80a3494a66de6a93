/** Which side has to act next in a case, since when, and whether AWS is overdue. */
import { describe, expect, test } from 'vitest'
import type { Account, Communication, SupportCase } from '../../emulator/account.js'
import { generateAccount } from '../../emulator/generate.js'
import { createRandom } from '../../emulator/random.js'
import { aCommunication, anAccount, HOUR, MINUTE, NOON } from '../../emulator/test/harness.js'
import { ACCOUNT } from '../support/costs.js'
import { read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const TARGETS = 'low=24h,urgent=1h'
const INBOX = 'latestCommunicationAt waitingOn waitingSince firstResponseAt responseDueAt isOverdue'

/** Cases come from the case index, or from AWS for each request. */
const sources = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

type Author = 'AWS' | 'CUSTOMER' | 'NOBODY'
const submitters = { AWS: 'Amazon Web Services', CUSTOMER: 'AdminRole (Role) <janedoe@example.com>', NOBODY: '' }

/** One message per hour from these authors, starting at noon. */
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
const allStatuses = Object.values(statuses).flat()

/**
 * The authors of a thread, and the expected times in hours after its first message: `waitingSince` for a case that waits on AWS or on CUSTOMER, and
 * `firstResponseAt`.
 */
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

describe.each(sources)('the inbox fields of cases %s', (_, cacheSeconds) => {
  test.each(
    Object.entries(statuses).flatMap(([side, codes]) =>
      codes.flatMap((status) => threads.map(([authors, since]) => ({ side, status, authors, since }))),
    ),
  )(
    'a case with the status $status and messages by $authors waits on $side',
    async ({ side, status, authors, since }) => {
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
    },
  )

  test.each<[Author[], string, number | null]>([
    [['AWS', 'CUSTOMER'], 'AWS', 1],
    [['CUSTOMER', 'AWS'], 'CUSTOMER', 1],
    [['CUSTOMER', 'NOBODY'], 'OTHER', null],
    [[], 'OTHER', null],
  ])('a case with an unknown status and messages by %j waits on %s', async (authors, side, since) => {
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
  ])('isOverdue is $3 after the response target if %s', async (_when, authors, given, isOverdue) => {
    const cases = [{ severityCode: 'urgent', communications: aThread(...authors), timeCreated: NOON, ...given }]
    const gateway = await startWith(cases, { cacheSeconds, responseTargets: TARGETS })
    const dueAt = given['severityCode'] === 'high' ? null : hour(1)
    const ask = () => inboxOf(gateway, 'responseDueAt isOverdue')
    gateway.clock.time = NOON + HOUR + MINUTE
    expect(await ask()).toEqual({ responseDueAt: dueAt, isOverdue })
  })

  test('responseDueAt is null after the year 9999, which RFC 3339 cannot represent', async () => {
    const cases = [{ severityCode: 'low', communications: [], timeCreated: Date.parse('9999-12-31T23:00:00Z') }]
    const gateway = await startWith(cases, { cacheSeconds, responseTargets: TARGETS })
    expect(await inboxOf(gateway, 'responseDueAt isOverdue')).toEqual({ responseDueAt: null, isOverdue: false })
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

  test('messages are ordered by time, regardless of the order in which AWS sends them', async () => {
    const communications = [
      { body: 'question', timeCreated: '2026-03-01T12:00:00Z', submittedBy: submitters.CUSTOMER },
      { body: 'thanks', timeCreated: '2026-03-01T14:00:00Z', submittedBy: submitters.CUSTOMER },
      { body: 'answer', timeCreated: '2026-03-01T13:00:00Z', submittedBy: submitters.AWS },
    ]
    const upstream = await startStubUpstream(() => ({
      cases: [{ caseId: 'case-0', status: 'opened', recentCommunications: { communications } }],
    }))
    const gateway = await startGateway({ upstreamUrl: upstream.url, cacheSeconds })
    const selection = 'latestCommunication { body } latestCommunicationAt waitingSince firstResponseAt'
    expect(await inboxOf(gateway, selection)).toEqual({
      latestCommunication: { body: 'thanks' },
      latestCommunicationAt: '2026-03-01T14:00:00.000Z',
      waitingSince: '2026-03-01T14:00:00.000Z',
      firstResponseAt: '2026-03-01T13:00:00.000Z',
    })
  })

  test('messages with an unreadable time keep their positions, and fields that depend on that time are null', async () => {
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
      // the customer's first message after AWS's last has no readable time
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

test('a case that was resolved through the gateway waits on NOBODY, although AWS still returns it as open', async () => {
  const upstream = await startStubUpstream((operation) =>
    operation === 'ResolveCase'
      ? { initialCaseStatus: 'opened', finalCaseStatus: 'resolved' }
      : { cases: [{ caseId: 'case-0', status: 'opened', timeCreated: '2026-03-01T12:00:00Z', severityCode: 'low' }] },
  )
  const gateway = await startGateway({
    upstreamUrl: upstream.url,
    cacheSeconds: { cases: 60 },
    responseTargets: 'low=1s',
  })
  const { data, errors } = await gateway.query(`mutation {
    resolveCase(input: { caseId: "case-0" }) { case { status waitingOn waitingSince isOverdue } }
  }`)
  expect(errors).toEqual([])
  const resolved = { status: 'RESOLVED', waitingOn: 'NOBODY', waitingSince: null, isOverdue: false }
  expect(read(data, 'resolveCase.case')).toEqual(resolved)
  const list = await gateway.query(
    `{ cases(filter: { waitingOn: [AWS] }) { totalCount } caseSummary { byWaitingOn { count } } }`,
  )
  expect(list.data).toEqual({ cases: { totalCount: 0 }, caseSummary: { byWaitingOn: [] } })
})

/** 120 cases with random statuses and severities, and up to seven messages by random authors, some sent at the same time. */
function aRandomAccount(): Account {
  const random = createRandom(13)
  const cases = Array.from({ length: 120 }, () => {
    const timeCreated = NOON + random.int(0, 99) * HOUR
    return {
      timeCreated,
      status: random.pick(['frozen', 'opened', 'opened', ...allStatuses]),
      severityCode: random.pick(['low', 'normal', 'high', 'urgent', 'critical', 'new']),
      communications: Array.from({ length: random.int(0, 7) }, (_, index) => ({
        ...aCommunication(`message ${index}`, timeCreated + (index >> 1) * MINUTE),
        submittedBy: submitters[random.pick(['AWS', 'CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'NOBODY'])],
      })),
    }
  })
  return anAccount({ cases })
}

describe('lists by the inbox fields', () => {
  const targets = { low: 24, normal: 12, high: 4, urgent: 1, critical: 0.25 }
  const responseTargets = 'low=24h,normal=12h,high=4h,urgent=1h,critical=15m'
  const now = NOON + 100 * HOUR

  /** An independent implementation of the inbox rules, based on the case in the emulator. */
  function modelOf({ caseId, status, severityCode, timeCreated, communications }: SupportCase) {
    const newest = communications.slice(-5)
    const isWhole = newest.length === communications.length
    const by = (author: Author) => newest.filter(({ submittedBy }) => submittedBy === submitters[author])
    const latest = newest.at(-1)
    const side = status === 'resolved' ? 'NOBODY' : status === 'pending-customer-action' ? 'CUSTOMER' : 'AWS'
    const bySubmitter = { [submitters.AWS]: 'CUSTOMER', [submitters.CUSTOMER]: 'AWS' }
    const waitingOn = status === 'frozen' ? (bySubmitter[latest?.submittedBy ?? ''] ?? 'OTHER') : side
    let since: number | undefined
    if (waitingOn === 'AWS' || waitingOn === 'CUSTOMER') {
      const last = by(waitingOn).at(-1)
      const others = by(waitingOn === 'AWS' ? 'CUSTOMER' : 'AWS')
      if (last !== undefined) since = others.find((it) => newest.indexOf(it) > newest.indexOf(last))?.timeCreated
      else if (isWhole) since = timeCreated
    }
    const target = Object.entries(targets).find(([code]) => code === severityCode)?.[1]
    const dueAt = target === undefined ? undefined : timeCreated + target * HOUR
    const awaitsFirstResponse = isWhole && by('AWS').length === 0 && status !== 'resolved'
    return {
      caseId,
      timeCreated,
      isOpen: status !== 'resolved',
      waitingOn,
      isOverdue: awaitsFirstResponse && dueAt !== undefined && dueAt <= now,
      firstResponseAt: isWhole ? by('AWS')[0]?.timeCreated : undefined,
      LATEST_COMMUNICATION_AT: latest?.timeCreated,
      WAITING_SINCE: since,
      RESPONSE_DUE_AT: dueAt,
    }
  }
  type Model = ReturnType<typeof modelOf>

  const LIST = `query ($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String, $last: Int, $before: String) {
    cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes { caseId } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  }`
  interface Page {
    nodes: { caseId: string }[]
    pageInfo: { startCursor: string; endCursor: string; hasNextPage: boolean; hasPreviousPage: boolean }
  }

  async function page(gateway: Gateway, variables: Record<string, unknown>): Promise<Page> {
    const { data, errors } = await gateway.query(LIST, variables)
    expect(errors).toEqual([])
    return read<Page>(data, 'cases')
  }

  /** The caseIds of all pages of a list, read forward or backward. */
  async function walk(gateway: Gateway, variables: Record<string, unknown>, isBackward: boolean): Promise<string[]> {
    const found: string[] = []
    let from = {}
    for (;;) {
      const size = isBackward ? { last: 17 } : { first: 17 }
      const { nodes, pageInfo } = await page(gateway, { ...variables, ...size, ...from })
      const ids = nodes.map(({ caseId }) => caseId)
      if (isBackward) found.unshift(...ids)
      else found.push(...ids)
      if (!(isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return found
      from = isBackward ? { before: pageInfo.startCursor } : { after: pageInfo.endCursor }
    }
  }

  async function startAt(cacheSeconds: { cases?: number }) {
    const account = aRandomAccount()
    const gateway = await startGateway({ account: () => account, cacheSeconds, responseTargets })
    gateway.clock.time = now
    return { gateway, models: [...account.cases.values()].map(modelOf) }
  }

  test.each(sources)(
    'filters by waitingOn and isOverdue on cases %s match an independent implementation',
    async (_, cacheSeconds) => {
      const { gateway, models } = await startAt(cacheSeconds)
      const filters: [object, (model: Model) => boolean][] = [
        ...(['AWS', 'CUSTOMER', 'NOBODY', 'OTHER'] as const).map((side): [object, (model: Model) => boolean] => [
          { waitingOn: [side], includeResolved: true },
          ({ waitingOn }) => waitingOn === side,
        ]),
        [{ waitingOn: ['AWS', 'OTHER'] }, ({ waitingOn }) => waitingOn === 'AWS' || waitingOn === 'OTHER'],
        [{ waitingOn: ['NOBODY'] }, () => false],
        [{ isOverdue: true }, ({ isOverdue }) => isOverdue],
        [{ isOverdue: false }, ({ isOpen, isOverdue }) => isOpen && !isOverdue],
        [
          { isOverdue: true, waitingOn: ['CUSTOMER'] },
          ({ isOverdue, waitingOn }) => isOverdue && waitingOn === 'CUSTOMER',
        ],
      ]
      for (const [filter, holds] of filters) {
        const expected = models.filter(holds).map(({ caseId }) => caseId)
        const found = await walk(gateway, { filter }, false)
        expect({ filter, found: found.toSorted() }).toEqual({ filter, found: expected.toSorted() })
      }
      expect(models.filter(({ isOverdue }) => isOverdue).length).toBeGreaterThan(5)
    },
  )

  test.each(
    sources.flatMap(([source, cacheSeconds]) =>
      (['LATEST_COMMUNICATION_AT', 'WAITING_SINCE', 'RESPONSE_DUE_AT'] as const).flatMap((field) =>
        (['ASC', 'DESC'] as const).map((direction) => ({ source, cacheSeconds, field, direction })),
      ),
    ),
  )(
    'paging in either direction through cases $source ordered by $field $direction returns each once, and cases without that time come last',
    async ({ cacheSeconds, field, direction }) => {
      const { gateway, models } = await startAt(cacheSeconds)
      const sign = direction === 'ASC' ? 1 : -1
      const expected = models
        .toSorted(({ [field]: a, ...one }, { [field]: b, ...other }) => {
          if (a !== b && (a === undefined || b === undefined)) return a === undefined ? 1 : -1
          const inOrder = sign * ((a ?? 0) - (b ?? 0))
          return inOrder || other.timeCreated - one.timeCreated || (one.caseId < other.caseId ? -1 : 1)
        })
        .map(({ caseId }) => caseId)
      const variables = { filter: { includeResolved: true }, orderBy: { field, direction } }
      expect(await walk(gateway, variables, false)).toEqual(expected)
      expect(await walk(gateway, variables, true)).toEqual(expected)
    },
  )
})

test.each([
  ['from the index', { cases: 60 }, {}],
  ['from AWS', {}, { DescribeCases: 1 }],
])('100 cases %s cost the same calls with and without inbox fields', async (_, cacheSeconds, warm) => {
  const account = generateAccount({ ...ACCOUNT, openCases: 100, cases: 100 }, Date.now())
  const plain = 'subject status communications(first: 1) { nodes { body } }'
  const selections = [plain, INBOX, `${plain} latestCommunication { body author { kind } } ${INBOX}`]
  for (const selection of selections) {
    const gateway = await startGateway({ account: () => account, cacheSeconds, responseTargets: TARGETS })
    const query = `{ cases(first: 100) { nodes { ${selection} } } }`
    expect((await gateway.query(query)).calls).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(query)).calls).toEqual(warm)
  }
})

describe('asOf', () => {
  const AS_OF = `query ($filter: CaseFilter, $orderBy: CaseOrder) {
    cases(filter: $filter, orderBy: $orderBy) { asOf nodes { subject } }
  }`
  async function asOf(gateway: Gateway, variables: Record<string, unknown> = {}): Promise<number> {
    const { data, errors } = await gateway.query(AS_OF, variables)
    expect(errors).toEqual([])
    return Date.parse(read(data, 'cases.asOf'))
  }

  test('asOf is when the open cases were last read from AWS, not when they are listed', async () => {
    const gateway = await startWith([{}, {}], { cacheSeconds: { cases: 60 } })
    const from = gateway.clock.time
    const first = await asOf(gateway)
    expect(first).toBeGreaterThanOrEqual(from)
    gateway.clock.time += 59_000
    expect(await asOf(gateway, { orderBy: { field: 'SUBJECT' } })).toBe(first)
    gateway.clock.time += 3_600_000
    expect(await asOf(gateway)).toBeGreaterThanOrEqual(first + 3_600_000)
  })

  test('asOf does not change when a refresh fails', async () => {
    const gateway = await startWith([{}], { cacheSeconds: { cases: 60 } })
    const first = await asOf(gateway)
    await gateway.fault({ operation: 'DescribeCases', count: 'unlimited', error: 'InternalServerError' })
    gateway.clock.time += 90_000
    expect(await asOf(gateway)).toBe(first)
    expect(await asOf(gateway)).toBe(first)
  })

  test('asOf for a list with resolved cases is when all cases were last read', async () => {
    const gateway = await startWith([{}, { status: 'resolved' }], { cacheSeconds: { cases: 60 } })
    const variables = { filter: { includeResolved: true }, orderBy: { field: 'SUBJECT' } }
    const first = await asOf(gateway, variables)
    gateway.clock.time += 600_000
    expect(await asOf(gateway)).toBeGreaterThanOrEqual(first + 600_000)
    expect(await asOf(gateway, variables)).toBe(first)
  })

  test('asOf for cases by id is when the oldest of them was read', async () => {
    const gateway = await startWith([{ status: 'resolved' }, { status: 'resolved' }], { cacheSeconds: { cases: 60 } })
    const one = { filter: { ids: ['case-0'], includeResolved: true } }
    const both = { filter: { ids: ['case-0', 'case-1'], includeResolved: true } }
    const first = await asOf(gateway, one)
    gateway.clock.time += 30_000
    expect(await asOf(gateway, both)).toBe(first)
    gateway.clock.time += 40_000
    expect(await asOf(gateway, both)).toBeGreaterThanOrEqual(first + 30_000)
  })

  test.each([
    ['with the index', { cases: 60 }],
    ['without the index', {}],
  ])(
    '%s, asOf for a list read for the request lies between the start of the request and the AWS response',
    async (_, cacheSeconds) => {
      const upstream = await startStubUpstream(() => {
        gateway.clock.time += 10_000
        return {
          cases: [{ caseId: 'case-0', displayId: '1001', status: 'opened', timeCreated: '2026-03-01T12:00:00Z' }],
        }
      })
      const gateway = await startGateway({ upstreamUrl: upstream.url, cacheSeconds })
      for (const filter of [{ includeResolved: true }, { displayId: '1001' }, { ids: ['case-0'] }, {}]) {
        gateway.clock.time += 600_000
        const from = gateway.clock.time
        const time = await asOf(gateway, { filter })
        expect({ filter, after: time >= from, before: time < from + 10_000 }).toEqual({
          filter,
          after: true,
          before: true,
        })
      }
    },
  )
})
