import { maySeeCase, type Rules } from '../access/rules.js'
import { summarize, withMessages, type ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { badUserInput } from '../../lib/errors.js'
import type { CaseFilter, QueryCasesArgs } from '../generated/resolvers.js'
import type { Case, CaseConnection } from '../models.js'
import {
  connection,
  connectionOf,
  positionIn,
  readPageArguments,
  sliceOfSorted,
  withNodes,
  type PageArguments,
} from '../relay/connection.js'
import { listDigestOf, type ListDigest } from '../relay/cursor.js'
import { takeForward } from './forward-pages.js'
import { normalizeFilter, includesResolved, isAwsFilter, readMatches, toAwsFilter } from './case-filter.js'
import { readOrder, type Order } from './case-order.js'
import { checkCaseFilter, findMatchingCases, matchesNothing } from './matching-cases.js'

interface Selected {
  communications: boolean
  totalCount: boolean
  services: boolean
  severityLevels: boolean
}

/**
 * A page of cases, newest first unless ordered otherwise, from the list of all cases in `context.cases`. Until that list is complete, queries for
 * resolved cases are served from AWS's own pages if AWS can filter and page them.
 */
export async function listCases(context: Context, args: QueryCasesArgs, selected: Selected): Promise<CaseConnection> {
  const filter = args.filter ?? {}
  const { rules, loaders } = context
  const listDigest = listDigestOf(() => ['cases', normalizeFilter(filter), args.orderBy, rules])
  const page = readPageArguments(args, listDigest)
  checkCaseFilter(filter)

  if (matchesNothing(filter, rules)) {
    const none = connectionOf([], { first: page.first ?? 0 }, listDigest, keyOf)
    return { ...none, asOf: new Date(context.now()) }
  }
  // The names of services and severities come from separate lists: start loading them now, in parallel with the cases.
  if (selected.services) loaders.services(undefined).catch(() => {})
  if (selected.severityLevels) loaders.severityLevels(undefined).catch(() => {})

  const isSupportedByAws =
    page.last === undefined && page.before === undefined && args.orderBy == null && !selected.totalCount
  if (isSupportedByAws && rules === null && isAwsFilter(filter) && (await usesAwsPages(context, filter, page)))
    return readAwsPage(context, filter, page, listDigest, selected.communications)

  const order = readOrder(args.orderBy, context.responseTargets)
  const isOrdered = args.orderBy != null
  const { found, all, asOf } = await findMatchingCases(
    context,
    filter,
    selected.communications,
    isOrdered ? order : undefined,
  )
  // in the order of `filter.ids`
  if (filter.ids != null && !isOrdered) {
    const items = found.map(({ item }) => item)
    return { ...connectionOf(items, page, listDigest, keyOf), asOf }
  }
  const slice = sliceOfSorted(found, locate(page, all, rules, order), listDigest, order)
  const nodes: Case[] = []
  await context.scheduler.forEach(slice.nodes, (listed) => {
    const item = selected.communications ? withMessages(listed) : listed.item
    loaders.primeCase(item, item.recentCommunications !== undefined)
    nodes.push(item)
  })
  return { ...withNodes(slice, nodes), asOf }
}

function keyOf({ caseId }: Case): string {
  return caseId
}

/**
 * Whether to read AWS's own pages. A cursor that was issued for them continues there. A query without a cursor uses them only if it includes resolved
 * cases and the list of all cases is not complete yet.
 */
async function usesAwsPages({ cases }: Context, filter: CaseFilter, { after }: PageArguments): Promise<boolean> {
  if (after !== undefined) return after.sort === undefined
  return includesResolved(filter) && !(await cases.isComplete())
}

async function readAwsPage(
  context: Context,
  filter: CaseFilter,
  { first = 0, after }: PageArguments,
  listDigest: ListDigest,
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
        // Filter again: AWS may compare the times of messages, and may not reflect yet that a case was resolved through this gateway.
        const items = read.items.filter((item) => matches({ item, entry: summarize(item) }))
        return { ...read, items, isEmpty: read.items.length === 0 }
      },
      keyOf,
    },
    first,
    after,
  )
  const nodes = items.map(({ node }) => node)
  for (const node of nodes) loaders.primeCase(node, communications)
  const page = connection(nodes, listDigest, {
    positionAt: (index) => positionIn(items, index),
    hasNextPage,
    hasPreviousPage: after !== undefined,
    // Rarely called: if totalCount is selected, AWS's pages are not used, unless `selects` missed the selection.
    totalCount: async () => (await cases.list(toAwsFilter(filter), false)).listed.filter(matches).length,
  })
  return { ...page, asOf: new Date(asOf) }
}

/** Cursors of version 1 contain no sort values. Adds the current ones of their cases. */
function locate(page: PageArguments, all: readonly ListedCase[], rules: Rules, { positionOf }: Order): PageArguments {
  const located = { ...page }
  for (const argument of ['after', 'before'] as const) {
    const place = page[argument]
    if (place === undefined || place.sort !== undefined) continue
    const found = all.find(({ item }) => item.caseId === place.anchor && maySeeCase(rules, item))
    if (found === undefined)
      throw badUserInput(
        `The case that \`${argument}\` points to is no longer in the list. Start again without \`${argument}\`.`,
      )
    located[argument] = positionOf(found)
  }
  return located
}
