/** A restricted viewer must not learn whether a hidden case exists: hidden and unknown cases look the same and cost the same. */
import { describe, expect, test } from 'vitest'
import type { Policy, Role } from '../../src/config/policy.js'
import { anonymous } from '../../src/lib/viewer.js'
import { mark } from '../../src/graph/relay/cursor.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { anAccount } from '../../emulator/test/harness.js'
import { cursorOf, forged, partsOf, type SortedParts } from '../support/cursors.js'
import { codes, read, startGateway, type QueryResponse, type Gateway } from '../support/harness.js'
import { awsError, startStubUpstream } from '../support/stub-upstream.js'

const policy: Policy = new Map(Object.entries<Role>({ low: { severities: ['low'] }, all: {} }))
const viewer = { ...anonymous, id: 'api-key:low', roles: ['low'] }

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { caseId } } }'
const LISTED = 'query ($ids: [ID!]!) { cases(first: 100, filter: { ids: $ids }) { totalCount nodes { caseId } } }'
const BY_ID =
  'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Case { communications(first: 3) { nodes { body } } } } }'
const PAGE = `query ($first: Int!, $after: String) {
  cases(first: $first, after: $after) { nodes { caseId } edges { cursor } pageInfo { hasNextPage endCursor } }
}`

const BOTH_WAYS = `query ($first: Int!, $after: String) {
  cases(first: $first, after: $after) { nodes { caseId } edges { cursor } pageInfo { hasNextPage endCursor } }
  before: cases(last: 5, before: $after) { nodes { caseId } }
}`

/** A gateway with `count` cases, of which the hidden ones are urgent. The caseId of the first is `case-0`. */
function aGateway(count: number, isHidden: (index: number) => boolean): Promise<Gateway> {
  const cases = Array.from({ length: count }, (_, index) => ({
    caseId: `case-${index}`,
    displayId: String(1_000 + index),
    severityCode: isHidden(index) ? 'urgent' : 'low',
  }))
  return startGateway({ account: () => anAccount({ cases }), policy, viewer, cacheSeconds: { cases: 3_600 } })
}

function isSecond(index: number): boolean {
  return index === 1
}

/** Hides all cases except case-0, case-3, case-6 and so on. */
function isNotThird(index: number): boolean {
  return index % 3 !== 0
}

/** Everything in a response that a viewer sees, with each of `ids` replaced by `ID`. */
function seen({ data, errors, cost }: QueryResponse, ...ids: string[]): string {
  const { ageMs: _, ...comparable } = cost
  return ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify({ data, errors, cost: comparable }))
}

describe('hidden and unknown cases', () => {
  // case-1 and 1001 are hidden, case-9 and 1009 are unknown
  const lookups: [
    what: string,
    source: string,
    variablesOf: (caseId: string, displayId: string) => Record<string, unknown>,
  ][] = [
    ['by its caseId', 'query ($id: ID!) { case(id: $id) { subject } }', (id) => ({ id })],
    [
      'by its global id',
      'query ($id: ID!) { node(id: $id) { id } }',
      (id) => ({ id: toGlobalId('Case', 'default', id) }),
    ],
    ['by its displayId', 'query ($id: ID!) { case(id: $id) { subject } }', (_, id) => ({ id })],
    [
      'by the id of one of its communications',
      'query ($id: ID!) { node(id: $id) { id } }',
      (id) => ({ id: toGlobalId('Communication', 'default', id, '2026-01-01T00:00:00.000Z', 'x') }),
    ],
    [
      'in a list by displayId',
      'query ($id: String) { cases(filter: { displayId: $id }) { totalCount } }',
      (_, id) => ({ id }),
    ],
    [
      'beside a visible case',
      NODES,
      (id) => ({ ids: [toGlobalId('Case', 'default', 'case-0'), toGlobalId('Case', 'default', id)] }),
    ],
    [
      'beside a visible case, with messages',
      BY_ID,
      (id) => ({ ids: ['case-0', id].map((it) => toGlobalId('Case', 'default', it)) }),
    ],
    ['in a list by id', LISTED, (id) => ({ ids: ['case-0', id, 'case-2'] })],
    [
      'in addCommunication',
      'mutation ($id: ID!) { addCommunication(input: { caseId: $id, body: "B" }) { userErrors { code message } } }',
      (id) => ({ id }),
    ],
    [
      'in addCommunication by displayId',
      'mutation ($id: ID!) { addCommunication(input: { caseId: $id, body: "B" }) { userErrors { code message } } }',
      (_, id) => ({ id }),
    ],
    [
      'in resolveCase with validateOnly',
      'mutation ($id: ID!) { resolveCase(input: { caseId: $id, validateOnly: true }) { userErrors { code message } } }',
      (id) => ({ id }),
    ],
  ]

  test.each(lookups)(
    'a hidden case looks and costs the same as an unknown one, cold and cached: %s',
    async (_, source, variablesOf) => {
      const results = []
      for (const [caseId, displayId] of [
        ['case-1', '1001'],
        ['case-9', '1009'],
      ] as const) {
        const gateway = await aGateway(4, isSecond)
        const all = { viewer: { ...viewer, roles: ['low', 'all'] } }
        const times = []
        for (const ask of [all, {}, {}]) {
          await gateway.upstreamCalls()
          const response = await gateway.query(source, variablesOf(caseId, displayId), undefined, undefined, ask)
          if (ask !== all) times.push([seen(response, caseId, displayId), await gateway.upstreamCalls()])
        }
        results.push(times)
      }
      expect(results[0]).toEqual(results[1])
    },
  )

  test('hidden cases at any position among 100 ids look and cost the same as unknown ones', async () => {
    for (const namesThem of [true, false]) {
      for (const places of [[0], [57], [3, 60], Array.from({ length: 30 }, (_, index) => index * 3)]) {
        const responses = []
        for (const isUnknown of [true, false]) {
          const ids = Array.from({ length: 100 }, (_, index) => `case-${index}`)
          const odd = new Set(places.map((place) => `case-${place}`))
          const stub = await startStubUpstream((_operation, { caseIdList }) => {
            const requested = caseIdList as string[]
            const unknown = isUnknown ? requested.find((id) => odd.has(id)) : undefined
            if (unknown !== undefined) return awsError('CaseIdNotFound', namesThem ? unknown : 'one of them')
            return { cases: requested.map((caseId) => ({ caseId, severityCode: odd.has(caseId) ? 'urgent' : 'low' })) }
          })
          const gateway = await startGateway({ upstreamUrl: stub.url, policy, viewer, cacheSeconds: { cases: 3_600 } })
          const response = await gateway.query(NODES, { ids: ids.map((id) => toGlobalId('Case', 'default', id)) })
          responses.push([seen(response), stub.calls.length])
        }
        expect(responses[0]).toEqual(responses[1])
      }
    }
  })

  test('a hidden case looks and costs the same as an unknown one that AWS leaves out of its response', async () => {
    const responses = []
    for (const known of [true, false]) {
      const stub = await startStubUpstream((_, { caseIdList }) => ({
        cases: (caseIdList as string[])
          .filter((id) => known || id !== 'case-1')
          .map((caseId) => ({ caseId, severityCode: caseId === 'case-1' ? 'urgent' : 'low' })),
      }))
      const gateway = await startGateway({ upstreamUrl: stub.url, policy, viewer })
      const response = await gateway.query(LISTED, { ids: ['case-0', 'case-1', 'case-2'] })
      responses.push([seen(response), stub.calls.length])
    }
    expect(responses[0]).toEqual(responses[1])
  })

  test('100 visible cases are read in one call, even though the viewer is restricted', async () => {
    const gateway = await aGateway(100, () => false)
    const ids = Array.from({ length: 100 }, (_, index) => toGlobalId('Case', 'default', `case-${index}`))
    const response = await gateway.query(NODES, { ids })
    expect(response.calls).toEqual({ DescribeCases: 1 })
    expect(read<object[]>(response.data, 'nodes')).toHaveLength(100)
  })

  test('a hidden case looks and costs the same as an unknown one in the second mutation of a request', async () => {
    const results = []
    for (const id of ['1001', '1009']) {
      const gateway = await aGateway(4, isSecond)
      const source = `mutation ($id: ID!) {
        a: resolveCase(input: { caseId: "1000", validateOnly: true }) { userErrors { code } }
        b: resolveCase(input: { caseId: $id, validateOnly: true }) { userErrors { code message } }
      }`
      const response = await gateway.query(source, { id })
      results.push([seen(response, id), await gateway.upstreamCalls()])
    }
    expect(results[0]).toEqual(results[1])
  })
})

describe('cursors and hidden cases', () => {
  test.each([2, 15])(
    'a forged cursor that names a hidden case returns the same pages as one that names an unknown case (first: %i)',
    async (first) => {
      const gateway = await aGateway(60, isNotThird)
      const pageOf = async (source: string, variables: object) => {
        const response = await gateway.query(source, { ...variables })
        return [codes(response), response.data]
      }
      const { data } = await gateway.query(PAGE, { first })
      const edges = read<{ cursor: string }[]>(data, 'cases.edges')
      for (const { cursor } of edges.filter((_, index) => index < 2 || index % 7 === 0)) {
        for (const hidden of ['case-1', 'case-20', 'case-58']) {
          // an id that sorts directly after the hidden one
          const unknown = `${hidden}-`
          const pages: [anchor: string, page: unknown][] = []
          for (const anchor of [hidden, unknown]) {
            const [, listDigest] = partsOf(cursor)
            for (const after of [
              forged(cursor, (parts) => void (parts[2] = anchor)),
              forged(cursor, (parts) => void ((parts[2] = anchor), (parts[4] = 0))),
              forged(cursor, (parts) => void ((parts[2] = anchor), (parts[3] = 0))),
              // cursors from releases without the case index, whose marks named the preceding cases
              cursorOf([1, listDigest, 3, anchor, 100, '', '']),
              cursorOf([1, listDigest, -1, anchor, 0, '', '']),
              cursorOf([1, listDigest, 3, 'none', 100, '', mark(anchor)]),
            ]) {
              pages.push([anchor, await pageOf(BOTH_WAYS, { first, after })])
            }
          }
          const of = (anchor: string) => pages.filter(([it]) => it === anchor).map(([, page]) => page)
          expect(of(hidden)).toEqual(of(unknown))
        }
      }
    },
  )

  test('cursors contain only visible cases', async () => {
    const gateway = await aGateway(30, isNotThird)
    for (const source of [
      '{ cases(first: 100) { edges { cursor } } }',
      '{ cases(last: 100) { edges { cursor } } }',
      '{ cases(first: 100, filter: { includeResolved: true }) { edges { cursor } } }',
      '{ cases(first: 100) { totalCount edges { cursor } } }',
      '{ cases(first: 100, orderBy: { field: SUBJECT }) { edges { cursor } } }',
      '{ cases(first: 100, filter: { text: "subject" }) { edges { cursor } } }',
    ]) {
      const { data } = await gateway.query(source)
      const edges = read<{ cursor: string }[]>(data, 'cases.edges')
      expect(edges).toHaveLength(10)
      for (const { cursor } of edges) {
        const [version, , caseId, ...rest]: SortedParts = partsOf(cursor)
        expect(version).toBe(2)
        expect(isNotThird(Number(caseId.slice('case-'.length)))).toBe(false)
        // the sort value and the creation time
        expect(rest).toHaveLength(2)
      }
    }
  })

  test('a cursor stays valid when its case and all visible cases before it have left the list', async () => {
    const gateway = await aGateway(250, isNotThird)
    const { data } = await gateway.query(PAGE, { first: 10 })
    const seenFirst = read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
    for (const caseId of seenFirst) {
      const { errors } = await gateway.query(
        `mutation { resolveCase(input: { caseId: "${caseId}" }) { userErrors { code } } }`,
      )
      expect(errors).toEqual([])
    }
    const next = await gateway.query(PAGE, { first: 10, after: read(data, 'cases.pageInfo.endCursor') })
    const expected = Array.from({ length: 10 }, (_, index) => `case-${(10 + index) * 3}`)
    expect(codes(next)).toEqual([])
    expect(read<{ caseId: string }[]>(next.data, 'cases.nodes').map(({ caseId }) => caseId)).toEqual(expected)
  })
})
