import type { CodeAndName, Service } from './account.js'
import { invalidParameter } from './aws-error.js'
import type { State } from './state.js'

export const ISSUE_TYPES = ['technical', 'customer-service']

export function findService(state: State, code: string): Service {
  const found = state.account.services.find((service) => service.code === code)
  return found ?? unknown('serviceCode', code, 'DescribeServices')
}

export function findCategory(service: Service, code: string): CodeAndName {
  const found = service.categories.find((category) => category.code === code)
  return found ?? unknown('categoryCode', code, `DescribeServices (${service.code})`)
}

export function checkSeverity(state: State, code: string): void {
  if (!state.account.severityLevels.some((level) => level.code === code)) {
    unknown('severityCode', code, 'DescribeSeverityLevels')
  }
}

export function checkIssueType(issueType: string): void {
  if (!ISSUE_TYPES.includes(issueType)) {
    throw invalidParameter(`'${issueType}' at 'issueType' is unknown: use ${ISSUE_TYPES.join(' or ')}`)
  }
}

function unknown(member: string, code: string, operation: string): never {
  throw invalidParameter(`'${code}' at '${member}' is unknown: ${operation} lists what there is`)
}
