/** Cached responses: the rules of the cache, and their effects in the whole gateway over HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, vi, test } from 'vitest'
import { extendSchema, parse, type GraphQLSchema } from 'graphql'
import { digestOf } from '../../src/config/api-keys.js'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import type { Context } from '../../src/graph/context.js'
import { schema as shared } from '../support/schema.js'
import { lowerExpiry, type Reads } from '../../src/upstream/request-scope.js'
import { cacheKeyOf, createResponseCache, type CacheableRequest, type CacheKey } from '../../src/http/response-cache.js'
import { anonymous } from '../../src/lib/viewer.js'
import { start, type Running } from '../support/start.js'
import { until } from '../support/until.js'
import { post } from '../support/edge.js'
import { startStubUpstream } from '../support/stub-upstream.js'
import { read } from '../support/harness.js'
import { bearer as bearerToken, createKey, startIssuer } from '../support/issuer.js'

const CASES = 'query Inbox { cases(first: 5) { nodes { caseId subject submittedBy service { code } } } }'
const SUMMARY = '{ trustedAdvisorSummary { totalChecks } }'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

interface Gateway extends Running {
  lines: Record<string, unknown>[]
}

async function startGateway(env: Record<string, string> = {}, schema?: GraphQLSchema): Promise<Gateway> {
  const config = readConfig({ PORT: '0', SUPPORT_CALLS_PER_SECOND: '10000', CASE_CACHE_SECONDS: '600', ...env })
  const lines: Gateway['lines'] = []
  const log = createLog(config, { write: (line) => void lines.push(JSON.parse(line)) })
  const gateway = await start(config, log, schema)
  stops.push(() => gateway.stop())
  return { ...gateway, lines }
}

interface GraphqlResponse {
  data: unknown
  errors?: { extensions: { code: string } }[]
  extensions: { upstream: { total: number; cached: number; stale: number; ageMs: number } }
}

async function ask(
  gateway: Running,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<GraphqlResponse> {
  const response = await post(gateway, typeof body === 'string' ? { query: body } : body, headers)
  return (await response.json()) as GraphqlResponse
}

/** How many queries the response cache has served. */
async function cacheHits({ url }: Running): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^support_graph_answers_remembered_total (\d+)$/m.exec(text)?.[1])
}

const aRequest: CacheableRequest = {
  bodyText: '{"query":"{ a }"}',
  headers: { accept: 'application/json' },
  viewer: { ...anonymous, id: 'jwt:ann', roles: ['one', 'two'] },
  files: {},
}

/** Reads, each fresh for the given number of milliseconds. */
function aRead(...freshMs: number[]): Reads {
  const values = freshMs.map((ms) => ({ readAt: Date.now(), freshUntil: Date.now() + ms }))
  return { values, versions: new Map(), expiresAt: Infinity, isCacheable: true }
}

const keyOf = (request: CacheableRequest) => cacheKeyOf(request) as CacheKey

function aCache(isValid = () => true) {
  const cache = createResponseCache({ maxBytes: 1_000_000, isStillValid: async () => isValid() })
  return {
    set: (request: CacheableRequest, reads: Reads) =>
      cache.set(keyOf(request), {
        bytes: Buffer.from('a'),
        contentType: 'application/json',
        operationName: null,
        reads,
      }),
    has: async (request: CacheableRequest) => (await cache.get(keyOf(request))) !== undefined,
  }
}

test('the response to an incomplete search is not stored', async () => {
  const timeCreated = '2026-03-01T12:00:00Z'
  const recentCommunications = { communications: [{ body: 'newest', timeCreated }], nextToken: 'more' }
  let isSlow = true
  const stub = await startStubUpstream((operation) => {
    if (operation === 'DescribeCases') return { cases: [{ caseId: 'case-1', timeCreated, recentCommunications }] }
    // The call for the thread gets no response at first.
    return isSlow ? () => {} : { communications: [{ caseId: 'case-1', body: 'the needle', timeCreated }] }
  })
  const gateway = await startGateway({ SUPPORT_UPSTREAM: stub.url, REQUEST_TIMEOUT_MS: '1000' })
  const query = '{ searchCases(query: "needle", textScope: ALL_COMMUNICATIONS) { isComplete totalCount } }'
  expect((await ask(gateway, query)).data).toEqual({ searchCases: { isComplete: false, totalCount: 0 } })
  isSlow = false
  expect((await ask(gateway, query)).data).toEqual({ searchCases: { isComplete: true, totalCount: 1 } })
  expect(await cacheHits(gateway)).toBe(0)
  expect((await ask(gateway, query)).data).toEqual({ searchCases: { isComplete: true, totalCount: 1 } })
  expect(await cacheHits(gateway)).toBe(1)
})

describe('storing responses', () => {
  test('a response is stored if at least one read contributed to it and all of its reads are cacheable', async () => {
    const cases: [reads: Reads, isStored: boolean][] = [
      [aRead(1_000), true],
      [aRead(), false],
      [{ ...aRead(1_000), isCacheable: false }, false],
    ]
    for (const [reads, isStored] of cases) {
      const { set, has } = aCache()
      set(aRequest, reads)
      expect(await has(aRequest)).toBe(isStored)
    }
  })

  test('a cached response expires as soon as one of its reads is no longer fresh, even if the clock is set back', async () => {
    vi.useFakeTimers()
    stops.push(() => vi.useRealTimers())
    const { set, has } = aCache()
    set(aRequest, aRead(5_000, 2_000, 9_000))
    vi.advanceTimersByTime(1_999)
    expect(await has(aRequest)).toBe(true)
    vi.setSystemTime(0)
    expect(await has(aRequest)).toBe(true)
    vi.advanceTimersByTime(1)
    expect(await has(aRequest)).toBe(false)
  })

  test('a cached response expires when the passage of time changes its content, even if its reads are still fresh', async () => {
    vi.useFakeTimers()
    stops.push(() => vi.useRealTimers())
    const { set, has } = aCache()
    const reads = aRead(5_000)
    lowerExpiry(reads, Date.now() + 3_000)
    lowerExpiry(reads, Date.now() + 4_000)
    set(aRequest, reads)
    vi.advanceTimersByTime(2_999)
    expect(await has(aRequest)).toBe(true)
    vi.advanceTimersByTime(1)
    expect(await has(aRequest)).toBe(false)
  })

  test('a cached response is dropped once the AWS cache or the case index has newer data', async () => {
    let isValid = true
    const { set, has } = aCache(() => isValid)
    set(aRequest, aRead(60_000))
    expect(await has(aRequest)).toBe(true)
    isValid = false
    expect(await has(aRequest)).toBe(false)
    isValid = true
    expect(await has(aRequest)).toBe(false)
  })

  test('cached responses leave memory with the configuration files of their requests, and so do removed accounts', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const { set, has } = aCache()
    const storeBeforeReload = (): WeakRef<Reads> => {
      const reads = aRead(60_000)
      set({ ...aRequest, files: {} }, reads)
      return new WeakRef(reads)
    }
    const reads = storeBeforeReload()
    set(aRequest, aRead(60_000))
    await until(() => {
      collectGarbage()
      return reads.deref() === undefined
    }, 100)
    expect(await has(aRequest)).toBe(true)
  })

  test('a cached response is served only for the same request of the same viewer', async () => {
    const { viewer } = aRequest
    const { set, has } = aCache()
    set(aRequest, aRead(60_000))
    const others: Partial<Record<keyof CacheableRequest, unknown>>[] = [
      { viewer: { ...viewer, id: 'jwt:bob' } },
      { viewer: { ...viewer, scopes: new Set(['cases:read']) } },
      { viewer: { ...viewer, roles: ['one'] } },
      { viewer: { ...viewer, tenant: 'a field that Viewer may get in the future' } },
      { files: {} },
      { headers: { accept: 'application/graphql-response+json' } },
      { bodyText: '{"query":"{ b }"}' },
    ]
    for (const other of others) expect(await has({ ...aRequest, ...other } as CacheableRequest)).toBe(false)
    const same = { ...viewer, roles: viewer.roles.toReversed(), scopes: new Set([...viewer.scopes].toReversed()) }
    expect(await has({ ...aRequest, viewer: same })).toBe(true)
  })

  test('a request without a body text, such as a GET, has no key, so its response is not cached', () => {
    expect(cacheKeyOf({ ...aRequest, bodyText: undefined })).toBeUndefined()
  })
})

/** Two cases, one of which becomes overdue in this many milliseconds. */
async function startWithOverdueIn(milliseconds: number) {
  vi.useFakeTimers({ toFake: ['Date'] })
  stops.push(() => vi.useRealTimers())
  const now = Date.now()
  const aCase = { status: 'opened', severityCode: 'urgent', recentCommunications: { communications: [] } }
  const upstream = await startStubUpstream(() => ({
    cases: [
      { ...aCase, caseId: 'case-0', timeCreated: new Date(now + milliseconds - 3_600_000).toISOString() },
      { ...aCase, caseId: 'case-1', timeCreated: new Date(now).toISOString() },
    ],
  }))
  const gateway = await startGateway({ SUPPORT_UPSTREAM: upstream.url, RESPONSE_TARGETS: 'urgent=1h' })
  return { gateway, upstream, now }
}

describe('repeated queries', () => {
  test('a repeated query is served from the response cache and reports its age', async () => {
    const gateway = await startGateway()
    const first = await ask(gateway, CASES)
    expect(first.extensions.upstream).toMatchObject({ total: 2, cached: 0 })
    const second = await ask(gateway, CASES)
    expect(second.data).toEqual(first.data)
    expect(second.extensions.upstream).toMatchObject({ calls: {}, total: 0, cached: 2, stale: 0 })
    expect(second.extensions.upstream.ageMs).toBeGreaterThan(0)
    expect(await cacheHits(gateway)).toBe(1)
  })

  test('a mutation invalidates the cached responses it affects and no others', async () => {
    const gateway = await startGateway()
    await ask(gateway, CASES)
    await ask(gateway, SUMMARY)
    const created = await ask(gateway, 'mutation { createCase(input: { subject: "New", body: "New" }) { caseId } }')
    const after = await ask(gateway, CASES)
    expect(read(after.data, 'cases.nodes.0.caseId')).toBe(read(created.data, 'createCase.caseId'))
    expect(await cacheHits(gateway)).toBe(0)
    await ask(gateway, SUMMARY)
    expect(await cacheHits(gateway)).toBe(1)
  })

  test.each([
    ['a case in it', '{ cases { nodes { isOverdue } } }', 'cases.nodes.1.isOverdue'],
    ['a case that it selects by id', '{ case(id: "case-0") { isOverdue } }', 'case.isOverdue'],
    ['a case that its filter excludes', '{ cases(filter: { isOverdue: true }) { totalCount } }', 'cases.totalCount'],
    [
      'a case on another page of its filtered list',
      '{ cases(first: 1, filter: { isOverdue: false }) { totalCount nodes { caseId } } }',
      'cases.totalCount',
    ],
    ['a case that it counts', '{ caseSummary { overdueCount } }', 'caseSummary.overdueCount'],
    [
      'a case that it counts in a group',
      '{ caseSummary(filter: { isOverdue: true }) { byStatus { count } } }',
      'caseSummary.byStatus.0',
    ],
  ])('a cached response expires when %s becomes overdue', async (_, query, path) => {
    const { gateway, upstream, now } = await startWithOverdueIn(60_000)
    const value = async () => read<unknown>((await ask(gateway, query)).data, path)
    const before = await value()
    vi.setSystemTime(now + 59_999)
    expect(await value()).toEqual(before)
    expect(await cacheHits(gateway)).toBe(1)
    vi.setSystemTime(now + 60_000)
    expect(await value()).not.toEqual(before)
    expect(await cacheHits(gateway)).toBe(1)
    expect(upstream.calls).toHaveLength(1)
  })

  test('a cached response without overdueCount is still valid when a case that it counts becomes overdue', async () => {
    const { gateway, now } = await startWithOverdueIn(60_000)
    const query = '{ caseSummary { totalCount byStatus { count } } }'
    await ask(gateway, query)
    vi.setSystemTime(now + 60_000)
    await ask(gateway, query)
    expect(await cacheHits(gateway)).toBe(1)
  })

  test('a cached response expires after CASE_CACHE_SECONDS', async () => {
    const gateway = await startGateway({ CASE_CACHE_SECONDS: '1' })
    const caseId = read((await ask(gateway, CASES)).data, 'cases.nodes.0.caseId')
    const one = `{ case(id: "${caseId}") { subject } }`
    await ask(gateway, one)
    await ask(gateway, one)
    expect(await cacheHits(gateway)).toBe(1)
    await until(async () => (await ask(gateway, one)).extensions.upstream.total === 1)
  })

  test('a cached list expires after CASE_CACHE_SECONDS and is replaced by a refreshed one', async () => {
    const gateway = await startGateway({ CASE_CACHE_SECONDS: '1' })
    const open = '{ cases(first: 5) { nodes { caseId } } }'
    await ask(gateway, open)
    await ask(gateway, open)
    expect(await cacheHits(gateway)).toBe(1)
    let stale: GraphqlResponse | undefined
    await until(async () => {
      stale = await ask(gateway, open)
      return stale.extensions.upstream.stale > 0
    })
    // the stale read started the refresh, so the request that gets the refreshed list makes no call
    await until(async () => {
      const { extensions } = await ask(gateway, open)
      return extensions.upstream.stale === 0 && extensions.upstream.ageMs < Number(stale?.extensions.upstream.ageMs)
    })
  })

  test.each([
    ['isOpen', '2026-03-02T08:59:00.000Z', '2026-03-02T09:00:00.000Z', false, true],
    ['isOpen', '2026-03-02T17:59:00.000Z', '2026-03-02T18:00:00.000Z', true, false],
    ['opensAt', '2026-03-02T08:59:00.000Z', '2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z', null],
    ['closesAt', '2026-03-02T17:59:00.000Z', '2026-03-02T18:00:00.000Z', '2026-03-02T18:00:00.000Z', null],
  ])('a cached response with %s from %s expires at %s, when AWS Support opens or closes', async (...row) => {
    const [field, start, change, before, after] = row
    vi.useFakeTimers({ toFake: ['Date'] })
    stops.push(() => vi.useRealTimers())
    vi.setSystemTime(start)
    const upstream = await startStubUpstream(() => ({
      communicationTypes: [
        {
          type: 'chat',
          supportedHours: [{ startTime: '09:00:00.000', endTime: '18:00:00.000' }],
          datesWithoutSupport: [],
        },
      ],
    }))
    const gateway = await startGateway({ SUPPORT_UPSTREAM: upstream.url })
    const query = `{ createCaseOptions(serviceCode: "s", categoryCode: "c") { communicationTypes { ${field} } } }`
    const value = async () =>
      read<unknown>((await ask(gateway, query)).data, `createCaseOptions.communicationTypes.0.${field}`)
    expect(await value()).toBe(before)
    vi.setSystemTime(Date.parse(change) - 1)
    expect(await value()).toBe(before)
    expect(await cacheHits(gateway)).toBe(1)
    vi.setSystemTime(change)
    expect(await value()).toBe(after)
    expect(await cacheHits(gateway)).toBe(1)
    expect(upstream.calls).toHaveLength(1)
  })

  test('seeding the built-in emulator or injecting a fault into it invalidates cached responses', async () => {
    const gateway = await startGateway()
    const checks = '{ trustedAdvisorChecks(first: 1) { totalCount } }'
    const control = (path: string, body: object) =>
      fetch(`${gateway.emulatorUrl}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) })
    await ask(gateway, checks)
    await control('seed', { checks: 7 })
    expect((await ask(gateway, checks)).data).toEqual({ trustedAdvisorChecks: { totalCount: 7 } })
    await control('faults', { operation: 'DescribeTrustedAdvisorChecks', error: 'AccessDeniedException', count: 1 })
    expect((await ask(gateway, checks)).errors?.[0]?.extensions.code).toBe('UPSTREAM_DENIED')
  })

  test('a request with Cache-Control: no-cache, max-age=0 or no-store bypasses the response cache', async () => {
    const gateway = await startGateway()
    // this query has no list of cases, because no-cache refreshes those lists at most once in 5 s
    const query = '{ severityLevels { code } trustedAdvisorSummary { totalChecks } }'
    await ask(gateway, query)
    for (const header of ['no-cache', 'max-age=0', 'No-Store']) {
      const { extensions } = await ask(gateway, query, { 'cache-control': header })
      expect(extensions.upstream).toMatchObject({ total: 3, cached: 0 })
    }
    expect(await cacheHits(gateway)).toBe(0)
    // the next request uses the AWS responses that these requests cached
    expect((await ask(gateway, query)).extensions.upstream).toMatchObject({ total: 0, cached: 3 })
  })

  test('a request with different variables, operation or media type misses the response cache', async () => {
    const gateway = await startGateway()
    const query =
      'query One($first: Int!) { cases(first: $first) { nodes { caseId } } } query Two { severityLevels { code } }'
    const one = await ask(gateway, { query, operationName: 'One', variables: { first: 1 } })
    const two = await ask(gateway, { query, operationName: 'One', variables: { first: 2 } })
    expect(read<[]>(one.data, 'cases.nodes').length).toBe(1)
    expect(read<[]>(two.data, 'cases.nodes').length).toBe(2)
    expect((await ask(gateway, { query, operationName: 'Two' })).data).toHaveProperty('severityLevels')
    const media = async (accept: string) =>
      (await post(gateway, { query: CASES }, { accept })).headers.get('content-type')
    for (let i = 0; i < 2; i++) {
      expect(await media('application/json')).toMatch(/^application\/json/)
      expect(await media('application/graphql-response+json')).toMatch(/^application\/graphql-response\+json/)
    }
  })

  test('a cached response is logged and counted like any other', async () => {
    const gateway = await startGateway()
    for (let i = 0; i < 2; i++) await ask(gateway, CASES)
    await until(() => gateway.lines.filter(({ msg }) => msg === 'request').length === 2)
    const [run, again] = gateway.lines.filter(({ msg }) => msg === 'request')
    expect(Object.keys(again ?? {})).toEqual(Object.keys(run ?? {}))
    expect(again).toMatchObject({ operation: 'Inbox', status: 200, upstreamCalls: { total: 0, cached: 2 } })
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    expect(metrics).toContain('support_graph_requests_total{operation="Inbox",kind="query",outcome="ok",code="none"} 2')
  })

  test('the oldest responses are evicted when the cache exceeds CACHE_MAX_BYTES', async () => {
    const gateway = await startGateway({ CACHE_MAX_BYTES: '1048576' })
    await fetch(`${gateway.emulatorUrl}/_emulator/seed`, {
      method: 'POST',
      body: JSON.stringify({ cases: 100, openCases: 100, communicationsPerCase: 5, communicationBytes: 400 }),
    })
    const page = (first: number) =>
      ask(gateway, {
        query: 'query($first: Int) { cases(first: $first) { nodes { communications(first: 5) { nodes { body } } } } }',
        variables: { first },
      })
    for (let first = 100; first > 88; first--) await page(first)
    expect(await cacheHits(gateway)).toBe(0)
    await page(89)
    expect(await cacheHits(gateway)).toBe(1)
    await page(100)
    expect(await cacheHits(gateway)).toBe(1)
  })

  test('cached responses count toward RATE_LIMIT_PER_MINUTE', async () => {
    const gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '3' })
    const codes: number[] = []
    for (let i = 0; i < 5; i++) codes.push((await post(gateway, { query: '{ __typename }' })).status)
    expect(codes).toEqual([200, 200, 200, 429, 429])
  })
})

describe('responses that are not cached', () => {
  test('responses with errors are not cached', async () => {
    const gateway = await startGateway()
    const broken = '{ case(id: "?") { caseId } severityLevels { code } }'
    for (let i = 0; i < 2; i++) expect((await ask(gateway, broken)).errors?.length).toBe(1)
    expect(await cacheHits(gateway)).toBe(0)
  })

  test('a response with a case that does not exist is not cached', async () => {
    const gateway = await startGateway()
    const unknown = '{ case(id: "case-111122223333-muen-2026-0123456789abcdef") { caseId } }'
    for (let i = 0; i < 2; i++) expect((await ask(gateway, unknown)).data).toEqual({ case: null })
    expect(await cacheHits(gateway)).toBe(0)
  })

  test('responses with download links and responses to mutations are not cached', async () => {
    const gateway = await startGateway()
    const check =
      'mutation { createCase(input: { subject: "", body: "", validateOnly: true }) { userErrors { code } } }'
    for (let i = 0; i < 2; i++) await ask(gateway, check)
    const files =
      '{ cases(first: 50, filter: { includeResolved: true }) { nodes { communications(first: 5) { nodes { attachments { nodes { id } } } } } } }'
    const id = /"id":"([^"]+)"/.exec(JSON.stringify(await ask(gateway, files)))?.[1] ?? ''
    const link = `{ attachment(id: "${id}") { downloadLink { url expiresAt } } }`
    for (let i = 0; i < 2; i++) expect((await ask(gateway, link)).extensions.upstream.total).toBe(1)
    expect(await cacheHits(gateway)).toBe(0)
    await until(() => gateway.lines.filter(({ msg }) => msg === 'audit').length === 2)
  })
})

const keys = { reader: 'r'.repeat(43), masked: 'm'.repeat(43), eks: 'd'.repeat(43), twin: 't'.repeat(43) }
type Name = keyof typeof keys
const bearer = (name: Name) => ({ authorization: `Bearer ${keys[name]}` })
const entry = (name: Name, scopes: string[], roles: string[]) => ({
  name,
  sha256: digestOf(keys[name]).toString('hex'),
  scopes,
  roles,
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'response-cache-'))
  stops.push(() => rmSync(folder, { recursive: true }))
  return folder
}

/** The environment variables for authentication with exactly these API keys. */
function withKeys(entries: object[]): Record<string, string> {
  const file = join(newFolder(), 'keys.json')
  writeFileSync(file, JSON.stringify(entries))
  return { AUTH_MODE: 'api-key', API_KEYS_FILE: file }
}

describe('viewers', () => {
  test('viewers get only what they may see, regardless of who sent the same query before', async () => {
    const folder = newFolder()
    const keysEnv = withKeys([
      entry('reader', ['cases:read', 'cases:personal'], ['all']),
      entry('twin', ['cases:personal', 'cases:read'], ['all']),
      entry('masked', ['cases:read'], ['all']),
      entry('eks', ['cases:read', 'cases:personal'], ['eks']),
    ])
    writeFileSync(
      join(folder, 'policy.json'),
      JSON.stringify({ roles: { all: {}, eks: { services: ['service-eks'] } } }),
    )
    const gateway = await startGateway({ ...keysEnv, POLICY_FILE: join(folder, 'policy.json') })
    const cases = async (name: Name) =>
      read<{ submittedBy: string; service: { code: string } }[]>(
        (await ask(gateway, CASES, bearer(name))).data,
        'cases.nodes',
      )
    for (let i = 0; i < 2; i++) {
      expect((await cases('reader')).every(({ submittedBy }) => submittedBy.includes('@'))).toBe(true)
      expect((await cases('masked')).every(({ submittedBy }) => submittedBy === '***')).toBe(true)
      expect(new Set((await cases('eks')).map(({ service }) => service.code))).toEqual(new Set(['service-eks']))
    }
    expect(await cacheHits(gateway)).toBe(3)
    // `twin` has the same scopes and roles but is another viewer, so its query is run.
    expect(await cases('twin')).toEqual(await cases('reader'))
    expect(await cacheHits(gateway)).toBe(4)
    expect((await post(gateway, { query: CASES })).status).toBe(401)
  })

  test('a cached response with viewer is served only to that viewer', async () => {
    const gateway = await startGateway(
      withKeys([entry('reader', ['cases:read'], []), entry('twin', ['cases:read'], [])]),
    )
    const query = '{ viewer { id name } severityLevels { code } }'
    for (const name of ['reader', 'twin', 'reader', 'twin'] as const)
      expect(read((await ask(gateway, query, bearer(name))).data, 'viewer')).toEqual({ id: `api-key:${name}`, name })
    expect(await cacheHits(gateway)).toBe(2)
    // a response without a read from AWS is not stored at all
    for (const name of ['reader', 'twin', 'reader'] as const) {
      const { data, extensions } = await ask(gateway, '{ viewer { id } }', bearer(name))
      expect(data).toEqual({ viewer: { id: `api-key:${name}` } })
      expect(extensions.upstream.total).toBe(0)
    }
    expect(await cacheHits(gateway)).toBe(2)
  })

  test('a response is never served to another viewer, even for fields added to the schema', async () => {
    const schema = extendSchema(shared, parse('extend type Query { me: String!, myServices: [String!]! }'))
    const { me, myServices } = schema.getQueryType()?.getFields() ?? {}
    Object.assign(Object(me), { resolve: (_: unknown, _args: unknown, { viewer }: Context) => viewer.id })
    Object.assign(Object(myServices), {
      resolve: async (_: unknown, _args: unknown, { viewer, call }: Context) => {
        const { services = [] } = await call('DescribeServices', {})
        return services.map(({ code }) => `${code} for ${viewer.id}`)
      },
    })
    const gateway = await startGateway(
      withKeys([entry('reader', ['cases:read'], []), entry('twin', ['cases:read'], [])]),
      schema,
    )
    for (let i = 0; i < 2; i++) {
      for (const name of ['reader', 'twin'] as const) {
        expect((await ask(gateway, '{ me }', bearer(name))).data).toEqual({ me: `api-key:${name}` })
        const services = read<string[]>((await ask(gateway, '{ myServices }', bearer(name))).data, 'myServices')
        expect(services.length).toBeGreaterThan(10)
        expect(services.filter((service) => !service.endsWith(` for api-key:${name}`))).toEqual([])
      }
    }
    // The hits are each viewer's second `myServices`. `me` reads nothing from AWS, so it is not cached.
    expect(await cacheHits(gateway)).toBe(2)
  })

  test('a viewer sees what each token allows, whichever token was used before', async () => {
    const key = await createKey('k1')
    const issuer = await startIssuer(key)
    stops.push(() => issuer.close())
    const policy = join(newFolder(), 'policy.json')
    writeFileSync(policy, JSON.stringify({ roles: { all: {}, eks: { services: ['service-eks'] } } }))
    const gateway = await startGateway({ ...issuer.env, POLICY_FILE: policy })
    const casesWith = async (claims: object) => {
      const token = bearerToken(await key.sign({ sub: 'ann', ...claims }))
      return read<{ submittedBy: string; service: { code: string } }[]>(
        (await ask(gateway, CASES, token)).data,
        'cases.nodes',
      )
    }
    const both = 'cases:read cases:personal'
    const all = await casesWith({ scope: both, roles: ['all'] })
    expect(all.every(({ submittedBy }) => submittedBy.includes('@'))).toBe(true)
    const masked = await casesWith({ scope: 'cases:read', roles: ['all'] })
    expect(masked.every(({ submittedBy }) => submittedBy === '***')).toBe(true)
    const restricted = await casesWith({ scope: both, roles: ['eks'] })
    expect(new Set(restricted.map(({ service }) => service.code))).toEqual(new Set(['service-eks']))
    expect(await cacheHits(gateway)).toBe(0)
    expect(await casesWith({ scope: 'cases:personal cases:read', roles: ['all'] })).toEqual(all)
    expect(await cacheHits(gateway)).toBe(1)
  })
})
