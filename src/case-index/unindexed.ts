/** The cases of the account for one request if they must not be stored (CASE_INDEX=off): everything is read from AWS. */
import { readSplitting, type Limit } from '../upstream/split.js'
import { memoize } from '../lib/memoize.js'
import type { Case } from '../upstream/operations.js'
import { takeAll } from '../upstream/pages.js'
import type { Reads } from '../upstream/request-scope.js'
import type { CaseList, CasePage, Cases } from './cases.js'
import { describeByDisplayId, describeByIds, describePage, isUnknownCase, type DescribeCases } from './describe.js'
import { summarize, type ListedCase } from './entry.js'

export interface UnindexedOptions {
  reads: Reads
  /** Limits concurrent calls. */
  limit: Limit
  /** Longer lists get SCAN_LIMIT_EXCEEDED. */
  maxScannedCases: number
  now: () => number
}

export function createUnindexedCases(
  describe: DescribeCases,
  { reads, limit, maxScannedCases, now }: UnindexedOptions,
): Cases {
  /** The start of the request: no data is older. */
  const asOf = now()
  const describeCases: DescribeCases = (input) => {
    reads.isCacheable = false
    return describe(input)
  }
  const list = memoize<Parameters<Cases['list']>, CaseList>(async (filter, communications) => {
    const found = await takeAll<Case>({
      readPage: (token, size) => limit(() => describePage(describeCases, filter, communications, token, size)),
      keyOf: ({ caseId }) => caseId,
      scanLimit: maxScannedCases,
    })
    return { listed: found.map((item) => ({ item, entry: summarize(item) })).toSorted(newestFirst), asOf }
  })
  const page = memoize<Parameters<Cases['page']>, CasePage>(async (filter, communications, token, size) => {
    return { ...(await describePage(describeCases, filter, communications, token, size)), asOf }
  })
  /** The lists that were requested with messages. They also serve later requests without messages. */
  const withMessages = new Set<string>()

  return {
    list(filter, messages) {
      const key = JSON.stringify(filter)
      if (messages) withMessages.add(key)
      return list(filter, withMessages.has(key))
    },
    page,
    asOf: () => asOf,
    hasInboxFacts: false,
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
    knowsDisplayId: async () => false,
    isComplete: async () => false,
    async invalidate() {
      list.clear()
      page.clear()
    },
    reread() {},
  }
}

function newestFirst({ entry: a, item: { caseId: idA } }: ListedCase, { entry: b, item: { caseId: idB } }: ListedCase) {
  return b.createdAt - a.createdAt || (idA < idB ? -1 : 1)
}
