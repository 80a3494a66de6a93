/** Pauses long synchronous work, so that the event loop can serve other requests. */
import { setImmediate as immediate } from 'node:timers/promises'

/** How long `forEach` may block the event loop. */
const BLOCK_MS = 5

/** Shorter lists start without a pause, because a pause could split a batch of keys. */
const LONG_LIST = 500

let lastTurn: Promise<unknown> = Promise.resolve()

/**
 * Divides long work between turns of the event loop, with one piece of work per turn. A query may search in a hundred aliases: if each of them paused
 * on its own, all would continue in the same turn.
 */
export interface Scheduler {
  /** Resolves in the next free turn; rejects if `check` throws then. */
  yield: () => Promise<void>
  /** Calls `visit` with each item in order, and waits for another turn every few milliseconds. */
  forEach: <T>(items: readonly T[], visit: (item: T) => void) => Promise<void>
}

/**
 * The scheduler of one request. Requests alternate, regardless of how many of their searches are waiting. `check` throws once nobody waits for the
 * result anymore.
 */
export function createScheduler(check: () => void = () => {}): Scheduler {
  let lastOwn: Promise<unknown> = Promise.resolve()

  async function yieldTurn(): Promise<void> {
    lastOwn = lastOwn.then(() => (lastTurn = lastTurn.then(() => immediate())))
    await lastOwn
    check()
  }

  return {
    yield: yieldTurn,
    async forEach(items, visit) {
      let until = items.length > LONG_LIST ? 0 : performance.now() + BLOCK_MS
      for (const item of items) {
        if (performance.now() >= until) {
          await yieldTurn()
          until = performance.now() + BLOCK_MS
        }
        visit(item)
      }
    },
  }
}

/** CPU time, not wall time: a pause may split a batch of keys, which must not depend on the load of the machine. */
const SLICE_MS = 50

let since = process.cpuUsage()
let last: Promise<void> = Promise.resolve()

/** Resolves at once, or in the next turn of the event loop if SLICE_MS is used up. Calls are queued, so each takes the time of earlier ones into account. */
export function pause(): Promise<void> {
  last = last.then(pauseIfDue)
  return last
}

function pauseIfDue(): Promise<void> | undefined {
  const { user, system } = process.cpuUsage(since)
  if ((user + system) / 1_000 < SLICE_MS) return undefined
  return immediate().then(() => void (since = process.cpuUsage()))
}
