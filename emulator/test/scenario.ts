import type { Account } from '../account.js'
import type { OperationName } from '../operations/index.js'
import type { Emulator, EmulatorOptions } from '../start.js'
import type { Harness } from './harness.js'
import { aCommunication, anAccount, NOON, post, start } from './harness.js'

/** An account in which every operation has something to work on, and a valid request for each. */
export interface Scenario extends Harness {
  requests: Record<OperationName, Record<string, unknown>>
}

const part = Buffer.from('part')

export async function startScenario(options: EmulatorOptions = {}): Promise<Scenario> {
  const harness = await start({ account: scenarioAccount, settings: { partSizeBytes: 4 }, ...options })
  const { support } = harness
  const { attachmentSetId } = await support.addAttachmentsToSet({ attachments: [{ fileName: 'a', data: part }] })
  const { uploadId, uploadUrls } = await support.getAttachmentUploadLinks({ fileName: 'a.txt', fileSizeBytes: 8 })
  const sent = await fetch(uploadUrls?.[0]?.url ?? '', { method: 'PUT', body: part })
  const about = { issueType: 'technical', serviceCode: 'general-info', categoryCode: 'other' }
  return {
    ...harness,
    requests: {
      AddAttachmentsToSet: { attachmentSetId, attachments: [{ fileName: 'b', data: part.toString('base64') }] },
      AddCommunicationToCase: { caseId: 'case-0', communicationBody: 'x', attachmentSetId },
      CompleteAttachmentUpload: { uploadId, completedUploads: [{ partIndex: 1, eTag: sent.headers.get('etag') }] },
      CreateCase: { ...about, subject: 'x', communicationBody: 'x', severityCode: 'low', attachmentSetId },
      DescribeAttachment: { attachmentId: 'a' },
      DescribeAttachmentUploadStatus: { uploadId },
      DescribeCases: { maxResults: 10, includeResolvedCases: true },
      DescribeCommunications: { caseId: 'case-0', maxResults: 10 },
      DescribeCreateCaseOptions: { ...about, language: 'en' },
      DescribeServices: {},
      DescribeSeverityLevels: {},
      DescribeSupportedLanguages: about,
      DescribeTrustedAdvisorCheckRefreshStatuses: { checkIds: ['check-0', 'check-1'] },
      DescribeTrustedAdvisorCheckResult: { checkId: 'check-0' },
      DescribeTrustedAdvisorCheckSummaries: { checkIds: ['check-0', 'check-1', 'check-2'] },
      DescribeTrustedAdvisorChecks: { language: 'en' },
      GetAttachmentDownloadLink: { attachmentId: 'a' },
      GetAttachmentUploadLinks: { fileName: 'a.txt', uploadId, uploadRange: { startIndex: 1, endIndex: 2 } },
      RefreshTrustedAdvisorCheck: { checkId: 'check-0' },
      ResolveCase: { caseId: 'case-0' },
    },
  }
}

function scenarioAccount(): Account {
  const communications = Array.from({ length: 12 }, (_, index) => aCommunication(`${index}`, NOON + index, ['a']))
  const account = anAccount({
    cases: [{ communications }, ...Array.from({ length: 12 }, () => ({ status: 'resolved' }))],
    checks: [{}, { category: 'cost_optimizing' }, { refreshable: false }],
  })
  account.attachments.set('a', { attachmentId: 'a', fileName: 'a.txt', sizeBytes: 4, content: part })
  return account
}

export async function callOperation(
  emulator: Emulator,
  operation: string,
  request: unknown,
): Promise<{ status: number; error: string | null; body: unknown }> {
  const response = await post(emulator, operation, request)
  return { status: response.status, error: response.headers.get('x-amzn-errortype'), body: await response.json() }
}

/** Everything that read operations return for an account, to compare the state before and after a call. */
export async function everythingIn({ emulator, requests }: Scenario): Promise<unknown[]> {
  const reads = Object.entries(requests).filter(
    ([operation]) => operation.startsWith('Describe') && operation !== 'DescribeAttachment',
  )
  return Promise.all(reads.map(([operation, request]) => callOperation(emulator, operation, request)))
}
