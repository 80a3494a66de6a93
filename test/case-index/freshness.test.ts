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

describe('a list of open cases', () => {
  test('costs a call for each hundred of them the first time, and nothing for 15 seconds', async () => {
    const gateway = await aGateway(201)
    expect((await gateway.query(OPEN)).calls).toEqual({ DescribeCases: 3 })
    gateway.clock.time += 10_000
    const { cost } = await gateway.query('{ cases(orderBy: { field: STATUS }) { totalCount } }')
    expect(cost).toMatchObject({ total: 0, cached: 1, stale: 0 })
    expect(cost.ageMs).toBeGreaterThanOrEqual(10_000)
  })

  test('is answered once it is older than that, while it is read again for the next', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 16_000
    const stale = await gateway.query(OPEN)
    expect(stale.cost).toMatchObject({ total: 0, stale: 1 })
    expect(read<unknown[]>(stale.data, 'cases.nodes')).toHaveLength(3)
    await until(async () => read<unknown[]>((await gateway.query(OPEN)).data, 'cases.nodes').length === 2)
  })

  test('is waited for once it is older than two of its intervals and half a minute', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 61_000
    const { data, cost } = await gateway.query(OPEN)
    expect(cost).toMatchObject({ stale: 0 })
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(2)
  })

  test('is read once for all who wait for it', async () => {
    const gateway = await aGateway(3, { latencyMs: 50 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.query(OPEN)))
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('comes from a refresh that was begun later for who bypasses the cache', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    const { data } = await gateway.query(OPEN, {}, undefined, undefined, { bypassCache: true })
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(2)
  })

  test('has what was resolved elsewhere in no later list, though AWS lists it no more', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 61_000
    await gateway.query(OPEN)
    await gateway.upstreamCalls()
    // it was read by id, and is known to be resolved now
    expect((await gateway.query(BY_ID, { id: 'case-1' })).data).toEqual({ case: { status: 'RESOLVED' } })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('fails with the error of the refresh for two seconds, at the cost of one call, and is read again then', async () => {
    const gateway = await aGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    await gateway.upstreamCalls()
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    expect(await gateway.upstreamCalls()).toEqual({})
    gateway.clock.time += 2_000
    expect((await gateway.query(OPEN)).errors).toEqual([])
  })

  test('takes nothing of the share of a viewer, nor of the calls that a request may cause', async () => {
    const gateway = await aGateway(250)
    const spent: string[] = []
    const chargeViewer = async (operation: string) => void spent.push(operation)
    const { errors, calls } = await gateway.query(OPEN, {}, undefined, undefined, { chargeViewer, maxUpstreamCalls: 1 })
    expect(errors).toEqual([])
    expect(calls).toEqual({ DescribeCases: 3 })
    expect(spent).toEqual([])
  })
})

describe('a case by id', () => {
  test('costs nothing while its list is fresh, and one call once it is not', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({})
    gateway.clock.time += 15_000
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(BY_ID, { id: 'case-1' })).calls).toEqual({})
  })

  test('is read together with those that other requests want at the same time', async () => {
    const gateway = await aGateway(40)
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => gateway.query(BY_ID, { id: `case-${index}` })),
    )
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('is paid for by the viewer who asks', async () => {
    const gateway = await aGateway()
    await gateway.query(BY_ID, { id: 'case-1' }, undefined, undefined, { chargeViewer: refuse })
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('a list of resolved cases', () => {
  test('takes one pass over all cases, and nothing afterwards', async () => {
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

  test('is INDEX_BUILDING, with when to come again, where the pass takes longer than the request has time', async () => {
    const gateway = await aGateway(300, { latencyMs: 100 })
    const deadlineAt = performance.now() + 650
    const building = await gateway.query(COUNT, {}, undefined, undefined, { deadlineAt })
    expect(codes(building)).toEqual(['INDEX_BUILDING'])
    expect(building.errors[0]?.extensions).toMatchObject({ retryable: true, retryAfterMs: 5_000 })
    // the pass goes on without it
    expect((await gateway.query(COUNT)).data).toEqual({ cases: { totalCount: 300 } })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 3 })
  })

  test('takes another pass in the background an hour later, which a list of open cases does not', async () => {
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

  test('has a case that others have opened and resolved between two refreshes, a minute later', async () => {
    const gateway = await aGateway()
    await gateway.query(COUNT)
    const aws = connect({ url: gateway.upstreamUrl })
    const { caseId } = await aws.createCase({ subject: 'Brief', communicationBody: 'B' })
    await aws.resolveCase({ caseId })
    gateway.clock.time += 61_000
    expect((await gateway.query(COUNT)).data).toEqual({ cases: { totalCount: 4 } })
  })
})

describe('a write', () => {
  const CREATE = 'mutation { createCase(input: { subject: "New", body: "B" }) { caseId } }'

  test('that opens a case costs the next list one call for that case, and no refresh', async () => {
    const gateway = await aGateway(250)
    await gateway.query(OPEN)
    const caseId = read((await gateway.query(CREATE)).data, 'createCase.caseId')
    await gateway.upstreamCalls()
    const { data } = await gateway.query(OPEN)
    expect(read(data, 'cases.nodes.0.caseId')).toBe(caseId)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
    expect((await gateway.query(OPEN)).calls).toEqual({})
  })

  test('that cannot be read back fails lists for two seconds at the cost of one call: they must not be shown without it', async () => {
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

  test('whose outcome is unknown makes the next list wait for a refresh that was begun later', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    await gateway.fault({ operation: 'CreateCase', drop: true, when: 'after' })
    // the look-up must not find it
    await gateway.fault({ operation: 'DescribeCases', count: 'unlimited', body: { cases: [] } })
    expect(codes(await gateway.query(CREATE))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    await gateway.control('DELETE', 'faults')
    const { data } = await gateway.query(OPEN)
    expect(read<unknown[]>(data, 'cases.nodes')).toHaveLength(4)
  })

  test('that AWS shows late is looked for three times by its own request, and its status is shown at once', async () => {
    const gateway = await aGateway()
    await gateway.query(OPEN)
    // AWS has resolved it, and says for a while that it has not
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
