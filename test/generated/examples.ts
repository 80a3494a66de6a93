/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The kinds of failures of an account. A list of that account alone fails with the error code of the same name. */
export type AccountFailureCode =
  /** The gateway is reading the account's cases for the first time. The next request continues from there. */
  | 'INDEX_BUILDING'
  /** Another failure: see the message. */
  | 'OTHER'
  /** The account has more cases or communications than a request may read, or than fit in CASE_INDEX_MAX_BYTES. */
  | 'SCAN_LIMIT_EXCEEDED'
  /** The account's support plan does not include the AWS Support API. */
  | 'SUBSCRIPTION_REQUIRED'
  /** AWS refuses the account's role or credentials, or a permission is missing. */
  | 'UPSTREAM_DENIED'
  /** A quota of the account is used up. */
  | 'UPSTREAM_LIMIT_EXCEEDED'
  /** AWS throttles the account, or its call budget is used up. */
  | 'UPSTREAM_THROTTLED'
  /** AWS did not respond within ACCOUNT_TIMEOUT_MS. */
  | 'UPSTREAM_TIMEOUT'
  /** AWS is unreachable, fails, or sends a malformed response. */
  | 'UPSTREAM_UNAVAILABLE';

/** The files to add to an attachment set. */
export type AddAttachmentsInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: string | null | undefined;
  /** The set to add to. Defaults to a new set. */
  attachmentSetId?: string | null | undefined;
  /** Up to 3 files of up to 5 MB each. */
  attachments: Array<AttachmentInput>;
};

/** The reply to add to a case. */
export type AddCommunicationInput = {
  /** Whether to send the text even if it appears to contain keys, tokens or card numbers. */
  allowSensitive?: boolean;
  /** The id of a set returned by addAttachments. */
  attachmentSetId?: string | null | undefined;
  /** Up to 3 files of up to 5 MB each. Cannot be combined with `attachmentSetId`. */
  attachments?: Array<AttachmentInput> | null | undefined;
  /** The text, 1 to 8000 characters. */
  body: string;
  /** The global id, caseId or displayId of the case. */
  caseId: string;
  /** Up to 10 addresses that receive a copy. */
  ccEmailAddresses?: Array<string> | null | undefined;
  /** A unique key for this request, 1 to 255 characters. Within 24 hours, the same key with the same input returns the first result and does not add a second reply. The same key with different input returns the userError CONFLICT. */
  idempotencyKey?: string | null | undefined;
  /** Up to 10 uploads finished with completeAttachmentUpload: global ids or uploadIds. */
  uploadIds?: Array<string> | null | undefined;
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: boolean;
};

/** A file sent inline. */
export type AttachmentInput = {
  /** The file's contents, base64-encoded, at most 5 MB decoded. */
  data: string;
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: string;
};

/** The parts of an upload to get URLs for. */
export type AttachmentUploadPartsInput = {
  /** The file's name, as given to createAttachmentUpload. */
  fileName: string;
  /** The number of the first part. Parts are numbered from 1. */
  from?: number;
  /** The number of the first part to leave out, at most `from` + 10. By default, the next ten parts are returned, or all that are left. */
  to?: number | null | undefined;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: string;
};

/** The status of an upload. */
export type AttachmentUploadStatus =
  /** The upload failed: start a new one. */
  | 'FAILED'
  /** Parts are missing, or AWS is still assembling the file. */
  | 'NOT_READY'
  /** A status that this schema does not know: see `statusCode`. */
  | 'OTHER'
  /** The file can be attached to a case or a reply. */
  | 'READY';

/** Selects cases. All conditions must hold. A list matches any of its values. */
export type CaseFilter = {
  /** Only cases of these accounts: global ids, names or 12 digits, at most 100. Defaults to all accounts that the viewer may see. */
  accountIds?: Array<string> | null | undefined;
  /** Opened at or after this moment. */
  afterTime?: string | null | undefined;
  /** Opened at or before this moment. */
  beforeTime?: string | null | undefined;
  /** Any of these category codes. */
  categoryCode?: Array<string> | null | undefined;
  /** The case number that the AWS console shows. */
  displayId?: string | null | undefined;
  /** Global ids or caseIds, at most 100. */
  ids?: Array<string> | null | undefined;
  /** Whether resolved cases are included. Naming RESOLVED in `status` includes them too. */
  includeResolved?: boolean | null | undefined;
  /** Whether AWS's first response is late. Without RESPONSE_TARGETS, no case is overdue. */
  isOverdue?: boolean | null | undefined;
  /** ISO 639-1 code of the language in which the cases are handled. Defaults to all languages. */
  language?: string | null | undefined;
  /** Any of these service codes. */
  serviceCode?: Array<string> | null | undefined;
  /** Any of these severity codes. */
  severityCode?: Array<string> | null | undefined;
  /** Any of these statuses. */
  status?: Array<CaseStatus> | null | undefined;
  /** `submittedBy` contains any of these texts (case-insensitive). */
  submittedBy?: Array<string> | null | undefined;
  /** The case contains this text. Letter case and Unicode form do not matter. `textScope` sets where to search. */
  text?: string | null | undefined;
  /** Where to search for `text`. */
  textScope?: CaseTextScope;
  /** Any of these sides has to act next. NOBODY matches only resolved cases, so also set `includeResolved`. */
  waitingOn?: Array<CaseWaitingOn> | null | undefined;
};

/** The texts that a search covers. */
export type CaseSearchField =
  /** The body of a communication. */
  | 'COMMUNICATION'
  /** The subject. */
  | 'SUBJECT';

/** The status of a case. */
export type CaseStatus =
  /** AWS's `all-open`. As a filter it matches every case that is not resolved. */
  | 'ALL_OPEN'
  /** The customer has done what AWS requested. */
  | 'CUSTOMER_ACTION_COMPLETED'
  /** Opened. */
  | 'OPENED'
  /** A status that this schema does not know: see `statusCode`. */
  | 'OTHER'
  /** AWS is waiting for the customer. */
  | 'PENDING_CUSTOMER_ACTION'
  /** Reopened after it was resolved. */
  | 'REOPENED'
  /** Resolved. */
  | 'RESOLVED'
  /** New; nobody is working on it yet. */
  | 'UNASSIGNED'
  /** AWS is working on it. */
  | 'WORK_IN_PROGRESS';

/** Which text of a case to search. Each scope includes the ones before it. */
export type CaseTextScope =
  /**
   * The bodies of all communications. If a case has more than five and nothing has matched in the newest five, its thread is read from AWS, with lower
   * priority than all other calls. If `filter.text` needs more threads than can be read in time, the query fails with SCAN_LIMIT_EXCEEDED.
   */
  | 'ALL_COMMUNICATIONS'
  /** The bodies of the newest five communications, which cost no further AWS call. */
  | 'RECENT_COMMUNICATIONS'
  /** The subject. */
  | 'SUBJECT';

/** Which side of a case has to act next. */
export type CaseWaitingOn =
  /** AWS Support. */
  | 'AWS'
  /** The customer. */
  | 'CUSTOMER'
  /** The case is resolved. */
  | 'NOBODY'
  /** The status is unknown to this schema, and AWS does not say who wrote the newest message. */
  | 'OTHER';

/** The sides of a thread. */
export type CommunicationAuthorKind =
  /** AWS Support. */
  | 'AWS'
  /** The customer. */
  | 'CUSTOMER'
  /** AWS did not say who wrote it. */
  | 'OTHER';

/** The ways to reach AWS Support. */
export type CommunicationTypeKind =
  /** A phone call from AWS. */
  | 'CALL'
  /** A chat. */
  | 'CHAT'
  /** A way that this schema does not know yet: see `type`. */
  | 'OTHER'
  /** The case itself: messages in the console, the API and e-mail. */
  | 'WEB';

/** The parts that have been uploaded. */
export type CompleteAttachmentUploadInput = {
  /** The uploaded parts. You can report them in several calls. */
  parts: Array<CompletedPartInput>;
  /** The `id` or `uploadId` of the upload that createAttachmentUpload returned. */
  uploadId: string;
};

/** An uploaded part. */
export type CompletedPartInput = {
  /** The ETag from the response to its PUT. */
  eTag: string;
  /** Part number, from 1. */
  index: number;
};

/** The file to upload. */
export type CreateAttachmentUploadInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: string | null | undefined;
  /** The file's name, with its extension, 1 to 255 characters. */
  fileName: string;
  /** Size of the file in bytes, 1 to 157286400. */
  sizeBytes: number;
};

/** The case to open. */
export type CreateCaseInput = {
  /** The account: its global id, name or 12 digits. Required if the viewer may see more than one. */
  accountId?: string | null | undefined;
  /** Whether to send the text even if it appears to contain keys, tokens or card numbers. */
  allowSensitive?: boolean;
  /** The id of a set returned by addAttachments. */
  attachmentSetId?: string | null | undefined;
  /** Up to 3 files of up to 5 MB each. Cannot be combined with `attachmentSetId`. */
  attachments?: Array<AttachmentInput> | null | undefined;
  /** The description of the problem, 1 to 8000 characters. */
  body: string;
  /** The category code: see `services { categories }`. */
  categoryCode?: string | null | undefined;
  /** Up to 10 addresses that receive a copy of each communication. */
  ccEmailAddresses?: Array<string> | null | undefined;
  /** A unique key for this request, 1 to 255 characters. Within 24 hours, the same key with the same input returns the first result and does not open a second case. The same key with different input returns the userError CONFLICT. */
  idempotencyKey?: string | null | undefined;
  /** Technical (AWS's default) or customer service. */
  issueType?: IssueType | null | undefined;
  /** ISO 639-1 language code for the case: see `caseForm { supportedLanguages }`. */
  language?: string | null | undefined;
  /** The service code: see `services`. */
  serviceCode?: string | null | undefined;
  /** The severity code: see `severityLevels`. */
  severityCode?: string | null | undefined;
  /** The subject line, 1 to 250 characters. */
  subject: string;
  /** Up to 10 uploads finished with completeAttachmentUpload: global ids or uploadIds. */
  uploadIds?: Array<string> | null | undefined;
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: boolean;
};

/** The kind of help that a case asks for. */
export type IssueType =
  /** Account and billing. */
  | 'CUSTOMER_SERVICE'
  /** A technical question. */
  | 'TECHNICAL';

/** The check to refresh. */
export type RefreshCheckInput = {
  /** The global id or check id. */
  checkId: string;
};

/** The case to resolve. */
export type ResolveCaseInput = {
  /** The global id, caseId or displayId of the case. */
  caseId: string;
  /** Whether to only validate the input, in the gateway and at AWS, and change nothing. */
  validateOnly?: boolean;
};

/** The category of a check. */
export type TrustedAdvisorCategory =
  /** Possible savings. */
  | 'COST_OPTIMIZING'
  /** Resilience. */
  | 'FAULT_TOLERANCE'
  /** Operational best practices. */
  | 'OPERATIONAL_EXCELLENCE'
  /** A category that this schema does not know: see `categoryCode`. */
  | 'OTHER'
  /** Performance. */
  | 'PERFORMANCE'
  /** Security. */
  | 'SECURITY'
  /** Quotas that are nearly used up. */
  | 'SERVICE_LIMITS';

/** The state of a refresh. */
export type TrustedAdvisorRefreshState =
  /** Failed. */
  | 'ABANDONED'
  /** Waiting to run. */
  | 'ENQUEUED'
  /** No refresh was requested recently. */
  | 'NONE'
  /** A status that this schema does not know: see `statusCode`. */
  | 'OTHER'
  /** Running. */
  | 'PROCESSING'
  /** Finished. */
  | 'SUCCESS';

/** The outcome of a check or a finding. */
export type TrustedAdvisorStatus =
  /** Red. */
  | 'ERROR'
  /** It has not run, or does not apply. */
  | 'NOT_AVAILABLE'
  /** Green. */
  | 'OK'
  /** A status that this schema does not know: see `statusCode`. */
  | 'OTHER'
  /** Yellow. */
  | 'WARNING';

/** The kinds of errors that the caller can fix. */
export type UserErrorCode =
  /** The value must not be empty. */
  | 'BLANK'
  /** The value conflicts with another argument, or with an earlier request that had the same idempotencyKey. */
  | 'CONFLICT'
  /** The attachment set has expired: create a new one. */
  | 'EXPIRED'
  /** Your roles do not allow the value. */
  | 'FORBIDDEN'
  /** The value is malformed, or AWS rejected it. */
  | 'INVALID'
  /** A quota of the account is used up: wait, or ask AWS to raise it. */
  | 'LIMIT_EXCEEDED'
  /** AWS does not know the value. */
  | 'NOT_FOUND'
  /** The check cannot be refreshed on request, because AWS refreshes it automatically. */
  | 'NOT_REFRESHABLE'
  /** Another error: see `message`. */
  | 'OTHER'
  /** The text appears to contain a key, a token or a card number: remove it, or set `allowSensitive: true`. */
  | 'SENSITIVE'
  /** The file is larger than AWS allows. */
  | 'TOO_LARGE'
  /** The text is longer than allowed. */
  | 'TOO_LONG'
  /** The list has more items than allowed. */
  | 'TOO_MANY';

export type InboxQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InboxQuery = { cases: { nodes: Array<{ id: string, displayId: string | null, subject: string | null, status: CaseStatus, severityCode: string | null, createdAt: string | null, waitingOn: CaseWaitingOn, isOverdue: boolean, service: { id: string, name: string } | null, latestCommunication: { id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DashboardQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardQuery = { cases: { nodes: Array<{ id: string, caseId: string, displayId: string | null, subject: string | null, status: CaseStatus, submittedBy: string | null, createdAt: string | null, service: { id: string, name: string } | null, severity: { id: string, code: string, name: string } | null, communications: { nodes: Array<{ id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type CaseWithThreadQueryVariables = Exact<{
  id: string;
}>;


export type CaseWithThreadQuery = { case: { id: string, caseId: string, displayId: string | null, subject: string | null, status: CaseStatus, submittedBy: string | null, createdAt: string | null, ccEmailAddresses: Array<string> | null, language: string | null, consoleUrl: string | null, severity: { id: string, name: string } | null, service: { id: string, name: string } | null, category: { id: string, name: string } | null, communications: { nodes: Array<{ id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null, email: string | null }, attachments: { nodes: Array<{ id: string, attachmentId: string, fileName: string | null, contentType: string | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type ThreadPageQueryVariables = Exact<{
  caseId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ThreadPageQuery = { case: { id: string, subject: string | null, communications: { nodes: Array<{ id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type SearchQueryVariables = Exact<{
  text: string;
  afterTime?: string | null | undefined;
}>;


export type SearchQuery = { cases: { nodes: Array<{ id: string, caseId: string, subject: string | null, status: CaseStatus, createdAt: string | null, communications: { nodes: Array<{ id: string, body: string | null }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type UrgentQueryVariables = Exact<{
  severityCodes?: Array<string> | string | null | undefined;
}>;


export type UrgentQuery = { cases: { totalCount: number | null, nodes: Array<{ id: string, displayId: string | null, subject: string | null, status: CaseStatus, createdAt: string | null, consoleUrl: string | null, severity: { id: string, code: string, name: string } | null }> } | null };

export type FormServicesQueryVariables = Exact<{
  text?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type FormServicesQuery = { services: { totalCount: number, nodes: Array<{ id: string, code: string, name: string, categories: Array<{ id: string, code: string, name: string }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null, severityLevels: Array<{ id: string, code: string, name: string }> | null };

export type FormLanguagesQueryVariables = Exact<{
  serviceCode: string;
  categoryCode: string;
  issueType?: IssueType;
  language?: string;
}>;


export type FormLanguagesQuery = { caseForm: { supportedLanguages: Array<{ code: string, display: string }> | null, communicationTypes: Array<{ kind: CommunicationTypeKind, isOpen: boolean, opensAt: string | null, closesAt: string | null, supportedHours: Array<{ startTime: string | null, endTime: string | null }>, datesWithoutSupport: Array<{ startDateTime: string | null, endDateTime: string | null }> }> | null } | null };

export type CheckCaseMutationVariables = Exact<{
  input: CreateCaseInput;
}>;


export type CheckCaseMutation = { createCase: { caseId: string | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string, suggestions: Array<string> }> } | null };

export type OpenCaseMutationVariables = Exact<{
  input: CreateCaseInput;
}>;


export type OpenCaseMutation = { createCase: { case: { id: string, caseId: string, displayId: string | null, subject: string | null, status: CaseStatus, consoleUrl: string | null, service: { id: string, name: string } | null, severity: { id: string, name: string } | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type OpenCaseWithFileMutationVariables = Exact<{
  input: CreateCaseInput;
}>;


export type OpenCaseWithFileMutation = { createCase: { case: { id: string, caseId: string, subject: string | null, attachments: { nodes: Array<{ id: string, attachmentId: string, fileName: string | null }> } | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type ReplyMutationVariables = Exact<{
  input: AddCommunicationInput;
}>;


export type ReplyMutation = { addCommunication: { communication: { id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } } | null, case: { id: string, status: CaseStatus } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type ResolveMutationVariables = Exact<{
  input: ResolveCaseInput;
}>;


export type ResolveMutation = { resolveCase: { initialStatus: CaseStatus | null, finalStatus: CaseStatus | null, case: { id: string, subject: string | null, status: CaseStatus } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type CaseFilesQueryVariables = Exact<{
  id: string;
}>;


export type CaseFilesQuery = { case: { id: string, subject: string | null, attachments: { totalCount: number | null, nodes: Array<{ id: string, attachmentId: string, fileName: string | null, contentType: string | null }> } | null } | null };

export type DownloadQueryVariables = Exact<{
  id: string;
}>;


export type DownloadQuery = { attachment: { id: string, fileName: string | null, contentType: string | null, downloadLink: { url: string, expiresAt: string | null } | null } | null };

export type DownloadInlineQueryVariables = Exact<{
  id: string;
}>;


export type DownloadInlineQuery = { attachment: { id: string, fileName: string | null, contentType: string | null, content: { sizeBytes: number, data: string } | null } | null };

export type AttachFilesMutationVariables = Exact<{
  input: AddAttachmentsInput;
}>;


export type AttachFilesMutation = { addAttachments: { attachmentSet: { id: string, expiresAt: string | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type UploadStartMutationVariables = Exact<{
  input: CreateAttachmentUploadInput;
}>;


export type UploadStartMutation = { createAttachmentUpload: { upload: { id: string, uploadId: string, partSizeBytes: number | null, totalParts: number | null, nextIndex: number | null, parts: Array<{ index: number, url: string, expiresAt: string | null }> | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type UploadMorePartsMutationVariables = Exact<{
  input: AttachmentUploadPartsInput;
}>;


export type UploadMorePartsMutation = { attachmentUploadParts: { upload: { id: string, nextIndex: number | null, parts: Array<{ index: number, url: string, expiresAt: string | null }> | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type UploadCompleteMutationVariables = Exact<{
  input: CompleteAttachmentUploadInput;
}>;


export type UploadCompleteMutation = { completeAttachmentUpload: { upload: { id: string, uploadId: string, status: AttachmentUploadStatus | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type UploadStatusQueryVariables = Exact<{
  id: string;
}>;


export type UploadStatusQuery = { attachmentUpload: { id: string, fileName: string | null, status: AttachmentUploadStatus | null, progress: { totalParts: number | null, completedParts: number | null } | null } | null };

export type TrustedAdvisorOverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type TrustedAdvisorOverviewQuery = { trustedAdvisorSummary: { totalChecks: number, resourcesFlagged: number, estimatedMonthlySavings: number, byStatus: Array<{ status: TrustedAdvisorStatus, count: number }>, byCategory: Array<{ category: TrustedAdvisorCategory, count: number, byStatus: Array<{ status: TrustedAdvisorStatus, count: number }> }> } | null, trustedAdvisorChecks: { totalCount: number | null, nodes: Array<{ id: string, checkId: string, name: string, category: TrustedAdvisorCategory, summary: { checkedAt: string | null, resourcesSummary: { resourcesProcessed: number | null, resourcesFlagged: number | null } | null } | null }> } | null };

export type FindingsQueryVariables = Exact<{
  checkId: string;
  after?: string | null | undefined;
}>;


export type FindingsQuery = { trustedAdvisorCheck: { id: string, name: string, description: string | null, columns: Array<string>, result: { status: TrustedAdvisorStatus, checkedAt: string | null, flaggedResources: { totalCount: number, nodes: Array<{ status: TrustedAdvisorStatus, region: string | null, metadata: Array<string | null> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null } | null };

export type SavingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SavingsQuery = { trustedAdvisorChecks: { nodes: Array<{ id: string, checkId: string, name: string, summary: { status: TrustedAdvisorStatus, costOptimizing: { estimatedMonthlySavings: number | null, estimatedPercentMonthlySavings: number | null } | null, resourcesSummary: { resourcesFlagged: number | null } | null } | null }> } | null };

export type RefreshCheckMutationVariables = Exact<{
  input: RefreshCheckInput;
}>;


export type RefreshCheckMutation = { refreshCheck: { refreshStatus: { status: TrustedAdvisorRefreshState | null, nextRefreshableAt: string | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type RefreshStatusQueryVariables = Exact<{
  checkIds: Array<string> | string;
}>;


export type RefreshStatusQuery = { trustedAdvisorChecks: { nodes: Array<{ id: string, checkId: string, name: string, refreshStatus: { refreshable: boolean, status: TrustedAdvisorRefreshState | null, nextRefreshableAt: string | null } | null, summary: { status: TrustedAdvisorStatus, checkedAt: string | null } | null }> } | null };

export type RefreshCategoryMutationVariables = Exact<{
  accountId?: string | null | undefined;
  category: TrustedAdvisorCategory;
}>;


export type RefreshCategoryMutation = { refreshChecks: { results: Array<{ checkId: string, refreshStatus: { status: TrustedAdvisorRefreshState | null } | null, userErrors: Array<{ code: UserErrorCode, message: string }> }>, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type ByGlobalIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type ByGlobalIdsQuery = { nodes: Array<
    | { __typename: 'Account', id: string }
    | { __typename: 'Attachment', fileName: string | null, id: string }
    | { __typename: 'AttachmentUpload', id: string }
    | { __typename: 'Case', subject: string | null, status: CaseStatus, id: string }
    | { __typename: 'Category', id: string }
    | { __typename: 'Communication', id: string }
    | { __typename: 'Service', code: string, name: string, id: string }
    | { __typename: 'SeverityLevel', id: string }
    | { __typename: 'TrustedAdvisorCheck', checkId: string, name: string, id: string }
   | null> };

export type InboxWithCountsQueryVariables = Exact<{
  filter?: CaseFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InboxWithCountsQuery = { caseSummary: { totalCount: number, overdueCount: number, asOf: string, byWaitingOn: Array<{ waitingOn: CaseWaitingOn, count: number }>, bySeverity: Array<{ severityCode: string | null, count: number, severity: { id: string, name: string } | null }>, byStatus: Array<{ status: CaseStatus, count: number }>, byService: Array<{ serviceCode: string | null, count: number, service: { id: string, name: string } | null }> } | null, cases: { nodes: Array<{ id: string, displayId: string | null, subject: string | null, status: CaseStatus, severityCode: string | null, waitingOn: CaseWaitingOn, waitingSince: string | null, isOverdue: boolean, latestCommunicationAt: string | null, latestCommunication: { id: string, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type OverdueQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type OverdueQuery = { overdue: { totalCount: number | null, nodes: Array<{ id: string, displayId: string | null, subject: string | null, createdAt: string | null, responseDueAt: string | null, isOverdue: boolean, consoleUrl: string | null, severity: { id: string, name: string } | null }> } | null, dueNext: { totalCount: number | null, nodes: Array<{ id: string, displayId: string | null, subject: string | null, createdAt: string | null, responseDueAt: string | null, isOverdue: boolean, consoleUrl: string | null, severity: { id: string, name: string } | null }> } | null };

export type WaitingOnUsQueryVariables = Exact<{
  waitingOn?: Array<CaseWaitingOn> | CaseWaitingOn | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WaitingOnUsQuery = { cases: { totalCount: number | null, nodes: Array<{ id: string, displayId: string | null, subject: string | null, severityCode: string | null, waitingOn: CaseWaitingOn, waitingSince: string | null, latestCommunication: { id: string, createdAt: string | null, body: string | null, author: { kind: CommunicationAuthorKind, name: string | null } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type SearchHighlightsQueryVariables = Exact<{
  query: string;
  textScope?: CaseTextScope;
  filter?: CaseFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchHighlightsQuery = { searchCases: { totalCount: number | null, isComplete: boolean, edges: Array<{ score: number, node: { id: string, displayId: string | null, subject: string | null, status: CaseStatus, createdAt: string | null }, highlights: Array<{ field: CaseSearchField, text: string, ranges: Array<{ start: number, end: number }>, communication: { id: string, createdAt: string | null, author: { kind: CommunicationAuthorKind, name: string | null } } | null }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type FindServiceQueryVariables = Exact<{
  query: string;
  first?: number;
}>;


export type FindServiceQuery = { searchServices: Array<{ score: number, matchedText: string, service: { id: string, code: string, name: string } }> | null };

export type CaseFormQueryVariables = Exact<{
  serviceCode?: string | null | undefined;
  categoryCode?: string | null | undefined;
  issueType?: IssueType;
  language?: string;
}>;


export type CaseFormQuery = { caseForm: { service: { id: string, code: string, name: string, categories: Array<{ id: string, code: string, name: string }> } | null, category: { id: string, code: string, name: string } | null, severityLevels: Array<{ id: string, code: string, name: string }> | null, supportedLanguages: Array<{ code: string, display: string }> | null, communicationTypes: Array<{ kind: CommunicationTypeKind, isOpen: boolean, opensAt: string | null, closesAt: string | null }> | null, limits: { subjectLength: number, bodyLength: number, ccEmailAddresses: number, attachments: number, attachmentBytes: number, uploads: number, uploadBytes: number } } | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { id: string, name: string | null, scopes: Array<string>, roles: Array<string> } };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { accounts: { nodes: Array<{ id: string, name: string, accountId: string | null, availability: { isAvailable: boolean, code: AccountFailureCode | null, checkedAt: string } | null }> }, caseSummary: { totalCount: number, overdueCount: number, asOf: string, byAccount: Array<{ count: number, account: { id: string, name: string } }>, failures: Array<{ code: AccountFailureCode, message: string, retryable: boolean, account: { id: string, name: string } }> } | null };

export type UrgentEverywhereQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UrgentEverywhereQuery = { cases: { totalCount: number | null, nodes: Array<{ id: string, subject: string | null, createdAt: string | null, waitingOn: CaseWaitingOn, account: { id: string, name: string }, severity: { id: string, name: string } | null, service: { id: string, name: string } | null }>, failures: Array<{ code: AccountFailureCode, message: string, account: { id: string, name: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type OneAccountQueryVariables = Exact<{
  account: string;
  first?: number | null | undefined;
}>;


export type OneAccountQuery = { account: { id: string, name: string, accountId: string | null, trustedAdvisorSummary: { totalChecks: number, byStatus: Array<{ status: TrustedAdvisorStatus, count: number }> } | null } | null, cases: { totalCount: number | null, nodes: Array<{ id: string, displayId: string | null, subject: string | null, status: CaseStatus, createdAt: string | null }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const InboxDocument = new TypedDocumentString(`
    query Inbox($first: Int = 20, $after: String) {
  cases(first: $first, after: $after) {
    nodes {
      id
      displayId
      subject
      status
      severityCode
      createdAt
      service {
        id
        name
      }
      waitingOn
      isOverdue
      latestCommunication {
        id
        createdAt
        author {
          kind
          name
        }
        body
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<InboxQuery, InboxQueryVariables>;
export const DashboardDocument = new TypedDocumentString(`
    query Dashboard {
  cases(first: 100, filter: {includeResolved: true}) {
    nodes {
      id
      caseId
      displayId
      subject
      status
      submittedBy
      createdAt
      service {
        id
        name
      }
      severity {
        id
        code
        name
      }
      communications(first: 5) {
        nodes {
          id
          createdAt
          author {
            kind
            name
          }
          body
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;
export const CaseWithThreadDocument = new TypedDocumentString(`
    query CaseWithThread($id: ID!) {
  case(id: $id) {
    id
    caseId
    displayId
    subject
    status
    severity {
      id
      name
    }
    service {
      id
      name
    }
    category {
      id
      name
    }
    submittedBy
    createdAt
    ccEmailAddresses
    language
    consoleUrl
    communications(first: 10) {
      nodes {
        id
        createdAt
        author {
          kind
          name
          email
        }
        body
        attachments(first: 10) {
          nodes {
            id
            attachmentId
            fileName
            contentType
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CaseWithThreadQuery, CaseWithThreadQueryVariables>;
export const ThreadPageDocument = new TypedDocumentString(`
    query ThreadPage($caseId: ID!, $first: Int = 5, $after: String) {
  case(id: $caseId) {
    id
    subject
    communications(first: $first, after: $after) {
      nodes {
        id
        createdAt
        author {
          kind
          name
        }
        body
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ThreadPageQuery, ThreadPageQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $afterTime: DateTime) {
  cases(
    first: 20
    filter: {text: $text, textScope: RECENT_COMMUNICATIONS, afterTime: $afterTime, includeResolved: true}
  ) {
    nodes {
      id
      caseId
      subject
      status
      createdAt
      communications(first: 5) {
        nodes {
          id
          body
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const UrgentDocument = new TypedDocumentString(`
    query Urgent($severityCodes: [String!] = ["critical", "urgent", "high"]) {
  cases(
    first: 50
    filter: {severityCode: $severityCodes}
    orderBy: {field: SEVERITY, direction: DESC}
  ) {
    totalCount
    nodes {
      id
      displayId
      subject
      severity {
        id
        code
        name
      }
      status
      createdAt
      consoleUrl
    }
  }
}
    `) as unknown as TypedDocumentString<UrgentQuery, UrgentQueryVariables>;
export const FormServicesDocument = new TypedDocumentString(`
    query FormServices($text: String, $after: String) {
  services(first: 100, after: $after, filter: {text: $text}) {
    totalCount
    nodes {
      id
      code
      name
      categories {
        id
        code
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  severityLevels {
    id
    code
    name
  }
}
    `) as unknown as TypedDocumentString<FormServicesQuery, FormServicesQueryVariables>;
export const FormLanguagesDocument = new TypedDocumentString(`
    query FormLanguages($serviceCode: String!, $categoryCode: String!, $issueType: IssueType! = TECHNICAL, $language: String! = "en") {
  caseForm(
    serviceCode: $serviceCode
    categoryCode: $categoryCode
    issueType: $issueType
    language: $language
  ) {
    supportedLanguages {
      code
      display
    }
    communicationTypes {
      kind
      isOpen
      opensAt
      closesAt
      supportedHours {
        startTime
        endTime
      }
      datesWithoutSupport {
        startDateTime
        endDateTime
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FormLanguagesQuery, FormLanguagesQueryVariables>;
export const CheckCaseDocument = new TypedDocumentString(`
    mutation CheckCase($input: CreateCaseInput!) {
  createCase(input: $input) {
    caseId
    userErrors {
      code
      field
      message
      suggestions
    }
  }
}
    `) as unknown as TypedDocumentString<CheckCaseMutation, CheckCaseMutationVariables>;
export const OpenCaseDocument = new TypedDocumentString(`
    mutation OpenCase($input: CreateCaseInput!) {
  createCase(input: $input) {
    case {
      id
      caseId
      displayId
      subject
      status
      service {
        id
        name
      }
      severity {
        id
        name
      }
      consoleUrl
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<OpenCaseMutation, OpenCaseMutationVariables>;
export const OpenCaseWithFileDocument = new TypedDocumentString(`
    mutation OpenCaseWithFile($input: CreateCaseInput!) {
  createCase(input: $input) {
    case {
      id
      caseId
      subject
      attachments {
        nodes {
          id
          attachmentId
          fileName
        }
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<OpenCaseWithFileMutation, OpenCaseWithFileMutationVariables>;
export const ReplyDocument = new TypedDocumentString(`
    mutation Reply($input: AddCommunicationInput!) {
  addCommunication(input: $input) {
    communication {
      id
      createdAt
      author {
        kind
        name
      }
      body
    }
    case {
      id
      status
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ReplyMutation, ReplyMutationVariables>;
export const ResolveDocument = new TypedDocumentString(`
    mutation Resolve($input: ResolveCaseInput!) {
  resolveCase(input: $input) {
    initialStatus
    finalStatus
    case {
      id
      subject
      status
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ResolveMutation, ResolveMutationVariables>;
export const CaseFilesDocument = new TypedDocumentString(`
    query CaseFiles($id: ID!) {
  case(id: $id) {
    id
    subject
    attachments(first: 50) {
      totalCount
      nodes {
        id
        attachmentId
        fileName
        contentType
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CaseFilesQuery, CaseFilesQueryVariables>;
export const DownloadDocument = new TypedDocumentString(`
    query Download($id: ID!) {
  attachment(id: $id) {
    id
    fileName
    contentType
    downloadLink {
      url
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<DownloadQuery, DownloadQueryVariables>;
export const DownloadInlineDocument = new TypedDocumentString(`
    query DownloadInline($id: ID!) {
  attachment(id: $id) {
    id
    fileName
    contentType
    content {
      sizeBytes
      data
    }
  }
}
    `) as unknown as TypedDocumentString<DownloadInlineQuery, DownloadInlineQueryVariables>;
export const AttachFilesDocument = new TypedDocumentString(`
    mutation AttachFiles($input: AddAttachmentsInput!) {
  addAttachments(input: $input) {
    attachmentSet {
      id
      expiresAt
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AttachFilesMutation, AttachFilesMutationVariables>;
export const UploadStartDocument = new TypedDocumentString(`
    mutation UploadStart($input: CreateAttachmentUploadInput!) {
  createAttachmentUpload(input: $input) {
    upload {
      id
      uploadId
      partSizeBytes
      totalParts
      parts {
        index
        url
        expiresAt
      }
      nextIndex
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UploadStartMutation, UploadStartMutationVariables>;
export const UploadMorePartsDocument = new TypedDocumentString(`
    mutation UploadMoreParts($input: AttachmentUploadPartsInput!) {
  attachmentUploadParts(input: $input) {
    upload {
      id
      parts {
        index
        url
        expiresAt
      }
      nextIndex
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UploadMorePartsMutation, UploadMorePartsMutationVariables>;
export const UploadCompleteDocument = new TypedDocumentString(`
    mutation UploadComplete($input: CompleteAttachmentUploadInput!) {
  completeAttachmentUpload(input: $input) {
    upload {
      id
      uploadId
      status
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UploadCompleteMutation, UploadCompleteMutationVariables>;
export const UploadStatusDocument = new TypedDocumentString(`
    query UploadStatus($id: ID!) {
  attachmentUpload(id: $id) {
    id
    fileName
    status
    progress {
      totalParts
      completedParts
    }
  }
}
    `) as unknown as TypedDocumentString<UploadStatusQuery, UploadStatusQueryVariables>;
export const TrustedAdvisorOverviewDocument = new TypedDocumentString(`
    query TrustedAdvisorOverview {
  trustedAdvisorSummary {
    totalChecks
    resourcesFlagged
    estimatedMonthlySavings
    byStatus {
      status
      count
    }
    byCategory {
      category
      count
      byStatus {
        status
        count
      }
    }
  }
  trustedAdvisorChecks(
    first: 20
    filter: {status: [ERROR]}
    orderBy: {field: RESOURCES_FLAGGED, direction: DESC}
  ) {
    totalCount
    nodes {
      id
      checkId
      name
      category
      summary {
        checkedAt
        resourcesSummary {
          resourcesProcessed
          resourcesFlagged
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TrustedAdvisorOverviewQuery, TrustedAdvisorOverviewQueryVariables>;
export const FindingsDocument = new TypedDocumentString(`
    query Findings($checkId: ID!, $after: String) {
  trustedAdvisorCheck(id: $checkId) {
    id
    name
    description
    columns
    result {
      status
      checkedAt
      flaggedResources(first: 50, after: $after, filter: {suppressed: false}) {
        totalCount
        nodes {
          status
          region
          metadata
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindingsQuery, FindingsQueryVariables>;
export const SavingsDocument = new TypedDocumentString(`
    query Savings {
  trustedAdvisorChecks(
    first: 10
    filter: {category: [COST_OPTIMIZING], hasFlaggedResources: true}
    orderBy: {field: ESTIMATED_MONTHLY_SAVINGS, direction: DESC}
  ) {
    nodes {
      id
      checkId
      name
      summary {
        status
        costOptimizing {
          estimatedMonthlySavings
          estimatedPercentMonthlySavings
        }
        resourcesSummary {
          resourcesFlagged
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SavingsQuery, SavingsQueryVariables>;
export const RefreshCheckDocument = new TypedDocumentString(`
    mutation RefreshCheck($input: RefreshCheckInput!) {
  refreshCheck(input: $input) {
    refreshStatus {
      status
      nextRefreshableAt
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RefreshCheckMutation, RefreshCheckMutationVariables>;
export const RefreshStatusDocument = new TypedDocumentString(`
    query RefreshStatus($checkIds: [ID!]!) {
  trustedAdvisorChecks(filter: {ids: $checkIds}) {
    nodes {
      id
      checkId
      name
      refreshStatus {
        refreshable
        status
        nextRefreshableAt
      }
      summary {
        status
        checkedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RefreshStatusQuery, RefreshStatusQueryVariables>;
export const RefreshCategoryDocument = new TypedDocumentString(`
    mutation RefreshCategory($accountId: ID, $category: TrustedAdvisorCategory!) {
  refreshChecks(input: {accountId: $accountId, category: $category}) {
    results {
      checkId
      refreshStatus {
        status
      }
      userErrors {
        code
        message
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RefreshCategoryMutation, RefreshCategoryMutationVariables>;
export const ByGlobalIdsDocument = new TypedDocumentString(`
    query ByGlobalIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Case {
      subject
      status
    }
    ... on Service {
      code
      name
    }
    ... on TrustedAdvisorCheck {
      checkId
      name
    }
    ... on Attachment {
      fileName
    }
  }
}
    `) as unknown as TypedDocumentString<ByGlobalIdsQuery, ByGlobalIdsQueryVariables>;
export const InboxWithCountsDocument = new TypedDocumentString(`
    query InboxWithCounts($filter: CaseFilter, $first: Int = 20, $after: String) {
  caseSummary(filter: $filter) {
    totalCount
    overdueCount
    byWaitingOn {
      waitingOn
      count
    }
    bySeverity {
      severity {
        id
        name
      }
      severityCode
      count
    }
    byStatus {
      status
      count
    }
    byService {
      service {
        id
        name
      }
      serviceCode
      count
    }
    asOf
  }
  cases(
    first: $first
    after: $after
    filter: $filter
    orderBy: {field: LATEST_COMMUNICATION_AT, direction: DESC}
  ) {
    nodes {
      id
      displayId
      subject
      status
      severityCode
      waitingOn
      waitingSince
      isOverdue
      latestCommunicationAt
      latestCommunication {
        id
        author {
          kind
          name
        }
        body
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<InboxWithCountsQuery, InboxWithCountsQueryVariables>;
export const OverdueDocument = new TypedDocumentString(`
    query Overdue($first: Int = 20) {
  overdue: cases(
    first: $first
    filter: {isOverdue: true}
    orderBy: {field: RESPONSE_DUE_AT}
  ) {
    totalCount
    nodes {
      id
      displayId
      subject
      severity {
        id
        name
      }
      createdAt
      responseDueAt
      isOverdue
      consoleUrl
    }
  }
  dueNext: cases(
    first: $first
    filter: {status: [UNASSIGNED], isOverdue: false}
    orderBy: {field: RESPONSE_DUE_AT}
  ) {
    totalCount
    nodes {
      id
      displayId
      subject
      severity {
        id
        name
      }
      createdAt
      responseDueAt
      isOverdue
      consoleUrl
    }
  }
}
    `) as unknown as TypedDocumentString<OverdueQuery, OverdueQueryVariables>;
export const WaitingOnUsDocument = new TypedDocumentString(`
    query WaitingOnUs($waitingOn: [CaseWaitingOn!] = [CUSTOMER], $first: Int = 20, $after: String) {
  cases(
    first: $first
    after: $after
    filter: {waitingOn: $waitingOn}
    orderBy: {field: WAITING_SINCE}
  ) {
    totalCount
    nodes {
      id
      displayId
      subject
      severityCode
      waitingOn
      waitingSince
      latestCommunication {
        id
        createdAt
        author {
          kind
          name
        }
        body
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WaitingOnUsQuery, WaitingOnUsQueryVariables>;
export const SearchHighlightsDocument = new TypedDocumentString(`
    query SearchHighlights($query: String!, $textScope: CaseTextScope! = RECENT_COMMUNICATIONS, $filter: CaseFilter, $first: Int = 20, $after: String) {
  searchCases(
    query: $query
    textScope: $textScope
    filter: $filter
    first: $first
    after: $after
  ) {
    totalCount
    isComplete
    edges {
      score
      node {
        id
        displayId
        subject
        status
        createdAt
      }
      highlights {
        field
        text
        ranges {
          start
          end
        }
        communication {
          id
          createdAt
          author {
            kind
            name
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SearchHighlightsQuery, SearchHighlightsQueryVariables>;
export const FindServiceDocument = new TypedDocumentString(`
    query FindService($query: String!, $first: Int! = 5) {
  searchServices(query: $query, first: $first) {
    score
    matchedText
    service {
      id
      code
      name
    }
  }
}
    `) as unknown as TypedDocumentString<FindServiceQuery, FindServiceQueryVariables>;
export const CaseFormDocument = new TypedDocumentString(`
    query CaseForm($serviceCode: String, $categoryCode: String, $issueType: IssueType! = TECHNICAL, $language: String! = "en") {
  caseForm(
    serviceCode: $serviceCode
    categoryCode: $categoryCode
    issueType: $issueType
    language: $language
  ) {
    service {
      id
      code
      name
      categories {
        id
        code
        name
      }
    }
    category {
      id
      code
      name
    }
    severityLevels {
      id
      code
      name
    }
    supportedLanguages {
      code
      display
    }
    communicationTypes {
      kind
      isOpen
      opensAt
      closesAt
    }
    limits {
      subjectLength
      bodyLength
      ccEmailAddresses
      attachments
      attachmentBytes
      uploads
      uploadBytes
    }
  }
}
    `) as unknown as TypedDocumentString<CaseFormQuery, CaseFormQueryVariables>;
export const WhoAmIDocument = new TypedDocumentString(`
    query WhoAmI {
  viewer {
    id
    name
    scopes
    roles
  }
}
    `) as unknown as TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  accounts(first: 100) {
    nodes {
      id
      name
      accountId
      availability {
        isAvailable
        code
        checkedAt
      }
    }
  }
  caseSummary {
    totalCount
    overdueCount
    byAccount {
      account {
        id
        name
      }
      count
    }
    failures {
      account {
        id
        name
      }
      code
      message
      retryable
    }
    asOf
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const UrgentEverywhereDocument = new TypedDocumentString(`
    query UrgentEverywhere($first: Int = 50, $after: String) {
  cases(
    first: $first
    after: $after
    filter: {severityCode: ["urgent", "critical"]}
    orderBy: {field: SEVERITY, direction: DESC}
  ) {
    totalCount
    nodes {
      id
      subject
      createdAt
      waitingOn
      account {
        id
        name
      }
      severity {
        id
        name
      }
      service {
        id
        name
      }
    }
    failures {
      account {
        id
        name
      }
      code
      message
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<UrgentEverywhereQuery, UrgentEverywhereQueryVariables>;
export const OneAccountDocument = new TypedDocumentString(`
    query OneAccount($account: ID!, $first: Int = 10) {
  account(id: $account) {
    id
    name
    accountId
    trustedAdvisorSummary {
      totalChecks
      byStatus {
        status
        count
      }
    }
  }
  cases(first: $first, filter: {accountIds: [$account]}) {
    totalCount
    nodes {
      id
      displayId
      subject
      status
      createdAt
    }
  }
}
    `) as unknown as TypedDocumentString<OneAccountQuery, OneAccountQueryVariables>;