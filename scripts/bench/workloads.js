// The queries of the benchmark, and the account that they run on.

/** The account of every part except the one that varies its size. */
export const SEED = {
  cases: 200,
  communicationsPerCase: 5,
  attachmentsPerCommunication: 1,
  checks: 300,
  flaggedResourcesPerCheck: 3,
}

// Never selected. Its variable makes requests with the same response different.
const NUMBERED = 'numbered: case(id: $number) @include(if: $never) { id }'

const DASHBOARD = `query Dashboard($first: Int!, $files: Int!, $number: ID = "0", $never: Boolean = false) {
  cases(first: $first, filter: { includeResolved: true }) {
    nodes {
      id caseId displayId subject status submittedBy createdAt service { code name } severity { code name }
      communications(first: 5) {
        nodes { createdAt author { kind name } body attachments(first: $files) { nodes { attachmentId fileName } } }
      }
    }
    pageInfo { hasNextPage }
  }
  ${NUMBERED}
}`

// A page holds at most 100 items, so each page selects two of the six categories: 100 of the 300 checks.
const CHECKS = `query Checks($number: ID = "0", $never: Boolean = false) {
  money: trustedAdvisorChecks(first: 100, filter: { category: [COST_OPTIMIZING, SECURITY] }) { ...checks }
  resilience: trustedAdvisorChecks(first: 100, filter: { category: [FAULT_TOLERANCE, PERFORMANCE] }) { ...checks }
  operation: trustedAdvisorChecks(first: 100, filter: { category: [SERVICE_LIMITS, OPERATIONAL_EXCELLENCE] }) { ...checks }
  ${NUMBERED}
}
fragment checks on TrustedAdvisorCheckConnection {
  nodes {
    id checkId name category
    summary {
      status checkedAt hasFlaggedResources
      resourcesSummary { resourcesProcessed resourcesFlagged resourcesIgnored resourcesSuppressed }
      costOptimizing { estimatedMonthlySavings estimatedPercentMonthlySavings }
    }
  }
}`

const SORTED = `query Sorted {
  cases(first: 25, filter: { includeResolved: true }, orderBy: { field: CREATED_AT, direction: DESC }) {
    totalCount
    nodes { caseId displayId subject status createdAt service { name } severity { name } }
    pageInfo { hasNextPage }
  }
}`

const SMALL = `query Small($id: ID!, $number: ID = "0", $never: Boolean = false) {
  case(id: $id) {
    id caseId displayId subject status submittedBy createdAt service { code name } severity { code name } language
  }
  ${NUMBERED}
}`

/** The body of a dashboard query for `cases` cases. Each message has one file, so any number of files returns the same. */
export function dashboard({ cases = 25, files = 5, query = DASHBOARD, number } = {}) {
  return JSON.stringify({ operationName: 'Dashboard', query, variables: { first: cases, files, number } })
}

/** The same with different variables each time, so a cached document can be used, but no cached response. */
export function dashboardWithNewVariables(number, { cases } = {}) {
  return dashboard({ cases, files: 2 + (number % 99), number })
}

/** The same with a different query text and response each time, so no cached document or response can be used. */
export function dashboardWithNewText(number) {
  return dashboard({ query: DASHBOARD.replace('pageInfo', `${aliasOf(number)}: pageInfo`) })
}

export const checks = checksBody()

/** The bodies of each kind of request: one for all requests, or a function of the request number. */
export const dashboards = {
  again: dashboard(),
  variables: dashboardWithNewVariables,
  document: dashboardWithNewText,
}
export const trustedAdvisorChecks = {
  again: checks,
  variables: (number) => checksBody({ number }),
  document: (number) => checksBody({ query: CHECKS.replace('money', aliasOf(number)) }),
}

/** One case, another one each time. After the last case, the first one follows, with other variables. */
export function smallQueries(caseIds) {
  return (number) =>
    JSON.stringify({
      operationName: 'Small',
      query: SMALL,
      variables: { id: caseIds[number % caseIds.length], number },
    })
}

export const sorted = JSON.stringify({ operationName: 'Sorted', query: SORTED })

function checksBody({ query = CHECKS, number } = {}) {
  return JSON.stringify({ operationName: 'Checks', query, variables: { number } })
}

function aliasOf(number) {
  return `page${String(number).padStart(9, '0')}`
}
