/** The audit log of the whole gateway, and trace ids in log lines. */
import { afterEach, describe, expect, test } from 'vitest'
import { ApolloServer } from '@apollo/server'
import { anonymous } from '../../src/lib/viewer.js'
import { readConfig } from '../../src/config/config.js'
import { codedError } from '../../src/lib/errors.js'
import { createLog } from '../../src/telemetry/log.js'
// not test/support/start.js, whose gateways share one schema: the audit plugin modifies the schema
import { start, type Running } from '../../src/start.js'
import type { Context } from '../../src/graph/context.js'
import { audit, nameOf } from '../../src/graph/plugins/audit.js'
import { createMetrics } from '../../src/telemetry/metrics.js'
import { startCollector } from '../support/collector.js'
import { post, startEdge } from '../support/edge.js'
import { readMetrics, seriesOf } from '../support/metrics.js'
import { read } from '../support/read.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

let gateway: Running | undefined
let lines: Record<string, unknown>[]
afterEach(async () => {
  await gateway?.stop()
  gateway = undefined
})

async function startGateway(env: Record<string, string> = {}): Promise<Running> {
  lines = []
  const config = readConfig({ PORT: '0', WRITE_SETTLE_MS: '0', SUPPORT_CALLS_PER_SECOND: '10000', ...env })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(JSON.parse(line)) }))
  return gateway
}

interface GraphqlResponse {
  data: Record<string, Record<string, Record<string, string>>>
}

async function ask(query: string, headers: Record<string, string> = {}): Promise<GraphqlResponse> {
  if (!gateway) throw new Error('no gateway')
  return (await post(gateway, { query }, headers)).json() as Promise<GraphqlResponse>
}

/** The audit lines, without the fields that every log line has. */
function audited(): Record<string, unknown>[] {
  return lines
    .filter(({ msg }) => msg === 'audit')
    .map(({ level: _level, time: _time, msg: _msg, requestId: _requestId, ...line }) => line)
}

const aCase = `subject: "SECRET subject", body: "SECRET body", serviceCode: "billing", categoryCode: "invoice",
  severityCode: "low", ccEmailAddresses: ["SECRET@example.com"]`

describe('audit log', () => {
  test('the audit log has one line per mutation field, with viewer, case and outcome but no text', async () => {
    await startGateway()
    const opened = await ask(`mutation { createCase(input: { ${aCase} }) { case { id caseId } } }`, {
      'x-request-id': 'r-1',
      traceparent,
    })
    const { id, caseId } = opened.data['createCase']?.['case'] ?? {}
    expect(lines.find(({ msg }) => msg === 'audit')).toEqual({
      level: 'info',
      time: expect.any(Number),
      msg: 'audit',
      requestId: 'r-1',
      traceId,
      viewer: 'anonymous',
      mutation: 'createCase',
      caseId,
      outcome: 'done',
    })
    await ask(`mutation {
      dry: createCase(input: { ${aCase}, validateOnly: true }) { userErrors { code } }
      bad: createCase(input: { subject: "", body: "" }) { case { id } }
      reply: addCommunication(input: { caseId: "${id}", body: "SECRET" }) { communication { id } }
      empty: addCommunication(input: { caseId: "${id}", body: "" }) { communication { id } }
      typo: resolveCase(input: { caseId: "SECRET" }) { case { id } }
      close: resolveCase(input: { caseId: "${caseId}" }) { case { id } }
    }`)
    const viewer = 'anonymous'
    expect(audited().slice(1)).toEqual([
      { viewer, mutation: 'createCase', outcome: 'validated' },
      { viewer, mutation: 'createCase', outcome: 'refused', codes: ['BLANK'] },
      { viewer, mutation: 'addCommunication', caseId, outcome: 'done' },
      { viewer, mutation: 'addCommunication', caseId, outcome: 'refused', codes: ['BLANK'] },
      { viewer, mutation: 'resolveCase', outcome: 'refused', codes: ['INVALID'] },
      { viewer, mutation: 'resolveCase', caseId, outcome: 'done' },
    ])
    expect(JSON.stringify(lines)).not.toContain('SECRET')
  })

  test('the audit log contains the ids of checks, uploads and attachment sets', async () => {
    await startGateway()
    const { data } = await ask('{ trustedAdvisorChecks(first: 1) { nodes { checkId } } }')
    const checkId = JSON.stringify(data).match(/"checkId":"(\w+)"/)?.[1]
    const response = await ask(`mutation {
      refreshCheck(input: { checkId: "${checkId}" }) { userErrors { code } }
      refreshChecks(input: { checkIds: ["${checkId}", "Unknown000"] }) { userErrors { code } }
      createAttachmentUpload(input: { fileName: "SECRET.log", sizeBytes: 9 }) { upload { uploadId } }
      addAttachments(input: { attachments: [{ fileName: "SECRET", data: "AAAA" }] }) { attachmentSet { id } }
      completeAttachmentUpload(input: { uploadId: "SECRET", parts: [{ index: 1, eTag: "SECRET" }] }) { userErrors { code } }
    }`)
    const viewer = 'anonymous'
    const { uploadId } = response.data['createAttachmentUpload']?.['upload'] ?? {}
    const { id: attachmentSetId } = response.data['addAttachments']?.['attachmentSet'] ?? {}
    const [refreshed, ...others] = audited()
    expect(refreshed).toMatchObject({ viewer, mutation: 'refreshCheck', checkId })
    expect(others).toEqual([
      expect.objectContaining({ viewer, mutation: 'refreshChecks', checkIds: [checkId, 'Unknown000'] }),
      { viewer, mutation: 'createAttachmentUpload', uploadId, outcome: 'done' },
      { viewer, mutation: 'addAttachments', attachmentSetId, outcome: 'done' },
      { viewer, mutation: 'completeAttachmentUpload', outcome: 'refused', codes: ['NOT_FOUND'] },
    ])
    expect(JSON.stringify(lines)).not.toContain('SECRET')
  })

  test('with several accounts, the audit log names those that a mutation concerns', async () => {
    await startGateway({ ACCOUNTS_FILE: 'demo' })
    const { data } = await ask(`{
      accounts { nodes { name trustedAdvisorChecks(first: 1) { nodes { id checkId } } } }
      cases(first: 2, filter: { accountIds: ["data-platform"] }) { nodes { id caseId displayId } }
    }`)
    const [first, second] = read<{ id: string; caseId: string; displayId: string }[]>(data, 'cases.nodes')
    const [check, sameCheck] = read<{ trustedAdvisorChecks: { nodes: { id: string; checkId: string }[] } | null }[]>(
      data,
      'accounts.nodes',
    ).map(({ trustedAdvisorChecks: checks }) => checks?.nodes[0])
    await ask(`mutation {
      a: createCase(input: { ${aCase}, accountId: "222233334444" }) { caseId }
      b: createCase(input: { ${aCase}, accountId: "sandbox" }) { caseId }
      c: createCase(input: { ${aCase} }) { caseId }
      d: createCase(input: { ${aCase}, accountId: "SECRET" }) { caseId }
      e: resolveCase(input: { caseId: "${first?.id}" }) { finalStatus }
      f: addCommunication(input: { caseId: "${second?.caseId}", body: "" }) { userErrors { code } }
      g: resolveCase(input: { caseId: "${second?.displayId}" }) { finalStatus }
      h: resolveCase(input: { caseId: "999" }) { finalStatus }
      i: addAttachments(input: { accountId: "data-platform", attachments: [{ fileName: "a", data: "AAAA" }] }) { attachmentSet { id } }
      j: createAttachmentUpload(input: { accountId: "data-platform", fileName: "a", sizeBytes: 9 }) { upload { id } }
      k: refreshCheck(input: { checkId: "${check?.checkId}" }) { userErrors { code } }
      l: refreshChecks(input: { checkIds: ["${check?.id}", "${sameCheck?.id}"] }) { results { check { id } } }
      m: refreshChecks(input: { checkIds: ["${check?.checkId}"] }) { userErrors { code } }
      n: completeAttachmentUpload(input: { uploadId: "unknown", parts: [] }) { userErrors { code } }
    }`)
    const [production, platform] = ['production', 'data-platform']
    expect(audited().map(({ account, accounts }) => account ?? accounts)).toEqual([
      platform,
      'sandbox',
      undefined,
      undefined,
      platform,
      platform,
      platform,
      undefined,
      platform,
      platform,
      production,
      [production, platform],
      undefined,
      production,
    ])
    expect(JSON.stringify(lines)).not.toContain('SECRET')
  })

  test('the audit log distinguishes a failed write from one whose outcome is unknown', async () => {
    const { emulatorUrl } = await startGateway()
    const fault = async (body: object) =>
      fetch(`${emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(body) })
    await fault({ operation: 'CreateCase', count: 1, drop: true })
    await ask(`mutation { createCase(input: { ${aCase} }) { case { id } } }`)
    await fault({ operation: 'ResolveCase', count: 1, error: 'AccessDeniedException' })
    await ask('mutation { resolveCase(input: { caseId: "case-1-muen-2026-0123456789abcdef" }) { case { id } } }')
    expect(audited()).toMatchObject([
      { mutation: 'createCase', outcome: 'unknown', codes: ['WRITE_OUTCOME_UNKNOWN'] },
      { caseId: 'case-1-muen-2026-0123456789abcdef', outcome: 'failed', codes: ['UPSTREAM_DENIED'] },
    ])
    expect(seriesOf(await readMetrics(gateway as Running), 'mutations_total')).toEqual({
      '{mutation="createCase",outcome="unknown"}': 1,
      '{mutation="resolveCase",outcome="failed"}': 1,
    })
  })

  test('the audit log records the outcome "forbidden" for a mutation that the viewer may not run', async () => {
    const config = readConfig({})
    const written: string[] = []
    const log = createLog(config, { write: (line) => void written.push(line) })
    const server = new ApolloServer<Context>({
      typeDefs: 'type Query { a: Int } type Mutation { open: Int }',
      resolvers: {
        Mutation: {
          open: () => {
            throw codedError('FORBIDDEN', 'no')
          },
        },
      },
      plugins: [audit(log, createMetrics())],
    })
    const viewer = { ...anonymous, id: 'api-key:pager' }
    const contextValue = { requestId: 'r', viewer, account: { isListed: false } } as Context
    await server.executeOperation({ query: 'mutation { open }' }, { contextValue })
    await server.stop()
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      viewer: 'api-key:pager',
      mutation: 'open',
      outcome: 'forbidden',
      codes: ['FORBIDDEN'],
    })
  })

  test.each([
    ['warn', ['audit']],
    ['silent', []],
  ])('with LOG_LEVEL=%s, the log contains the messages %j', async (level, messages) => {
    await startGateway({ LOG_LEVEL: level })
    await ask('mutation { resolveCase(input: { caseId: "?" }) { case { id } } }')
    expect(lines.map(({ msg }) => msg)).toEqual(messages)
  })

  test.each([
    ['anonymous', 'anonymous'],
    ['api-key:billing-bot', 'api-key:billing-bot'],
    ['jwt:auth0|5f7c8ec7c33c6c004bbafe82', 'jwt:auth0|5f7c8ec7c33c6c004bbafe82'],
    ['jwt:ada@example.com', 'jwt:sha256:b5fc85e55755'],
    ['jwt:Ada Lovelace', expect.stringMatching(/^jwt:sha256:[0-9a-f]{12}$/)],
  ])('the audit log shows no name or email address for the viewer %s', (id, name) => {
    expect(nameOf({ id })).toEqual(name)
  })
})

describe('trace ids in the log', () => {
  test('every log line of a request has the trace id that the collector receives', async () => {
    const collector = await startCollector()
    const { url } = await startGateway({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    })
    await ask('mutation { resolveCase(input: { caseId: "?" }) { case { id } } }')
    await fetch(`${url}/livez`, { headers: { traceparent } })
    await gateway?.stop()
    const [span] = collector.spans()
    expect(lines).toMatchObject([
      { msg: 'audit', traceId: span?.traceId },
      { msg: 'request', path: '/graphql', traceId: span?.traceId },
      { msg: 'request', path: '/livez', traceId },
    ])
  })

  test("log lines have the caller's trace id when no traces are exported", async () => {
    const edge = await startEdge()
    await post(edge, { query: '{ fail(message: "x") }' }, { traceparent })
    await post(edge, { query: '{ endless }' }, { traceparent })
    await post(edge, '{', { traceparent })
    await post(edge, { query: '{ echo }' }, { traceparent: 'SECRET' })
    await edge.close()
    expect(edge.log.map(({ msg, traceId: id }) => [msg, id])).toEqual([
      ['unexpected error', traceId],
      ['request', traceId],
      ['unexpected error', traceId],
      ['request', traceId],
      ['request', traceId],
      ['request', undefined],
    ])
  })
})
