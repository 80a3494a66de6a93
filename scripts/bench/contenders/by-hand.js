// The floor: what the two queries need, written by hand for them alone, without GraphQL.
import { createServer } from 'node:http'
import { toGlobalId } from '../../../src/graph/relay/id.ts'

export function startByHand(call) {
  const answers = { Dashboard: readDashboard, Checks: readChecks }
  const answer = async (text, response) => {
    const { operationName, variables } = JSON.parse(text)
    const data = await answers[operationName](call, variables)
    const body = Buffer.from(JSON.stringify({ data }))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  }
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => void answer(Buffer.concat(chunks).toString(), response))
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/graphql`))
  })
}

async function readDashboard(call, { first }) {
  const { cases, nextToken } = await call('DescribeCases', {
    includeResolvedCases: true,
    maxResults: Math.max(first, 10),
    includeCommunications: true,
  })
  const page = cases.slice(0, first)
  const serviceCodeList = [...new Set(page.map(({ serviceCode }) => serviceCode))]
  const [{ services }, { severityLevels }] = await Promise.all([
    call('DescribeServices', { serviceCodeList }),
    call('DescribeSeverityLevels', {}),
  ])
  const nodes = page.map((item) => ({
    id: toGlobalId('Case', item.caseId),
    caseId: item.caseId,
    displayId: item.displayId,
    subject: item.subject,
    status: toWord(item.status),
    submittedBy: item.submittedBy,
    createdAt: toTime(item.timeCreated),
    service: toNamed(services.find(({ code }) => code === item.serviceCode)),
    severity: toNamed(severityLevels.find(({ code }) => code === item.severityCode)),
    communications: { nodes: item.recentCommunications.communications.slice(0, 5).map(toCommunication) },
  }))
  return { cases: { nodes, pageInfo: { hasNextPage: nextToken !== undefined || cases.length > first } } }
}

function toCommunication({ timeCreated, submittedBy, body, attachmentSet }) {
  const isAws = submittedBy === 'Amazon Web Services'
  return {
    createdAt: toTime(timeCreated),
    author: {
      kind: isAws ? 'AWS' : 'CUSTOMER',
      name: isAws ? submittedBy : submittedBy.slice(0, submittedBy.indexOf('<')).trim(),
    },
    body,
    attachments: { nodes: attachmentSet.map(({ attachmentId, fileName }) => ({ attachmentId, fileName })) },
  }
}

async function readChecks(call) {
  const { checks } = await call('DescribeTrustedAdvisorChecks', { language: 'en' })
  const { summaries } = await call('DescribeTrustedAdvisorCheckSummaries', { checkIds: checks.map(({ id }) => id) })
  const summaryById = new Map(summaries.map((summary) => [summary.checkId, summary]))
  const ofCategories = (...categories) => ({
    nodes: checks
      .filter(({ category }) => categories.includes(category))
      .map(({ id, name, category }) => ({
        id: toGlobalId('TrustedAdvisorCheck', id),
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
  const { resourcesProcessed, resourcesFlagged, resourcesIgnored, resourcesSuppressed } = resourcesSummary
  const savings = categorySpecificSummary?.costOptimizing
  return {
    status: toWord(status),
    checkedAt: toTime(timestamp),
    hasFlaggedResources,
    resourcesSummary: { resourcesProcessed, resourcesFlagged, resourcesIgnored, resourcesSuppressed },
    costOptimizing:
      savings === undefined
        ? null
        : {
            estimatedMonthlySavings: savings.estimatedMonthlySavings,
            estimatedPercentMonthlySavings: savings.estimatedPercentMonthlySavings,
          },
  }
}

/** `pending-customer-action` → PENDING_CUSTOMER_ACTION */
function toWord(text) {
  return text.toUpperCase().replaceAll('-', '_')
}

function toTime(text) {
  return new Date(text).toISOString()
}

function toNamed(found) {
  return found === undefined ? null : { code: found.code, name: found.name }
}
