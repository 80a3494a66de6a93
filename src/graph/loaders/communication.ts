import type { Communication as AwsCommunication } from '@aws-sdk/client-support'
import { FIRST_ACCOUNT } from '../../lib/account-key.js'
import type { Case, Communication } from '../models.js'
import type { Page } from '../../upstream/pages.js'
import type { Call } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { codedError } from '../../lib/errors.js'
import { memoize } from '../../lib/memoize.js'

/** 5,000 messages of the maximum length that AWS allows. */
const MAX_CHARACTERS = 40_000_000

type PageKey = [caseId: string, nextToken: string | undefined, maxResults: number]

export function createCommunicationLoaders(call: Call, limit: Limit, account: string) {
  /** The pages that `communicationPageVia` is reading. `communicationPage` waits for them instead of reading them again; other requests do not wait. */
  const reading = new Map<string, Promise<Page<Communication>>>()
  const communicationPage = memoize<PageKey, Page<Communication>>(
    async (...key) =>
      (await reading.get(JSON.stringify(key))?.catch(() => undefined)) ?? limit(() => readPage(call, account, key)),
  )
  let charactersLeft = MAX_CHARACTERS

  return {
    /** One page of a case's thread, read once per request. AWS accepts one case per call: model. */
    communicationPage,
    /**
     * The same page, read with another `Call` unless the request already has it. Failures are not cached, because an interactive read may succeed.
     * Throws SCAN_LIMIT_EXCEEDED if the pages take too much memory: they are held until the request ends.
     */
    async communicationPageVia(via: Call, ...key: PageKey): Promise<Page<Communication>> {
      const name = JSON.stringify(key)
      const known = communicationPage.get(...key) ?? reading.get(name)
      if (known !== undefined) return known
      if (charactersLeft < 0) throw threadsTooLarge()
      const pending = readPage(via, account, key)
      reading.set(name, pending)
      try {
        const page = await pending
        for (const { body = '' } of page.items) charactersLeft -= body.length
        communicationPage.set(Promise.resolve(page), ...key)
        return page
      } finally {
        reading.delete(name)
      }
    },
  }
}

function threadsTooLarge(): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    `The older messages that this request searches have more than ${MAX_CHARACTERS} characters. Narrow the search with other filters.`,
  )
}

async function readPage(
  call: Call,
  account: string,
  [caseId, nextToken, maxResults]: PageKey,
): Promise<Page<Communication>> {
  const { communications = [], nextToken: next } = await call('DescribeCommunications', {
    caseId,
    maxResults,
    nextToken,
  })
  return { items: communications.map((item) => inCase(item, { caseId, account })), nextToken: next }
}

/**
 * The communication with the account and the id of its case, which some upstreams omit. Usually the same object for the first account, so that what is
 * derived from it is computed once.
 */
export function inCase(item: AwsCommunication, { caseId, account }: Pick<Case, 'caseId' | 'account'>): Communication {
  const isFirst = account === undefined || account === FIRST_ACCOUNT
  if (!isFirst) return { ...item, caseId, account }
  return item.caseId === caseId ? (item as Communication) : { ...item, caseId }
}
