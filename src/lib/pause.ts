/** Pauses for what runs long without waiting for anything: the event loop serves others meanwhile. */
import { setImmediate as immediate } from 'node:timers/promises'

/** The longest block while a list is searched. */
const BLOCK_MS = 5

/** Calls `visit` with each item in order, and lets others in whenever that has taken some milliseconds. */
export async function inSlices<T>(items: readonly T[], visit: (item: T) => void): Promise<void> {
  let until = performance.now() + BLOCK_MS
  for (const item of items) {
    visit(item)
    if (performance.now() < until) continue
    await immediate()
    until = performance.now() + BLOCK_MS
  }
}

/** Lets others in before each piece of work, and does one after the other. */
export function createTurns(): <T>(work: () => T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(() => immediate()).then(work)
    last = done.catch(() => {})
    return done
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
