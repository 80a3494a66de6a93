/** A query or mutation for each AWS operation, and the part of its response that does not depend on that operation. */
import { send, type GraphqlResponse, type HttpResponse } from '../support/response-checks.js'

export interface Drive {
  operation: string
  query: string
  variables?: Record<string, unknown>
  /**
   * A path in `data` that another operation provides. Null if there is none: a failed mutation has no payload at all.
   */
  unaffectedPath: string | null
  /** The gateway sends the call only once, so the outcome is unknown if the response is lost. */
  once?: boolean
  /**
   * Kinds of faults that have no effect: the response has only plain strings, and the gateway needs none of them to
   * know that the call succeeded.
   */
  unaffectedBy?: string[]
  /** A response that always has a next page, and a query that would read all pages. */
  endless?: { query: string; body: unknown }
}

const CASE = 'case-111122223333-xtki-2026-912de18ead32b53e'
const TO_RESOLVE = 'case-111122223333-giau-2026-cbf9a0f4d4f7f3b2'
const ATTACHMENT = 'attachment-111122223333-8072f82e3e8ef589599c41af'
const CHECK = 'Qch7DwouX1'

/** A field next to the one that the fault hits. */
const otherField = 'other: severityLevels { code }'

/** All 20 operations, on the demo account. The only part of `upload` must already have been sent. */
export function drives(upload: { uploadId: string; eTag: string }): Drive[] {
  const query = (operation: string, field: string, more: Partial<Drive> = {}): Drive => ({
    operation,
    query: `{ hit: ${field} ${otherField} }`,
    unaffectedPath: 'other',
    ...more,
  })
  const mutation = (operation: string, field: string, more: Partial<Drive> = {}): Drive => ({
    operation,
    query: `mutation { hit: ${field} }`,
    unaffectedPath: null,
    ...more,
  })
  const text = 'subject: "Chaos", body: "Does it hold?", serviceCode: "aws-lambda", categoryCode: "throttling"'
  return [
    mutation(
      'AddAttachmentsToSet',
      'addAttachments(input: { attachments: [{ fileName: "a.txt", data: "aGk=" }] }) { attachmentSet { id } }',
    ),
    mutation(
      'AddCommunicationToCase',
      `addCommunication(input: { caseId: "${CASE}", body: "Does it hold?" }) { userErrors { code } }`,
      {
        once: true,
      },
    ),
    mutation('CompleteAttachmentUpload', 'completeAttachmentUpload(input: $input) { upload { uploadId } }', {
      variables: { input: { uploadId: upload.uploadId, parts: [{ index: 1, eTag: upload.eTag }] } },
      unaffectedBy: ['wrong types', 'empty'],
    }),
    mutation('CreateCase', `createCase(input: { ${text} }) { caseId }`, { once: true }),
    query('DescribeAttachment', `attachment(id: "${ATTACHMENT}") { content { sizeBytes } }`),
    query('DescribeAttachmentUploadStatus', `attachmentUpload(id: "${upload.uploadId}") { status }`),
    query('DescribeCases', `case(id: "${CASE}") { subject }`, {
      endless: { query: `{ hit: cases { totalCount } ${otherField} }`, body: { cases: [], nextToken: 'again' } },
    }),
    {
      operation: 'DescribeCases',
      query: `mutation { hit: createCase(input: { ${text} }) { caseId case { subject } } }`,
      unaffectedPath: 'hit.caseId',
    },
    query('DescribeCommunications', `case(id: "${CASE}") { subject attachments { nodes { fileName } } }`, {
      endless: {
        query: `{ hit: case(id: "${CASE}") { attachments { totalCount } } ${otherField} }`,
        body: { communications: [], nextToken: 'again' },
      },
    }),
    query(
      'DescribeCreateCaseOptions',
      'createCaseOptions(serviceCode: "aws-lambda", categoryCode: "throttling") { communicationTypes { type } }',
    ),
    query('DescribeServices', 'services { nodes { code } }'),
    {
      operation: 'DescribeSeverityLevels',
      query: '{ hit: severityLevels { code } other: services { nodes { code } } }',
      unaffectedPath: 'other',
    },
    query(
      'DescribeSupportedLanguages',
      'supportedLanguages(serviceCode: "aws-lambda", categoryCode: "throttling") { code }',
    ),
    query(
      'DescribeTrustedAdvisorCheckRefreshStatuses',
      `trustedAdvisorCheck(id: "${CHECK}") { refreshStatus { status } }`,
    ),
    query('DescribeTrustedAdvisorCheckResult', `trustedAdvisorCheck(id: "${CHECK}") { result { status } }`),
    query('DescribeTrustedAdvisorCheckSummaries', `trustedAdvisorCheck(id: "${CHECK}") { summary { status } }`),
    query('DescribeTrustedAdvisorChecks', 'trustedAdvisorChecks(first: 2) { nodes { name } }'),
    query('GetAttachmentDownloadLink', `attachment(id: "${ATTACHMENT}") { downloadLink { url } }`),
    mutation(
      'GetAttachmentUploadLinks',
      'createAttachmentUpload(input: { fileName: "a.bin", sizeBytes: 10 }) { upload { uploadId } }',
    ),
    mutation(
      'RefreshTrustedAdvisorCheck',
      `refreshCheck(input: { checkId: "${CHECK}" }) { refreshStatus { status } }`,
      {
        unaffectedBy: ['empty'],
      },
    ),
    mutation('ResolveCase', `resolveCase(input: { caseId: "${TO_RESOLVE}" }) { finalStatus }`, {
      unaffectedBy: ['wrong types', 'empty'],
    }),
  ].map((drive) =>
    drive.variables
      ? { ...drive, query: drive.query.replace('mutation', 'mutation ($input: CompleteAttachmentUploadInput!)') }
      : drive,
  )
}

/** Starts an upload and sends its only part, so the upload can be completed. */
export async function prepareUpload(url: string): Promise<{ uploadId: string; eTag: string }> {
  const query = `mutation { createAttachmentUpload(input: { fileName: "chaos.txt", sizeBytes: 5 }) { upload { uploadId parts { url } } } }`
  type Upload = { uploadId: string; parts: { url: string }[] }
  let upload: Upload | undefined
  // The first call in a process may exceed the deadline of these suites.
  for (let i = 0; i < 10 && !upload; i++) {
    const { data } = responseOf(await send(url, { query })) as { data?: { createAttachmentUpload: { upload: Upload } } }
    upload = data?.createAttachmentUpload.upload
  }
  if (!upload) throw new Error('could not start an upload')
  const response = await fetch(upload.parts[0]?.url ?? '', { method: 'PUT', body: 'chaos' })
  return { uploadId: upload.uploadId, eTag: response.headers.get('etag') ?? '' }
}

export function responseOf({ text }: HttpResponse): GraphqlResponse {
  return JSON.parse(text) as GraphqlResponse
}

/** Bypasses the cache, so every request meets the fault. */
export function sendUncached(url: string, body: unknown): Promise<HttpResponse> {
  return send(url, body, { headers: { 'cache-control': 'no-cache' } })
}
