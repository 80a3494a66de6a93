/** Where the calls of one request wait for the budget. */

export interface QueuePlace {
  /** When its first call came, as the number of that call. */
  arrival?: number
  calls: number
}

/**
 * So many calls of a request wait where its first one came, and not behind requests that came later: what takes a few calls, one after the other, is
 * not put to the end of the queue for each.
 */
const CALLS_IN_PLACE = 5

/**
 * Numbers calls as they come. It counts calls and not attempts, as that is simpler, and an attempt that AWS makes us repeat does not cost the request
 * its place.
 */
export function createArrivals(): (place?: QueuePlace) => number {
  let arrivals = 0
  return (place = { calls: 0 }) => {
    const arrival = ++arrivals
    place.arrival ??= arrival
    return ++place.calls <= CALLS_IN_PLACE ? place.arrival : arrival
  }
}
