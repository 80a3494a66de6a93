import { describe, expect, test } from 'vitest'
import { codes, read, startGateway, type Gateway, type GatewayOptions } from '../support/harness.js'
import { until } from '../support/until.js'
import { awsError, deadUrl, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const CREATE = 'mutation { createCase(input: { subject: "s", body: "b" }) { caseId userErrors { code } } }'
const SEVERITIES = '{ severityLevels { code } }'
/** A list that is read through AWS's own pages, with page tokens. Lists of open cases are not. */
const CASES = `query ($after: String) {
  cases(first: 1, after: $after, filter: { includeResolved: true }) { nodes { subject } pageInfo { endCursor } }
}`

const dropped: StubReply = (response) => void response.destroy()
const hanging: StubReply = () => {}

interface Endpoint {
  url: string
  /** The operations of the calls that it has received. */
  calls: () => string[]
  /** Sets the response to all further calls. Without one, the endpoint responds as described below. */
  respondWith: (reply?: StubReply) => void
}

/** An AWS endpoint with two cases on two pages. Its page tokens are valid at no other endpoint. */
async function startEndpoint(name: string, reply?: StubReply): Promise<Endpoint> {
  let response = reply
  const stub = await startStubUpstream((operation, { nextToken }) => {
    if (response !== undefined) return response
    if (operation === 'CreateCase') return { caseId: `case-${name}` }
    if (operation === 'DescribeSeverityLevels') return { severityLevels: [{ code: name }] }
    if (operation === 'DescribeTrustedAdvisorChecks') return { checks: [{ id: name }] }
    if (operation === 'DescribeCommunications') return describeCommunications(name, nextToken)
    if (nextToken === undefined) return { cases: [aCase(name, 1)], nextToken: `${name}:2` }
    if (nextToken === `${name}:2`) return { cases: [aCase(name, 2)] }
    return awsError('InvalidParameterValueException', 'nextToken')
  })
  return {
    url: stub.url,
    calls: () => stub.calls.map(({ operation }) => operation),
    respondWith: (next) => void (response = next),
  }
}

function aCase(name: string, page: number) {
  const communications = [{ body: `${name} inline`, timeCreated: '2026-03-01T12:00:00.000Z' }]
  return {
    caseId: `case-${page}`,
    subject: `${name} ${page}`,
    recentCommunications: { communications, nextToken: `${name}:thread` },
  }
}

function describeCommunications(name: string, nextToken: unknown): StubReply {
  const older = (hour: number) => ({ body: `${name} older ${hour}`, timeCreated: `2026-03-01T0${hour}:00:00.000Z` })
  if (nextToken === undefined) return { communications: [5, 4, 3, 2, 1].map(older), nextToken: `${name}:thread` }
  return nextToken === `${name}:thread`
    ? { communications: [older(0)] }
    : awsError('InvalidParameterValueException', 'nextToken')
}

function creates({ calls }: Endpoint): number {
  return calls().filter((operation) => operation === 'CreateCase').length
}

function inFrontOf(endpoints: Endpoint[], options: GatewayOptions = {}): Promise<Gateway> {
  const [first = '', ...failoverUrls] = endpoints.map(({ url }) => url)
  return startGateway({ upstreamUrl: first, failoverUrls, ...options })
}

async function deadEndpoint(): Promise<Endpoint> {
  return { url: await deadUrl(), calls: () => [], respondWith: () => {} }
}

/** Short enough for a test to wait, and long enough for a response on a busy machine. */
const impatient = { upstreamTimeoutMs: 1_000 }

const failures: [string, StubReply][] = [
  ['drops the connection', dropped],
  ['responds with 500', awsError('InternalServerError', '', 500)],
  ['does not respond in time', hanging],
]

describe('reads', () => {
  test.each(failures)('a read fails over when the first endpoint %s, which is not called again', async (_, failure) => {
    const [first, second] = [await startEndpoint('first', failure), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second], impatient)
    const { data, errors, calls } = await gateway.query(SEVERITIES)
    expect(errors).toEqual([])
    expect(data).toEqual({ severityLevels: [{ code: 'second' }] })
    expect(calls).toEqual({ DescribeSeverityLevels: 2 })
    expect(first.calls()).toHaveLength(1)
  })

  test('a read tries the endpoints in order and the last one three times', async () => {
    const last = await startEndpoint('last', dropped)
    const gateway = await inFrontOf([await deadEndpoint(), await startEndpoint('second', dropped), last])
    const { errors, calls } = await gateway.query(SEVERITIES)
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(calls).toEqual({ DescribeSeverityLevels: 5 })
    expect(last.calls()).toHaveLength(3)
  })

  test.each<[string, StubReply, string]>([
    ['a missing permission', awsError('AccessDeniedException'), 'UPSTREAM_DENIED'],
    ['an unreadable response', (response) => void response.end('<html>'), 'UPSTREAM_UNAVAILABLE'],
    ['an invalid input', awsError('ValidationException', 'ECONNREFUSED'), 'BAD_USER_INPUT'],
  ])('a read does not fail over on %s', async (_, response, code) => {
    const [first, second] = [await startEndpoint('first', response), await startEndpoint('second')]
    expect(codes(await (await inFrontOf([first, second])).query(SEVERITIES))).toEqual([code])
    expect(second.calls()).toEqual([])
  })

  test('a throttled read is retried at the same endpoint', async () => {
    const [first, second] = [await startEndpoint('first'), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second])
    first.respondWith((response) => {
      first.respondWith()
      const body = JSON.stringify({ __type: 'ThrottlingException' })
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
    })
    expect((await gateway.query(SEVERITIES)).data).toEqual({ severityLevels: [{ code: 'first' }] })
    expect(second.calls()).toEqual([])
  })

  test('a read skips an endpoint whose circuit is open', async () => {
    const [first, second] = [await startEndpoint('first', dropped), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second])
    await Promise.all(Array.from({ length: 20 }, () => gateway.query(SEVERITIES)))
    const { data, calls } = await gateway.query(SEVERITIES)
    expect(data).toEqual({ severityLevels: [{ code: 'second' }] })
    expect(calls).toEqual({ DescribeSeverityLevels: 1 })
    expect(gateway.breakers().map(({ endpoint, family, state }) => [endpoint === first.url, family, state])).toEqual([
      [true, 'cases', 'closed'],
      [true, 'attachments', 'closed'],
      [true, 'reference', 'open'],
      [true, 'trusted-advisor', 'closed'],
      [false, 'cases', 'closed'],
      [false, 'attachments', 'closed'],
      [false, 'reference', 'closed'],
    ])
  })

  test('an aborted read does not fail over', async () => {
    const [first, second] = [await startEndpoint('first'), await startEndpoint('second')]
    const controller = new AbortController()
    first.respondWith(() => controller.abort())
    const gateway = await inFrontOf([first, second])
    expect(codes(await gateway.query(SEVERITIES, {}, controller.signal))).toEqual(['UPSTREAM_TIMEOUT'])
    expect(second.calls()).toEqual([])
  })

  test('a Trusted Advisor read does not fail over, because AWS serves it in only one region', async () => {
    const second = await startEndpoint('second')
    const gateway = await inFrontOf([await deadEndpoint(), second])
    const { errors } = await gateway.query('{ trustedAdvisorChecks { nodes { id } } }')
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(second.calls()).toEqual([])
  })
})

describe('writes', () => {
  test('a write fails over when the first endpoint refuses the connection', async () => {
    const second = await startEndpoint('second')
    const { data, errors } = await (await inFrontOf([await deadEndpoint(), second])).query(CREATE)
    expect(errors).toEqual([])
    expect(read(data, 'createCase.caseId')).toBe('case-second')
    expect(second.calls()).toEqual(['CreateCase'])
  })

  test('a write fails over when the first endpoint has no address', async () => {
    const second = await startEndpoint('second')
    const first: Endpoint = { ...(await deadEndpoint()), url: 'http://no..such.host' }
    expect(read((await (await inFrontOf([first, second])).query(CREATE)).data, 'createCase.caseId')).toBe('case-second')
  })

  test('a write fails over when it gets no connection in time, and none is sent twice', async () => {
    const [first, second] = [await startEndpoint('first', hanging), await startEndpoint('second')]
    // Hanging writes never free their connections, so the waiting ones give up after 3 s.
    const gateway = await inFrontOf([first, second], { upstreamTimeoutMs: 60_000 })
    const over = new AbortController()
    const writes = Array.from({ length: 60 }, (_, index) =>
      gateway.query(CREATE.replace('"s"', `"s${index}"`), {}, over.signal),
    )
    await until(() => creates(first) + creates(second) === 60)
    expect(creates(second)).toBeGreaterThan(0)
    over.abort()
    await Promise.all(writes)
    // No write was sent to both endpoints.
    expect(creates(first) + creates(second)).toBe(60)
  })

  test.each(failures)(
    'a write does not fail over when the first endpoint %s, as it may have been processed',
    async (_, failure) => {
      const [first, second] = [await startEndpoint('first', failure), await startEndpoint('second')]
      const gateway = await inFrontOf([first, second], impatient)
      expect(codes(await gateway.query(CREATE))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
      // The lookup goes only to the first endpoint, and does not find the case.
      expect(first.calls().filter((operation) => operation === 'CreateCase')).toHaveLength(1)
      expect(second.calls()).not.toContain('CreateCase')
    },
  )

  test('a write skips an endpoint with an open circuit and is not used as its probe', async () => {
    const [first, second] = [await startEndpoint('first', dropped), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second], { halfOpenAfterMs: 0 })
    await Promise.all(Array.from({ length: 20 }, () => gateway.query('{ case(id: "case-1") { subject } }')))
    expect(gateway.breakers()[0]).toMatchObject({ family: 'cases', state: 'half-open' })
    expect(read((await gateway.query(CREATE)).data, 'createCase.caseId')).toBe('case-second')
    expect(first.calls()).not.toContain('CreateCase')
  })
})

describe('pages', () => {
  test('the next page comes from the endpoint of the previous one, even if the first is healthy again', async () => {
    const [first, second] = [await startEndpoint('first', dropped), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second])
    const { data } = await gateway.query(CASES)
    expect(read(data, 'cases.nodes.0.subject')).toBe('second 1')
    first.respondWith()
    const next = await gateway.query(CASES, { after: read(data, 'cases.pageInfo.endCursor') })
    expect(next.errors).toEqual([])
    expect(read(next.data, 'cases.nodes.0.subject')).toBe('second 2')
    expect(first.calls()).toHaveLength(1)
  })

  test('the next page gets UPSTREAM_UNAVAILABLE while its endpoint is unhealthy', async () => {
    const [first, second] = [await startEndpoint('first'), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second])
    const after = read((await gateway.query(CASES)).data, 'cases.pageInfo.endCursor')
    first.respondWith(dropped)
    const response = await gateway.query(CASES, { after })
    expect(response.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }])
    expect(second.calls()).toEqual([])
  })

  test('a cursor from an endpoint that is no longer configured gets BAD_USER_INPUT', async () => {
    const [first, second, third] = await Promise.all(['first', 'second', 'third'].map((name) => startEndpoint(name)))
    if (!first || !second || !third) throw new Error('three endpoints')
    const after = read((await (await inFrontOf([first, second])).query(CASES)).data, 'cases.pageInfo.endCursor')
    second.respondWith(awsError('InvalidParameterValueException'))
    for (const others of [[third, second], [second]]) {
      const response = await (await inFrontOf(others)).query(CASES, { after })
      expect(response.errors).toMatchObject([
        { message: expect.stringContaining('Start again without `after`'), extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
    expect(third.calls()).toEqual([])
  })

  test('the next page of a thread comes from the endpoint of the previous one', async () => {
    const [first, second] = [await startEndpoint('first', dropped), await startEndpoint('second')]
    const gateway = await inFrontOf([first, second])
    const thread = `query ($after: String) { case(id: "case-1") {
      communications(first: 6, after: $after) { nodes { body } pageInfo { endCursor } }
    } }`
    const { data, errors } = await gateway.query(thread)
    expect(errors).toEqual([])
    expect(read(data, 'case.communications.nodes')).toEqual(
      ['inline', 'older 5', 'older 4', 'older 3', 'older 2', 'older 1'].map((body) => ({ body: `second ${body}` })),
    )
    first.respondWith()
    const next = await gateway.query(thread, { after: read(data, 'case.communications.pageInfo.endCursor') })
    expect(next.errors).toEqual([])
    expect(read(next.data, 'case.communications.nodes')).toEqual([{ body: 'second older 0' }])
  })
})
