/** Traces of the whole gateway: from a caller's traceparent to AWS, as a collector gets them. */
import { afterEach, describe, expect, test } from 'vitest'
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { startSpan, startTracing } from '../../src/telemetry/tracing.js'
import { drawTrace, startCollector } from '../support/collector.js'
import { post } from '../support/edge.js'
import { awsError, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`

let gateway: Running
let lines: Record<string, unknown>[]
afterEach(() => gateway.stop())

async function startGateway(env: Record<string, string>): Promise<void> {
  lines = []
  const config = readConfig({
    PORT: '0',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    SUPPORT_CALLS_PER_SECOND: '10000',
    ...env,
  })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(JSON.parse(line)) }))
}

async function ask(query: string, headers: Record<string, string> = {}, variables: object = {}): Promise<string> {
  return (await post(gateway, { query, variables }, headers)).text()
}

/** Responses from an AWS stub that has two cases and a severity, and that fails the first `failures` calls for cases. */
function anAws(failures = 0): (operation: string) => StubReply {
  let left = failures
  return (operation) => {
    if (operation !== 'DescribeCases') return { severityLevels: [{ code: 'low', name: 'Low' }] }
    if (left-- > 0) return awsError('InternalServerError', 'down', 500)
    return { cases: ['case-a', 'case-b'].map((caseId) => ({ caseId, subject: caseId })) }
  }
}

const query =
  'query Names { a: case(id: "case-a") { subject } b: case(id: "case-b") { subject } severityLevels { code } }'

describe('traces', () => {
  test("a trace leads from the client's span through operation, batch and call to each attempt", async () => {
    const collector = await startCollector()
    const aws = await startStubUpstream(anAws(1))
    await startGateway({ SUPPORT_UPSTREAM: aws.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    expect(await ask(query, { traceparent, tracestate: 'vendor=1' })).not.toContain('errors')
    await gateway.stop()

    const spans = collector.spans()
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([CALLER.traceId]))
    expect(
      drawTrace(spans, ({ attributes, error }) =>
        [attributes['http.response.status_code'], attributes['http.request.resend_count'], error && 'error']
          .filter(Boolean)
          .join(' '),
      ),
    ).toEqual([
      'POST /graphql 200',
      '  query Names',
      '    Support.DescribeSeverityLevels',
      '      POST 200',
      '    batch caseByKey',
      '      Support.DescribeCases',
      '        POST 500 error',
      '        POST 200 1',
    ])
    const [server, operation, batch, call, attempt] = [
      'POST /graphql',
      'query Names',
      'batch caseByKey',
      'Support.DescribeCases',
      'POST',
    ].map((name) => spans.find((span) => span.name === name))
    expect(server).toMatchObject({
      kind: 2,
      parentSpanId: CALLER.spanId,
      attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'url.scheme': 'http' },
    })
    expect(operation?.attributes).toEqual({ 'graphql.operation.type': 'query', 'graphql.operation.name': 'Names' })
    expect(batch?.attributes).toEqual({ 'support_graph.batch.size': 2 })
    expect(call).toMatchObject({
      kind: 3,
      attributes: { 'rpc.system': 'aws-api', 'rpc.service': 'Support', 'rpc.method': 'DescribeCases' },
    })
    expect(attempt).toMatchObject({ kind: 3, attributes: { 'server.address': '127.0.0.1' } })
    expect(collector.resource()).toMatchObject({ 'service.name': 'aws-support-as-a-graph' })

    // each attempt passes its span to AWS
    const received = aws.headers.map((headers) => String(headers.traceparent))
    const attempts = spans.filter(({ name }) => name === 'POST')
    expect(received.toSorted()).toEqual(attempts.map(({ spanId }) => `00-${CALLER.traceId}-${spanId}-01`).toSorted())
    for (const headers of aws.headers) {
      expect(headers.tracestate).toBe('vendor=1')
      expect(headers.authorization).toMatch(/SignedHeaders=/)
      expect(headers.authorization).not.toContain('trace')
    }
  })

  test('traces of 12 concurrent requests do not mix', async () => {
    const collector = await startCollector()
    await startGateway({ EMULATOR_LATENCY_MS: '5', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const traceIds = Array.from({ length: 12 }, (_, index) => `${CALLER.traceId.slice(0, 30)}${index + 10}`)
    const listing =
      'query Lists { services(first: 2) { nodes { name } } severityLevels { code } trustedAdvisorChecks(first: 2) { totalCount } }'
    const fresh = { 'cache-control': 'no-cache' }
    await Promise.all(
      traceIds.map((traceId) => ask(listing, { ...fresh, traceparent: `00-${traceId}-${CALLER.spanId}-01` })),
    )
    await gateway.stop()

    const spans = collector.spans()
    expect([...new Set(spans.map(({ traceId }) => traceId))].toSorted()).toEqual(traceIds)
    for (const traceId of traceIds) {
      const own = spans.filter((span) => span.traceId === traceId)
      expect(drawTrace(own).toSorted()).toEqual(
        [
          'POST /graphql',
          '  query Lists',
          '    Support.DescribeServices',
          '      POST',
          '    Support.DescribeSeverityLevels',
          '      POST',
          '    Support.DescribeTrustedAdvisorChecks',
          '      POST',
        ].toSorted(),
      )
    }
  })

  test('a trace that the client does not sample is not exported, but its context is passed on to AWS', async () => {
    const collector = await startCollector()
    const aws = await startStubUpstream(anAws())
    await startGateway({ SUPPORT_UPSTREAM: aws.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await ask(query, { traceparent: traceparent.replace(/01$/, '00') })
    await gateway.stop()
    expect(collector.requests).toEqual([])
    expect(aws.headers[0]?.traceparent).toMatch(new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-00$`))
  })

  test('a request with an invalid traceparent, or without one, starts a new trace', async () => {
    const collector = await startCollector()
    await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const headers = ['nonsense', `00-${'0'.repeat(32)}-${CALLER.spanId}-01`, `ff${traceparent.slice(2)}`]
    await ask('{ __typename }')
    for (const header of headers) await ask('{ __typename }', { traceparent: header })
    await gateway.stop()
    const spans = collector.spans()
    expect(drawTrace(spans)).toEqual([1, 2, 3, 4].flatMap(() => ['POST /graphql', '  query']))
    const traceIds = new Set(spans.map(({ traceId }) => traceId))
    expect(traceIds.size).toBe(4)
    for (const traceId of traceIds) expect(traceId).toMatch(/^(?!0+$)(?!4bf92f)[0-9a-f]{32}$/)
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(4)
  })

  test('failed spans have error codes, and a successful dry run is not an error', async () => {
    const collector = await startCollector()
    const aws = await startStubUpstream((_, { dryRun }) =>
      dryRun === true ? awsError('DryRunOperationException') : awsError('AccessDeniedException', 'secret'),
    )
    await startGateway({ SUPPORT_UPSTREAM: aws.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await ask('{ severityLevels { code } }')
    await ask('mutation { resolveCase(input: { caseId: "case-1", validateOnly: true }) { userErrors { code } } }')
    await ask('{ nope }')
    await gateway.stop()
    const failed = collector.spans().filter(({ error }) => error)
    expect(failed.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['POST', 'AccessDeniedException'],
      ['Support.DescribeSeverityLevels', 'UPSTREAM_DENIED'],
      ['query', 'UPSTREAM_DENIED'],
      ['graphql', 'GRAPHQL_VALIDATION_FAILED'],
    ])
    expect(collector.text()).not.toContain('secret')
  })

  test('traces contain no query text, variables, aliases, headers or messages from clients or AWS', async () => {
    const collector = await startCollector()
    await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const input = {
      subject: 'MARKER subject',
      body: 'MARKER body',
      ccEmailAddresses: ['MARKER@example.com'],
      attachments: [{ fileName: 'MARKER.txt', data: Buffer.from('MARKER').toString('base64') }],
      serviceCode: 'billing',
      categoryCode: 'invoice',
      severityCode: 'low',
      idempotencyKey: 'MARKER',
    }
    const opened = await ask(
      `mutation Open($input: CreateCaseInput!) { MARKER: createCase(input: $input) { case { id caseId displayId subject
        attachments { nodes { attachmentId downloadLink { url } content { data } } } } } }`,
      { 'x-request-id': 'MARKER-1', 'user-agent': 'MARKER', authorization: 'Bearer MARKER' },
      { input },
    )
    await ask('{ case(id: "MARKER") { id } cases(filter: { text: "MARKER" }) { nodes { id } } }')
    await ask('{ MARKER }')
    const fault = { operation: 'DescribeCases', count: 1, error: 'InternalServerError', message: 'MARKER' }
    await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    await ask('{ cases { nodes { id } } }')
    await fetch(`${gateway.url}/graphql?query={__typename}&MARKER`, { headers: { 'apollo-require-preflight': '1' } })
    await gateway.stop()

    const given = ['id', 'caseId', 'displayId', 'attachmentId', 'url'].map(
      (name) => new RegExp(`"${name}":"([^"]+)"`).exec(opened)?.[1] ?? `no ${name} in ${opened}`,
    )
    const sent = collector.text()
    expect(sent).toContain('Support.CreateCase')
    expect(sent).toContain('GET /graphql')
    for (const text of ['MARKER', ...given]) expect(sent).not.toContain(text)
  })
})

describe('collector', () => {
  test('traces are exported as protobuf by default, below the path of the endpoint', async () => {
    const collector = await startCollector()
    await startGateway({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/base/`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    })
    await ask('query Levels { severityLevels { code } }', { traceparent })
    await gateway.stop()
    expect(collector.requests).toMatchObject([{ path: '/base/v1/traces', type: 'application/x-protobuf' }])
    for (const name of ['POST /graphql', 'query Levels', 'Support.DescribeSeverityLevels', 'rpc.method']) {
      expect(collector.text()).toContain(name)
    }
    expect(collector.text()).toContain(Buffer.from(CALLER.traceId, 'hex').toString('latin1'))
  })

  test('a collector that fails does not affect responses', async () => {
    const collector = await startCollector(500)
    await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    expect(await ask('{ __typename }')).toContain('"data"')
    await gateway.stop()
    expect(collector.requests).toHaveLength(1)
    expect(lines.map(({ msg }) => msg)).toEqual(['request', 'the collector does not accept traces'])
  })

  test('a collector that fails repeatedly logs one line', async () => {
    const collector = await startCollector(500)
    const warnings: string[] = []
    const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const stopTracing = await startTracing(config, createLog(config, { write: (line) => void warnings.push(line) }))
    // A batch has up to 512 spans, so these are several batches.
    for (let i = 0; i < 1_100; i++) startSpan('request', {}, ROOT_CONTEXT).end()
    await stopTracing?.()
    expect(collector.requests.length).toBeGreaterThan(1)
    expect(warnings).toHaveLength(1)
  })

  test.each(['true', 'TRUE', 'True'])(
    'OTEL_SDK_DISABLED=%s exports nothing and sends AWS no traceparent',
    async (disabled) => {
      const collector = await startCollector()
      const aws = await startStubUpstream(anAws())
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: disabled }
      await startGateway({ SUPPORT_UPSTREAM: aws.url, ...env })
      expect(await ask(query, { traceparent })).toContain('"data"')
      await gateway.stop()
      expect(collector.requests).toEqual([])
      expect(aws.headers.map((headers) => headers.traceparent)).toEqual([undefined, undefined])
    },
  )

  test.each(['false', '1', 'yes'])('OTEL_SDK_DISABLED=%s does not turn tracing off', async (disabled) => {
    const collector = await startCollector()
    await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: disabled })
    await ask('{ __typename }')
    await gateway.stop()
    expect(collector.requests).toHaveLength(1)
  })

  test('without a collector, AWS gets no traceparent', async () => {
    const aws = await startStubUpstream(anAws())
    await startGateway({ SUPPORT_UPSTREAM: aws.url })
    await ask(query, { traceparent })
    expect(aws.headers.map((headers) => headers.traceparent)).toEqual([undefined, undefined])
  })
})
