/** Which cases have the text of `filter.text`. */
import { textOf, type ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { fold } from '../../lib/text.js'
import { property } from '../../lib/thrown.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { readThreads } from './older-messages.js'

/** Whether the newest messages are needed to tell which cases have the text. */
export function searchesMessages({ text, textScope = 'SUBJECT' }: CaseFilter): boolean {
  return text != null && textScope !== 'SUBJECT'
}

/**
 * Those of `listed` that have the text, in the same order; all of them where the filter has no text. Throws SCAN_LIMIT_EXCEEDED where a message
 * that may have it cannot be read: a list that lacks a case looks like one that is complete.
 */
export async function withText(
  context: Context,
  listed: readonly ListedCase[],
  filter: CaseFilter,
): Promise<readonly ListedCase[]> {
  const { text, textScope } = filter
  if (text == null) return listed
  const needle = fold(text)
  const bytes = Buffer.from(needle)
  const found = new Set<ListedCase>()
  const unread: ListedCase[] = []
  await context.turns.inSlices(listed, (it) => {
    const { item, entry } = it
    const isInSubject = entry.subject.includes(needle)
    const messages = !isInSubject && searchesMessages(filter) ? textOf(it) : undefined
    if (isInSubject || messages?.includes(bytes)) found.add(it)
    else if (textScope === 'ALL_COMMUNICATIONS') {
      if (messages === undefined || entry.hasOlder) unread.push(it)
    } else if (textScope === 'RECENT_COMMUNICATIONS' && messages === undefined && item.status === 'resolved') {
      throw messagesLeftOut()
    }
  })
  if (unread.length > context.maxScannedCases) throw threadsLeftOut(unread.length)
  const has = (body: string | undefined): boolean => fold(body ?? '').includes(needle)
  const { isComplete, failure } = await readThreads(context, unread, (it, messages) => {
    const isFound = messages.some(({ body }) => has(body))
    if (isFound) found.add(it)
    return isFound
  })
  if (!isComplete) throw isLimit(failure) ? threadsLeftOut(unread.length) : failure
  return listed.filter((it) => found.has(it))
}

const limits: ReadonlySet<unknown> = new Set([
  'SCAN_LIMIT_EXCEEDED',
  'UPSTREAM_CALLS_EXCEEDED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_TIMEOUT',
])

/** Whether there were too many threads, and not something wrong with one. */
function isLimit(failure: unknown): boolean {
  return failure === undefined || limits.has(property(property(failure, 'extensions'), 'code'))
}

function messagesLeftOut(): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    'The messages of resolved cases do not fit the memory of the gateway (CASE_INDEX_MAX_BYTES), so `filter.text` cannot be searched in them. ' +
      'Search open cases only, or subjects only: `textScope: SUBJECT`.',
  )
}

function threadsLeftOut(count: number): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    `With \`textScope: ALL_COMMUNICATIONS\`, this filter needs the older messages of ${count} cases, which cannot all be read within one request. ` +
      'Narrow it down with other filters, or use RECENT_COMMUNICATIONS. `searchCases` returns what it finds in time.',
  )
}
