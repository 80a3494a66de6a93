import { setTimeout as delay } from 'node:timers/promises'

const TRIES = 2_000
const PAUSE_MS = 10

/**
 * Polls until `holds` returns true. Throws if it has not done so after `tries` attempts: by default, at least 20
 * seconds.
 */
export async function until(holds: () => boolean | Promise<boolean>, tries = TRIES): Promise<void> {
  for (let i = 0; i < tries; i++) {
    if (await holds()) return
    await delay(PAUSE_MS)
  }
  throw new Error(`condition not met: ${String(holds)}`)
}
