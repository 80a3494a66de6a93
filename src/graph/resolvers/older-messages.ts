/** Reads the threads of many cases for a search. The calls have the lowest priority, and reading stops when the request or the account runs out of time. */
import { setMaxListeners } from 'node:events'
import type { ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { hasName } from '../../lib/errors.js'
import type { Communication } from '../models.js'
import { errorCodeOf } from '../../lib/thrown.js'
import { withTimeout } from '../../lib/timeout.js'
import { walkAll } from '../../upstream/pages.js'
import { readUpstreamError } from '../../upstream/upstream-error.js'
import { communicationKey } from './thread.js'

export interface ThreadsRead {
  /** Whether every thread was read to its end, or until `visit` returned true. */
  isComplete: boolean
  /** The first error from a call. Undefined if no call failed, even if `isComplete` is false because time ran out or there were too many threads. */
  failure?: unknown
}

/** Searching this many messages of AWS's maximum length takes some milliseconds. */
const SLICE_LENGTH = 10
/** Time reserved before the request's deadline to build the response, in milliseconds. */
const RESPONSE_MS = 500
const CONCURRENT_THREADS = 5

/**
 * Reads the threads of these cases in order. Calls `visit` with a few messages at a time, newest first, and with the number of newer messages. If
 * `visit` returns true, the rest of that thread is skipped. Reads at most MAX_SCANNED_CASES threads, and at most that many messages of each. Stops
 * early, with `isComplete` false, at `until` (by `performance.now()`), if the deadline is near, a limit is reached or a call fails. Throws only if the
 * request has ended.
 */
export async function readThreads(
  context: Context,
  listed: readonly ListedCase[],
  until: number | undefined,
  visit: (listed: ListedCase, messages: readonly Communication[], before: number) => boolean,
): Promise<ThreadsRead> {
  const { scope, maxScannedCases, loaders } = context
  if (listed.length === 0) return { isComplete: true }
  const { signal, deadlineAt } = searchDeadline(context, until)
  const call = context.callInBackground(signal, deadlineAt)
  const queue = listed.slice(0, maxScannedCases).values()
  let isComplete = listed.length <= maxScannedCases
  let isStopped = false
  let failure: unknown

  async function readThread(listedCase: ListedCase): Promise<void> {
    const { caseId } = listedCase.item
    const pages = walkAll<Communication>({
      readPage: (token, size) => loaders.communicationPageVia(call, caseId, token, size),
      keyOf: (communication) => communicationKey(communication).join(' '),
      scanLimit: maxScannedCases,
    })
    let before = 0
    for await (const { items } of pages) {
      for (let at = 0; at < items.length; at += SLICE_LENGTH) {
        await context.scheduler.yield()
        if (visit(listedCase, items.slice(at, at + SLICE_LENGTH), before + at)) return
      }
      before += items.length
      if (isStopped) return
    }
  }

  async function readFromQueue(): Promise<void> {
    for (const listedCase of queue) {
      isStopped ||= signal.aborted
      if (isStopped) return
      try {
        await readThread(listedCase)
      } catch (error) {
        // AWS no longer knows the case: there is nothing to search.
        if (hasName(error, 'CaseIdNotFound')) continue
        if (!signal.aborted) failure ??= error
        isComplete = false
        // If only this thread is too long, continue with the others.
        isStopped ||= signal.aborted || errorCodeOf(error) !== 'SCAN_LIMIT_EXCEEDED'
      }
    }
  }

  await Promise.all(Array.from({ length: CONCURRENT_THREADS }, readFromQueue))
  const { readSignal, reads } = scope
  if (readSignal.aborted) throw readUpstreamError(readSignal.reason, 'DescribeCommunications', readSignal)
  isComplete &&= !isStopped
  // Do not cache an incomplete result: the next request may read the rest.
  if (!isComplete) reads.isCacheable = false
  return { isComplete, failure }
}

/** When to stop reading to leave time for the response. */
function searchDeadline({ scope: { readSignal, deadlineAt = Infinity } }: Context, until = Infinity) {
  const at = Math.min(deadlineAt - RESPONSE_MS, until)
  if (at === Infinity) return { signal: readSignal, deadlineAt: undefined }
  const left = Math.floor(at - performance.now())
  const signal = left > 0 ? withTimeout(readSignal, left) : AbortSignal.abort()
  // Each call adds a listener, so disable Node's warning about many listeners.
  setMaxListeners(0, signal)
  return { signal, deadlineAt: at }
}
