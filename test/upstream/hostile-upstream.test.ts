import { describe, expect, onTestFinished, test } from 'vitest'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createScope } from '../../src/upstream/request-scope.js'
import { createUpstream } from '../../src/upstream/upstream.js'
import { codes, startGateway, type QueryResponse } from '../support/harness.js'
import { awsError, sendJson, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

/** For each operation of AWS, a query or mutation that makes the gateway call it. */
const reaching: Readonly<Record<string, string>> = {
  DescribeCases:
    '{ cases { totalCount nodes { id subject status createdAt communications { nodes { id body author { name } } } } } }',
  DescribeCommunications:
    '{ case(id: "case-1") { communications(last: 3) { totalCount nodes { id body createdAt attachments { nodes { id } } } } } }',
  DescribeServices: '{ services { totalCount nodes { id code name categories { code name } } } }',
  DescribeSeverityLevels: '{ severityLevels { code name } }',
  DescribeSupportedLanguages: '{ supportedLanguages(serviceCode: "a", categoryCode: "b") { code language display } }',
  DescribeCreateCaseOptions: `{ createCaseOptions(serviceCode: "a", categoryCode: "b") {
    languageAvailability communicationTypes { type supportedHours { startTime } datesWithoutSupport { startDateTime } } } }`,
  DescribeAttachment: '{ attachment(id: "attachment-1") { id fileName contentType content { data sizeBytes } } }',
  GetAttachmentDownloadLink: '{ attachment(id: "attachment-1") { fileName downloadLink { url expiresAt } } }',
  DescribeAttachmentUploadStatus:
    '{ attachmentUpload(id: "upload-1") { fileName status statusCode progress { totalParts completedParts } } }',
  DescribeTrustedAdvisorChecks:
    '{ trustedAdvisorChecks { nodes { id name description descriptionHtml category columns } } }',
  DescribeTrustedAdvisorCheckSummaries:
    '{ trustedAdvisorSummary { totalChecks byStatus { status count } resourcesFlagged } }',
  DescribeTrustedAdvisorCheckResult: `{ trustedAdvisorCheck(id: "check-1") { result {
    status checkedAt resourcesSummary { resourcesFlagged } costOptimizing { estimatedMonthlySavings }
    flaggedResources { nodes { status cells { column value } } } } } }`,
  DescribeTrustedAdvisorCheckRefreshStatuses:
    '{ trustedAdvisorCheck(id: "check-1") { refreshStatus { status refreshable nextRefreshableAt } } }',
  CreateCase: 'mutation { createCase(input: { subject: "s", body: "b" }) { caseId case { id } userErrors { code } } }',
  AddCommunicationToCase: `mutation { addCommunication(input: { caseId: "case-1", body: "b" }) {
    case { id } communication { id } userErrors { code } } }`,
  ResolveCase:
    'mutation { resolveCase(input: { caseId: "case-1" }) { initialStatus finalStatus userErrors { code } } }',
  AddAttachmentsToSet: `mutation { addAttachments(input: { attachments: [{ fileName: "f", data: "aGk=" }] }) {
    attachmentSet { id expiresAt } userErrors { code } } }`,
  GetAttachmentUploadLinks: `mutation { createAttachmentUpload(input: { fileName: "f", sizeBytes: 9 }) {
    upload { uploadId partSizeBytes parts { index url expiresAt } } userErrors { code } } }`,
  CompleteAttachmentUpload: `mutation { completeAttachmentUpload(input: { uploadId: "u", parts: [{ index: 1, eTag: "e" }] }) {
    upload { status } userErrors { code } } }`,
  RefreshTrustedAdvisorCheck:
    'mutation { refreshCheck(input: { checkId: "check-1" }) { refreshStatus { status } userErrors { code } } }',
}

/** The responses to calls that precede the one under test. */
const wellBehaved: Readonly<Record<string, object>> = {
  DescribeCases: {
    cases: [{ caseId: 'case-1', recentCommunications: { communications: [{ body: 'b' }], nextToken: 'more' } }],
  },
  DescribeTrustedAdvisorChecks: { checks: [{ id: 'check-1', name: 'Check', metadata: ['Status'] }] },
}

function raw(body: string, status = 200, contentType = 'application/x-amz-json-1.1'): StubReply {
  return (response: ServerResponse) => response.writeHead(status, { 'content-type': contentType }).end(body)
}

/** A value of the wrong type for every member of all responses. */
const wrongTypes = Object.fromEntries(
  `cases services severityLevels supportedLanguages communicationTypes communications attachment checks summaries statuses result status
   downloadUrl uploadUrls fileName uploadStatus caseId attachmentSetId uploadId initialCaseStatus nextToken`
    .split(/\s+/)
    .map((member) => [member, 42]),
)

const hostile: Readonly<Record<string, StubReply>> = {
  'an empty body': raw(''),
  'no members': {},
  'JSON null': raw('null'),
  'a JSON array': raw('[1, 2]'),
  'a JSON string': raw('"hello"'),
  'truncated JSON': raw('{"cases": [{"caseId": "case-'),
  'HTML with status 200': raw('<html>Welcome</html>', 200, 'text/html'),
  'HTML with status 503': raw('<html>Busy</html>', 503, 'text/html'),
  'members of the wrong types': wrongTypes,
  'null members': Object.fromEntries(Object.keys(wrongTypes).map((member) => [member, null])),
  'lists of nulls': Object.fromEntries(Object.keys(wrongTypes).map((member) => [member, [null, null]])),
  'lists of empty objects': Object.fromEntries(Object.keys(wrongTypes).map((member) => [member, [{}, {}]])),
  'an error without a name': raw('{}', 400),
  'an error with an odd name': awsError('com.amazon#<b>Odd</b>Exception', 'odd'),
  'an unknown error': awsError('BrandNewException', 'secret-of-aws'),
  'a redirect': (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'a dropped connection': (response) => response.destroy(),
  'a truncated body': (response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '999' })
    response.write('{"cases"')
    setTimeout(() => response.destroy(), 5)
  },
  'expired credentials': awsError('ExpiredTokenException', 'secret-of-aws'),
  'a missing plan': awsError('SubscriptionRequiredException', 'secret-of-aws'),
  'a missing permission': awsError(
    'AccessDeniedException',
    'User: arn:aws:iam::111122223333:user/secret-of-aws is not authorized',
  ),
  throttling: awsError('ThrottlingException', 'Rate exceeded'),
  'an internal error': awsError('InternalServerError', 'secret-of-aws', 500),
}

const CODES = new Set([
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_LIMIT_EXCEEDED',
  'SUBSCRIPTION_REQUIRED',
  'UPSTREAM_DENIED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'WRITE_OUTCOME_UNKNOWN',
])

async function askHostile(operation: string, reply: StubReply): Promise<QueryResponse> {
  const stub = await startStubUpstream((asked) => (asked === operation ? reply : (wellBehaved[asked] ?? {})))
  const gateway = await startGateway({ upstreamUrl: stub.url })
  const response = await gateway.query(reaching[operation] ?? '')
  expect(stub.calls.map((call) => call.operation)).toContain(operation)
  return response
}

test.each(Object.entries(hostile))(
  '%s in response to any operation becomes a coded error or a value',
  async (_, reply) => {
    // All operations at once, because most of the time is spent in the SDK's pauses between attempts.
    const wrong = await Promise.all(
      Object.keys(reaching).map(async (operation) => {
        const response = await askHostile(operation, reply)
        const isCoded = codes(response).every((code) => CODES.has(String(code)))
        return isCoded && !JSON.stringify(response).includes('secret-of-aws') ? [] : [{ operation, response }]
      }),
    )
    expect(wrong.flat()).toEqual([])
  },
)

describe('endless responses', () => {
  test('an endless response gets UPSTREAM_TIMEOUT after UPSTREAM_TIMEOUT_MS per attempt', async () => {
    const hungUp: Promise<unknown>[] = []
    const stub = await startStubUpstream(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).write('{"severityLevels": [')
      const drip = setInterval(() => response.write(' '), 20)
      hungUp.push(once(response, 'close').finally(() => clearInterval(drip)))
    })
    const gateway = await startGateway({ upstreamUrl: stub.url, upstreamTimeoutMs: 200 })
    const result = await gateway.query('{ severityLevels { code } }')
    expect(codes(result)).toEqual(['UPSTREAM_TIMEOUT'])
    expect(result.calls).toEqual({ DescribeSeverityLevels: 3 })
    await Promise.all(hungUp)
  })

  test('an endless response to a write gets WRITE_OUTCOME_UNKNOWN, and the write is sent once', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'CreateCase' ? (response) => void response.writeHead(200).write('{') : { cases: [] },
    )
    // Long enough for a busy machine to send the write.
    const gateway = await startGateway({ upstreamUrl: stub.url, upstreamTimeoutMs: 1_000 })
    const result = await gateway.query(reaching['CreateCase'] ?? '')
    expect(codes(result)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(stub.calls.filter(({ operation }) => operation === 'CreateCase')).toHaveLength(1)
  })

  test('a response over 64 MB gets UPSTREAM_UNAVAILABLE and is not read further', async () => {
    let sent = 0
    const stub = await startStubUpstream(() => (response) => {
      const megabyte = Buffer.alloc(1024 * 1024, ' ')
      const send = (): void => {
        while (!response.destroyed && sent < 500 && response.write(megabyte)) sent++
      }
      response.writeHead(200).on('drain', send)
      send()
    })
    const gateway = await startGateway({ upstreamUrl: stub.url, upstreamTimeoutMs: 30_000 })
    expect(codes(await gateway.query('{ severityLevels { code } }'))).toEqual(['UPSTREAM_UNAVAILABLE'])
    expect(stub.calls).toHaveLength(1)
    expect(sent).toBeLessThan(100)
  })

  test.each<[string, StubReply]>([
    ['that is not JSON', raw('body '.repeat(2 ** 20))],
    ['of an error', raw(JSON.stringify({ __type: 'InternalServerError', message: 'body '.repeat(2 ** 20) }), 400)],
  ])('the body of a response %s is not kept with the error, which may be remembered', async (_, reply) => {
    const stub = await startStubUpstream(() => reply)
    const options = { region: 'us-east-1', failoverEndpoints: [], upstreamTimeoutMs: 30_000 }
    const upstream = createUpstream({ ...options, upstream: new URL(stub.url) })
    onTestFinished(() => upstream.stop())
    const call = upstream.call('DescribeSeverityLevels', {}, createScope(new AbortController().signal))
    const error = await call.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ extensions: { code: 'UPSTREAM_UNAVAILABLE' } })
    expect(inspect(error, { depth: 5, showHidden: true, maxStringLength: Infinity })).not.toContain('body body')
  })

  test('a refused write with a large error is known not to have happened', async () => {
    const refusal = raw(JSON.stringify({ __type: 'Refused', message: 'x'.repeat(2 ** 20) }), 400)
    const stub = await startStubUpstream((operation) => (operation === 'CreateCase' ? refusal : { cases: [] }))
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(reaching['CreateCase'] ?? ''))).toEqual(['UPSTREAM_UNAVAILABLE'])
  })
})

/** Severities, or an error, in an encoding that was not requested. */
function encoded(
  encoding: string,
  encode: (text: string) => Uint8Array | string,
  reply: object,
  status = 200,
): StubReply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'content-encoding': encoding })
    response.end(encode(JSON.stringify(reply)))
  }
}

const severities = { severityLevels: [{ code: 'low', name: 'Low' }] }
const SEVERITIES = '{ severityLevels { code } }'

describe('compressed responses', () => {
  test.each<[string, (text: string) => Uint8Array | string]>([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', String],
  ])('a response compressed with %s is decoded', async (encoding, encode) => {
    const stub = await startStubUpstream(() => encoded(encoding, encode, severities))
    const { data, errors } = await (await startGateway({ upstreamUrl: stub.url })).query(SEVERITIES)
    expect(errors).toEqual([])
    expect(data).toEqual({ severityLevels: [{ code: 'low' }] })
  })

  test('a compressed error is decoded', async () => {
    const refusal = encoded('gzip', gzipSync, { __type: 'AccessDeniedException' }, 400)
    const stub = await startStubUpstream(() => refusal)
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(reaching['CreateCase'] ?? ''))).toEqual(['UPSTREAM_DENIED'])
  })

  test.each(['zstd', 'gzip, br', 'constructor'])(
    'a response with the content encoding %s gets UPSTREAM_UNAVAILABLE, which names it',
    async (encoding) => {
      const stub = await startStubUpstream(() => encoded(encoding, String, severities))
      const gateway = await startGateway({ upstreamUrl: stub.url })
      const { errors, calls } = await gateway.query(SEVERITIES)
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining(`the content encoding "${encoding}"`),
          extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: false },
        },
      ])
      expect(calls).toEqual({ DescribeSeverityLevels: 1 })
    },
  )

  test('a write with an unreadable response gets WRITE_OUTCOME_UNKNOWN unless the status is 400', async () => {
    let status = 200
    const stub = await startStubUpstream((operation) =>
      operation === 'CreateCase' ? encoded('zstd', String, { caseId: 'case-1' }, status) : { cases: [] },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    expect(codes(await gateway.query(reaching['CreateCase'] ?? ''))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    status = 400
    expect(codes(await gateway.query(reaching['CreateCase'] ?? ''))).toEqual(['UPSTREAM_UNAVAILABLE'])
  })

  test.each<[string, (text: string) => Uint8Array | string]>([
    ['is not gzip', String],
    ['ends too early', (text) => gzipSync(text).subarray(0, -4)],
    ['is empty', () => ''],
  ])('a gzip response that %s is malformed', async (_, encode) => {
    const stub = await startStubUpstream(() => encoded('gzip', encode, severities))
    const { errors } = await (await startGateway({ upstreamUrl: stub.url })).query(SEVERITIES)
    expect(errors).toMatchObject([
      { message: expect.stringContaining('(MalformedResponse)'), extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ])
  })

  test('a compressed response that decodes to over 64 MB gets UPSTREAM_UNAVAILABLE', async () => {
    const large = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '), { level: 1 })
    const stub = await startStubUpstream(() => encoded('gzip', () => large, {}))
    const gateway = await startGateway({ upstreamUrl: stub.url, upstreamTimeoutMs: 30_000 })
    expect(codes(await gateway.query(SEVERITIES))).toEqual(['UPSTREAM_UNAVAILABLE'])
  })
})

test.each<[what: string, operation: string, reply: object]>([
  ['a file that is not base64', 'DescribeAttachment', { attachment: { fileName: 'f', data: '<html>' } }],
  ['a list instead of a structure', 'DescribeCases', { cases: [{ caseId: 'case-1', recentCommunications: [] }] }],
])('%s is malformed', async (_, operation, reply) => {
  const { errors } = await askHostile(operation, reply)
  expect(errors).toMatchObject([
    { message: expect.stringContaining('(MalformedResponse)'), extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
  ])
})

describe('invalid list items', () => {
  test('invalid items are left out of lists', async () => {
    const strings = ['a@example.com', null, 7, {}, ['b'], 'c@example.com']
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases'
        ? { cases: [{ caseId: 'case-1', ccEmailAddresses: strings }] }
        : { communicationTypes: [{ type: 'web', datesWithoutSupport: [null, {}] }, null] },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(`{
      cases { nodes { ccEmailAddresses } }
      createCaseOptions(serviceCode: "a", categoryCode: "b") { communicationTypes { datesWithoutSupport { startDateTime } } }
    }`)
    expect(errors).toEqual([])
    expect(data).toEqual({
      cases: { nodes: [{ ccEmailAddresses: ['a@example.com', 'c@example.com'] }] },
      createCaseOptions: { communicationTypes: [{ datesWithoutSupport: [{ startDateTime: null }] }] },
    })
  })

  test('invalid cells of a finding become null and keep their positions', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeTrustedAdvisorChecks'
        ? { checks: [{ id: 'check-1', metadata: ['Region', null, 'Reason'] }] }
        : { result: { checkId: 'check-1', flaggedResources: [{ metadata: ['eu-west-1', 7, 'idle'] }] } },
    )
    const gateway = await startGateway({ upstreamUrl: stub.url })
    const { data, errors } = await gateway.query(
      '{ trustedAdvisorCheck(id: "check-1") { columns result { flaggedResources { nodes { metadata } } } } }',
    )
    expect(errors).toEqual([])
    expect(data).toEqual({
      trustedAdvisorCheck: {
        columns: ['Region', '', 'Reason'],
        result: { flaggedResources: { nodes: [{ metadata: ['eu-west-1', null, 'idle'] }] } },
      },
    })
  })
})

const aCase = { caseId: 'case-1' }
const aCaseWith = (communication: unknown) => ({
  cases: [{ ...aCase, recentCommunications: { communications: [communication] } }],
})
const recent = '{ cases { nodes { communications(first: 5) { nodes { body attachments { nodes { fileName } } } } } } }'

test.each<[operation: string, query: string, reply: object]>([
  ['DescribeCases', '{ cases { nodes { subject } } }', { cases: [aCase, { displayId: '1' }] }],
  ['DescribeCases', '{ cases { nodes { subject } } }', { cases: [aCase, { caseId: '', displayId: '1' }] }],
  ['DescribeCases', '{ cases { nodes { subject } } }', { cases: [aCase, { caseId: 7, displayId: '1' }] }],
  ['DescribeCases', '{ cases { nodes { subject } } }', { cases: [null] }],
  ['DescribeCases', '{ cases { totalCount } }', { cases: [null, aCase] }],
  ['DescribeCases', '{ case(id: "case-1") { subject } }', { cases: [null] }],
  ['DescribeCases', '{ case(id: "1") { subject } }', { cases: [{ displayId: '1' }] }],
  ['DescribeCases', recent, aCaseWith(null)],
  ['DescribeCases', recent, aCaseWith({ body: 'b', attachments: [{ fileName: 'f' }] })],
  ['DescribeCases', recent, aCaseWith({ body: 'b', attachmentSet: [null] })],
  [
    'DescribeCommunications',
    '{ case(id: "case-1") { communications(last: 3) { nodes { body } } } }',
    { communications: [{ body: 'b' }, null] },
  ],
  ['DescribeServices', '{ services { nodes { name } } }', { services: [{ name: 'EC2' }] }],
  ['DescribeServices', '{ service(id: "ec2") { name } }', { services: [null] }],
  ['DescribeServices', '{ services { nodes { name } } }', { services: [{ code: 'a', categories: [{ name: 'B' }] }] }],
  ['DescribeSeverityLevels', '{ severityLevels { name } }', { severityLevels: [{ name: 'Low' }] }],
  [
    'DescribeSupportedLanguages',
    '{ supportedLanguages(serviceCode: "a", categoryCode: "b") { display } }',
    { supportedLanguages: [{ display: 'English' }] },
  ],
  ['DescribeTrustedAdvisorChecks', '{ trustedAdvisorChecks { nodes { name } } }', { checks: [{ name: 'Check' }] }],
  [
    'DescribeTrustedAdvisorCheckSummaries',
    '{ trustedAdvisorSummary { totalChecks } }',
    { summaries: [{ status: 'ok' }] },
  ],
  [
    'DescribeTrustedAdvisorCheckRefreshStatuses',
    '{ trustedAdvisorCheck(id: "check-1") { refreshStatus { status } } }',
    { statuses: [{ status: 'none' }] },
  ],
  [
    'GetAttachmentUploadLinks',
    reaching['GetAttachmentUploadLinks'] ?? '',
    { uploadId: 'u', uploadUrls: [{ url: 'https://example.com' }] },
  ],
  [
    'GetAttachmentUploadLinks',
    reaching['GetAttachmentUploadLinks'] ?? '',
    { uploadUrls: [{ partIndex: 1, url: 'https://example.com' }] },
  ],
])(
  'a list item without an id gets UPSTREAM_UNAVAILABLE and is not cached: %s, %s, %j',
  async (operation, query, reply) => {
    const stub = await startStubUpstream((asked) => (asked === operation ? reply : (wellBehaved[asked] ?? {})))
    const gateway = await startGateway({ upstreamUrl: stub.url, cacheSeconds: { cases: 60, trustedAdvisor: 60 } })
    for (const times of [1, 2]) {
      // A failed refresh of the list of cases is not retried for 2 s.
      gateway.clock.time += 2_001
      const response = await gateway.query(query)
      expect(response.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', operation } }])
      expect(stub.calls.filter((call) => call.operation === operation)).toHaveLength(times)
    }
  },
)

describe('AWS errors', () => {
  test.each([
    ['a missing plan', 'SUBSCRIPTION_REQUIRED'],
    ['a missing permission', 'UPSTREAM_DENIED'],
    ['expired credentials', 'UPSTREAM_DENIED'],
    ['throttling', 'UPSTREAM_THROTTLED'],
    ['an internal error', 'UPSTREAM_UNAVAILABLE'],
    ['truncated JSON', 'UPSTREAM_UNAVAILABLE'],
    ['members of the wrong types', 'UPSTREAM_UNAVAILABLE'],
    ['an empty body', 'UPSTREAM_UNAVAILABLE'],
    ['an unknown error', 'UPSTREAM_UNAVAILABLE'],
  ])('%s from AWS gets %s', async (kind, code) => {
    expect(codes(await askHostile('DescribeSeverityLevels', hostile[kind] ?? {}))).toEqual([code])
  })

  test('an AWS error is matched by name even if the SDK has no class for it, with or without a namespace', async () => {
    const result = await askHostile('DescribeSeverityLevels', (response) =>
      sendJson(response, { __type: 'com.amazonaws.support#ThrottlingException', message: 'slow down' }, 400),
    )
    expect(codes(result)).toEqual(['UPSTREAM_THROTTLED'])
  })
})
