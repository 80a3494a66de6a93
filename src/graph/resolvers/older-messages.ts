/** The threads of many cases, read for a search: behind all calls that somebody waits for, and as far as the request has time. */
import { setMaxListeners } from 'node:events'
import type { ListedCase } from '../../case-index/entry.js'
import type { Context } from '../context.js'
import { hasName } from '../../lib/errors.js'
import type { Communication } from '../models.js'
import { property } from '../../lib/thrown.js'
import { walkAll } from '../../upstream/pages.js'
import { readUpstreamError } from '../../upstream/upstream-error.js'
import { communicationKey } from './thread.js'

export interface ThreadsRead {
  /** Whether `visit` has seen all that it wanted to see. */
  isComplete: boolean
  /** Why not; undefined where there was no time left, or too much to read. */
  failure?: unknown
}

/** So many messages of the longest that AWS allows are searched in some milliseconds. */
const AT_ONCE = 10
/** The response is made in this time, before the deadline of the request. */
const ANSWER_MS = 500
const CONCURRENT_THREADS = 5

/**
 * Reads threads in this order, and calls `visit` with a few messages at a time, newest first, and how many came before them, until it returns true:
 * then the rest of that thread is not needed. Reads at most MAX_SCANNED_CASES threads, and as many messages of each. Ends early, and says so, when
 * the deadline is near, a limit is reached or a call fails. Throws only when the request has ended.
 */
export async function readThreads(
  context: Context,
  listed: readonly ListedCase[],
  visit: (listed: ListedCase, messages: readonly Communication[], before: number) => boolean,
): Promise<ThreadsRead> {
  const { scope, maxScannedCases, loaders } = context
  if (listed.length === 0) return { isComplete: true }
  const { signal, deadlineAt } = endingBefore(context)
  const call = context.callInBackground(signal, deadlineAt)
  const queue = listed.slice(0, maxScannedCases).values()
  let isComplete = listed.length <= maxScannedCases
  let isStopped = false
  let failure: unknown

  async function readThread(it: ListedCase): Promise<void> {
    const { caseId } = it.item
    const pages = walkAll<Communication>({
      readPage: (token, size) => loaders.communicationPageBy(call, caseId, token, size),
      keyOf: (communication) => communicationKey(communication).join(' '),
      scanLimit: maxScannedCases,
    })
    let before = 0
    for await (const { items } of pages) {
      for (let at = 0; at < items.length; at += AT_ONCE) {
        await context.turns.next()
        if (visit(it, items.slice(at, at + AT_ONCE), before + at)) return
      }
      before += items.length
      if (isStopped) return
    }
  }

  async function readSome(): Promise<void> {
    for (const it of queue) {
      isStopped ||= signal.aborted
      if (isStopped) return
      try {
        await readThread(it)
      } catch (error) {
        // A case that AWS no longer knows has no messages.
        if (hasName(error, 'CaseIdNotFound')) continue
        if (!signal.aborted) failure ??= error
        isComplete = false
        // One thread may be too long, and others not.
        isStopped ||= signal.aborted || property(property(error, 'extensions'), 'code') !== 'SCAN_LIMIT_EXCEEDED'
      }
    }
  }

  await Promise.all(Array.from({ length: CONCURRENT_THREADS }, readSome))
  const { readSignal, reads } = scope
  if (readSignal.aborted) throw readUpstreamError(readSignal.reason, 'DescribeCommunications', readSignal)
  isComplete &&= !isStopped
  // What is missing now may be there next time.
  if (!isComplete) reads.isCacheable = false
  return { isComplete, failure }
}

/** When to stop reading, so that there is time for the response. */
function endingBefore({ scope: { readSignal, deadlineAt } }: Context) {
  if (deadlineAt === undefined) return { signal: readSignal, deadlineAt }
  const at = deadlineAt - ANSWER_MS
  const left = Math.floor(at - performance.now())
  const signal = AbortSignal.any([readSignal, left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort()])
  // Each call listens.
  setMaxListeners(0, signal)
  return { signal, deadlineAt: at }
}
