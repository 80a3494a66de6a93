/** The operations of AWS Support: one row for each, with everything known about it. No other code branches on operation names. */
import type * as sdk from '@aws-sdk/client-support'

interface FamilyFacts {
  /** AWS counts calls to Trusted Advisor separately (documentation). */
  budget: 'support' | 'trusted-advisor'
  /** AWS serves the same cases at several endpoints, but Trusted Advisor in only one region (documentation). */
  failsOver: boolean
}

/** Operations that fail together. Each family has its own circuit breaker, so an outage of Trusted Advisor does not block cases. */
export const families = {
  cases: { budget: 'support', failsOver: true },
  attachments: { budget: 'support', failsOver: true },
  reference: { budget: 'support', failsOver: true },
  'trusted-advisor': { budget: 'trusted-advisor', failsOver: false },
} as const satisfies Record<string, FamilyFacts>

export type Family = keyof typeof families

export const familyNames = Object.keys(families) as Family[]

/** Cached responses that have the same TTL and are invalidated together. `cases` are message threads: the cases themselves are in the case index. */
export type CacheKind = 'reference' | 'cases' | 'trusted-advisor'

interface OperationFacts {
  family: Family
  /** Changes something at AWS. A write in flight continues if its caller disconnects, and fails over only if it was not sent. */
  isWrite?: boolean
  /**
   * Whether sending this input twice would have its effect twice. The API has no client token, so such a call is not sent again once AWS may have
   * processed it. Other writes are idempotent and are retried like reads.
   */
  isNonIdempotent?: (input: { attachmentSetId?: string | undefined }) => boolean
  /**
   * The output member that proves that the call worked, though the model does not require it. Not required if the input already has that member, and so
   * identifies what is changed.
   */
  requiredOutput?: string
  /**
   * Without a cache kind, a response is never cached. That applies to cases, which are in the case index, to presigned links and file contents, and to the
   * states of uploads and refreshes, which callers poll.
   */
  cacheKind?: CacheKind
  /** Whether the response is the same for all accounts of an endpoint, so that they can share one cached response. */
  isSameForAccounts?: boolean
  /** The cached responses that a call makes outdated. Writes to cases update the case index separately. */
  invalidates?: 'trusted-advisor'
}

const always = (): boolean => true

export const operations = {
  AddAttachmentsToSet: {
    family: 'attachments',
    isWrite: true,
    // Without a set id, AWS creates a new set. A set whose id is lost with the response expires within an hour (model).
    isNonIdempotent: ({ attachmentSetId }) => attachmentSetId !== undefined,
    requiredOutput: 'attachmentSetId',
  },
  AddCommunicationToCase: {
    family: 'cases',
    isWrite: true,
    isNonIdempotent: always,
    // "true if AddCommunicationToCase succeeds" (model)
    requiredOutput: 'result',
  },
  CompleteAttachmentUpload: { family: 'attachments', isWrite: true },
  CreateCase: { family: 'cases', isWrite: true, isNonIdempotent: always, requiredOutput: 'caseId' },
  DescribeAttachment: { family: 'attachments' },
  DescribeAttachmentUploadStatus: { family: 'attachments' },
  DescribeCases: { family: 'cases' },
  DescribeCommunications: { family: 'cases', cacheKind: 'cases' },
  DescribeCreateCaseOptions: { family: 'reference', cacheKind: 'reference' },
  DescribeServices: { family: 'reference', cacheKind: 'reference', isSameForAccounts: true },
  DescribeSeverityLevels: { family: 'reference', cacheKind: 'reference' },
  DescribeSupportedLanguages: { family: 'reference', cacheKind: 'reference' },
  DescribeTrustedAdvisorCheckRefreshStatuses: { family: 'trusted-advisor' },
  DescribeTrustedAdvisorCheckResult: { family: 'trusted-advisor', cacheKind: 'trusted-advisor' },
  DescribeTrustedAdvisorChecks: { family: 'trusted-advisor', cacheKind: 'reference' },
  DescribeTrustedAdvisorCheckSummaries: { family: 'trusted-advisor', cacheKind: 'trusted-advisor' },
  GetAttachmentDownloadLink: { family: 'attachments' },
  // An upload that is never completed has no effect, and further links to an existing upload belong to the same upload.
  GetAttachmentUploadLinks: { family: 'attachments', isWrite: true, requiredOutput: 'uploadId' },
  RefreshTrustedAdvisorCheck: { family: 'trusted-advisor', isWrite: true, invalidates: 'trusted-advisor' },
  ResolveCase: { family: 'cases', isWrite: true },
} as const satisfies Record<string, OperationFacts>

/** AWS's name for an operation. */
export type Operation = keyof typeof operations

export function isOperation(name: unknown): name is Operation {
  return typeof name === 'string' && Object.hasOwn(operations, name)
}

export function factsOf(operation: Operation): OperationFacts {
  return operations[operation]
}

export function budgetOf(operation: Operation): FamilyFacts['budget'] {
  return families[operations[operation].family].budget
}

export function isDryRun(input: { dryRun?: boolean }): boolean {
  return input.dryRun === true
}

/** A dry run changes nothing, so it may be sent twice. */
export function isNonIdempotent(operation: Operation, input: object): boolean {
  return !isDryRun(input) && (factsOf(operation).isNonIdempotent?.(input) ?? false)
}

/** The dry run of a write must not be sent before the endpoint is proven to honor `dryRun`. */
export function needsProof(operation: Operation, input: object): boolean {
  return isDryRun(input) && factsOf(operation).isWrite === true
}

type Command<O extends Operation> = InstanceType<(typeof sdk)[`${O}Command`]>
export type Input<O extends Operation> = Command<O>['input']
type SdkOutput<O extends Operation> =
  Command<O> extends { resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: infer Output }> }
    ? Output
    : never

export type Identified<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> }

/** `recentCommunications` is set only if the case was read with its communications, and some upstreams omit it even then. */
export type Case = Identified<sdk.CaseDetails, 'caseId'>

/** Always has the id of its case, which AWS sometimes omits. */
export type Communication = Identified<sdk.Communication, 'caseId'>

export type Service = Omit<Identified<sdk.Service, 'code'>, 'categories'> & {
  categories?: Identified<sdk.Category, 'code'>[]
}

/** Lists whose items are validated to have ids (validate-response.ts). In the SDK's types, the ids are optional. */
interface IdentifiedLists {
  DescribeCases: { cases?: Case[] }
  DescribeServices: { services?: Service[] }
  DescribeSeverityLevels: { severityLevels?: Identified<sdk.SeverityLevel, 'code'>[] }
  DescribeSupportedLanguages: { supportedLanguages?: Identified<sdk.SupportedLanguage, 'code'>[] }
  DescribeTrustedAdvisorChecks: { checks?: Identified<sdk.TrustedAdvisorCheckDescription, 'id'>[] }
  DescribeTrustedAdvisorCheckSummaries: { summaries?: Identified<sdk.TrustedAdvisorCheckSummary, 'checkId'>[] }
  DescribeTrustedAdvisorCheckRefreshStatuses: {
    statuses?: Identified<sdk.TrustedAdvisorCheckRefreshStatus, 'checkId'>[]
  }
  GetAttachmentUploadLinks: { uploadUrls?: Identified<sdk.UploadUrl, 'partIndex' | 'url'>[] }
}

export type Output<O extends Operation> = O extends keyof IdentifiedLists
  ? Omit<SdkOutput<O>, keyof IdentifiedLists[O]> & IdentifiedLists[O]
  : SdkOutput<O>

/** Calls an operation of AWS Support for one request. Rejects with an `UpstreamError`, is aborted with the request, and counts toward its limits. */
export type Call = <O extends Operation>(operation: O, input: Input<O>) => Promise<Output<O>>
