/** Finds the cases that a filter matches, for lists, counts and searches. */
import type { CaseList } from '../../case-index/cases.js'
import { summarize, type ListedCase } from '../../case-index/entry.js'
import { badUserInput, shortened } from '../../lib/errors.js'
import { pause } from '../../lib/pause.js'
import type { Rules } from '../access/rules.js'
import type { Context } from '../context.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { MAX_BATCH_SIZE } from '../loaders/batch.js'
import { readKey } from '../relay/id.js'
import { isAwsCaseId, isDisplayId } from './case-by-id.js'
import { needsFacts, readMatches, toAwsFilter } from './case-filter.js'
import { sortedBy, type Order } from './case-order.js'
import { searchesMessages, filterByText } from './case-text.js'
import { checkLanguage } from './codes.js'

/** Throws BAD_USER_INPUT for a filter with a malformed displayId or language. */
export function checkCaseFilter({ displayId, language }: CaseFilter): void {
  if (displayId != null && !isDisplayId(displayId)) {
    throw badUserInput(
      `filter.displayId is "${shortened(displayId)}", which is not a displayId: use the number shown in the AWS console.`,
    )
  }
  checkLanguage('filter.language', language)
}

/** Whether the filter has an empty list, or no role may see anything. Then no case needs to be read. */
export function matchesNothing(filter: CaseFilter, rules: Rules): boolean {
  return [...Object.values(filter), rules].some((values) => Array.isArray(values) && values.length === 0)
}

export interface MatchingCases {
  /** The matches that the viewer may see. */
  found: readonly ListedCase[]
  /** All cases that were checked. */
  all: readonly ListedCase[]
  /** All of these cases were read from AWS at this time or later. */
  asOf: Date
}

/**
 * The cases that a filter matches. Call `checkCaseFilter` first. Without an `order`, they are newest first, or in the order of `filter.ids`.
 * `communications`: whether their newest messages are needed.
 */
export async function findMatchingCases(
  context: Context,
  filter: CaseFilter,
  communications: boolean,
  order?: Order,
): Promise<MatchingCases> {
  if (matchesNothing(filter, context.rules)) return { found: [], all: [], asOf: new Date(context.now()) }
  const { listed, asOf } = await readCases(context, filter, communications || needsFacts(context, filter, order))
  // Let other requests run: a query may scan all cases in each of a hundred aliases.
  await pause()
  const found = await filterCases(context, order === undefined ? listed : sortedBy(listed, order), filter)
  return { found, all: listed, asOf: new Date(asOf) }
}

/** The cases of a list that match the filter and the viewer's rules, in the same order. */
export async function filterCases(
  context: Context,
  all: readonly ListedCase[],
  filter: CaseFilter,
): Promise<readonly ListedCase[]> {
  const matches = readMatches(context, filter)
  const found: ListedCase[] = []
  await context.scheduler.forEach(all, (listed) => {
    if (matches(listed)) found.push(listed)
  })
  return filterByText(context, found, filter)
}

/** The cases to check against the filter: those that it names by id or displayId, otherwise all cases, or only the open ones. */
export async function readCases(
  { cases, loaders, now }: Context,
  filter: CaseFilter,
  communications: boolean,
): Promise<CaseList> {
  const { ids, displayId } = filter
  const messages = communications || searchesMessages(filter)
  if (ids == null && displayId == null) return cases.list(toAwsFilter(filter), messages)
  const requestedAt = now()
  const found =
    ids == null
      ? [await loaders.caseByDisplayId(displayId ?? '', messages)]
      : await Promise.all(readIds(ids).map((caseId) => loaders.caseById(caseId, messages)))
  const listed = found.flatMap((item) => (item === null ? [] : [{ item, entry: summarize(item) }]))
  const asOf = cases.asOf(listed.map(({ item }) => item.caseId))
  return { listed, asOf: listed.length < found.length ? Math.min(requestedAt, asOf) : asOf }
}

/** The distinct caseIds of `filter.ids`. */
function readIds(ids: readonly string[]): string[] {
  if (ids.length > MAX_BATCH_SIZE)
    throw badUserInput(`filter.ids has ${ids.length} entries: at most ${MAX_BATCH_SIZE} are allowed.`)
  const caseIds = ids.map((id) => readKey('Case', id, isAwsCaseId, "a Case's `id` or AWS's caseId (case-…)")[0] ?? '')
  return [...new Set(caseIds)]
}
