// What the users of the fleet benchmark send.

/** What a page may hold. */
export const PAGE = 100
const CONNECTION = 'totalCount nodes { caseId subject status createdAt }'
export const LIST = `query List($filter: CaseFilter, $orderBy: CaseOrder) { cases(first: ${PAGE}, filter: $filter, orderBy: $orderBy) { ${CONNECTION} } }`
export const COUNT = 'query Count($filter: CaseFilter) { cases(filter: $filter) { totalCount } }'
export const SEARCH = `query Search($filter: CaseFilter) {
  cases(first: ${PAGE}, filter: $filter) { ${CONNECTION.replace('}', 'communications(first: 5) { nodes { body } } }')} }
}`
export const CASE = `query Case($id: ID!) {
  case(id: $id) { caseId subject status severityCode serviceCode createdAt communications(first: 5) { nodes { createdAt body } } }
}`
/** The newest five come with the case; the rest takes a call to AWS. */
export const THREAD =
  'query Thread($id: ID!) { case(id: $id) { caseId communications(first: 8) { nodes { createdAt body } } } }'
const ERRORS = 'userErrors { code message }'
export const CREATE = `mutation Create($input: CreateCaseInput!) { createCase(input: $input) { caseId case { caseId status createdAt } ${ERRORS} } }`
export const REPLY = `mutation Reply($input: AddCommunicationInput!) {
  addCommunication(input: $input) { case { caseId status } communication { body } ${ERRORS} }
}`
export const RESOLVE = `mutation Resolve($input: ResolveCaseInput!) { resolveCase(input: $input) { case { caseId status } finalStatus ${ERRORS} } }`
