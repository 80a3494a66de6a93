// The lower bound: a hand-written handler for just the three queries, without GraphQL.
import { text } from 'node:stream/consumers'
import { toGlobalId } from '../../../src/graph/relay/id.ts'

const handlers = { Dashboard: readDashboard, Checks: readChecks, Small: readCase }

export function createByHand(call) {
  return async (request, response) => {
    const { operationName, variables } = JSON.parse(await text(request))
    const body = JSON.stringify({ data: await handlers[operationName](call, variables) })
    response.setHeader('content-type', 'application/json').end(body)
  }
}

async function readDashboard(call, { first }) {
  const { cases, nextToken } = await call('DescribeCases', {
    includeResolvedCases: true,
    maxResults: Math.max(first, 10),
    includeCommunications: true,
  })
  const page = cases.slice(0, first)
  const named = await readNames(call, page)
  const nodes = page.map((item) => ({
    ...toCase(item, named),
    communications: { nodes: item.recentCommunications.communications.slice(0, 5).map(toCommunication) },
  }))
  return { cases: { nodes, pageInfo: { hasNextPage: nextToken !== undefined || cases.length > first } } }
}

async function readCase(call, { id }) {
  const { cases } = await call('DescribeCases', { caseIdList: [id], includeResolvedCases: true })
  const named = await readNames(call, cases)
  return { case: { ...toCase(cases[0], named), language: cases[0].language } }
}

async function readNames(call, cases) {
  const serviceCodeList = [...new Set(cases.map(({ serviceCode }) => serviceCode))]
  const [{ services }, { severityLevels }] = await Promise.all([
    call('DescribeServices', { serviceCodeList }),
    call('DescribeSeverityLevels', {}),
  ])
  return { services, severityLevels }
}

function toCase({ caseId, displayId, subject, status, submittedBy, ...item }, { services, severityLevels }) {
  return {
    id: toGlobalId('Case', 'default', caseId),
    caseId,
    displayId,
    subject,
    status: toWord(status),
    submittedBy,
    createdAt: toTime(item.timeCreated),
    service: toNamed(services, item.serviceCode),
    severity: toNamed(severityLevels, item.severityCode),
  }
}

function toCommunication({ timeCreated, submittedBy, body, attachmentSet }) {
  const author =
    submittedBy === 'Amazon Web Services'
      ? { kind: 'AWS', name: submittedBy }
      : { kind: 'CUSTOMER', name: submittedBy.slice(0, submittedBy.indexOf('<')).trim() }
  return { createdAt: toTime(timeCreated), author, body, attachments: { nodes: attachmentSet } }
}

async function readChecks(call) {
  const { checks } = await call('DescribeTrustedAdvisorChecks', { language: 'en' })
  const { summaries } = await call('DescribeTrustedAdvisorCheckSummaries', { checkIds: checks.map(({ id }) => id) })
  const summaryById = new Map(summaries.map((summary) => [summary.checkId, summary]))
  const ofCategories = (...categories) => ({
    nodes: checks
      .filter(({ category }) => categories.includes(category))
      .map(({ id, name, category }) => ({
        id: toGlobalId('TrustedAdvisorCheck', 'default', id),
        checkId: id,
        name,
        category: toWord(category),
        summary: toSummary(summaryById.get(id)),
      })),
  })
  return {
    money: ofCategories('cost_optimizing', 'security'),
    resilience: ofCategories('fault_tolerance', 'performance'),
    operation: ofCategories('service_limits', 'operational_excellence'),
  }
}

function toSummary({ status, timestamp, hasFlaggedResources, resourcesSummary, categorySpecificSummary }) {
  const costOptimizing = categorySpecificSummary?.costOptimizing ?? null
  return { status: toWord(status), checkedAt: toTime(timestamp), hasFlaggedResources, resourcesSummary, costOptimizing }
}

/** `pending-customer-action` → PENDING_CUSTOMER_ACTION */
function toWord(text) {
  return text.toUpperCase().replaceAll('-', '_')
}

function toTime(text) {
  return new Date(text).toISOString()
}

function toNamed(all, code) {
  const found = all.find((item) => item.code === code)
  return found ? { code, name: found.name } : null
}
