/** Calls that AWS cannot batch are made five at a time, and none starts after the client disconnects, with and without a cache. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { until } from '../support/until.js'
import { startGateway } from '../support/harness.js'
import { sendJson, startStubUpstream } from '../support/stub-upstream.js'

const MANY = Array.from({ length: 20 }, (_, index) => String(index))
const AT_ONCE = 5

/** One aliased field for each number in MANY. */
const each = (field: (n: string) => string): string => MANY.map((n) => `a${n}: ${field(n)}`).join('\n')
const ofLanguage = (n: string): string => `language: "${String.fromCodePoint(97 + Number(n))}a"`
const fileIds = JSON.stringify(MANY.map((n) => toGlobalId('Attachment', 'default', `file-${n}`)))

/** A query, the operations that it fans out to, and how often it calls them in total. */
const fanOuts: Record<string, [query: string, operations: string[], calls: number]> = {
  'threads beyond five messages': [
    '{ cases(first: 20) { nodes { communications(first: 100) { nodes { body } } } } }',
    ['DescribeCommunications'],
    20,
  ],
  'case files': [
    '{ cases(first: 20) { nodes { attachments { nodes { fileName } } } } }',
    ['DescribeCommunications'],
    20,
  ],
  'check results': [
    '{ trustedAdvisorChecks(first: 20) { nodes { result { status } } } }',
    ['DescribeTrustedAdvisorCheckResult'],
    20,
  ],
  'file contents and links': [
    `{ nodes(ids: ${fileIds}) { ... on Attachment { content { data } downloadLink { url } } } }`,
    ['DescribeAttachment', 'GetAttachmentDownloadLink'],
    40,
  ],
  'cases by displayId': [`{ ${each((n) => `case(id: "10${n}") { subject }`)} }`, ['DescribeCases'], 20],
  'services in many languages': [
    `{ ${each((n) => `services(${ofLanguage(n)}) { nodes { name } }`)} }`,
    ['DescribeServices'],
    20,
  ],
  'severities in many languages': [
    `{ ${each((n) => `severityLevels(${ofLanguage(n)}) { name }`)} }`,
    ['DescribeSeverityLevels'],
    20,
  ],
  'languages for many services': [
    `{ ${each((n) => `supportedLanguages(serviceCode: "s${n}", categoryCode: "c") { code }`)} }`,
    ['DescribeSupportedLanguages'],
    20,
  ],
  'options for many services': [
    `{ ${each((n) => `createCaseOptions(serviceCode: "s${n}", categoryCode: "c") { languageAvailability }`)} }`,
    ['DescribeCreateCaseOptions'],
    20,
  ],
  'checks in many languages': [
    `{ ${each((n) => `trustedAdvisorChecks(${ofLanguage(n)}) { nodes { name } }`)} }`,
    ['DescribeTrustedAdvisorChecks'],
    20,
  ],
  'check refreshes': [
    `mutation { refreshChecks(input: { checkIds: ${JSON.stringify(MANY)} }) { results { checkId } } }`,
    ['RefreshTrustedAdvisorCheck'],
    20,
  ],
  'upload statuses': [
    `{ ${each((n) => `attachmentUpload(id: "u${n}") { status }`)} }`,
    ['DescribeAttachmentUploadStatus'],
    20,
  ],
}

const aMessage = { body: 'a', timeCreated: '2026-03-01T12:00:00.000Z' }
const replies: Record<string, (input: Record<string, unknown>) => object> = {
  DescribeCases: ({ displayId }) => ({
    cases: (typeof displayId === 'string' ? [displayId] : MANY).map((n) => ({
      caseId: `case-${n}`,
      displayId: n,
      subject: 'a',
      recentCommunications: { communications: [aMessage], nextToken: 'more' },
    })),
  }),
  DescribeCommunications: () => ({ communications: [{ ...aMessage, body: 'b' }] }),
  DescribeTrustedAdvisorChecks: () => ({ checks: MANY.map((id) => ({ id, name: id, metadata: [] })) }),
  DescribeTrustedAdvisorCheckResult: ({ checkId }) => ({ result: { checkId, status: 'ok', flaggedResources: [] } }),
  DescribeAttachment: () => ({ attachment: { fileName: 'a', data: 'YQ==' } }),
  GetAttachmentDownloadLink: () => ({ fileName: 'a', downloadUrl: { url: 'http://127.0.0.1/a' } }),
  DescribeServices: () => ({ services: [{ code: 'a', name: 'a' }] }),
  DescribeSeverityLevels: () => ({ severityLevels: [{ code: 'a', name: 'a' }] }),
  DescribeSupportedLanguages: () => ({ supportedLanguages: [{ code: 'en' }] }),
  DescribeCreateCaseOptions: () => ({ languageAvailability: 'available' }),
  RefreshTrustedAdvisorCheck: ({ checkId }) => ({ status: { checkId, status: 'enqueued' } }),
  DescribeAttachmentUploadStatus: () => ({ uploadStatus: 'attachment-ready', fileName: 'a' }),
}

/** A slow AWS stub that counts concurrent calls. */
async function startSlowAws(operations: string[], latencyMs: number) {
  let atOnce = 0
  let most = 0
  const stub = await startStubUpstream((operation, input) => {
    if (!operations.includes(operation)) return replies[operation]?.(input) ?? {}
    most = Math.max(most, ++atOnce)
    return (response) => {
      setTimeout(() => {
        atOnce--
        sendJson(response, replies[operation]?.(input))
      }, latencyMs)
    }
  })
  const calls = (): number => stub.calls.filter(({ operation }) => operations.includes(operation)).length
  return { url: stub.url, calls, most: () => most }
}

describe.each([
  ['without a cache', undefined],
  ['with a cache', { cases: 60, trustedAdvisor: 60 }],
])('fan-out %s', (cache, cacheSeconds) => {
  test.each(Object.entries(fanOuts))(
    `a request ${cache} makes at most 5 calls at a time for %s`,
    async (_name, [query, operations, calls]) => {
      const aws = await startSlowAws(operations, 10)
      const gateway = await startGateway({ upstreamUrl: aws.url, ...(cacheSeconds && { cacheSeconds }) })
      expect((await gateway.query(query)).errors).toEqual([])
      expect(aws.calls()).toBe(calls)
      expect(aws.most()).toBeLessThanOrEqual(AT_ONCE)
    },
  )

  test.each(Object.entries(fanOuts))(
    `after its client disconnects, a request ${cache} makes no more calls for %s`,
    async (_name, [query, operations]) => {
      const aws = await startSlowAws(operations, 300)
      const gateway = await startGateway({ upstreamUrl: aws.url, ...(cacheSeconds && { cacheSeconds }) })
      const client = new AbortController()
      const response = gateway.query(query, {}, client.signal, new AbortController().signal)
      await until(() => aws.calls() === AT_ONCE)
      client.abort()
      await response
      await delay(50)
      expect(aws.calls()).toBe(AT_ONCE)
    },
  )
})

test('a request to many accounts makes at most 5 calls at a time for each, and 25 for all', async () => {
  const accountIds = Array.from({ length: 8 }, (_, index) => String(200_000_000_000 + index))
  const accounts = accountIds.map((accountId) => ({ name: `account ${accountId}`, accountId }))
  const ids = accountIds.flatMap((accountId, index) =>
    MANY.slice(0, 10).map((n) => toGlobalId('Attachment', index === 0 ? 'default' : accountId, `file-${n}`)),
  )
  const aws = await startSlowAws(['GetAttachmentDownloadLink'], 50)
  const gateway = await startGateway({ upstreamUrl: aws.url, accounts })
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Attachment { downloadLink { url } } } }'
  expect((await gateway.query(query, { ids })).errors).toEqual([])
  expect([aws.calls(), aws.most()]).toEqual([80, 25])
})
