/** The full pass: reads all cases of the account, resolved ones included. */
import { setTimeout as delay } from 'node:timers/promises'
import { isInputRefused } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import type { Case } from '../upstream/operations.js'
import { takeAll, type Page } from '../upstream/pages.js'
import type { DescribeCases } from './describe.js'
import { commitMissing, readPage, startRead, tooLarge } from './refresh.js'
import type { SharedList } from './shared-list.js'

/** The pauses before a page is read again. */
const PAGE_PAUSES_MS = [1_000, 4_000]
const MAX_PASS_STARTS = 3

/** The progress of a full pass. */
export interface PassProgress {
  /** How many pages it has read. */
  pages: number
  /** Why the last attempt to read a page failed; undefined if it did not. */
  failure?: unknown
}

/**
 * Reads all cases, resolved ones included. `isFull` returns whether no more cases fit in memory. `onProgress` is called after each attempt to read a page.
 * A page is read again after a failure that may not recur. If AWS refuses a page token, the pass starts over. `passedAt`: when the pass started.
 * `isWhole`: all previously known cases were found.
 */
export async function runFullPass(
  list: SharedList,
  describeCases: DescribeCases,
  signal: AbortSignal,
  isFull: () => boolean,
  onProgress: (progress: PassProgress) => void,
): Promise<{ passedAt: number; isWhole: boolean }> {
  for (let starts = 1; ; starts++) {
    // Fail before the first call. Otherwise, each request would read pages only to exceed the limit again.
    if (isFull()) throw tooLarge()
    const { requestedAt: passedAt, ticket: startTicket } = await startRead(list)
    let pages = 0
    let requestedAt = passedAt
    let isTokenRefused = false
    const page = async (token: string | undefined, size: number): Promise<Page<Case>> => {
      for (let tries = 0; ; tries++) {
        requestedAt = list.now()
        try {
          const found = await readPage(list, describeCases, { includeResolvedCases: true }, token, size)
          if (isFull()) throw tooLarge()
          onProgress({ pages: ++pages })
          return found
        } catch (error) {
          isTokenRefused = token !== undefined && isInputRefused(error)
          const pause = PAGE_PAUSES_MS[tries]
          const mayRecover = property(property(error, 'extensions'), 'retryable') !== false && !isTokenRefused
          if (!mayRecover || pause === undefined || signal.aborted) throw error
          onProgress({ pages, failure: error })
          await delay(pause, undefined, { signal })
        }
      }
    }
    try {
      const all = await takeAll<Case>({ readPage: page, keyOf: ({ caseId }) => caseId })
      const seen = new Set(all.map(({ caseId }) => caseId))
      const absent = [...list.memory().cases].filter(
        ([id, { mark }]) => !seen.has(id) && Math.max(mark.ticket, mark.dirty) <= startTicket,
      )
      // Dirty cases are read by id anyway.
      const missing = absent.flatMap(([caseId, { mark }]) => (mark.dirty === 0 ? [caseId] : []))
      await commitMissing(list, missing, { ticket: startTicket, requestedAt })
      return { passedAt, isWhole: absent.length === 0 }
    } catch (error) {
      if (!isTokenRefused || starts === MAX_PASS_STARTS) throw error
    }
  }
}
