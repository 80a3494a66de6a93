import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Case as CaseParent, CaseConnection as CaseConnectionParent, CaseSummary as CaseSummaryParent, CaseSeverityCount as CaseSeverityCountParent, CaseServiceCount as CaseServiceCountParent, CaseSearchConnection as CaseSearchConnectionParent, CaseSearchEdge as CaseSearchEdgeParent, CaseSearchHighlight as CaseSearchHighlightParent, Communication as CommunicationParent, CommunicationConnection as CommunicationConnectionParent, Attachment as AttachmentParent, AttachmentConnection as AttachmentConnectionParent, AttachmentUpload as AttachmentUploadParent, Service as ServiceParent, ServiceConnection as ServiceConnectionParent, Category as CategoryParent, SeverityLevel as SeverityLevelParent, SupportedLanguage as SupportedLanguageParent, CommunicationType as CommunicationTypeParent, CaseForm as CaseFormParent, TrustedAdvisorCheck as TrustedAdvisorCheckParent, TrustedAdvisorCheckConnection as TrustedAdvisorCheckConnectionParent, TrustedAdvisorCheckResult as TrustedAdvisorCheckResultParent, TrustedAdvisorRefreshStatus as TrustedAdvisorRefreshStatusParent, TrustedAdvisorFlaggedResource as TrustedAdvisorFlaggedResourceParent, TrustedAdvisorFlaggedResourceConnection as TrustedAdvisorFlaggedResourceConnectionParent, CreateCasePayload as CreateCasePayloadParent, AddCommunicationPayload as AddCommunicationPayloadParent, ResolveCasePayload as ResolveCasePayloadParent, RefreshCheckPayload as RefreshCheckPayloadParent, RefreshCheckResult as RefreshCheckResultParent } from '../models.js';
import type { DescribeCreateCaseOptionsResponse as DescribeCreateCaseOptionsResponseParent, DateInterval as DateIntervalParent, TrustedAdvisorCheckSummary as AwsCheckSummaryParent } from '@aws-sdk/client-support';
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
   * A moment in time, RFC 3339 in UTC with milliseconds (`2026-05-14T17:04:40.790Z`), whatever form AWS sent.
   * As input, any RFC 3339 date-time and a plain date (`2026-05-14`, midnight UTC) are taken. A leap second (`:60`) is the first of the next minute.
   */
  DateTime: { input: Date; output: Date; }
  /** An integer up to 2^53 - 1, for AWS's 64-bit counts and sizes, which do not fit GraphQL's 32-bit `Int`. */
  SafeInt: { input: number; output: number; }
};

/** Which files to put into a set. */
export type AddAttachmentsInput = {
  /** The set to add to; a new one, if absent. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each. */
  attachments: Array<AttachmentInput>;
};

/** What addAttachments did. */
export type AddAttachmentsPayload = {
  __typename?: 'AddAttachmentsPayload';
  /** The set that holds the files now. */
  attachmentSet?: Maybe<AttachmentSet>;
  /** Errors that the caller can fix. When there are any, nothing was added. */
  userErrors: Array<UserError>;
};

/** What to add to a case. */
export type AddCommunicationInput = {
  /** Whether to send the text even if there are what looks like keys, tokens or card numbers in it. */
  allowSensitive?: Scalars['Boolean']['input'];
  /** A set that addAttachments returned. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each; not together with attachmentSetId. */
  attachments?: InputMaybe<Array<AttachmentInput>>;
  /** The text, 1 to 8000 characters. */
  body: Scalars['String']['input'];
  /** The global id, caseId or displayId of the case. */
  caseId: Scalars['ID']['input'];
  /** Up to 10 addresses that get a copy. */
  ccEmailAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any text that names this request, 1 to 255 characters. The same key with the same input, within 24 hours, answers with the first result and adds no second reply; other input under the same key is a CONFLICT. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Up to 10 uploads that completeAttachmentUpload has finished: global ids or uploadIds. */
  uploadIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether only to check the input, here and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** What addCommunication did. */
export type AddCommunicationPayload = {
  __typename?: 'AddCommunicationPayload';
  /** The case, as AWS has it now; null after validateOnly or with userErrors. */
  case?: Maybe<Case>;
  /** The new communication, as AWS has it now; null after validateOnly, with userErrors, or where AWS does not show it yet. */
  communication?: Maybe<Communication>;
  /** Errors that the caller can fix. When there are any, nothing was added. */
  userErrors: Array<UserError>;
};

/** A file that came with a communication. */
export type Attachment = Node & {
  __typename?: 'Attachment';
  /** AWS's id of the attachment. */
  attachmentId: Scalars['String']['output'];
  /** The bytes of a file of up to 5 MB. For a larger one use downloadLink. */
  content?: Maybe<AttachmentContent>;
  /** The media type for the extension of the file's name; null when there is no extension, or an unknown one. */
  contentType?: Maybe<Scalars['String']['output']>;
  /** A link to download the file, of any size, without credentials, for a short time. */
  downloadLink?: Maybe<DownloadLink>;
  /** The file's name. */
  fileName?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  id: Scalars['ID']['output'];
};

/** A page of attachments. */
export type AttachmentConnection = {
  __typename?: 'AttachmentConnection';
  /** The attachments of this page, each with its cursor. */
  edges: Array<AttachmentEdge>;
  /** The attachments of this page. */
  nodes: Array<Attachment>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** The bytes of a file. */
export type AttachmentContent = {
  __typename?: 'AttachmentContent';
  /** The bytes in base64. */
  data: Scalars['String']['output'];
  /** How many bytes there are, once decoded. */
  sizeBytes: Scalars['SafeInt']['output'];
};

/** An attachment in a page. */
export type AttachmentEdge = {
  __typename?: 'AttachmentEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Attachment;
};

/** A file given inline. */
export type AttachmentInput = {
  /** The file's bytes in base64, at most 5 MB of them once decoded. */
  data: Scalars['String']['input'];
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: Scalars['String']['input'];
};

/** A set of files waiting to be named by a case or a reply. */
export type AttachmentSet = {
  __typename?: 'AttachmentSet';
  /** When the set is thrown away: one hour after it was made. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** AWS's id of the set. */
  id: Scalars['ID']['output'];
};

/** An upload of a file of up to 150 MB, in parts. */
export type AttachmentUpload = Node & {
  __typename?: 'AttachmentUpload';
  /** The file's name. */
  fileName?: Maybe<Scalars['String']['output']>;
  /** The global id. */
  id: Scalars['ID']['output'];
  /** The index of the first part that `parts` does not reach, to be given as `from` to attachmentUploadParts; null when there is none. */
  nextIndex?: Maybe<Scalars['Int']['output']>;
  /** How many bytes each part has, but for the last; known when the upload is created or more parts are asked for. */
  partSizeBytes?: Maybe<Scalars['SafeInt']['output']>;
  /** The parts to be uploaded, at most 10 at a time; known when the upload is created or more parts are asked for. */
  parts?: Maybe<Array<AttachmentUploadPart>>;
  /** How many of the parts have been reported. */
  progress?: Maybe<AttachmentUploadProgress>;
  /** How far it is. */
  status?: Maybe<AttachmentUploadStatus>;
  /** How far it is, in AWS's own word. */
  statusCode?: Maybe<Scalars['String']['output']>;
  /** How many parts there are. */
  totalParts?: Maybe<Scalars['Int']['output']>;
  /** AWS's id of the upload. `uploadIds` take it, or the global id. */
  uploadId: Scalars['ID']['output'];
};

/** A part of an upload. */
export type AttachmentUploadPart = {
  __typename?: 'AttachmentUploadPart';
  /** When the url stops working. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its number, from 1. */
  index: Scalars['Int']['output'];
  /** Where to PUT its bytes, without credentials. Keep the ETag of the answer. */
  url: Scalars['String']['output'];
};

/** Which parts of an upload to get urls for. */
export type AttachmentUploadPartsInput = {
  /** The file's name, as it was given to createAttachmentUpload. */
  fileName: Scalars['String']['input'];
  /** The first part, from 1. */
  from?: Scalars['Int']['input'];
  /** The part before which to stop, at most 10 past `from`; ten parts or all that are left, if absent. */
  to?: InputMaybe<Scalars['Int']['input']>;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: Scalars['ID']['input'];
};

/** What attachmentUploadParts found. */
export type AttachmentUploadPartsPayload = {
  __typename?: 'AttachmentUploadPartsPayload';
  /** The upload, with the urls of these parts. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** How many of an upload's parts have been reported. */
export type AttachmentUploadProgress = {
  __typename?: 'AttachmentUploadProgress';
  /** How many of them have been reported. */
  completedParts?: Maybe<Scalars['Int']['output']>;
  /** How many parts there are. */
  totalParts?: Maybe<Scalars['Int']['output']>;
};

/** How far an upload is. */
export const AttachmentUploadStatus = {
  /** It cannot be used: start a new one. */
  Failed: 'FAILED',
  /** Parts are missing, or AWS still puts them together. */
  NotReady: 'NOT_READY',
  /** A word that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** It can be used. */
  Ready: 'READY'
} as const;

export type AttachmentUploadStatus = typeof AttachmentUploadStatus[keyof typeof AttachmentUploadStatus];
/** A support case. */
export type Case = Node & {
  __typename?: 'Case';
  /** All attachments of the case's thread, newest communication first. Reads the whole thread. */
  attachments?: Maybe<AttachmentConnection>;
  /** AWS's id of the case, e.g. `case-111122223333-muen-2026-7118885805350839`. */
  caseId: Scalars['String']['output'];
  /** The category of the problem; null when AWS no longer lists it. */
  category?: Maybe<Category>;
  /** The code of the category. */
  categoryCode?: Maybe<Scalars['String']['output']>;
  /** The addresses that get a copy of each communication. */
  ccEmailAddresses?: Maybe<Array<Scalars['String']['output']>>;
  /**
   * The case's thread, newest first. The newest five come with the case: a page of up to five takes no further upstream call, and is shorter than
   * asked for, with more to come, where AWS sends fewer of them.
   */
  communications?: Maybe<CommunicationConnection>;
  /** The case's page in the AWS console of the partition of SUPPORT_REGION; null without a displayId, and in isolated partitions. */
  consoleUrl?: Maybe<Scalars['String']['output']>;
  /** When the case was opened. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The number that the AWS console shows. */
  displayId?: Maybe<Scalars['String']['output']>;
  /** When AWS first wrote a message. Null until then, and when the thread has messages older than the newest five. */
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
  /** The newest message of the thread. It comes with the case and takes no further upstream call. Null for a case without messages. */
  latestCommunication?: Maybe<Communication>;
  /** When the newest message was written. */
  latestCommunicationAt?: Maybe<Scalars['DateTime']['output']>;
  /** When AWS's first response is due: `createdAt` plus the time in RESPONSE_TARGETS for the severity. Null without a target for the severity. */
  responseDueAt?: Maybe<Scalars['DateTime']['output']>;
  /** The service that the case is about; null when AWS no longer lists it. */
  service?: Maybe<Service>;
  /** The code of the service. */
  serviceCode?: Maybe<Scalars['String']['output']>;
  /** How urgent the case is; null when the account's plan no longer offers that level. */
  severity?: Maybe<SeverityLevel>;
  /** The code of the severity: `low`, `normal`, `high`, `urgent` or `critical`. */
  severityCode?: Maybe<Scalars['String']['output']>;
  /** Where the case stands. */
  status: CaseStatus;
  /** Where the case stands, in AWS's own word, e.g. `pending-customer-action`. */
  statusCode?: Maybe<Scalars['String']['output']>;
  /** The subject line. */
  subject?: Maybe<Scalars['String']['output']>;
  /** Who opened the case, as AWS says it. */
  submittedBy?: Maybe<Scalars['String']['output']>;
  /**
   * Which side has to act next. It follows from the status: NOBODY for a resolved case, CUSTOMER for `pending-customer-action`, AWS for the other statuses
   * of CaseStatus. With a status that this schema does not know, it is the side that did not write the newest message.
   */
  waitingOn: CaseWaitingOn;
  /**
   * Since when that side is waited on: the first message of the other side after the last message of this one, or `createdAt` when this side has written
   * nothing. Null for NOBODY and OTHER, when the other side has written nothing since (AWS has answered and works on the case, for example), and when the
   * newest five messages do not reach back to it.
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

/** A page of cases. */
export type CaseConnection = {
  __typename?: 'CaseConnection';
  /**
   * The list is at least as new as this moment: it is when the gateway began to read all of it from AWS. For a list with resolved cases, that is when the
   * gateway last began to read all cases; open cases may be newer.
   */
  asOf: Scalars['DateTime']['output'];
  /** The cases of this page, each with its cursor. */
  edges: Array<CaseEdge>;
  /** The cases of this page. */
  nodes: Array<Case>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many cases match in all. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A case in a page. */
export type CaseEdge = {
  __typename?: 'CaseEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Case;
};

/** Which cases. All conditions must hold; of a list, one of its values. */
export type CaseFilter = {
  /** Opened at or after this moment. */
  afterTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Opened at or before this moment. */
  beforeTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Any of these category codes. */
  categoryCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The case with the number that the AWS console shows. */
  displayId?: InputMaybe<Scalars['String']['input']>;
  /** These cases: global ids or caseIds, at most 100. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether resolved cases are included. Naming RESOLVED in `status` includes them too. */
  includeResolved?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether AWS's first response is late. All cases are `false` without RESPONSE_TARGETS. */
  isOverdue?: InputMaybe<Scalars['Boolean']['input']>;
  /** ISO 639-1 code of the language in which the cases are handled; all languages, if absent. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** Any of these service codes. */
  serviceCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these severity codes. */
  severityCode?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these statuses. */
  status?: InputMaybe<Array<CaseStatus>>;
  /** Any of these texts within `submittedBy`, in any letter case. */
  submittedBy?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Contains this text, in any letter case and Unicode form. `textScope` says where. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Where `text` is searched. */
  textScope?: CaseTextScope;
  /** Any of these sides. NOBODY matches resolved cases, which `includeResolved` has to include. */
  waitingOn?: InputMaybe<Array<CaseWaitingOn>>;
};

/** Everything that a form for a new case needs: choices, limits, and when AWS Support can be reached. It has only what the viewer may use. */
export type CaseForm = {
  __typename?: 'CaseForm';
  /** The chosen category. Null without `categoryCode`, and when AWS lists no categories of the service. */
  category?: Maybe<Category>;
  /** The ways to reach AWS Support about such a case in `language`. Null without `serviceCode` and `categoryCode`. */
  communicationTypes?: Maybe<Array<CommunicationType>>;
  /** The limits that createCase checks. */
  limits: CaseFormLimits;
  /** The chosen service. Null without `serviceCode`. */
  service?: Maybe<Service>;
  /** The severity levels that the account's support plan offers and the viewer may use, for the chosen service if there is one. */
  severityLevels?: Maybe<Array<SeverityLevel>>;
  /** The languages in which AWS Support handles such a case. Null without `serviceCode` and `categoryCode`. */
  supportedLanguages?: Maybe<Array<SupportedLanguage>>;
};

/** The limits of a new case. Lengths are in Unicode characters. */
export type CaseFormLimits = {
  __typename?: 'CaseFormLimits';
  /** The largest file in `attachments`, in bytes. */
  attachmentBytes: Scalars['SafeInt']['output'];
  /** The most files in `attachments`, or in a set of addAttachments. */
  attachments: Scalars['Int']['output'];
  /** The longest body of a message. */
  bodyLength: Scalars['Int']['output'];
  /** The most addresses that can be copied. */
  ccEmailAddresses: Scalars['Int']['output'];
  /** The longest subject. */
  subjectLength: Scalars['Int']['output'];
  /** The largest file of createAttachmentUpload, in bytes. */
  uploadBytes: Scalars['SafeInt']['output'];
  /** The most files in `uploadIds`. */
  uploads: Scalars['Int']['output'];
};

/** An order of cases. Cases that are alike in it come newest first. */
export type CaseOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** By what. */
  field: CaseOrderField;
};

/** What cases can be ordered by. */
export const CaseOrderField = {
  /** When the case was opened. */
  CreatedAt: 'CREATED_AT',
  /**
   * When the newest message was written. Cases without one come last, whatever the direction. A case that changes while you page may come twice, or not
   * at all.
   */
  LatestCommunicationAt: 'LATEST_COMMUNICATION_AT',
  /** When AWS's first response is due. Cases without a target come last, whatever the direction. */
  ResponseDueAt: 'RESPONSE_DUE_AT',
  /** From `low` to `critical`; unknown codes first. */
  Severity: 'SEVERITY',
  /** The word of the status, alphabetically. A case whose status changes while you page may come twice, or not at all. */
  Status: 'STATUS',
  /** The subject, alphabetically. */
  Subject: 'SUBJECT',
  /**
   * Since when a side is waited on: ASC puts those that have waited longest first. Cases without that time come last, whatever the direction. A case that
   * changes while you page may come twice, or not at all.
   */
  WaitingSince: 'WAITING_SINCE'
} as const;

export type CaseOrderField = typeof CaseOrderField[keyof typeof CaseOrderField];
/** A page of the cases that a search has found, best match first. */
export type CaseSearchConnection = {
  __typename?: 'CaseSearchConnection';
  /** The cases of this page, each with its cursor, score and highlights. */
  edges: Array<CaseSearchEdge>;
  /**
   * Whether all text in `textScope` was searched. False when there was no time to read all threads, a call failed, a limit was reached, or the
   * communications of resolved cases do not fit the gateway's memory (CASE_INDEX_MAX_BYTES): there may be more matches.
   */
  isComplete: Scalars['Boolean']['output'];
  /** The cases of this page. */
  nodes: Array<Case>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many cases were found. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A case in a page of search results. */
export type CaseSearchEdge = {
  __typename?: 'CaseSearchEdge';
  /** The cursor to continue after this item. */
  cursor: Scalars['String']['output'];
  /**
   * Where the words are: in the subject, and in up to five communications, newest first. When more of them match, those with a word that no newer one
   * has are preferred.
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

/** What a search looks at. */
export const CaseSearchField = {
  /** The body of a communication. */
  Communication: 'COMMUNICATION',
  /** The subject. */
  Subject: 'SUBJECT'
} as const;

export type CaseSearchField = typeof CaseSearchField[keyof typeof CaseSearchField];
/** The part of a text that shows best why it matches. */
export type CaseSearchHighlight = {
  __typename?: 'CaseSearchHighlight';
  /** The communication that has the text; null for SUBJECT. */
  communication?: Maybe<Communication>;
  /** What the text is. */
  field: CaseSearchField;
  /** Where the words are in `text`: in order, without overlaps. */
  ranges: Array<TextRange>;
  /** The part, as it was written, at most 200 UTF-16 code units long. */
  text: Scalars['String']['output'];
};

/** How many cases are about a service. */
export type CaseServiceCount = {
  __typename?: 'CaseServiceCount';
  /** How many cases are about it. */
  count: Scalars['Int']['output'];
  /** The service; null when AWS no longer lists it. */
  service?: Maybe<Service>;
  /** The code of the service; null for cases without one. */
  serviceCode?: Maybe<Scalars['String']['output']>;
};

/** How many cases have a severity. */
export type CaseSeverityCount = {
  __typename?: 'CaseSeverityCount';
  /** How many cases have it. */
  count: Scalars['Int']['output'];
  /** The severity; null when the account's plan no longer offers that level. */
  severity?: Maybe<SeverityLevel>;
  /** The code of the severity; null for cases without one. */
  severityCode?: Maybe<Scalars['String']['output']>;
};

/** Where a case stands. */
export const CaseStatus = {
  /** AWS's `all-open`. As a filter it matches every case that is not resolved. */
  AllOpen: 'ALL_OPEN',
  /** The customer has done what AWS asked for. */
  CustomerActionCompleted: 'CUSTOMER_ACTION_COMPLETED',
  /** Opened. */
  Opened: 'OPENED',
  /** A word that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** AWS waits for the customer. */
  PendingCustomerAction: 'PENDING_CUSTOMER_ACTION',
  /** Opened again after it had been resolved. */
  Reopened: 'REOPENED',
  /** Resolved. */
  Resolved: 'RESOLVED',
  /** New, nobody works on it yet. */
  Unassigned: 'UNASSIGNED',
  /** AWS works on it. */
  WorkInProgress: 'WORK_IN_PROGRESS'
} as const;

export type CaseStatus = typeof CaseStatus[keyof typeof CaseStatus];
/** How many cases have a status. */
export type CaseStatusCount = {
  __typename?: 'CaseStatusCount';
  /** How many cases have it. */
  count: Scalars['Int']['output'];
  /** The status. */
  status: CaseStatus;
};

/** How many cases a filter matches, in all and by what they have in common. Groups without cases are left out. The largest group comes first. */
export type CaseSummary = {
  __typename?: 'CaseSummary';
  /** The counts are at least as new as this moment: see `CaseConnection.asOf`. */
  asOf: Scalars['DateTime']['output'];
  /** How many are about each service. */
  byService: Array<CaseServiceCount>;
  /** How many have each severity. */
  bySeverity: Array<CaseSeverityCount>;
  /** How many have each status. */
  byStatus: Array<CaseStatusCount>;
  /** How many wait on each side. */
  byWaitingOn: Array<CaseWaitingOnCount>;
  /** How many of them still wait for AWS's first response after their `responseDueAt`. 0 without RESPONSE_TARGETS. */
  overdueCount: Scalars['Int']['output'];
  /** How many cases match in all. */
  totalCount: Scalars['Int']['output'];
};

/** Which text of a case is searched. Each scope includes the ones before it. */
export const CaseTextScope = {
  /**
   * The bodies of all communications. Each longer thread without a match so far takes an upstream call, behind all calls that somebody waits for. A
   * filter that cannot read all of them in time is SCAN_LIMIT_EXCEEDED.
   */
  AllCommunications: 'ALL_COMMUNICATIONS',
  /** The bodies of the newest five communications, which need no further upstream call. */
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
/** How many cases wait on a side. */
export type CaseWaitingOnCount = {
  __typename?: 'CaseWaitingOnCount';
  /** How many cases wait on it. */
  count: Scalars['Int']['output'];
  /** The side. */
  waitingOn: CaseWaitingOn;
};

/** A kind of problem that a case about one service can have. */
export type Category = Node & {
  __typename?: 'Category';
  /** AWS's code. Each service has codes of its own. */
  code: Scalars['String']['output'];
  /** The global id. It includes the service and the language of the name. */
  id: Scalars['ID']['output'];
  /** The name in the requested language; the code when AWS sends no name. */
  name: Scalars['String']['output'];
};

/** One message in the thread of a case. */
export type Communication = Node & {
  __typename?: 'Communication';
  /** The files that came with it. */
  attachments?: Maybe<AttachmentConnection>;
  /** Who wrote it. */
  author: CommunicationAuthor;
  /** The text. */
  body?: Maybe<Scalars['String']['output']>;
  /** The case that it belongs to. */
  case?: Maybe<Case>;
  /** When it was written. */
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The global id, made by the gateway, since AWS has none: of the case, the time and a digest of the text. */
  id: Scalars['ID']['output'];
  /** Who wrote it, as AWS says it. */
  submittedBy?: Maybe<Scalars['String']['output']>;
};


/** One message in the thread of a case. */
export type CommunicationAttachmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** Who wrote a communication, read from AWS's `AdminRole (Role) <janedoe@example.com>`. */
export type CommunicationAuthor = {
  __typename?: 'CommunicationAuthor';
  /** The address; AWS's side has none. */
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
  /** AWS did not say. */
  Other: 'OTHER'
} as const;

export type CommunicationAuthorKind = typeof CommunicationAuthorKind[keyof typeof CommunicationAuthorKind];
/** A page of communications. */
export type CommunicationConnection = {
  __typename?: 'CommunicationConnection';
  /** The communications of this page, each with its cursor. */
  edges: Array<CommunicationEdge>;
  /** The communications of this page. */
  nodes: Array<Communication>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. Reads the whole thread. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A communication in a page. */
export type CommunicationEdge = {
  __typename?: 'CommunicationEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Communication;
};

/** A way to reach AWS Support, and when it is open. */
export type CommunicationType = {
  __typename?: 'CommunicationType';
  /** When it closes next. Null while it is closed, and when it does not close within a year. */
  closesAt?: Maybe<Scalars['DateTime']['output']>;
  /** The periods in which it is closed, whatever the hours. */
  datesWithoutSupport: Array<DateInterval>;
  /**
   * Whether it is open now: within `supportedHours` and outside `datesWithoutSupport`. AWS gives no days of the week, so the hours count for every day.
   * False when AWS returns no hours. Cached responses expire when this changes.
   */
  isOpen: Scalars['Boolean']['output'];
  /** The way, as an enum. */
  kind: CommunicationTypeKind;
  /** When it opens next. Null while it is open, and when it does not open within a year. */
  opensAt?: Maybe<Scalars['DateTime']['output']>;
  /** The hours of each day in which it is open, UTC. */
  supportedHours: Array<SupportedHours>;
  /** AWS's string value: `chat`, `web` or `call` so far. */
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
/** Which parts have been uploaded. */
export type CompleteAttachmentUploadInput = {
  /** The uploaded parts; several calls may report a few each. */
  parts: Array<CompletedPartInput>;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: Scalars['ID']['input'];
};

/** What completeAttachmentUpload did. */
export type CompleteAttachmentUploadPayload = {
  __typename?: 'CompleteAttachmentUploadPayload';
  /** The upload, as it stands now. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** An uploaded part. */
export type CompletedPartInput = {
  /** The ETag of the answer to its PUT. */
  eTag: Scalars['String']['input'];
  /** Its number, from 1. */
  index: Scalars['Int']['input'];
};

/** Which file to upload. */
export type CreateAttachmentUploadInput = {
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: Scalars['String']['input'];
  /** The file's size, 1 to 157286400 bytes. */
  sizeBytes: Scalars['SafeInt']['input'];
};

/** What createAttachmentUpload did. */
export type CreateAttachmentUploadPayload = {
  __typename?: 'CreateAttachmentUploadPayload';
  /** The upload, with the urls of its first ten parts. */
  upload?: Maybe<AttachmentUpload>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** What to open. */
export type CreateCaseInput = {
  /** Whether to send the text even if there are what looks like keys, tokens or card numbers in it. */
  allowSensitive?: Scalars['Boolean']['input'];
  /** A set that addAttachments returned. */
  attachmentSetId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 3 files of up to 5 MB each; not together with attachmentSetId. */
  attachments?: InputMaybe<Array<AttachmentInput>>;
  /** The description of the problem, 1 to 8000 characters. */
  body: Scalars['String']['input'];
  /** The code of the category: see `services { categories }`. */
  categoryCode?: InputMaybe<Scalars['String']['input']>;
  /** Up to 10 addresses that get a copy of each communication. */
  ccEmailAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any text that names this request, 1 to 255 characters. The same key with the same input, within 24 hours, answers with the first result and opens no second case; other input under the same key is a CONFLICT. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Technical (AWS's default) or customer service. */
  issueType?: InputMaybe<IssueType>;
  /** ISO 639-1 code of the language in which the case is to be handled: see `supportedLanguages`. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** The code of the service: see `services`. */
  serviceCode?: InputMaybe<Scalars['String']['input']>;
  /** The code of the severity: see `severityLevels`. */
  severityCode?: InputMaybe<Scalars['String']['input']>;
  /** The subject line, 1 to 250 characters. */
  subject: Scalars['String']['input'];
  /** Up to 10 uploads that completeAttachmentUpload has finished: global ids or uploadIds. */
  uploadIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Whether only to check the input, here and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** How and when AWS Support can be reached. */
export type CreateCaseOptions = {
  __typename?: 'CreateCaseOptions';
  /** The ways to reach AWS Support. */
  communicationTypes: Array<CommunicationType>;
  /** Whether the language is available, in AWS's own word. */
  languageAvailability?: Maybe<Scalars['String']['output']>;
};

/** What createCase did. */
export type CreateCasePayload = {
  __typename?: 'CreateCasePayload';
  /** The new case, as AWS has it now; null after validateOnly or with userErrors. */
  case?: Maybe<Case>;
  /** AWS's id of the new case. It is here even where reading the case back fails. */
  caseId?: Maybe<Scalars['String']['output']>;
  /** Errors that the caller can fix. When there are any, no case was opened. */
  userErrors: Array<UserError>;
};

/** A span of time. */
export type DateInterval = {
  __typename?: 'DateInterval';
  /** To. */
  endDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** From. */
  startDateTime?: Maybe<Scalars['DateTime']['output']>;
};

/** A presigned link: anyone who has it can download the file until it expires. */
export type DownloadLink = {
  __typename?: 'DownloadLink';
  /** When it stops working. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The link. */
  url: Scalars['String']['output'];
};

/** What kind of help a case asks for. */
export const IssueType = {
  /** Account and billing. */
  CustomerService: 'CUSTOMER_SERVICE',
  /** A technical question. */
  Technical: 'TECHNICAL'
} as const;

export type IssueType = typeof IssueType[keyof typeof IssueType];
/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Puts files of up to 5 MB into a set, which a case or a reply can then name by its id for an hour. */
  addAttachments?: Maybe<AddAttachmentsPayload>;
  /** Adds a reply to a case. */
  addCommunication?: Maybe<AddCommunicationPayload>;
  /** Gets the urls of further parts of an upload, or new ones in place of expired ones. */
  attachmentUploadParts?: Maybe<AttachmentUploadPartsPayload>;
  /** Reports uploaded parts. When all are reported AWS puts the file together; it can be used once its status is READY. */
  completeAttachmentUpload?: Maybe<CompleteAttachmentUploadPayload>;
  /** Starts the upload of a file of up to 150 MB: PUT each part to its url, keep the ETags of the answers, then call completeAttachmentUpload. */
  createAttachmentUpload?: Maybe<CreateAttachmentUploadPayload>;
  /** Opens a support case. */
  createCase?: Maybe<CreateCasePayload>;
  /** Asks Trusted Advisor to run one check again. Look at `refreshStatus` every ten seconds or so; asking again is of no use. */
  refreshCheck?: Maybe<RefreshCheckPayload>;
  /** Asks Trusted Advisor to run several checks again; one that cannot be refreshed does not hold up the others. */
  refreshChecks?: Maybe<RefreshChecksPayload>;
  /** Resolves a case. */
  resolveCase?: Maybe<ResolveCasePayload>;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationAddAttachmentsArgs = {
  input: AddAttachmentsInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationAddCommunicationArgs = {
  input: AddCommunicationInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationAttachmentUploadPartsArgs = {
  input: AttachmentUploadPartsInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationCompleteAttachmentUploadArgs = {
  input: CompleteAttachmentUploadInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationCreateAttachmentUploadArgs = {
  input: CreateAttachmentUploadInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationCreateCaseArgs = {
  input: CreateCaseInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationRefreshCheckArgs = {
  input: RefreshCheckInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationRefreshChecksArgs = {
  input: RefreshChecksInput;
};


/** What can be changed. Errors that the caller can fix are in `userErrors`, all at once, and then nothing has been changed. */
export type MutationResolveCaseArgs = {
  input: ResolveCaseInput;
};

/** Anything with a global id, which `node(id:)` finds again. */
export type Node = {
  /** The global id: opaque, stable, unique over all types. */
  id: Scalars['ID']['output'];
};

/** Which way a list is ordered. */
export const OrderDirection = {
  /** Smallest, oldest or alphabetically first at the top. */
  Asc: 'ASC',
  /** Largest, newest or alphabetically last at the top. */
  Desc: 'DESC'
} as const;

export type OrderDirection = typeof OrderDirection[keyof typeof OrderDirection];
/** Where a page of a connection stands. Cursors are opaque. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge, to be given as `after` for the next page; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there are items after this page. True also where AWS only said that there may be more. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there are items before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What can be read. Reads never change anything at AWS. */
export type Query = {
  __typename?: 'Query';
  /** One attachment of a communication; null when AWS does not know it. */
  attachment?: Maybe<Attachment>;
  /** How far an upload of a large file has come; null when AWS does not know it. */
  attachmentUpload?: Maybe<AttachmentUpload>;
  /** One support case, open or resolved; null when AWS does not know it. */
  case?: Maybe<Case>;
  /**
   * Everything that a form for a new case needs, in one query. Ask without codes first; then with `serviceCode`; then with `categoryCode` too. AWS's part is
   * cached for hours. An unknown code, or one that the viewer may not use, is BAD_USER_INPUT: the message and `extensions.suggestions` have the best three.
   */
  caseForm?: Maybe<CaseForm>;
  /**
   * Counts support cases: in all, and by status, severity, service, and the side that has to act next. With the same filter, `cases` lists what is counted
   * here; in one document, both read the cases once.
   */
  caseSummary?: Maybe<CaseSummary>;
  /**
   * The account's support cases, newest first unless `orderBy` says otherwise.
   * They come from the gateway's index of all cases, which costs no call while it is fresh. Lists with resolved cases need the complete index: until
   * it is, they are INDEX_BUILDING if they cannot wait for it, unless they only use `first`, `after` and the filters times, language and includeResolved.
   */
  cases?: Maybe<CaseConnection>;
  /**
   * How and when AWS Support can be reached about a case of this kind.
   * @deprecated Use `caseForm { communicationTypes }`. Removal on 2027-06-01.
   */
  createCaseOptions?: Maybe<CreateCaseOptions>;
  /** The object with this global id; null when AWS does not know it (any more). Requires the scope of its type. */
  node?: Maybe<Node>;
  /** The objects with these global ids, in the same order; null in the place of an unknown one. At most 100. Each requires the scope of its type. */
  nodes: Array<Maybe<Node>>;
  /**
   * Searches cases for words and "phrases", best match first; open cases only, unless `filter` includes resolved ones. A case matches when all of them
   * are in its subject or in its communications, in any letter case and Unicode form, whole words or parts of words. It costs no call while the
   * gateway's index of all cases is fresh. With ALL_COMMUNICATIONS it also reads the longer threads that may match, as many as it has time for.
   */
  searchCases?: Maybe<CaseSearchConnection>;
  /**
   * The services that a person most likely means, best match first: by words of the code or name, acronyms (`rds`), nicknames (`alb`), features (`bucket policy`),
   * misspellings (`lamda`), and whole sentences (`my rds db is slow`). Costs no call once the list of services is cached. Empty when nothing matches.
   */
  searchServices?: Maybe<Array<ServiceMatch>>;
  /** One service; null when AWS does not know it. */
  service?: Maybe<Service>;
  /** The AWS services that a case can be about, with their categories. */
  services?: Maybe<ServiceConnection>;
  /** The severity levels that the account's support plan offers. */
  severityLevels?: Maybe<Array<SeverityLevel>>;
  /**
   * The languages in which AWS Support takes a case of this kind.
   * @deprecated Use `caseForm { supportedLanguages }`. Removal on 2027-06-01.
   */
  supportedLanguages?: Maybe<Array<SupportedLanguage>>;
  /** One Trusted Advisor check; null when AWS does not know it. */
  trustedAdvisorCheck?: Maybe<TrustedAdvisorCheck>;
  /** The Trusted Advisor checks. */
  trustedAdvisorChecks?: Maybe<TrustedAdvisorCheckConnection>;
  /** All Trusted Advisor checks in figures. */
  trustedAdvisorSummary?: Maybe<TrustedAdvisorSummary>;
  /** Who you are, and what you may do. Requires no scope, and costs no call. */
  viewer: Viewer;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryAttachmentArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryAttachmentUploadArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryCaseArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryCaseFormArgs = {
  categoryCode?: InputMaybe<Scalars['String']['input']>;
  issueType?: IssueType;
  language?: Scalars['String']['input'];
  serviceCode?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryCaseSummaryArgs = {
  filter?: InputMaybe<CaseFilter>;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CaseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CaseOrder>;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryCreateCaseOptionsArgs = {
  categoryCode: Scalars['String']['input'];
  issueType?: IssueType;
  language?: Scalars['String']['input'];
  serviceCode: Scalars['String']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QuerySearchCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CaseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  query: Scalars['String']['input'];
  textScope?: CaseTextScope;
};


/** What can be read. Reads never change anything at AWS. */
export type QuerySearchServicesArgs = {
  first?: Scalars['Int']['input'];
  language?: Scalars['String']['input'];
  query: Scalars['String']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryServiceArgs = {
  id: Scalars['ID']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryServicesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ServiceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QuerySeverityLevelsArgs = {
  language?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QuerySupportedLanguagesArgs = {
  categoryCode: Scalars['String']['input'];
  issueType?: IssueType;
  serviceCode: Scalars['String']['input'];
};


/** What can be read. Reads never change anything at AWS. */
export type QueryTrustedAdvisorCheckArgs = {
  id: Scalars['ID']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. Reads never change anything at AWS. */
export type QueryTrustedAdvisorChecksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TrustedAdvisorCheckFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  language?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TrustedAdvisorCheckOrder>;
};

/** Which check to run again. */
export type RefreshCheckInput = {
  /** The global id or check id. */
  checkId: Scalars['ID']['input'];
};

/** What refreshCheck did. */
export type RefreshCheckPayload = {
  __typename?: 'RefreshCheckPayload';
  /** The check. */
  check?: Maybe<TrustedAdvisorCheck>;
  /** How far the refresh is. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** Errors that the caller can fix. */
  userErrors: Array<UserError>;
};

/** What became of one check. */
export type RefreshCheckResult = {
  __typename?: 'RefreshCheckResult';
  /** The check; null when AWS does not know it. */
  check?: Maybe<TrustedAdvisorCheck>;
  /** AWS's id of the check. */
  checkId: Scalars['String']['output'];
  /** How far the refresh is; null when there are userErrors. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** Why this check is not refreshed. */
  userErrors: Array<UserError>;
};

/** Which checks to run again: exactly one of the two. */
export type RefreshChecksInput = {
  /** All checks of this category. */
  category?: InputMaybe<TrustedAdvisorCategory>;
  /** Up to 500 global ids or check ids. */
  checkIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** What refreshChecks did. */
export type RefreshChecksPayload = {
  __typename?: 'RefreshChecksPayload';
  /** One for each check, in the order asked for. */
  results: Array<RefreshCheckResult>;
  /** Errors of the request as a whole that the caller can fix; a check's own errors are with its result. */
  userErrors: Array<UserError>;
};

/** Which case to resolve. */
export type ResolveCaseInput = {
  /** The global id, caseId or displayId of the case. */
  caseId: Scalars['ID']['input'];
  /** Whether only to check the input, here and at AWS, and change nothing. */
  validateOnly?: Scalars['Boolean']['input'];
};

/** What resolveCase did. */
export type ResolveCasePayload = {
  __typename?: 'ResolveCasePayload';
  /** The case, as AWS has it now. */
  case?: Maybe<Case>;
  /** Where the case stands now. */
  finalStatus?: Maybe<CaseStatus>;
  /** Where the case stands now, in AWS's own word. */
  finalStatusCode?: Maybe<Scalars['String']['output']>;
  /** Where the case stood before. */
  initialStatus?: Maybe<CaseStatus>;
  /** Where the case stood before, in AWS's own word. */
  initialStatusCode?: Maybe<Scalars['String']['output']>;
  /** Errors that the caller can fix. When there are any, nothing was changed. */
  userErrors: Array<UserError>;
};

/** An AWS service, or another subject, that a case can be about. */
export type Service = Node & {
  __typename?: 'Service';
  /** The kinds of problem that a case about it can have. */
  categories: Array<Category>;
  /** AWS's code, e.g. `amazon-elastic-compute-cloud-linux`. */
  code: Scalars['String']['output'];
  /** The global id. It holds the language of the names too. */
  id: Scalars['ID']['output'];
  /** The name in the requested language; the code when AWS sends no name. */
  name: Scalars['String']['output'];
};

/** A page of services. */
export type ServiceConnection = {
  __typename?: 'ServiceConnection';
  /** The services of this page, each with its cursor. */
  edges: Array<ServiceEdge>;
  /** The services of this page. */
  nodes: Array<Service>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many match in all. */
  totalCount: Scalars['Int']['output'];
};

/** A service in a page. */
export type ServiceEdge = {
  __typename?: 'ServiceEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: Service;
};

/** Which services. */
export type ServiceFilter = {
  /** These service codes, at most 100: AWS is asked for these alone. */
  codes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** This text within the code or the name, in any letter case. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** A service that matches what somebody has typed. */
export type ServiceMatch = {
  __typename?: 'ServiceMatch';
  /** What matched best, to show why the service is in the list: its name, its code, an acronym, a nickname or a category. */
  matchedText: Scalars['String']['output'];
  /** How well it matches: 0 to 1, higher is better. 1 for the service's own code or name. Scores of different queries are not comparable. */
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

/** A span of hours, UTC, as AWS says them: `HH:mm:ss.SSS`. */
export type SupportedHours = {
  __typename?: 'SupportedHours';
  /** To. */
  endTime?: Maybe<Scalars['String']['output']>;
  /** From. */
  startTime?: Maybe<Scalars['String']['output']>;
};

/** A language in which AWS Support takes cases. */
export type SupportedLanguage = {
  __typename?: 'SupportedLanguage';
  /** ISO 639-1 code. */
  code: Scalars['String']['output'];
  /** The name to show; the code when AWS sends none. */
  display: Scalars['String']['output'];
  /** The name that AWS gives it, e.g. `ENGLISH`. */
  language?: Maybe<Scalars['String']['output']>;
};

/** A part of a text, in UTF-16 code units, as JavaScript counts: `text.slice(start, end)`. */
export type TextRange = {
  __typename?: 'TextRange';
  /** The unit after the last one. */
  end: Scalars['Int']['output'];
  /** The first unit. */
  start: Scalars['Int']['output'];
};

/** What checks are about. */
export const TrustedAdvisorCategory = {
  /** Money that could be saved. */
  CostOptimizing: 'COST_OPTIMIZING',
  /** Resilience. */
  FaultTolerance: 'FAULT_TOLERANCE',
  /** Good operation. */
  OperationalExcellence: 'OPERATIONAL_EXCELLENCE',
  /** A word that this schema does not know: see `categoryCode`. */
  Other: 'OTHER',
  /** Speed. */
  Performance: 'PERFORMANCE',
  /** Security. */
  Security: 'SECURITY',
  /** Quotas that are nearly used up. */
  ServiceLimits: 'SERVICE_LIMITS'
} as const;

export type TrustedAdvisorCategory = typeof TrustedAdvisorCategory[keyof typeof TrustedAdvisorCategory];
/** How many checks are in a category. */
export type TrustedAdvisorCategoryCount = {
  __typename?: 'TrustedAdvisorCategoryCount';
  /** How many of them have each outcome. */
  byStatus: Array<TrustedAdvisorStatusCount>;
  /** The category. */
  category: TrustedAdvisorCategory;
  /** How many checks it has. */
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
  /** What it is about. */
  category: TrustedAdvisorCategory;
  /** What it is about, in AWS's own word. */
  categoryCode?: Maybe<Scalars['String']['output']>;
  /** AWS's id of the check. */
  checkId: Scalars['String']['output'];
  /** The headings of the columns of its findings. */
  columns: Array<Scalars['String']['output']>;
  /** What it looks at and what to do, as plain text. */
  description?: Maybe<Scalars['String']['output']>;
  /** What it looks at and what to do, as HTML that is safe to show: no scripts, styles, forms or frames. */
  descriptionHtml?: Maybe<Scalars['String']['output']>;
  /** The global id. It holds the language of the texts too. */
  id: Scalars['ID']['output'];
  /** The name; the check id when AWS sends none. */
  name: Scalars['String']['output'];
  /** Whether it is being run again. */
  refreshStatus?: Maybe<TrustedAdvisorRefreshStatus>;
  /** Its last outcome with its findings. One upstream call for each check. */
  result?: Maybe<TrustedAdvisorCheckResult>;
  /** Its last outcome in figures. */
  summary?: Maybe<TrustedAdvisorCheckSummary>;
};

/** A page of checks. */
export type TrustedAdvisorCheckConnection = {
  __typename?: 'TrustedAdvisorCheckConnection';
  /** The checks of this page, each with its cursor. */
  edges: Array<TrustedAdvisorCheckEdge>;
  /** The checks of this page. */
  nodes: Array<TrustedAdvisorCheck>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many match in all. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A check in a page. */
export type TrustedAdvisorCheckEdge = {
  __typename?: 'TrustedAdvisorCheckEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrustedAdvisorCheck;
};

/** Which checks. All conditions must hold; of a list, one of its values. */
export type TrustedAdvisorCheckFilter = {
  /** Any of these categories. */
  category?: InputMaybe<Array<TrustedAdvisorCategory>>;
  /** Only checks that found something, or only others. Reads the summaries. */
  hasFlaggedResources?: InputMaybe<Scalars['Boolean']['input']>;
  /** These checks: global ids or check ids. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Any of these outcomes. Reads the summaries. */
  status?: InputMaybe<Array<TrustedAdvisorStatus>>;
  /** This text within the name or the description, in any letter case. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** An order of checks. Checks that are alike in it stay in AWS's order. */
export type TrustedAdvisorCheckOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** By what. */
  field: TrustedAdvisorCheckOrderField;
};

/** What checks can be ordered by. */
export const TrustedAdvisorCheckOrderField = {
  /** The category, alphabetically. */
  Category: 'CATEGORY',
  /** When it ran. Reads the summaries. */
  CheckedAt: 'CHECKED_AT',
  /** What could be saved a month. Reads the summaries. */
  EstimatedMonthlySavings: 'ESTIMATED_MONTHLY_SAVINGS',
  /** The name, alphabetically. */
  Name: 'NAME',
  /** How many resources it flagged. Reads the summaries. */
  ResourcesFlagged: 'RESOURCES_FLAGGED',
  /** From not available over ok and warning to error. Reads the summaries. */
  Status: 'STATUS'
} as const;

export type TrustedAdvisorCheckOrderField = typeof TrustedAdvisorCheckOrderField[keyof typeof TrustedAdvisorCheckOrderField];
/** A check's last outcome with its findings. */
export type TrustedAdvisorCheckResult = {
  __typename?: 'TrustedAdvisorCheckResult';
  /** When it ran. */
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What could be saved; for checks about money only. */
  costOptimizing?: Maybe<TrustedAdvisorCostOptimizing>;
  /** The findings. */
  flaggedResources: TrustedAdvisorFlaggedResourceConnection;
  /** How many resources it looked at and flagged. */
  resourcesSummary?: Maybe<TrustedAdvisorResourcesSummary>;
  /** The outcome. */
  status: TrustedAdvisorStatus;
  /** The outcome, in AWS's own word. */
  statusCode?: Maybe<Scalars['String']['output']>;
};


/** A check's last outcome with its findings. */
export type TrustedAdvisorCheckResultFlaggedResourcesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TrustedAdvisorFlaggedResourceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A check's last outcome in figures. */
export type TrustedAdvisorCheckSummary = {
  __typename?: 'TrustedAdvisorCheckSummary';
  /** When it ran. */
  checkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What could be saved; for checks about money only. */
  costOptimizing?: Maybe<TrustedAdvisorCostOptimizing>;
  /** Whether it found anything. */
  hasFlaggedResources?: Maybe<Scalars['Boolean']['output']>;
  /** How many resources it looked at and flagged. */
  resourcesSummary?: Maybe<TrustedAdvisorResourcesSummary>;
  /** The outcome. */
  status: TrustedAdvisorStatus;
  /** The outcome, in AWS's own word. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** What could be saved. */
export type TrustedAdvisorCostOptimizing = {
  __typename?: 'TrustedAdvisorCostOptimizing';
  /** US dollars a month. */
  estimatedMonthlySavings?: Maybe<Scalars['Float']['output']>;
  /** Percent of the present cost. */
  estimatedPercentMonthlySavings?: Maybe<Scalars['Float']['output']>;
};

/** A finding. */
export type TrustedAdvisorFlaggedResource = {
  __typename?: 'TrustedAdvisorFlaggedResource';
  /** Its values, each with its column. */
  cells: Array<TrustedAdvisorCell>;
  /** Whether the customer has suppressed it; false when AWS does not say. */
  isSuppressed: Scalars['Boolean']['output'];
  /** Its values, in the order of the check's `columns`. */
  metadata: Array<Maybe<Scalars['String']['output']>>;
  /** The region of the resource. */
  region?: Maybe<Scalars['String']['output']>;
  /** AWS's id of the finding. */
  resourceId?: Maybe<Scalars['String']['output']>;
  /** How bad it is. */
  status: TrustedAdvisorStatus;
  /** How bad it is, in AWS's own word. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** A page of findings. */
export type TrustedAdvisorFlaggedResourceConnection = {
  __typename?: 'TrustedAdvisorFlaggedResourceConnection';
  /** The findings of this page, each with its cursor. */
  edges: Array<TrustedAdvisorFlaggedResourceEdge>;
  /** The findings of this page. */
  nodes: Array<TrustedAdvisorFlaggedResource>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many match in all. */
  totalCount: Scalars['Int']['output'];
};

/** A finding in a page. */
export type TrustedAdvisorFlaggedResourceEdge = {
  __typename?: 'TrustedAdvisorFlaggedResourceEdge';
  /** The cursor to go on from after this item. */
  cursor: Scalars['String']['output'];
  /** The item. */
  node: TrustedAdvisorFlaggedResource;
};

/** Which findings. All conditions must hold; of a list, one of its values. */
export type TrustedAdvisorFlaggedResourceFilter = {
  /** Any of these regions. */
  region?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Any of these outcomes. */
  status?: InputMaybe<Array<TrustedAdvisorStatus>>;
  /** Only suppressed ones, or only others. */
  suppressed?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Whether a check is being run again. */
export const TrustedAdvisorRefreshState = {
  /** It has failed. */
  Abandoned: 'ABANDONED',
  /** It waits. */
  Enqueued: 'ENQUEUED',
  /** It was not asked for, or too long ago. */
  None: 'NONE',
  /** A word that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** It runs. */
  Processing: 'PROCESSING',
  /** It has run. */
  Success: 'SUCCESS'
} as const;

export type TrustedAdvisorRefreshState = typeof TrustedAdvisorRefreshState[keyof typeof TrustedAdvisorRefreshState];
/** Whether a check is being run again, and when it may be. */
export type TrustedAdvisorRefreshStatus = {
  __typename?: 'TrustedAdvisorRefreshStatus';
  /** In how many milliseconds it may be refreshed again. */
  millisUntilNextRefreshable?: Maybe<Scalars['SafeInt']['output']>;
  /** From when on it may be refreshed again. */
  nextRefreshableAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it can be refreshed on request at all. */
  refreshable: Scalars['Boolean']['output'];
  /** How far it is; null for a check that cannot be refreshed on request. */
  status?: Maybe<TrustedAdvisorRefreshState>;
  /** How far it is, in AWS's own word. */
  statusCode?: Maybe<Scalars['String']['output']>;
};

/** How many resources a check looked at. */
export type TrustedAdvisorResourcesSummary = {
  __typename?: 'TrustedAdvisorResourcesSummary';
  /** How many it flagged. */
  resourcesFlagged?: Maybe<Scalars['SafeInt']['output']>;
  /** How many it could not look at. */
  resourcesIgnored?: Maybe<Scalars['SafeInt']['output']>;
  /** How many it looked at. */
  resourcesProcessed?: Maybe<Scalars['SafeInt']['output']>;
  /** How many the customer has suppressed. */
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
  /** A word that this schema does not know: see `statusCode`. */
  Other: 'OTHER',
  /** Yellow. */
  Warning: 'WARNING'
} as const;

export type TrustedAdvisorStatus = typeof TrustedAdvisorStatus[keyof typeof TrustedAdvisorStatus];
/** How many checks have an outcome. */
export type TrustedAdvisorStatusCount = {
  __typename?: 'TrustedAdvisorStatusCount';
  /** How many checks have it. */
  count: Scalars['Int']['output'];
  /** The outcome. */
  status: TrustedAdvisorStatus;
};

/** All checks in figures. */
export type TrustedAdvisorSummary = {
  __typename?: 'TrustedAdvisorSummary';
  /** How many checks there are in each category, and how many of them have each outcome. */
  byCategory: Array<TrustedAdvisorCategoryCount>;
  /** How many checks there are with each outcome. */
  byStatus: Array<TrustedAdvisorStatusCount>;
  /** What could be saved by all checks together, US dollars a month. */
  estimatedMonthlySavings: Scalars['Float']['output'];
  /** How many resources are flagged by all checks together. */
  resourcesFlagged: Scalars['SafeInt']['output'];
  /** How many checks there are. */
  totalChecks: Scalars['Int']['output'];
};

/** An error that the caller can fix. */
export type UserError = {
  __typename?: 'UserError';
  /** What kind of error it is, for programs. */
  code: UserErrorCode;
  /** The path of the offending value, from the mutation's arguments: `["input", "attachments", "0", "fileName"]`. Null when it is about none in particular. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What is wrong, with which value, and what is allowed. */
  message: Scalars['String']['output'];
  /** For an unknown code of a service, category or severity: up to three codes that are most likely meant, best first. Otherwise empty. */
  suggestions: Array<Scalars['String']['output']>;
};

/** The kinds of error that a caller can fix. */
export const UserErrorCode = {
  /** It must not be empty. */
  Blank: 'BLANK',
  /** It contradicts something: another argument, or an earlier request with the same idempotencyKey. */
  Conflict: 'CONFLICT',
  /** It has expired: make a new one. */
  Expired: 'EXPIRED',
  /** Your roles do not allow it. */
  Forbidden: 'FORBIDDEN',
  /** It is not of the right form, or not one of the known values. */
  Invalid: 'INVALID',
  /** A quota of the account is used up: wait, or ask AWS for more. */
  LimitExceeded: 'LIMIT_EXCEEDED',
  /** AWS does not know it. */
  NotFound: 'NOT_FOUND',
  /** The check refreshes itself, or cannot be refreshed. */
  NotRefreshable: 'NOT_REFRESHABLE',
  /** Something else, told by the message. */
  Other: 'OTHER',
  /** There is what looks like a key, a token or a card number in it: take it out, or say `allowSensitive: true`. */
  Sensitive: 'SENSITIVE',
  /** The file is larger than AWS takes. */
  TooLarge: 'TOO_LARGE',
  /** It is longer than AWS takes. */
  TooLong: 'TOO_LONG',
  /** There are more of them than AWS takes. */
  TooMany: 'TOO_MANY'
} as const;

export type UserErrorCode = typeof UserErrorCode[keyof typeof UserErrorCode];
/** The caller, as authentication knows it: a person with a token, a program with an API key, or `anonymous` where authentication is off. */
export type Viewer = {
  __typename?: 'Viewer';
  /** Stable and unique among all viewers: `jwt:` and the token's subject, `api-key:` and the key's name, or `anonymous`. Use it as the key of your own data. */
  id: Scalars['ID']['output'];
  /** The name to show: the `name` in the token, or the API key's name. Null when there is none. */
  name?: Maybe<Scalars['String']['output']>;
  /** The viewer's roles, in alphabetical order. The policy may limit which cases they can see. */
  roles: Array<Scalars['String']['output']>;
  /** The viewer's scopes, those of its roles included, in alphabetical order. They decide which fields the viewer can use: see `@requiresScope`. */
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

export type CaseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseConnection'] = ResolversParentTypes['CaseConnection']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['CaseEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Case']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CaseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseEdge'] = ResolversParentTypes['CaseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Case'], ParentType, ContextType>;
};

export type CaseFormResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaseForm'] = ResolversParentTypes['CaseForm']> = {
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
  byService?: Resolver<Array<ResolversTypes['CaseServiceCount']>, ParentType, ContextType>;
  bySeverity?: Resolver<Array<ResolversTypes['CaseSeverityCount']>, ParentType, ContextType>;
  byStatus?: Resolver<Array<ResolversTypes['CaseStatusCount']>, ParentType, ContextType>;
  byWaitingOn?: Resolver<Array<ResolversTypes['CaseWaitingOnCount']>, ParentType, ContextType>;
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
  __resolveType: TypeResolveFn<'Attachment' | 'AttachmentUpload' | 'Case' | 'Category' | 'Communication' | 'Service' | 'SeverityLevel' | 'TrustedAdvisorCheck', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
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
