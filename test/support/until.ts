import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 2_000
const PAUSE_MS = 10

/** Polls until `holds`, for at least 20 seconds by default. */
export async function until(holds: () => boolean | Promise<boolean>, tries = TRIES): Promise<void> {
  for (let i = 0; i < tries; i++) {
    if (await holds()) return
    await delay(PAUSE_MS)
  }
  throw new Error(`condition not met: ${String(holds)}`)
}
