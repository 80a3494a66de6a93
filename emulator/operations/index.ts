import { addAttachmentsToSet } from './add-attachments-to-set.js'
import { addCommunicationToCase } from './add-communication-to-case.js'
import { completeAttachmentUpload } from './complete-attachment-upload.js'
import { createCase } from './create-case.js'
import { describeAttachment } from './describe-attachment.js'
import { describeAttachmentUploadStatus } from './describe-attachment-upload-status.js'
import { describeCases } from './describe-cases.js'
import { describeCommunications } from './describe-communications.js'
import { describeCreateCaseOptions } from './describe-create-case-options.js'
import { describeServices } from './describe-services.js'
import { describeSeverityLevels } from './describe-severity-levels.js'
import { describeSupportedLanguages } from './describe-supported-languages.js'
import { describeTrustedAdvisorCheckRefreshStatuses } from './describe-trusted-advisor-check-refresh-statuses.js'
import { describeTrustedAdvisorCheckResult } from './describe-trusted-advisor-check-result.js'
import { describeTrustedAdvisorCheckSummaries } from './describe-trusted-advisor-check-summaries.js'
import { describeTrustedAdvisorChecks } from './describe-trusted-advisor-checks.js'
import { getAttachmentDownloadLink } from './get-attachment-download-link.js'
import { getAttachmentUploadLinks } from './get-attachment-upload-links.js'
import { refreshTrustedAdvisorCheck } from './refresh-trusted-advisor-check.js'
import { resolveCase } from './resolve-case.js'

/** What the emulator can do, by AWS's name for it. A test compares this table with what the SDK can ask for. */
export const operations = {
  AddAttachmentsToSet: addAttachmentsToSet,
  AddCommunicationToCase: addCommunicationToCase,
  CompleteAttachmentUpload: completeAttachmentUpload,
  CreateCase: createCase,
  DescribeAttachment: describeAttachment,
  DescribeAttachmentUploadStatus: describeAttachmentUploadStatus,
  DescribeCases: describeCases,
  DescribeCommunications: describeCommunications,
  DescribeCreateCaseOptions: describeCreateCaseOptions,
  DescribeServices: describeServices,
  DescribeSeverityLevels: describeSeverityLevels,
  DescribeSupportedLanguages: describeSupportedLanguages,
  DescribeTrustedAdvisorCheckRefreshStatuses: describeTrustedAdvisorCheckRefreshStatuses,
  DescribeTrustedAdvisorCheckResult: describeTrustedAdvisorCheckResult,
  DescribeTrustedAdvisorCheckSummaries: describeTrustedAdvisorCheckSummaries,
  DescribeTrustedAdvisorChecks: describeTrustedAdvisorChecks,
  GetAttachmentDownloadLink: getAttachmentDownloadLink,
  GetAttachmentUploadLinks: getAttachmentUploadLinks,
  RefreshTrustedAdvisorCheck: refreshTrustedAdvisorCheck,
  ResolveCase: resolveCase,
}

export type OperationName = keyof typeof operations
export type Input<N extends OperationName> = Parameters<(typeof operations)[N]>[0]

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name)
}
