import type { Cases } from '../../case-index/cases.js'
import { isUnknownCase } from '../../case-index/describe.js'
import { memoize } from '../../lib/memoize.js'
import type { Case } from '../models.js'
import { readSplitting, type Limit } from '../../upstream/split.js'
import { createLoader, MAX_BATCH_SIZE, put } from './batch.js'

/** `communications`: whether the newest five are to come with the case. */
interface CaseKey {
  caseId: string
  communications: boolean
}

/** Which cases a viewer may see, where that is not all. A hidden case must look like an unknown one, and cost the same. */
export type SeesCase = (item: Case) => boolean

export function createCaseLoaders(cases: Cases, limit: Limit, sees?: SeesCase) {
  const caseByKey = createLoader<CaseKey, Case | null, string>(
    'caseByKey',
    async (keys) => {
      const communications = keys.some((key) => key.communications)
      const ids = keys.map(({ caseId }) => caseId)
      const found = await (sees === undefined
        ? cases.byIds(ids, communications)
        : readVisible(ids, communications, sees))
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

  /** What is known and seen costs nothing. For all else AWS is asked, be it hidden, unknown or only old. */
  async function readVisible(
    ids: readonly string[],
    communications: boolean,
    isSeen: SeesCase,
  ): Promise<Map<string, Case | null | Error>> {
    const fresh = [...(await cases.freshByIds(ids))].filter(([, item]) => isSeen(item))
    const known = new Map<string, Case | null | Error>(fresh)
    const read = async (part: readonly string[]): Promise<[string, Case][]> => {
      // A hidden case fails the list like an unknown one, and neither is named: the list is split in the same way, whatever AWS says.
      const found = await cases.describeByIds(part, communications).catch((error: unknown) => {
        if (part.length === 1 || !isUnknownCase(error)) throw error
        return []
      })
      if (part.length > 1 && (found.length < part.length || !found.every(isSeen))) throw notAllSeen
      return found.map((item) => [item.caseId, item])
    }
    const rest = ids.filter((id) => !known.has(id))
    return new Map([...known, ...(await readSplitting(rest, limit, read, isRefusal, () => null))])
  }

  /** Prepares the by-id loader with what else has brought a case. A hidden case takes a call of its own, as an unknown one does. */
  function primeCase(item: Case, communications: boolean): void {
    if (sees?.(item) === false) return
    put(caseByKey, { caseId: item.caseId, communications: false }, item)
    if (communications) put(caseByKey, { caseId: item.caseId, communications }, item)
  }

  const caseByDisplayId = memoize(async (displayId: string, communications: boolean) => {
    const found = await limit(() => cases.byDisplayId(displayId, communications, sees))
    if (found !== null) primeCase(found, communications)
    return found
  })

  return {
    /** A case, or null for one that AWS does not know. Up to 100 ids are read in one call. */
    caseById: (caseId: string, communications: boolean) => caseByKey.load({ caseId, communications }),
    /** A case, or null for one that AWS does not know. AWS takes one displayId a call: model. */
    caseByDisplayId,
    primeCase,
    /** After a write: cases are read again. */
    clearCases() {
      caseByKey.clearAll()
      caseByDisplayId.clear()
    },
  }
}

/** Some cases of a list are hidden or unknown. */
const notAllSeen = new Error('some of these cases are hidden or unknown')

function isRefusal(error: unknown): error is Error {
  return error === notAllSeen || isUnknownCase(error)
}
