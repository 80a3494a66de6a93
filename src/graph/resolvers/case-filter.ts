/** Filters lists of cases. */
import { maySeeCase, type Rules } from '../access/rules.js'
import type { ListedCase } from '../../case-index/entry.js'
import type { CaseListFilter } from '../../case-index/describe.js'
import { waitingOn } from '../../case-index/inbox.js'
import type { Context } from '../context.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { toCaseStatus } from './case-by-id.js'
import { isOverdue } from './case-inbox.js'
import type { Order } from './case-order.js'
import { containsAny, setOf } from './lists.js'

const awsFilters: ReadonlySet<string> = new Set(['afterTime', 'beforeTime', 'includeResolved', 'language'])

/** Whether AWS can apply the whole filter. */
export function isAwsFilter(filter: CaseFilter): boolean {
  return Object.entries(normalizeFilter(filter)).every(([name, value]) => value == null || awsFilters.has(name))
}

/**
 * The canonical form: equal filters become identical. Drops a `textScope` that has no effect (no text, or the default) and sets `includeResolved`
 * explicitly.
 */
export function normalizeFilter(filter: CaseFilter): CaseFilter {
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
    // Sent only if the caller filters by language: AWS once defaulted to English, which hid all other cases.
    language: language ?? undefined,
  }
}

export function includesResolved({ includeResolved, status }: CaseFilter): boolean {
  return includeResolved === true || (status?.includes('RESOLVED') ?? false)
}

/** Whether the filter has an empty list, or no role may see anything. Then no case needs to be read. */
export function matchesNothing(filter: CaseFilter, rules: Rules): boolean {
  return [...Object.values(filter), rules].some((values) => Array.isArray(values) && values.length === 0)
}

/** Whether a filter or an order needs facts that the list of cases does not store, so the cases must be read with their messages. */
export function needsFacts({ cases }: Context, { waitingOn, isOverdue }: CaseFilter, order?: Order): boolean {
  return !cases.hasInboxFacts && (waitingOn != null || isOverdue != null || order?.needsFacts === true)
}

/** Returns a predicate for the viewer's rules and the whole filter except `text`, which case-text.ts searches for. */
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
  // `createdAt` is 0 if AWS's time is unreadable
  if (afterTime != null) conditions.push(({ entry }) => entry.createdAt > 0 && entry.createdAt >= afterTime.getTime())
  if (beforeTime != null) conditions.push(({ entry }) => entry.createdAt > 0 && entry.createdAt <= beforeTime.getTime())
  if (statuses) conditions.push(({ item }) => hasStatus(statuses, item.status))
  if (severityCodes) conditions.push(({ item }) => severityCodes.has(item.severityCode ?? ''))
  if (serviceCodes) conditions.push(({ item }) => serviceCodes.has(item.serviceCode ?? ''))
  if (categoryCodes) conditions.push(({ item }) => categoryCodes.has(item.categoryCode ?? ''))
  if (rules !== null) conditions.push(({ item }) => maySeeCase(rules, item))
  if (submittedBy != null) {
    const isSubmitter = containsAny(...submittedBy)
    conditions.push(({ item }) => isSubmitter(item.submittedBy))
  }
  const sides = setOf(filter.waitingOn)
  if (sides) conditions.push(({ item }) => sides.has(waitingOn(item)))
  // Last, so that only cases that meet all other conditions make the response expire when they become overdue.
  if (filter.isOverdue != null) conditions.push(({ item }) => isOverdue(context, item) === filter.isOverdue)
  return (listed) => conditions.every((holds) => holds(listed))
}

function hasStatus(statuses: ReadonlySet<unknown>, status: string | undefined): boolean {
  return statuses.has(toCaseStatus(status)) || (statuses.has('ALL_OPEN') && status !== 'resolved')
}
