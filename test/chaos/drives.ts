/** For each operation of AWS a query or mutation that uses it, and what of its answer has nothing to do with that operation. */
import { ask, type Answer, type Received } from '../support/answer.js'

export interface Drive {
  operation: string
  query: string
  variables?: Record<string, unknown>
  /** A member of `data`, or its path, that another operation answers. A mutation has none: what it answers cannot be null, so that all of it is. */
  beside: string | null
  /** Sent once, so that a reply that is lost leaves open what has happened. */
  once?: boolean
  /** Kinds of faults that cost nothing: its reply has no more than words, and nothing that would say whether it has worked. */
  unhurtBy?: string[]
  /** The reply for which there is always one more page, and a query that would turn them all. */
  endless?: { query: string; body: unknown }
}

const CASE = 'case-111122223333-xtki-2026-912de18ead32b53e'
const TO_RESOLVE = 'case-111122223333-giau-2026-cbf9a0f4d4f7f3b2'
const ATTACHMENT = 'attachment-111122223333-8072f82e3e8ef589599c41af'
const CHECK = 'Qch7DwouX1'

/** A field beside the one that is hit. */
const beside = 'beside: severityLevels { code }'

/** All 20, on the demo account. `upload` has a part that was put where its url said. */
export function drives(upload: { uploadId: string; eTag: string }): Drive[] {
  const query = (operation: string, field: string, more: Partial<Drive> = {}): Drive => ({
    operation,
    query: `{ hit: ${field} ${beside} }`,
    beside: 'beside',
    ...more,
  })
  const mutation = (operation: string, field: string, more: Partial<Drive> = {}): Drive => ({
    operation,
    query: `mutation { hit: ${field} }`,
    beside: null,
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
      unhurtBy: ['wrong types', 'empty'],
    }),
    mutation('CreateCase', `createCase(input: { ${text} }) { caseId }`, { once: true }),
    query('DescribeAttachment', `attachment(id: "${ATTACHMENT}") { content { sizeBytes } }`),
    query('DescribeAttachmentUploadStatus', `attachmentUpload(id: "${upload.uploadId}") { status }`),
    query('DescribeCases', `case(id: "${CASE}") { subject }`, {
      endless: { query: `{ hit: cases { totalCount } ${beside} }`, body: { cases: [], nextToken: 'again' } },
    }),
    {
      operation: 'DescribeCases',
      query: `mutation { hit: createCase(input: { ${text} }) { caseId case { subject } } }`,
      beside: 'hit.caseId',
    },
    query('DescribeCommunications', `case(id: "${CASE}") { subject attachments { nodes { fileName } } }`, {
      endless: {
        query: `{ hit: case(id: "${CASE}") { attachments { totalCount } } ${beside} }`,
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
      query: '{ hit: severityLevels { code } beside: services { nodes { code } } }',
      beside: 'beside',
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
        unhurtBy: ['empty'],
      },
    ),
    mutation('ResolveCase', `resolveCase(input: { caseId: "${TO_RESOLVE}" }) { finalStatus }`, {
      unhurtBy: ['wrong types', 'empty'],
    }),
  ].map((drive) =>
    drive.variables
      ? { ...drive, query: drive.query.replace('mutation', 'mutation ($input: CompleteAttachmentUploadInput!)') }
      : drive,
  )
}

/** Starts an upload and puts its only part, so that it can be reported. */
export async function prepareUpload(url: string): Promise<{ uploadId: string; eTag: string }> {
  const query = `mutation { createAttachmentUpload(input: { fileName: "chaos.txt", sizeBytes: 5 }) { upload { uploadId parts { url } } } }`
  type Upload = { uploadId: string; parts: { url: string }[] }
  let upload: Upload | undefined
  // The first call of a process may be too slow for the deadline of these suites.
  for (let i = 0; i < 10 && !upload; i++) {
    const { data } = answerOf(await ask(url, { query })) as { data?: { createAttachmentUpload: { upload: Upload } } }
    upload = data?.createAttachmentUpload.upload
  }
  if (!upload) throw new Error('no upload could be started')
  const response = await fetch(upload.parts[0]?.url ?? '', { method: 'PUT', body: 'chaos' })
  return { uploadId: upload.uploadId, eTag: response.headers.get('etag') ?? '' }
}

export function answerOf({ text }: Received): Answer {
  return JSON.parse(text) as Answer
}

/** Asks AWS for everything, so that every fault is met: what was read before it would answer otherwise. */
export function askAws(url: string, body: unknown): Promise<Received> {
  return ask(url, body, { headers: { 'cache-control': 'no-cache' } })
}
