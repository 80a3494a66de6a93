import type { Input, OperationName } from './operations/index.js'

/**
 * What the service model says of every request member: type, required, length of a string or a list, range of a number.
 * (The model has no pattern and no enumeration on a request.) Where it is silent, so is this table.
 */
export type Shape =
  | { type: 'string' | 'integer' | 'long'; min?: number; max?: number; required?: true }
  | { type: 'boolean' | 'blob'; required?: true }
  | { type: 'list'; of: Shape; min?: number; max?: number; required?: true }
  | { type: 'structure'; members: Members; required?: true }

export type Members = Readonly<Record<string, Shape>>

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const body = { type: 'string', min: 1, max: 8000, required: true } as const
const uploadId = { type: 'string', min: 1, max: 2048 } as const
const maxResults = { type: 'integer', min: 10, max: 100 } as const

function required<S extends Shape>(shape: S): S & { required: true } {
  return { ...shape, required: true }
}

function list(of: Shape, max?: number): { type: 'list'; of: Shape; max?: number } {
  return max === undefined ? { type: 'list', of } : { type: 'list', of, max }
}

const attachments = { ccEmailAddresses: list(text, 10), attachmentSetId: text, uploadIds: list(uploadId, 10) }

export const constraints: { [N in OperationName]: Record<keyof Input<N>, Shape> } = {
  AddAttachmentsToSet: {
    attachmentSetId: text,
    attachments: required(list({ type: 'structure', members: { fileName: text, data: { type: 'blob' } } })),
    dryRun: flag,
  },
  AddCommunicationToCase: { caseId: text, communicationBody: body, ...attachments, dryRun: flag },
  CompleteAttachmentUpload: {
    uploadId: required(uploadId),
    completedUploads: required(
      list({
        type: 'structure',
        members: {
          partIndex: { type: 'integer', required: true },
          eTag: { type: 'string', min: 1, max: 256, required: true },
        },
      }),
    ),
    dryRun: flag,
  },
  CreateCase: {
    subject: required(text),
    serviceCode: text,
    severityCode: text,
    categoryCode: text,
    communicationBody: body,
    language: text,
    issueType: text,
    ...attachments,
    dryRun: flag,
  },
  DescribeAttachment: { attachmentId: required(text), dryRun: flag },
  DescribeAttachmentUploadStatus: { uploadId: required(uploadId), dryRun: flag },
  DescribeCases: {
    caseIdList: list(text, 100),
    displayId: text,
    afterTime: text,
    beforeTime: text,
    includeResolvedCases: flag,
    nextToken: text,
    maxResults,
    language: text,
    includeCommunications: flag,
    dryRun: flag,
  },
  DescribeCommunications: {
    caseId: required(text),
    beforeTime: text,
    afterTime: text,
    nextToken: text,
    maxResults,
    dryRun: flag,
  },
  DescribeCreateCaseOptions: {
    issueType: required(text),
    serviceCode: required(text),
    language: required(text),
    categoryCode: required(text),
    dryRun: flag,
  },
  DescribeServices: { serviceCodeList: list(text, 100), language: text, dryRun: flag },
  DescribeSeverityLevels: { language: text, dryRun: flag },
  DescribeSupportedLanguages: {
    issueType: { type: 'string', min: 9, max: 22, required: true },
    serviceCode: { type: 'string', max: 100, required: true },
    categoryCode: { type: 'string', max: 100, required: true },
    dryRun: flag,
  },
  DescribeTrustedAdvisorCheckRefreshStatuses: { checkIds: required(list(text)) },
  DescribeTrustedAdvisorCheckResult: { checkId: required(text), language: text },
  DescribeTrustedAdvisorCheckSummaries: { checkIds: required(list(text)) },
  DescribeTrustedAdvisorChecks: { language: required(text) },
  GetAttachmentDownloadLink: { attachmentId: required(text), dryRun: flag },
  GetAttachmentUploadLinks: {
    fileName: required(text),
    fileSizeBytes: { type: 'long', min: 1, max: 157_286_400 },
    uploadId,
    uploadRange: {
      type: 'structure',
      members: { startIndex: { type: 'integer', min: 1, required: true }, endIndex: { type: 'integer', min: 2 } },
    },
    dryRun: flag,
  },
  RefreshTrustedAdvisorCheck: { checkId: required(text) },
  ResolveCase: { caseId: text, dryRun: flag },
}
