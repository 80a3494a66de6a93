/** Things that must not harm the case index: nonsense from AWS, clocks set back, and callers who try to make others pay or wait. */
import { describe, expect, test } from 'vitest'
import type { Budget } from '../../src/upstream/budget/budget.js'
import { anAccount, connect, HOUR, MINUTE } from '../../emulator/test/harness.js'
import { createRoom } from '../../src/case-index/room.js'
import { createSharedList } from '../../src/case-index/shared-list.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'
import { awsError, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const OPEN = '{ cases(first: 100) { nodes { caseId status } } }'
const COUNT = '{ cases(filter: { includeResolved: true }) { totalCount } }'
const BY_ID = 'query ($id: ID!) { case(id: $id) { caseId status } }'
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { caseId } } }'
const REPLY = 'mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) { userErrors { code } } }'
const CREATE = 'mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId } }'

async function refuse(): Promise<void> {
  throw Object.assign(new Error('no calls left'), { name: 'BudgetSpent' })
}

function aGateway(count = 3, more: Parameters<typeof startGateway>[0] = {}): Promise<Gateway> {
  const cases = Array.from({ length: count }, () => ({}))
  return startGateway({ account: () => anAccount({ cases }), cacheSeconds: { cases: 15 }, ...more })
}

async function aStubbed(reply: (operation: string, input: Record<string, unknown>) => StubReply) {
  const stub = await startStubUpstream(reply)
  const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: { cases: 15 } })
  return { stub, gateway }
}

/** An upstream that fails a whole call for an unknown id, without naming the id. */
function knowing(isKnown: (caseId: string) => boolean) {
  return (operation: string, { caseIdList }: Record<string, unknown>): StubReply => {
    if (operation === 'ResolveCase') return awsError('CaseIdNotFound', 'no such case')
    const asked = (caseIdList ?? ['case-1']) as string[]
    return asked.every(isKnown)
      ? { cases: asked.map((caseId) => ({ caseId, status: 'opened' })) }
      : awsError('CaseIdNotFound', 'one of them')
  }
}

function isPass({ input }: { input: Record<string, unknown> }): boolean {
  const { includeCommunications, includeResolvedCases, caseIdList } = input
  return includeCommunications === true && includeResolvedCases === true && caseIdList === undefined
}

async function ids(gateway: Gateway, overrides = {}): Promise<string[]> {
  const { data, errors } = await gateway.query(OPEN, {}, undefined, undefined, overrides)
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

const small = { caseId: 'case-small', status: 'opened' }

test.each([
  ['a message of 5 MB', { recentCommunications: { communications: [{ body: 'x'.repeat(5_000_000) }] } }],
  ['a subject of 5 MB', { subject: 'x'.repeat(5_000_000) }],
  ['200,000 messages', { recentCommunications: { communications: Array.from({ length: 200_000 }, () => ({})) } }],
])('a case with %s does not keep other cases out of the list', async (_, members) => {
  const { gateway } = await aStubbed(() => ({
    cases: [{ caseId: 'case-large', status: 'opened', ...members }, small],
  }))
  expect(await ids(gateway)).toEqual(expect.arrayContaining(['case-large', 'case-small']))
  expect((await gateway.query(BY_ID, { id: 'case-large' })).errors).toEqual([])
})

describe('a clock that is set back', () => {
  test('a clock set back by an hour does not keep a list fresh for an hour', async () => {
    const gateway = await aGateway()
    await ids(gateway)
    gateway.clock.time -= HOUR
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    expect(await ids(gateway)).toEqual(['case-0', 'case-2'])
  })

  test('a clock set back by an hour does not keep a case fresh for an hour', async () => {
    const gateway = await aGateway()
    await gateway.query(BY_ID, { id: 'case-1' })
    gateway.clock.time -= HOUR
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    expect((await gateway.query(BY_ID, { id: 'case-1' })).data).toMatchObject({ case: { status: 'RESOLVED' } })
  })

  test('a clock set back by 20 hours does not keep Trusted Advisor responses fresh', async () => {
    const gateway = await aGateway(3, { cacheSeconds: { cases: 15, trustedAdvisor: 15 } })
    const checks = '{ trustedAdvisorChecks { totalCount } }'
    expect((await gateway.query(checks)).errors).toEqual([])
    expect((await gateway.query(checks)).calls).toEqual({})
    gateway.clock.time -= 20 * HOUR
    await gateway.upstreamCalls()
    await gateway.query(checks)
    expect(await gateway.upstreamCalls()).toEqual({ DescribeTrustedAdvisorChecks: 1 })
  })

  test('a clock set back by an hour does not make every list wait after a write with an unknown outcome', async () => {
    const gateway = await aGateway()
    await gateway.fault({ operation: 'CreateCase', when: 'before', drop: true })
    await gateway.query(CREATE, { input: { subject: 'S', body: 'B' } })
    gateway.clock.time -= HOUR
    await gateway.upstreamCalls()
    const { errors } = await gateway.query(OPEN, {}, AbortSignal.timeout(1_000))
    expect(errors).toEqual([])
    expect((await gateway.query(OPEN)).calls).toEqual({})
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('a clock set back by an hour does not keep a failed refresh for an hour', async () => {
    const gateway = await aGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    gateway.clock.time -= HOUR
    expect(await ids(gateway)).toHaveLength(3)
  })
})

describe('repeated idempotency keys', () => {
  const input = { caseId: 'case-1', body: 'Mine.', idempotencyKey: 'one' }

  test('a reply repeated with its idempotencyKey does not hide later writes by others', async () => {
    const gateway = await aGateway()
    const aws = connect({ url: gateway.upstreamUrl })
    await gateway.query(REPLY, { input })
    for (let more = 0; more < 6; more++)
      await aws.addCommunicationToCase({ caseId: 'case-1', communicationBody: `more ${more}` })
    gateway.clock.time += 10 * MINUTE
    await ids(gateway)
    await gateway.query(REPLY, { input })
    await aws.resolveCase({ caseId: 'case-1' })
    gateway.clock.time += 16_000
    expect((await gateway.query(BY_ID, { id: 'case-1' })).data).toMatchObject({ case: { status: 'RESOLVED' } })
  })

  test('a reply repeated with its idempotencyKey sends nothing and costs no call', async () => {
    const gateway = await aGateway()
    await gateway.query(REPLY, { input })
    await ids(gateway)
    await gateway.upstreamCalls()
    for (let times = 0; times < 3; times++) {
      await gateway.query(REPLY, { input })
      await ids(gateway)
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('unknown ids', () => {
  const unknown = Array.from({ length: 99 }, (_, index) => `case-no-${index}`)

  test('99 unknown ids in one request cost another request at most one extra call', async () => {
    const { gateway } = await aStubbed(knowing((id) => id === 'case-1'))
    const [one] = await Promise.all([
      gateway.query(BY_ID, { id: 'case-1' }),
      gateway.query(NODES, { ids: unknown.map((id) => toGlobalId('Case', 'default', id)) }, undefined, undefined, {
        chargeViewer: refuse,
      }),
    ])
    expect(one.errors).toEqual([])
    expect(one.data).toMatchObject({ case: { caseId: 'case-1' } })
    expect(one.cost.total).toBeLessThanOrEqual(2)
  })

  test('unknown ids that a caller tried to resolve are not read again by other requests', async () => {
    const { gateway, stub } = await aStubbed(knowing((id) => id === 'case-1'))
    await ids(gateway)
    for (const id of unknown.slice(0, 3)) {
      const resolve = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { userErrors { code } } }'
      const { data } = await gateway.query(resolve, { id })
      expect(data).toEqual({ resolveCase: { userErrors: [{ code: 'NOT_FOUND' }] } })
    }
    stub.calls.length = 0
    await ids(gateway)
    expect(stub.calls).toEqual([])
  })
})

test('deleted cases disappear from totals, and each refresh costs at most eight calls meanwhile', async () => {
  const deleted = new Set<string>()
  const all = Array.from({ length: 90 }, (_, index) => `case-${index}`)
  const timeCreated = new Date().toISOString()
  const of = (caseId: string) => ({ caseId, timeCreated, status: caseId === 'case-1' ? 'opened' : 'resolved' })
  const { gateway, stub } = await aStubbed((_, { caseIdList, includeResolvedCases }) => {
    if (caseIdList !== undefined) {
      const asked = caseIdList as string[]
      return asked.some((id) => deleted.has(id)) ? awsError('CaseIdNotFound', 'one of them') : { cases: asked.map(of) }
    }
    return {
      cases: includeResolvedCases === true ? all.filter((id) => !deleted.has(id)).map(of) : [of('case-1')],
    }
  })
  expect((await gateway.query(COUNT)).data).toEqual({ cases: { totalCount: 90 } })
  for (let index = 30; index < 60; index++) deleted.add(`case-${index}`)
  gateway.clock.time += 61 * MINUTE
  stub.calls.length = 0
  await gateway.query(COUNT)
  await until(() => stub.calls.some(isPass))
  let total = 90
  for (let rounds = 0; rounds < 20 && total > 60; rounds++) {
    gateway.clock.time += 20_000
    stub.calls.length = 0
    // The first list is stale and starts a refresh; wait for a list from that refresh.
    await until(async () => (await gateway.query(OPEN)).cost.stale === 0)
    const { data, calls } = await gateway.query(COUNT)
    expect(calls).toEqual({})
    total = read(data, 'cases.totalCount')
    // a pass, the open list, new cases, and five calls by id
    expect(stub.calls.filter((call) => !isPass(call)).length).toBeLessThanOrEqual(1 + 1 + 1 + 5)
  }
  expect(total).toBe(60)
})

test('a case with a time in the future does not hide cases that are opened and resolved later', async () => {
  const cases = [{ timeCreated: Date.now() + 300 * 24 * HOUR }, {}, {}]
  const gateway = await aGateway(3, { account: () => anAccount({ cases }) })
  await gateway.query(COUNT)
  const aws = connect({ url: gateway.upstreamUrl })
  const { caseId } = await aws.createCase({ subject: 'Brief', communicationBody: 'B' })
  await aws.resolveCase({ caseId })
  gateway.clock.time += 61_000
  await until(async () => {
    const { data } = await gateway.query(COUNT)
    return read<number>(data, 'cases.totalCount') === 4
  })
})

test('a refresh for a request that bypasses the cache uses reserved calls, but the first refresh is interactive', async () => {
  const turns: string[] = []
  const budget: Budget = { take: async (_, { precedence }) => void turns.push(precedence), slowDown() {} }
  const gateway = await aGateway(150, { budget })
  await ids(gateway, { bypassCache: true })
  await ids(gateway, { bypassCache: true })
  gateway.clock.time += 61_000
  await ids(gateway)
  expect(turns).toEqual(['interactive', 'interactive', 'reserved', 'reserved', 'interactive', 'interactive'])
})

test('a list that is cleared during a refresh is not marked as read by that refresh', async () => {
  const options = {
    account: 'default',
    upstream: 'http://aws',
    space: createRoom(Infinity).enter(),
    pinMs: MINUTE,
    now: Date.now,
  }
  const list = createSharedList(options)
  const lease = await list.lease('refresh')
  if (lease === undefined) throw new Error('another has the lease')
  await list.clear()
  expect(await list.finish(lease, { asOf: Date.now() })).toBe(false)
  expect(list.memory().head.asOf).toBe(0)
})
