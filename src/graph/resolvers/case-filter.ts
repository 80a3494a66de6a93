/** Which cases belong to a list. */
import { seesCase, type Rules } from '../access/rules.js'
import { summarize, withMessages, type ListedCase } from '../../case-index/entry.js'
import type { CaseListFilter } from '../../case-index/describe.js'
import { codedError } from '../../lib/errors.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { fold } from '../../lib/text.js'
import { toCaseStatus } from './case-by-id.js'
import { finderOf, setOf } from './lists.js'

const awsFilters: ReadonlySet<string> = new Set(['afterTime', 'beforeTime', 'includeResolved', 'language'])

/** Whether AWS can filter by all that is asked for. */
export function isAwsFilter(filter: CaseFilter): boolean {
  return Object.entries(filter).every(([name, value]) => value == null || awsFilters.has(name))
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

/** Which cases belong to the list, the viewer's rules included. */
export function readMatches(
  filter: CaseFilter,
  rules: Rules,
  communications: boolean,
): (listed: ListedCase) => boolean {
  const { status, severityCode, serviceCode, categoryCode, submittedBy, text } = filter
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
  if (text != null) conditions.push(textFinder(text, communications))
  return (listed) => conditions.every((holds) => holds(listed))
}

/** Finds a text in the subject, and in the newest messages where the query selects messages. */
function textFinder(text: string, communications: boolean): (listed: ListedCase) => boolean {
  const folded = fold(text)
  const bytes = Buffer.from(folded)
  return (listed) => {
    const { item, entry } = listed
    if (entry.subject.includes(folded)) return true
    if (!communications) return false
    const messages = entry.text ?? summarize(withMessages(listed)).text
    if (messages === undefined && item.status === 'resolved') throw messagesLeftOut()
    return messages?.includes(bytes) ?? false
  }
}

function messagesLeftOut(): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    'The messages of resolved cases do not fit the memory of the gateway (CASE_INDEX_MAX_BYTES), so that they cannot be searched. ' +
      'Search open cases only, or subjects only: do not select communications.',
  )
}

function hasStatus(statuses: ReadonlySet<unknown>, status: string | undefined): boolean {
  return statuses.has(toCaseStatus(status)) || (statuses.has('ALL_OPEN') && status !== 'resolved')
}
