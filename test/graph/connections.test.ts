/** Connections to AWS: which ones writes use, and the outcome of a write whose connection never opened. */
import dns from 'node:dns'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, vi, test } from 'vitest'
import { createUpstream } from '../../src/upstream/upstream.js'
import { callerOf } from '../support/caller.js'
import { codes, read, startGateway } from '../support/harness.js'
import { sendJson, startStubUpstream } from '../support/stub-upstream.js'

const CREATE = 'mutation { createCase(input: { subject: "s", body: "b" }) { caseId userErrors { code } } }'
const REPLY =
  'mutation { addCommunication(input: { caseId: "case-1", body: "b" }) { communication { id } userErrors { code } } }'
const ADD_FILE = `mutation { addAttachments(input: { attachmentSetId: "set-1", attachments: [{ fileName: "a.txt", data: "YQ==" }] }) {
  attachmentSet { id } userErrors { code } } }`
const RESOLVE = 'mutation { resolveCase(input: { caseId: "case-1" }) { finalStatus userErrors { code } } }'
const SEVERITIES = '{ severityLevels { code } }'

const responses: Readonly<Record<string, object>> = {
  CreateCase: { caseId: 'case-1' },
  AddCommunicationToCase: { result: true },
  AddAttachmentsToSet: { attachmentSetId: 'set-1' },
  ResolveCase: { initialCaseStatus: 'opened', finalCaseStatus: 'resolved' },
  DescribeSeverityLevels: { severityLevels: [{ code: 'low' }] },
  DescribeCases: { cases: [] },
  DescribeCommunications: { communications: [] },
  DescribeTrustedAdvisorChecks: { checks: [] },
}

const closes: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const close of closes.splice(0)) close()
})

/** A server that accepts one request per connection and closes it on the second, like a peer that has closed an idle connection. */
async function startClosing() {
  const operations: string[][] = []
  const server = createServer()
  server.on('connection', (socket: Socket) => {
    const served: string[] = []
    operations.push(served)
    Object.assign(socket, { served })
  })
  server.on('request', (request, response) => void serveOnce(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closes.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, operations }
}

async function serveOnce(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operation, isDryRun } = await readCall(request)
  const { served } = request.socket as unknown as { served: string[] }
  if (served.push(operation) > 1) response.destroy()
  else if (isDryRun) sendJson(response, { __type: 'DryRunOperationException' }, 400)
  else sendJson(response, responses[operation])
}

async function readCall(request: IncomingMessage): Promise<{ operation: string; isDryRun: boolean }> {
  const { dryRun } = JSON.parse(await text(request)) as { dryRun?: boolean }
  const operation = String(request.headers['x-amz-target']).replace('AWSSupport_20130415.', '')
  return { operation, isDryRun: dryRun === true }
}

test.each([
  ['CreateCase', CREATE],
  ['AddCommunicationToCase', REPLY],
  ['AddAttachmentsToSet', ADD_FILE],
])('%s is sent over a new connection, because AWS may have closed an idle one', async (operation, mutation) => {
  const { url, operations } = await startClosing()
  const gateway = await startGateway({ upstreamUrl: url })
  await gateway.query(SEVERITIES)
  for (let times = 0; times < 2; times++) expect(codes(await gateway.query(mutation))).toEqual([])
  expect(operations.filter(([first]) => first === operation)).toEqual([[operation], [operation]])
})

test('the dry run of a write is sent over a new connection', async () => {
  const { url, operations } = await startClosing()
  const gateway = await startGateway({ upstreamUrl: url })
  await gateway.query(SEVERITIES)
  const mutation = CREATE.replace('body: "b"', 'body: "b", validateOnly: true')
  for (let times = 0; times < 2; times++) expect(codes(await gateway.query(mutation))).toEqual([])
  expect(operations.filter(([first]) => first === 'CreateCase')).toEqual([['CreateCase'], ['CreateCase']])
})

test('the /readyz probe is sent over a new connection', async () => {
  const { url, operations } = await startClosing()
  const upstream = createUpstream({
    upstream: new URL(url),
    region: 'us-east-1',
    failoverEndpoints: [],
    upstreamTimeoutMs: 5_000,
  })
  closes.push(() => upstream.stop())
  const { signal } = new AbortController()
  // a successful Trusted Advisor call does not make the probe unnecessary
  await callerOf(upstream)('DescribeTrustedAdvisorChecks', { language: 'en' })
  await upstream.ready(signal, 2_000)
  expect(operations).toEqual([['DescribeTrustedAdvisorChecks'], ['DescribeCases']])
})

test('a write that is safe to repeat is retried when its connection was closed', async () => {
  const { url, operations } = await startClosing()
  const gateway = await startGateway({ upstreamUrl: url })
  await gateway.query(SEVERITIES)
  expect(codes(await gateway.query(RESOLVE))).toEqual([])
  expect(operations.slice(0, 2)).toEqual([['DescribeSeverityLevels', 'ResolveCase'], ['ResolveCase']])
})

test('reads reuse connections', async () => {
  const connections = new Set<Socket>()
  const server = createServer((request, response) => {
    connections.add(request.socket)
    sendJson(response, responses['DescribeSeverityLevels'])
    request.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closes.push(() => server.close().closeAllConnections())
  const gateway = await startGateway({ upstreamUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  for (let times = 0; times < 3; times++) await gateway.query(SEVERITIES)
  expect(connections.size).toBe(1)
})

/** Expects a write to fail over from `url` to a healthy endpoint. Returns the errors of the same write without failover. */
async function failOverFrom(url: string, options = {}) {
  const healthy = await startStubUpstream((operation) => responses[operation] ?? {})
  const alone = await startGateway({ upstreamUrl: url, ...options })
  const both = await startGateway({ upstreamUrl: url, failoverUrls: [healthy.url], ...options })
  const { errors, data } = await both.query(CREATE)
  expect(errors).toEqual([])
  expect(read(data, 'createCase.caseId')).toBe('case-1')
  expect(healthy.calls.map(({ operation }) => operation)).toEqual(['CreateCase'])
  return (await alone.query(CREATE)).errors
}

/** Node's error when no address of a host responds: an AggregateError with a code, but without the other properties of a system error. */
function aggregate(code: string): Error {
  return Object.assign(new AggregateError([]), { code })
}

/** Makes connections to `nowhere.test` fail with this error before they open. */
function failToConnect(error: Error): void {
  const { lookup } = dns
  vi.spyOn(dns, 'lookup').mockImplementation(((hostname: string, options: object, callback: (error: Error) => void) => {
    if (hostname === 'nowhere.test') process.nextTick(callback, error)
    else Reflect.apply(lookup, dns, [hostname, options, callback])
  }) as typeof lookup)
}

test.each([
  ['all addresses time out', aggregate('ETIMEDOUT'), 'UPSTREAM_TIMEOUT', true],
  ['all addresses refuse the connection', aggregate('ECONNREFUSED'), 'UPSTREAM_UNAVAILABLE', true],
  ['the host name is unknown', Object.assign(new Error(), { code: 'ENOTFOUND' }), 'UPSTREAM_UNAVAILABLE', true],
  ['there is no route to the host', Object.assign(new Error(), { code: 'EHOSTUNREACH' }), 'UPSTREAM_UNAVAILABLE', true],
  ['no file descriptors are left', Object.assign(new Error(), { code: 'EMFILE' }), 'UPSTREAM_UNAVAILABLE', true],
  ['the certificate is not trusted', certificateError(), 'UPSTREAM_UNAVAILABLE', false],
])('a write fails over when its connection never opens because %s', async (_, error, code, retryable) => {
  failToConnect(error)
  expect(await failOverFrom('http://nowhere.test')).toMatchObject([{ extensions: { code, retryable } }])
})

function certificateError(): Error {
  return Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
}

test('a certificate error names NODE_EXTRA_CA_CERTS', async () => {
  failToConnect(certificateError())
  const gateway = await startGateway({ upstreamUrl: 'http://nowhere.test' })
  const { errors, calls } = await gateway.query(SEVERITIES)
  expect(errors[0]?.message).toMatch(/certificate.*\(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/)
  expect(calls).toEqual({ DescribeSeverityLevels: 1 })
})

test.each<[string, (socket: Socket) => void, string]>([
  ['does not speak TLS', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'UPSTREAM_UNAVAILABLE'],
  [
    'hangs up during the TLS handshake',
    (socket) => void socket.once('data', () => socket.destroy()),
    'UPSTREAM_UNAVAILABLE',
  ],
  ['does not respond to the TLS handshake', () => {}, 'UPSTREAM_TIMEOUT'],
])(
  'a write fails over when its connection never opens because the first endpoint %s',
  async (_, onConnection, code) => {
    const sockets = new Set<Socket>()
    const server = createTcpServer((socket) => {
      sockets.add(socket.on('error', () => {}))
      onConnection(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closes.push(() => {
      server.close()
      for (const socket of sockets) socket.destroy()
    })
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await failOverFrom(url, { upstreamTimeoutMs: 1_000 })).toMatchObject([
      { extensions: { code, retryable: true } },
    ])
  },
)

test('a write whose open connection breaks gets WRITE_OUTCOME_UNKNOWN and does not fail over', async () => {
  const broken = await startStubUpstream(() => (response) => void response.destroy())
  const healthy = await startStubUpstream((operation) => responses[operation] ?? {})
  const gateway = await startGateway({ upstreamUrl: broken.url, failoverUrls: [healthy.url] })
  expect(codes(await gateway.query(CREATE))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
  expect(healthy.calls.map(({ operation }) => operation)).not.toContain('CreateCase')
})
