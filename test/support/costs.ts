/**
 * The golden costs: AWS calls made by a query with empty caches (cold), and by the same query sent again right afterwards (warm). cost.test.ts checks
 * that the gateway makes exactly these calls. docs/upstream-costs.md is generated from them: `npm run docs`.
 */
import type { AccountEntry } from '../../src/config/accounts-file.js'
import { data, production, sandbox } from './accounts.js'
import type { Gateway } from './harness.js'
import { read } from './read.js'

/** 220 cases, of which 130 are open, with 8 messages each and a file in every message; 120 checks, of which AWS refreshes every tenth automatically. */
export const ACCOUNT = {
  seed: 1,
  cases: 220,
  openCases: 130,
  communicationsPerCase: 8,
  attachmentsPerCommunication: 1,
  checks: 120,
  flaggedResourcesPerCheck: 3,
}

export interface Cost {
  /** The name of the query in docs/upstream-costs.md. */
  query: string
  source: string
  /** Gets variables for the query, through other queries, which do not count toward its cost. */
  given?: (gateway: Gateway) => Promise<Record<string, unknown>>
  /** The entries of ACCOUNTS_FILE. Each account has the data of ACCOUNT, with other ids. Without them, there is one account. */
  accounts?: readonly AccountEntry[]
  /** Whether `given` queries the gateway that is measured, so that its responses are already cached for the cold run. */
  isRightAfter?: boolean
  /** AWS calls with nothing cached, by operation. */
  cold: Record<string, number>
  /** AWS calls made by the same query, sent again right afterwards. */
  warm: Record<string, number>
  /** Why the query needs these calls, and why it needs calls again the second time, if it does. */
  why: string
}

const all = 'filter: { includeResolved: true }'
const severe = 'filter: { severityCode: ["urgent", "critical"] }, orderBy: { field: SEVERITY, direction: DESC }'
const threadOfFive = 'communications(first: 5) { nodes { body createdAt author { name } } }'

const lists: Cost[] = [
  {
    query: 'Default inbox: 20 of 130 open cases, with service and severity',
    source:
      '{ cases(first: 20) { nodes { subject status service { name } severity { name } } pageInfo { hasNextPage } } }',
    cold: { DescribeCases: 2, DescribeServices: 1, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'The gateway reads all open cases, 100 per call, and then serves all lists of open cases from them, for all viewers. One call returns all services, and another all severity levels.',
  },
  {
    query: 'Open cases of two severities, most severe first, with `totalCount`',
    source: `{ cases(first: 5, ${severe}) { totalCount nodes { subject } pageInfo { hasNextPage endCursor } } }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'AWS cannot filter by severity, sort or count. The gateway does, on all open cases. After the inbox above, this query costs no call.',
  },
  {
    query: 'Inbox of 100 of 130 open cases: which side has to act, since when, and counts',
    source: `{
      cases(first: 100, orderBy: { field: WAITING_SINCE }) { totalCount asOf nodes {
        subject waitingOn waitingSince firstResponseAt responseDueAt isOverdue latestCommunicationAt
        latestCommunication { body author { kind } }
      } }
      caseSummary { totalCount overdueCount byStatus { status count } byWaitingOn { waitingOn count } }
    }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'AWS returns cases with their newest five messages, which show which side has to act. The list and the summary use the same open cases.',
  },
  {
    query: 'The next page of that list, right after it',
    source: `query ($after: String) { cases(first: 5, after: $after, ${severe}) { totalCount nodes { subject } } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 5, ${severe}) { pageInfo { endCursor } } }`, { after: 'cases.pageInfo.endCursor' }),
    isRightAfter: true,
    cold: {},
    warm: {},
    why: 'The gateway serves it from the open cases that it has already read.',
  },
  {
    query: 'Overdue cases, longest overdue first, and the cases due next',
    source: `{
      overdue: cases(filter: { isOverdue: true }, orderBy: { field: RESPONSE_DUE_AT }) { totalCount nodes { subject severity { name } responseDueAt } }
      dueNext: cases(filter: { status: [UNASSIGNED], isOverdue: false }, orderBy: { field: RESPONSE_DUE_AT }) { totalCount nodes { subject responseDueAt } }
    }`,
    cold: { DescribeCases: 2, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'AWS cannot filter by time or sort. Both lists come from the same open cases, 100 per call. After the inbox above, neither list takes a call.',
  },
  {
    query: 'Cases waiting on the customer, longest wait first, with their latest message',
    source: `{ cases(filter: { waitingOn: [CUSTOMER] }, orderBy: { field: WAITING_SINCE }) {
      totalCount nodes { subject waitingSince latestCommunication { body } }
    } }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'The status and the newest five messages show which side has to act. AWS returns both with the open cases, 100 per call.',
  },
  {
    query: '100 cases with service, severity and the newest five messages of each',
    source: `{ cases(first: 100, ${all}) { nodes { subject service { name } category { name } severity { name } ${threadOfFive} } } }`,
    cold: { DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'A page of 100 cases includes five messages of each. With cases, AWS returns only the codes of services and severity levels. The names of each take one more call.',
  },
  {
    query: 'The first 3 cases',
    source: `{ cases(first: 3, ${all}) { nodes { subject } pageInfo { hasNextPage endCursor } } }`,
    cold: { DescribeCases: 1 },
    warm: {},
    why: "Until the gateway has read all cases once, it serves pages of all cases directly from AWS. AWS's smallest page has 10 cases: the gateway returns three of them, and the cursor marks where to continue.",
  },
  {
    query: 'The next 3 cases, from a cursor',
    source: `query ($after: String) { cases(first: 3, after: $after, ${all}) { nodes { subject } } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 3, ${all}) { pageInfo { endCursor } } }`, { after: 'cases.pageInfo.endCursor' }),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'The cursor contains the token of its AWS page, so the gateway does not read anything before that page again.',
  },
  {
    query: 'The same page of cases twice in one query',
    source: `{ a: cases(first: 20, ${all}) { nodes { subject } } b: cases(first: 20, ${all}) { nodes { status } } }`,
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'A request reads each AWS page once.',
  },
  {
    query: '`totalCount` of 220 cases',
    source: `{ cases(first: 1, ${all}) { totalCount } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS returns no total. The gateway reads all cases, 100 per call, and then serves all lists of cases from them, for all viewers.',
  },
  {
    query: 'The 20 most severe of 220 cases, with the newest five messages of each',
    source: `{ cases(first: 20, ${all}, orderBy: { field: SEVERITY, direction: DESC }) { nodes { subject ${threadOfFive} } } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS cannot sort. The gateway reads all cases, 100 per call, with the newest five messages of each. After the total above, this query costs no call.',
  },
  {
    query: '220 cases filtered by text in the subject and recent messages',
    source: `{ cases(first: 100, filter: { text: "(7", textScope: RECENT_COMMUNICATIONS, includeResolved: true }) { nodes { subject ${threadOfFive} } } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS has no search. The gateway reads all cases, 100 per call, with the messages to search and return.',
  },
  {
    query: '220 cases searched for two words (`searchCases`), best match first, with highlights',
    source: `{ searchCases(query: "message 7", filter: { includeResolved: true }) {
      totalCount isComplete edges { score node { subject } highlights { text ranges { start end } } }
    } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'The gateway searches its index of all cases, which has the newest five messages of each.',
  },
]

const caseDetails: Cost[] = [
  {
    query: '100 cases by id (`nodes`)',
    source: 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { subject } } }',
    given: (gateway) => ids(gateway, `{ cases(first: 100, ${all}) { nodes { id } } }`, 'cases.nodes'),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'AWS accepts 100 ids per call.',
  },
  {
    query: '3 cases by id, one of them unknown',
    source:
      'query ($a: ID!, $b: ID!) { a: case(id: $a) { subject } b: case(id: $b) { subject } c: case(id: "case-0") { subject } }',
    given: (gateway) =>
      ask(gateway, `{ cases(first: 2, ${all}) { nodes { id } } }`, { a: 'cases.nodes.0.id', b: 'cases.nodes.1.id' }),
    cold: { DescribeCases: 2 },
    warm: { DescribeCases: 1 },
    why: 'One unknown id makes the whole call fail (assumed). The gateway repeats the call without the id that the error names. Errors are not cached, because the case may exist by the next request.',
  },
  {
    query: 'A case by its `displayId`, with its newest five messages',
    source: `query ($id: ID!) { case(id: $id) { subject ${threadOfFive} } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 1, ${all}) { nodes { displayId } } }`, { id: 'cases.nodes.0.displayId' }),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'DescribeCases filters by `displayId` and includes the messages.',
  },
  {
    query: 'A case with its thread of 8 messages',
    source: 'query ($id: ID!) { case(id: $id) { subject communications(first: 100) { nodes { body } } } }',
    given: aCase,
    cold: { DescribeCases: 1, DescribeCommunications: 1 },
    warm: {},
    why: 'AWS returns five messages with the case. Each further call returns up to 100 messages.',
  },
  {
    query: '20 cases with their threads of 8 messages',
    source: `{ cases(first: 20, ${all}) { nodes { subject communications(first: 100) { nodes { body } } } } }`,
    cold: { DescribeCases: 1, DescribeCommunications: 20 },
    warm: {},
    why: 'DescribeCommunications accepts only one case per call. Each case with more than five messages takes a call.',
  },
  {
    query: 'The next page of a thread, from a cursor',
    source:
      'query ($id: ID!, $after: String) { case(id: $id) { subject communications(first: 5, after: $after) { nodes { body } } } }',
    given: (gateway) =>
      ask(gateway, `{ cases(first: 1, ${all}) { nodes { id communications(first: 5) { pageInfo { endCursor } } } } }`, {
        id: 'cases.nodes.0.id',
        after: 'cases.nodes.0.communications.pageInfo.endCursor',
      }),
    cold: { DescribeCases: 1, DescribeCommunications: 1 },
    warm: {},
    why: 'One call continues the thread at the token in the cursor, and the other reads the case.',
  },
  {
    query: 'A message by its global id, one of the newest five',
    source: 'query ($id: ID!) { node(id: $id) { ... on Communication { body case { subject } } } }',
    given: (gateway) =>
      ask(gateway, `{ cases(first: 1, ${all}) { nodes { communications(first: 3) { nodes { id } } } } }`, {
        id: 'cases.nodes.0.communications.nodes.2.id',
      }),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'AWS has no message ids, so the gateway reads the thread up to the message. For an older message, this takes one more call per 100 messages.',
  },
  {
    query: 'All files in a case',
    source: 'query ($id: ID!) { case(id: $id) { subject attachments(first: 50) { totalCount nodes { fileName } } } }',
    given: aCase,
    cold: { DescribeCases: 1, DescribeCommunications: 1 },
    warm: {},
    why: 'AWS lists files only with their messages, so the gateway reads the whole thread: five messages with the case, and up to 100 in each further call.',
  },
  {
    query: 'A link to a file',
    source: 'query ($id: ID!) { attachment(id: $id) { fileName downloadLink { url expiresAt } } }',
    given: aFile,
    cold: { GetAttachmentDownloadLink: 1 },
    warm: { GetAttachmentDownloadLink: 1 },
    why: 'AWS returns one file per call, with its name. Links expire and give access to the file, so they are never cached.',
  },
  {
    query: 'A file with its content',
    source: 'query ($id: ID!) { attachment(id: $id) { fileName content { data } } }',
    given: aFile,
    cold: { DescribeAttachment: 1 },
    warm: { DescribeAttachment: 1 },
    why: 'AWS returns one file per call, with its name. File contents are never cached.',
  },
]

const forms: Cost[] = [
  {
    query: 'The form for a new case: services, categories, severity levels, languages and support hours',
    source: `{
      services(first: 100) { totalCount nodes { code name categories { code name } } }
      severityLevels { code name }
      supportedLanguages(serviceCode: "general-info", categoryCode: "using-aws") { code }
      createCaseOptions(serviceCode: "general-info", categoryCode: "using-aws") { communicationTypes { type } }
    }`,
    cold: {
      DescribeServices: 1,
      DescribeSeverityLevels: 1,
      DescribeSupportedLanguages: 1,
      DescribeCreateCaseOptions: 1,
    },
    warm: {},
    why: 'Four AWS operations, each called once.',
  },
  {
    query: 'The same form in one field (`caseForm`)',
    source: `{ caseForm(serviceCode: "general-info", categoryCode: "using-aws") {
      service { name categories { code name } } severityLevels { code name } supportedLanguages { code }
      communicationTypes { kind isOpen opensAt closesAt } limits { subjectLength }
    } }`,
    cold: {
      DescribeServices: 1,
      DescribeSeverityLevels: 1,
      DescribeSupportedLanguages: 1,
      DescribeCreateCaseOptions: 1,
    },
    warm: {},
    why: 'The same four operations. Their responses are fresh for six hours.',
  },
  {
    query: 'A service by a nickname (`searchServices`)',
    source: '{ searchServices(query: "s3 bucket") { score matchedText service { code name } } }',
    cold: { DescribeServices: 1 },
    warm: {},
    why: 'The gateway searches the list of all services, which is one call.',
  },
  {
    query: 'The viewer (`viewer`)',
    source: '{ viewer { id name scopes roles } }',
    cold: {},
    warm: {},
    why: 'The viewer is known from authentication, without an AWS call.',
  },
]

const writes: Cost[] = [
  {
    query: 'Validating a new case (`validateOnly`)',
    source: `mutation { createCase(input: { ${aNewCase()}, validateOnly: true }) { userErrors { message } } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 2, CreateCase: 1 },
    warm: { CreateCase: 1 },
    why: 'The gateway first checks all codes, to report every error at once, and then sends a dry run of CreateCase. Before the first dry run of a write, a process sends one of DescribeSeverityLevels, because an endpoint that ignores `dryRun` would open a case. Dry runs are not cached.',
  },
  {
    query: 'Opening a case and reading it back with service and severity',
    source: `mutation { createCase(input: { ${aNewCase()} }) {
      case { displayId status service { name } severity { name } } userErrors { message }
    } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 1, CreateCase: 1, DescribeCases: 1 },
    warm: { CreateCase: 1, DescribeCases: 1 },
    why: 'CreateCase returns only an id, so the gateway reads the case. It has already read service and severity to validate the input. Writes are never cached, and invalidate cached cases.',
  },
  {
    query: 'Opening a case with a file',
    source: `mutation { createCase(input: { ${aNewCase()}, attachments: [{ fileName: "a.txt", data: "YQ==" }] }) {
      caseId userErrors { message }
    } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 1, AddAttachmentsToSet: 1, CreateCase: 1 },
    warm: { AddAttachmentsToSet: 1, CreateCase: 1 },
    why: 'AWS accepts files only as an attachment set. The gateway does not read the case, because the query does not select it.',
  },
  {
    query: 'Sending a reply and reading it back with its case',
    source:
      'mutation ($id: ID!) { addCommunication(input: { caseId: $id, body: "Thanks." }) { communication { id body } case { status } userErrors { message } } }',
    given: aCase,
    cold: { AddCommunicationToCase: 1, DescribeCases: 1 },
    warm: { AddCommunicationToCase: 1, DescribeCases: 1 },
    why: 'The reply is one of the newest five messages, which AWS returns with the case. Writes are never cached, and invalidate cached cases.',
  },
  {
    query: 'Sending a reply with a file',
    source: `mutation ($id: ID!) { addCommunication(
      input: { caseId: $id, body: "See file.", attachments: [{ fileName: "a.txt", data: "YQ==" }] }
    ) { userErrors { message } } }`,
    given: aCase,
    cold: { DescribeCases: 1, AddAttachmentsToSet: 1, AddCommunicationToCase: 1 },
    warm: { DescribeCases: 1, AddAttachmentsToSet: 1, AddCommunicationToCase: 1 },
    why: 'The gateway reads the case first: AWS limits attachment sets per hour, and a set for an unknown case would be wasted. A second reply reads the case again, because the first one has invalidated it.',
  },
  {
    query: 'Resolving a case and reading it back',
    source: 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { case { status } userErrors { message } } }',
    given: aCase,
    cold: { ResolveCase: 1, DescribeCases: 1 },
    warm: { ResolveCase: 1, DescribeCases: 1 },
    why: 'ResolveCase returns only the old and the new status, so the gateway reads the rest of the case. Writes are never cached, and invalidate cached cases.',
  },
]

const uploads: Cost[] = [
  {
    query: 'Adding files to an attachment set',
    source:
      'mutation { addAttachments(input: { attachments: [{ fileName: "a.txt", data: "YQ==" }, { fileName: "b.txt", data: "Yg==" }] }) { attachmentSet { id } } }',
    cold: { AddAttachmentsToSet: 1 },
    warm: { AddAttachmentsToSet: 1 },
    why: 'AWS accepts up to three files per call. Writes are never cached.',
  },
  {
    query: 'Starting the upload of a large file: URLs of the first ten parts',
    source:
      'mutation { createAttachmentUpload(input: { fileName: "a.log", sizeBytes: 60000000 }) { upload { uploadId parts { url } nextIndex } } }',
    cold: { GetAttachmentUploadLinks: 1 },
    warm: { GetAttachmentUploadLinks: 1 },
    why: 'AWS returns ten URLs per call. Repeating the mutation starts another upload.',
  },
  {
    query: 'URLs of the next ten parts',
    source:
      'mutation ($id: ID!) { attachmentUploadParts(input: { uploadId: $id, fileName: "a.log", from: 11 }) { upload { parts { url } } userErrors { message } } }',
    given: (gateway) => anUpload(gateway, 60_000_000),
    cold: { GetAttachmentUploadLinks: 1 },
    warm: { GetAttachmentUploadLinks: 1 },
    why: 'AWS returns ten URLs per call. URLs expire, so they are never cached.',
  },
  {
    query: 'Completing an upload',
    source:
      'mutation ($id: ID!, $eTag: String!) { completeAttachmentUpload(input: { uploadId: $id, parts: [{ index: 1, eTag: $eTag }] }) { upload { status } userErrors { message } } }',
    given: anUploadedPart,
    cold: { CompleteAttachmentUpload: 1 },
    warm: { CompleteAttachmentUpload: 1 },
    why: 'One call reports all parts and returns the status. Writes are never cached.',
  },
  {
    query: 'The progress of an upload',
    source: 'query ($id: ID!) { attachmentUpload(id: $id) { fileName status progress { completedParts } } }',
    given: (gateway) => anUpload(gateway, 1),
    cold: { DescribeAttachmentUploadStatus: 1 },
    warm: { DescribeAttachmentUploadStatus: 1 },
    why: 'AWS reports the progress of one upload per call. Clients poll it for changes, so it is never cached.',
  },
]

const trustedAdvisor: Cost[] = [
  {
    query: 'Trusted Advisor summary, and the checks with status ERROR',
    source: `{
      trustedAdvisorSummary { totalChecks estimatedMonthlySavings byCategory { category count } }
      trustedAdvisorChecks(filter: { status: [ERROR] }) { totalCount nodes { name summary { status } } }
    }`,
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckSummaries: 1 },
    warm: {},
    why: 'One call returns all checks, and another returns all summaries.',
  },
  {
    query: '9 checks with summary and refresh status',
    source: '{ trustedAdvisorChecks(first: 9) { nodes { name summary { status } refreshStatus { status } } } }',
    cold: {
      DescribeTrustedAdvisorChecks: 1,
      DescribeTrustedAdvisorCheckSummaries: 1,
      DescribeTrustedAdvisorCheckRefreshStatuses: 1,
    },
    warm: { DescribeTrustedAdvisorCheckRefreshStatuses: 1 },
    why: 'Summaries and refresh statuses take one call each, because AWS accepts lists of checks. Clients poll refresh statuses for changes, so these are never cached.',
  },
  {
    query: '30 checks with refresh status, 3 of which AWS refreshes automatically',
    source: '{ trustedAdvisorChecks(first: 30) { nodes { name refreshStatus { refreshable status } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckRefreshStatuses: 4 },
    warm: { DescribeTrustedAdvisorCheckRefreshStatuses: 4 },
    why: 'If a list contains a check that AWS refreshes automatically, AWS rejects the whole list and names one such check. The gateway cannot know these checks in advance, so each takes one more call. Refresh statuses and errors are never cached.',
  },
  {
    query: 'The findings of a check',
    source:
      'query ($id: ID!) { trustedAdvisorCheck(id: $id) { name columns result { flaggedResources { nodes { cells { column value } } } } } }',
    given: aCheck,
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckResult: 1 },
    warm: {},
    why: 'AWS has no operation for a single check: its name and column headings come from the list of all checks.',
  },
  {
    query: 'The findings of 20 checks',
    source:
      '{ trustedAdvisorChecks(first: 20) { nodes { name result { flaggedResources(first: 5) { nodes { metadata } } } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckResult: 20 },
    warm: {},
    why: 'DescribeTrustedAdvisorCheckResult accepts only one check per call.',
  },
  {
    query: 'Refreshing a check',
    source:
      'mutation ($id: ID!) { refreshCheck(input: { checkId: $id }) { refreshStatus { status nextRefreshableAt } userErrors { message } } }',
    given: aCheck,
    cold: { RefreshTrustedAdvisorCheck: 1 },
    warm: { RefreshTrustedAdvisorCheck: 1 },
    why: 'The AWS response includes the status. Writes are never cached.',
  },
  {
    query: 'Refreshing all 20 checks in a category',
    source:
      'mutation { refreshChecks(input: { category: SECURITY }) { results { checkId refreshStatus { status } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, RefreshTrustedAdvisorCheck: 20 },
    warm: { RefreshTrustedAdvisorCheck: 20 },
    why: 'RefreshTrustedAdvisorCheck accepts only one check per call. The list of all checks shows which ones are in the category.',
  },
]

const accounts = [production, data, sandbox]

const severalAccounts: Cost[] = [
  {
    query: 'The newest 20 of the open cases of three accounts, with account, service and severity',
    accounts,
    source: `{ cases(first: 20) {
      totalCount nodes { subject account { name } service { name } severity { name } } failures { account { name } code }
    } }`,
    cold: { DescribeCases: 6, DescribeServices: 1, DescribeSeverityLevels: 3 },
    warm: {},
    why: 'The gateway reads the open cases of each account, 100 per call, and merges them. Accounts share the list of services, but not the severity levels, which depend on the support plan.',
  },
  {
    query: 'The accounts, and the number of open cases of each',
    accounts,
    source: `{
      accounts { nodes { name accountId } }
      caseSummary { totalCount byAccount { account { name } count } failures { account { name } code } }
    }`,
    cold: { DescribeCases: 6 },
    warm: {},
    why: 'AWS cannot count, so the gateway counts the open cases of each account. After the list above, this query costs no call. The accounts themselves never cost one.',
  },
  {
    query: 'A case of one of three accounts, by its global id',
    accounts,
    source: `query ($id: ID!) { case(id: $id) { subject account { name } } }`,
    given: (gateway) => aCaseOfTheLastAccount(gateway, 'id'),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'The id names the account. So does a caseId, which contains the digits of its account.',
  },
  {
    query: 'A case of one of three accounts, by its `displayId`',
    accounts,
    source: `query ($id: ID!) { case(id: $id) { subject account { name } } }`,
    given: (gateway) => aCaseOfTheLastAccount(gateway, 'displayId'),
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'The number does not name an account, so the gateway asks each one. The accounts that do not know the case return an empty list.',
  },
  {
    query: 'The same case, right after a list of its account',
    accounts,
    source: `query ($id: ID!) { case(id: $id) { subject account { name } } }`,
    given: (gateway) => aCaseOfTheLastAccount(gateway, 'displayId'),
    isRightAfter: true,
    cold: {},
    warm: {},
    why: 'The gateway first looks for the number in what it knows of each account.',
  },
]

/** By topic, as in docs/upstream-costs.md. */
export const costsByTopic: Record<string, Cost[]> = {
  'Lists of cases': lists,
  'Cases, messages and files': caseDetails,
  'Form for a new case, and the viewer': forms,
  'Writes to cases': writes,
  Uploads: uploads,
  'Trusted Advisor': trustedAdvisor,
  'Several accounts': severalAccounts,
}

export const costs: Cost[] = Object.values(costsByTopic).flat()

async function ask(gateway: Gateway, source: string, paths: Record<string, string>): Promise<Record<string, unknown>> {
  const { data } = await gateway.query(source)
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, read(data, path)]))
}

async function ids(gateway: Gateway, source: string, path: string): Promise<Record<string, unknown>> {
  const { data } = await gateway.query(source)
  return { ids: read<{ id: string }[]>(data, path).map(({ id }) => id) }
}

function aCase(gateway: Gateway): Promise<Record<string, unknown>> {
  return ask(gateway, `{ cases(first: 1) { nodes { id } } }`, { id: 'cases.nodes.0.id' })
}

function aCaseOfTheLastAccount(gateway: Gateway, field: 'id' | 'displayId'): Promise<Record<string, unknown>> {
  const filter = `filter: { accountIds: ["${sandbox.accountId}"] }`
  return ask(gateway, `{ cases(first: 1, ${filter}) { nodes { ${field} } } }`, { id: `cases.nodes.0.${field}` })
}

function aFile(gateway: Gateway): Promise<Record<string, unknown>> {
  const source = '{ cases(first: 1) { nodes { attachments { nodes { attachmentId } } } } }'
  return ask(gateway, source, { id: 'cases.nodes.0.attachments.nodes.0.attachmentId' })
}

function aCheck(gateway: Gateway): Promise<Record<string, unknown>> {
  return ask(gateway, '{ trustedAdvisorChecks(first: 1) { nodes { id } } }', { id: 'trustedAdvisorChecks.nodes.0.id' })
}

function aNewCase(): string {
  return 'subject: "S", body: "B", serviceCode: "general-info", categoryCode: "using-aws", severityCode: "low"'
}

function anUpload(gateway: Gateway, sizeBytes: number): Promise<Record<string, unknown>> {
  const source = `mutation { createAttachmentUpload(input: { fileName: "a.log", sizeBytes: ${sizeBytes} }) { upload { uploadId parts { url } } } }`
  return ask(gateway, source, {
    id: 'createAttachmentUpload.upload.uploadId',
    url: 'createAttachmentUpload.upload.parts.0.url',
  })
}

async function anUploadedPart(gateway: Gateway): Promise<Record<string, unknown>> {
  const { id, url } = await anUpload(gateway, 1)
  const { headers } = await fetch(String(url), { method: 'PUT', body: 'x' })
  return { id, eTag: headers.get('etag') }
}
