/** One write of a text at a time, so that a look-up never takes the case of another that is just being made. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { codedError } from '../lib/errors.js'
import { throwStoreUnavailable } from './record.js'
import type { WriteStore } from './store.js'

/** A lock that is held. */
export interface Lock {
  /** Where it is held: what else is written down of the text goes there, too. */
  store: WriteStore
  /** Until when its holder may send. It expires a little later: so it does where the holder has died. */
  endsAt: number
}

export interface LockRequest {
  /** A digest. */
  text: string
  operation: string
  /** Whether the write has an idempotencyKey, and so a promise to keep. */
  isKeyed: boolean
  /** Ends waiting. */
  deadline: AbortSignal
}

/** For what is left to write down when the time of a request is up. */
const LEASE_MARGIN_MS = 1_000
/** How often a waiting write tries again. */
const FIRST_PAUSE_MS = 10
const MAX_PAUSE_MS = 250

/** Makes the function that runs `work` with the lock on a text. A write may hold it for `holdMs`. */
export function createLocks(options: { shared: WriteStore; local: WriteStore; holdMs: number; now: () => number }) {
  const { shared, local, holdMs, now } = options

  return async function withLock<T>(request: LockRequest, work: (lock: Lock) => Promise<T>): Promise<T> {
    const { operation, isKeyed, deadline } = request
    // Processes of earlier versions share this name.
    const key = `turn:${request.text}`
    const id = randomUUID()
    const take = async (store: WriteStore): Promise<Lock> => {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
        const endsAt = now() + holdMs
        if (await store.swap(key, null, id, holdMs + LEASE_MARGIN_MS)) return { store, endsAt }
        await sleep(pause, undefined, { signal: deadline })
      }
    }
    const release = (store: WriteStore) => store.swap(key, id, null, 0).catch(() => {})

    const lock = await take(shared)
      .catch((error: unknown) => {
        // A step that was not answered may be taken later: then this comes right behind it.
        void release(shared)
        if (deadline.aborted) throw error
        // Without a key nothing was promised: where Redis is gone, such a write goes by this process alone.
        return isKeyed ? throwStoreUnavailable() : take(local)
      })
      .catch((error: unknown) => {
        throw deadline.aborted ? lockTimeout(operation, isKeyed) : error
      })
    try {
      return await work(lock)
    } finally {
      await release(lock.store)
    }
  }
}

/** With a key, the one that it waits for may be the same request, and may have been sent. */
export function lockTimeout(operation: string, isKeyed: boolean): Error {
  return codedError(
    isKeyed ? 'WRITE_OUTCOME_UNKNOWN' : 'UPSTREAM_TIMEOUT',
    `Another request with the same text was still at ${operation} when the time of this one was up: this one has sent nothing. ` +
      (isKeyed ? 'Send it again with the same idempotencyKey.' : 'Try again.'),
    { retryable: true, retryAfterMs: 1_000, operation },
  )
}
