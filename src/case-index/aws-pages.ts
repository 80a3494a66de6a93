/** AWS's own pages of cases. Lists that include resolved cases use them until the first full pass has read all cases. */
import { LRUCache } from 'lru-cache'
import type { Case } from '../upstream/operations.js'
import type { CaseListFilter, DescribeCases } from './describe.js'
import { ageAt } from '../lib/time.js'
import { readPage } from './refresh.js'
import type { SharedList } from './shared-list.js'

export interface AwsPage {
  /** For cases that the index has, its content is used instead of `item`: AWS may not show the gateway's own writes yet. */
  cases: { caseId: string; item?: Case }[]
  nextToken: string | undefined
  ageMs: number
}

const MAX_PAGES = 200

/** Caches the case ids of each page until they are `freshMs` old, or the gateway writes to a case. */
export function createAwsPages(list: SharedList, freshMs: number, now: () => number) {
  const pages = new LRUCache<string, { ids: string[]; nextToken: string | undefined; readAt: number }>({
    max: MAX_PAGES,
  })
  return {
    async read(
      describeCases: DescribeCases,
      bypass: boolean,
      filter: CaseListFilter,
      token: string | undefined,
      size: number,
    ): Promise<AwsPage> {
      const { epoch, writes } = list.memory().head
      const key = JSON.stringify([epoch, writes, filter, token, size])
      const cached = bypass ? undefined : pages.get(key)
      if (cached !== undefined && ageAt(now(), cached.readAt) < freshMs) {
        const { ids, nextToken, readAt } = cached
        return { cases: ids.map((caseId) => ({ caseId })), nextToken, ageMs: now() - readAt }
      }
      const readAt = now()
      const { items, nextToken } = await readPage(list, describeCases, filter, token, size)
      pages.set(key, { ids: items.map(({ caseId }) => caseId), nextToken, readAt })
      return { cases: items.map((item) => ({ caseId: item.caseId, item })), nextToken, ageMs: now() - readAt }
    },
    clear: () => pages.clear(),
  }
}
