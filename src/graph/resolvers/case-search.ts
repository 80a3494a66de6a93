import { withMessages, type ListedCase } from '../../case-index/entry.js'
import { bestFirst, isFound, locateInMessage, locateTerms, scoreOf, type Hit } from '../../case-index/search.js'
import { memoize } from '../../lib/memoize.js'
import { readTerms, type Term } from '../../lib/search-terms.js'
import type { Context } from '../context.js'
import type { CaseTextScope, QuerySearchCasesArgs, Resolvers } from '../generated/resolvers.js'
import type { CaseSearchConnection, Communication } from '../models.js'
import { readPageArguments } from '../relay/connection.js'
import { listDigestOf, type Position, type SortValue } from '../relay/cursor.js'
import { sliceOfSorted } from '../relay/sorted-lists.js'
import { contextsFor, readEachAccount, withAccountKeys } from './case-accounts.js'
import { inAccount, selectsInlineCommunications } from './case-by-id.js'
import { normalizeFilter } from './case-filter.js'
import { highlightsOf } from './case-highlights.js'
import { compareIds, newestFirst, positionWith, type ListOfAccount } from './case-order.js'
import { checkCaseFilter, findInAccount } from './matching-cases.js'
import { readThreads } from './older-messages.js'

export const caseSearchResolvers = {
  Query: {
    searchCases: (_, args, context, info) => {
      const communications = [['nodes'], ['edges', 'node']].some((path) =>
        selectsInlineCommunications(context, info, 'CaseSearchConnection', path),
      )
      return searchCases(context, args, communications)
    },
  },
} satisfies Resolvers

/** The cases that contain all terms of a query, best match first. `communications`: whether the newest messages of the cases are selected. */
async function searchCases(
  context: Context,
  { query, textScope = 'RECENT_COMMUNICATIONS', filter: given, first, after }: QuerySearchCasesArgs,
  communications: boolean,
): Promise<CaseSearchConnection> {
  const filter = withAccountKeys(context, given ?? {})
  const terms = readTerms(query)
  const listDigest = listDigestOf(() => [
    'searchCases',
    terms.map(({ text }) => text),
    textScope,
    normalizeFilter(filter),
    context.allRules,
  ])
  const page = readPageArguments({ first, after }, listDigest)
  checkCaseFilter(context, filter)

  const messages = textScope !== 'SUBJECT'
  const contexts = await contextsFor(context, filter)
  const { results, failures } = await readEachAccount(contexts, async (within, wait) => {
    const order = filter.ids == null ? undefined : newestFirst
    const matching = await findInAccount(within, filter, messages || communications, order, wait)
    const hits: Hit[] = []
    await within.scheduler.forEach(matching.rows, (listed) => {
      const hit = locateTerms(listed, terms, textScope)
      if (hit !== undefined) hits.push(hit)
    })
    const undecided = hits.filter(({ mayHaveMore }) => mayHaveMore)
    const threads = await searchThreads(within, undecided, terms, textScope, wait?.until)
    return { context: within, rows: bestFirst(hits.filter(isFound)), threads }
  })

  const { edges, pageInfo, totalCount } = sliceOfSorted(results, page, listDigest, { positionOf, compare })
  const rows: CaseSearchConnection['edges'] = []
  await context.scheduler.forEach(edges(), ({ cursor, node: { row: hit, list } }) => {
    const { listed } = hit
    const node = communications ? withMessages(listed) : listed.item
    const { account, loaders } = list.context
    loaders.primeCase(node, node.recentCommunications !== undefined)
    // computed once, even if several aliases select them
    const highlights = memoize(async () => {
      await context.scheduler.yield()
      return highlightsOf(listed, account.key, terms, messages, list.threads.found.get(listed) ?? [])
    })
    rows.push({ cursor, node: inAccount(node, account.key), score: scoreOf(hit), highlights: () => highlights() })
  })
  return {
    edges: rows,
    nodes: rows.map(({ node }) => node),
    pageInfo,
    totalCount: () => (failures.length > 0 ? null : totalCount()),
    isComplete: failures.length === 0 && results.every(({ threads }) => threads.isComplete),
    failures,
  }
}

/** With ALL_COMMUNICATIONS, searches the whole threads of these cases for the missing terms. `found`: the messages that have any of them. */
async function searchThreads(
  context: Context,
  undecided: readonly Hit[],
  terms: readonly Term[],
  textScope: CaseTextScope,
  until: number | undefined,
) {
  const found = new Map<ListedCase, Communication[]>()
  if (textScope !== 'ALL_COMMUNICATIONS') return { isComplete: undecided.length === 0, found }
  const hitOf = new Map(undecided.map((hit) => [hit.listed, hit]))
  const { isComplete } = await readThreads(context, [...hitOf.keys()], until, (listed, messages, before) => {
    const hit = hitOf.get(listed)
    if (hit === undefined) return true
    for (const [index, message] of messages.entries()) {
      if (locateInMessage(hit, terms, message.body, before + index === 0))
        found.set(listed, [...(found.get(listed) ?? []), message])
    }
    return isFound(hit)
  })
  return { isComplete, found }
}

/** Best match first, then newest first. */
function compare(a: Position, b: Position): number {
  return descending(a.sort?.[0], b.sort?.[0]) || descending(a.sort?.[1], b.sort?.[1]) || compareIds(a, b)
}

function descending(a: SortValue = 0, b: SortValue = 0): number {
  return a > b ? -1 : a < b ? 1 : 0
}

function positionOf(hit: Hit, list: ListOfAccount): Position {
  return positionWith([scoreOf(hit), hit.listed.entry.createdAt], hit.listed, list)
}
