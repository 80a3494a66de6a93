/** Allows one write with the same text at a time, so that a lookup never finds what another write is creating at the same time. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { codedError } from '../lib/errors.js'
import { throwStoreUnavailable } from './record.js'
import type { WriteStore } from './store.js'

export interface Lock {
  /** The store that has the lock. The journal of the text goes to the same store. */
  store: WriteStore
  /** Its holder may send until then (epoch milliseconds). The lock itself expires a little later, in case its holder has died. */
  endsAt: number
}

export interface LockRequest {
  /** The digest of the account, the operation and the text. */
  text: string
  operation: string
  /** Whether the write has an idempotencyKey, which guarantees that it happens once. */
  isKeyed: boolean
  /** Ends the wait for the lock. */
  deadline: AbortSignal
}

/** Time to store the outcome after the request has timed out. */
const LEASE_MARGIN_MS = 1_000
/** The pauses between a waiting write's attempts to take the lock. */
const FIRST_PAUSE_MS = 10
const MAX_PAUSE_MS = 250

/** Returns the function that runs `work` while it holds the lock on a text. A write may hold the lock for `holdMs`. */
export function createLocks(options: { shared: WriteStore; local: WriteStore; holdMs: number; now: () => number }) {
  const { shared, local, holdMs, now } = options

  return async function withLock<T>(request: LockRequest, work: (lock: Lock) => Promise<T>): Promise<T> {
    const { operation, isKeyed, deadline } = request
    // Earlier versions of the gateway use the same key.
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
        // Redis may still execute a command whose response was lost. This release then follows it.
        void release(shared)
        if (deadline.aborted) throw error
        // A write without a key has no guarantee to keep: if Redis is unavailable, a lock in this process is enough.
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

/** With a key, the outcome is unknown: the request that holds the lock may have the same key, and its write may have been sent. */
export function lockTimeout(operation: string, isKeyed: boolean): Error {
  return codedError(
    isKeyed ? 'WRITE_OUTCOME_UNKNOWN' : 'UPSTREAM_TIMEOUT',
    `This request timed out while another request with the same text held the lock for ${operation}. This request has sent nothing. ` +
      (isKeyed ? 'Send it again with the same idempotencyKey.' : 'Try again.'),
    { retryable: true, retryAfterMs: 1_000, operation },
  )
}
