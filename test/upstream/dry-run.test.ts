/** `validateOnly`: the dry run of a write is sent only to an upstream that is proven to honor `dryRun`. */
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { anAccount } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'
import { awsError, deadUrl, sendJson, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const CREATE = `mutation { createCase(input: {
  subject: "S", body: "B", validateOnly: true, attachments: [{ fileName: "a.txt", data: "YQ==" }]
}) { case { caseId } userErrors { message } } }`
const REPLY = `mutation { addCommunication(input: {
  caseId: "case-0", body: "B", validateOnly: true
}) { case { caseId } userErrors { message } } }`
const RESOLVE = 'mutation { resolveCase(input: { caseId: "case-0", validateOnly: true }) { userErrors { message } } }'

const wouldWork = awsError('DryRunOperationException')

/** An upstream that honors dry runs, except for the operations for which `reply` returns a response. */
function startHonoring(reply: (operation: string, isDryRun: boolean) => StubReply | undefined = () => undefined) {
  return startStubUpstream((operation, { dryRun }) => reply(operation, dryRun === true) ?? wouldWork)
}

/** An upstream that responds to every dry run as if it were a real call. */
function startIgnoring() {
  return startHonoring((operation) => (operation === 'DescribeSeverityLevels' ? { severityLevels: [] } : {}))
}

/** A proxy in front of an emulator that drops `dryRun` from the calls that it forwards. */
async function startStripping(): Promise<{ url: string; stop: () => Promise<void>; gateway: Gateway }> {
  const emulator = await startEmulator({ account: () => anAccount({ cases: [{}] }) })
  const proxy = await startStubUpstream((operation, input) => (response) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSSupport_20130415.${operation}` }
    const forwarded = request(emulator.url, { method: 'POST', headers }, (upstreamResponse) => {
      response.writeHead(upstreamResponse.statusCode ?? 500, upstreamResponse.headers)
      upstreamResponse.pipe(response)
    })
    forwarded.end(JSON.stringify({ ...input, dryRun: undefined }))
  })
  return { url: emulator.url, stop: () => emulator.stop(), gateway: await startGateway({ upstreamUrl: proxy.url }) }
}

describe('upstream that ignores dryRun', () => {
  test.each([
    ['createCase', CREATE],
    ['addCommunication', REPLY],
    ['resolveCase', RESOLVE],
  ])('%s with validateOnly sends no write to an upstream that ignores dryRun', async (_, mutation) => {
    const { url, stop, gateway } = await startStripping()
    const response = await gateway.query(mutation)
    const direct = await startGateway({ upstreamUrl: url })
    const { data } = await direct.query(
      '{ cases(filter: { includeResolved: true }) { nodes { caseId status communications { totalCount } } } }',
    )
    await stop()
    expect(response.errors).toMatchObject([
      {
        message: expect.stringContaining('it ignores dryRun'),
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: false, operation: 'DescribeSeverityLevels' },
      },
    ])
    expect(response.calls).toEqual({ DescribeSeverityLevels: 1 })
    expect(read<object[]>(data, 'cases.nodes')).toMatchObject([{ caseId: 'case-0', status: 'OPENED' }])
  })

  test('an upstream that responds without data counts as ignoring dryRun and is checked again next time', async () => {
    let levels: StubReply = {}
    const stub = await startHonoring((operation) => (operation === 'DescribeSeverityLevels' ? levels : undefined))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(RESOLVE))).toEqual(['UPSTREAM_UNAVAILABLE'])
    levels = { severityLevels: [] }
    expect(codes(await gateway.query(RESOLVE))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(stub.calls.map(({ operation }) => operation)).not.toContain('ResolveCase')
    levels = wouldWork
    expect(codes(await gateway.query(RESOLVE))).toEqual([])
  })

  test.each<[string, StubReply]>([
    ['a case', { caseId: 'case-9' }],
    ['no members', {}],
    ['an empty body', (response) => void response.end()],
  ])('a dry run of createCase that returns %s gets WRITE_OUTCOME_UNKNOWN', async (_, reply) => {
    const stub = await startHonoring((operation) => (operation === 'CreateCase' ? reply : undefined))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await gateway.query(
      'mutation { createCase(input: { subject: "S", body: "B", validateOnly: true }) { caseId } }',
    )
    expect(response.errors).toMatchObject([
      {
        message: expect.stringContaining('has probably happened'),
        extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: false },
      },
    ])
    expect(response.calls).toEqual({ DescribeSeverityLevels: 1, CreateCase: 1 })
  })
})

describe('upstream that supports dryRun', () => {
  test('an upstream is tested for dryRun once, with DescribeSeverityLevels before the first dry run of a write', async () => {
    const stub = await startHonoring()
    const gateway = await startGateway({ upstreamUrl: stub.url })
    for (const mutation of [CREATE, CREATE, RESOLVE]) expect(codes(await gateway.query(mutation))).toEqual([])
    expect(stub.calls.map(({ operation }) => operation)).toEqual([
      'DescribeSeverityLevels',
      'AddAttachmentsToSet',
      'CreateCase',
      'AddAttachmentsToSet',
      'CreateCase',
      'ResolveCase',
    ])
    expect(stub.calls.map(({ input }) => input['dryRun'])).toEqual(Array.from({ length: 6 }, () => true))
  })

  test('simultaneous dry runs share one proof', async () => {
    const stub = await startHonoring((operation) =>
      operation === 'DescribeSeverityLevels'
        ? (response) => void setTimeout(() => sendJson(response, { __type: 'DryRunOperationException' }, 400), 50)
        : undefined,
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const responses = await Promise.all(Array.from({ length: 5 }, () => gateway.query(RESOLVE)))
    expect(responses.flatMap(codes)).toEqual([])
    expect(stub.calls.filter(({ operation }) => operation === 'DescribeSeverityLevels')).toHaveLength(1)
    expect(responses.filter(({ calls }) => 'DescribeSeverityLevels' in calls)).toHaveLength(1)
  })

  test('a waiting request repeats the proof when the request that started it is aborted', async () => {
    const begun: (() => void)[] = []
    let hangs = true
    const stub = await startHonoring((operation) => {
      if (operation !== 'DescribeSeverityLevels' || !hangs) return undefined
      return () => begun.splice(0).forEach((tell) => tell())
    })
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const abort = new AbortController()
    const hasBegun = new Promise<void>((resolve) => void begun.push(resolve))
    const first = gateway.query(RESOLVE, {}, abort.signal)
    await hasBegun
    const second = gateway.query(RESOLVE)
    hangs = false
    abort.abort()
    expect(codes(await first)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(codes(await second)).toEqual([])
  })

  test.each([
    ['is throttled', awsError('ThrottlingException'), 'UPSTREAM_THROTTLED'],
    ['is denied', awsError('AccessDeniedException', 'no'), 'UPSTREAM_DENIED'],
    ['fails with a 500', awsError('InternalServerError', '', 500), 'UPSTREAM_UNAVAILABLE'],
  ])('no write is sent if the proof %s, and the next request repeats the proof', async (_, failure, code) => {
    let levels = failure
    const stub = await startHonoring((operation) => (operation === 'DescribeSeverityLevels' ? levels : undefined))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(RESOLVE))).toEqual([code])
    expect(stub.calls.map(({ operation }) => operation)).not.toContain('ResolveCase')
    levels = wouldWork
    expect(codes(await gateway.query(RESOLVE))).toEqual([])
  })

  test.each<[string, StubReply]>([
    ['drops the connection', (response) => void response.destroy()],
    ['responds with 500', awsError('InternalServerError', '', 500)],
    ['throttles it', awsError('ThrottlingException')],
  ])('the dry run of a write is sent once even if the upstream %s', async (_, failure) => {
    const stub = await startHonoring((operation) => (operation === 'ResolveCase' ? failure : undefined))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const response = await gateway.query(RESOLVE)
    expect(response.errors).toMatchObject([{ extensions: { retryable: true, operation: 'ResolveCase' } }])
    expect(response.calls).toEqual({ DescribeSeverityLevels: 1, ResolveCase: 1 })
  })
})

describe('failover', () => {
  test('a dry run fails over to the next endpoint, which is itself tested for dryRun', async () => {
    const [honoring, dead] = [await startHonoring(), await deadUrl()]
    const gateway = await startGateway({ upstreamUrl: dead, failoverUrls: [honoring.url] })
    expect(codes(await gateway.query(RESOLVE))).toEqual([])
    expect(honoring.calls.map(({ operation }) => operation)).toEqual(['DescribeSeverityLevels', 'ResolveCase'])

    const other = await startIgnoring()
    const wrong = await startGateway({ upstreamUrl: dead, failoverUrls: [other.url] })
    expect(codes(await wrong.query(RESOLVE))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(other.calls.map(({ operation }) => operation)).toEqual(['DescribeSeverityLevels'])
  })

  test('the proof of one endpoint does not count for another', async () => {
    let isIll = false
    const first = await startHonoring(() => (isIll ? awsError('InternalServerError', '', 500) : undefined))
    const second = await startIgnoring()
    const gateway = await startGateway({ upstreamUrl: first.url, failoverUrls: [second.url] })
    expect(codes(await gateway.query(RESOLVE))).toEqual([])
    isIll = true
    expect(codes(await gateway.query(RESOLVE))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(second.calls.map(({ operation }) => operation)).not.toContain('ResolveCase')
  })
})
