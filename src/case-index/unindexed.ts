/** The cases of the account for one request, where nothing of them may be stored (CASE_INDEX=off): AWS is asked for everything. */
import { readSplitting, type Limit } from '../upstream/split.js'
import { memoize } from '../lib/memoize.js'
import type { Case } from '../upstream/operations.js'
import { takeAll } from '../upstream/pages.js'
import type { Reads } from '../upstream/request-scope.js'
import type { Cases } from './cases.js'
import { describeByDisplayId, describeByIds, describePage, isUnknownCase, type DescribeCases } from './describe.js'
import { summarize, type ListedCase } from './entry.js'

/** A list of more than `maxScannedCases` is SCAN_LIMIT_EXCEEDED. `limit` runs calls a few at a time. */
export function createUnindexedCases(
  describe: DescribeCases,
  reads: Reads,
  limit: Limit,
  maxScannedCases: number,
): Cases {
  const describeCases: DescribeCases = (input) => {
    reads.isCacheable = false
    return describe(input)
  }
  const list = memoize<Parameters<Cases['list']>, readonly ListedCase[]>(async (filter, communications) => {
    const found = await takeAll<Case>({
      readPage: (token, size) => limit(() => describePage(describeCases, filter, communications, token, size)),
      keyOf: ({ caseId }) => caseId,
      scanLimit: maxScannedCases,
    })
    return found.map((item) => ({ item, entry: summarize(item) })).toSorted(newestFirst)
  })
  const page = memoize<Parameters<Cases['page']>, Awaited<ReturnType<Cases['page']>>>(
    (filter, communications, token, size) => describePage(describeCases, filter, communications, token, size),
  )

  return {
    list,
    page,
    byIds: (caseIds, communications) =>
      readSplitting<Case>(
        caseIds,
        limit,
        async (ids) => (await describeByIds(describeCases, ids, communications)).map((item) => [item.caseId, item]),
        isUnknownCase,
        () => null,
      ),
    freshByIds: async () => new Map(),
    describeByIds: (caseIds, communications) => describeByIds(describeCases, caseIds, communications),
    byDisplayId: (displayId, communications) => describeByDisplayId(describeCases, displayId, communications),
    isComplete: async () => false,
    async wrote() {
      list.clear()
      page.clear()
    },
    reread() {},
  }
}

function newestFirst({ entry: a, item: { caseId: idA } }: ListedCase, { entry: b, item: { caseId: idB } }: ListedCase) {
  return b.createdAt - a.createdAt || (idA < idB ? -1 : 1)
}
