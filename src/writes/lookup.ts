/** After a lost response: searches AWS for what the write may have created. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphQLError } from 'graphql'
import { codedError } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { hasRivals, startOfWindow, withoutOthers, type Journal, type Send } from './journal.js'
import type { Write } from './write.js'

/**
 * The first pause, as a fraction of the time until `settlesAt`. Each pause is three times as long as the one before, so there are at most three searches.
 */
const FIRST_PAUSE = 1 / 4
const PAUSE_FACTOR = 3
const MIN_PAUSE_MS = 50
/** Timers may fire one millisecond early. */
const TIMER_MS = 2

export interface LookUp {
  write: Pick<Write<unknown>, 'search' | 'caseId'>
  journal: Journal
  /** `at` is the time of its first attempt. */
  send: Send
  /** From this time on, AWS shows the write if it has worked. */
  settlesAt: number
  deadline: AbortSignal
  now: () => number
}

/**
 * Resolves to the case that the send has created or written to, or to undefined if a search after `settlesAt` finds nothing. Resolves to null if the deadline
 * passes, or the last search fails, before either is known. Searches at once, and then at growing intervals.
 */
export async function lookUp({
  write,
  journal,
  send,
  settlesAt,
  deadline,
  now,
}: LookUp): Promise<string | null | undefined> {
  const searchOnce = async (): Promise<string | undefined> => {
    const others = (await journal.read()).filter(({ id }) => id !== send.id)
    const start = startOfWindow(send.at, others)
    const items = await write.search(new Date(start), hasRivals(send.details, others))
    for (const item of withoutOthers(items, start, others)) {
      if (await journal.claim(send, item ?? undefined)) return item ?? write.caseId
    }
    return undefined
  }

  for (let pause = Math.max((settlesAt - now()) * FIRST_PAUSE, MIN_PAUSE_MS); ; pause *= PAUSE_FACTOR) {
    const isSettled = now() >= settlesAt
    const found = await searchOnce().catch(() => null)
    if (typeof found === 'string' || isSettled) return found
    const untilSettled = Math.max(settlesAt - now() + TIMER_MS, 0)
    await sleep(Math.min(pause, untilSettled), undefined, { signal: deadline }).catch(() => {})
    if (deadline.aborted) return null
  }
}

/** `waitMs`: how long to wait before a retry with the key, which then needs only one search. 0: the retry need not wait. */
export function outcomeUnknown(operation: string, isKeyed: boolean, waitMs: number, cause?: unknown): GraphQLError {
  return codedError(
    'WRITE_OUTCOME_UNKNOWN',
    `${operation} was sent, but AWS has not confirmed it: it may have happened. The gateway has not found it in AWS Support so far. ` +
      (isKeyed
        ? 'Send it again with the same idempotencyKey: the gateway searches again before it sends anything.'
        : 'Check whether it happened before you send it again: AWS would do it twice. With an idempotencyKey, the gateway checks for you.'),
    {
      retryable: isKeyed,
      retryAfterMs: isKeyed && waitMs > 0 ? Math.ceil(waitMs) : undefined,
      awsRequestId: property(property(cause, 'extensions'), 'awsRequestId'),
      operation,
    },
  )
}
