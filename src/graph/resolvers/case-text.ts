/** Finds the cases that contain `filter.text`. */
import { textOf, type ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { fold } from '../../lib/text.js'
import { errorCodeOf } from '../../lib/thrown.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { readThreads } from './older-messages.js'

/** Whether the text search needs the newest messages. */
export function searchesMessages({ text, textScope = 'SUBJECT' }: CaseFilter): boolean {
  return text != null && textScope !== 'SUBJECT'
}

/**
 * The cases in `listed` that contain `filter.text`, in the same order; all of them if there is no text. If a message that may contain the text cannot be
 * read before `until` (by `performance.now()`), throws instead of returning an incomplete list: SCAN_LIMIT_EXCEEDED, or the error of the read.
 */
export async function filterByText(
  context: Context,
  listed: readonly ListedCase[],
  filter: CaseFilter,
  until: number | undefined,
): Promise<readonly ListedCase[]> {
  const { text, textScope } = filter
  if (text == null) return listed
  const needle = fold(text)
  const bytes = Buffer.from(needle)
  const found = new Set<ListedCase>()
  const unread: ListedCase[] = []
  await context.scheduler.forEach(listed, (listedCase) => {
    const { item, entry } = listedCase
    const isInSubject = entry.subject.includes(needle)
    const messages = !isInSubject && searchesMessages(filter) ? textOf(listedCase) : undefined
    if (isInSubject || messages?.includes(bytes)) found.add(listedCase)
    else if (textScope === 'ALL_COMMUNICATIONS') {
      if (messages === undefined || entry.hasOlder) unread.push(listedCase)
    } else if (textScope === 'RECENT_COMMUNICATIONS' && messages === undefined && item.status === 'resolved') {
      throw messagesLeftOut()
    }
  })
  if (unread.length > context.maxScannedCases) throw threadsLeftOut(unread.length)
  const hasText = (body: string | undefined): boolean => fold(body ?? '').includes(needle)
  const { isComplete, failure } = await readThreads(context, unread, until, (listedCase, messages) => {
    const isFound = messages.some(({ body }) => hasText(body))
    if (isFound) found.add(listedCase)
    return isFound
  })
  if (!isComplete) throw isLimit(failure) ? threadsLeftOut(unread.length) : failure
  return listed.filter((listedCase) => found.has(listedCase))
}

const limits: ReadonlySet<unknown> = new Set([
  'SCAN_LIMIT_EXCEEDED',
  'UPSTREAM_CALLS_EXCEEDED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_TIMEOUT',
])

/** Whether there were too many threads to read, as opposed to an error in one of them. */
function isLimit(failure: unknown): boolean {
  return failure === undefined || limits.has(errorCodeOf(failure))
}

function messagesLeftOut(): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    'The messages of resolved cases do not fit in the memory of the gateway (CASE_INDEX_MAX_BYTES), so `filter.text` cannot search them. ' +
      'Search open cases only, or subjects only: `textScope: SUBJECT`.',
  )
}

function threadsLeftOut(count: number): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    `With \`textScope: ALL_COMMUNICATIONS\`, this filter needs the older messages of ${count} cases, more than one request can read. ` +
      'Narrow it down with other filters, or use RECENT_COMMUNICATIONS. `searchCases` returns the matches that it finds in time.',
  )
}
