/** The operations of AWS Support: one table, from which their names, types and families follow, and what is known of some of them. */
import {
  AddAttachmentsToSetCommand,
  AddCommunicationToCaseCommand,
  CompleteAttachmentUploadCommand,
  CreateCaseCommand,
  DescribeAttachmentCommand,
  DescribeAttachmentUploadStatusCommand,
  DescribeCasesCommand,
  DescribeCommunicationsCommand,
  DescribeCreateCaseOptionsCommand,
  DescribeServicesCommand,
  DescribeSeverityLevelsCommand,
  DescribeSupportedLanguagesCommand,
  DescribeTrustedAdvisorCheckRefreshStatusesCommand,
  DescribeTrustedAdvisorCheckResultCommand,
  DescribeTrustedAdvisorChecksCommand,
  DescribeTrustedAdvisorCheckSummariesCommand,
  GetAttachmentDownloadLinkCommand,
  GetAttachmentUploadLinksCommand,
  RefreshTrustedAdvisorCheckCommand,
  ResolveCaseCommand,
  type CaseDetails,
  type Communication as AwsCommunication,
  type Service,
  type SeverityLevel,
  type SupportedLanguage,
  type TrustedAdvisorCheckDescription,
  type TrustedAdvisorCheckRefreshStatus,
  type TrustedAdvisorCheckSummary,
  type UploadUrl,
} from '@aws-sdk/client-support'

/**
 * By the name that the gateway calls them, in families: what of AWS Support fails together. Each family has a circuit breaker of its own, so
 * that a Trusted Advisor that is down keeps nobody from his cases.
 */
const families = {
  cases: {
    addCommunicationToCase: AddCommunicationToCaseCommand,
    createCase: CreateCaseCommand,
    describeCases: DescribeCasesCommand,
    describeCommunications: DescribeCommunicationsCommand,
    resolveCase: ResolveCaseCommand,
  },
  attachments: {
    addAttachmentsToSet: AddAttachmentsToSetCommand,
    completeAttachmentUpload: CompleteAttachmentUploadCommand,
    describeAttachment: DescribeAttachmentCommand,
    describeAttachmentUploadStatus: DescribeAttachmentUploadStatusCommand,
    getAttachmentDownloadLink: GetAttachmentDownloadLinkCommand,
    getAttachmentUploadLinks: GetAttachmentUploadLinksCommand,
  },
  reference: {
    describeCreateCaseOptions: DescribeCreateCaseOptionsCommand,
    describeServices: DescribeServicesCommand,
    describeSeverityLevels: DescribeSeverityLevelsCommand,
    describeSupportedLanguages: DescribeSupportedLanguagesCommand,
  },
  'trusted-advisor': {
    describeTrustedAdvisorCheckRefreshStatuses: DescribeTrustedAdvisorCheckRefreshStatusesCommand,
    describeTrustedAdvisorCheckResult: DescribeTrustedAdvisorCheckResultCommand,
    describeTrustedAdvisorChecks: DescribeTrustedAdvisorChecksCommand,
    describeTrustedAdvisorCheckSummaries: DescribeTrustedAdvisorCheckSummariesCommand,
    refreshTrustedAdvisorCheck: RefreshTrustedAdvisorCheckCommand,
  },
} as const

export const commands = {
  ...families.cases,
  ...families.attachments,
  ...families.reference,
  ...families['trusted-advisor'],
} as const

export type Family = keyof typeof families
type Commands = typeof commands
export type OperationKey = keyof Commands
type Input<K extends OperationKey> = InstanceType<Commands[K]>['input']
type SdkOutput<K extends OperationKey> =
  InstanceType<Commands[K]> extends {
    resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: infer O }>
  }
    ? O
    : never

export type Identified<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> }

/** `recentCommunications` is there only when the case was read with its communications, and not even then from every upstream. */
export type Case = Identified<CaseDetails, 'caseId'>

/** With the id of its case, which AWS leaves out of some. */
export type Communication = Identified<AwsCommunication, 'caseId'>

/** The lists whose items have their ids (conform.ts), which the SDK's types leave open. */
interface IdentifiedLists {
  describeCases: { cases?: Case[] }
  describeServices: { services?: Identified<Service, 'code'>[] }
  describeSeverityLevels: { severityLevels?: Identified<SeverityLevel, 'code'>[] }
  describeSupportedLanguages: { supportedLanguages?: Identified<SupportedLanguage, 'code'>[] }
  describeTrustedAdvisorChecks: { checks?: Identified<TrustedAdvisorCheckDescription, 'id'>[] }
  describeTrustedAdvisorCheckSummaries: { summaries?: Identified<TrustedAdvisorCheckSummary, 'checkId'>[] }
  describeTrustedAdvisorCheckRefreshStatuses: { statuses?: Identified<TrustedAdvisorCheckRefreshStatus, 'checkId'>[] }
  getAttachmentUploadLinks: { uploadUrls?: Identified<UploadUrl, 'partIndex' | 'url'>[] }
}

type Output<K extends OperationKey> = K extends keyof IdentifiedLists
  ? Omit<SdkOutput<K>, keyof IdentifiedLists[K]> & IdentifiedLists[K]
  : SdkOutput<K>

/**
 * The operations of AWS Support as one request may call them: each rejects with an `UpstreamError`, dies with the request, and is counted.
 */
export type Upstream = { [K in OperationKey]: (input: Input<K>) => Promise<Output<K>> }

export const familyNames = keysOf(families)

export function familyOf(key: OperationKey): Family {
  const family = familyNames.find((name) => key in families[name])
  if (family === undefined) throw new Error(`${key} is in no family`)
  return family
}

/**
 * A repeated one of these does its work twice, and the API has no client token: they are sent once, whatever happens.
 * ResolveCase, RefreshTrustedAdvisorCheck and CompleteAttachmentUpload come to the same when repeated, so they are retried like reads.
 */
const sentOnce: ReadonlySet<OperationKey> = new Set(['createCase', 'addCommunicationToCase', 'addAttachmentsToSet'])

/**
 * What a reply has when the write has worked, though the model does not require it: the id of what was made, without which who goes on would
 * lose it, and `result`, which is "true if AddCommunicationToCase succeeds" (model).
 */
export const requiredOutput: Readonly<Partial<Record<OperationKey, string>>> = {
  createCase: 'caseId',
  addAttachmentsToSet: 'attachmentSetId',
  addCommunicationToCase: 'result',
  getAttachmentUploadLinks: 'uploadId',
}

/** A dry run does nothing; a new set whose id was lost is thrown away by AWS within the hour, unlike files that are put twice into a known one. */
export function doesItsWorkTwice(key: OperationKey, input: object): boolean {
  if (!sentOnce.has(key) || isDryRun(input)) return false
  return key !== 'addAttachmentsToSet' || 'attachmentSetId' in input
}

/** A dry run of a write is sent once, like the write: the reply to it that was lost may have been that of the real call. */
export function mayBeRepeated(key: OperationKey, input: object): boolean {
  return !doesItsWorkTwice(key, input) && !needsProof(key, input)
}

/** Whether it must not be sent before the endpoint is known to heed `dryRun`: it would leave something behind. */
export function needsProof(key: OperationKey, input: object): boolean {
  return isDryRun(input) && (isWrite(key) || key === 'getAttachmentUploadLinks')
}

export function isDryRun(input: { dryRun?: boolean }): boolean {
  return input.dryRun === true
}

export function isWrite(key: OperationKey): boolean {
  return !key.startsWith('describe') && !key.startsWith('get')
}

/** `describeCases` → `DescribeCases`, AWS's name. */
export function nameOf(key: OperationKey): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}

export function keysOf<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[]
}
