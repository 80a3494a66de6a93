/** Finds the cases that a filter matches, for lists, counts and searches. */
import type { CaseList } from '../../case-index/cases.js'
import { summarize, type ListedCase } from '../../case-index/entry.js'
import { badUserInput, shortened } from '../../lib/errors.js'
import { pause } from '../../lib/pause.js'
import type { Context } from '../context.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { MAX_BATCH_SIZE } from '../loaders/batch.js'
import { readKey } from '../relay/id.js'
import type { RowOf } from '../relay/sorted-lists.js'
import { mayHaveCase, readEachAccount, type AccountWait, type EachAccount } from './case-accounts.js'
import { isAwsCaseId, isDisplayId, readCaseKey } from './case-by-id.js'
import { matchesNothing, needsFacts, readMatches, toAwsFilter } from './case-filter.js'
import { sortedBy, type Order } from './case-order.js'
import { searchesMessages, filterByText } from './case-text.js'
import { checkLanguage } from './codes.js'

/** Throws BAD_USER_INPUT for a filter with a malformed displayId or language; if cases need to be read, also for malformed or too many ids. */
export function checkCaseFilter({ allRules }: Context, filter: CaseFilter): void {
  const { ids, displayId, language } = filter
  if (ids != null && !matchesNothing(filter, allRules)) checkIds(ids)
  if (displayId != null && !isDisplayId(displayId)) {
    throw badUserInput(
      `filter.displayId is "${shortened(displayId)}", which is not a displayId: use the number shown in the AWS console.`,
    )
  }
  checkLanguage('filter.language', language)
}

function checkIds(ids: readonly string[]): void {
  if (ids.length > MAX_BATCH_SIZE)
    throw badUserInput(`filter.ids has ${ids.length} entries: at most ${MAX_BATCH_SIZE} are allowed.`)
  for (const id of ids) readKey('Case', id, isAwsCaseId, "a Case's `id` or AWS's caseId (case-…)")
}

/** What a filter matches in one account. */
export interface MatchingCases {
  context: Context
  /** The matches that the viewer may see. */
  rows: readonly ListedCase[]
  /** All cases that were checked. */
  all: readonly ListedCase[]
  /** All of these cases were read from AWS at this time or later, in epoch milliseconds. */
  asOf: number
}

/**
 * The cases that a filter matches in each of its accounts (`contextsFor`). Call `checkCaseFilter` first. Without an `order`, they are newest first, or in
 * any order if the filter has ids. `communications`: whether their newest messages are needed. `severityLevels`: whether names of severities are needed. An
 * account of several that has matches, but cannot list its severity levels, then counts as failed: otherwise each of its cases would have an error.
 */
export function findMatchingCases(
  contexts: readonly Context[],
  filter: CaseFilter,
  communications: boolean,
  severityLevels: boolean,
  order?: Order,
): Promise<EachAccount<MatchingCases>> {
  return readEachAccount(contexts, async (context, wait) => {
    const matching = await findInAccount(context, filter, communications, order, wait)
    if (severityLevels && contexts.length > 1 && matching.rows.length > 0)
      await context.loaders.severityLevels(undefined)
    return matching
  })
}

/** The matches of all accounts, one account after the other. */
export function allRows(results: readonly MatchingCases[]): RowOf<ListedCase, MatchingCases>[] {
  return results.flatMap((list) => list.rows.map((row) => ({ row, list })))
}

/** `findMatchingCases` in one account. Without `wait`, it may take as long as the request may run. */
export async function findInAccount(
  context: Context,
  filter: CaseFilter,
  communications: boolean,
  order?: Order,
  wait?: AccountWait,
): Promise<MatchingCases> {
  if (matchesNothing(filter, context.rules)) return { context, rows: [], all: [], asOf: context.now() }
  const messages = communications || needsFacts(context, filter, order)
  const { listed: all, asOf } = await readCases(context, filter, messages, wait?.patienceMs)
  // Let other requests run: a query may scan all cases in each of a hundred aliases.
  await pause()
  const rows = await filterCases(context, order === undefined ? all : sortedBy(all, order), filter, wait)
  return { context, rows, all, asOf }
}

/** The cases of a list that match the filter and the viewer's rules, in the same order. */
async function filterCases(
  context: Context,
  all: readonly ListedCase[],
  filter: CaseFilter,
  wait?: AccountWait,
): Promise<readonly ListedCase[]> {
  const matches = readMatches(context, filter)
  const found: ListedCase[] = []
  await context.scheduler.forEach(all, (listed) => {
    if (matches(listed)) found.push(listed)
  })
  return filterByText(context, found, filter, wait?.until)
}

/** The cases to check against the filter: those that it names by id or displayId, otherwise all cases, or only the open ones. */
async function readCases(
  context: Context,
  filter: CaseFilter,
  communications: boolean,
  patienceMs?: number,
): Promise<CaseList> {
  const { cases, loaders, now } = context
  const { ids, displayId } = filter
  const messages = communications || searchesMessages(filter)
  if (ids == null && displayId == null) return cases.list(toAwsFilter(filter), messages, patienceMs)
  const requestedAt = now()
  const found =
    ids == null
      ? [await loaders.caseByDisplayId(displayId ?? '', messages)]
      : await Promise.all(readIds(context, ids).map((caseId) => loaders.caseById(caseId, messages)))
  const listed = found.flatMap((item) => (item === null ? [] : [{ item, entry: summarize(item) }]))
  const asOf = cases.asOf(listed.map(({ item }) => item.caseId))
  return { listed, asOf: listed.length < found.length ? Math.min(requestedAt, asOf) : asOf }
}

/** The distinct caseIds of `filter.ids` that may be in the account. */
function readIds(context: Context, ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id) => mayHaveCase(context, id)).map((id) => readCaseKey(id).key))]
}
