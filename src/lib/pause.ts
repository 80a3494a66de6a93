/** Pauses for what runs long without waiting for anything: the event loop serves others meanwhile. */
import { setImmediate as immediate } from 'node:timers/promises'

/** The longest block while a list is searched. */
const BLOCK_MS = 5

/** A shorter list begins at once: a pause may split a batch of keys. */
const LONG_LIST = 500

let taken: Promise<unknown> = Promise.resolve()

/**
 * Turns of the event loop, one caller each. A query may search in each of a hundred aliases: if each of them let others in by itself, all would
 * continue in the same turn.
 */
export interface Turns {
  /** Resolves in the next free turn; rejects if `check` throws then. */
  next: () => Promise<void>
  /** Calls `visit` with each item in order, and takes another turn whenever that has taken some milliseconds. */
  inSlices: <T>(items: readonly T[], visit: (item: T) => void) => Promise<void>
}

/**
 * The turns of one request. Requests take turns alternately, however many searches of each wait for one. `check` throws when nobody waits for the
 * result any more.
 */
export function createTurns(check: () => void = () => {}): Turns {
  let mine: Promise<unknown> = Promise.resolve()

  async function next(): Promise<void> {
    mine = mine.then(() => (taken = taken.then(() => immediate())))
    await mine
    check()
  }

  return {
    next,
    async inSlices(items, visit) {
      let until = items.length > LONG_LIST ? 0 : performance.now() + BLOCK_MS
      for (const item of items) {
        if (performance.now() >= until) {
          await next()
          until = performance.now() + BLOCK_MS
        }
        visit(item)
      }
    },
  }
}

/** Of CPU time, not wall time: a pause may split a batch of keys, which must not depend on what else the machine does. */
const SLICE_MS = 50

let since = process.cpuUsage()
let last: Promise<void> = Promise.resolve()

/** Resolves at once, or after others have been let in where that was too long ago. Callers go one at a time: each looks at what those before it have taken. */
export function pause(): Promise<void> {
  last = last.then(letOthersIn)
  return last
}

function letOthersIn(): Promise<void> | undefined {
  const { user, system } = process.cpuUsage(since)
  if ((user + system) / 1_000 < SLICE_MS) return undefined
  return immediate().then(() => void (since = process.cpuUsage()))
}
