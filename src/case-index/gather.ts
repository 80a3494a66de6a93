/** Batches reads by id across requests. */
import { setTimeout as delay } from 'node:timers/promises'
import { createFlights } from '../lib/single-flight.js'
import { MAX_SPLIT_CALLS } from '../upstream/split.js'
import { isAboutCaller, untilAborted } from '../upstream/upstream-error.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { DescribeCases } from './describe.js'
import { IDS_PER_CALL } from './ids-to-read.js'
import { readByIds, type ReadById } from './refresh.js'
import type { SharedList } from './shared-list.js'

/** Ids requested within this time are read in one call. */
const GATHER_MS = 5

/**
 * Makes one call for all ids of a batch. The call counts toward the first request or, if that one has no calls left, toward the next. If AWS refuses the
 * call because of an unknown id, each request reads its own ids, so that none pays for the made-up ids of others.
 */
export function createGather(list: SharedList, describeWith: (scope: RequestScope) => DescribeCases) {
  const flights = createFlights<ReadById>(isAboutCaller)
  let gathered: { key: string; ids: Set<string>; requests: number } | undefined
  let batches = 0

  return async (caseIds: readonly string[], scope: RequestScope): Promise<ReadById> => {
    if (caseIds.length === 0) return { outcomes: new Map(), errors: new Map(), items: new Map() }
    if (gathered === undefined || gathered.ids.size + caseIds.length > IDS_PER_CALL) {
      gathered = { key: String(++batches), ids: new Set(), requests: 0 }
    }
    const batch = gathered
    batch.requests++
    for (const caseId of caseIds) batch.ids.add(caseId)
    const reading = flights.join(batch.key, scope.readSignal, async (signal) => {
      await delay(GATHER_MS)
      if (gathered === batch) gathered = undefined
      const maxCalls = batch.requests === 1 ? MAX_SPLIT_CALLS : 1
      return readByIds(
        list,
        describeWith({ ...scope, readSignal: signal, writeSignal: signal }),
        [...batch.ids],
        maxCalls,
      )
    })
    const read = await untilAborted(reading, scope.readSignal)
    const left = batch.requests === 1 ? [] : caseIds.filter((caseId) => read.errors.has(caseId))
    if (left.length === 0) return read
    const { outcomes, errors, items } = await readByIds(list, describeWith(scope), left, MAX_SPLIT_CALLS)
    return {
      outcomes: new Map([...read.outcomes, ...outcomes]),
      errors,
      items: new Map([...read.items, ...items]),
    }
  }
}
