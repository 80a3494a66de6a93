/** Which cases belong to a list. */
import { seesCase } from '../access/rules.js'
import type { ListedCase } from '../../case-index/entry.js'
import type { CaseListFilter } from '../../case-index/describe.js'
import { waitingOn } from '../../case-index/inbox.js'
import type { Context } from '../context.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { toCaseStatus } from './case-by-id.js'
import { isOverdue } from './case-inbox.js'
import type { Order } from './case-order.js'
import { finderOf, setOf } from './lists.js'

const awsFilters: ReadonlySet<string> = new Set(['afterTime', 'beforeTime', 'includeResolved', 'language'])

/** Whether AWS can filter by all that is asked for. */
export function isAwsFilter(filter: CaseFilter): boolean {
  return Object.entries(asAsked(filter)).every(([name, value]) => value == null || awsFilters.has(name))
}

/** The filter without what changes nothing: the scope of no text, or the scope that is the default. */
export function asAsked(filter: CaseFilter): CaseFilter {
  const { textScope, ...unscoped } = filter
  const isScoped = filter.text != null && textScope !== 'SUBJECT'
  return { ...(isScoped ? filter : unscoped), includeResolved: includesResolved(filter) }
}

export function toAwsFilter(filter: CaseFilter): CaseListFilter {
  const { afterTime, beforeTime, language } = filter
  return {
    includeResolvedCases: includesResolved(filter),
    afterTime: afterTime?.toISOString(),
    beforeTime: beforeTime?.toISOString(),
    // A filter at AWS, which once defaulted to English and hid all other cases: sent only when asked for.
    language: language ?? undefined,
  }
}

export function includesResolved({ includeResolved, status }: CaseFilter): boolean {
  return includeResolved === true || (status?.includes('RESOLVED') ?? false)
}

/** Whether a filter or an order looks at facts that come with the messages of cases, and not without. */
export function needsFacts({ cases }: Context, { waitingOn, isOverdue }: CaseFilter, order?: Order): boolean {
  return !cases.keepsFacts && (waitingOn != null || isOverdue != null || order?.needsFacts === true)
}

/** Which cases belong to the list, by the viewer's rules and all of the filter but its text, which case-text.ts searches for. */
export function readMatches(context: Context, filter: CaseFilter): (listed: ListedCase) => boolean {
  const { rules } = context
  const { status, severityCode, serviceCode, categoryCode, submittedBy } = filter
  const { displayId, afterTime, beforeTime, language } = filter
  const conditions: ((listed: ListedCase) => boolean)[] = []
  const statuses = setOf(status)
  const severityCodes = setOf(severityCode)
  const serviceCodes = setOf(serviceCode)
  const categoryCodes = setOf(categoryCode)
  if (!includesResolved(filter)) conditions.push(({ item }) => item.status !== 'resolved')
  if (displayId != null) conditions.push(({ item }) => item.displayId === displayId)
  if (language != null) conditions.push(({ item }) => item.language === language)
  // a time that cannot be read is 0
  if (afterTime != null) conditions.push(({ entry }) => entry.createdAt > 0 && entry.createdAt >= afterTime.getTime())
  if (beforeTime != null) conditions.push(({ entry }) => entry.createdAt > 0 && entry.createdAt <= beforeTime.getTime())
  if (statuses) conditions.push(({ item }) => hasStatus(statuses, item.status))
  if (severityCodes) conditions.push(({ item }) => severityCodes.has(item.severityCode ?? ''))
  if (serviceCodes) conditions.push(({ item }) => serviceCodes.has(item.serviceCode ?? ''))
  if (categoryCodes) conditions.push(({ item }) => categoryCodes.has(item.categoryCode ?? ''))
  if (rules !== null) conditions.push(({ item }) => seesCase(rules, item))
  if (submittedBy != null) {
    const isSubmitter = finderOf(...submittedBy)
    conditions.push(({ item }) => isSubmitter(item.submittedBy))
  }
  const sides = setOf(filter.waitingOn)
  if (sides) conditions.push(({ item }) => sides.has(waitingOn(item)))
  // The last: only cases that meet all other conditions make the response expire when they become overdue.
  if (filter.isOverdue != null) conditions.push(({ item }) => isOverdue(context, item) === filter.isOverdue)
  return (listed) => conditions.every((holds) => holds(listed))
}

function hasStatus(statuses: ReadonlySet<unknown>, status: string | undefined): boolean {
  return statuses.has(toCaseStatus(status)) || (statuses.has('ALL_OPEN') && status !== 'resolved')
}
