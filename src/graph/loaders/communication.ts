import type { Communication } from '../models.js'
import type { Page } from '../../upstream/pages.js'
import type { Call } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { memoize } from '../../lib/memoize.js'

export function createCommunicationLoaders(call: Call, limit: Limit) {
  return {
    /** One page of a case's thread, each read once a request. AWS takes one case a call: model. */
    communicationPage: memoize(
      (caseId: string, nextToken: string | undefined, maxResults: number): Promise<Page<Communication>> =>
        limit(async () => {
          const { communications = [], nextToken: next } = await call('DescribeCommunications', {
            caseId,
            maxResults,
            nextToken,
          })
          return { items: communications.map((item) => ({ ...item, caseId })), nextToken: next }
        }),
    ),
  }
}
