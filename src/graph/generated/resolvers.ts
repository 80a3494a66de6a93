import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Case as CaseParent, CaseConnection as CaseConnectionParent, CaseSummary as CaseSummaryParent, CaseSeverityCount as CaseSeverityCountParent, CaseServiceCount as CaseServiceCountParent, CaseSearchConnection as CaseSearchConnectionParent, CaseSearchEdge as CaseSearchEdgeParent, CaseSearchHighlight as CaseSearchHighlightParent, Communication as CommunicationParent, CommunicationConnection as CommunicationConnectionParent, Attachment as AttachmentParent, AttachmentConnection as AttachmentConnectionParent, AttachmentUpload as AttachmentUploadParent, Service as ServiceParent, ServiceConnection as ServiceConnectionParent, Category as CategoryParent, SeverityLevel as SeverityLevelParent, SupportedLanguage as SupportedLanguageParent, CommunicationType as CommunicationTypeParent, CaseForm as CaseFormParent, TrustedAdvisorCheck as TrustedAdvisorCheckParent, TrustedAdvisorCheckConnection as TrustedAdvisorCheckConnectionParent, TrustedAdvisorCheckResult as TrustedAdvisorCheckResultParent, TrustedAdvisorRefreshStatus as TrustedAdvisorRefreshStatusParent, TrustedAdvisorFlaggedResource as TrustedAdvisorFlaggedResourceParent, TrustedAdvisorFlaggedResourceConnection as TrustedAdvisorFlaggedResourceConnectionParent, AccountAvailability as AccountAvailabilityParent, AccountFailure as AccountFailureParent, AccountConnection as AccountConnectionParent, CaseAccountCount as CaseAccountCountParent, CreateCasePayload as CreateCasePayloadParent, AddCommunicationPayload as AddCommunicationPayloadParent, ResolveCasePayload as ResolveCasePayloadParent, RefreshCheckPayload as RefreshCheckPayloadParent, RefreshCheckResult as RefreshCheckResultParent } from '../models.js';
import type { DescribeCreateCaseOptionsResponse as DescribeCreateCaseOptionsResponseParent, DateInterval as DateIntervalParent, TrustedAdvisorCheckSummary as AwsCheckSummaryParent } from '@aws-sdk/client-support';
import type { Account as AccountParent } from '../../accounts/account.js';
import type { Viewer as ViewerParent } from '../../lib/viewer.js';
import type { Context } from '../context.js';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A moment in time, RFC 3339 in UTC with milliseconds (`2026-05-14T17:04:40.790Z`), whatever format AWS uses. As input, any RFC 3339 date-time or a
   * plain date (`2026-05-14`, midnight UTC) is accepted. A leap second (`:60`) is read as the first second of the next minute.
   */
  DateTime: { input: Date; output: Date; }
  /** An integer up to 2^53 - 1, for AWS's 64-bit counts and sizes, which may not fit GraphQL's 32-bit `Int`. */
  SafeInt: { input: number; output: number; }
};

/** An AWS account in the graph. Without ACCOUNTS_FILE, there is one. */
export type Account = Node & {
  __typename?: 'Account';
  /** AWS's 12 digits. Null without ACCOUNTS_FILE, except in the demo. */
  accountId?: Maybe<Scalars['String']['output']>;
  /** The result of the last AWS call of this gateway process for the account. Null before the first one. Costs no AWS call. */
  availability?: Maybe<AccountAvailability>;
  /** The global id. It stays the same if the account is renamed. */
  id: Scalars['ID']['output'];
  /** The name in the gateway's configuration, unique among the accounts. Arguments such as `accountId` accept it. */
  name: Scalars['String']['output'];
  /** The severity levels that the account's support plan offers and the viewer may use. */
  severityLevels?: Maybe<Array<SeverityLevel>>;
  /** The account's Trusted Advisor checks. */
  trustedAdvisorChecks?: Maybe<TrustedAdvisorCheckConnection>;
  /** Totals over all Trusted Advisor checks of the account. */
  trustedAdvisorSummary?: Maybe<TrustedAdvisorSummary>;
};


/** An AWS account in the graph. Without ACCOUNTS_FILE, there is one. */
export type AccountSeverityLevelsArgs = {
  language?: InputMaybe<Scalars['String']['input']>;
};


/** An AWS account in the graph. Without ACCOUNTS_FILE, there is one. */
export type AccountTrustedAdvisorChecksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TrustedAdvisorCheckFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TrustedAdvisorCheckOrder>;
};

/** Whether AWS responded to the last call for an account. */
export type AccountAvailability = {
  __typename?: 'AccountAvailability';
  /** The time at which the call ended. */
  checkedAt: Scalars['DateTime']['output'];
  /** Why it failed; null if it worked. */
  code?: Maybe<AccountFailureCode>;
  /** Whether the call worked, or failed only because of its input. */
  isAvailable: Scalars['Boolean']['output'];
  /** What failed, and what to do about it; null if the call worked. */
  message?: Maybe<Scalars['String']['output']>;
};

/** A page of accounts, in the order of the configuration. */
export type AccountConnection = {
  __typename?: 'AccountConnection';
  /** The accounts on this page, each with its cursor. */
  edges: Array<AccountEdge>;
  /** The accounts on this page. */
  nodes: Array<Account>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of accounts that the viewer may see. */
  totalCount: Scalars['Int']['output'];
};

/** An account on a page, with its cursor. */
export type AccountEdge = {
  __typename?: 'AccountEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Account;
};

/** An account whose cases are missing from a list or count, with the reason. */
export type AccountFailure = {
  __typename?: 'AccountFailure';
  /** The account whose cases are missing. */
  account: Account;
  /** The kind of failure, for programs. */
  code: AccountFailureCode;
  /** What failed, and what to do about it. */
  message: Scalars['String']['output'];
  /** How long to wait before a retry, in milliseconds. Null if a retry is unlikely to succeed, or if the time is unknown. */
  retryAfterMs?: Maybe<Scalars['SafeInt']['output']>;
  /** Whether the same query can succeed later. */
  retryable: Scalars['Boolean']['output'];
};

/** The kinds of failures of an account. A list of that account alone fails with the error code of the same name. */
export const AccountFailureCode = {
  /** The gateway is reading the account's cases for the first time. The next request continues from there. */
  IndexBuilding: 'INDEX_BUILDING',
  /** Another failure: see the message. */
  Other: 'OTHER',
  /** The account has more cases or communications than a request may read, or than fit in CASE_INDEX_MAX_BYTES. */
  ScanLimitExceeded: 'SCAN_LIMIT_EXCEEDED',
  /** The account's support plan does not include the AWS Support API. */
  SubscriptionRequired: 'SUBSCRIPTION_REQUIRED',
  /** AWS refuses the account's role or credentials, or a permission is missing. */
  UpstreamDenied: 'UPSTREAM_DENIED',
  /** A quota of the account is used up. */
  UpstreamLimitExceeded: 'UPSTREAM_LIMIT_EXCEEDED',
  /** AWS throttles the account, or its call budget is used up. */
  UpstreamThrottled: 'UPSTREAM_THROTTLED',
  /** AWS did not respond within ACCOUNT_TIMEOUT_MS. */
  UpstreamTimeout: 'UPSTREAM_TIMEOUT',
  /** AWS is unreachable, fails, or sends a malformed response. */
  UpstreamUnavailable: 'UPSTREAM_UNAVAILABLE'
} as const;

export type AccountFailureCode = typeof AccountFailureCode[keyof typeof AccountFailureCode];
/** The files to add to an attachment set. */
export type AddAttachmentsInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The set to add to. Defaults to a new set. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each. */
  attachments: Array<AttachmentInput>;
};

/** The result of addAttachments. */
export type AddAttachmentsPayload = {
  __typename?: 'AddAttachmentsPayload';
  /** The set that now contains the files. */
  attachmentSet?: Maybe<AttachmentSet>;
  /** Errors that the caller can fix. When there are any, nothing was added. */
  userErrors: Array<UserError>;
};

/** The reply to add to a case. */
export type AddCommunicationInput = {
  /** Whether to send the text even if it appears to contain keys, tokens or card numbers. */
  allowSensitive?: Scalars['Boolean']['input'];
  /** The id of a set returned by addAttachments. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each. Cannot be combined with `attachmentSetId`. */
  attachments?: InputMaybe<Array<AttachmentInput>>;
  /** The text, 1 to 8000 characters. */
  body: Scalars['String']['input'];
  /** The global id, caseId or displayId of the case. */
  caseId: Scalars['ID']['input'];
  /** Up to 10 addresses that receive a copy. */
  ccEmailAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A unique key for this request, 1 to 255 characters. Within 24 hours, the same key with the same input returns the first result and does not add a second reply. The same key with different input returns the userError CONFLICT. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Up to 10 uploads finished with completeAttachmentUpload: global ids or uploadIds. */
  uploadIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** The result of addCommunication. */
export type AddCommunicationPayload = {
  __typename?: 'AddCommunicationPayload';
  /** The case, read back from AWS. Null after validateOnly or with userErrors. */
  case?: Maybe<Case>;
  /** The new communication, read back from AWS. Null after validateOnly, with userErrors, or if AWS does not return it yet. */
  communication?: Maybe<Communication>;
  /** Errors that the caller can fix. When there are any, nothing was added. */
  userErrors: Array<UserError>;
};

/** A file attached to a communication. */
export type Attachment = Node & {
  __typename?: 'Attachment';
  /** AWS's id for the attachment. */
  attachmentId: Scalars['String']['output'];
  /** The contents of the file, up to 5 MB. For larger files, use `downloadLink`. */
  content?: Maybe<AttachmentContent>;
  /** The media type for the file name's extension. Null if the extension is missing or unknown. */
  contentType?: Maybe<Scalars['String']['output']>;
  /** A short-lived link to download the file without credentials. Works for files of any size. */
  downloadLink?: Maybe<DownloadLink>;
  /** The file's name. */
  fileName?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  id: Scalars['ID']['output'];
};

/** A page of attachments. */
export type AttachmentConnection = {
  __typename?: 'AttachmentConnection';
  /** The attachments on this page, each with its cursor. */
  edges: Array<AttachmentEdge>;
  /** The attachments on this page. */
  nodes: Array<Attachment>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of attachments. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** The contents of a file. */
export type AttachmentContent = {
  __typename?: 'AttachmentContent';
  /** The contents, base64-encoded. */
  data: Scalars['String']['output'];
  /** Decoded size in bytes. */
  sizeBytes: Scalars['SafeInt']['output'];
};

/** An attachment on a page, with its cursor. */
export type AttachmentEdge = {
  __typename?: 'AttachmentEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Attachment;
};

/** A file sent inline. */
export type AttachmentInput = {
  /** The file's contents, base64-encoded, at most 5 MB decoded. */
  data: Scalars['String']['input'];
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: Scalars['String']['input'];
};

/** A set of uploaded files. To attach them to a case or a reply, pass the id as `attachmentSetId`. */
export type AttachmentSet = {
  __typename?: 'AttachmentSet';
  /** When the set expires: one hour after it was created. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** AWS's id for the set. */
  id: Scalars['ID']['output'];
};

/** A multipart upload of a file of up to 150 MB. */
export type AttachmentUpload = Node & {
  __typename?: 'AttachmentUpload';
  /** The file's name. */
  fileName?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  id: Scalars['ID']['output'];
  /** The index of the first part after those in `parts`: pass it to attachmentUploadParts as `from`. Null when no parts are left or `parts` is null. */
  nextIndex?: Maybe<Scalars['Int']['output']>;
  /** Size in bytes of each part except the last. Only createAttachmentUpload and attachmentUploadParts return it; otherwise null. */
  partSizeBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** The parts to upload, at most 10 at a time. Only createAttachmentUpload and attachmentUploadParts return them; otherwise null. */
  parts?: Maybe<Array<AttachmentUploadPart>>;
  /** How many parts have been reported as uploaded. */
  progress?: Maybe<AttachmentUploadProgress>;
  /** The status of the upload. */
  status?: Maybe<AttachmentUploadStatus>;
  /** AWS's string value for `status`. */
  statusCode?: Maybe<Scalars['String']['output']>;
  /** Number of parts. */
  totalParts?: Maybe<Scalars['Int']['output']>;
  /** AWS's id for the upload. `uploadIds` accepts this id or the global id. */
  uploadId: Scalars['ID']['output'];
};

/** A part of an upload. */
export type AttachmentUploadPart = {
  __typename?: 'AttachmentUploadPart';
  /** When the URL expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Part number, from 1. */
  index: Scalars['Int']['output'];
  /** The URL to PUT the bytes to, without credentials. Keep the ETag of the response for completeAttachmentUpload. */
  url: Scalars['String']['output'];
};

/** The parts of an upload to get URLs for. */
export type AttachmentUploadPartsInput = {
  /** The file's name, as given to createAttachmentUpload. */
  fileName: Scalars['String']['input'];
  /** The number of the first part. Parts are numbered from 1. */
  from?: Scalars['Int']['input'];
  /** The number of the first part to leave out, at most `from` + 10. By default, the next ten parts are returned, or all that are left. */
  to?: InputMaybe<Scalars['Int']['input']>;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: Scalars['ID']['input'];
};

/** The result of attachmentUploadParts. */
export type AttachmentUploadPartsPayload = {
  __typename?: 'AttachmentUploadPartsPayload';
  /** The upload, with the URLs of these parts. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** How many parts of an upload have been reported as uploaded. */
export type AttachmentUploadProgress = {
  __typename?: 'AttachmentUploadProgress';
  /** Number of parts reported as uploaded. */
  completedParts?: Maybe<Scalars['Int']['output']>;
  /** Number of parts. */
  totalParts?: Maybe<Scalars['Int']['output']>;
};

/** The status of an upload. */
export const AttachmentUploadStatus = {
  /** The upload failed: start a new one. */
  Failed: 'FAILED',
  /** Parts are missing, or AWS is still assembling the file. */
  NotReady: 'NOT_READY',
  /** A status that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** The file can be attached to a case or a reply. */
  Ready: 'READY'
} as const;

export type AttachmentUploadStatus = typeof AttachmentUploadStatus[keyof typeof AttachmentUploadStatus];
/** A support case. */
export type Case = Node & {
  __typename?: 'Case';
  /** The account that has the case. */
  account: Account;
  /** All attachments of the case's thread, newest communication first. Reads the whole thread. */
  attachments?: Maybe<AttachmentConnection>;
  /** AWS's id for the case, e.g. `case-111122223333-muen-2026-7118885805350839`. */
  caseId: Scalars['String']['output'];
  /** The category of the problem; null when AWS no longer lists it for the service. */
  category?: Maybe<Category>;
  /** The category code. */
  categoryCode?: Maybe<Scalars['String']['output']>;
  /** The addresses that receive a copy of each communication. */
  ccEmailAddresses?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The case's thread, newest first. AWS returns the newest five with the case, so a first page of up to five costs no further AWS call. If AWS returns
   * fewer even though there are more, that page is shorter than requested and `hasNextPage` is true.
   */
  communications?: Maybe<CommunicationConnection>;
  /** The case's page in the AWS console. Null without a `displayId`, or if SUPPORT_REGION is in an isolated or sovereign partition. */
  consoleUrl?: Maybe<Scalars['String']['output']>;
  /** When the case was opened. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The case number that the AWS console shows. */
  displayId?: Maybe<Scalars['String']['output']>;
  /** When AWS first wrote a message. Null until then, or if the thread has messages older than the newest five. */
  firstResponseAt?: Maybe<Scalars['DateTime']['output']>;
  /** The global id. */
  id: Scalars['ID']['output'];
  /**
   * Whether AWS's first response is late: `responseDueAt` has passed, the case is not resolved, and AWS has written nothing. False when the thread has
   * messages older than the newest five.
   */
  isOverdue: Scalars['Boolean']['output'];
  /** ISO 639-1 code of the language in which the case is handled. */
  language?: Maybe<Scalars['String']['output']>;
  /** The newest message of the thread; null if there is none. AWS returns it with the case, so it costs no further AWS call. */
  latestCommunication?: Maybe<Communication>;
  /** When the newest message was written. */
  latestCommunicationAt?: Maybe<Scalars['DateTime']['output']>;
  /** When AWS's first response is due: `createdAt` plus the time in RESPONSE_TARGETS for the severity. Null if the severity has no target. */
  responseDueAt?: Maybe<Scalars['DateTime']['output']>;
  /** The service that the case is about; null when AWS no longer lists it. */
  service?: Maybe<Service>;
  /** The service code. */
  serviceCode?: Maybe<Scalars['String']['output']>;
  /** How urgent the case is; null when the account's plan no longer offers that level. */
  severity?: Maybe<SeverityLevel>;
  /** The severity code: `low`, `normal`, `high`, `urgent` or `critical`. */
  severityCode?: Maybe<Scalars['String']['output']>;
  /** The status of the case. */
  status: CaseStatus;
  /** AWS's string value for `status`, e.g. `pending-customer-action`. */
  statusCode?: Maybe<Scalars['String']['output']>;
  /** The subject line. */
  subject?: Maybe<Scalars['String']['output']>;
  /** Who opened the case, as returned by AWS. */
  submittedBy?: Maybe<Scalars['String']['output']>;
  /**
   * Which side has to act next. It is derived from the status: NOBODY for a resolved case, CUSTOMER for `pending-customer-action`, AWS for the other
   * known statuses. If this schema does not know the status, it is the side that did not write the newest message.
   */
  waitingOn: CaseWaitingOn;
  /**
   * When the case began to wait on the side in `waitingOn`. This is the time of the first message from the other side that this side has not replied to,
   * or `createdAt` if this side has written nothing. Null for NOBODY and OTHER. Also null if this side wrote the newest message (for example, AWS has
   * replied and is still working on the case), or if the newest five messages do not show the time.
   */
  waitingSince?: Maybe<Scalars['DateTime']['output']>;
};


/** A support case. */
export type CaseAttachmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A support case. */
export type CaseCommunicationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** The number of cases of a given account. */
export type CaseAccountCount = {
  __typename?: 'CaseAccountCount';
  /** The account. */
  account: Account;
  /** Number of cases. */
  count: Scalars['Int']['output'];
};

/** A page of cases. */
export type CaseConnection = {
  __typename?: 'CaseConnection';
  /**
   * The list is at least as recent as this moment, when the gateway began to read it from AWS. For a list with resolved cases, it is when the gateway
   * last began to read all cases; open cases may be more recent.
   */
  asOf: Scalars['DateTime']['output'];
  /** The cases on this page, each with its cursor. */
  edges: Array<CaseEdge>;
  /**
   * The accounts whose cases are missing, with the reason. The cases of all other accounts are in the list. If all accounts of the list fail, `cases`
   * fails with an error instead.
   */
  failures: Array<AccountFailure>;
  /** The cases on this page. */
  nodes: Array<Case>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of matching cases. Null if an account is missing: see `failures`. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A case on a page, with its cursor. */
export type CaseEdge = {
  __typename?: 'CaseEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Case;
};

/** Selects cases. All conditions must hold. A list matches any of its values. */
export type CaseFilter = {
  /** Only cases of these accounts: global ids, names or 12 digits, at most 100. Defaults to all accounts that the viewer may see. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Opened at or after this moment. */
  afterTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Opened at or before this moment. */
  beforeTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Any of these category codes. */
  categoryCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The case number that the AWS console shows. */
  displayId?: InputMaybe<Scalars['String']['input']>;
  /** Global ids or caseIds, at most 100. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether resolved cases are included. Naming RESOLVED in `status` includes them too. */
  includeResolved?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether AWS's first response is late. Without RESPONSE_TARGETS, no case is overdue. */
  isOverdue?: InputMaybe<Scalars['Boolean']['input']>;
  /** ISO 639-1 code of the language in which the cases are handled. Defaults to all languages. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** Any of these service codes. */
  serviceCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these severity codes. */
  severityCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these statuses. */
  status?: InputMaybe<Array<CaseStatus>>;
  /** `submittedBy` contains any of these texts (case-insensitive). */
  submittedBy?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The case contains this text. Letter case and Unicode form do not matter. `textScope` sets where to search. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Where to search for `text`. */
  textScope?: CaseTextScope;
  /** Any of these sides has to act next. NOBODY matches only resolved cases, so also set `includeResolved`. */
  waitingOn?: InputMaybe<Array<CaseWaitingOn>>;
};

/** Everything a form for a new case needs: choices, limits, and when AWS Support can be reached. It contains only what the viewer may use. */
export type CaseForm = {
  __typename?: 'CaseForm';
  /** The account that the form is for. */
  account: Account;
  /** The chosen category. Null without `categoryCode`, or when AWS lists no categories for the service. */
  category?: Maybe<Category>;
  /** The ways to reach AWS Support about this service and category in `language`. Null unless both codes are given. */
  communicationTypes?: Maybe<Array<CommunicationType>>;
  /** The limits that createCase enforces. */
  limits: CaseFormLimits;
  /** The chosen service. Null without `serviceCode`. */
  service?: Maybe<Service>;
  /** The severity levels that the account's support plan offers and the viewer may use, for the chosen service if there is one. */
  severityLevels?: Maybe<Array<SeverityLevel>>;
  /** The languages in which AWS Support handles cases about this service and category. Null unless both codes are given. */
  supportedLanguages?: Maybe<Array<SupportedLanguage>>;
};

/** Limits for a new case. Lengths are in Unicode characters. */
export type CaseFormLimits = {
  __typename?: 'CaseFormLimits';
  /** Maximum size of a file in `attachments`, in bytes. */
  attachmentBytes: Scalars['SafeInt']['output'];
  /** Maximum number of files in `attachments`, or in a set from addAttachments. */
  attachments: Scalars['Int']['output'];
  /** Maximum length of the body. */
  bodyLength: Scalars['Int']['output'];
  /** Maximum number of `ccEmailAddresses`. */
  ccEmailAddresses: Scalars['Int']['output'];
  /** Maximum length of the subject. */
  subjectLength: Scalars['Int']['output'];
  /** Maximum size of a file for createAttachmentUpload, in bytes. */
  uploadBytes: Scalars['SafeInt']['output'];
  /** Maximum number of `uploadIds`. */
  uploads: Scalars['Int']['output'];
};

/** The order of cases. Ties are ordered newest first. */
export type CaseOrder = {
  /** The direction. */
  direction?: OrderDirection;
  /** What to order by. */
  field: CaseOrderField;
};

/** What cases can be ordered by. */
export const CaseOrderField = {
  /** When the case was opened. */
  CreatedAt: 'CREATED_AT',
  /**
   * When the newest message was written. Cases without messages come last in both directions. A case that changes while you page may appear twice or
   * not at all.
   */
  LatestCommunicationAt: 'LATEST_COMMUNICATION_AT',
  /** When AWS's first response is due. Cases without a target come last in both directions. */
  ResponseDueAt: 'RESPONSE_DUE_AT',
  /** From `low` to `critical`; unknown codes first. */
  Severity: 'SEVERITY',
  /** `statusCode`, alphabetically. A case whose status changes while you page may appear twice or not at all. */
  Status: 'STATUS',
  /** The subject, alphabetically. */
  Subject: 'SUBJECT',
  /**
   * `waitingSince`: ASC puts the longest waits first. Cases without it come last in both directions. A case that changes while you page may appear
   * twice or not at all.
   */
  WaitingSince: 'WAITING_SINCE'
} as const;

export type CaseOrderField = typeof CaseOrderField[keyof typeof CaseOrderField];
/** A page of search results, best match first. */
export type CaseSearchConnection = {
  __typename?: 'CaseSearchConnection';
  /** The cases on this page, each with its cursor, score and highlights. */
  edges: Array<CaseSearchEdge>;
  /** The accounts whose cases were not searched, with the reason. If all accounts fail, `searchCases` fails with an error instead. */
  failures: Array<AccountFailure>;
  /**
   * Whether all text in `textScope` was searched. If it is false, there may be more matches: time ran out before all threads were read, a call failed, a
   * limit was reached, or the communications of resolved cases do not fit in the gateway's memory (CASE_INDEX_MAX_BYTES). Also false if `failures` is not
   * empty.
   */
  isComplete: Scalars['Boolean']['output'];
  /** The cases on this page. */
  nodes: Array<Case>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** How many cases were found. Null if an account is missing: see `failures`. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A case on a page of search results, with its cursor, score and highlights. */
export type CaseSearchEdge = {
  __typename?: 'CaseSearchEdge';
  /** The cursor of this item, for `after`. */
  cursor: Scalars['String']['output'];
  /**
   * Where the words occur: in the subject, and in up to five communications, newest first. If more communications match, those with
   * a word that is in neither the subject nor a newer communication are preferred.
   */
  highlights: Array<CaseSearchHighlight>;
  /** The item. */
  node: Case;
  /**
   * How well the case matches, from 0 to 1; higher is better. Matches in the subject count most, then those in the newest communication. Cases with
   * the same score come newest first.
   */
  score: Scalars['Float']['output'];
};

/** The texts that a search covers. */
export const CaseSearchField = {
  /** The body of a communication. */
  Communication: 'COMMUNICATION',
  /** The subject. */
  Subject: 'SUBJECT'
} as const;

export type CaseSearchField = typeof CaseSearchField[keyof typeof CaseSearchField];
/** The excerpt of a text that best shows why it matches. */
export type CaseSearchHighlight = {
  __typename?: 'CaseSearchHighlight';
  /** The communication that contains the text; null for SUBJECT. */
  communication?: Maybe<Communication>;
  /** Where the excerpt comes from. */
  field: CaseSearchField;
  /** The places in `text` where the words occur, in order and without overlaps. */
  ranges: Array<TextRange>;
  /** The excerpt, as written, at most 200 UTF-16 code units long. */
  text: Scalars['String']['output'];
};

/** The number of cases about a given service. */
export type CaseServiceCount = {
  __typename?: 'CaseServiceCount';
  /** Number of cases. */
  count: Scalars['Int']['output'];
  /** The service; null when AWS no longer lists it. */
  service?: Maybe<Service>;
  /** The service code; null for cases without one. */
  serviceCode?: Maybe<Scalars['String']['output']>;
};

/** The number of cases with a given severity. */
export type CaseSeverityCount = {
  __typename?: 'CaseSeverityCount';
  /** Number of cases. */
  count: Scalars['Int']['output'];
  /** The severity; null when the account's plan no longer offers that level. */
  severity?: Maybe<SeverityLevel>;
  /** The severity code; null for cases without one. */
  severityCode?: Maybe<Scalars['String']['output']>;
};

/** The status of a case. */
export const CaseStatus = {
  /** AWS's `all-open`. As a filter it matches every case that is not resolved. */
  AllOpen: 'ALL_OPEN',
  /** The customer has done what AWS requested. */
  CustomerActionCompleted: 'CUSTOMER_ACTION_COMPLETED',
  /** Opened. */
  Opened: 'OPENED',
  /** A status that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** AWS is waiting for the customer. */
  PendingCustomerAction: 'PENDING_CUSTOMER_ACTION',
  /** Reopened after it was resolved. */
  Reopened: 'REOPENED',
  /** Resolved. */
  Resolved: 'RESOLVED',
  /** New; nobody is working on it yet. */
  Unassigned: 'UNASSIGNED',
  /** AWS is working on it. */
  WorkInProgress: 'WORK_IN_PROGRESS'
} as const;

export type CaseStatus = typeof CaseStatus[keyof typeof CaseStatus];
/** The number of cases with a given status. */
export type CaseStatusCount = {
  __typename?: 'CaseStatusCount';
  /** Number of cases. */
  count: Scalars['Int']['output'];
  /** The status. */
  status: CaseStatus;
};

/** Counts of the cases that match a filter, in total and by group. Empty groups are omitted. The largest group comes first. */
export type CaseSummary = {
  __typename?: 'CaseSummary';
  /** The counts are at least as recent as this moment: see `CaseConnection.asOf`. */
  asOf: Scalars['DateTime']['output'];
  /** Number of cases by account. Accounts without cases and those in `failures` are not in the list. */
  byAccount: Array<CaseAccountCount>;
  /** Number of cases by service. */
  byService: Array<CaseServiceCount>;
  /** Number of cases by severity. */
  bySeverity: Array<CaseSeverityCount>;
  /** Number of cases by status. */
  byStatus: Array<CaseStatusCount>;
  /** Number of cases by the side that has to act next. */
  byWaitingOn: Array<CaseWaitingOnCount>;
  /** The accounts whose cases are not counted, with the reason. If all accounts fail, `caseSummary` fails with an error instead. */
  failures: Array<AccountFailure>;
  /** Number of overdue cases: see `Case.isOverdue`. Always 0 without RESPONSE_TARGETS. */
  overdueCount: Scalars['Int']['output'];
  /** Total number of matching cases, in the accounts that are not in `failures`. */
  totalCount: Scalars['Int']['output'];
};

/** Which text of a case to search. Each scope includes the ones before it. */
export const CaseTextScope = {
  /**
   * The bodies of all communications. If a case has more than five and nothing has matched in the newest five, its thread is read from AWS, with lower
   * priority than all other calls. If `filter.text` needs more threads than can be read in time, the query fails with SCAN_LIMIT_EXCEEDED.
   */
  AllCommunications: 'ALL_COMMUNICATIONS',
  /** The bodies of the newest five communications, which cost no further AWS call. */
  RecentCommunications: 'RECENT_COMMUNICATIONS',
  /** The subject. */
  Subject: 'SUBJECT'
} as const;

export type CaseTextScope = typeof CaseTextScope[keyof typeof CaseTextScope];
/** Which side of a case has to act next. */
export const CaseWaitingOn = {
  /** AWS Support. */
  Aws: 'AWS',
  /** The customer. */
  Customer: 'CUSTOMER',
  /** The case is resolved. */
  Nobody: 'NOBODY',
  /** The status is unknown to this schema, and AWS does not say who wrote the newest message. */
  Other: 'OTHER'
} as const;

export type CaseWaitingOn = typeof CaseWaitingOn[keyof typeof CaseWaitingOn];
/** The number of cases in which a given side has to act next. */
export type CaseWaitingOnCount = {
  __typename?: 'CaseWaitingOnCount';
  /** Number of cases. */
  count: Scalars['Int']['output'];
  /** The side that has to act next. */
  waitingOn: CaseWaitingOn;
};

/** A category of problems with one service. */
export type Category = Node & {
  __typename?: 'Category';
  /** AWS's code. Each service has its own codes. */
  code: Scalars['String']['output'];
  /** The global id. It includes the service and the language of the name. */
  id: Scalars['ID']['output'];
  /** The name in the requested language; the code when AWS sends no name. */
  name: Scalars['String']['output'];
};

/** One message in the thread of a case. */
export type Communication = Node & {
  __typename?: 'Communication';
  /** The attached files. */
  attachments?: Maybe<AttachmentConnection>;
  /** Who wrote it. */
  author: CommunicationAuthor;
  /** The text. */
  body?: Maybe<Scalars['String']['output']>;
  /** The case that it belongs to. */
  case?: Maybe<Case>;
  /** When it was written. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The global id. Communications have no id in AWS, so the gateway derives one from the case, the time and a digest of the text. */
  id: Scalars['ID']['output'];
  /** Who wrote it, as returned by AWS. */
  submittedBy?: Maybe<Scalars['String']['output']>;
};


/** One message in the thread of a case. */
export type CommunicationAttachmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Who wrote a communication, parsed from AWS's text, e.g. `AdminRole (Role) <janedoe@example.com>`. */
export type CommunicationAuthor = {
  __typename?: 'CommunicationAuthor';
  /** The email address; null for AWS Support. */
  email?: Maybe<Scalars['String']['output']>;
  /** Which side wrote it. */
  kind: CommunicationAuthorKind;
  /** The name without the address. */
  name?: Maybe<Scalars['String']['output']>;
};

/** The sides of a thread. */
export const CommunicationAuthorKind = {
  /** AWS Support. */
  Aws: 'AWS',
  /** The customer. */
  Customer: 'CUSTOMER',
  /** AWS did not say who wrote it. */
  Other: 'OTHER'
} as const;

export type CommunicationAuthorKind = typeof CommunicationAuthorKind[keyof typeof CommunicationAuthorKind];
/** A page of communications. */
export type CommunicationConnection = {
  __typename?: 'CommunicationConnection';
  /** The communications on this page, each with its cursor. */
  edges: Array<CommunicationEdge>;
  /** The communications on this page. */
  nodes: Array<Communication>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of communications. Reads the whole thread. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A communication on a page, with its cursor. */
export type CommunicationEdge = {
  __typename?: 'CommunicationEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Communication;
};

/** A way to reach AWS Support, and when it is open. */
export type CommunicationType = {
  __typename?: 'CommunicationType';
  /** When it closes next. Null while it is closed or if it will not close within a year. */
  closesAt?: Maybe<Scalars['DateTime']['output']>;
  /** The periods in which it is closed, regardless of the hours. */
  datesWithoutSupport: Array<DateInterval>;
  /**
   * Whether it is open now: within `supportedHours` and outside `datesWithoutSupport`. AWS gives no days of the week, so the hours apply to every day.
   * False when AWS returns no hours. A cached response expires when this value changes.
   */
  isOpen: Scalars['Boolean']['output'];
  /** The type, as an enum. */
  kind: CommunicationTypeKind;
  /** When it opens next. Null while it is open or if it will not open within a year. */
  opensAt?: Maybe<Scalars['DateTime']['output']>;
  /** The hours in which it is open each day, in UTC. */
  supportedHours: Array<SupportedHours>;
  /** AWS's string value for `kind`: `chat`, `web` or `call` so far. */
  type?: Maybe<Scalars['String']['output']>;
};

/** The ways to reach AWS Support. */
export const CommunicationTypeKind = {
  /** A phone call from AWS. */
  Call: 'CALL',
  /** A chat. */
  Chat: 'CHAT',
  /** A way that this schema does not know yet: see `type`. */
  Other: 'OTHER',
  /** The case itself: messages in the console, the API and e-mail. */
  Web: 'WEB'
} as const;

export type CommunicationTypeKind = typeof CommunicationTypeKind[keyof typeof CommunicationTypeKind];
/** The parts that have been uploaded. */
export type CompleteAttachmentUploadInput = {
  /** The uploaded parts. You can report them in several calls. */
  parts: Array<CompletedPartInput>;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: Scalars['ID']['input'];
};

/** The result of completeAttachmentUpload. */
export type CompleteAttachmentUploadPayload = {
  __typename?: 'CompleteAttachmentUploadPayload';
  /** The upload, with its current status. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** An uploaded part. */
export type CompletedPartInput = {
  /** The ETag from the response to its PUT. */
  eTag: Scalars['String']['input'];
  /** Part number, from 1. */
  index: Scalars['Int']['input'];
};

/** The file to upload. */
export type CreateAttachmentUploadInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: Scalars['String']['input'];
  /** Size of the file in bytes, 1 to 157286400. */
  sizeBytes: Scalars['SafeInt']['input'];
};

/** The result of createAttachmentUpload. */
export type CreateAttachmentUploadPayload = {
  __typename?: 'CreateAttachmentUploadPayload';
  /** The upload, with the URLs of its first ten parts. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** The case to open. */
export type CreateCaseInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether to send the text even if it appears to contain keys, tokens or card numbers. */
  allowSensitive?: Scalars['Boolean']['input'];
  /** The id of a set returned by addAttachments. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each. Cannot be combined with `attachmentSetId`. */
  attachments?: InputMaybe<Array<AttachmentInput>>;
  /** The description of the problem, 1 to 8000 characters. */
  body: Scalars['String']['input'];
  /** The category code: see `services { categories }`. */
  categoryCode?: InputMaybe<Scalars['String']['input']>;
  /** Up to 10 addresses that receive a copy of each communication. */
  ccEmailAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A unique key for this request, 1 to 255 characters. Within 24 hours, the same key with the same input returns the first result and does not open a second case. The same key with different input returns the userError CONFLICT. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Technical (AWS's default) or customer service. */
  issueType?: InputMaybe<IssueType>;
  /** ISO 639-1 language code for the case: see `caseForm { supportedLanguages }`. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** The service code: see `services`. */
  serviceCode?: InputMaybe<Scalars['String']['input']>;
  /** The severity code: see `severityLevels`. */
  severityCode?: InputMaybe<Scalars['String']['input']>;
  /** The subject line, 1 to 250 characters. */
  subject: Scalars['String']['input'];
  /** Up to 10 uploads finished with completeAttachmentUpload: global ids or uploadIds. */
  uploadIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** How and when AWS Support can be reached. */
export type CreateCaseOptions = {
  __typename?: 'CreateCaseOptions';
  /** The ways to reach AWS Support. */
  communicationTypes: Array<CommunicationType>;
  /** AWS's string value for whether the language is available. */
  languageAvailability?: Maybe<Scalars['String']['output']>;
};

/** The result of createCase. */
export type CreateCasePayload = {
  __typename?: 'CreateCasePayload';
  /** The new case, read back from AWS. Null after validateOnly, with userErrors, or if the policy hides the case from the viewer. */
  case?: Maybe<Case>;
  /** AWS's id for the new case. It is present even if reading the case back fails. */
  caseId?: Maybe<Scalars['String']['output']>;
  /** Errors that the caller can fix. When there are any, no case was opened. */
  userErrors: Array<UserError>;
};

/** A span of time. */
export type DateInterval = {
  __typename?: 'DateInterval';
  /** The end. */
  endDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** The start. */
  startDateTime?: Maybe<Scalars['DateTime']['output']>;
};

/** A presigned link: anyone who has it can download the file until it expires. */
export type DownloadLink = {
  __typename?: 'DownloadLink';
  /** When the link expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The link. */
  url: Scalars['String']['output'];
};

/** The kind of help that a case asks for. */
export const IssueType = {
  /** Account and billing. */
  CustomerService: 'CUSTOMER_SERVICE',
  /** A technical question. */
  Technical: 'TECHNICAL'
} as const;

export type IssueType = typeof IssueType[keyof typeof IssueType];
/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** Adds files of up to 5 MB each to a set. To attach the set to a case or a reply, pass its id as `attachmentSetId` within an hour. */
  addAttachments?: Maybe<AddAttachmentsPayload>;
  /** Adds a reply to a case. */
  addCommunication?: Maybe<AddCommunicationPayload>;
  /** Gets the URLs of more parts of an upload, or new URLs to replace expired ones. */
  attachmentUploadParts?: Maybe<AttachmentUploadPartsPayload>;
  /** Reports uploaded parts. Once all parts are reported, AWS assembles the file. It can be attached when its status is READY. */
  completeAttachmentUpload?: Maybe<CompleteAttachmentUploadPayload>;
  /** Starts the upload of a file of up to 150 MB: PUT each part to its URL, keep the ETags of the responses, then call completeAttachmentUpload. */
  createAttachmentUpload?: Maybe<CreateAttachmentUploadPayload>;
  /** Opens a support case. */
  createCase?: Maybe<CreateCasePayload>;
  /** Refreshes one Trusted Advisor check. Then poll `refreshStatus` about every ten seconds. The check cannot be refreshed again before `nextRefreshableAt`. */
  refreshCheck?: Maybe<RefreshCheckPayload>;
  /** Refreshes several Trusted Advisor checks. If one cannot be refreshed, the others still are. */
  refreshChecks?: Maybe<RefreshChecksPayload>;
  /** Resolves a case. */
  resolveCase?: Maybe<ResolveCasePayload>;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationAddAttachmentsArgs = {
  input: AddAttachmentsInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationAddCommunicationArgs = {
  input: AddCommunicationInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationAttachmentUploadPartsArgs = {
  input: AttachmentUploadPartsInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationCompleteAttachmentUploadArgs = {
  input: CompleteAttachmentUploadInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationCreateAttachmentUploadArgs = {
  input: CreateAttachmentUploadInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationCreateCaseArgs = {
  input: CreateCaseInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationRefreshCheckArgs = {
  input: RefreshCheckInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationRefreshChecksArgs = {
  input: RefreshChecksInput;
};


/**
 * Write operations. Errors that the caller can fix are in `userErrors`: all that the gateway detects, or else the one that AWS returns. If there are any,
 * nothing was written.
 */
export type MutationResolveCaseArgs = {
  input: ResolveCaseInput;
};

/** An object that `node(id:)` can refetch by its global id. */
export type Node = {
  /** The global id: opaque, stable, and unique across all types. */
  id: Scalars['ID']['output'];
};

/** The direction in which a list is ordered. */
export const OrderDirection = {
  /** Smallest, oldest or alphabetically first at the top. */
  Asc: 'ASC',
  /** Largest, newest or alphabetically last at the top. */
  Desc: 'DESC'
} as const;

export type OrderDirection = typeof OrderDirection[keyof typeof OrderDirection];
/** Where a page of a connection starts and ends, and whether there are more items. Cursors are opaque. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge: pass it as `after` to get the next page. Null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are items after this page. Also true if AWS only says that there may be more. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Read operations. They never change anything at AWS. */
export type Query = {
  __typename?: 'Query';
  /** One account; null if the gateway does not serve it, or if the policy hides it from the viewer. Costs no AWS call. */
  account?: Maybe<Account>;
  /** The AWS accounts that the viewer may see, in the order of the configuration. Costs no AWS call. */
  accounts: AccountConnection;
  /** One attachment of a communication; null if AWS does not know it, or if the policy limits which cases the viewer may see. */
  attachment?: Maybe<Attachment>;
  /** One upload of a large file, with its current status; null if AWS does not know it. */
  attachmentUpload?: Maybe<AttachmentUpload>;
  /**
   * One support case, open or resolved; null if AWS does not know it, or if the policy hides it from the viewer. If neither the id nor the gateway's
   * index shows which of several accounts has the case, the gateway asks each account once.
   */
  case?: Maybe<Case>;
  /**
   * Everything a form for a new case needs, in one query. Query it first without codes, then with `serviceCode`, then with `categoryCode` too. AWS's data
   * is cached for hours. An unknown code, or one that the viewer may not use, fails with BAD_USER_INPUT: the message and `extensions.suggestions` list
   * up to three best matches.
   */
  caseForm?: Maybe<CaseForm>;
  /**
   * Counts the support cases of all accounts in total, and by status, severity, service, account, and the side that has to act next. With the same filter,
   * `cases` lists the counted cases. If one document selects both, the cases are read only once.
   */
  caseSummary?: Maybe<CaseSummary>;
  /**
   * The support cases of all accounts, or of those in `filter.accountIds`, newest first unless `orderBy` says otherwise.
   * They come from the gateway's index of all cases, which costs no AWS call while it is fresh. Lists with resolved cases wait for the index to be
   * complete, and fail with INDEX_BUILDING if that takes too long. Lists do not wait if the policy does not restrict the viewer,
   * `totalCount` is not selected, and only `first`, `after` and the filters `afterTime`, `beforeTime`, `language` and `includeResolved` are used.
   */
  cases?: Maybe<CaseConnection>;
  /**
   * How and when AWS Support can be reached about cases of this kind.
   * @deprecated Use `caseForm { communicationTypes }`. Removal on 2027-06-01.
   */
  createCaseOptions?: Maybe<CreateCaseOptions>;
  /** The object with this global id; null if AWS does not know it, or if the policy hides it from the viewer. Requires the scope of its type. */
  node?: Maybe<Node>;
  /** The objects with these global ids, in the same order, with null for each unknown or hidden one. Each requires the scope of its type. */
  nodes: Array<Maybe<Node>>;
  /**
   * Searches the cases of all accounts for words and "phrases", best match first. It searches only open cases unless `filter` includes resolved ones. A case
   * matches if its subject and communications together contain all words and phrases. Matches inside longer words count. Letter case and Unicode form do not
   * matter. The search costs no AWS call while the gateway's index of all cases is fresh. With ALL_COMMUNICATIONS, it also reads as many of the longer threads
   * that may match as time allows.
   */
  searchCases?: Maybe<CaseSearchConnection>;
  /**
   * Finds the services that the user most likely means, best match first. It matches words of the code or name, acronyms (`rds`), nicknames (`alb`),
   * features (`bucket policy`), misspellings (`lamda`), and whole sentences (`my rds db is slow`). It costs no AWS call once the list of services is
   * cached. Empty if nothing matches.
   */
  searchServices?: Maybe<Array<ServiceMatch>>;
  /** One service; null if AWS does not know it, or if the viewer may not use it. */
  service?: Maybe<Service>;
  /** The AWS services that a case can be about, with their categories. They are the same in all accounts that share an endpoint. */
  services?: Maybe<ServiceConnection>;
  /** The severity levels that the support plan of the first account offers and the viewer may use. `Account` has those of the others. */
  severityLevels?: Maybe<Array<SeverityLevel>>;
  /**
   * The languages in which AWS Support handles cases of this kind.
   * @deprecated Use `caseForm { supportedLanguages }`. Removal on 2027-06-01.
   */
  supportedLanguages?: Maybe<Array<SupportedLanguage>>;
  /** One Trusted Advisor check; null when AWS does not know it. */
  trustedAdvisorCheck?: Maybe<TrustedAdvisorCheck>;
  /** The Trusted Advisor checks of the first account. `Account` has those of the others. */
  trustedAdvisorChecks?: Maybe<TrustedAdvisorCheckConnection>;
  /** Totals over all Trusted Advisor checks of the first account. `Account` has those of the others. */
  trustedAdvisorSummary?: Maybe<TrustedAdvisorSummary>;
  /** Who you are and what you may do. Requires no scope and costs no AWS call. */
  viewer: Viewer;
};


/** Read operations. They never change anything at AWS. */
export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QueryAttachmentArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryAttachmentUploadArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryCaseArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryCaseFormArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  categoryCode?: InputMaybe<Scalars['String']['input']>;
  issueType?: IssueType;
  language?: Scalars['String']['input'];
  serviceCode?: InputMaybe<Scalars['String']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QueryCaseSummaryArgs = {
  filter?: InputMaybe<CaseFilter>;
};


/** Read operations. They never change anything at AWS. */
export type QueryCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CaseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CaseOrder>;
};


/** Read operations. They never change anything at AWS. */
export type QueryCreateCaseOptionsArgs = {
  categoryCode: Scalars['String']['input'];
  issueType?: IssueType;
  language?: Scalars['String']['input'];
  serviceCode: Scalars['String']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QuerySearchCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CaseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  query: Scalars['String']['input'];
  textScope?: CaseTextScope;
};


/** Read operations. They never change anything at AWS. */
export type QuerySearchServicesArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  first?: Scalars['Int']['input'];
  language?: Scalars['String']['input'];
  query: Scalars['String']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryServiceArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QueryServicesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ServiceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QuerySeverityLevelsArgs = {
  language?: InputMaybe<Scalars['String']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QuerySupportedLanguagesArgs = {
  categoryCode: Scalars['String']['input'];
  issueType?: IssueType;
  serviceCode: Scalars['String']['input'];
};


/** Read operations. They never change anything at AWS. */
export type QueryTrustedAdvisorCheckArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  id: Scalars['ID']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
};


/** Read operations. They never change anything at AWS. */
export type QueryTrustedAdvisorChecksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TrustedAdvisorCheckFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TrustedAdvisorCheckOrder>;
};

/** The check to refresh. */
export type RefreshCheckInput = {
  /** The global id or check id. */
  checkId: Scalars['ID']['input'];
};

/** The result of refreshCheck. */
export type RefreshCheckPayload = {
  __typename?: 'RefreshCheckPayload';
  /** The check. */
  check?: Maybe<TrustedAdvisorCheck>;
  /** The status of the refresh. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** The result for one check. */
export type RefreshCheckResult = {
  __typename?: 'RefreshCheckResult';
  /** The check; null when AWS does not know it. */
  check?: Maybe<TrustedAdvisorCheck>;
  /** AWS's id for the check. */
  checkId: Scalars['String']['output'];
  /** The status of the refresh; null when there are userErrors. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** Why this check was not refreshed. */
  userErrors: Array<UserError>;
};

/** The checks to refresh. Set exactly one of the two fields. */
export type RefreshChecksInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one, unless all `checkIds` are global ids. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** All checks of this category. */
  category?: InputMaybe<TrustedAdvisorCategory>;
  /** Up to 500 global ids or check ids. */
  checkIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** The result of refreshChecks. */
export type RefreshChecksPayload = {
  __typename?: 'RefreshChecksPayload';
  /** One result for each check, in the requested order. */
  results: Array<RefreshCheckResult>;
  /** Errors that the caller can fix, if they concern the request as a whole. Errors for individual checks are in `results`. */
  userErrors: Array<UserError>;
};

/** The case to resolve. */
export type ResolveCaseInput = {
  /** The global id, caseId or displayId of the case. */
  caseId: Scalars['ID']['input'];
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** The result of resolveCase. */
export type ResolveCasePayload = {
  __typename?: 'ResolveCasePayload';
  /** The case, read back from AWS. */
  case?: Maybe<Case>;
  /** The status of the case after this mutation. */
  finalStatus?: Maybe<CaseStatus>;
  /** AWS's string value for `finalStatus`. */
  finalStatusCode?: Maybe<Scalars['String']['output']>;
  /** The status of the case before this mutation. */
  initialStatus?: Maybe<CaseStatus>;
  /** AWS's string value for `initialStatus`. */
  initialStatusCode?: Maybe<Scalars['String']['output']>;
  /** Errors that the caller can fix. When there are any, nothing was changed. */
  userErrors: Array<UserError>;
};

/** An AWS service, or another topic, that a case can be about. */
export type Service = Node & {
  __typename?: 'Service';
  /** The categories of problems with this service. */
  categories: Array<Category>;
  /** AWS's code, e.g. `amazon-elastic-compute-cloud-linux`. */
  code: Scalars['String']['output'];
  /** The global id. It includes the language of the names. */
  id: Scalars['ID']['output'];
  /** The name in the requested language; the code when AWS sends no name. */
  name: Scalars['String']['output'];
};

/** A page of services. */
export type ServiceConnection = {
  __typename?: 'ServiceConnection';
  /** The services on this page, each with its cursor. */
  edges: Array<ServiceEdge>;
  /** The services on this page. */
  nodes: Array<Service>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of matching services. */
  totalCount: Scalars['Int']['output'];
};

/** A service on a page, with its cursor. */
export type ServiceEdge = {
  __typename?: 'ServiceEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Service;
};

/** Selects services. All conditions must hold. */
export type ServiceFilter = {
  /** Any of these service codes, at most 100. */
  codes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The code or name contains this text (case-insensitive). */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** A service that matches a search. */
export type ServiceMatch = {
  __typename?: 'ServiceMatch';
  /** The text that matched best, to show why the service is listed: its name, its code, an acronym, a nickname or a category. */
  matchedText: Scalars['String']['output'];
  /** How well it matches: 0 to 1, higher is better. 1 for the service's own code or name. Scores from different queries are not comparable. */
  score: Scalars['Float']['output'];
  /** The service. */
  service: Service;
};

/** How urgent a case is. */
export type SeverityLevel = Node & {
  __typename?: 'SeverityLevel';
  /** AWS's code: `low`, `normal`, `high`, `urgent` or `critical`. */
  code: Scalars['String']['output'];
  /** The global id. It includes the language of the name. */
  id: Scalars['ID']['output'];
  /** The name in the requested language; the code when AWS sends no name. */
  name: Scalars['String']['output'];
};

/** A span of hours in UTC, in AWS's format `HH:mm:ss.SSS`. */
export type SupportedHours = {
  __typename?: 'SupportedHours';
  /** The end. */
  endTime?: Maybe<Scalars['String']['output']>;
  /** The start. */
  startTime?: Maybe<Scalars['String']['output']>;
};

/** A language in which AWS Support handles cases. */
export type SupportedLanguage = {
  __typename?: 'SupportedLanguage';
  /** ISO 639-1 code. */
  code: Scalars['String']['output'];
  /** The display name; the code when AWS sends none. */
  display: Scalars['String']['output'];
  /** AWS's name for the language, e.g. `ENGLISH`. */
  language?: Maybe<Scalars['String']['output']>;
};

/** A range of a text in UTF-16 code units, as JavaScript counts them: `text.slice(start, end)`. */
export type TextRange = {
  __typename?: 'TextRange';
  /** Index after the last code unit. */
  end: Scalars['Int']['output'];
  /** Index of the first code unit. */
  start: Scalars['Int']['output'];
};

/** The category of a check. */
export const TrustedAdvisorCategory = {
  /** Possible savings. */
  CostOptimizing: 'COST_OPTIMIZING',
  /** Resilience. */
  FaultTolerance: 'FAULT_TOLERANCE',
  /** Operational best practices. */
  OperationalExcellence: 'OPERATIONAL_EXCELLENCE',
  /** A category that this schema does not know: see `categoryCode`. */
  Other: 'OTHER',
  /** Performance. */
  Performance: 'PERFORMANCE',
  /** Security. */
  Security: 'SECURITY',
  /** Quotas that are nearly used up. */
  ServiceLimits: 'SERVICE_LIMITS'
} as const;

export type TrustedAdvisorCategory = typeof TrustedAdvisorCategory[keyof typeof TrustedAdvisorCategory];
/** The number of checks in a given category. */
export type TrustedAdvisorCategoryCount = {
  __typename?: 'TrustedAdvisorCategoryCount';
  /** Number of checks by outcome. */
  byStatus: Array<TrustedAdvisorStatusCount>;
  /** The category. */
  category: TrustedAdvisorCategory;
  /** Number of checks. */
  count: Scalars['Int']['output'];
};

/** One value of a finding. */
export type TrustedAdvisorCell = {
  __typename?: 'TrustedAdvisorCell';
  /** The heading of the column; null when AWS sent more values than headings. */
  column?: Maybe<Scalars['String']['output']>;
  /** The value; null when AWS sent none. */
  value?: Maybe<Scalars['String']['output']>;
};

/** A Trusted Advisor check. */
export type TrustedAdvisorCheck = Node & {
  __typename?: 'TrustedAdvisorCheck';
  /** The account that the check examines. */
  account: Account;
  /** The category. */
  category: TrustedAdvisorCategory;
  /** AWS's string value for `category`. */
  categoryCode?: Maybe<Scalars['String']['output']>;
  /** AWS's id for the check. */
  checkId: Scalars['String']['output'];
  /** The column headings of the findings. */
  columns: Array<Scalars['String']['output']>;
  /** What the check examines and what to do, as plain text. */
  description?: Maybe<Scalars['String']['output']>;
  /** What the check examines and what to do, as HTML that is safe to render: no scripts, styles, forms or frames. */
  descriptionHtml?: Maybe<Scalars['String']['output']>;
  /** The global id. It includes the language of its text. */
  id: Scalars['ID']['output'];
  /** The name, or the check id if AWS sends no name. */
  name: Scalars['String']['output'];
  /** The status of the check's refresh. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** The last result, with its findings. Costs one AWS call for each check. */
  result?: Maybe<TrustedAdvisorCheckResult>;
  /** Totals from the check's last run. */
  summary?: Maybe<TrustedAdvisorCheckSummary>;
};

/** A page of checks. */
export type TrustedAdvisorCheckConnection = {
  __typename?: 'TrustedAdvisorCheckConnection';
  /** The checks on this page, each with its cursor. */
  edges: Array<TrustedAdvisorCheckEdge>;
  /** The checks on this page. */
  nodes: Array<TrustedAdvisorCheck>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of matching checks. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One check in a connection, with its cursor. */
export type TrustedAdvisorCheckEdge = {
  __typename?: 'TrustedAdvisorCheckEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrustedAdvisorCheck;
};

/** Selects checks. All conditions must hold. A list matches any of its values. */
export type TrustedAdvisorCheckFilter = {
  /** Any of these categories. */
  category?: InputMaybe<Array<TrustedAdvisorCategory>>;
  /** True: only checks that flagged resources. False: only the others. Costs an AWS call for the summaries, unless they are cached. */
  hasFlaggedResources?: InputMaybe<Scalars['Boolean']['input']>;
  /** Global ids or check ids. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Any of these outcomes. Costs an AWS call for the summaries, unless they are cached. */
  status?: InputMaybe<Array<TrustedAdvisorStatus>>;
  /** The name or description contains this text (case-insensitive). */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** The order of checks. Ties stay in AWS's order. */
export type TrustedAdvisorCheckOrder = {
  /** The direction. */
  direction?: OrderDirection;
  /** What to order by. */
  field: TrustedAdvisorCheckOrderField;
};

/** What checks can be ordered by. */
export const TrustedAdvisorCheckOrderField = {
  /** The category, alphabetically. */
  Category: 'CATEGORY',
  /** When the check last ran. Costs an AWS call for the summaries, unless they are cached. */
  CheckedAt: 'CHECKED_AT',
  /** Estimated monthly savings. Costs an AWS call for the summaries, unless they are cached. */
  EstimatedMonthlySavings: 'ESTIMATED_MONTHLY_SAVINGS',
  /** The name, alphabetically. */
  Name: 'NAME',
  /** Number of resources flagged. Costs an AWS call for the summaries, unless they are cached. */
  ResourcesFlagged: 'RESOURCES_FLAGGED',
  /** From NOT_AVAILABLE through OK and WARNING to ERROR. Costs an AWS call for the summaries, unless they are cached. */
  Status: 'STATUS'
} as const;

export type TrustedAdvisorCheckOrderField = typeof TrustedAdvisorCheckOrderField[keyof typeof TrustedAdvisorCheckOrderField];
/** A check's last result, with its findings. */
export type TrustedAdvisorCheckResult = {
  __typename?: 'TrustedAdvisorCheckResult';
  /** When the check last ran. */
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Estimated savings. Only cost optimization checks have them. */
  costOptimizing?: Maybe<TrustedAdvisorCostOptimizing>;
  /** The findings. */
  flaggedResources: TrustedAdvisorFlaggedResourceConnection;
  /** How many resources the check examined and flagged. */
  resourcesSummary?: Maybe<TrustedAdvisorResourcesSummary>;
  /** The outcome. */
  status: TrustedAdvisorStatus;
  /** AWS's string value for `status`. */
  statusCode?: Maybe<Scalars['String']['output']>;
};


/** A check's last result, with its findings. */
export type TrustedAdvisorCheckResultFlaggedResourcesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TrustedAdvisorFlaggedResourceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Totals from a check's last run. */
export type TrustedAdvisorCheckSummary = {
  __typename?: 'TrustedAdvisorCheckSummary';
  /** When the check last ran. */
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Estimated savings. Only cost optimization checks have them. */
  costOptimizing?: Maybe<TrustedAdvisorCostOptimizing>;
  /** Whether the check flagged any resources. */
  hasFlaggedResources?: Maybe<Scalars['Boolean']['output']>;
  /** How many resources the check examined and flagged. */
  resourcesSummary?: Maybe<TrustedAdvisorResourcesSummary>;
  /** The outcome. */
  status: TrustedAdvisorStatus;
  /** AWS's string value for `status`. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** Estimated savings. */
export type TrustedAdvisorCostOptimizing = {
  __typename?: 'TrustedAdvisorCostOptimizing';
  /** US dollars per month. */
  estimatedMonthlySavings?: Maybe<Scalars['Float']['output']>;
  /** Percentage of the current cost. */
  estimatedPercentMonthlySavings?: Maybe<Scalars['Float']['output']>;
};

/** A finding: a resource, and the outcome of the check for that resource. */
export type TrustedAdvisorFlaggedResource = {
  __typename?: 'TrustedAdvisorFlaggedResource';
  /** The values of the finding, each with its column. */
  cells: Array<TrustedAdvisorCell>;
  /** Whether the customer has suppressed it; false when AWS does not say. */
  isSuppressed: Scalars['Boolean']['output'];
  /** The values of the finding, in the order of the check's `columns`. */
  metadata: Array<Maybe<Scalars['String']['output']>>;
  /** The region of the resource. */
  region?: Maybe<Scalars['String']['output']>;
  /** AWS's id for the finding. */
  resourceId?: Maybe<Scalars['String']['output']>;
  /** The outcome for this resource. */
  status: TrustedAdvisorStatus;
  /** AWS's string value for `status`. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** A page of findings. */
export type TrustedAdvisorFlaggedResourceConnection = {
  __typename?: 'TrustedAdvisorFlaggedResourceConnection';
  /** The findings on this page, each with its cursor. */
  edges: Array<TrustedAdvisorFlaggedResourceEdge>;
  /** The findings on this page. */
  nodes: Array<TrustedAdvisorFlaggedResource>;
  /** Where this page starts and ends, and whether there are more items. */
  pageInfo: PageInfo;
  /** Total number of matching findings. */
  totalCount: Scalars['Int']['output'];
};

/** A finding on a page, with its cursor. */
export type TrustedAdvisorFlaggedResourceEdge = {
  __typename?: 'TrustedAdvisorFlaggedResourceEdge';
  /** The cursor of this item, for `after` or `before`. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrustedAdvisorFlaggedResource;
};

/** Selects findings. All conditions must hold. A list matches any of its values. */
export type TrustedAdvisorFlaggedResourceFilter = {
  /** Any of these regions. */
  region?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these outcomes. */
  status?: InputMaybe<Array<TrustedAdvisorStatus>>;
  /** True: only suppressed findings. False: only the others. */
  suppressed?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The state of a refresh. */
export const TrustedAdvisorRefreshState = {
  /** Failed. */
  Abandoned: 'ABANDONED',
  /** Waiting to run. */
  Enqueued: 'ENQUEUED',
  /** No refresh was requested recently. */
  None: 'NONE',
  /** A status that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** Running. */
  Processing: 'PROCESSING',
  /** Finished. */
  Success: 'SUCCESS'
} as const;

export type TrustedAdvisorRefreshState = typeof TrustedAdvisorRefreshState[keyof typeof TrustedAdvisorRefreshState];
/** The status of a check's refresh, and when the check can be refreshed again. */
export type TrustedAdvisorRefreshStatus = {
  __typename?: 'TrustedAdvisorRefreshStatus';
  /** Milliseconds until the check can be refreshed again. */
  millisUntilNextRefreshable?: Maybe<Scalars['SafeInt']['output']>;
  /** When the check can be refreshed again. */
  nextRefreshableAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the check can be refreshed on request at all. */
  refreshable: Scalars['Boolean']['output'];
  /** The state of the refresh; null for a check that cannot be refreshed on request. */
  status?: Maybe<TrustedAdvisorRefreshState>;
  /** AWS's string value for `status`. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** How many resources a check examined and flagged. */
export type TrustedAdvisorResourcesSummary = {
  __typename?: 'TrustedAdvisorResourcesSummary';
  /** Number of resources flagged. */
  resourcesFlagged?: Maybe<Scalars['SafeInt']['output']>;
  /** Number of resources that the check could not examine. */
  resourcesIgnored?: Maybe<Scalars['SafeInt']['output']>;
  /** Number of resources examined. */
  resourcesProcessed?: Maybe<Scalars['SafeInt']['output']>;
  /** Number of resources that the customer has suppressed. */
  resourcesSuppressed?: Maybe<Scalars['SafeInt']['output']>;
};

/** The outcome of a check or a finding. */
export const TrustedAdvisorStatus = {
  /** Red. */
  Error: 'ERROR',
  /** It has not run, or does not apply. */
  NotAvailable: 'NOT_AVAILABLE',
  /** Green. */
  Ok: 'OK',
  /** A status that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** Yellow. */
  Warning: 'WARNING'
} as const;

export type TrustedAdvisorStatus = typeof TrustedAdvisorStatus[keyof typeof TrustedAdvisorStatus];
/** The number of checks with a given outcome. */
export type TrustedAdvisorStatusCount = {
  __typename?: 'TrustedAdvisorStatusCount';
  /** Number of checks. */
  count: Scalars['Int']['output'];
  /** The outcome. */
  status: TrustedAdvisorStatus;
};

/** Totals over all checks. */
export type TrustedAdvisorSummary = {
  __typename?: 'TrustedAdvisorSummary';
  /** Number of checks by category, and by outcome within each category. */
  byCategory: Array<TrustedAdvisorCategoryCount>;
  /** Number of checks by outcome. */
  byStatus: Array<TrustedAdvisorStatusCount>;
  /** Total estimated savings, in US dollars per month. */
  estimatedMonthlySavings: Scalars['Float']['output'];
  /** Total number of resources flagged. */
  resourcesFlagged: Scalars['SafeInt']['output'];
  /** Number of checks. */
  totalChecks: Scalars['Int']['output'];
};

/** An error that the caller can fix. */
export type UserError = {
  __typename?: 'UserError';
  /** The kind of error, for programs. */
  code: UserErrorCode;
  /** The path to the invalid value, from the mutation's arguments: `["input", "attachments", "0", "fileName"]`. Null if the error is not about a single value. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What is wrong, with which value, and what is allowed. */
  message: Scalars['String']['output'];
  /** For an unknown service, category or severity code, or a forbidden service code: up to three codes that the caller probably meant, best match first. */
  suggestions: Array<Scalars['String']['output']>;
};

/** The kinds of errors that the caller can fix. */
export const UserErrorCode = {
  /** The value must not be empty. */
  Blank: 'BLANK',
  /** The value conflicts with another argument, or with an earlier request that had the same idempotencyKey. */
  Conflict: 'CONFLICT',
  /** The attachment set has expired: create a new one. */
  Expired: 'EXPIRED',
  /** Your roles do not allow the value. */
  Forbidden: 'FORBIDDEN',
  /** The value is malformed, or AWS rejected it. */
  Invalid: 'INVALID',
  /** A quota of the account is used up: wait, or ask AWS to raise it. */
  LimitExceeded: 'LIMIT_EXCEEDED',
  /** AWS does not know the value. */
  NotFound: 'NOT_FOUND',
  /** The check cannot be refreshed on request, because AWS refreshes it automatically. */
  NotRefreshable: 'NOT_REFRESHABLE',
  /** Another error: see `message`. */
  Other: 'OTHER',
  /** The text appears to contain a key, a token or a card number: remove it, or set `allowSensitive: true`. */
  Sensitive: 'SENSITIVE',
  /** The file is larger than AWS allows. */
  TooLarge: 'TOO_LARGE',
  /** The text is longer than allowed. */
  TooLong: 'TOO_LONG',
  /** The list has more items than allowed. */
  TooMany: 'TOO_MANY'
} as const;

export type UserErrorCode = typeof UserErrorCode[keyof typeof UserErrorCode];
/** The authenticated identity: a person with a token, a service with an API key, or `anonymous` while authentication is off. */
export type Viewer = {
  __typename?: 'Viewer';
  /** A stable, unique id: `jwt:` plus the token's subject, `api-key:` plus the key's name, or `anonymous`. Use it as the key for your own data. */
  id: Scalars['ID']['output'];
  /** The display name: the `name` in the token, or the name of the API key. Null when there is none. */
  name?: Maybe<Scalars['String']['output']>;
  /** The viewer's roles, in alphabetical order. The policy may limit which cases they can see. */
  roles: Array<Scalars['String']['output']>;
  /** The viewer's scopes, including those of its roles, in alphabetical order. They decide which fields the viewer can use: see `@requiresScope`. */
  scopes: Array<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AccountParent )
    | ( AttachmentParent )
    | ( AttachmentUploadParent )
    | ( CaseParent )
    | ( CategoryParent )
    | ( CommunicationParent )
    | ( ServiceParent )
    | ( SeverityLevelParent )
    | ( TrustedAdvisorCheckParent )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountParent>;
  AccountAvailability: ResolverTypeWrapper<AccountAvailabilityParent>;
  AccountConnection: ResolverTypeWrapper<AccountConnectionParent>;
  AccountEdge: ResolverTypeWrapper<Omit<AccountEdge, 'node'> & { node: ResolversTypes['Account'] }>;
  AccountFailure: ResolverTypeWrapper<AccountFailureParent>;
  AccountFailureCode: AccountFailureCode;
  AddAttachmentsInput: AddAttachmentsInput;
  AddAttachmentsPayload: ResolverTypeWrapper<AddAttachmentsPayload>;
  AddCommunicationInput: AddCommunicationInput;
  AddCommunicationPayload: ResolverTypeWrapper<AddCommunicationPayloadParent>;
  Attachment: ResolverTypeWrapper<AttachmentParent>;
  AttachmentConnection: ResolverTypeWrapper<AttachmentConnectionParent>;
  AttachmentContent: ResolverTypeWrapper<AttachmentContent>;
  AttachmentEdge: ResolverTypeWrapper<Omit<AttachmentEdge, 'node'> & { node: ResolversTypes['Attachment'] }>;
  AttachmentInput: AttachmentInput;
  AttachmentSet: ResolverTypeWrapper<AttachmentSet>;
  AttachmentUpload: ResolverTypeWrapper<AttachmentUploadParent>;
  AttachmentUploadPart: ResolverTypeWrapper<AttachmentUploadPart>;
  AttachmentUploadPartsInput: AttachmentUploadPartsInput;
  AttachmentUploadPartsPayload: ResolverTypeWrapper<Omit<AttachmentUploadPartsPayload, 'upload'> & { upload?: Maybe<ResolversTypes['AttachmentUpload']> }>;
  AttachmentUploadProgress: ResolverTypeWrapper<AttachmentUploadProgress>;
  AttachmentUploadStatus: AttachmentUploadStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Case: ResolverTypeWrapper<CaseParent>;
  CaseAccountCount: ResolverTypeWrapper<CaseAccountCountParent>;
  CaseConnection: ResolverTypeWrapper<CaseConnectionParent>;
  CaseEdge: ResolverTypeWrapper<Omit<CaseEdge, 'node'> & { node: ResolversTypes['Case'] }>;
  CaseFilter: CaseFilter;
  CaseForm: ResolverTypeWrapper<CaseFormParent>;
  CaseFormLimits: ResolverTypeWrapper<CaseFormLimits>;
  CaseOrder: CaseOrder;
  CaseOrderField: CaseOrderField;
  CaseSearchConnection: ResolverTypeWrapper<CaseSearchConnectionParent>;
  CaseSearchEdge: ResolverTypeWrapper<CaseSearchEdgeParent>;
  CaseSearchField: CaseSearchField;
  CaseSearchHighlight: ResolverTypeWrapper<CaseSearchHighlightParent>;
  CaseServiceCount: ResolverTypeWrapper<CaseServiceCountParent>;
  CaseSeverityCount: ResolverTypeWrapper<CaseSeverityCountParent>;
  CaseStatus: CaseStatus;
  CaseStatusCount: ResolverTypeWrapper<CaseStatusCount>;
  CaseSummary: ResolverTypeWrapper<CaseSummaryParent>;
  CaseTextScope: CaseTextScope;
  CaseWaitingOn: CaseWaitingOn;
  CaseWaitingOnCount: ResolverTypeWrapper<CaseWaitingOnCount>;
  Category: ResolverTypeWrapper<CategoryParent>;
  Communication: ResolverTypeWrapper<CommunicationParent>;
  CommunicationAuthor: ResolverTypeWrapper<CommunicationAuthor>;
  CommunicationAuthorKind: CommunicationAuthorKind;
  CommunicationConnection: ResolverTypeWrapper<CommunicationConnectionParent>;
  CommunicationEdge: ResolverTypeWrapper<Omit<CommunicationEdge, 'node'> & { node: ResolversTypes['Communication'] }>;
  CommunicationType: ResolverTypeWrapper<CommunicationTypeParent>;
  CommunicationTypeKind: CommunicationTypeKind;
  CompleteAttachmentUploadInput: CompleteAttachmentUploadInput;
  CompleteAttachmentUploadPayload: ResolverTypeWrapper<Omit<CompleteAttachmentUploadPayload, 'upload'> & { upload?: Maybe<ResolversTypes['AttachmentUpload']> }>;
  CompletedPartInput: CompletedPartInput;
  CreateAttachmentUploadInput: CreateAttachmentUploadInput;
  CreateAttachmentUploadPayload: ResolverTypeWrapper<Omit<CreateAttachmentUploadPayload, 'upload'> & { upload?: Maybe<ResolversTypes['AttachmentUpload']> }>;
  CreateCaseInput: CreateCaseInput;
  CreateCaseOptions: ResolverTypeWrapper<DescribeCreateCaseOptionsResponseParent>;
  CreateCasePayload: ResolverTypeWrapper<CreateCasePayloadParent>;
  DateInterval: ResolverTypeWrapper<DateIntervalParent>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DownloadLink: ResolverTypeWrapper<DownloadLink>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IssueType: IssueType;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshCheckInput: RefreshCheckInput;
  RefreshCheckPayload: ResolverTypeWrapper<RefreshCheckPayloadParent>;
  RefreshCheckResult: ResolverTypeWrapper<RefreshCheckResultParent>;
  RefreshChecksInput: RefreshChecksInput;
  RefreshChecksPayload: ResolverTypeWrapper<Omit<RefreshChecksPayload, 'results'> & { results: Array<ResolversTypes['RefreshCheckResult']> }>;
  ResolveCaseInput: ResolveCaseInput;
  ResolveCasePayload: ResolverTypeWrapper<ResolveCasePayloadParent>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  Service: ResolverTypeWrapper<ServiceParent>;
  ServiceConnection: ResolverTypeWrapper<ServiceConnectionParent>;
  ServiceEdge: ResolverTypeWrapper<Omit<ServiceEdge, 'node'> & { node: ResolversTypes['Service'] }>;
  ServiceFilter: ServiceFilter;
  ServiceMatch: ResolverTypeWrapper<Omit<ServiceMatch, 'service'> & { service: ResolversTypes['Service'] }>;
  SeverityLevel: ResolverTypeWrapper<SeverityLevelParent>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SupportedHours: ResolverTypeWrapper<SupportedHours>;
  SupportedLanguage: ResolverTypeWrapper<SupportedLanguageParent>;
  TextRange: ResolverTypeWrapper<TextRange>;
  TrustedAdvisorCategory: TrustedAdvisorCategory;
  TrustedAdvisorCategoryCount: ResolverTypeWrapper<TrustedAdvisorCategoryCount>;
  TrustedAdvisorCell: ResolverTypeWrapper<TrustedAdvisorCell>;
  TrustedAdvisorCheck: ResolverTypeWrapper<TrustedAdvisorCheckParent>;
  TrustedAdvisorCheckConnection: ResolverTypeWrapper<TrustedAdvisorCheckConnectionParent>;
  TrustedAdvisorCheckEdge: ResolverTypeWrapper<Omit<TrustedAdvisorCheckEdge, 'node'> & { node: ResolversTypes['TrustedAdvisorCheck'] }>;
  TrustedAdvisorCheckFilter: TrustedAdvisorCheckFilter;
  TrustedAdvisorCheckOrder: TrustedAdvisorCheckOrder;
  TrustedAdvisorCheckOrderField: TrustedAdvisorCheckOrderField;
  TrustedAdvisorCheckResult: ResolverTypeWrapper<TrustedAdvisorCheckResultParent>;
  TrustedAdvisorCheckSummary: ResolverTypeWrapper<AwsCheckSummaryParent>;
  TrustedAdvisorCostOptimizing: ResolverTypeWrapper<TrustedAdvisorCostOptimizing>;
  TrustedAdvisorFlaggedResource: ResolverTypeWrapper<TrustedAdvisorFlaggedResourceParent>;
  TrustedAdvisorFlaggedResourceConnection: ResolverTypeWrapper<TrustedAdvisorFlaggedResourceConnectionParent>;
  TrustedAdvisorFlaggedResourceEdge: ResolverTypeWrapper<Omit<TrustedAdvisorFlaggedResourceEdge, 'node'> & { node: ResolversTypes['TrustedAdvisorFlaggedResource'] }>;
  TrustedAdvisorFlaggedResourceFilter: TrustedAdvisorFlaggedResourceFilter;
  TrustedAdvisorRefreshState: TrustedAdvisorRefreshState;
  TrustedAdvisorRefreshStatus: ResolverTypeWrapper<TrustedAdvisorRefreshStatusParent>;
  TrustedAdvisorResourcesSummary: ResolverTypeWrapper<TrustedAdvisorResourcesSummary>;
  TrustedAdvisorStatus: TrustedAdvisorStatus;
  TrustedAdvisorStatusCount: ResolverTypeWrapper<TrustedAdvisorStatusCount>;
  TrustedAdvisorSummary: ResolverTypeWrapper<TrustedAdvisorSummary>;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  Viewer: ResolverTypeWrapper<ViewerParent>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountParent;
  AccountAvailability: AccountAvailabilityParent;
  AccountConnection: AccountConnectionParent;
  AccountEdge: Omit<AccountEdge, 'node'> & { node: ResolversParentTypes['Account'] };
  AccountFailure: AccountFailureParent;
  AddAttachmentsInput: AddAttachmentsInput;
  AddAttachmentsPayload: AddAttachmentsPayload;
  AddCommunicationInput: AddCommunicationInput;
  AddCommunicationPayload: AddCommunicationPayloadParent;
  Attachment: AttachmentParent;
  AttachmentConnection: AttachmentConnectionParent;
  AttachmentContent: AttachmentContent;
  AttachmentEdge: Omit<AttachmentEdge, 'node'> & { node: ResolversParentTypes['Attachment'] };
  AttachmentInput: AttachmentInput;
  AttachmentSet: AttachmentSet;
  AttachmentUpload: AttachmentUploadParent;
  AttachmentUploadPart: AttachmentUploadPart;
  AttachmentUploadPartsInput: AttachmentUploadPartsInput;
  AttachmentUploadPartsPayload: Omit<AttachmentUploadPartsPayload, 'upload'> & { upload?: Maybe<ResolversParentTypes['AttachmentUpload']> };
  AttachmentUploadProgress: AttachmentUploadProgress;
  Boolean: Scalars['Boolean']['output'];
  Case: CaseParent;
  CaseAccountCount: CaseAccountCountParent;
  CaseConnection: CaseConnectionParent;
  CaseEdge: Omit<CaseEdge, 'node'> & { node: ResolversParentTypes['Case'] };
  CaseFilter: CaseFilter;
  CaseForm: CaseFormParent;
  CaseFormLimits: CaseFormLimits;
  CaseOrder: CaseOrder;
  CaseSearchConnection: CaseSearchConnectionParent;
  CaseSearchEdge: CaseSearchEdgeParent;
  CaseSearchHighlight: CaseSearchHighlightParent;
  CaseServiceCount: CaseServiceCountParent;
  CaseSeverityCount: CaseSeverityCountParent;
  CaseStatusCount: CaseStatusCount;
  CaseSummary: CaseSummaryParent;
  CaseWaitingOnCount: CaseWaitingOnCount;
  Category: CategoryParent;
  Communication: CommunicationParent;
  CommunicationAuthor: CommunicationAuthor;
  CommunicationConnection: CommunicationConnectionParent;
  CommunicationEdge: Omit<CommunicationEdge, 'node'> & { node: ResolversParentTypes['Communication'] };
  CommunicationType: CommunicationTypeParent;
  CompleteAttachmentUploadInput: CompleteAttachmentUploadInput;
  CompleteAttachmentUploadPayload: Omit<CompleteAttachmentUploadPayload, 'upload'> & { upload?: Maybe<ResolversParentTypes['AttachmentUpload']> };
  CompletedPartInput: CompletedPartInput;
  CreateAttachmentUploadInput: CreateAttachmentUploadInput;
  CreateAttachmentUploadPayload: Omit<CreateAttachmentUploadPayload, 'upload'> & { upload?: Maybe<ResolversParentTypes['AttachmentUpload']> };
  CreateCaseInput: CreateCaseInput;
  CreateCaseOptions: DescribeCreateCaseOptionsResponseParent;
  CreateCasePayload: CreateCasePayloadParent;
  DateInterval: DateIntervalParent;
  DateTime: Scalars['DateTime']['output'];
  DownloadLink: DownloadLink;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RefreshCheckInput: RefreshCheckInput;
  RefreshCheckPayload: RefreshCheckPayloadParent;
  RefreshCheckResult: RefreshCheckResultParent;
  RefreshChecksInput: RefreshChecksInput;
  RefreshChecksPayload: Omit<RefreshChecksPayload, 'results'> & { results: Array<ResolversParentTypes['RefreshCheckResult']> };
  ResolveCaseInput: ResolveCaseInput;
  ResolveCasePayload: ResolveCasePayloadParent;
  SafeInt: Scalars['SafeInt']['output'];
  Service: ServiceParent;
  ServiceConnection: ServiceConnectionParent;
  ServiceEdge: Omit<ServiceEdge, 'node'> & { node: ResolversParentTypes['Service'] };
  ServiceFilter: ServiceFilter;
  ServiceMatch: Omit<ServiceMatch, 'service'> & { service: ResolversParentTypes['Service'] };
  SeverityLevel: SeverityLevelParent;
  String: Scalars['String']['output'];
  SupportedHours: SupportedHours;
  SupportedLanguage: SupportedLanguageParent;
  TextRange: TextRange;
  TrustedAdvisorCategoryCount: TrustedAdvisorCategoryCount;
  TrustedAdvisorCell: TrustedAdvisorCell;
  TrustedAdvisorCheck: TrustedAdvisorCheckParent;
  TrustedAdvisorCheckConnection: TrustedAdvisorCheckConnectionParent;
  TrustedAdvisorCheckEdge: Omit<TrustedAdvisorCheckEdge, 'node'> & { node: ResolversParentTypes['TrustedAdvisorCheck'] };
  TrustedAdvisorCheckFilter: TrustedAdvisorCheckFilter;
  TrustedAdvisorCheckOrder: TrustedAdvisorCheckOrder;
  TrustedAdvisorCheckResult: TrustedAdvisorCheckResultParent;
  TrustedAdvisorCheckSummary: AwsCheckSummaryParent;
  TrustedAdvisorCostOptimizing: TrustedAdvisorCostOptimizing;
  TrustedAdvisorFlaggedResource: TrustedAdvisorFlaggedResourceParent;
  TrustedAdvisorFlaggedResourceConnection: TrustedAdvisorFlaggedResourceConnectionParent;
  TrustedAdvisorFlaggedResourceEdge: Omit<TrustedAdvisorFlaggedResourceEdge, 'node'> & { node: ResolversParentTypes['TrustedAdvisorFlaggedResource'] };
  TrustedAdvisorFlaggedResourceFilter: TrustedAdvisorFlaggedResourceFilter;
  TrustedAdvisorRefreshStatus: TrustedAdvisorRefreshStatusParent;
  TrustedAdvisorResourcesSummary: TrustedAdvisorResourcesSummary;
  TrustedAdvisorStatusCount: TrustedAdvisorStatusCount;
  TrustedAdvisorSummary: TrustedAdvisorSummary;
  UserError: UserError;
  Viewer: ViewerParent;
};

export type AuthenticatedDirectiveArgs = { };

export type AuthenticatedDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthenticatedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PersonalDataDirectiveArgs = { };

export type PersonalDataDirectiveResolver<Result, Parent, ContextType = Context, Args = PersonalDataDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresScopeDirectiveArgs = {
  scope: Scalars['String']['input'];
};

export type RequiresScopeDirectiveResolver<Result, Parent, ContextType = Context, Args = RequiresScopeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SemanticNonNullDirectiveArgs = {
  levels?: Array<Scalars['Int']['input']>;
};

export type SemanticNonNullDirectiveResolver<Result, Parent, ContextType = Context, Args = SemanticNonNullDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type UpstreamCostDirectiveArgs = {
  atMost?: Maybe<Scalars['Int']['input']>;
  calls?: Scalars['Int']['input'];
  pastFirst?: Scalars['Int']['input'];
  weight?: Scalars['Int']['input'];
};

export type UpstreamCostDirectiveResolver<Result, Parent, ContextType = Context, Args = UpstreamCostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  accountId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  availability?: Resolver<Maybe<ResolversTypes['AccountAvailability']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  severityLevels?: Resolver<Maybe<Array<ResolversTypes['SeverityLevel']>>, ParentType, ContextType, Partial<AccountSeverityLevelsArgs>>;
  trustedAdvisorChecks?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheckConnection']>, ParentType, ContextType, Partial<AccountTrustedAdvisorChecksArgs>>;
  trustedAdvisorSummary?: Resolver<Maybe<ResolversTypes['TrustedAdvisorSummary']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountAvailabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountAvailability'] = ResolversParentTypes['AccountAvailability']> = {
  checkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['AccountFailureCode']>, ParentType, ContextType>;
  isAvailable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AccountConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountConnection'] = ResolversParentTypes['AccountConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AccountEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountEdge'] = ResolversParentTypes['AccountEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type AccountFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountFailure'] = ResolversParentTypes['AccountFailure']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['AccountFailureCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AddAttachmentsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddAttachmentsPayload'] = ResolversParentTypes['AddAttachmentsPayload']> = {
  attachmentSet?: Resolver<Maybe<ResolversTypes['AttachmentSet']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AddCommunicationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddCommunicationPayload'] = ResolversParentTypes['AddCommunicationPayload']> = {
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType>;
  communication?: Resolver<Maybe<ResolversTypes['Communication']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  attachmentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['AttachmentContent']>, ParentType, ContextType>;
  contentType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  downloadLink?: Resolver<Maybe<ResolversTypes['DownloadLink']>, ParentType, ContextType>;
  fileName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AttachmentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentConnection'] = ResolversParentTypes['AttachmentConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AttachmentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Attachment']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AttachmentContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentContent'] = ResolversParentTypes['AttachmentContent']> = {
  data?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type AttachmentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentEdge'] = ResolversParentTypes['AttachmentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Attachment'], ParentType, ContextType>;
};

export type AttachmentSetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentSet'] = ResolversParentTypes['AttachmentSet']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AttachmentUploadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentUpload'] = ResolversParentTypes['AttachmentUpload']> = {
  fileName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  nextIndex?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  partSizeBytes?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  parts?: Resolver<Maybe<Array<ResolversTypes['AttachmentUploadPart']>>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['AttachmentUploadProgress']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['AttachmentUploadStatus']>, ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  totalParts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  uploadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AttachmentUploadPartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentUploadPart'] = ResolversParentTypes['AttachmentUploadPart']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AttachmentUploadPartsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentUploadPartsPayload'] = ResolversParentTypes['AttachmentUploadPartsPayload']> = {
  upload?: Resolver<Maybe<ResolversTypes['AttachmentUpload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AttachmentUploadProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentUploadProgress'] = ResolversParentTypes['AttachmentUploadProgress']> = {
  completedParts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totalParts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Case'] = ResolversParentTypes['Case']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  attachments?: Resolver<Maybe<ResolversTypes['AttachmentConnection']>, ParentType, ContextType, Partial<CaseAttachmentsArgs>>;
  caseId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  categoryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ccEmailAddresses?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  communications?: Resolver<Maybe<ResolversTypes['CommunicationConnection']>, ParentType, ContextType, Partial<CaseCommunicationsArgs>>;
  consoleUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  displayId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstResponseAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isOverdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latestCommunication?: Resolver<Maybe<ResolversTypes['Communication']>, ParentType, ContextType>;
  latestCommunicationAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  responseDueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  service?: Resolver<Maybe<ResolversTypes['Service']>, ParentType, ContextType>;
  serviceCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  severity?: Resolver<Maybe<ResolversTypes['SeverityLevel']>, ParentType, ContextType>;
  severityCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CaseStatus'], ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  submittedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  waitingOn?: Resolver<ResolversTypes['CaseWaitingOn'], ParentType, ContextType>;
  waitingSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CaseAccountCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseAccountCount'] = ResolversParentTypes['CaseAccountCount']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CaseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseConnection'] = ResolversParentTypes['CaseConnection']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['CaseEdge']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['AccountFailure']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Case']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CaseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseEdge'] = ResolversParentTypes['CaseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Case'], ParentType, ContextType>;
};

export type CaseFormResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseForm'] = ResolversParentTypes['CaseForm']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  communicationTypes?: Resolver<Maybe<Array<ResolversTypes['CommunicationType']>>, ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['CaseFormLimits'], ParentType, ContextType>;
  service?: Resolver<Maybe<ResolversTypes['Service']>, ParentType, ContextType>;
  severityLevels?: Resolver<Maybe<Array<ResolversTypes['SeverityLevel']>>, ParentType, ContextType>;
  supportedLanguages?: Resolver<Maybe<Array<ResolversTypes['SupportedLanguage']>>, ParentType, ContextType>;
};

export type CaseFormLimitsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseFormLimits'] = ResolversParentTypes['CaseFormLimits']> = {
  attachmentBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  attachments?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bodyLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ccEmailAddresses?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subjectLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  uploadBytes?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  uploads?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CaseSearchConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseSearchConnection'] = ResolversParentTypes['CaseSearchConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CaseSearchEdge']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['AccountFailure']>, ParentType, ContextType>;
  isComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Case']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CaseSearchEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseSearchEdge'] = ResolversParentTypes['CaseSearchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  highlights?: Resolver<Array<ResolversTypes['CaseSearchHighlight']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Case'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CaseSearchHighlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseSearchHighlight'] = ResolversParentTypes['CaseSearchHighlight']> = {
  communication?: Resolver<Maybe<ResolversTypes['Communication']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['CaseSearchField'], ParentType, ContextType>;
  ranges?: Resolver<Array<ResolversTypes['TextRange']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CaseServiceCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseServiceCount'] = ResolversParentTypes['CaseServiceCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  service?: Resolver<Maybe<ResolversTypes['Service']>, ParentType, ContextType>;
  serviceCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CaseSeverityCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseSeverityCount'] = ResolversParentTypes['CaseSeverityCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  severity?: Resolver<Maybe<ResolversTypes['SeverityLevel']>, ParentType, ContextType>;
  severityCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CaseStatusCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseStatusCount'] = ResolversParentTypes['CaseStatusCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CaseStatus'], ParentType, ContextType>;
};

export type CaseSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseSummary'] = ResolversParentTypes['CaseSummary']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  byAccount?: Resolver<Array<ResolversTypes['CaseAccountCount']>, ParentType, ContextType>;
  byService?: Resolver<Array<ResolversTypes['CaseServiceCount']>, ParentType, ContextType>;
  bySeverity?: Resolver<Array<ResolversTypes['CaseSeverityCount']>, ParentType, ContextType>;
  byStatus?: Resolver<Array<ResolversTypes['CaseStatusCount']>, ParentType, ContextType>;
  byWaitingOn?: Resolver<Array<ResolversTypes['CaseWaitingOnCount']>, ParentType, ContextType>;
  failures?: Resolver<Array<ResolversTypes['AccountFailure']>, ParentType, ContextType>;
  overdueCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CaseWaitingOnCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseWaitingOnCount'] = ResolversParentTypes['CaseWaitingOnCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waitingOn?: Resolver<ResolversTypes['CaseWaitingOn'], ParentType, ContextType>;
};

export type CategoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CommunicationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Communication'] = ResolversParentTypes['Communication']> = {
  attachments?: Resolver<Maybe<ResolversTypes['AttachmentConnection']>, ParentType, ContextType, Partial<CommunicationAttachmentsArgs>>;
  author?: Resolver<ResolversTypes['CommunicationAuthor'], ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  submittedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CommunicationAuthorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationAuthor'] = ResolversParentTypes['CommunicationAuthor']> = {
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CommunicationAuthorKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CommunicationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationConnection'] = ResolversParentTypes['CommunicationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CommunicationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Communication']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CommunicationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationEdge'] = ResolversParentTypes['CommunicationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Communication'], ParentType, ContextType>;
};

export type CommunicationTypeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationType'] = ResolversParentTypes['CommunicationType']> = {
  closesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  datesWithoutSupport?: Resolver<Array<ResolversTypes['DateInterval']>, ParentType, ContextType>;
  isOpen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CommunicationTypeKind'], ParentType, ContextType>;
  opensAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  supportedHours?: Resolver<Array<ResolversTypes['SupportedHours']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CompleteAttachmentUploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteAttachmentUploadPayload'] = ResolversParentTypes['CompleteAttachmentUploadPayload']> = {
  upload?: Resolver<Maybe<ResolversTypes['AttachmentUpload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateAttachmentUploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateAttachmentUploadPayload'] = ResolversParentTypes['CreateAttachmentUploadPayload']> = {
  upload?: Resolver<Maybe<ResolversTypes['AttachmentUpload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CreateCaseOptionsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCaseOptions'] = ResolversParentTypes['CreateCaseOptions']> = {
  communicationTypes?: Resolver<Array<ResolversTypes['CommunicationType']>, ParentType, ContextType>;
  languageAvailability?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateCasePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCasePayload'] = ResolversParentTypes['CreateCasePayload']> = {
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType>;
  caseId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DateIntervalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DateInterval'] = ResolversParentTypes['DateInterval']> = {
  endDateTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  startDateTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DownloadLinkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DownloadLink'] = ResolversParentTypes['DownloadLink']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addAttachments?: Resolver<Maybe<ResolversTypes['AddAttachmentsPayload']>, ParentType, ContextType, RequireFields<MutationAddAttachmentsArgs, 'input'>>;
  addCommunication?: Resolver<Maybe<ResolversTypes['AddCommunicationPayload']>, ParentType, ContextType, RequireFields<MutationAddCommunicationArgs, 'input'>>;
  attachmentUploadParts?: Resolver<Maybe<ResolversTypes['AttachmentUploadPartsPayload']>, ParentType, ContextType, RequireFields<MutationAttachmentUploadPartsArgs, 'input'>>;
  completeAttachmentUpload?: Resolver<Maybe<ResolversTypes['CompleteAttachmentUploadPayload']>, ParentType, ContextType, RequireFields<MutationCompleteAttachmentUploadArgs, 'input'>>;
  createAttachmentUpload?: Resolver<Maybe<ResolversTypes['CreateAttachmentUploadPayload']>, ParentType, ContextType, RequireFields<MutationCreateAttachmentUploadArgs, 'input'>>;
  createCase?: Resolver<Maybe<ResolversTypes['CreateCasePayload']>, ParentType, ContextType, RequireFields<MutationCreateCaseArgs, 'input'>>;
  refreshCheck?: Resolver<Maybe<ResolversTypes['RefreshCheckPayload']>, ParentType, ContextType, RequireFields<MutationRefreshCheckArgs, 'input'>>;
  refreshChecks?: Resolver<Maybe<ResolversTypes['RefreshChecksPayload']>, ParentType, ContextType, RequireFields<MutationRefreshChecksArgs, 'input'>>;
  resolveCase?: Resolver<Maybe<ResolversTypes['ResolveCasePayload']>, ParentType, ContextType, RequireFields<MutationResolveCaseArgs, 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Account' | 'Attachment' | 'AttachmentUpload' | 'Case' | 'Category' | 'Communication' | 'Service' | 'SeverityLevel' | 'TrustedAdvisorCheck', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<QueryAccountArgs, 'id'>>;
  accounts?: Resolver<ResolversTypes['AccountConnection'], ParentType, ContextType, Partial<QueryAccountsArgs>>;
  attachment?: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType, RequireFields<QueryAttachmentArgs, 'id'>>;
  attachmentUpload?: Resolver<Maybe<ResolversTypes['AttachmentUpload']>, ParentType, ContextType, RequireFields<QueryAttachmentUploadArgs, 'id'>>;
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType, RequireFields<QueryCaseArgs, 'id'>>;
  caseForm?: Resolver<Maybe<ResolversTypes['CaseForm']>, ParentType, ContextType, RequireFields<QueryCaseFormArgs, 'issueType' | 'language'>>;
  caseSummary?: Resolver<Maybe<ResolversTypes['CaseSummary']>, ParentType, ContextType, Partial<QueryCaseSummaryArgs>>;
  cases?: Resolver<Maybe<ResolversTypes['CaseConnection']>, ParentType, ContextType, Partial<QueryCasesArgs>>;
  createCaseOptions?: Resolver<Maybe<ResolversTypes['CreateCaseOptions']>, ParentType, ContextType, RequireFields<QueryCreateCaseOptionsArgs, 'categoryCode' | 'issueType' | 'language' | 'serviceCode'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  searchCases?: Resolver<Maybe<ResolversTypes['CaseSearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchCasesArgs, 'query' | 'textScope'>>;
  searchServices?: Resolver<Maybe<Array<ResolversTypes['ServiceMatch']>>, ParentType, ContextType, RequireFields<QuerySearchServicesArgs, 'first' | 'language' | 'query'>>;
  service?: Resolver<Maybe<ResolversTypes['Service']>, ParentType, ContextType, RequireFields<QueryServiceArgs, 'id'>>;
  services?: Resolver<Maybe<ResolversTypes['ServiceConnection']>, ParentType, ContextType, Partial<QueryServicesArgs>>;
  severityLevels?: Resolver<Maybe<Array<ResolversTypes['SeverityLevel']>>, ParentType, ContextType, Partial<QuerySeverityLevelsArgs>>;
  supportedLanguages?: Resolver<Maybe<Array<ResolversTypes['SupportedLanguage']>>, ParentType, ContextType, RequireFields<QuerySupportedLanguagesArgs, 'categoryCode' | 'issueType' | 'serviceCode'>>;
  trustedAdvisorCheck?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheck']>, ParentType, ContextType, RequireFields<QueryTrustedAdvisorCheckArgs, 'id'>>;
  trustedAdvisorChecks?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheckConnection']>, ParentType, ContextType, Partial<QueryTrustedAdvisorChecksArgs>>;
  trustedAdvisorSummary?: Resolver<Maybe<ResolversTypes['TrustedAdvisorSummary']>, ParentType, ContextType>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RefreshCheckPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshCheckPayload'] = ResolversParentTypes['RefreshCheckPayload']> = {
  check?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheck']>, ParentType, ContextType>;
  refreshStatus?: Resolver<Maybe<ResolversTypes['TrustedAdvisorRefreshStatus']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RefreshCheckResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshCheckResult'] = ResolversParentTypes['RefreshCheckResult']> = {
  check?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheck']>, ParentType, ContextType>;
  checkId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshStatus?: Resolver<Maybe<ResolversTypes['TrustedAdvisorRefreshStatus']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RefreshChecksPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshChecksPayload'] = ResolversParentTypes['RefreshChecksPayload']> = {
  results?: Resolver<Array<ResolversTypes['RefreshCheckResult']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResolveCasePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveCasePayload'] = ResolversParentTypes['ResolveCasePayload']> = {
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType>;
  finalStatus?: Resolver<Maybe<ResolversTypes['CaseStatus']>, ParentType, ContextType>;
  finalStatusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  initialStatus?: Resolver<Maybe<ResolversTypes['CaseStatus']>, ParentType, ContextType>;
  initialStatusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type ServiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Service'] = ResolversParentTypes['Service']> = {
  categories?: Resolver<Array<ResolversTypes['Category']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceConnection'] = ResolversParentTypes['ServiceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ServiceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Service']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ServiceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceEdge'] = ResolversParentTypes['ServiceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Service'], ParentType, ContextType>;
};

export type ServiceMatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceMatch'] = ResolversParentTypes['ServiceMatch']> = {
  matchedText?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  service?: Resolver<ResolversTypes['Service'], ParentType, ContextType>;
};

export type SeverityLevelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SeverityLevel'] = ResolversParentTypes['SeverityLevel']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SupportedHoursResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SupportedHours'] = ResolversParentTypes['SupportedHours']> = {
  endTime?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startTime?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SupportedLanguageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SupportedLanguage'] = ResolversParentTypes['SupportedLanguage']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  display?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TextRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextRange'] = ResolversParentTypes['TextRange']> = {
  end?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TrustedAdvisorCategoryCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCategoryCount'] = ResolversParentTypes['TrustedAdvisorCategoryCount']> = {
  byStatus?: Resolver<Array<ResolversTypes['TrustedAdvisorStatusCount']>, ParentType, ContextType>;
  category?: Resolver<ResolversTypes['TrustedAdvisorCategory'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TrustedAdvisorCellResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCell'] = ResolversParentTypes['TrustedAdvisorCell']> = {
  column?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrustedAdvisorCheckResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCheck'] = ResolversParentTypes['TrustedAdvisorCheck']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['TrustedAdvisorCategory'], ParentType, ContextType>;
  categoryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  checkId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  columns?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  descriptionHtml?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshStatus?: Resolver<Maybe<ResolversTypes['TrustedAdvisorRefreshStatus']>, ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheckResult']>, ParentType, ContextType>;
  summary?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCheckSummary']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TrustedAdvisorCheckConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCheckConnection'] = ResolversParentTypes['TrustedAdvisorCheckConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TrustedAdvisorCheckEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['TrustedAdvisorCheck']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TrustedAdvisorCheckEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCheckEdge'] = ResolversParentTypes['TrustedAdvisorCheckEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TrustedAdvisorCheck'], ParentType, ContextType>;
};

export type TrustedAdvisorCheckResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCheckResult'] = ResolversParentTypes['TrustedAdvisorCheckResult']> = {
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  costOptimizing?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCostOptimizing']>, ParentType, ContextType>;
  flaggedResources?: Resolver<ResolversTypes['TrustedAdvisorFlaggedResourceConnection'], ParentType, ContextType, Partial<TrustedAdvisorCheckResultFlaggedResourcesArgs>>;
  resourcesSummary?: Resolver<Maybe<ResolversTypes['TrustedAdvisorResourcesSummary']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TrustedAdvisorStatus'], ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrustedAdvisorCheckSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCheckSummary'] = ResolversParentTypes['TrustedAdvisorCheckSummary']> = {
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  costOptimizing?: Resolver<Maybe<ResolversTypes['TrustedAdvisorCostOptimizing']>, ParentType, ContextType>;
  hasFlaggedResources?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  resourcesSummary?: Resolver<Maybe<ResolversTypes['TrustedAdvisorResourcesSummary']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TrustedAdvisorStatus'], ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrustedAdvisorCostOptimizingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorCostOptimizing'] = ResolversParentTypes['TrustedAdvisorCostOptimizing']> = {
  estimatedMonthlySavings?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  estimatedPercentMonthlySavings?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type TrustedAdvisorFlaggedResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorFlaggedResource'] = ResolversParentTypes['TrustedAdvisorFlaggedResource']> = {
  cells?: Resolver<Array<ResolversTypes['TrustedAdvisorCell']>, ParentType, ContextType>;
  isSuppressed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  metadata?: Resolver<Array<Maybe<ResolversTypes['String']>>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TrustedAdvisorStatus'], ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrustedAdvisorFlaggedResourceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorFlaggedResourceConnection'] = ResolversParentTypes['TrustedAdvisorFlaggedResourceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TrustedAdvisorFlaggedResourceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['TrustedAdvisorFlaggedResource']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TrustedAdvisorFlaggedResourceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorFlaggedResourceEdge'] = ResolversParentTypes['TrustedAdvisorFlaggedResourceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TrustedAdvisorFlaggedResource'], ParentType, ContextType>;
};

export type TrustedAdvisorRefreshStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorRefreshStatus'] = ResolversParentTypes['TrustedAdvisorRefreshStatus']> = {
  millisUntilNextRefreshable?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  nextRefreshableAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['TrustedAdvisorRefreshState']>, ParentType, ContextType>;
  statusCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrustedAdvisorResourcesSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorResourcesSummary'] = ResolversParentTypes['TrustedAdvisorResourcesSummary']> = {
  resourcesFlagged?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  resourcesIgnored?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  resourcesProcessed?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  resourcesSuppressed?: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
};

export type TrustedAdvisorStatusCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorStatusCount'] = ResolversParentTypes['TrustedAdvisorStatusCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TrustedAdvisorStatus'], ParentType, ContextType>;
};

export type TrustedAdvisorSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TrustedAdvisorSummary'] = ResolversParentTypes['TrustedAdvisorSummary']> = {
  byCategory?: Resolver<Array<ResolversTypes['TrustedAdvisorCategoryCount']>, ParentType, ContextType>;
  byStatus?: Resolver<Array<ResolversTypes['TrustedAdvisorStatusCount']>, ParentType, ContextType>;
  estimatedMonthlySavings?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  resourcesFlagged?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  totalChecks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  suggestions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  AccountAvailability?: AccountAvailabilityResolvers<ContextType>;
  AccountConnection?: AccountConnectionResolvers<ContextType>;
  AccountEdge?: AccountEdgeResolvers<ContextType>;
  AccountFailure?: AccountFailureResolvers<ContextType>;
  AddAttachmentsPayload?: AddAttachmentsPayloadResolvers<ContextType>;
  AddCommunicationPayload?: AddCommunicationPayloadResolvers<ContextType>;
  Attachment?: AttachmentResolvers<ContextType>;
  AttachmentConnection?: AttachmentConnectionResolvers<ContextType>;
  AttachmentContent?: AttachmentContentResolvers<ContextType>;
  AttachmentEdge?: AttachmentEdgeResolvers<ContextType>;
  AttachmentSet?: AttachmentSetResolvers<ContextType>;
  AttachmentUpload?: AttachmentUploadResolvers<ContextType>;
  AttachmentUploadPart?: AttachmentUploadPartResolvers<ContextType>;
  AttachmentUploadPartsPayload?: AttachmentUploadPartsPayloadResolvers<ContextType>;
  AttachmentUploadProgress?: AttachmentUploadProgressResolvers<ContextType>;
  Case?: CaseResolvers<ContextType>;
  CaseAccountCount?: CaseAccountCountResolvers<ContextType>;
  CaseConnection?: CaseConnectionResolvers<ContextType>;
  CaseEdge?: CaseEdgeResolvers<ContextType>;
  CaseForm?: CaseFormResolvers<ContextType>;
  CaseFormLimits?: CaseFormLimitsResolvers<ContextType>;
  CaseSearchConnection?: CaseSearchConnectionResolvers<ContextType>;
  CaseSearchEdge?: CaseSearchEdgeResolvers<ContextType>;
  CaseSearchHighlight?: CaseSearchHighlightResolvers<ContextType>;
  CaseServiceCount?: CaseServiceCountResolvers<ContextType>;
  CaseSeverityCount?: CaseSeverityCountResolvers<ContextType>;
  CaseStatusCount?: CaseStatusCountResolvers<ContextType>;
  CaseSummary?: CaseSummaryResolvers<ContextType>;
  CaseWaitingOnCount?: CaseWaitingOnCountResolvers<ContextType>;
  Category?: CategoryResolvers<ContextType>;
  Communication?: CommunicationResolvers<ContextType>;
  CommunicationAuthor?: CommunicationAuthorResolvers<ContextType>;
  CommunicationConnection?: CommunicationConnectionResolvers<ContextType>;
  CommunicationEdge?: CommunicationEdgeResolvers<ContextType>;
  CommunicationType?: CommunicationTypeResolvers<ContextType>;
  CompleteAttachmentUploadPayload?: CompleteAttachmentUploadPayloadResolvers<ContextType>;
  CreateAttachmentUploadPayload?: CreateAttachmentUploadPayloadResolvers<ContextType>;
  CreateCaseOptions?: CreateCaseOptionsResolvers<ContextType>;
  CreateCasePayload?: CreateCasePayloadResolvers<ContextType>;
  DateInterval?: DateIntervalResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DownloadLink?: DownloadLinkResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshCheckPayload?: RefreshCheckPayloadResolvers<ContextType>;
  RefreshCheckResult?: RefreshCheckResultResolvers<ContextType>;
  RefreshChecksPayload?: RefreshChecksPayloadResolvers<ContextType>;
  ResolveCasePayload?: ResolveCasePayloadResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  Service?: ServiceResolvers<ContextType>;
  ServiceConnection?: ServiceConnectionResolvers<ContextType>;
  ServiceEdge?: ServiceEdgeResolvers<ContextType>;
  ServiceMatch?: ServiceMatchResolvers<ContextType>;
  SeverityLevel?: SeverityLevelResolvers<ContextType>;
  SupportedHours?: SupportedHoursResolvers<ContextType>;
  SupportedLanguage?: SupportedLanguageResolvers<ContextType>;
  TextRange?: TextRangeResolvers<ContextType>;
  TrustedAdvisorCategoryCount?: TrustedAdvisorCategoryCountResolvers<ContextType>;
  TrustedAdvisorCell?: TrustedAdvisorCellResolvers<ContextType>;
  TrustedAdvisorCheck?: TrustedAdvisorCheckResolvers<ContextType>;
  TrustedAdvisorCheckConnection?: TrustedAdvisorCheckConnectionResolvers<ContextType>;
  TrustedAdvisorCheckEdge?: TrustedAdvisorCheckEdgeResolvers<ContextType>;
  TrustedAdvisorCheckResult?: TrustedAdvisorCheckResultResolvers<ContextType>;
  TrustedAdvisorCheckSummary?: TrustedAdvisorCheckSummaryResolvers<ContextType>;
  TrustedAdvisorCostOptimizing?: TrustedAdvisorCostOptimizingResolvers<ContextType>;
  TrustedAdvisorFlaggedResource?: TrustedAdvisorFlaggedResourceResolvers<ContextType>;
  TrustedAdvisorFlaggedResourceConnection?: TrustedAdvisorFlaggedResourceConnectionResolvers<ContextType>;
  TrustedAdvisorFlaggedResourceEdge?: TrustedAdvisorFlaggedResourceEdgeResolvers<ContextType>;
  TrustedAdvisorRefreshStatus?: TrustedAdvisorRefreshStatusResolvers<ContextType>;
  TrustedAdvisorResourcesSummary?: TrustedAdvisorResourcesSummaryResolvers<ContextType>;
  TrustedAdvisorStatusCount?: TrustedAdvisorStatusCountResolvers<ContextType>;
  TrustedAdvisorSummary?: TrustedAdvisorSummaryResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  personalData?: PersonalDataDirectiveResolver<any, any, ContextType>;
  requiresScope?: RequiresScopeDirectiveResolver<any, any, ContextType>;
  semanticNonNull?: SemanticNonNullDirectiveResolver<any, any, ContextType>;
  upstreamCost?: UpstreamCostDirectiveResolver<any, any, ContextType>;
};
