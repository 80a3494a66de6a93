import { seesCase, type Rules } from '../access/rules.js'
import { summarize, withMessages, type ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { badUserInput, shortened } from '../../lib/errors.js'
import type { CaseFilter, QueryCasesArgs } from '../generated/resolvers.js'
import { MAX_BATCH_SIZE } from '../loaders/batch.js'
import type { Case } from '../models.js'
import { inSlices, pause } from '../../lib/pause.js'
import {
  connection,
  connectionOf,
  readPageArguments,
  sliceOfSorted,
  type Connection,
  type PageArguments,
} from '../relay/connection.js'
import { bindingOf, type Binding } from '../relay/cursor.js'
import { readKey } from '../relay/id.js'
import { takeForward } from './forward-pages.js'
import { isAwsCaseId, isDisplayId } from './case-by-id.js'
import { asAsked, includesResolved, isAwsFilter, readMatches, toAwsFilter } from './case-filter.js'
import { readOrder, sortedBy, type Order } from './case-order.js'
import { searchesMessages, withText } from './case-text.js'
import { checkLanguage } from './codes.js'

interface Selected {
  communications: boolean
  totalCount: boolean
  services: boolean
  severityLevels: boolean
}

/**
 * A page of cases, newest first unless ordered otherwise. It comes from the list of all cases that `context.cases` has; until that list has the
 * resolved ones, pages of AWS's own will do for what AWS can filter and page.
 */
export async function listCases(context: Context, args: QueryCasesArgs, selected: Selected): Promise<Connection<Case>> {
  const filter = args.filter ?? {}
  const { rules, loaders } = context
  const binding = bindingOf(() => ['cases', asAsked(filter), args.orderBy, rules])
  const page = readPageArguments(args, binding)
  if (filter.displayId != null && !isDisplayId(filter.displayId)) {
    throw badUserInput(
      `filter.displayId "${shortened(filter.displayId)}" is no displayId: it is the number that the AWS console shows.`,
    )
  }
  checkLanguage('filter.language', filter.language)

  // None of no values, and what no role may see: no case has to be read.
  if ([...Object.values(filter), rules].some((values) => Array.isArray(values) && values.length === 0)) {
    return connectionOf<Case>([], { first: page.first ?? 0 }, binding, ({ caseId }) => caseId)
  }
  // All cases have a service and a severity, whose names come in lists of their own: while AWS looks for the cases, and not after.
  if (selected.services) loaders.services(undefined).catch(() => {})
  if (selected.severityLevels) loaders.severityLevels(undefined).catch(() => {})

  const isForAws = page.last === undefined && page.before === undefined && args.orderBy == null && !selected.totalCount
  if (isForAws && rules === null && isAwsFilter(filter) && (await isPagedByAws(context, filter, page)))
    return pageOfAws(context, filter, page, binding, selected.communications)

  const all = await readCases(context, filter, selected.communications)
  // A query may go through all cases in each of a hundred aliases.
  await pause()
  const order = readOrder(args.orderBy)
  const found = await filtered(context, args.orderBy == null ? all : sortedBy(all, order), filter)
  // in the order of the ids
  if (filter.ids != null && args.orderBy == null)
    return connectionOf(
      found.map(({ item }) => item),
      page,
      binding,
      ({ caseId }) => caseId,
    )
  const located = locate(page, all, rules, order)
  return sliceOfSorted(found, located, binding, order, (listed) => {
    const item = selected.communications ? withMessages(listed) : listed.item
    loaders.primeCase(item, item.recentCommunications !== undefined)
    return item
  })
}

/** Those of a list that belong to the filter, in the same order, the viewer's rules included. */
export async function filtered(
  context: Context,
  all: readonly ListedCase[],
  filter: CaseFilter,
): Promise<readonly ListedCase[]> {
  const matches = readMatches(filter, context.rules)
  const found: ListedCase[] = []
  await inSlices(all, (listed) => {
    if (matches(listed)) found.push(listed)
  })
  return withText(context, found, filter)
}

/** All cases that the filter can be about. */
export async function readCases(
  { cases, loaders }: Context,
  filter: CaseFilter,
  communications: boolean,
): Promise<readonly ListedCase[]> {
  const { ids, displayId } = filter
  const messages = communications || searchesMessages(filter)
  if (ids == null && displayId == null) return cases.list(toAwsFilter(filter), messages)
  const found =
    ids == null
      ? [await loaders.caseByDisplayId(displayId ?? '', messages)]
      : await Promise.all(readIds(ids).map((caseId) => loaders.caseById(caseId, messages)))
  return found.flatMap((item) => (item === null ? [] : [{ item, entry: summarize(item) }]))
}

/** The caseIds of `filter.ids`. An unknown one is left out. */
function readIds(ids: readonly string[]): string[] {
  if (ids.length > MAX_BATCH_SIZE)
    throw badUserInput(`filter.ids has ${ids.length} entries: at most ${MAX_BATCH_SIZE} are allowed.`)
  const caseIds = ids.map((id) => readKey('Case', id, isAwsCaseId, "a Case's `id` or AWS's caseId (case-…)")[0] ?? '')
  return [...new Set(caseIds)]
}

/** Cursors from before the list was kept go on at AWS. New lists do only where resolved cases are wanted, and have not all been read yet. */
async function isPagedByAws({ cases }: Context, filter: CaseFilter, { after }: PageArguments): Promise<boolean> {
  if (after !== undefined) return after.sort === undefined
  return includesResolved(filter) && !(await cases.isComplete())
}

async function pageOfAws(
  { cases, loaders, limit }: Context,
  filter: CaseFilter,
  { first = 0, after }: PageArguments,
  binding: Binding,
  communications: boolean,
): Promise<Connection<Case>> {
  const matches = readMatches(filter, null)
  const { items, hasNextPage } = await takeForward<Case>(
    {
      async readPage(token, size) {
        const read = await limit(() => cases.page(toAwsFilter(filter), communications, token, size))
        // AWS may filter by the times of messages, and be late with what was resolved here.
        const items = read.items.filter((item) => matches({ item, entry: summarize(item) }))
        return { ...read, items, isEmpty: read.items.length === 0 }
      },
      keyOf: ({ caseId }) => caseId,
    },
    first,
    after,
  )
  for (const { node } of items) loaders.primeCase(node, communications)
  return connection(items, binding, {
    hasNextPage,
    hasPreviousPage: after !== undefined,
    // Selecting it reads the whole list instead of AWS's pages, unless the look-ahead could not see the selection.
    totalCount: async () => (await cases.list(toAwsFilter(filter), false)).filter(matches).length,
  })
}

/** Cursors of version 1 name a case, and not what it is sorted by: that is what it is sorted by now. */
function locate(page: PageArguments, all: readonly ListedCase[], rules: Rules, { positionOf }: Order): PageArguments {
  const located = { ...page }
  for (const argument of ['after', 'before'] as const) {
    const place = page[argument]
    if (place === undefined || place.sort !== undefined) continue
    const found = all.find(({ item }) => item.caseId === place.anchor && seesCase(rules, item))
    if (found === undefined)
      throw badUserInput(
        `The case that \`${argument}\` names is gone from the list. Start again without \`${argument}\`.`,
      )
    located[argument] = positionOf(found)
  }
  return located
}
