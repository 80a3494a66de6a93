/** After a reply that was lost: looks at AWS for what the write may have made. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { GraphQLError } from 'graphql'
import { codedError } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { hasRivals, notOfOthers, windowOf, type Journal, type Send } from './journal.js'
import type { Write } from './write.js'

/** The first pause, as a part of the time in which a case may still turn up. Each is three times the one before: three looks, if none finds it. */
const FIRST_PAUSE = 1 / 4
const LONGER = 3
const MIN_PAUSE_MS = 50
/** Timers may be early by one. */
const TIMER_MS = 2

export interface LookUp {
  write: Pick<Write<unknown>, 'look' | 'caseId'>
  journal: Journal
  /** `at` is when it was first sent. */
  send: Send
  /** When what was sent has turned up, if it ever does. */
  settlesAt: number
  deadline: AbortSignal
  now: () => number
}

/**
 * The case that the send has made or written to; undefined when a look-up says, after `settlesAt`, that there is none. Null when neither could
 * be found out before the deadline. Looks at once, and then ever more seldom.
 */
export async function lookUp({
  write,
  journal,
  send,
  settlesAt,
  deadline,
  now,
}: LookUp): Promise<string | null | undefined> {
  const look = async (): Promise<string | undefined> => {
    const others = (await journal.read()).filter(({ id }) => id !== send.id)
    const start = windowOf(send.at, others)
    const items = await write.look(new Date(start), hasRivals(send.details, others))
    for (const item of notOfOthers(items, start, others)) {
      if (await journal.claim(send, item ?? undefined)) return item ?? write.caseId
    }
    return undefined
  }

  for (let pause = Math.max((settlesAt - now()) * FIRST_PAUSE, MIN_PAUSE_MS); ; pause *= LONGER) {
    const isSettled = now() >= settlesAt
    const found = await look().catch(() => null)
    if (typeof found === 'string' || isSettled) return found
    const untilSettled = Math.max(settlesAt - now() + TIMER_MS, 0)
    await sleep(Math.min(pause, untilSettled), undefined, { signal: deadline }).catch(() => {})
    if (deadline.aborted) return null
  }
}

/** `waitMs` tells when to ask again with the key: after that, one look is enough. */
export function outcomeUnknown(operation: string, isKeyed: boolean, waitMs: number, cause?: unknown): GraphQLError {
  return codedError(
    'WRITE_OUTCOME_UNKNOWN',
    `${operation} was sent, but AWS has not confirmed it: it may have happened. It was looked for, and not found so far. ` +
      (isKeyed
        ? 'Send it again with the same idempotencyKey: the gateway looks again before it sends anything.'
        : 'Look before you send it again, since AWS would do it twice. With an idempotencyKey, the gateway does that.'),
    {
      retryable: isKeyed,
      retryAfterMs: isKeyed && waitMs > 0 ? Math.ceil(waitMs) : undefined,
      awsRequestId: property(property(cause, 'extensions'), 'awsRequestId'),
      operation,
    },
  )
}
