// What is asked, and of which account.

/** As much of the emulator's data as every part takes, but for the sizes of accounts. */
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

// A page holds 100 at most: two categories of the six have 100 of 300 checks.
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

/** The body of a dashboard of `cases` cases. `files`, of which a message has one, makes for different variables with the same answer. */
export function dashboard({ cases = 25, files = 5, query = DASHBOARD } = {}) {
  return JSON.stringify({ operationName: 'Dashboard', query, variables: { first: cases, files } })
}

/** The same in another text each time, and with another answer: nothing that is remembered of a document or an answer will do. */
export function dashboardInOtherWords(number) {
  const alias = `page${String(number).padStart(9, '0')}`
  return dashboard({ query: DASHBOARD.replace('pageInfo', `${alias}: pageInfo`) })
}

export const checks = JSON.stringify({ operationName: 'Checks', query: CHECKS })
export const sorted = JSON.stringify({ operationName: 'Sorted', query: SORTED })
