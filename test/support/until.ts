import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 2_000
const PAUSE_MS = 10

/** Waits for what comes by itself, for 20 seconds and more. */
export async function until(holds: () => boolean | Promise<boolean>, tries = TRIES): Promise<void> {
  for (let i = 0; i < tries; i++) {
    if (await holds()) return
    await delay(PAUSE_MS)
  }
  throw new Error(`it has not come to this: ${String(holds)}`)
}
