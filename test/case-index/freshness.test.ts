import { describe, expect, test } from 'vitest'
import { until } from '../support/until.js'
import { anAccount, connect, MINUTE } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'

const OPEN = '{ cases(first: 100) { nodes { caseId status } } }'
const COUNT = '{ cases(filter: { includeResolved: true }) { totalCount } }'
const BY_ID = 'query ($id: ID!) { case(id: $id) { status } }'

async function refuse(): Promise<void> {
  throw Object.assign(new Error('no calls left'), { name: 'BudgetSpent' })
}

/** CASE_CACHE_SECONDS is 15. */
function aGateway(count = 3, more: Parameters<typeof startGateway>[0] = {}): Promise<Gateway> {
  const cases = Array.from({ length: count }, () => ({}))
  return startGateway({ account: () => anAccount({ cases }), cacheSeconds: { cases: 15 }, ...more })
}

describe('open cases', () => {
  test('the list of open cases costs one call per 100 cases at first, then none for 15 seconds', async () => {
    const gateway = await aGateway(201)
    expect((await gateway.query(OPEN)).calls).toEqual({ DescribeCases: 3 })
    gateway.clock.time += 10_000
    const { cost } = await gateway.query('{ cases(orderBy: { field: STATUS }) { totalCount } }')
    expect(cost).toMatchObject({ total: 0, cached: 1, stale: 0 })
    expect(cost.ageMs).toBeGreaterThanOrEqual(10_000)
  })

  test('a list older than its TTL is served stale while it is refreshed in the background', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 16_000
    const stale = await gateway.query(OPEN)
    expect(stale.cost).toMatchObject({ total: 0, stale: 1 })
    expect(read<unknown[]>(stale.data, 'cases.nodes')).toHaveLength(3)
    await until(async () => read<unknown[]>((await gateway.query(OPEN)).data, 'cases.nodes').length === 2)
  })

  test('a request waits for the refresh of a list older than two TTLs and 30 seconds', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 61_000
    const { data, cost } = await gateway.query(OPEN)
    expect(cost).toMatchObject({ stale: 0 })
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(2)
  })

  test('20 requests that wait for the list share one refresh', async () => {
    const gateway = await aGateway(3, { latencyMs: 50 })
    const responses = await Promise.all(Array.from({ length: 20 }, () => gateway.query(OPEN)))
    expect(responses.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('a request that bypasses the cache gets a list from a refresh that started later', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    const { data } = await gateway.query(OPEN, {}, undefined, undefined, { bypassCache: true })
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(2)
  })

  test('a case resolved elsewhere disappears from the list and is found as resolved by id', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 61_000
    await gateway.query(OPEN)
    await gateway.upstreamCalls()
    // The refresh missed the case, read it by id, and found it resolved.
    expect((await gateway.query(BY_ID, { id: 'case-1' })).data).toEqual({ case: { status: 'RESOLVED' } })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a failed refresh makes lists fail for two seconds at the cost of one call, and is then retried', async () => {
    const gateway = await aGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    await gateway.upstreamCalls()
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    expect(await gateway.upstreamCalls()).toEqual({})
    gateway.clock.time += 2_000
    expect((await gateway.query(OPEN)).errors).toEqual([])
  })

  test("a refresh counts neither against the viewer's budget nor against the calls of a request", async () => {
    const gateway = await aGateway(250)
    const spent: string[] = []
    const chargeViewer = async (operation: string) => void spent.push(operation)
    const { errors, calls } = await gateway.query(OPEN, {}, undefined, undefined, { chargeViewer, maxUpstreamCalls: 1 })
    expect(errors).toEqual([])
    expect(calls).toEqual({ DescribeCases: 3 })
    expect(spent).toEqual([])
  })
})

describe('cases by id', () => {
  test('a case by id costs nothing while its list is fresh, and one call afterwards', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({})
    gateway.clock.time += 15_000
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({})
  })

  test('40 simultaneous requests for cases by id share one call', async () => {
    const gateway = await aGateway(40)
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, index) => gateway.query(BY_ID, { id: `case-${index}` })),
    )
    expect(responses.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('a read of a case by id is charged to the viewer', async () => {
    const gateway = await aGateway()
    await gateway.query(BY_ID, { id: 'case-1' }, undefined, undefined, { chargeViewer: refuse })
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('resolved cases', () => {
  test('a list with resolved cases costs one pass over all cases, and nothing afterwards', async () => {
    const gateway = await aGateway(250)
    const first = await gateway.query(COUNT)
    expect(first.data).toEqual({ cases: { totalCount: 250 } })
    expect(first.calls).toEqual({ DescribeCases: 3 })
    const last = '{ cases(last: 3, filter: { includeResolved: true }) { nodes { caseId } } }'
    expect(await gateway.query(last)).toMatchObject({
      data: { cases: { nodes: [{ caseId: 'case-247' }, { caseId: 'case-248' }, { caseId: 'case-249' }] } },
      calls: {},
    })
    expect((await gateway.query(OPEN)).calls).toEqual({})
  })

  test('a pass that exceeds the deadline gets INDEX_BUILDING with retryAfterMs and continues', async () => {
    const gateway = await aGateway(300, { latencyMs: 100 })
    const deadlineAt = performance.now() + 650
    const building = await gateway.query(COUNT, {}, undefined, undefined, { deadlineAt })
    expect(codes(building)).toEqual(['INDEX_BUILDING'])
    expect(building.errors[0]?.extensions).toMatchObject({ retryable: true, retryAfterMs: 5_000 })
    // The pass continues after the request.
    expect((await gateway.query(COUNT)).data).toEqual({ cases: { totalCount: 300 } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  })

  test('a list with resolved cases starts another pass an hour later; a list of open cases does not', async () => {
    const gateway = await aGateway()
    await gateway.query(COUNT)
    gateway.clock.time += 61 * MINUTE
    await gateway.query(OPEN)
    const asked = async (filter: string) => {
      await gateway.upstreamCalls()
      const { errors } = await gateway.query(`{ cases(filter: { ${filter} }) { totalCount } }`)
      expect(errors).toEqual([])
    }
    await asked('includeResolved: false')
    expect(await gateway.upstreamCalls()).toEqual({})
    await asked('includeResolved: true')
    await until(async () => (await gateway.calls()).length === 1)
  })

  test('a case opened and resolved elsewhere between two refreshes is listed within a minute', async () => {
    const gateway = await aGateway()
    await gateway.query(COUNT)
    const aws = connect({ url: gateway.upstreamUrl })
    const { caseId } = await aws.createCase({ subject: 'Brief', communicationBody: 'B' })
    await aws.resolveCase({ caseId })
    gateway.clock.time += 61_000
    expect((await gateway.query(COUNT)).data).toEqual({ cases: { totalCount: 4 } })
  })
})

describe('writes', () => {
  const CREATE = 'mutation { createCase(input: { subject: "New", body: "B" }) { caseId } }'

  test('a created case costs the next list one call for that case instead of a refresh', async () => {
    const gateway = await aGateway(250)
    await gateway.query(OPEN)
    const caseId = read((await gateway.query(CREATE)).data, 'createCase.caseId')
    await gateway.upstreamCalls()
    const { data } = await gateway.query(OPEN)
    expect(read(data, 'cases.nodes.0.caseId')).toBe(caseId)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(OPEN)).calls).toEqual({})
  })

  test('a created case that cannot be read makes lists fail for two seconds at the cost of one call', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await gateway.query(CREATE)
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    await gateway.upstreamCalls()
    for (const _ of [1, 2]) expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    gateway.clock.time += 2_000
    expect(read<unknown[]>((await gateway.query(OPEN)).data, 'cases.nodes')).toHaveLength(4)
  })

  test('a write with an unknown outcome makes the next list wait for a refresh that starts later', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await gateway.fault({ operation: 'CreateCase', drop: true, when: 'after' })
    // The lookup must not find the case.
    await gateway.fault({ operation: 'DescribeCases', count: 'unlimited', body: { cases: [] } })
    expect(codes(await gateway.query(CREATE))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    await gateway.control('DELETE', 'faults')
    const { data } = await gateway.query(OPEN)
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(4)
  })

  test('a resolution that AWS shows late costs three reads and is visible at once', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    // AWS has resolved the case, but still shows it as open for a while.
    const late = { caseId: 'case-1', displayId: '2', status: 'opened', timeCreated: '2026-03-01T12:00:00.000Z' }
    await gateway.fault({ operation: 'DescribeCases', count: 6, body: { cases: [late] } })
    const resolved = await gateway.query(
      'mutation { resolveCase(input: { caseId: "case-1" }) { case { status } userErrors { code } } }',
    )
    expect(resolved.data).toEqual({ resolveCase: { case: { status: 'RESOLVED' }, userErrors: [] } })
    expect(resolved.calls).toEqual({ ResolveCase: 1, DescribeCases: 3 })
    const { data } = await gateway.query(OPEN)
    expect(read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)).not.toContain('case-1')
  })
})
