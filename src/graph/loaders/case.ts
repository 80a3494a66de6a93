import type { Cases } from '../../case-index/cases.js'
import { isUnknownCase } from '../../case-index/describe.js'
import { memoize } from '../../lib/memoize.js'
import type { Case } from '../models.js'
import { readSplitting, type Limit } from '../../upstream/split.js'
import { createLoader, MAX_BATCH_SIZE, put } from './batch.js'

/** `communications`: whether to read the newest five with the case. */
interface CaseKey {
  caseId: string
  communications: boolean
}

/** Whether a restricted viewer may see a case. A hidden case must look like an unknown one, and cost the same number of calls. */
export type IsVisible = (item: Case) => boolean

export function createCaseLoaders(cases: Cases, limit: Limit, isVisible?: IsVisible) {
  const caseByKey = createLoader<CaseKey, Case | null, string>(
    'caseByKey',
    async (keys) => {
      const communications = keys.some((key) => key.communications)
      const ids = keys.map(({ caseId }) => caseId)
      const found = await (isVisible === undefined
        ? cases.byIds(ids, communications)
        : readVisible(ids, communications, isVisible))
      if (communications) {
        for (const [caseId, value] of found) {
          put(caseByKey, { caseId, communications: true }, value)
          put(caseByKey, { caseId, communications: false }, value)
        }
      }
      return ids.map((id) => found.get(id) ?? null)
    },
    { maxBatchSize: MAX_BATCH_SIZE, cacheKeyFn: ({ caseId, communications }) => `${communications} ${caseId}` },
  )

  /** Fresh, visible cases cost no call. All others are requested from AWS, whether they are hidden, unknown or merely stale. */
  async function readVisible(
    ids: readonly string[],
    communications: boolean,
    matches: IsVisible,
  ): Promise<Map<string, Case | null | Error>> {
    const fresh = [...(await cases.freshByIds(ids))].filter(([, item]) => matches(item))
    const known = new Map<string, Case | null | Error>(fresh)
    const read = async (part: readonly string[]): Promise<[string, Case][]> => {
      // A hidden case makes the whole batch fail, as an unknown one does, and the error names neither. The batch is then split the same way for
      // both, so the number of calls does not reveal that a hidden case exists.
      const found = await cases.describeByIds(part, communications).catch((error: unknown) => {
        if (part.length === 1 || !isUnknownCase(error)) throw error
        return []
      })
      if (part.length > 1 && (found.length < part.length || !found.every(matches))) throw notAllVisible
      return found.map((item) => [item.caseId, item])
    }
    const rest = ids.filter((id) => !known.has(id))
    return new Map([...known, ...(await readSplitting(rest, limit, read, isRefusal, () => null))])
  }

  /** Primes the by-id loader with a case from another source. Skips a hidden case, which must cost a call, as an unknown one does. */
  function primeCase(item: Case, communications: boolean): void {
    if (isVisible?.(item) === false) return
    put(caseByKey, { caseId: item.caseId, communications: false }, item)
    if (communications) put(caseByKey, { caseId: item.caseId, communications }, item)
  }

  const caseByDisplayId = memoize(async (displayId: string, communications: boolean) => {
    const found = await limit(() => cases.byDisplayId(displayId, communications, isVisible))
    if (found !== null) primeCase(found, communications)
    return found
  })

  return {
    /** A case, or null for one that AWS does not know. Up to 100 ids are read in one call. */
    caseById: (caseId: string, communications: boolean) => caseByKey.load({ caseId, communications }),
    /** A case, or null for one that AWS does not know. AWS accepts one displayId per call: model. */
    caseByDisplayId,
    primeCase,
    /** Call this after a write: cases are read again. */
    clearCases() {
      caseByKey.clearAll()
      caseByDisplayId.clear()
    },
  }
}

/** Makes `readSplitting` split a batch. Callers never see it. */
const notAllVisible = new Error('some of these cases are hidden or unknown')

function isRefusal(error: unknown): error is Error {
  return error === notAllVisible || isUnknownCase(error)
}
