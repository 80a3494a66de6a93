// The queries of the benchmark, and the account that they run on.

/** The account of every part except the one that varies its size. */
export const SEED = {
  cases: 200,
  communicationsPerCase: 5,
  attachmentsPerCommunication: 1,
  checks: 300,
  flaggedResourcesPerCheck: 3,
}

const DASHBOARD = `query Dashboard($first: Int!, $files: Int!) {
  cases(first: $first, filter: { includeResolved: true }) {
    nodes {
      id caseId displayId subject status submittedBy createdAt service { code name } severity { code name }
      communications(first: 5) {
        nodes { createdAt author { kind name } body attachments(first: $files) { nodes { attachmentId fileName } } }
      }
    }
    pageInfo { hasNextPage }
  }
}`

// A page holds at most 100 items, so each page selects two of the six categories: 100 of the 300 checks.
const CHECKS = `query Checks {
  money: trustedAdvisorChecks(first: 100, filter: { category: [COST_OPTIMIZING, SECURITY] }) { ...checks }
  resilience: trustedAdvisorChecks(first: 100, filter: { category: [FAULT_TOLERANCE, PERFORMANCE] }) { ...checks }
  operation: trustedAdvisorChecks(first: 100, filter: { category: [SERVICE_LIMITS, OPERATIONAL_EXCELLENCE] }) { ...checks }
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

/**
 * The body of a dashboard query for `cases` cases. Varying `files` varies the variables, not the response: each message
 * has one file.
 */
export function dashboard({ cases = 25, files = 5, query = DASHBOARD } = {}) {
  return JSON.stringify({ operationName: 'Dashboard', query, variables: { first: cases, files } })
}

/** The same with a different query text and response each time, so no cached document or response can be used. */
export function dashboardWithNewText(number) {
  const alias = `page${String(number).padStart(9, '0')}`
  return dashboard({ query: DASHBOARD.replace('pageInfo', `${alias}: pageInfo`) })
}

export const checks = JSON.stringify({ operationName: 'Checks', query: CHECKS })
export const sorted = JSON.stringify({ operationName: 'Sorted', query: SORTED })
