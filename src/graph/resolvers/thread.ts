import { OLDER_MESSAGES } from '../../case-index/entry.js'
import { latestFirst } from '../../case-index/inbox.js'
import type { Context } from '../context.js'
import { digest } from '../../lib/digest.js'
import { inCase } from '../loaders/communication.js'
import type { Case, Communication } from '../models.js'
import {
  connection,
  positionIn,
  readPageArguments,
  sliceOf,
  type Connection,
  type ConnectionArguments,
  type Located,
  type PageArguments,
} from '../relay/connection.js'
import { perObject } from '../../lib/per-object.js'
import { listDigestOf, type ListDigest } from '../relay/cursor.js'
import { MAX_RESULTS, takeFirst, type Page, type Pages } from '../../upstream/pages.js'
import { locateAll, takeForward, takeFromStart } from './forward-pages.js'
import { loadCase } from './case-by-id.js'

/** A page of a case's thread, newest first as in AWS: the five messages that come with the case, then those from DescribeCommunications. */
export function listCommunications(
  context: Context,
  parent: Case,
  args: ConnectionArguments,
  selectsTotalCount: boolean,
): Connection<Communication> | Promise<Connection<Communication>> {
  const listDigest = listDigestOf(() => ['communications', parent.caseId])
  const page = readPageArguments(args, listDigest)
  if (page.last !== undefined || page.before !== undefined || selectsTotalCount)
    return readThread(context, parent).then((thread) => sliceOf(thread, page, listDigest))
  const totalCount = async (): Promise<number> => (await readThread(context, parent)).length
  const { first = 0, after } = page
  const inline = after === undefined && parent.recentCommunications ? inlineOf(parent) : undefined
  const start = inline && takeFromStart(inline, withinInline(inline.items, first), keyOf)
  if (start !== undefined) return connection(start.items, listDigest, { ...start, hasPreviousPage: false, totalCount })
  return readCommunications(context, parent, { first, after }, listDigest, totalCount)
}

async function readCommunications(
  context: Context,
  parent: Case,
  { first = 0, after }: PageArguments,
  listDigest: ListDigest,
  totalCount: () => Promise<number>,
): Promise<Connection<Communication>> {
  const recent = after === undefined ? (await withRecent(context, parent))?.recentCommunications : undefined
  const count = withinInline(recent?.communications, first)
  const { items, hasNextPage } = await takeForward(threadPages(context, parent), count, after)
  const nodes = items.map(({ node }) => node)
  return connection(nodes, listDigest, {
    positionAt: (index) => positionIn(items, index),
    hasNextPage,
    hasPreviousPage: after !== undefined,
    totalCount,
  })
}

/** The whole thread of a case, newest first. */
export function readThread(context: Context, parent: Case): Promise<Located<Communication>[]> {
  return locateAll(threadPages(context, parent))
}

/** The newest message of a case; null if the upstream sends none with the case. */
export async function latestCommunication(context: Context, parent: Case): Promise<Communication | null> {
  const inline = await readInline(context, parent)
  return inline === undefined ? null : (latestFirst(inline.items)[0] ?? null)
}

/** The newest communication of a case that `matches` accepts; null if there is none. */
export async function findCommunication(
  context: Context,
  caseId: string,
  matches: (communication: Communication) => boolean,
): Promise<Communication | null> {
  const parent = await loadCase(context, caseId, true)
  if (parent === null) return null
  return (await takeFirst({ ...threadPages(context, parent), matches })) ?? null
}

function threadPages(context: Context, parent: Case): Pages<Communication> {
  return {
    async readPage(token, size) {
      const inline = token === undefined ? await readInline(context, parent) : undefined
      if (inline !== undefined) return inline
      const { communicationPage } = context.loaders
      if (token !== OLDER_MESSAGES) return communicationPage(parent.caseId, token, size)
      // This page repeats the inline messages, which the caller skips.
      return communicationPage(parent.caseId, undefined, Math.min(MAX_RESULTS, size + INLINE_COMMUNICATIONS))
    },
    keyOf,
    scanLimit: context.maxScannedCases,
  }
}

/**
 * The newest five, which come with the case. Reads them now if the case was read without them. Undefined if the upstream left them out despite the
 * request.
 */
async function readInline(context: Context, parent: Case): Promise<Page<Communication> | undefined> {
  const read = await withRecent(context, parent)
  return read?.recentCommunications && inlineOf(read)
}

const inlineOf = perObject((parent: Case): Page<Communication> => {
  const { communications = [], nextToken } = parent.recentCommunications ?? {}
  // Not AWS's own token, which may have expired since the case was read.
  return { items: communications.map((item) => inCase(item, parent)), nextToken: nextToken && OLDER_MESSAGES }
})

async function withRecent(context: Context, parent: Case): Promise<Case | null> {
  return parent.recentCommunications === undefined ? loadCase(context, parent.caseId, true) : parent
}

/** AWS sends the newest five with a case: documentation. */
const INLINE_COMMUNICATIONS = 5

/**
 * Shortens a page of up to five messages to those that came with the case. Such a page must not cost a further call, even if the upstream sent fewer
 * than five messages and a token for more.
 */
function withinInline(inline: readonly unknown[] = [], first: number): number {
  return first > INLINE_COMMUNICATIONS || inline.length === 0 ? first : Math.min(first, inline.length)
}

/**
 * Communications have no id in AWS, so the time and a digest of the text identify them within a case. The author is not in the digest: a viewer who
 * may not see the address could test guesses against it.
 */
export const communicationKey = perObject(
  ({ timeCreated = '', body }: Communication): [time: string, digest: string] => [timeCreated, digest(body ?? '')],
)

function keyOf(communication: Communication): string {
  return communicationKey(communication).join(' ')
}
