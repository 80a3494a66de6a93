/** How long a request waits for work that the case index does for all requests. */
import { codedError } from '../lib/errors.js'
import type { RequestScope } from '../upstream/request-scope.js'
import { untilAborted } from '../upstream/upstream-error.js'

/** The scope of a request that waits for the index. */
export interface WaitingScope extends RequestScope {
  /**
   * In a list of several accounts: the longest wait, in milliseconds. It counts from the start of the work that is waited for, so an account that hangs
   * delays only the first of many lists. Undefined: until the request ends.
   */
  patienceMs?: number | undefined
}

/**
 * Waits for work that requests share, which continues for the others if this one ends or runs out of patience. `spentMs`: how long ago the work began, if
 * it has begun. `reason` may return a better error than UPSTREAM_TIMEOUT if patience runs out.
 */
export async function waitFor<T>(
  work: Promise<T>,
  { readSignal, patienceMs }: WaitingScope,
  spentMs: number,
  reason: () => unknown,
): Promise<T> {
  if (patienceMs === undefined) return untilAborted(work, readSignal)
  const patience = new AbortController()
  // A timer even if no time is left: work that fails at once has the better error.
  const timer = setTimeout(() => patience.abort(), Math.max(0, patienceMs - Math.max(0, spentMs)))
  try {
    return await untilAborted(untilAborted(work, patience.signal), readSignal)
  } catch (error) {
    throw (patience.signal.aborted ? reason() : undefined) ?? error
  } finally {
    clearTimeout(timer)
  }
}

/** `spentMs`: how long the index has been reading. A list is expected to take as long again. */
export function indexBuilding(spentMs: number, message: string): Error {
  return codedError('INDEX_BUILDING', message, {
    retryable: true,
    retryAfterMs: Math.min(60_000, Math.max(5_000, Math.round(spentMs))),
  })
}
