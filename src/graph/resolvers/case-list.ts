import { seesCase, type Rules } from '../access/rules.js'
import { summarize, withMessages, type ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { badUserInput } from '../../lib/errors.js'
import type { CaseFilter, QueryCasesArgs } from '../generated/resolvers.js'
import type { Case, CaseConnection } from '../models.js'
import {
  connection,
  connectionOf,
  readPageArguments,
  sliceOfSorted,
  withNodes,
  type PageArguments,
} from '../relay/connection.js'
import { bindingOf, type Binding } from '../relay/cursor.js'
import { takeForward } from './forward-pages.js'
import { asAsked, includesResolved, isAwsFilter, readMatches, toAwsFilter } from './case-filter.js'
import { readOrder, type Order } from './case-order.js'
import { checkCaseFilter, findMatchingCases, matchesNothing } from './matching-cases.js'

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
export async function listCases(context: Context, args: QueryCasesArgs, selected: Selected): Promise<CaseConnection> {
  const filter = args.filter ?? {}
  const { rules, loaders } = context
  const binding = bindingOf(() => ['cases', asAsked(filter), args.orderBy, rules])
  const page = readPageArguments(args, binding)
  checkCaseFilter(filter)

  if (matchesNothing(filter, rules)) {
    const none = connectionOf([], { first: page.first ?? 0 }, binding, keyOf)
    return { ...none, asOf: new Date(context.now()) }
  }
  // All cases have a service and a severity, whose names come in lists of their own: while AWS looks for the cases, and not after.
  if (selected.services) loaders.services(undefined).catch(() => {})
  if (selected.severityLevels) loaders.severityLevels(undefined).catch(() => {})

  const isForAws = page.last === undefined && page.before === undefined && args.orderBy == null && !selected.totalCount
  if (isForAws && rules === null && isAwsFilter(filter) && (await isPagedByAws(context, filter, page)))
    return pageOfAws(context, filter, page, binding, selected.communications)

  const order = readOrder(args.orderBy, context.responseTargets)
  const isOrdered = args.orderBy != null
  const { found, all, asOf } = await findMatchingCases(
    context,
    filter,
    selected.communications,
    isOrdered ? order : undefined,
  )
  // in the order of the ids
  if (filter.ids != null && !isOrdered) {
    const items = found.map(({ item }) => item)
    return { ...connectionOf(items, page, binding, keyOf), asOf }
  }
  const slice = sliceOfSorted(found, locate(page, all, rules, order), binding, order)
  const nodes: Case[] = []
  await context.turns.inSlices(slice.edges, ({ node: listed }) => {
    const item = selected.communications ? withMessages(listed) : listed.item
    loaders.primeCase(item, item.recentCommunications !== undefined)
    nodes.push(item)
  })
  return { ...withNodes(slice, nodes), asOf }
}

function keyOf({ caseId }: Case): string {
  return caseId
}

/** Cursors from before the list was kept go on at AWS. New lists do only where resolved cases are wanted, and have not all been read yet. */
async function isPagedByAws({ cases }: Context, filter: CaseFilter, { after }: PageArguments): Promise<boolean> {
  if (after !== undefined) return after.sort === undefined
  return includesResolved(filter) && !(await cases.isComplete())
}

async function pageOfAws(
  context: Context,
  filter: CaseFilter,
  { first = 0, after }: PageArguments,
  binding: Binding,
  communications: boolean,
): Promise<CaseConnection> {
  const { cases, loaders, limit } = context
  const matches = readMatches(context, filter)
  let asOf = Infinity
  const { items, hasNextPage } = await takeForward<Case>(
    {
      async readPage(token, size) {
        const read = await limit(() => cases.page(toAwsFilter(filter), communications, token, size))
        asOf = Math.min(asOf, read.asOf)
        // AWS may filter by the times of messages, and be late with what was resolved here.
        const items = read.items.filter((item) => matches({ item, entry: summarize(item) }))
        return { ...read, items, isEmpty: read.items.length === 0 }
      },
      keyOf,
    },
    first,
    after,
  )
  for (const { node } of items) loaders.primeCase(node, communications)
  const page = connection(items, binding, {
    hasNextPage,
    hasPreviousPage: after !== undefined,
    // Selecting it reads the whole list instead of AWS's pages, unless the look-ahead could not see the selection.
    totalCount: async () => (await cases.list(toAwsFilter(filter), false)).listed.filter(matches).length,
  })
  return { ...page, asOf: new Date(asOf) }
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
