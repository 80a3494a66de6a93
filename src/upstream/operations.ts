/** The operations of AWS Support: one row for each, with all that is known of it. Nothing else branches on their names. */
import type * as sdk from '@aws-sdk/client-support'

interface FamilyFacts {
  /** AWS counts calls of Trusted Advisor apart: documentation. */
  budget: 'support' | 'trusted-advisor'
  /** AWS serves the same cases at several endpoints; Trusted Advisor in one region alone: documentation. */
  failsOver: boolean
}

/** What of AWS Support fails together. Each family has a circuit breaker of its own, so that a Trusted Advisor that is down keeps nobody from cases. */
export const families = {
  cases: { budget: 'support', failsOver: true },
  attachments: { budget: 'support', failsOver: true },
  reference: { budget: 'support', failsOver: true },
  'trusted-advisor': { budget: 'trusted-advisor', failsOver: false },
} as const satisfies Record<string, FamilyFacts>

export type Family = keyof typeof families

export const familyNames = Object.keys(families) as Family[]

/** Cached responses that have the same TTL and are invalidated together. `cases` are threads: cases are in the case index. */
export type CacheKind = 'reference' | 'cases' | 'trusted-advisor'

interface OperationFacts {
  family: Family
  /** Changes something at AWS. A write in flight goes on when its caller has gone, and goes to another endpoint only if it was not sent. */
  isWrite?: boolean
  /**
   * Whether sending this input twice would do its work twice: the API has no client token, so such a call is sent once, whatever happens. Other
   * writes come to the same when they are repeated, and are retried like reads.
   */
  isNonIdempotent?: (input: { attachmentSetId?: string | undefined }) => boolean
  /**
   * The output without which nothing says that the call has worked, though the model does not require it. An input that has it already names what
   * is changed, and needs no such proof.
   */
  requiredOutput?: string
  /**
   * Without it a response is never cached: cases, which the case index has; presigned links, contents of files; and the states of uploads and
   * refreshes, which are asked for to see them change.
   */
  cacheKind?: CacheKind
  /** What a call makes older than AWS. The case index learns of writes to cases by itself. */
  invalidates?: 'trusted-advisor'
}

const always = (): boolean => true

export const operations = {
  AddAttachmentsToSet: {
    family: 'attachments',
    isWrite: true,
    // AWS throws a new set whose id was lost away within the hour: model.
    isNonIdempotent: ({ attachmentSetId }) => attachmentSetId !== undefined,
    requiredOutput: 'attachmentSetId',
  },
  AddCommunicationToCase: {
    family: 'cases',
    isWrite: true,
    isNonIdempotent: always,
    // "true if AddCommunicationToCase succeeds": model.
    requiredOutput: 'result',
  },
  CompleteAttachmentUpload: { family: 'attachments', isWrite: true },
  CreateCase: { family: 'cases', isWrite: true, isNonIdempotent: always, requiredOutput: 'caseId' },
  DescribeAttachment: { family: 'attachments' },
  DescribeAttachmentUploadStatus: { family: 'attachments' },
  DescribeCases: { family: 'cases' },
  DescribeCommunications: { family: 'cases', cacheKind: 'cases' },
  DescribeCreateCaseOptions: { family: 'reference', cacheKind: 'reference' },
  DescribeServices: { family: 'reference', cacheKind: 'reference' },
  DescribeSeverityLevels: { family: 'reference', cacheKind: 'reference' },
  DescribeSupportedLanguages: { family: 'reference', cacheKind: 'reference' },
  DescribeTrustedAdvisorCheckRefreshStatuses: { family: 'trusted-advisor' },
  DescribeTrustedAdvisorCheckResult: { family: 'trusted-advisor', cacheKind: 'trusted-advisor' },
  DescribeTrustedAdvisorChecks: { family: 'trusted-advisor', cacheKind: 'reference' },
  DescribeTrustedAdvisorCheckSummaries: { family: 'trusted-advisor', cacheKind: 'trusted-advisor' },
  GetAttachmentDownloadLink: { family: 'attachments' },
  // A new upload that nobody completes is nothing to anybody; more links to a known one are the same upload.
  GetAttachmentUploadLinks: { family: 'attachments', isWrite: true, requiredOutput: 'uploadId' },
  RefreshTrustedAdvisorCheck: { family: 'trusted-advisor', isWrite: true, invalidates: 'trusted-advisor' },
  ResolveCase: { family: 'cases', isWrite: true },
} as const satisfies Record<string, OperationFacts>

/** AWS's name of an operation. */
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

/** A dry run does nothing, so it may be sent twice. */
export function isNonIdempotent(operation: Operation, input: object): boolean {
  return !isDryRun(input) && (factsOf(operation).isNonIdempotent?.(input) ?? false)
}

/** A dry run of a write must not be sent before the endpoint is known to heed `dryRun`. */
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

/** `recentCommunications` is there only when the case was read with its communications, and not even then from every upstream. */
export type Case = Identified<sdk.CaseDetails, 'caseId'>

/** With the id of its case, which AWS leaves out of some. */
export type Communication = Identified<sdk.Communication, 'caseId'>

export type Service = Omit<Identified<sdk.Service, 'code'>, 'categories'> & {
  categories?: Identified<sdk.Category, 'code'>[]
}

/** The lists whose items have their ids (validate-response.ts), which the SDK's types leave open. */
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

/** Calls an operation of AWS Support for one request: rejects with an `UpstreamError`, dies with the request, and is counted. */
export type Call = <O extends Operation>(operation: O, input: Input<O>) => Promise<Output<O>>
