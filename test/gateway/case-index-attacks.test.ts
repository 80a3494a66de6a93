/** What must not harm the case index: an AWS that sends nonsense, clocks that are set back, and callers who want others to pay or to wait. */
import { describe, expect, it } from '@jest/globals'
import { anAccount, connect, HOUR, MINUTE } from '../emulator/harness.js'
import { toGlobalId } from '../../src/relay/id.js'
import { until } from '../until.js'
import { codes, read, startGateway, type Gateway } from './harness.js'
import { awsError, startStubUpstream, type StubReply } from './stub-upstream.js'

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

/** An AWS that fails a whole call for an id that it does not know, and does not say which. */
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

async function ids(gateway: Gateway, asks = {}): Promise<string[]> {
  const { data, errors } = await gateway.query(OPEN, {}, undefined, undefined, asks)
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

describe('a case that is larger than any of AWS', () => {
  const small = { caseId: 'case-small', status: 'opened' }

  it.each([
    ['a message of 5 MB', { recentCommunications: { communications: [{ body: 'x'.repeat(5_000_000) }] } }],
    ['a subject of 5 MB', { subject: 'x'.repeat(5_000_000) }],
    ['200,000 messages', { recentCommunications: { communications: Array.from({ length: 200_000 }, () => ({})) } }],
  ])('keeps no other from its list: %s', async (_, members) => {
    const { gateway } = await aStubbed(() => ({
      cases: [{ caseId: 'case-large', status: 'opened', ...members }, small],
    }))
    expect(await ids(gateway)).toEqual(expect.arrayContaining(['case-large', 'case-small']))
    expect((await gateway.query(BY_ID, { id: 'case-large' })).errors).toEqual([])
  })
})

describe('a clock that is set back by an hour', () => {
  it('does not make a list fresh for an hour', async () => {
    const gateway = await aGateway()
    await ids(gateway)
    gateway.clock.time -= HOUR
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    expect(await ids(gateway)).toEqual(['case-0', 'case-2'])
  })

  it('does not make a case fresh for an hour', async () => {
    const gateway = await aGateway()
    await gateway.query(BY_ID, { id: 'case-1' })
    gateway.clock.time -= HOUR
    await connect({ url: gateway.upstreamUrl }).resolveCase({ caseId: 'case-1' })
    expect((await gateway.query(BY_ID, { id: 'case-1' })).data).toMatchObject({ case: { status: 'RESOLVED' } })
  })

  it('does not make each list wait for a refresh, after a write with an unknown outcome', async () => {
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

  it('does not keep the failure of a refresh for an hour', async () => {
    const gateway = await aGateway()
    await gateway.fault({ operation: 'DescribeCases', error: 'AccessDeniedException' })
    expect(codes(await gateway.query(OPEN))).toEqual(['UPSTREAM_DENIED'])
    gateway.clock.time -= HOUR
    expect(await ids(gateway)).toHaveLength(3)
  })
})
