import { maySeeCase } from '../access/rules.js'
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
  withNodes,
  type PageArguments,
} from '../relay/connection.js'
import { listDigestOf, type ListDigest } from '../relay/cursor.js'
import { sliceOfSorted, type RowOf } from '../relay/sorted-lists.js'
import { takeForward } from './forward-pages.js'
import { contextsFor, withAccountKeys } from './case-accounts.js'
import { inAccount, readCaseKey } from './case-by-id.js'
import {
  normalizeFilter,
  includesResolved,
  isAwsFilter,
  matchesNothing,
  readMatches,
  toAwsFilter,
} from './case-filter.js'
import { readOrder, type Order } from './case-order.js'
import { allRows, checkCaseFilter, findMatchingCases, type MatchingCases } from './matching-cases.js'

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
  const filter = withAccountKeys(context, args.filter ?? {})
  const listDigest = listDigestOf(() => ['cases', normalizeFilter(filter), args.orderBy, context.allRules])
  const page = readPageArguments(args, listDigest)
  checkCaseFilter(context, filter)

  const contexts = await contextsFor(context, filter)
  const [only] = contexts
  if (only === undefined || contexts.every(({ rules }) => matchesNothing({}, rules))) {
    const none = connectionOf([], { first: page.first ?? 0 }, listDigest, keyOf)
    return { ...none, asOf: new Date(context.now()), failures: [] }
  }
  if (contexts.length === 1) {
    // The names of services and severities come from separate lists: start loading them now, in parallel with the cases.
    if (selected.services) only.loaders.services(undefined).catch(() => {})
    if (selected.severityLevels) only.loaders.severityLevels(undefined).catch(() => {})
    const isSupportedByAws =
      page.last === undefined && page.before === undefined && args.orderBy == null && !selected.totalCount
    if (isSupportedByAws && only.rules === null && isAwsFilter(filter) && (await usesAwsPages(only, filter, page)))
      return readAwsPage(only, filter, page, listDigest, selected.communications)
  }

  const order = readOrder(args.orderBy, context.responseTargets)
  const isOrdered = args.orderBy != null
  const { results, failures } = await findMatchingCases(
    contexts,
    filter,
    selected.communications,
    selected.severityLevels,
    isOrdered ? order : undefined,
  )
  const idsInOrder = isOrdered ? undefined : filter.ids
  const slice = idsInOrder
    ? connectionOf(inOrderOf(idsInOrder, results), page, listDigest, ({ row }) => row.item.caseId)
    : sliceOfSorted(results, locate(page, results, order), listDigest, order)
  const nodes: Case[] = []
  await context.scheduler.forEach(slice.nodes, ({ row, list }) => {
    const item = selected.communications && !idsInOrder ? withMessages(row) : row.item
    const { account, loaders } = list.context
    if (!idsInOrder) loaders.primeCase(item, item.recentCommunications !== undefined)
    nodes.push(inAccount(item, account.key))
  })
  const { totalCount } = slice
  return {
    ...withNodes(slice, nodes),
    totalCount: () => (failures.length > 0 ? null : totalCount()),
    asOf: new Date(Math.min(...results.map(({ asOf }) => asOf))),
    failures,
  }
}

/** The rows of all accounts in the order of `ids`. */
function inOrderOf(ids: readonly string[], results: readonly MatchingCases[]): RowOf<ListedCase, MatchingCases>[] {
  const caseIds = ids.map((id) => readCaseKey(id).key)
  return allRows(results).toSorted((a, b) => caseIds.indexOf(a.row.item.caseId) - caseIds.indexOf(b.row.item.caseId))
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
  const { account, cases, loaders, limit } = context
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
  for (const { node } of items) loaders.primeCase(node, communications)
  const nodes = items.map(({ node }) => inAccount(node, account.key))
  const page = connection(nodes, listDigest, {
    positionAt: (index) => positionIn(items, index),
    hasNextPage,
    hasPreviousPage: after !== undefined,
    // Rarely called: if totalCount is selected, AWS's pages are not used, unless `selects` missed the selection.
    totalCount: async () => (await cases.list(toAwsFilter(filter), false)).listed.filter(matches).length,
  })
  return { ...page, asOf: new Date(asOf), failures: [] }
}

/** Cursors of version 1 contain no sort values. Adds the current ones of their cases. */
function locate(page: PageArguments, results: readonly MatchingCases[], { positionOf }: Order): PageArguments {
  const located = { ...page }
  for (const argument of ['after', 'before'] as const) {
    const place = page[argument]
    if (place === undefined || place.sort !== undefined) continue
    const found = results
      .flatMap((list) => list.all.map((row) => ({ row, list })))
      .find(({ row: { item }, list }) => item.caseId === place.anchor && maySeeCase(list.context.rules, item))
    if (found === undefined)
      throw badUserInput(
        `The case that \`${argument}\` points to is no longer in the list. Start again without \`${argument}\`.`,
      )
    located[argument] = positionOf(found.row, found.list)
  }
  return located
}
