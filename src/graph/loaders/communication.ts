import type { Communication } from '../models.js'
import type { Page } from '../../upstream/pages.js'
import type { Call } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { memoize } from '../../lib/memoize.js'

type PageKey = [caseId: string, nextToken: string | undefined, maxResults: number]

export function createCommunicationLoaders(call: Call, limit: Limit) {
  const pages = memoize<PageKey, Page<Communication>>((...key) => limit(() => readPage(call, key)))
  /** What `communicationPageBy` has read. Its failures are not remembered: a read that somebody waits for may succeed. */
  const read = new Map<string, Page<Communication>>()

  return {
    /** One page of a case's thread, each read once a request. AWS takes one case a call: model. */
    communicationPage: async (...key: PageKey): Promise<Page<Communication>> =>
      read.get(JSON.stringify(key)) ?? pages(...key),
    /** The same by another way of calling, unless the request has the page already. */
    async communicationPageBy(through: Call, ...key: PageKey): Promise<Page<Communication>> {
      const name = JSON.stringify(key)
      const page = await (read.get(name) ?? pages.known(...key) ?? readPage(through, key))
      read.set(name, page)
      return page
    },
    /** After a write: threads are read again. */
    clearCommunications() {
      pages.clear()
      read.clear()
    },
  }
}

async function readPage(call: Call, [caseId, nextToken, maxResults]: PageKey): Promise<Page<Communication>> {
  const { communications = [], nextToken: next } = await call('DescribeCommunications', {
    caseId,
    maxResults,
    nextToken,
  })
  return { items: communications.map((item) => ({ ...item, caseId })), nextToken: next }
}
