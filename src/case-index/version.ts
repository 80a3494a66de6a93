/** The version of the list of cases, by which a cached response is still valid. */
import type { Reads } from '../upstream/request-scope.js'
import type { SharedList } from './shared-list.js'

/**
 * Returns a function that records in `Reads` that a request has read the list as it is now. If the request has read another version before, its response
 * is not cacheable.
 */
export function createVersionNotes(list: SharedList, account: string): (reads: Reads) => void {
  const name = `case-index ${account}`

  /** One round trip to Redis. */
  async function current(): Promise<string> {
    await list.follow()
    return versionOf(list)
  }

  return (reads) => {
    const read = versionOf(list)
    const before = reads.versions.get(name)?.read
    if (before !== undefined && before !== read) reads.isCacheable = false
    reads.versions.set(name, { read, current })
  }
}

/** A version that changes whenever a response from the list may change. */
function versionOf(list: SharedList): string {
  const { epoch, seq, asOf } = list.memory().head
  return [epoch, seq, asOf, list.isLocal()].join(' ')
}
