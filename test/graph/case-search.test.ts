import { hash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { SupportCase } from '../../emulator/account.js'
import { aCommunication, anAccount, HOUR, NOON } from '../../emulator/test/harness.js'
import type { Policy } from '../../src/config/policy.js'
import { BUDGET_SPENT } from '../../src/lib/errors.js'
import { anonymous, type Scope } from '../../src/lib/viewer.js'
import { createCommunicationLoaders } from '../../src/graph/loaders/communication.js'
import type { Budget } from '../../src/upstream/budget/budget.js'
import type { Call } from '../../src/upstream/operations.js'
import { UpstreamError } from '../../src/upstream/upstream-error.js'
import { startStubUpstream } from '../support/stub-upstream.js'
import { codes, read, startGateway, type QueryResponse, type Gateway, type GatewayOptions } from '../support/harness.js'

const SEARCH = `query ($query: String!, $textScope: CaseTextScope! = RECENT_COMMUNICATIONS, $filter: CaseFilter, $first: Int, $after: String) {
  searchCases(query: $query, textScope: $textScope, filter: $filter, first: $first, after: $after) {
    totalCount isComplete
    pageInfo { hasNextPage hasPreviousPage endCursor }
    edges {
      cursor score
      node { caseId }
      highlights { field text ranges { start end } communication { id body } }
    }
  }
}`

interface Found {
  totalCount: number
  isComplete: boolean
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null }
  edges: { cursor: string; score: number; node: { caseId: string }; highlights: Highlight[] }[]
}

interface Highlight {
  field: string
  text: string
  ranges: { start: number; end: number }[]
  communication: { id: string; body: string } | null
}

type Overrides = Parameters<Gateway['query']>[4]

async function search(
  gateway: Gateway,
  variables: Record<string, unknown>,
  overrides: Overrides = {},
): Promise<Found & QueryResponse> {
  const response = await gateway.query(SEARCH, variables, undefined, undefined, overrides)
  expect(response.errors).toEqual([])
  return { ...read<Found>(response.data, 'searchCases'), ...response }
}

async function ids(gateway: Gateway, query: string, more: Record<string, unknown> = {}): Promise<string[]> {
  return (await search(gateway, { query, first: 100, ...more })).edges.map(({ node }) => node.caseId)
}

/** The highlights of the only case found, each with its ranges in brackets. */
async function highlightsOf(gateway: Gateway, query: string, more: Record<string, unknown> = {}): Promise<string[]> {
  const { edges } = await search(gateway, { query, ...more })
  expect(edges).toHaveLength(1)
  return edges[0]?.highlights.map(marked) ?? []
}

function marked({ text, ranges }: Highlight): string {
  return ranges.reduceRight(
    (all, { start, end }) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`,
    text,
  )
}

/** Messages in thread order, oldest first. */
const messages = (...bodies: string[]) => bodies.map((body, index) => aCommunication(body, NOON + index * HOUR))

/** A thread in which these messages are older than the newest five. */
const long = (...bodies: string[]) => messages(...bodies, '2', '3', '4', '5', '6')

const withCases = (cases: Partial<SupportCase>[], options: GatewayOptions = {}) =>
  startGateway({ account: () => anAccount({ cases }), cacheSeconds: { cases: 60 }, ...options })

const sources = [
  ['from the index', { cases: 60 }],
  ['from AWS', {}],
] as const

describe('search query', () => {
  const some = [
    { subject: 'Database connection lost', communications: messages('It is the writer.', 'Restarted') },
    { subject: 'Connection refused', communications: messages('The DATABASE says:\nconnection timed\n  out') },
    { subject: 'Invoice', communications: messages('nothing of that') },
  ]

  test.each(sources)('a search finds cases that contain all of its words, anywhere: %s', async (_, cacheSeconds) => {
    const gateway = await withCases(some, { cacheSeconds })
    expect(await ids(gateway, 'connection')).toEqual(['case-0', 'case-1'])
    expect(await ids(gateway, 'database connection')).toEqual(['case-0', 'case-1'])
    expect(await ids(gateway, 'connection writer restarted')).toEqual(['case-0'])
    expect(await ids(gateway, 'connection invoice')).toEqual([])
    expect(await ids(gateway, 'nect')).toEqual(['case-0', 'case-1'])
  })

  test.each([
    ['"connection lost"', ['case-0']],
    ['"lost connection"', []],
    ['"connection timed out"', ['case-1']],
    ['“Connection  timed out” refused', ['case-1']],
    // phrases do not span the subject and a message, or two messages
    ['"lost it"', []],
    ['"restarted it"', []],
    // an unclosed quote
    ['invoice "of that', ['case-2']],
    ['invoice & -', ['case-2']],
    ['😀 invoice', []],
  ])('the query %j finds the cases %j', async (query, expected) => {
    const gateway = await withCases(some)
    expect(await ids(gateway, query)).toEqual(expected)
  })

  test.each(['"', '', ' \n ', '"" - & !?', '\u0307'])(
    'the query %j gets BAD_USER_INPUT without calling AWS',
    async (query) => {
      const gateway = await withCases(some)
      const response = await gateway.query(SEARCH, { query })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.errors[0]?.message).toContain('`query` has no word to search for')
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test.each([
    ['201 characters', 'x'.repeat(201), 'query has 201 characters: at most 200'],
    ['17 words', Array.from({ length: 17 }, (_, index) => `w${index}`).join(' '), '`query` has 17 words and phrases'],
  ])('a query of %s gets BAD_USER_INPUT without calling AWS', async (_, query, message) => {
    const gateway = await withCases(some)
    const response = await gateway.query(SEARCH, { query })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain(message)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a query of 200 characters and 16 words is accepted', async () => {
    const gateway = await withCases(some)
    expect(await ids(gateway, 'x'.repeat(200))).toEqual([])
    expect(await ids(gateway, Array.from({ length: 16 }, (_, index) => `w${index}`).join(' '))).toEqual([])
    expect(await ids(gateway, 'connection '.repeat(18))).toEqual(['case-0', 'case-1'])
  })

  test.each([
    ['東京リージョンで障害が発生', '障害', '東京リージョンで[障害]が発生'],
    ['数据库连接超时', '连接 数据库', '[数据库连接]超时'],
    ['데이터베이스 오류', '오류', '데이터베이스 [오류]'],
    ['데이터베이스 오류'.normalize('NFD'), '오류', `${'데이터베이스'.normalize('NFD')} [${'오류'.normalize('NFD')}]`],
    ['Zugang zur Straße 5', 'STRASSE', 'Zugang zur [Straße] 5'],
    ['STRASSE 5', 'straße', '[STRASSE] 5'],
    ['Outage in İstanbul', 'istanbul', 'Outage in [İstanbul]'],
    ['outage in istanbul', 'İSTANBUL', 'outage in [istanbul]'],
    ['CAFE\u0301 down', 'café', '[CAFE\u0301] down'],
    ['ＥＣ２ ｶﾞｲﾄﾞ', 'ec2 ガイド', '[ＥＣ２] [ｶﾞｲﾄﾞ]'],
    ['the ﬁle', 'file', 'the [ﬁle]'],
    ['ΟΔΟΣ', 'οδος', '[ΟΔΟΣ]'],
    ['build 🔥🚀 failed', '🚀 failed', 'build 🔥[🚀] [failed]'],
  ])('in a subject and in a message, %j is found by %j and highlighted as %j', async (text, query, expected) => {
    const gateway = await withCases([{ subject: text }])
    expect(await highlightsOf(gateway, query)).toEqual([expected])
    const other = await withCases([{ communications: messages(text) }])
    expect(await highlightsOf(other, query)).toEqual([expected])
  })
})

describe('search ranking', () => {
  test('a match in the subject ranks above one in the newest message, which ranks above one in any other; among ties, newer cases come first', async () => {
    const gateway = await withCases([
      { caseId: 'case-other', communications: messages('the needle', 'newest') },
      { caseId: 'case-newest', communications: messages('older', 'the needle') },
      { caseId: 'case-none' },
      { caseId: 'case-subject', subject: 'A needle', communications: messages('needle needle') },
      { caseId: 'case-newest-2', communications: messages('older', 'needle') },
      { caseId: 'case-same-b', subject: 'Needle', timeCreated: NOON - 48 * HOUR },
      { caseId: 'case-same-a', subject: 'Needle', timeCreated: NOON - 48 * HOUR },
    ])
    const { edges, totalCount } = await search(gateway, { query: 'needle' })
    expect(edges.map(({ node, score }) => [node.caseId, score])).toEqual([
      ['case-subject', 1],
      ['case-same-a', 1],
      ['case-same-b', 1],
      ['case-newest', 2 / 3],
      ['case-newest-2', 2 / 3],
      ['case-other', 1 / 3],
    ])
    expect(totalCount).toBe(6)
  })

  test('words in the subject weigh more than words in the newest message, and scores fall in the order of the results', async () => {
    const gateway = await withCases([
      { caseId: 'case-none', communications: messages('a1 b2', 'x') },
      { caseId: 'case-newest', communications: messages('x', 'a1 b2') },
      { caseId: 'case-half-newest', communications: messages('a1', 'b2') },
      { caseId: 'case-half', subject: 'a1', communications: messages('b2', 'x') },
      { caseId: 'case-half-and-newest', subject: 'a1', communications: messages('x', 'b2') },
      { caseId: 'case-both', subject: 'b2 a1' },
    ])
    const { edges } = await search(gateway, { query: 'a1 b2' })
    expect(edges.map(({ node }) => node.caseId)).toEqual(
      ['both', 'half-and-newest', 'half', 'newest', 'half-newest', 'none'].map((name) => `case-${name}`),
    )
    const scores = edges.map(({ score }) => score)
    expect(scores.toSorted((a, b) => b - a)).toEqual(scores)
    expect(new Set(scores).size).toBe(6)
    for (const score of scores) {
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  test.each(sources)(
    'paging through search results returns each case once, in the same order as one large page: %s',
    async (_, cacheSeconds) => {
      const gateway = await withCases(
        Array.from({ length: 30 }, (__, index) => ({
          subject: index % 3 === 0 ? 'needle' : 'other',
          communications: messages('x', index % 3 === 1 ? 'needle' : 'x needle', ...(index % 2 === 0 ? ['y'] : [])),
          timeCreated: NOON - (index % 4) * HOUR,
        })),
        { cacheSeconds },
      )
      const whole = await ids(gateway, 'needle')
      expect(whole).toHaveLength(30)
      const paged: string[] = []
      for (let after: string | null = null, pages = 0; pages < 5; pages++) {
        const page = await search(gateway, { query: 'needle', first: 7, after })
        expect(page.totalCount).toBe(30)
        expect(page.pageInfo).toMatchObject({ hasNextPage: pages < 4, hasPreviousPage: pages > 0 })
        paged.push(...page.edges.map(({ node }) => node.caseId))
        after = page.pageInfo.endCursor
      }
      expect(paged).toEqual(whole)
    },
  )

  test('a search cursor gets BAD_USER_INPUT with a different query, textScope or filter', async () => {
    const gateway = await withCases([{ subject: 'needle' }, { subject: 'needle' }])
    const { pageInfo } = await search(gateway, { query: 'needle', first: 1 })
    const after = pageInfo.endCursor
    expect(await ids(gateway, ' "NEEDLE', { after })).toEqual(['case-1'])
    for (const other of [
      { query: 'need' },
      { textScope: 'SUBJECT' },
      { filter: { severityCode: ['low'] } },
      { filter: { includeResolved: true } },
    ])
      expect(codes(await gateway.query(SEARCH, { query: 'needle', after, ...other }))).toEqual(['BAD_USER_INPUT'])
  })

  test('a search applies the whole filter, including text and includeResolved', async () => {
    const gateway = await withCases([
      { subject: 'needle one', severityCode: 'urgent' },
      { subject: 'needle two' },
      { subject: 'needle three', status: 'resolved' },
      { communications: messages('needle two') },
    ])
    expect(await ids(gateway, 'needle')).toEqual(['case-0', 'case-1', 'case-3'])
    expect(await ids(gateway, 'needle', { filter: { severityCode: ['urgent'] } })).toEqual(['case-0'])
    expect(await ids(gateway, 'needle', { filter: { severityCode: [] } })).toEqual([])
    expect(await ids(gateway, 'needle', { filter: { text: 'two' } })).toEqual(['case-1'])
    expect(await ids(gateway, 'needle', { filter: { text: 'two', textScope: 'RECENT_COMMUNICATIONS' } })).toEqual([
      'case-1',
      'case-3',
    ])
    expect(await ids(gateway, 'needle', { filter: { includeResolved: true } })).toHaveLength(4)
    expect(await ids(gateway, 'needle', { filter: { ids: ['case-3', 'case-1'] } })).toEqual(['case-1', 'case-3'])
    expect(codes(await gateway.query(SEARCH, { query: 'needle', filter: { displayId: 'x' } }))).toEqual([
      'BAD_USER_INPUT',
    ])
  })
})

describe('search highlights', () => {
  test('the subject and up to five messages are highlighted, newest first', async () => {
    const gateway = await withCases([
      { subject: 'A Needle', communications: messages('needle 1', 'nothing', 'needle 2, needle 3', 'needle 4') },
    ])
    const { edges } = await search(gateway, { query: 'needle' })
    expect(edges[0]?.highlights.map((it) => [it.field, marked(it), it.communication?.body ?? null])).toEqual([
      ['SUBJECT', 'A [Needle]', null],
      ['COMMUNICATION', '[needle] 4', 'needle 4'],
      ['COMMUNICATION', '[needle] 2, [needle] 3', 'needle 2, needle 3'],
      ['COMMUNICATION', '[needle] 1', 'needle 1'],
    ])
    const { data } = await gateway.query('query ($id: ID!) { node(id: $id) { ... on Communication { body } } }', {
      id: edges[0]?.highlights[1]?.communication?.id,
    })
    expect(read(data, 'node.body')).toBe('needle 4')
  })

  test('if more than five messages match, one with a word that no newer message has is highlighted in preference to newer ones', async () => {
    const bodies = ['rare needle', 'needle', 'needle 1', 'needle 2', 'needle 3', 'needle 4', 'needle 5']
    const gateway = await withCases([{ communications: messages(...bodies) }])
    const { edges } = await search(gateway, { query: 'needle rare', textScope: 'ALL_COMMUNICATIONS' })
    expect(edges[0]?.highlights.map(marked)).toEqual([
      '[needle] 5',
      '[needle] 4',
      '[needle] 3',
      '[needle] 2',
      '[rare] [needle]',
    ])
  })

  test('a highlight is the part of a message with the words that neither the subject nor a newer message has', async () => {
    const filler = ' lorem ipsum'.repeat(50)
    const communications = messages(`alpha beta${filler} gamma`, `alpha${filler} beta`)
    const gateway = await withCases([{ subject: 'alpha', communications }])
    const { edges } = await search(gateway, { query: 'alpha beta gamma' })
    expect(edges[0]?.highlights.map(marked)).toEqual([
      '[alpha]',
      expect.stringMatching(/lorem ipsum \[beta\]$/),
      expect.stringMatching(/lorem ipsum \[gamma\]$/),
    ])
  })

  test('textScope SUBJECT neither searches nor highlights messages', async () => {
    const gateway = await withCases([
      { subject: 'Needle', communications: messages('needle') },
      { communications: messages('needle') },
    ])
    expect(await highlightsOf(gateway, 'needle', { textScope: 'SUBJECT' })).toEqual(['[Needle]'])
  })

  test('the highlight of a long message is a part of at most 200 characters with most of the words', async () => {
    const body = `alpha ${'word '.repeat(1_000)}both beta and alpha are here ${'word '.repeat(400)}`
    const gateway = await withCases([{ communications: messages(body) }])
    const [part = ''] = await highlightsOf(gateway, 'alpha beta')
    expect(part).toContain('both [beta] and [alpha] are here')
    expect(part.length).toBeLessThanOrEqual(204)
    expect(body).toContain(part.replaceAll(/[[\]]/g, ''))
  })
})

describe('search of all communications', () => {
  const textScope = 'ALL_COMMUNICATIONS'

  test('older messages are found and highlighted, with one call per thread that may match', async () => {
    const gateway = await withCases([
      { subject: 'needle thread', communications: long('needle') },
      { subject: 'thread', communications: long('the Needle') },
      { subject: 'no thread', communications: messages('1', '2') },
      { subject: 'another thread', communications: long('nothing') },
      { subject: 'chair', communications: long('needle') },
    ])
    await gateway.query('{ cases { totalCount } }')
    const { edges, calls, isComplete, totalCount } = await search(gateway, { query: 'needle thread', textScope })
    expect(calls).toEqual({ DescribeCommunications: 3 })
    expect({ isComplete, totalCount }).toEqual({ isComplete: true, totalCount: 2 })
    expect(edges.map(({ node, highlights }) => [node.caseId, highlights.map(marked)])).toEqual([
      ['case-0', ['[needle] [thread]']],
      ['case-1', ['[thread]', 'the [Needle]']],
    ])
    expect((await search(gateway, { query: 'needle thread', textScope })).calls).toEqual({})
    expect((await search(gateway, { query: 'needle' })).edges.map(({ node }) => node.caseId)).toEqual(['case-0'])
  })

  test.each<[string, GatewayOptions, Overrides, number]>([
    ['the deadline', {}, { deadlineAt: 0 }, 0],
    ['MAX_UPSTREAM_CALLS', {}, { maxUpstreamCalls: 2 }, 2],
    ['MAX_SCANNED_CASES', { maxScannedCases: 2 }, {}, 2],
  ])(
    'a search that %s ends early returns its matches so far, with isComplete: false',
    async (_, options, overrides, calls) => {
      const cases = [{ subject: 'needle' }, ...Array.from({ length: 6 }, () => ({ communications: long('needle') }))]
      const gateway = await withCases(cases, options)
      await gateway.query('{ cases { totalCount } }')
      const found = await search(gateway, { query: 'needle', textScope }, overrides)
      expect(found.isComplete).toBe(false)
      expect(found.calls).toEqual(calls === 0 ? {} : { DescribeCommunications: calls })
      expect(found.edges[0]?.node.caseId).toBe('case-0')
      expect(found.totalCount).toBe(1 + calls)
    },
  )

  test('a thread longer than MAX_SCANNED_CASES does not prevent the search of other threads', async () => {
    const bodies = Array.from({ length: 130 }, (_, index) => `message ${index}`)
    const cases = [{ communications: long(...bodies) }, { communications: long('needle') }]
    const gateway = await withCases(cases, { maxScannedCases: 100 })
    const found = await search(gateway, { query: 'needle', textScope })
    expect(found).toMatchObject({ isComplete: false, totalCount: 1 })
  })

  test('a search stops after reading 40 million characters of older messages', async () => {
    const communications = Array.from({ length: 100 }, (_, index) => ({ body: `${index}${'x'.repeat(8_000)}` }))
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases'
        ? { cases: Array.from({ length: 70 }, (_, index) => withOlder(`case-${index}`)) }
        : { communications },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: { cases: 60 } })
    await gateway.query('{ cases { totalCount } }')
    const { isComplete, calls } = await search(gateway, { query: 'needle', textScope })
    expect(isComplete).toBe(false)
    // 50 threads have 40 million characters, and a few more calls are already in flight
    expect(calls['DescribeCommunications']).toBeGreaterThanOrEqual(50)
    expect(calls['DescribeCommunications']).toBeLessThan(60)
  })

  test('a search that runs out of time aborts its calls early enough to respond before the deadline', async () => {
    const stub = await startStubUpstream((operation, { caseId }) => {
      if (operation === 'DescribeCases') return { cases: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => withOlder(`case-${n}`)) }
      // Calls for the other threads get no response.
      return caseId === 'case-2' ? { communications: [{ body: 'needle' }] } : () => {}
    })
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: { cases: 60 } })
    const deadline = AbortSignal.timeout(30_000)
    await gateway.query('{ cases { totalCount } }')
    const startedAt = performance.now()
    const response = await gateway.query(SEARCH, { query: 'needle', textScope }, undefined, deadline, {
      deadlineAt: startedAt + 700,
    })
    expect(performance.now() - startedAt).toBeLessThan(700)
    expect(response.errors).toEqual([])
    expect(response.data).toMatchObject({ searchCases: { isComplete: false, totalCount: 1 } })
  })

  test('a search whose client has disconnected aborts its calls and sends no more', async () => {
    const client = new AbortController()
    const stub = await startStubUpstream((operation) => {
      if (operation === 'DescribeCases') return { cases: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => withOlder(`case-${n}`)) }
      if (threads() === 5) client.abort()
      return () => {}
    })
    const threads = () => stub.calls.filter(({ operation }) => operation === 'DescribeCommunications').length
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: { cases: 60 } })
    await gateway.query('{ cases { totalCount } }')
    const response = await gateway.query(SEARCH, { query: 'needle', textScope }, client.signal)
    expect(codes(response)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(threads()).toBe(5)
  })

  test.each([
    ['searchCases', SEARCH],
    [
      'a text filter',
      `query ($query: String, $textScope: CaseTextScope!) {
        cases(filter: { text: $query, textScope: $textScope }) { nodes { caseId } }
      }`,
    ],
  ])('%s reads threads with background precedence', async (_, source) => {
    const taken: string[] = []
    const budget: Budget = {
      take: async (operation, { precedence }) => void taken.push(`${operation} ${precedence}`),
      slowDown() {},
    }
    const gateway = await withCases([{ communications: long('needle') }, { communications: long('x') }], { budget })
    expect((await gateway.query(source, { query: 'needle', textScope })).errors).toEqual([])
    expect(taken.filter((call) => call.startsWith('DescribeCommunications'))).toEqual([
      'DescribeCommunications background',
      'DescribeCommunications background',
    ])
  })

  test('threads longer than MAX_SCANNED_CASES make a search incomplete, but the other threads are still searched', async () => {
    const tooLong = messages(...Array.from({ length: 9 }, () => 'x'))
    const cases = [
      ...Array.from({ length: 6 }, () => ({ communications: tooLong })),
      { communications: long('needle') },
    ]
    const gateway = await withCases(cases, { maxScannedCases: 8 })
    expect(await search(gateway, { query: 'needle', textScope })).toMatchObject({ isComplete: false, totalCount: 1 })
  })

  test('several searches in one request together read at most five threads at once', async () => {
    let [reading, most] = [0, 0]
    const budget: Budget = {
      async take(_, { precedence }) {
        if (precedence !== 'background') return
        most = Math.max(most, ++reading)
        for (let turn = 0; turn < 50; turn++) await setImmediate()
        reading--
      },
      slowDown() {},
    }
    const cases = Array.from({ length: 12 }, () => ({ communications: long('x') }))
    const gateway = await withCases(cases, { budget })
    const aliases = [0, 4, 8].map((at) => {
      const ids = JSON.stringify([at, at + 1, at + 2, at + 3].map((index) => `case-${index}`))
      return `at${at}: searchCases(query: "needle", textScope: ALL_COMMUNICATIONS, filter: { ids: ${ids} }) { totalCount }`
    })
    expect((await gateway.query(`{ ${aliases.join(' ')} }`)).errors).toEqual([])
    expect(most).toBe(5)
  })

  test('a query for a thread reads it immediately, even while a search waits to read it in the background', async () => {
    const calls = new EventEmitter()
    const waiting = once(calls, 'waiting')
    const budget: Budget = {
      async take(operation, { precedence, signal }) {
        if (precedence !== 'background') return
        calls.emit('waiting')
        await once(signal, 'abort')
        throw new UpstreamError({ name: 'AbortError', operation, awsMessage: '' })
      },
      slowDown() {},
    }
    const gateway = await withCases([{ communications: long('needle') }], { budget })
    const client = new AbortController()
    const searched = gateway.query(SEARCH, { query: 'needle', textScope }, client.signal)
    await waiting
    const { data, errors } = await gateway.query('{ case(id: "case-0") { communications(first: 100) { totalCount } } }')
    expect(errors).toEqual([])
    expect(read(data, 'case.communications.totalCount')).toBe(6)
    client.abort()
    expect(codes(await searched)).toEqual(['UPSTREAM_TIMEOUT'])
  })

  test('a search is incomplete when the budget has no calls left for its threads', async () => {
    const budget: Budget = {
      async take(operation, { precedence }) {
        if (precedence === 'background') throw new UpstreamError({ name: BUDGET_SPENT, operation, awsMessage: '' })
      },
      slowDown() {},
    }
    const gateway = await withCases([{ communications: long('needle') }], { budget })
    expect(await search(gateway, { query: 'needle', textScope })).toMatchObject({ isComplete: false, totalCount: 0 })
  })

  test('if a background search is already reading a thread, another query reads the thread itself only if that read fails', async () => {
    let isDown = false
    const [direct, background] = [[], []] as [object[], object[]]
    const response = { communications: [{ body: 'needle' }] }
    const loaders = createCommunicationLoaders(
      (async (_, input) => (direct.push(input), response)) as Call,
      (work) => work(),
      'default',
    )
    const through = (async (_, input) => {
      background.push(input)
      await setImmediate()
      if (isDown) throw new Error('no calls left')
      return response
    }) as Call
    const read = async (page: string) => {
      const searched = loaders.communicationPageVia(through, page, undefined, 100).catch(() => null)
      return [await loaders.communicationPage(page, undefined, 100), await searched]
    }
    const page = { items: [{ body: 'needle', caseId: 'case-0' }], nextToken: undefined }
    expect(await read('case-0')).toEqual([page, page])
    expect([direct, background].map(({ length }) => length)).toEqual([0, 1])
    isDown = true
    expect(await read('case-1')).toEqual([{ ...page, items: [{ body: 'needle', caseId: 'case-1' }] }, null])
    expect([direct, background].map(({ length }) => length)).toEqual([1, 2])
  })

  test('a search uses threads that the same request has already read', async () => {
    const calls = new EventEmitter()
    const read = once(calls, 'read')
    const budget: Budget = {
      async take(operation, { precedence }) {
        if (precedence === 'background') await read
        if (operation === 'DescribeServices') calls.emit('read')
      },
      slowDown() {},
    }
    // A search reads five threads at once. The budget holds its calls back until the service name is read, which happens after the sixth thread.
    const six = Array.from({ length: 6 }, () => ({ communications: long('needle') }))
    const gateway = await withCases(six, { budget, cacheSeconds: {} })
    const source = `{
      case(id: "case-5") { communications(first: 100) { nodes { case { service { name } } } } }
      searchCases(query: "needle", textScope: ALL_COMMUNICATIONS) { totalCount }
    }`
    expect(await gateway.query(source)).toMatchObject({
      data: { searchCases: { totalCount: 6 } },
      calls: { DescribeCommunications: 6 },
    })
  })
})

describe('complete searches', () => {
  /** Text that does not compress well. */
  const noise = Array.from({ length: 100 }, (_, index) => hash('sha256', `${index}`)).join('')
  const large = [
    { communications: messages('needle') },
    { subject: 'Needle', status: 'resolved', communications: messages('x') },
    { status: 'resolved', communications: messages('needle', noise, noise, noise) },
  ]
  const filter = { includeResolved: true }

  test('a search is incomplete when the messages of resolved cases do not fit in CASE_INDEX_MAX_BYTES', async () => {
    const gateway = await withCases(large, { caseIndexMaxBytes: 5_000 })
    const found = await search(gateway, { query: 'needle', filter })
    expect(found.isComplete).toBe(false)
    expect(found.edges.map(({ node }) => node.caseId)).toEqual(['case-1', 'case-0'])
    expect(await search(gateway, { query: 'needle' })).toMatchObject({ isComplete: true, totalCount: 1 })
    expect(await search(gateway, { query: 'needle', filter, textScope: 'SUBJECT' })).toMatchObject({
      isComplete: true,
      totalCount: 1,
    })
    const all = await search(gateway, { query: 'needle', filter, textScope: 'ALL_COMMUNICATIONS' })
    expect(all).toMatchObject({ isComplete: true, totalCount: 3, calls: { DescribeCommunications: 1 } })
    expect(all.edges.map(({ highlights }) => highlights.map(marked))).toEqual([
      ['[Needle]'],
      ['[needle]'],
      ['[needle]'],
    ])
  })

  test('a search is complete when only the folded texts do not fit in CASE_INDEX_MAX_BYTES', async () => {
    // The cases take 3 kB and their compressed messages almost nothing, but the folded texts take 24 kB.
    const cases = [1, 2, 3].map((n) => ({ communications: messages(`needle ${n} ${'x'.repeat(7_900)}`) }))
    const gateway = await withCases(cases, { caseIndexMaxBytes: 8_000 })
    const found = await search(gateway, { query: '"needle 2"' })
    expect(found).toMatchObject({ isComplete: true, totalCount: 1, calls: { DescribeCases: 1 } })
    expect(found.edges[0]?.highlights.map(marked)).toEqual([expect.stringMatching(/^\[needle 2\] x+$/)])
  })

  test('a search without the index is complete', async () => {
    const gateway = await withCases(large, { cacheSeconds: {} })
    expect(await search(gateway, { query: 'needle', filter })).toMatchObject({ isComplete: true, totalCount: 3 })
  })
})

describe('search and access control', () => {
  const cases = [
    { subject: 'needle', severityCode: 'low', submittedBy: 'Jane <jane@needles.example>' },
    {
      subject: 'needle secret',
      severityCode: 'urgent',
      communications: messages('needle', '2', '3', '4', '5', '6'),
      ccEmailAddresses: ['needle@cc.example'],
    },
    { subject: 'other', severityCode: 'urgent', communications: messages('needle', '2', '3', '4', '5', '6') },
  ]
  const policy: Policy = new Map([['reader', { severities: ['low'] }]])

  test('a search does not find, count or read cases that the policy hides', async () => {
    const gateway = await withCases(cases, { policy, viewer: { ...anonymous, roles: ['reader'] } })
    await gateway.query('{ cases { totalCount } }')
    const found = await search(gateway, { query: 'needle', textScope: 'ALL_COMMUNICATIONS' })
    expect(found).toMatchObject({ isComplete: true, totalCount: 1, calls: {} })
    expect(found.edges.map(({ node }) => node.caseId)).toEqual(['case-0'])
    expect(await ids(gateway, 'secret')).toEqual([])
  })

  test('a cursor issued for one role gets BAD_USER_INPUT for a viewer with a different one', async () => {
    const gateway = await withCases(cases, { policy })
    const viewer = { ...anonymous, roles: ['reader'] }
    const { pageInfo } = await search(gateway, { query: 'needle' }, { viewer })
    const overrides = { viewer: { ...anonymous, roles: ['other'] } }
    const variables = { query: 'needle', after: pageInfo.endCursor }
    expect(codes(await gateway.query(SEARCH, variables, undefined, undefined, overrides))).toEqual(['BAD_USER_INPUT'])
  })

  test('addresses of submitters and CC recipients are not searched', async () => {
    const gateway = await withCases(cases)
    expect(await ids(gateway, 'jane')).toEqual([])
    expect(await ids(gateway, 'needles.example')).toEqual([])
    expect(await ids(gateway, 'cc.example')).toEqual([])
  })

  test('the authors of highlighted messages are masked without cases:personal', async () => {
    const viewer = { ...anonymous, scopes: new Set<Scope>(['cases:read']) }
    const gateway = await withCases(cases, { viewer })
    const { data } = await gateway.query(`{ searchCases(query: "4") { edges { highlights {
      communication { body submittedBy }
    } } } }`)
    expect(read(data, 'searchCases.edges.0.highlights.0.communication')).toEqual({ body: '4', submittedBy: '***' })
  })
})

test('a search of all cases gets INDEX_BUILDING if the index cannot load them before the deadline', async () => {
  const gateway = await withCases([{}, { status: 'resolved' }])
  await gateway.query('{ cases { totalCount } }')
  await gateway.fault({ operation: 'DescribeCases', delayMs: 1_500 })
  const variables = { query: 'subject', filter: { includeResolved: true } }
  const overrides = { deadlineAt: performance.now() + 600 }
  expect(codes(await gateway.query(SEARCH, variables, undefined, undefined, overrides))).toEqual(['INDEX_BUILDING'])
})

/** A case as AWS returns it, with its newest message and a token for older ones. */
function withOlder(caseId: string) {
  const timeCreated = new Date(NOON).toISOString()
  const recentCommunications = { communications: [{ caseId, body: 'newest', timeCreated }], nextToken: 'more' }
  return { caseId, subject: 'Subject', status: 'opened', timeCreated, recentCommunications }
}
