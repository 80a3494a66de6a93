import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { aCommunication, anAccount, HOUR, NOON } from '../emulator/harness.js'
import { read, startGateway, type Gateway } from './harness.js'
import { startStubUpstream } from './stub-upstream.js'

/** Gateways are slow to start by the hundred: enough runs to meet the corners, few enough for a quick suite. */
const RUNS = { numRuns: 25 }

const CASES = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: CaseFilter, $orderBy: CaseOrder, $count: Boolean!) {
  list: cases(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount @include(if: $count)
    edges { cursor node { key: caseId } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

const THREAD = `query ($first: Int, $after: String, $last: Int, $before: String, $count: Boolean!) {
  case(id: "case-0") {
    list: communications(first: $first, after: $after, last: $last, before: $before) {
      totalCount @include(if: $count)
      edges { cursor node { key: body } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`

interface Page {
  totalCount?: number
  edges: { cursor: string; node: { key: string } }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

interface Step {
  size: number
  /** Counting makes the gateway read through the whole list; cursors must not notice. */
  count: boolean
}

const steps = fc.array(fc.record({ size: fc.integer({ min: 1, max: 100 }), count: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
})

async function readPage(
  gateway: Gateway,
  source: string,
  at: string,
  variables: Record<string, unknown>,
): Promise<Page> {
  const { data, errors } = await gateway.query(source, variables)
  expect(errors).toEqual([])
  return read<Page>(data, at)
}

/** Walks the whole list, with the steps in turn, and returns the keys in the order in which they came. */
async function walkForward(
  gateway: Gateway,
  source: string,
  at: string,
  walk: readonly Step[],
  variables = {},
): Promise<string[]> {
  const keys: string[] = []
  let after: string | null = null
  for (let turn = 0; turn < 1_000; turn++) {
    const { size, count } = walk[turn % walk.length] as Step
    const { edges, pageInfo } = await readPage(gateway, source, at, { ...variables, first: size, after, count })
    expect(edges.length).toBeLessThanOrEqual(size)
    expect(pageInfo.hasPreviousPage).toBe(after !== null)
    keys.push(...edges.map(({ node }) => node.key))
    if (!pageInfo.hasNextPage) return keys
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor)
    after = pageInfo.endCursor
  }
  throw new Error('the list does not end')
}

async function walkBackward(gateway: Gateway, source: string, at: string, walk: readonly Step[]): Promise<string[]> {
  const keys: string[] = []
  let before: string | null = null
  for (let turn = 0; turn < 1_000; turn++) {
    const { size, count } = walk[turn % walk.length] as Step
    const { edges, pageInfo } = await readPage(gateway, source, at, { last: size, before, count })
    keys.unshift(...edges.map(({ node }) => node.key))
    if (!pageInfo.hasPreviousPage) return keys
    before = pageInfo.startCursor
  }
  throw new Error('the list does not end')
}

/** Newest first, as the emulator lists them. */
function gatewayOfCases(count: number) {
  return startGateway({ account: () => anAccount({ cases: Array.from({ length: count }, () => ({})) }) })
}

function gatewayOfThread(count: number) {
  const communications = Array.from({ length: count }, (_, index) =>
    aCommunication(`message ${index}`, NOON + index * HOUR),
  )
  return startGateway({ account: () => anAccount({ cases: [{ communications }] }) })
}

/** Open cases, newest first, in pages of ten whose tokens name the last case of the page before, as those of an index do. */
async function startInbox(count: number) {
  let made = 0
  let cases: number[] = []
  const gone = new Set<number>()
  const open = (more: number): void => {
    for (let index = 0; index < more; index++) cases.unshift((made += 1))
  }
  open(count)
  const { url } = await startStubUpstream((_, { nextToken = Infinity, maxResults }) => {
    const rest = cases.filter((number) => number < Number(nextToken))
    const page = rest.slice(0, Number(maxResults))
    return {
      cases: page.map((number) => ({ caseId: `case-${number}` })),
      ...(rest.length > page.length && { nextToken: String(page.at(-1)) }),
    }
  })
  return {
    url,
    open,
    resolve(caseIdsToResolve: readonly string[]) {
      for (const caseId of caseIdsToResolve) gone.add(Number(caseId.slice('case-'.length)))
      cases = cases.filter((number) => !gone.has(number))
    },
    /** The cases that were open all the time. */
    stayed: () => cases.filter((number) => number <= count).map((number) => `case-${number}`),
  }
}

const caseIds = (count: number) => Array.from({ length: count }, (_, index) => `case-${index}`)
const bodies = (count: number) => Array.from({ length: count }, (_, index) => `message ${count - 1 - index}`)

/** Two pages of one case each; the token for the second has so many characters. */
const withToken = (length: number) =>
  startStubUpstream((_, { nextToken }) => ({
    cases: [{ caseId: nextToken === undefined ? 'case-1' : 'case-2' }],
    ...(nextToken === undefined && { nextToken: 't'.repeat(length) }),
  }))

describe('paging through cases', () => {
  it('shows each case once and in order, with any sizes of page, forward', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 130 }), steps, async (count, walk) => {
        const gateway = await gatewayOfCases(count)
        expect(await walkForward(gateway, CASES, 'list', walk)).toEqual(caseIds(count))
      }),
      RUNS,
    )
  })

  it('shows each case once and in order, with any sizes of page, backward', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 130 }), steps, async (count, walk) => {
        const gateway = await gatewayOfCases(count)
        expect(await walkBackward(gateway, CASES, 'list', walk)).toEqual(caseIds(count))
      }),
      RUNS,
    )
  })

  it('shows each case that a filter accepts once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('low', 'urgent'), { maxLength: 230 }),
        steps,
        async (severities, walk) => {
          const gateway = await startGateway({
            account: () => anAccount({ cases: severities.map((severityCode) => ({ severityCode })) }),
          })
          const urgent = severities.flatMap((severity, index) => (severity === 'urgent' ? [`case-${index}`] : []))
          const filter = { severityCode: ['urgent'] }
          expect(await walkForward(gateway, CASES, 'list', walk, { filter })).toEqual(urgent)
        },
      ),
      RUNS,
    )
  })

  it('shows each case once in any order that is asked for', async () => {
    const gateway = await gatewayOfCases(57)
    for (const field of ['CREATED_AT', 'SEVERITY', 'STATUS', 'SUBJECT']) {
      for (const direction of ['ASC', 'DESC']) {
        const walk = [
          { size: 4, count: false },
          { size: 9, count: true },
        ]
        const seen = await walkForward(gateway, CASES, 'list', walk, { orderBy: { field, direction } })
        expect(seen.toSorted()).toEqual(caseIds(57).toSorted())
      }
    }
  })

  it('goes on from the cursor of every edge, not only from the last', async () => {
    const gateway = await gatewayOfCases(35)
    const { edges } = await readPage(gateway, CASES, 'list', { first: 35, count: false })
    for (const [index, { cursor }] of edges.entries()) {
      const next = await readPage(gateway, CASES, 'list', { first: 2, after: cursor, count: false })
      expect(next.edges.map(({ node }) => node.key)).toEqual(caseIds(35).slice(index + 1, index + 3))
    }
  })

  it('asks AWS for no page twice within a request, and for as few as will do', async () => {
    const gateway = await gatewayOfCases(230)
    const calls = async (variables: Record<string, unknown>) => {
      const page = await readPage(gateway, CASES, 'list', { count: false, ...variables })
      return { page, calls: await gateway.upstreamCalls() }
    }
    const first = await calls({ first: 3 })
    expect(first.calls).toEqual({ DescribeCases: 1 })
    // seven of the ten that AWS sent are left in that page; the other 93 are one page more
    const second = await calls({ first: 100, after: first.page.pageInfo.endCursor })
    expect(second.page.edges).toHaveLength(100)
    expect(second.calls).toEqual({ DescribeCases: 2 })
    const third = await calls({ first: 100, after: second.page.pageInfo.endCursor })
    expect(third.calls).toEqual({ DescribeCases: 1 })
    expect((await calls({ first: 100, count: true })).calls).toEqual({ DescribeCases: 3 })
  })

  it('loses and repeats nothing when a case is opened between two pages', async () => {
    const gateway = await gatewayOfCases(25)
    const first = await readPage(gateway, CASES, 'list', { first: 3, count: false })
    await gateway.query('mutation { createCase(input: { subject: "New", body: "New" }) { caseId } }')
    const rest = await readPage(gateway, CASES, 'list', { first: 100, after: first.pageInfo.endCursor, count: false })
    expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(25).slice(3))
  })

  it('loses and repeats nothing when the case that the cursor names is resolved between two pages', async () => {
    const gateway = await gatewayOfCases(25)
    const first = await readPage(gateway, CASES, 'list', { first: 3, count: false })
    await gateway.query('mutation { resolveCase(input: { caseId: "case-2" }) { finalStatus } }')
    const rest = await readPage(gateway, CASES, 'list', { first: 100, after: first.pageInfo.endCursor, count: false })
    expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(25).slice(3))
  })

  it('shows each case that stays open once and in order, whatever is opened and resolved between two pages', async () => {
    const turn = fc.record({
      size: fc.integer({ min: 1, max: 12 }),
      open: fc.integer({ max: 10, min: 0 }),
      resolve: fc.nat(12),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.array(turn, { minLength: 1, maxLength: 8 }),
        async (count, turns) => {
          const inbox = await startInbox(count)
          const gateway = await startGateway({ upstreamUrl: inbox.url })
          const seen: string[] = []
          let after: string | null = null
          for (let page = 0; page < 200; page++) {
            const { size, open, resolve } = turns[page % turns.length] as (typeof turns)[number]
            const { edges, pageInfo } = await readPage(gateway, CASES, 'list', { first: size, after, count: false })
            seen.push(...edges.map(({ node }) => node.key))
            if (!pageInfo.hasNextPage) break
            after = pageInfo.endCursor
            // the newest are worked off first, and go on coming in for a while
            inbox.resolve(seen.slice(-resolve))
            if (page < 20) inbox.open(open)
          }
          expect(new Set(seen).size).toBe(seen.length)
          expect(seen.filter((key) => inbox.stayed().includes(key))).toEqual(inbox.stayed())
        },
      ),
      RUNS,
    )
  })

  it.each([
    ['in AWS order', {}],
    ['of one severity', { filter: { severityCode: ['low'] } }],
    ['in another order', { orderBy: { field: 'CREATED_AT', direction: 'DESC' } }],
  ])('loses none when the whole page before is resolved, %s', async (_, variables) => {
    const gateway = await gatewayOfCases(40)
    const first = await readPage(gateway, CASES, 'list', { first: 5, count: false, ...variables })
    for (const { node } of first.edges)
      await gateway.query(`mutation { resolveCase(input: { caseId: "${node.key}" }) { finalStatus } }`)
    const after = first.pageInfo.endCursor
    const rest = await readPage(gateway, CASES, 'list', { first: 100, after, count: false, ...variables })
    expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(40).slice(5))
  })

  it('goes on behind the end of one of the pages of AWS when its last case is resolved, though it has to count all', async () => {
    const gateway = await gatewayOfCases(45)
    const first = await readPage(gateway, CASES, 'list', { first: 20, count: false })
    await gateway.query('mutation { resolveCase(input: { caseId: "case-19" }) { finalStatus } }')
    const after = first.pageInfo.endCursor
    const rest = await readPage(gateway, CASES, 'list', { first: 100, after, count: true })
    expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(45).slice(20))
    expect(rest.totalCount).toBe(44)
  })

  it('shows a case once that comes on two of the pages that one answer is made of', async () => {
    const pages = [
      ['a', 'b'],
      ['b', 'c'],
    ]
    const stub = await startStubUpstream((_, { nextToken }) => ({
      cases: (pages[nextToken === undefined ? 0 : 1] ?? []).map((caseId) => ({ caseId })),
      ...(nextToken === undefined && { nextToken: 'more' }),
    }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { edges, totalCount } = await readPage(gateway, CASES, 'list', { first: 100, count: true })
    expect(edges.map(({ node }) => node.key)).toEqual(['a', 'b', 'c'])
    expect(totalCount).toBe(3)
    expect(await walkForward(gateway, CASES, 'list', [{ size: 2, count: false }])).toEqual(['a', 'b', 'c'])
  })

  it('is an error of the cursor where a token of AWS makes it longer than any that is accepted, and not of the cases', async () => {
    const query =
      'query ($after: String) { cases(first: 1, after: $after) { nodes { caseId } pageInfo { hasNextPage endCursor } } }'

    const long = await startGateway({ upstreamUrl: (await withToken(7_500)).url })
    const { data, errors } = await long.query(query)
    expect(data).toEqual({ cases: { nodes: [{ caseId: 'case-1' }], pageInfo: { hasNextPage: true, endCursor: null } } })
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^AWS's page token makes this cursor \d+ characters long: at most 10000 are/),
        path: ['cases', 'pageInfo', 'endCursor'],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: false },
      },
    ])

    const short = await startGateway({ upstreamUrl: (await withToken(6_000)).url })
    const first = await short.query(query)
    const after = read(first.data, 'cases.pageInfo.endCursor')
    expect(read((await short.query(query, { after })).data, 'cases.nodes')).toEqual([{ caseId: 'case-2' }])
  })

  it('fills a page from the short and empty pages that AWS may send', async () => {
    // AWS may send fewer than maxResults, even none, with a token for more
    const pages = [['a'], [], ['b', 'c'], [], [], ['d'], ['e', 'f', 'g']]
    const stub = await startStubUpstream((_, { nextToken }) => {
      const index = Number(nextToken ?? 0)
      return {
        cases: (pages[index] ?? []).map((caseId) => ({ caseId })),
        ...(index + 1 < pages.length && { nextToken: String(index + 1) }),
      }
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const size of [1, 2, 3, 7, 100]) {
      expect(await walkForward(gateway, CASES, 'list', [{ size, count: false }])).toEqual(pages.flat())
    }
  })
})

describe('paging through the communications of a case', () => {
  it('shows each once and in order, from the inline five into DescribeCommunications, with any sizes of page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 130 }), steps, async (count, walk) => {
        const gateway = await gatewayOfThread(count)
        expect(await walkForward(gateway, THREAD, 'case.list', walk)).toEqual(bodies(count))
      }),
      RUNS,
    )
  })

  it('shows each once and in order backward', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), steps, async (count, walk) => {
        const gateway = await gatewayOfThread(count)
        expect(await walkBackward(gateway, THREAD, 'case.list', walk)).toEqual(bodies(count))
      }),
      RUNS,
    )
  })

  it('shows each once when more arrive between two pages than come inline', async () => {
    const gateway = await gatewayOfThread(12)
    const first = await readPage(gateway, THREAD, 'case.list', { first: 3, count: false })
    for (const body of ['new 1', 'new 2', 'new 3', 'new 4']) {
      await gateway.query(`mutation { addCommunication(input: { caseId: "case-0", body: "${body}" }) { case { id } } }`)
      const after = first.pageInfo.endCursor
      const rest = await readPage(gateway, THREAD, 'case.list', { first: 100, after, count: false })
      expect(rest.edges.map(({ node }) => node.key)).toEqual(bodies(12).slice(3))
    }
  })

  it.each([1, 3, 5, 20])(
    'shows each once, %i at a time, when the token of the inline five starts again',
    async (size) => {
      const thread = bodies(9).map((body) => ({ caseId: 'case-0', body, timeCreated: '2026-01-01T00:00:00Z' }))
      const stub = await startStubUpstream((operation) =>
        operation === 'DescribeCases'
          ? {
              cases: [
                { caseId: 'case-0', recentCommunications: { communications: thread.slice(0, 5), nextToken: 't' } },
              ],
            }
          : { communications: thread },
      )
      const gateway = await startGateway({ upstreamUrl: stub.url })
      expect(await walkForward(gateway, THREAD, 'case.list', [{ size, count: false }])).toEqual(bodies(9))
      expect(await walkForward(gateway, THREAD, 'case.list', [{ size, count: true }])).toEqual(bodies(9))
    },
  )

  it('begins with DescribeCommunications where an upstream leaves the inline five out', async () => {
    const thread = bodies(7).map((body) => ({ caseId: 'case-0', body, timeCreated: '2026-01-01T00:00:00Z' }))
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [{ caseId: 'case-0' }] } : { communications: thread },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const size of [2, 5, 100])
      expect(await walkForward(gateway, THREAD, 'case.list', [{ size, count: true }])).toEqual(bodies(7))
    stub.asked.length = 0
    await readPage(gateway, THREAD, 'case.list', { first: 5, count: false })
    expect(stub.asked.map(({ operation }) => operation)).toEqual(['DescribeCases', 'DescribeCommunications'])
  })

  it('goes on within the inline five at the cost of the case', async () => {
    const gateway = await gatewayOfThread(12)
    const first = await readPage(gateway, THREAD, 'case.list', { first: 2, count: false })
    await gateway.upstreamCalls()
    await readPage(gateway, THREAD, 'case.list', { first: 2, after: first.pageInfo.endCursor, count: false })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})
