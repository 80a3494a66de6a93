import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import { cursorOf, partsOf, type TokenParts } from '../support/cursors.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

/** Enough runs to hit the corner cases, few enough for a quick suite. */
const RUNS = { numRuns: 15 }
/** After this many small pages, the rest of a list is read in large ones. */
const MAX_SMALL_PAGES = 12

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
  /** Counting makes the gateway read the whole list, which must not affect cursors. */
  count: boolean
}

const steps = fc.array(fc.record({ size: fc.integer({ min: 1, max: 100 }), count: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
})

function stepAt(walk: readonly Step[], page: number): Step {
  const step = walk[page % walk.length] as Step
  return page < MAX_SMALL_PAGES ? step : { ...step, size: 100 }
}

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

/** Pages through the whole list, cycling through the steps of `walk`, and returns the keys in the order received. */
async function walkForward(
  gateway: Gateway,
  source: string,
  at: string,
  walk: readonly Step[],
  variables = {},
): Promise<string[]> {
  const keys: string[] = []
  let after: string | null = null
  for (let page = 0; page < 1_000; page++) {
    const { size, count } = stepAt(walk, page)
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
  for (let page = 0; page < 1_000; page++) {
    const { size, count } = stepAt(walk, page)
    const { edges, pageInfo } = await readPage(gateway, source, at, { last: size, before, count })
    keys.unshift(...edges.map(({ node }) => node.key))
    if (!pageInfo.hasPreviousPage) return keys
    before = pageInfo.startCursor
  }
  throw new Error('the list does not end')
}

/** Cases are numbered in the order in which the emulator lists them: `case-0` is the newest. */
function gatewayOfCases(count: number, cacheSeconds = {}) {
  return startGateway({ account: () => anAccount({ cases: Array.from({ length: count }, () => ({})) }), cacheSeconds })
}

/** All cases in AWS's own pages, and open cases without and with the index. */
const ways: readonly [string, Record<string, unknown>, { cases?: number }][] = [
  ['through AWS pages', { filter: { includeResolved: true } }, {}],
  ['through open cases', {}, {}],
  ['through open cases from the index', {}, { cases: 60 }],
]

function gatewayOfThread(count: number) {
  const communications = Array.from({ length: count }, (_, index) =>
    aCommunication(`message ${index}`, NOON + index * HOUR),
  )
  return startGateway({ account: () => anAccount({ cases: [{ communications }] }) })
}

/** Open cases, newest first, in pages whose tokens name the last case of the previous page (keyset pagination). */
async function startInbox(count: number) {
  let made = 0
  let cases: number[] = []
  const resolved = new Set<number>()
  const open = (more: number): void => {
    for (let index = 0; index < more; index++) cases.unshift((made += 1))
  }
  open(count)
  const aCase = (number: number) => ({
    caseId: `case-${number}`,
    status: resolved.has(number) ? 'resolved' : 'opened',
    timeCreated: new Date(NOON + number * 60_000).toISOString(),
  })
  const { url } = await startStubUpstream((_, { caseIdList, nextToken = Infinity, maxResults }) => {
    if (Array.isArray(caseIdList)) return { cases: caseIdList.map((id) => aCase(numberOf(String(id)))) }
    const rest = cases.filter((number) => number < Number(nextToken))
    const page = rest.slice(0, Number(maxResults))
    return {
      cases: page.map(aCase),
      ...(rest.length > page.length && { nextToken: String(page.at(-1)) }),
    }
  })
  return {
    url,
    open,
    resolve(caseIdsToResolve: readonly string[]) {
      for (const caseId of caseIdsToResolve) resolved.add(numberOf(caseId))
      cases = cases.filter((number) => !resolved.has(number))
    },
    /** The original cases that are still open. */
    stayed: () => cases.filter((number) => number <= count).map((number) => `case-${number}`),
  }
}

const numberOf = (caseId: string) => Number(caseId.slice('case-'.length))
const caseIds = (count: number) => Array.from({ length: count }, (_, index) => `case-${index}`)
const bodies = (count: number) => Array.from({ length: count }, (_, index) => `message ${count - 1 - index}`)

/** Two pages of one case each; the token for the second has `length` characters. */
const withToken = (length: number) =>
  startStubUpstream((_, { nextToken }) => ({
    cases: [{ caseId: nextToken === undefined ? 'case-1' : 'case-2' }],
    ...(nextToken === undefined && { nextToken: 't'.repeat(length) }),
  }))

const keysOf = ({ edges }: Page) => edges.map(({ node }) => node.key)

async function resolve(gateway: Gateway, caseId: string): Promise<void> {
  const { errors } = await gateway.query(`mutation { resolveCase(input: { caseId: "${caseId}" }) { finalStatus } }`)
  expect(errors).toEqual([])
}

/** A cursor as issued by releases without the case index, for the case at `index` in the list, with AWS pages of 100. */
async function oldCursor(gateway: Gateway, variables: object, index: number): Promise<string> {
  const [, listDigest] = partsOf(await endOf(gateway, variables))
  await gateway.upstreamCalls()
  return cursorOf([1, listDigest, index, `case-${index}`, 100, '', ''])
}

/** The end cursor of the first page. */
async function endOf(gateway: Gateway, variables: object): Promise<string> {
  return (await readPage(gateway, CASES, 'list', { first: 5, count: false, ...variables })).pageInfo.endCursor ?? ''
}

describe('case pagination', () => {
  test.each(ways)(
    'paging forward %s returns each case once and in order, whatever the page sizes',
    async (_, variables, cacheSeconds) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 130 }), steps, async (count, walk) => {
          const gateway = await gatewayOfCases(count, cacheSeconds)
          expect(await walkForward(gateway, CASES, 'list', walk, variables)).toEqual(caseIds(count))
        }),
        RUNS,
      )
    },
  )

  test('paging backward returns each case once and in order, whatever the page sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 130 }), steps, async (count, walk) => {
        const gateway = await gatewayOfCases(count)
        expect(await walkBackward(gateway, CASES, 'list', walk)).toEqual(caseIds(count))
      }),
      RUNS,
    )
  })

  test('paging through filtered cases returns each match once and in order', async () => {
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

  test('paging through cases in any order returns each case once', async () => {
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

  test.each(ways)('paging %s continues after the cursor of every edge', async (_, variables, cacheSeconds) => {
    const gateway = await gatewayOfCases(35, cacheSeconds)
    const { edges } = await readPage(gateway, CASES, 'list', { ...variables, first: 35, count: false })
    for (const [index, { cursor }] of edges.entries()) {
      const next = await readPage(gateway, CASES, 'list', { ...variables, first: 2, after: cursor, count: false })
      expect(next.edges.map(({ node }) => node.key)).toEqual(caseIds(35).slice(index + 1, index + 3))
    }
  })

  test('paging reads each AWS page at most once per request, and no more pages than it needs', async () => {
    const gateway = await gatewayOfCases(230)
    const calls = async (variables: Record<string, unknown>) => {
      const filter = { includeResolved: true }
      const page = await readPage(gateway, CASES, 'list', { count: false, filter, ...variables })
      return { page, calls: await gateway.upstreamCalls() }
    }
    const first = await calls({ first: 3 })
    expect(first.calls).toEqual({ DescribeCases: 1 })
    // seven of the ten cases on that AWS page are left; the other 93 take one more page
    const second = await calls({ first: 100, after: first.page.pageInfo.endCursor })
    expect(second.page.edges).toHaveLength(100)
    expect(second.calls).toEqual({ DescribeCases: 2 })
    const third = await calls({ first: 100, after: second.page.pageInfo.endCursor })
    expect(third.calls).toEqual({ DescribeCases: 1 })
    expect((await calls({ first: 100, count: true })).calls).toEqual({ DescribeCases: 3 })
  })

  test.each(
    ways.flatMap(([way, variables, cacheSeconds]) => [
      {
        way,
        what: 'a case is opened',
        write: 'createCase(input: { subject: "New", body: "New" }) { caseId }',
        variables,
        cacheSeconds,
      },
      {
        way,
        what: 'the case that the cursor names is resolved',
        write: 'resolveCase(input: { caseId: "case-2" }) { finalStatus }',
        variables,
        cacheSeconds,
      },
    ]),
  )(
    'paging $way neither loses nor repeats a case when $what between two pages',
    async ({ write, variables, cacheSeconds }) => {
      const gateway = await gatewayOfCases(25, cacheSeconds)
      const first = await readPage(gateway, CASES, 'list', { ...variables, first: 3, count: false })
      await gateway.query(`mutation { ${write} }`)
      const after = first.pageInfo.endCursor
      const rest = await readPage(gateway, CASES, 'list', { ...variables, first: 100, after, count: false })
      expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(25).slice(3))
    },
  )

  test.each(ways)(
    'paging %s returns each case that stays open, once and in order, while others are opened and resolved',
    async (_, variables, cacheSeconds) => {
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
            const gateway = await startGateway({ upstreamUrl: inbox.url, cacheSeconds })
            const seen: string[] = []
            let after: string | null = null
            let hasEnded = false
            for (let page = 0; page < 1_000 && !hasEnded; page++) {
              const { size, open, resolve } = turns[page % turns.length] as (typeof turns)[number]
              // far enough that the index must refresh its list before responding
              gateway.clock.time += 200_000
              const { edges, pageInfo } = await readPage(gateway, CASES, 'list', {
                ...variables,
                first: page < MAX_SMALL_PAGES ? size : 100,
                after,
                count: false,
              })
              seen.push(...edges.map(({ node }) => node.key))
              hasEnded = !pageInfo.hasNextPage
              after = pageInfo.endCursor
              // resolves the most recently returned cases (all so far if `resolve` is 0), and opens new ones for a while
              inbox.resolve(seen.slice(-resolve))
              if (page < MAX_SMALL_PAGES) inbox.open(open)
            }
            expect(hasEnded).toBe(true)
            expect(new Set(seen).size).toBe(seen.length)
            expect(seen.filter((key) => inbox.stayed().includes(key))).toEqual(inbox.stayed())
          },
        ),
        RUNS,
      )
    },
  )

  test.each([
    ['newest-first cases', {}, {}],
    ['cases of one severity', { filter: { severityCode: ['low'] } }, {}],
    ['cases ordered by subject', { orderBy: { field: 'SUBJECT' } }, {}],
    ['newest-first cases from the index', {}, { cases: 60 }],
    ['cases from the index ordered by subject', { orderBy: { field: 'SUBJECT' } }, { cases: 60 }],
  ])(
    'paging through %s skips no case when all cases of the previous page are resolved meanwhile',
    async (_, variables, cacheSeconds) => {
      const gateway = await gatewayOfCases(40, cacheSeconds)
      const all = await readPage(gateway, CASES, 'list', { first: 100, count: false, ...variables })
      const first = await readPage(gateway, CASES, 'list', { first: 5, count: false, ...variables })
      for (const { node } of first.edges)
        await gateway.query(`mutation { resolveCase(input: { caseId: "${node.key}" }) { finalStatus } }`)
      const after = first.pageInfo.endCursor
      const rest = await readPage(gateway, CASES, 'list', { first: 100, after, count: false, ...variables })
      expect(keysOf(rest)).toEqual(keysOf(all).slice(5))
    },
  )

  test('a cursor at the end of an AWS page stays valid when its case is resolved and the list is counted', async () => {
    const gateway = await gatewayOfCases(45)
    const filter = { includeResolved: true }
    const first = await readPage(gateway, CASES, 'list', { first: 20, filter, count: false })
    await gateway.query('mutation { resolveCase(input: { caseId: "case-19" }) { finalStatus } }')
    const after = first.pageInfo.endCursor
    const rest = await readPage(gateway, CASES, 'list', { first: 100, after, filter, count: true })
    expect(rest.edges.map(({ node }) => node.key)).toEqual(caseIds(45).slice(20))
    expect(rest.totalCount).toBe(45)
  })

  test('a case that is on two AWS pages appears once', async () => {
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

  test('an AWS page token that makes a cursor too long causes an error for the cursor, but not for the cases', async () => {
    const query = `query ($after: String) { cases(first: 1, after: $after, filter: { includeResolved: true }) {
      nodes { caseId } pageInfo { hasNextPage endCursor }
    } }`

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

  test('a page is filled from the short and empty pages that AWS may send', async () => {
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
      for (const filter of [{}, { includeResolved: true }])
        expect(await walkForward(gateway, CASES, 'list', [{ size, count: false }], { filter })).toEqual(pages.flat())
    }
  })
})

describe('paging through the index', () => {
  const indexed = { cases: 600 }

  test('paging through the index returns each case once while another case changes position', async () => {
    const statuses = ['opened', 'pending-customer-action', 'resolved', 'unassigned', 'work-in-progress']
    const cases = Array.from({ length: 400 }, (_, index) => ({ status: statuses[index % 5] as string }))
    const gateway = await startGateway({ account: () => anAccount({ cases }), cacheSeconds: indexed })
    const variables = { first: 20, filter: { includeResolved: true }, orderBy: { field: 'STATUS' }, count: false }
    let page = await readPage(gateway, CASES, 'list', variables)
    const moved = keysOf(page).at(-1) ?? ''
    await resolve(gateway, moved)
    const seen = keysOf(page)
    while (page.pageInfo.hasNextPage) {
      page = await readPage(gateway, CASES, 'list', { ...variables, after: page.pageInfo.endCursor })
      seen.push(...keysOf(page))
    }
    const stayed = seen.filter((key) => key !== moved)
    expect(stayed).toHaveLength(399)
    expect(new Set(stayed).size).toBe(399)
    // once at its old position, and once at its new one
    expect(seen.filter((key) => key === moved)).toHaveLength(2)
  })

  test('paging through the index continues from a case that has left the list, in either direction', async () => {
    const gateway = await gatewayOfCases(45, indexed)
    const middle = await readPage(gateway, CASES, 'list', { first: 20, count: false })
    const { endCursor } = middle.pageInfo
    for (const key of ['case-18', 'case-19', 'case-20']) await resolve(gateway, key)
    const next = await readPage(gateway, CASES, 'list', { first: 3, after: endCursor, count: true })
    expect(keysOf(next)).toEqual(['case-21', 'case-22', 'case-23'])
    expect(next.totalCount).toBe(42)
    const back = await readPage(gateway, CASES, 'list', { last: 3, before: endCursor, count: true })
    expect(keysOf(back)).toEqual(['case-15', 'case-16', 'case-17'])
  })

  test('paging through the index costs no calls in either direction', async () => {
    const gateway = await gatewayOfCases(150, indexed)
    const first = await readPage(gateway, CASES, 'list', { first: 20, count: false })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 2 })
    const { endCursor, startCursor } = first.pageInfo
    for (const variables of [
      { first: 100, after: endCursor },
      { last: 20 },
      { last: 5, before: endCursor },
      { first: 5, before: endCursor },
      { last: 5, after: startCursor },
    ])
      await readPage(gateway, CASES, 'list', { ...variables, count: true })
    expect(await walkBackward(gateway, CASES, 'list', [{ size: 40, count: false }])).toEqual(caseIds(150))
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('the index lists all cases in the same order as the AWS pages that were served before it was loaded', async () => {
    const statuses = ['opened', 'resolved', 'unassigned']
    const cases = Array.from({ length: 130 }, (_, index) => ({ status: statuses[index % 3] as string }))
    const gateway = await startGateway({ account: () => anAccount({ cases }), cacheSeconds: indexed })
    const filter = { includeResolved: true }
    const walk = [{ size: 50, count: false }]
    const before = await walkForward(gateway, CASES, 'list', walk, { filter })
    expect(before).toEqual(caseIds(130))
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
    const begun = await readPage(gateway, CASES, 'list', { first: 50, filter, count: false })
    expect(partsOf<TokenParts>(begun.pageInfo.endCursor ?? '')[0]).toBe(1)
    expect(await gateway.upstreamCalls()).toEqual({})

    const { totalCount } = await readPage(gateway, CASES, 'list', { first: 1, filter, count: true })
    expect(totalCount).toBe(130)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 2 })
    expect(await walkForward(gateway, CASES, 'list', walk, { filter })).toEqual(before)
    expect(await gateway.upstreamCalls()).toEqual({})
    // a cursor from the AWS pages continues at the same place in the index
    const after = begun.pageInfo.endCursor
    expect(keysOf(await readPage(gateway, CASES, 'list', { first: 100, after, filter, count: false }))).toEqual(
      before.slice(50),
    )
  })
})

describe('cursors from releases without the case index', () => {
  test.each([
    ['without the index', {}],
    ['with the index', { cases: 60 }],
  ])(
    'a cursor issued by a release without the case index still continues a list of open cases, %s',
    async (_, cacheSeconds) => {
      const gateway = await gatewayOfCases(150, cacheSeconds)
      const after = await oldCursor(gateway, {}, 89)
      const next = await readPage(gateway, CASES, 'list', { first: 20, after, count: false })
      expect(keysOf(next)).toEqual(caseIds(150).slice(90, 110))
      expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 2 })
      // and so does the cursor of the next page
      const last = await readPage(gateway, CASES, 'list', { first: 100, after: next.pageInfo.endCursor, count: false })
      expect(keysOf(last)).toEqual(caseIds(150).slice(110))
    },
  )

  test.each([
    ['a filter that only the gateway supports', { filter: { severityCode: ['low'] } }],
    ['an orderBy argument', { orderBy: { field: 'CREATED_AT', direction: 'DESC' } }],
    ['a total count', { count: true }],
  ])(
    'a cursor issued by a release without the case index still continues after its case, in a list with %s',
    async (_, variables) => {
      const gateway = await gatewayOfCases(150, { cases: 60 })
      const after = await oldCursor(gateway, variables, 89)
      const next = await readPage(gateway, CASES, 'list', { first: 20, after, count: false, ...variables })
      expect(keysOf(next)).toEqual(caseIds(150).slice(90, 110))
      const back = await readPage(gateway, CASES, 'list', { last: 20, before: after, count: false, ...variables })
      expect(keysOf(back)).toEqual(caseIds(150).slice(69, 89))
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('a cursor issued by a release without the case index gets BAD_USER_INPUT with advice to start again if its case has left the list', async () => {
    const gateway = await gatewayOfCases(30, { cases: 60 })
    const variables = { orderBy: { field: 'SUBJECT' } }
    const after = await oldCursor(gateway, variables, 9)
    await resolve(gateway, 'case-9')
    const response = await gateway.query(CASES, { ...variables, after, count: false })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('Start again without `after`')
  })
})

describe('forged cursors', () => {
  const OTHER = { orderBy: { field: 'SUBJECT' } }

  test.each<[string, (parts: unknown[]) => unknown]>([
    ['for another list', (parts) => parts.with(1, 'other')],
    ['of another version', (parts) => parts.with(0, 3)],
    ['whose case is a number', (parts) => parts.with(2, 7)],
    ['without a case', (parts) => parts.with(2, null)],
    ['without sort values', (parts) => parts.slice(0, 3)],
    ['with null as a sort value', (parts) => parts.with(3, null)],
    ['with a list as a sort value', (parts) => parts.with(3, ['a'])],
    ['with an object as a sort value', (parts) => parts.with(4, { valueOf: 1 })],
    ['that is an object', (parts) => ({ version: 2, listDigest: parts[1] })],
    ['that is a string', () => 'cursor'],
  ])('a forged cursor %s gets BAD_USER_INPUT without calling AWS', async (_, change) => {
    const gateway = await gatewayOfCases(20, { cases: 60 })
    const cursor = cursorOf(change(partsOf(await endOf(gateway, {}))))
    await gateway.upstreamCalls()
    for (const variables of [{ after: cursor }, { last: 5, before: cursor }]) {
      const response = await gateway.query(CASES, { ...variables, count: false })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each<[string, (parts: unknown[]) => unknown[]]>([
    ['sort values above all others', (parts) => parts.with(3, 1e308).with(4, 1e308)],
    ['sort values below all others', (parts) => parts.with(3, -1e308).with(4, -1e308)],
    ['strings instead of numeric sort values', (parts) => parts.with(3, 'a').with(4, 'b')],
    ['a number instead of a text sort value', (parts) => parts.with(3, 7)],
    ['a long sort value', (parts) => parts.with(3, 'z'.repeat(5_000))],
    ['a lone surrogate', (parts) => parts.with(2, '\ud83d').with(3, '\ud83d')],
    ['additional parts', (parts) => [...parts, 1, 2, 3]],
    ['an unknown case', (parts) => parts.with(2, 'case-unknown')],
  ])('a forged cursor with %s returns part of the list or BAD_USER_INPUT', async (_, change) => {
    const gateway = await gatewayOfCases(20, { cases: 60 })
    for (const variables of [{}, OTHER, { filter: { ids: ['case-3', 'case-4'] } }]) {
      const cursor = cursorOf(change(partsOf(await endOf(gateway, variables))))
      const inOrder = (await readPage(gateway, CASES, 'list', { first: 100, count: false, ...variables })).edges
      for (const page of [
        { first: 100, after: cursor },
        { last: 100, before: cursor },
      ]) {
        const response = await gateway.query(CASES, { ...variables, ...page, count: false })
        expect(codes(response).filter((code) => code !== 'BAD_USER_INPUT')).toEqual([])
        if (response.errors.length > 0) continue
        const found = read<Page>(response.data, 'list').edges.map(({ node }) => node.key)
        const keys = inOrder.map(({ node }) => node.key)
        // part of the list, in its order
        expect(found).toEqual(keys.filter((key) => found.includes(key)))
      }
    }
  })

  test('a forged index cursor for a list that is not read from the index returns cases or BAD_USER_INPUT', async () => {
    const gateway = await gatewayOfCases(20, { cases: 60 })
    for (const filter of [{ includeResolved: true }, { ids: caseIds(10) }]) {
      const old = await endOf(gateway, { filter })
      const [, listDigest, , anchor] = partsOf<TokenParts>(old)
      const cursor = cursorOf([2, listDigest, anchor, NOON, NOON])
      const response = await gateway.query(CASES, { filter, after: cursor, count: false })
      expect(codes(response).filter((code) => code !== 'BAD_USER_INPUT')).toEqual([])
    }
  })
})

describe('paging through communications', () => {
  test('paging through a thread returns each message once and in order, whatever the page sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 130 }), steps, async (count, walk) => {
        const gateway = await gatewayOfThread(count)
        expect(await walkForward(gateway, THREAD, 'case.list', walk)).toEqual(bodies(count))
      }),
      RUNS,
    )
  })

  test('paging backward through a thread returns each message once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), steps, async (count, walk) => {
        const gateway = await gatewayOfThread(count)
        expect(await walkBackward(gateway, THREAD, 'case.list', walk)).toEqual(bodies(count))
      }),
      RUNS,
    )
  })

  test('a thread continues after its cursor, even when new messages have pushed the cursor out of the inline messages', async () => {
    const gateway = await gatewayOfThread(12)
    const first = await readPage(gateway, THREAD, 'case.list', { first: 3, count: false })
    for (const body of ['new 1', 'new 2', 'new 3', 'new 4']) {
      await gateway.query(`mutation { addCommunication(input: { caseId: "case-0", body: "${body}" }) { case { id } } }`)
      const after = first.pageInfo.endCursor
      const rest = await readPage(gateway, THREAD, 'case.list', { first: 100, after, count: false })
      expect(rest.edges.map(({ node }) => node.key)).toEqual(bodies(12).slice(3))
    }
  })

  test.each([1, 3, 5, 20])(
    'paging through a thread in steps of %i returns each message once, even if the inline page token restarts the thread',
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

  test('a thread is read with DescribeCommunications from the start when AWS sends no inline messages', async () => {
    const thread = bodies(7).map((body) => ({ caseId: 'case-0', body, timeCreated: '2026-01-01T00:00:00Z' }))
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [{ caseId: 'case-0' }] } : { communications: thread },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const size of [2, 5, 100])
      expect(await walkForward(gateway, THREAD, 'case.list', [{ size, count: true }])).toEqual(bodies(7))
    stub.calls.length = 0
    await readPage(gateway, THREAD, 'case.list', { first: 5, count: false })
    expect(stub.calls.map(({ operation }) => operation)).toEqual(['DescribeCases', 'DescribeCommunications'])
  })

  test('paging within the inline messages costs only the call for the case', async () => {
    const gateway = await gatewayOfThread(12)
    const first = await readPage(gateway, THREAD, 'case.list', { first: 2, count: false })
    await gateway.upstreamCalls()
    await readPage(gateway, THREAD, 'case.list', { first: 2, after: first.pageInfo.endCursor, count: false })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})
