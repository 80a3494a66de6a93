import { expect, test } from 'vitest'
import type { OperationName } from '../operations/index.js'
import type { EmulatorOptions } from '../start.js'
import { HOUR } from './harness.js'
import type { Scenario } from './scenario.js'
import { callOperation, startScenario } from './scenario.js'

/** How to trigger an error: what to change in a valid request, in the options, or in the emulator's state. */
interface Cause {
  change?: Record<string, unknown>
  options?: EmulatorOptions
  first?: (scenario: Scenario) => void | Promise<unknown>
}

const dryRun: Cause = { change: { dryRun: true } }
const throttled: Cause = { options: { limits: { supportPerSecond: 2, trustedAdvisorPerSecond: 0 } } }
const noCase: Cause = { change: { caseId: 'x' } }
const noUpload: Cause = { change: { uploadId: 'x' } }
const noAttachment: Cause = { change: { attachmentId: 'x' } }
const noSet: Cause = { change: { attachmentSetId: 'x' } }
const expired: Cause = { first: ({ clock }) => void (clock.time += 2 * HOUR) }

/** Every error that the service model lists for an operation, except InternalServerError, which all operations have. */
const modeled: Record<OperationName, Record<string, Cause>> = {
  AddAttachmentsToSet: {
    AttachmentSetIdNotFound: noSet,
    AttachmentSetExpired: expired,
    AttachmentSetSizeLimitExceeded: { change: { attachments: Array.from({ length: 3 }, () => ({ data: 'YQ==' })) } },
    AttachmentLimitExceeded: { change: { attachmentSetId: null }, options: { limits: { attachmentSetsPerHour: 1 } } },
    DryRunOperationException: dryRun,
  },
  AddCommunicationToCase: {
    CaseIdNotFound: noCase,
    AttachmentSetIdNotFound: noSet,
    AttachmentSetExpired: expired,
    DryRunOperationException: dryRun,
  },
  CompleteAttachmentUpload: { UploadIdNotFound: noUpload, DryRunOperationException: dryRun },
  CreateCase: {
    CaseCreationLimitExceeded: { options: { limits: { casesPerHour: 0 } } },
    AttachmentSetIdNotFound: noSet,
    AttachmentSetExpired: expired,
    DryRunOperationException: dryRun,
  },
  DescribeAttachment: {
    DescribeAttachmentLimitExceeded: { options: { limits: { describeAttachmentsPerMinute: 0 } } },
    AttachmentIdNotFound: noAttachment,
    DryRunOperationException: dryRun,
  },
  DescribeAttachmentUploadStatus: { UploadIdNotFound: noUpload, DryRunOperationException: dryRun },
  DescribeCases: { CaseIdNotFound: { change: { caseIdList: ['x'] } }, DryRunOperationException: dryRun },
  DescribeCommunications: { CaseIdNotFound: noCase, DryRunOperationException: dryRun },
  DescribeCreateCaseOptions: { ThrottlingException: throttled, DryRunOperationException: dryRun },
  DescribeServices: { DryRunOperationException: dryRun },
  DescribeSeverityLevels: { DryRunOperationException: dryRun },
  DescribeSupportedLanguages: { ThrottlingException: throttled, DryRunOperationException: dryRun },
  DescribeTrustedAdvisorCheckRefreshStatuses: { ThrottlingException: throttled },
  DescribeTrustedAdvisorCheckResult: { ThrottlingException: throttled },
  DescribeTrustedAdvisorCheckSummaries: { ThrottlingException: throttled },
  DescribeTrustedAdvisorChecks: { ThrottlingException: throttled },
  GetAttachmentDownloadLink: { AttachmentIdNotFound: noAttachment, DryRunOperationException: dryRun },
  GetAttachmentUploadLinks: { UploadIdNotFound: noUpload, DryRunOperationException: dryRun },
  RefreshTrustedAdvisorCheck: {},
  ResolveCase: { CaseIdNotFound: noCase, DryRunOperationException: dryRun },
}

const causes = Object.entries(modeled).flatMap(([operation, errors]) =>
  Object.entries(errors).map(([error, cause]) => ({ operation, error, cause })),
)

test.each(causes)(
  '$operation returns $error for the reason that AWS documents',
  async ({ operation, error, cause }) => {
    const scenario = await startScenario(cause.options)
    await cause.first?.(scenario)
    const request = { ...new Map(Object.entries(scenario.requests)).get(operation), ...cause.change }
    const response = await callOperation(scenario.emulator, operation, request)
    expect(response).toMatchObject({ status: 400, error, body: { __type: error, message: expect.any(String) } })
  },
)
