/** The case index with an upstream that shows data late, omits cases, repeats itself, or sends endless lists. */
import { describe, expect, test } from 'vitest'
import { MAX_SPLIT_CALLS } from '../../src/upstream/split.js'
import { MINUTE, NOON } from '../../emulator/test/harness.js'
import { until } from '../support/until.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'
import { awsError, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const OPEN = '{ cases(first: 100) { totalCount nodes { caseId status } } }'
const ALL = '{ cases(first: 100, filter: { includeResolved: true }) { totalCount nodes { caseId status } } }'
const RESOLVE = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus case { status } } }'
const REPLY = `mutation ($id: ID!, $text: String!) { addCommunication(input: { caseId: $id, body: $text }) { userErrors { code } } }`
const CREATE = 'mutation { createCase(input: { subject: "New", body: "New" }) { caseId userErrors { code } } }'
const BODIES = 'query ($id: ID!) { case(id: $id) { communications(first: 5) { nodes { body } } } }'

interface StubCase {
  caseId: string
  displayId: string
  status: string
  subject: string
  timeCreated: string
  recentCommunications?: { communications: { caseId: string; body: string; timeCreated: string }[] }
}

function aCase(index: number, given: Partial<StubCase> = {}): StubCase {
  const caseId = `case-${index}`
  const timeCreated = new Date(NOON - index * MINUTE).toISOString()
  const communications = [{ caseId, body: `message ${index}`, timeCreated }]
  return {
    caseId,
    displayId: String(1000 + index),
    status: 'opened',
    subject: `Subject ${index}`,
    timeCreated,
    recentCommunications: { communications },
    ...given,
  }
}

interface Input {
  caseIdList?: string[]
  displayId?: string
  includeResolvedCases?: boolean
  nextToken?: string
}

/** An upstream that serves `cases`, in pages of `pageSize`. `reply` may override its responses. One unknown id fails a whole call. */
async function startAws(cases: StubCase[], pageSize = 100) {
  const aws = {
    cases,
    /** Returns the response to send instead of the normal one; undefined to send the normal one. */
    reply: (_operation: string, _input: Input): StubReply | undefined => undefined,
    url: '',
    /** The inputs of the calls since the last use of this function. */
    calls: (): Input[] => stub.calls.splice(0).map(({ input }) => input),
  }
  const stub = await startStubUpstream((operation, given) => {
    const input = given as Input
    const other = aws.reply(operation, input)
    if (other !== undefined) return other
    if (operation === 'ResolveCase') return { initialCaseStatus: 'opened', finalCaseStatus: 'resolved' }
    if (operation === 'AddCommunicationToCase') return { result: true }
    if (operation === 'CreateCase') return { caseId: 'case-new' }
    if (operation !== 'DescribeCases') return {}
    if (input.caseIdList !== undefined) {
      const found = aws.cases.filter(({ caseId }) => input.caseIdList?.includes(caseId))
      return found.length === input.caseIdList.length ? { cases: found } : awsError('CaseIdNotFound', 'no such case')
    }
    const listed = aws.cases.filter(({ status }) => input.includeResolvedCases === true || status !== 'resolved')
    const at = Number(input.nextToken ?? 0)
    const next = at + pageSize
    return { cases: listed.slice(at, next), ...(next < listed.length && { nextToken: String(next) }) }
  })
  aws.url = stub.url
  return aws
}

const some = (count: number): StubCase[] => Array.from({ length: count }, (_, index) => aCase(index))

const onAws = ({ url }: { url: string }, options: GatewayOptions = {}): Promise<Gateway> =>
  startGateway({ upstreamUrl: url, cacheSeconds: { cases: 60 }, ...options })

async function ids(gateway: Gateway, query: string): Promise<string[]> {
  const { data, errors } = await gateway.query(query)
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

/** Advances the clock far enough that the list has to be refreshed, then requests it. */
async function later(gateway: Gateway, query = OPEN): Promise<string[]> {
  gateway.clock.time += 10 * MINUTE
  return ids(gateway, query)
}

describe('AWS that misbehaves', () => {
  test('pages that shift at AWS during a refresh hide no known case', async () => {
    const aws = await startAws(some(5), 2)
    const gateway = await onAws(aws)
    expect(await ids(gateway, OPEN)).toHaveLength(5)
    aws.reply = (_, { nextToken }) => {
      // case-2 moves to the page that was already read.
      if (nextToken === '2')
        aws.cases = aws.cases.filter(({ caseId }) => caseId !== 'case-0').concat(aCase(0, { status: 'resolved' }))
      return undefined
    }
    const listed = ['case-0', 'case-1', 'case-2', 'case-3', 'case-4']
    expect(await later(gateway)).toEqual(listed)
    expect(await later(gateway)).toEqual(listed.slice(1))
  })

  test('cases that AWS adds during a refresh are listed once', async () => {
    const aws = await startAws(some(5), 2)
    const gateway = await onAws(aws)
    let added = 0
    aws.reply = (_, { nextToken }) => {
      if (nextToken !== undefined && added < 2) aws.cases = [aCase(-1 - added++), ...aws.cases]
      return undefined
    }
    expect(await ids(gateway, OPEN)).toEqual(['case-0', 'case-1', 'case-2', 'case-3', 'case-4'])
    expect(await later(gateway)).toEqual(['case--2', 'case--1', 'case-0', 'case-1', 'case-2', 'case-3', 'case-4'])
  })

  test.each([
    [2, []],
    [3, ['UPSTREAM_UNAVAILABLE']],
  ])(
    'a token that AWS rejects %i times restarts the pass from the first page, up to three times',
    async (refusals, expected) => {
      const aws = await startAws(some(5), 2)
      const gateway = await onAws(aws)
      await gateway.query(OPEN)
      aws.calls()
      let refused = 0
      aws.reply = (_, { nextToken, includeResolvedCases }) =>
        includeResolvedCases === true && nextToken === '4' && refused++ < refusals
          ? awsError('InvalidParameterValueException', 'nextToken')
          : undefined
      const response = await gateway.query(ALL)
      expect(codes(response)).toEqual(expected)
      const starts = aws
        .calls()
        .filter(
          (input) =>
            input.includeResolvedCases === true && input.nextToken === undefined && input.caseIdList === undefined,
        )
      expect(starts).toHaveLength(3)
      aws.reply = () => undefined
      gateway.clock.time += 3_000
      expect(await ids(gateway, ALL)).toHaveLength(5)
    },
  )

  test('a case that AWS omits once stays listed; one omitted twice disappears until AWS returns it', async () => {
    const aws = await startAws(some(3))
    const gateway = await onAws(aws)
    await gateway.query(ALL)
    const forgotten = aws.cases.splice(1, 1)
    expect(await later(gateway)).toEqual(['case-0', 'case-1', 'case-2'])
    aws.cases.push(...forgotten)
    expect(await later(gateway)).toEqual(['case-0', 'case-1', 'case-2'])
    // Omitted in two refreshes, at least a minute apart.
    aws.cases.pop()
    await later(gateway)
    expect(await later(gateway)).toEqual(['case-0', 'case-2'])
    aws.cases.push(...forgotten)
    expect(await later(gateway)).toEqual(['case-0', 'case-1', 'case-2'])
  })

  test('a call for 100 ids that fails for one deleted case does not hide the others', async () => {
    const aws = await startAws(some(150))
    const gateway = await onAws(aws)
    await gateway.query(ALL)
    for (const item of aws.cases.slice(0, 99)) item.status = 'resolved'
    aws.cases.splice(99, 1)
    aws.calls()
    const { data, errors } = await gateway.query(OPEN, {}, undefined, undefined, { bypassCache: true })
    expect(errors).toEqual([])
    expect(read<number>(data, 'cases.totalCount')).toBeLessThanOrEqual(150)
    const calls = aws.calls().filter(({ caseIdList }) => caseIdList !== undefined)
    expect(calls.length).toBeLessThanOrEqual(5 + MAX_SPLIT_CALLS)
    // The next refreshes read the cases for which five calls were not enough.
    await later(gateway)
    await later(gateway)
    expect(await later(gateway)).toEqual(
      some(150)
        .slice(100)
        .map(({ caseId }) => caseId),
    )
  })

  describe('endless lists', () => {
    const endless: Record<string, () => (operation: string, input: Input) => StubReply | undefined> = {
      'with the same token again and again': () => () => ({ cases: [aCase(0)], nextToken: 'again' }),
      'with empty pages': () => {
        let tokens = 0
        return () => ({ cases: [], nextToken: `token-${tokens++}` })
      },
    }
    test.each(Object.keys(endless))(
      'an endless list %s gets UPSTREAM_UNAVAILABLE after at most 40 calls',
      async (kind) => {
        const aws = await startAws([])
        const gateway = await onAws(aws)
        aws.reply = endless[kind]?.() ?? aws.reply
        for (const query of [OPEN, ALL]) {
          const response = await gateway.query(query)
          expect(codes(response)).toEqual(['UPSTREAM_UNAVAILABLE'])
          expect(aws.calls().length).toBeLessThanOrEqual(40)
        }
      },
    )

    test.each([
      ['open cases', OPEN],
      ['all cases', ALL],
    ])('an endless list of new cases gets SCAN_LIMIT_EXCEEDED at the memory limit: %s', async (_, query) => {
      const aws = await startAws([])
      const gateway = await onAws(aws, { caseIndexMaxBytes: 2_000_000 })
      let made = 0
      aws.reply = (operation, { caseIdList }) => {
        if (operation !== 'DescribeCases' || caseIdList !== undefined) return undefined
        if (made > 20_000) return awsError('InternalServerError', 'that is enough', 500)
        return { cases: Array.from({ length: 100 }, () => aCase(made++)), nextToken: `token-${made}` }
      }
      const response = await gateway.query(query)
      expect(codes(response)).toEqual(['SCAN_LIMIT_EXCEEDED'])
      expect(made).toBeLessThan(10_000)
    })
  })

  describe('late writes', () => {
    test('a case that AWS still shows as open for a minute stays resolved', async () => {
      const aws = await startAws(some(2))
      const gateway = await onAws(aws)
      await gateway.query(ALL)
      const { data } = await gateway.query(RESOLVE, { id: 'case-0' })
      expect(data).toMatchObject({ resolveCase: { finalStatus: 'RESOLVED', case: { status: 'RESOLVED' } } })
      for (const ms of [0, 10_000, 20_000, 25_000]) {
        gateway.clock.time += ms
        expect(await ids(gateway, OPEN)).toEqual(['case-1'])
        const bypassing = await gateway.query(ALL, {}, undefined, undefined, { bypassCache: true })
        expect(read(bypassing.data, 'cases.nodes.0.status')).toBe('RESOLVED')
      }
      aws.cases[0] = aCase(0, { status: 'resolved' })
      for (const ms of [5_000, 60_000, 60_000]) {
        gateway.clock.time += ms
        expect(await ids(gateway, OPEN)).toEqual(['case-1'])
      }
    })

    test('a case with a reply that AWS shows late is read again until the reply appears, which then stays', async () => {
      const aws = await startAws(some(2))
      const gateway = await onAws(aws)
      await gateway.query(ALL)
      await gateway.query(REPLY, { id: 'case-0', text: 'late' })
      aws.calls()
      gateway.clock.time += 30_000
      await gateway.query(BODIES, { id: 'case-0' })
      expect(aws.calls().some(({ caseIdList }) => caseIdList?.includes('case-0'))).toBe(true)
      const timeCreated = new Date(NOON + MINUTE).toISOString()
      const communications = [{ caseId: 'case-0', body: 'late', timeCreated }]
      aws.cases[0] = aCase(0, { recentCommunications: { communications } })
      gateway.clock.time += 3_000
      const { data } = await gateway.query(BODIES, { id: 'case-0' })
      expect(read(data, 'case.communications.nodes.0.body')).toBe('late')
      aws.cases[0] = aCase(0)
      await gateway.query(OPEN, {}, undefined, undefined, { bypassCache: true })
      expect(read((await gateway.query(BODIES, { id: 'case-0' })).data, 'case.communications.nodes.0.body')).toBe(
        'late',
      )
    })

    test('a created case is listed as soon as AWS shows it', async () => {
      const aws = await startAws(some(2))
      const gateway = await onAws(aws)
      await gateway.query(ALL)
      expect(codes(await gateway.query(CREATE))).toEqual([])
      expect(await ids(gateway, OPEN)).toEqual(['case-0', 'case-1'])
      aws.cases.push(aCase(-5, { caseId: 'case-new' }))
      gateway.clock.time += 3_000
      expect(await ids(gateway, OPEN)).toEqual(['case-new', 'case-0', 'case-1'])
      expect(await ids(gateway, ALL)).toEqual(['case-new', 'case-0', 'case-1'])
    })
  })

  test('resolved cases that AWS returns unrequested are not in the list of open cases', async () => {
    const aws = await startAws([aCase(0), aCase(1, { status: 'resolved' })])
    aws.reply = (operation, { caseIdList }) =>
      operation === 'DescribeCases' && caseIdList === undefined ? { cases: aws.cases } : undefined
    const gateway = await onAws(aws)
    expect(await ids(gateway, OPEN)).toEqual(['case-0'])
    expect(await ids(gateway, ALL)).toEqual(['case-0', 'case-1'])
  })

  test('cases without communications are listed, searched and read from their threads', async () => {
    const { recentCommunications: _, ...bare } = aCase(0)
    const aws = await startAws([bare])
    aws.reply = (operation) =>
      operation === 'DescribeCommunications'
        ? { communications: [{ caseId: 'case-0', body: 'from the thread', timeCreated: bare.timeCreated }] }
        : undefined
    const gateway = await onAws(aws)
    expect(
      await ids(
        gateway,
        '{ cases(filter: { text: "subject 0" }) { nodes { caseId communications { nodes { body } } } } }',
      ),
    ).toEqual(['case-0'])
    expect(read((await gateway.query(BODIES, { id: 'case-0' })).data, 'case.communications.nodes.0.body')).toBe(
      'from the thread',
    )
  })

  test('cases with invalid times are listed last and match no time filter', async () => {
    const aws = await startAws([aCase(0, { timeCreated: 'yesterday' }), aCase(1), aCase(2, { timeCreated: '' })])
    const gateway = await onAws(aws)
    expect(await ids(gateway, OPEN)).toEqual(['case-1', 'case-0', 'case-2'])
    expect(await ids(gateway, '{ cases(filter: { afterTime: "1960-01-01" }) { nodes { caseId } } }')).toEqual([
      'case-1',
    ])
    await until(async () => (await later(gateway)).length === 3)
  })
})
