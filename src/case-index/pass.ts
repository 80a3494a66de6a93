/** The full pass: reads all cases of the account, resolved ones included. */
import { setTimeout as delay } from 'node:timers/promises'
import { isInputRefused } from '../lib/errors.js'
import type { Case } from '../upstream/operations.js'
import { takeAll, type Page } from '../upstream/pages.js'
import type { DescribeCases } from './describe.js'
import { ask, commitMissing, readPage, tooLarge } from './refresh.js'
import type { SharedList } from './shared-list.js'

/** Delays before retries of a page. */
const PAGE_PAUSES_MS = [1_000, 4_000]
const MAX_PASS_STARTS = 3

/**
 * Reads all cases, resolved ones included. `onPage` gets the number of pages read so far. A token that AWS refuses restarts the pass. `passedAt`:
 * when it started. `isWhole`: no case that was known before was absent.
 */
export async function passOverAll(
  list: SharedList,
  describeCases: DescribeCases,
  signal: AbortSignal,
  onPage: (pages: number) => void,
): Promise<{ passedAt: number; isWhole: boolean }> {
  for (let starts = 1; ; starts++) {
    // Repeated requests must not read everything again.
    if (list.memory().isFull()) throw tooLarge()
    const { askedAt: passedAt, ticket: startTicket } = await ask(list)
    let pages = 0
    let askedAt = passedAt
    let isTokenRefused = false
    const page = async (token: string | undefined, size: number): Promise<Page<Case>> => {
      for (let tries = 0; ; tries++) {
        askedAt = list.now()
        try {
          const found = await readPage(list, describeCases, { includeResolvedCases: true }, token, size)
          if (list.memory().isFull()) throw tooLarge()
          onPage(++pages)
          return found
        } catch (error) {
          isTokenRefused = token !== undefined && isInputRefused(error)
          const pause = PAGE_PAUSES_MS[tries]
          if (isTokenRefused || pause === undefined || signal.aborted) throw error
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
      // Those that are dirty are read by id anyway.
      const gone = absent.flatMap(([caseId, { mark }]) => (mark.dirty === 0 ? [caseId] : []))
      await commitMissing(list, gone, { ticket: startTicket, askedAt })
      return { passedAt, isWhole: absent.length === 0 }
    } catch (error) {
      if (!isTokenRefused || starts === MAX_PASS_STARTS) throw error
    }
  }
}
