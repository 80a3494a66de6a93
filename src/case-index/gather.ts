/** Reads by id, for requests that ask at the same time. */
import { setTimeout as delay } from 'node:timers/promises'
import { createFlights } from '../cache/flights.js'
import { MAX_SPLIT_CALLS } from '../limits/calls.js'
import { isAboutCaller } from '../upstream/upstream-error.js'
import type { Binding } from '../upstream/upstream.js'
import type { DescribeCases } from './describe.js'
import { orGone } from './freshness.js'
import { readByIds, type ReadById } from './refresh.js'
import type { SharedList } from './shared-list.js'

/** Ids that requests ask for within so long are read in one call. */
const GATHER_MS = 5
const IDS_A_CALL = 100

/** Makes one call for all ids that are asked for at a time. The first who asks pays for it; if it may not, the next does. */
export function createGather(list: SharedList, describeWith: (binding: Binding) => DescribeCases) {
  const flights = createFlights<ReadById>(isAboutCaller)
  let gathered: { key: string; ids: Set<string> } | undefined
  let batches = 0

  return (caseIds: readonly string[], request: Binding): Promise<ReadById> => {
    if (gathered === undefined || gathered.ids.size + caseIds.length > IDS_A_CALL) {
      gathered = { key: String(++batches), ids: new Set() }
    }
    const batch = gathered
    for (const caseId of caseIds) batch.ids.add(caseId)
    const read = flights.join(batch.key, request.signal, async (signal) => {
      await delay(GATHER_MS)
      if (gathered === batch) gathered = undefined
      return readByIds(list, describeWith({ ...request, signal, deadline: signal }), [...batch.ids], MAX_SPLIT_CALLS)
    })
    return orGone(read, request.signal)
  }
}
