/** Pauses for what runs long without waiting for anything: the event loop serves others meanwhile. */
import { setImmediate as immediate } from 'node:timers/promises'

/** The longest block while a list is searched. */
const BLOCK_MS = 5

/** A shorter list begins at once: a pause may split a batch of keys. */
const LONG_LIST = 500

let turns: Promise<unknown> = Promise.resolve()

/**
 * Resolves in a turn of the event loop that nobody else gets. A query may search in each of a hundred aliases: if each let others in by itself, all
 * would go on in the same turn.
 */
export function ownTurn(): Promise<unknown> {
  turns = turns.then(() => immediate())
  return turns
}

/**
 * Calls `visit` with each item in order, and lets others in whenever that has taken some milliseconds. `check` is called when it goes on after that, and
 * may throw: for work that nobody waits for any more.
 */
export async function inSlices<T>(
  items: readonly T[],
  visit: (item: T) => void,
  check: () => void = () => {},
): Promise<void> {
  let until = items.length > LONG_LIST ? 0 : performance.now() + BLOCK_MS
  for (const item of items) {
    if (performance.now() >= until) {
      await ownTurn()
      check()
      until = performance.now() + BLOCK_MS
    }
    visit(item)
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
