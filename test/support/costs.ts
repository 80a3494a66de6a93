/**
 * The golden figures: what a query costs in calls to AWS, cold (nothing has been read yet) and warm (the same again right after), on an account of
 * 220 cases with 8 messages each, 130 of them open, a file with every message, and 120 checks, of which every tenth refreshes itself. cost.test.ts holds the gateway to
 * them, docs.test.ts the README's table.
 */
import { read, type Gateway } from './harness.js'

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
  /** As the README has it. */
  query: string
  source: string
  /** Variables, from questions that are not part of the cost. */
  given?: (gateway: Gateway) => Promise<Record<string, unknown>>
  /** Whether these are asked of the same gateway, so that cold is right after them. */
  isRightAfter?: boolean
  /** Where nothing has been read yet, */
  cold: Record<string, number>
  /** and the same again right after. */
  warm: Record<string, number>
  /** Why it cannot be less, or what less would cost; and why it is not nothing the second time. */
  why: string
}

const all = 'filter: { includeResolved: true }'
const severe = 'filter: { severityCode: ["urgent", "critical"] }, orderBy: { field: SEVERITY, direction: DESC }'
const threadOfFive = 'communications(first: 5) { nodes { body createdAt author { name } } }'

export const costs: Cost[] = [
  {
    query: 'The default inbox: 20 of 130 open cases, with service and severity',
    source:
      '{ cases(first: 20) { nodes { subject status service { name } severity { name } } pageInfo { hasNextPage } } }',
    cold: { DescribeCases: 2, DescribeServices: 1, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'All open cases are read, 100 a call, and then answer every list of them, for all callers. One call has all services, and one all severities.',
  },
  {
    query: 'The open cases of two severities, the most severe first, and how many there are',
    source: `{ cases(first: 5, ${severe}) { totalCount nodes { subject } pageInfo { hasNextPage endCursor } } }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'AWS can neither filter by severity, nor sort, nor count. The gateway does, once it has all open cases: after the inbox above it is no call.',
  },
  {
    query: 'An inbox of 100 of 130 open cases: whose turn it is, since when, and counts',
    source: `{
      cases(first: 100, orderBy: { field: WAITING_SINCE }) { totalCount asOf nodes {
        subject waitingOn waitingSince firstResponseAt responseDueAt isOverdue latestCommunicationAt
        latestCommunication { body author { kind } }
      } }
      caseSummary { totalCount overdueCount byStatus { status count } byWaitingOn { waitingOn count } }
    }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'The newest five messages come with the cases, and tell whose turn it is. The list and the summary read the open cases once.',
  },
  {
    query: 'The next page of that list, from a cursor, right after it',
    source: `query ($after: String) { cases(first: 5, after: $after, ${severe}) { totalCount nodes { subject } } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 5, ${severe}) { pageInfo { endCursor } } }`, { after: 'cases.pageInfo.endCursor' }),
    isRightAfter: true,
    cold: {},
    warm: {},
    why: 'It comes from the same open cases.',
  },
  {
    query: 'The cases that AWS has not responded to in time, the longest overdue first, and those that are due next',
    source: `{
      overdue: cases(filter: { isOverdue: true }, orderBy: { field: RESPONSE_DUE_AT }) { totalCount nodes { subject severity { name } responseDueAt } }
      dueNext: cases(filter: { status: [UNASSIGNED], isOverdue: false }, orderBy: { field: RESPONSE_DUE_AT }) { totalCount nodes { subject responseDueAt } }
    }`,
    cold: { DescribeCases: 2, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'AWS can neither filter by time nor sort. Both lists come from the same open cases, 100 a call: after the inbox above, that is no call.',
  },
  {
    query: 'The cases that wait on the customer, the longest wait first, with their latest message',
    source: `{ cases(filter: { waitingOn: [CUSTOMER] }, orderBy: { field: WAITING_SINCE }) {
      totalCount nodes { subject waitingSince latestCommunication { body } }
    } }`,
    cold: { DescribeCases: 2 },
    warm: {},
    why: 'Who waits follows from the status and the newest five messages, which come with the open cases, 100 a call.',
  },
  {
    query: '100 cases with service, severity and the newest five messages of each',
    source: `{ cases(first: 100, ${all}) { nodes { subject service { name } category { name } severity { name } ${threadOfFive} } } }`,
    cold: { DescribeCases: 1, DescribeServices: 1, DescribeSeverityLevels: 1 },
    warm: {},
    why: 'A page of 100 brings five messages a case; one call has all services, and one all severities. AWS lists neither with cases, and takes no call for both.',
  },
  {
    query: 'The first 3 cases',
    source: `{ cases(first: 3, ${all}) { nodes { subject } pageInfo { hasNextPage endCursor } } }`,
    cold: { DescribeCases: 1 },
    warm: {},
    why: "Pages of all cases are AWS's own until the gateway has read all cases once. AWS's smallest page is 10: three of it are returned, and the cursor remembers the place within it.",
  },
  {
    query: 'The next 3 cases, from a cursor',
    source: `query ($after: String) { cases(first: 3, after: $after, ${all}) { nodes { subject } } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 3, ${all}) { pageInfo { endCursor } } }`, { after: 'cases.pageInfo.endCursor' }),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'The cursor holds the token of the page that it is in: nothing before it is read again.',
  },
  {
    query: 'The same page of cases twice in one query',
    source: `{ a: cases(first: 20, ${all}) { nodes { subject } } b: cases(first: 20, ${all}) { nodes { status } } }`,
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'A request asks AWS for no page twice.',
  },
  {
    query: 'How many cases there are, of 220 (`totalCount`)',
    source: `{ cases(first: 1, ${all}) { totalCount } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS has no total: all cases are read, 100 a call, and then answer every list of them, for all callers.',
  },
  {
    query: 'The 20 most severe of 220 cases, with the newest five messages of each',
    source: `{ cases(first: 20, ${all}, orderBy: { field: SEVERITY, direction: DESC }) { nodes { subject ${threadOfFive} } } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS cannot sort: all cases are read, 100 a call, with the newest five messages of each. After the total above it is no call.',
  },
  {
    query: '220 cases searched for a text in subject and recent messages',
    source: `{ cases(first: 100, filter: { text: "(7", textScope: RECENT_COMMUNICATIONS, includeResolved: true }) { nodes { subject ${threadOfFive} } } }`,
    cold: { DescribeCases: 3 },
    warm: {},
    why: 'AWS has no search: all cases are read, 100 a call, with the messages that are searched and shown.',
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
  {
    query: '100 cases by their ids (`nodes`)',
    source: 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { subject } } }',
    given: (gateway) => ids(gateway, `{ cases(first: 100, ${all}) { nodes { id } } }`, 'cases.nodes'),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'AWS takes 100 ids a call.',
  },
  {
    query: '3 cases by their ids, one of them unknown',
    source:
      'query ($a: ID!, $b: ID!) { a: case(id: $a) { subject } b: case(id: $b) { subject } c: case(id: "case-0") { subject } }',
    given: (gateway) =>
      ask(gateway, `{ cases(first: 2, ${all}) { nodes { id } } }`, { a: 'cases.nodes.0.id', b: 'cases.nodes.1.id' }),
    cold: { DescribeCases: 2 },
    warm: { DescribeCases: 1 },
    why: 'One unknown id fails the whole call (assumed): it is asked again without the id that the error names. What AWS refuses is not kept: the case may be there by now.',
  },
  {
    query: 'A case by the number in the console, with its newest five messages',
    source: `query ($id: ID!) { case(id: $id) { subject ${threadOfFive} } }`,
    given: (gateway) =>
      ask(gateway, `{ cases(first: 1, ${all}) { nodes { displayId } } }`, { id: 'cases.nodes.0.displayId' }),
    cold: { DescribeCases: 1 },
    warm: {},
    why: 'DescribeCases filters by that number, and brings the messages along.',
  },
  {
    query: 'A case with its thread of 8 messages',
    source: 'query ($id: ID!) { case(id: $id) { subject communications(first: 100) { nodes { body } } } }',
    given: aCase,
    cold: { DescribeCases: 1, DescribeCommunications: 1 },
    warm: {},
    why: 'Five messages come with the case, up to 100 more in each further call.',
  },
  {
    query: '20 cases with their threads of 8 messages',
    source: `{ cases(first: 20, ${all}) { nodes { subject communications(first: 100) { nodes { body } } } } }`,
    cold: { DescribeCases: 1, DescribeCommunications: 20 },
    warm: {},
    why: 'DescribeCommunications takes one case: past the newest five, each case costs a call.',
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
    why: 'The thread goes on at the token in the cursor; the case itself takes the other call.',
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
    why: 'AWS has no ids of messages: the thread is read up to the message. An older one costs a further call for each 100.',
  },
  {
    query: 'All files of a case',
    source: 'query ($id: ID!) { case(id: $id) { subject attachments(first: 50) { totalCount nodes { fileName } } } }',
    given: aCase,
    cold: { DescribeCases: 1, DescribeCommunications: 1 },
    warm: {},
    why: 'Files are known by their messages: the whole thread is read, five messages with the case, up to 100 more in each further call.',
  },
  {
    query: 'A link to a file',
    source: 'query ($id: ID!) { attachment(id: $id) { fileName downloadLink { url expiresAt } } }',
    given: aFile,
    cold: { GetAttachmentDownloadLink: 1 },
    warm: { GetAttachmentDownloadLink: 1 },
    why: 'One file a call. The answer has the name too. Links run out, and who has one has the file: they are never kept.',
  },
  {
    query: 'A file with its bytes',
    source: 'query ($id: ID!) { attachment(id: $id) { fileName content { data } } }',
    given: aFile,
    cold: { DescribeAttachment: 1 },
    warm: { DescribeAttachment: 1 },
    why: 'One file a call. The answer has the name too. Contents are never kept.',
  },
  {
    query: 'What the form of a new case needs: services, categories, severities, languages, hours',
    source: `{
      services(first: 100) { totalCount nodes { code name categories { code name } } }
      severityLevels { code name }
      supportedLanguages(serviceCode: "general-info", categoryCode: "other") { code }
      createCaseOptions(serviceCode: "general-info", categoryCode: "other") { communicationTypes { type } }
    }`,
    cold: {
      DescribeServices: 1,
      DescribeSeverityLevels: 1,
      DescribeSupportedLanguages: 1,
      DescribeCreateCaseOptions: 1,
    },
    warm: {},
    why: 'Four operations of AWS, each asked once.',
  },
  {
    query: 'The same form in one query (`caseForm`)',
    source: `{ caseForm(serviceCode: "general-info", categoryCode: "other") {
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
    why: 'The same four operations. What AWS says of services, languages and hours is fresh for hours.',
  },
  {
    query: 'A service by what somebody calls it (`searchServices`)',
    source: '{ searchServices(query: "s3 bucket") { score matchedText service { code name } } }',
    cold: { DescribeServices: 1 },
    warm: {},
    why: 'The gateway searches the list of all services, which is one call.',
  },
  {
    query: 'Who the caller is (`viewer`)',
    source: '{ viewer { id name scopes roles } }',
    cold: {},
    warm: {},
    why: 'Authentication knows it: AWS is not asked.',
  },
  {
    query: 'Trusted Advisor in figures, and the checks that are red',
    source: `{
      trustedAdvisorSummary { totalChecks estimatedMonthlySavings byCategory { category count } }
      trustedAdvisorChecks(filter: { status: [ERROR] }) { totalCount nodes { name summary { status } } }
    }`,
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckSummaries: 1 },
    warm: {},
    why: 'All checks come in one call, and all summaries in another.',
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
    why: 'Summaries and refresh statuses are asked for by list. Refresh statuses are asked for to see them move: they are never kept.',
  },
  {
    query: '30 checks with refresh status, 3 of which refresh themselves',
    source: '{ trustedAdvisorChecks(first: 30) { nodes { name refreshStatus { refreshable status } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckRefreshStatuses: 4 },
    warm: { DescribeTrustedAdvisorCheckRefreshStatuses: 4 },
    why: 'AWS refuses the whole list and names one check, and which these are cannot be known before: one call more for each. Refresh statuses are never kept, nor is what AWS refuses.',
  },
  {
    query: 'The findings of a check',
    source:
      'query ($id: ID!) { trustedAdvisorCheck(id: $id) { name columns result { flaggedResources { nodes { cells { column value } } } } } }',
    given: aCheck,
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckResult: 1 },
    warm: {},
    why: 'AWS has no operation for one check: the list of all has its name and the headings of its columns.',
  },
  {
    query: 'The findings of 20 checks',
    source:
      '{ trustedAdvisorChecks(first: 20) { nodes { name result { flaggedResources(first: 5) { nodes { metadata } } } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, DescribeTrustedAdvisorCheckResult: 20 },
    warm: {},
    why: 'DescribeTrustedAdvisorCheckResult takes one check.',
  },
  {
    query: 'Checking a new case (`validateOnly`)',
    source: `mutation { createCase(input: { ${aNewCase()}, validateOnly: true }) { userErrors { message } } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 2, CreateCase: 1 },
    warm: { CreateCase: 1 },
    why: "All codes are checked first, so that every mistake is reported at once; then AWS's dry run. The first in a process takes a dry run of DescribeSeverityLevels before it: what ignores dryRun must not open a case. Dry runs are not cached.",
  },
  {
    query: 'Opening a case, and reading it back with service and severity',
    source: `mutation { createCase(input: { ${aNewCase()} }) {
      case { displayId status service { name } severity { name } } userErrors { message }
    } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 1, CreateCase: 1, DescribeCases: 1 },
    warm: { CreateCase: 1, DescribeCases: 1 },
    why: 'CreateCase answers with nothing but an id: the case is read. Service and severity are known from the checks. A write is never kept, and makes older whatever was read of cases.',
  },
  {
    query: 'Opening a case with a file in it',
    source: `mutation { createCase(input: { ${aNewCase()}, attachments: [{ fileName: "a.txt", data: "YQ==" }] }) {
      caseId userErrors { message }
    } }`,
    cold: { DescribeServices: 1, DescribeSeverityLevels: 1, AddAttachmentsToSet: 1, CreateCase: 1 },
    warm: { AddAttachmentsToSet: 1, CreateCase: 1 },
    why: 'AWS takes files by way of a set only. A case that is not asked for is not read.',
  },
  {
    query: 'A reply, and reading it back with its case',
    source:
      'mutation ($id: ID!) { addCommunication(input: { caseId: $id, body: "Thanks." }) { communication { id body } case { status } userErrors { message } } }',
    given: aCase,
    cold: { AddCommunicationToCase: 1, DescribeCases: 1 },
    warm: { AddCommunicationToCase: 1, DescribeCases: 1 },
    why: 'The newest five messages come with the case, and the reply is one of them. A write is never kept, and makes older whatever was read of cases.',
  },
  {
    query: 'A reply with a file',
    source: `mutation ($id: ID!) { addCommunication(
      input: { caseId: $id, body: "See file.", attachments: [{ fileName: "a.txt", data: "YQ==" }] }
    ) { userErrors { message } } }`,
    given: aCase,
    cold: { DescribeCases: 1, AddAttachmentsToSet: 1, AddCommunicationToCase: 1 },
    warm: { DescribeCases: 1, AddAttachmentsToSet: 1, AddCommunicationToCase: 1 },
    why: 'The case is looked up first: sets are limited by the hour, and one for an unknown case would be wasted. The reply before it has made older what was read of the case.',
  },
  {
    query: 'Resolving a case, and reading it back',
    source: 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { case { status } userErrors { message } } }',
    given: aCase,
    cold: { ResolveCase: 1, DescribeCases: 1 },
    warm: { ResolveCase: 1, DescribeCases: 1 },
    why: 'ResolveCase answers with the two statuses; the rest of the case has to be read. A write is never kept, and makes older whatever was read of cases.',
  },
  {
    query: 'Putting files into a set',
    source:
      'mutation { addAttachments(input: { attachments: [{ fileName: "a.txt", data: "YQ==" }, { fileName: "b.txt", data: "Yg==" }] }) { attachmentSet { id } } }',
    cold: { AddAttachmentsToSet: 1 },
    warm: { AddAttachmentsToSet: 1 },
    why: 'Up to three files go in one call. A write is never kept.',
  },
  {
    query: 'Starting the upload of a large file: urls of the first ten parts',
    source:
      'mutation { createAttachmentUpload(input: { fileName: "a.log", sizeBytes: 60000000 }) { upload { uploadId parts { url } nextIndex } } }',
    cold: { GetAttachmentUploadLinks: 1 },
    warm: { GetAttachmentUploadLinks: 1 },
    why: 'AWS hands out ten urls a call. Each upload is another one.',
  },
  {
    query: 'Urls of the next ten parts',
    source:
      'mutation ($id: ID!) { attachmentUploadParts(input: { uploadId: $id, fileName: "a.log", from: 11 }) { upload { parts { url } } userErrors { message } } }',
    given: (gateway) => anUpload(gateway, 60_000_000),
    cold: { GetAttachmentUploadLinks: 1 },
    warm: { GetAttachmentUploadLinks: 1 },
    why: 'AWS hands out ten urls a call. Urls run out: they are never kept.',
  },
  {
    query: 'Reporting the parts of an upload',
    source:
      'mutation ($id: ID!, $eTag: String!) { completeAttachmentUpload(input: { uploadId: $id, parts: [{ index: 1, eTag: $eTag }] }) { upload { status } userErrors { message } } }',
    given: anUploadedPart,
    cold: { CompleteAttachmentUpload: 1 },
    warm: { CompleteAttachmentUpload: 1 },
    why: 'All parts are reported in one call, and its answer has the status. A write is never kept.',
  },
  {
    query: 'How far an upload is',
    source: 'query ($id: ID!) { attachmentUpload(id: $id) { fileName status progress { completedParts } } }',
    given: (gateway) => anUpload(gateway, 1),
    cold: { DescribeAttachmentUploadStatus: 1 },
    warm: { DescribeAttachmentUploadStatus: 1 },
    why: 'One upload a call. It is asked for to see it move: it is never kept.',
  },
  {
    query: 'Running a check again',
    source:
      'mutation ($id: ID!) { refreshCheck(input: { checkId: $id }) { refreshStatus { status nextRefreshableAt } userErrors { message } } }',
    given: aCheck,
    cold: { RefreshTrustedAdvisorCheck: 1 },
    warm: { RefreshTrustedAdvisorCheck: 1 },
    why: 'The answer has the status. A write is never kept.',
  },
  {
    query: 'Running all 20 checks of a category again',
    source:
      'mutation { refreshChecks(input: { category: SECURITY }) { results { checkId refreshStatus { status } } } }',
    cold: { DescribeTrustedAdvisorChecks: 1, RefreshTrustedAdvisorCheck: 20 },
    warm: { RefreshTrustedAdvisorCheck: 20 },
    why: 'RefreshTrustedAdvisorCheck takes one check; the list of all knows their categories.',
  },
]

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

function aFile(gateway: Gateway): Promise<Record<string, unknown>> {
  const source = '{ cases(first: 1) { nodes { attachments { nodes { attachmentId } } } } }'
  return ask(gateway, source, { id: 'cases.nodes.0.attachments.nodes.0.attachmentId' })
}

function aCheck(gateway: Gateway): Promise<Record<string, unknown>> {
  return ask(gateway, '{ trustedAdvisorChecks(first: 1) { nodes { id } } }', { id: 'trustedAdvisorChecks.nodes.0.id' })
}

function aNewCase(): string {
  return 'subject: "S", body: "B", serviceCode: "general-info", categoryCode: "other", severityCode: "low"'
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
