import type {
  AttachmentDetails,
  DescribeAttachmentUploadStatusResponse,
  GetAttachmentUploadLinksResponse,
  CommunicationTypeOptions,
  SupportedLanguage as AwsSupportedLanguage,
  TrustedAdvisorCheckDescription,
  TrustedAdvisorCheckRefreshStatus,
  TrustedAdvisorCheckResult as AwsCheckResult,
  TrustedAdvisorResourceDetail,
  UploadUrl,
} from '@aws-sdk/client-support'
import type { CaseStatusCount, CaseWaitingOnCount, UserError } from './generated/resolvers.js'
import type { Highlight } from '../lib/highlight.js'
import type { Connection } from './relay/connection.js'
import type { Account, Availability } from '../accounts/account.js'
import type { Case as AwsCase, Communication as AwsCommunication, Identified } from '../upstream/operations.js'

/**
 * The parent objects of resolvers: AWS's own objects, in which the keys for global ids are required. codegen.yml maps each GraphQL type to its parent
 * here.
 */

/** The key of the account that an object belongs to. Absent for the first account, whose objects are AWS's own. */
export interface InAccount {
  account?: string | undefined
}

export type Case = AwsCase & InAccount

export type Communication = AwsCommunication & InAccount

export type Attachment = Identified<AttachmentDetails, 'attachmentId'> & InAccount

export type AttachmentUpload = Identified<
  Partial<Omit<GetAttachmentUploadLinksResponse, 'uploadUrls'> & DescribeAttachmentUploadStatusResponse>,
  'uploadId'
> & { uploadUrls?: Identified<UploadUrl, 'partIndex' | 'url'>[] | undefined } & InAccount

/** `name` is the code if AWS sends no name. `language` is the language of the name; absent for AWS's default. */
interface Named extends InAccount {
  code: string
  name: string
  language?: string | undefined
}

export interface Service extends Named {
  categories: Category[]
}

/** A category code has no meaning without its service code. */
export interface Category extends Named {
  serviceCode: string
}

export type SeverityLevel = Named

export type SupportedLanguage = Identified<AwsSupportedLanguage, 'code'>

export type TrustedAdvisorCheck = Identified<Partial<TrustedAdvisorCheckDescription>, 'id'> & {
  language: string
} & InAccount

export type TrustedAdvisorCheckResult = Partial<AwsCheckResult> & { columns: readonly string[] }

export type TrustedAdvisorFlaggedResource = Partial<TrustedAdvisorResourceDetail> & { columns: readonly string[] }

/**
 * If `refreshable` is false, AWS refuses to refresh this check on request and returns nothing else about it. `readAt` is when AWS responded, in epoch
 * milliseconds.
 */
export type TrustedAdvisorRefreshStatus = Partial<TrustedAdvisorCheckRefreshStatus> & {
  refreshable: boolean
  readAt: number
}

/** Why the cases of an account are missing. `error` has a code. */
export interface AccountFailure {
  account: Account
  error: unknown
}

export type AccountAvailability = Availability

export type AccountConnection = Connection<Account>

/** A total is null if an account failed. */
type WithFailures<C> = Omit<C, 'totalCount'> & {
  totalCount: () => number | null | Promise<number | null>
  failures: readonly AccountFailure[]
}

export type CaseConnection = WithFailures<Connection<Case>> & { asOf: Date }

export interface CaseSummary {
  asOf: Date
  totalCount: number
  overdueCount: () => Promise<number>
  byStatus: CaseStatusCount[]
  bySeverity: CaseSeverityCount[]
  byService: CaseServiceCount[]
  byWaitingOn: CaseWaitingOnCount[]
  byAccount: CaseAccountCount[]
  failures: readonly AccountFailure[]
}

export interface CaseAccountCount {
  account: Account
  count: number
}

/** `account`: the first account that has such cases. */
export interface CaseSeverityCount extends InAccount {
  /** Null for cases without a severity. */
  severityCode: string | null
  count: number
}

export interface CaseServiceCount extends InAccount {
  serviceCode: string | null
  count: number
}

export type CaseSearchConnection = Omit<WithFailures<Connection<Case>>, 'edges'> & {
  edges: CaseSearchEdge[]
  isComplete: boolean
}

export interface CaseSearchEdge {
  cursor: () => string
  node: Case
  score: number
  highlights: () => Promise<CaseSearchHighlight[]>
}

export interface CaseSearchHighlight extends Highlight {
  field: 'SUBJECT' | 'COMMUNICATION'
  communication?: Communication
}

export type CommunicationConnection = Connection<Communication>
export type AttachmentConnection = Connection<Attachment>
/** `requestedAt` is the time for which the opening hours are evaluated, in epoch milliseconds. */
export interface CommunicationType {
  options: CommunicationTypeOptions
  requestedAt: number
}

/** `about` is what AWS requires to return languages and communication types; absent unless both codes are given. */
export interface CaseForm extends InAccount {
  service: Service | null
  category: Category | null
  about?: { serviceCode: string; categoryCode: string; issueType: string } | undefined
  language: string
}

export type ServiceConnection = Connection<Service>
export type TrustedAdvisorCheckConnection = Connection<TrustedAdvisorCheck>
export type TrustedAdvisorFlaggedResourceConnection = Connection<TrustedAdvisorFlaggedResource>

/** Payloads identify what was written. Their fields read it back, so they show AWS's state after the write. */
export interface CreateCasePayload extends InAccount {
  caseId?: string | undefined
  userErrors: UserError[]
}

export interface AddCommunicationPayload extends InAccount {
  caseId?: string
  /** The text that was sent, to find it in the thread. */
  body?: string
  userErrors: UserError[]
}

export interface ResolveCasePayload extends InAccount {
  caseId?: string
  initialStatusCode?: string | undefined
  finalStatusCode?: string | undefined
  userErrors: UserError[]
}

export interface RefreshCheckPayload extends InAccount {
  checkId?: string
  refreshStatus?: TrustedAdvisorRefreshStatus
  userErrors: UserError[]
}

export type RefreshCheckResult = Identified<RefreshCheckPayload, 'checkId'>
