/** The record of an idempotencyKey: the digest of its input, whether the write was sent, and the outcome. It contains no text of the input and no names. */
import { codedError } from '../lib/errors.js'
import { isTime, parseJson, type WriteStore } from './store.js'

/** The write was sent, and may have happened. */
export interface Sent {
  /** The same for all attempts at one request. */
  sendId: string
  /** Unique per attempt, so that no two attempts store the same record. */
  attemptId: string
  /** When it was first sent, in epoch milliseconds. */
  at: number
  /** When the last attempt ended, or the latest time at which it can end: a process that dies cannot report it. */
  endsBy: number
}

export interface Done {
  caseId: string
}

export interface WriteRecord {
  isKeyed: boolean
  /**
   * What is known about the key. 'conflict': it was used for a different input. Rejects with UPSTREAM_UNAVAILABLE if the store fails, and
   * with WRITE_OUTCOME_UNKNOWN if another program has overwritten the record.
   */
  read: () => Promise<Sent | Done | 'conflict' | undefined>
  /** Records that the write is being sent. False: another request has changed the record. Rejects with UPSTREAM_UNAVAILABLE; then nothing may be sent. */
  begin: (sent: Sent) => Promise<boolean>
  /** Replaces the record with the outcome; undefined deletes it. Never rejects: without the outcome, a retry with the key does a lookup. */
  end: (outcome: Sent | Done | undefined) => Promise<void>
}

/** As the schema promises for `idempotencyKey`. */
const RETENTION_MS = 24 * 60 * 60 * 1000

/** For a write without a key. */
export const noRecord: WriteRecord = {
  isKeyed: false,
  read: async () => undefined,
  begin: async () => true,
  end: async () => {},
}

/** `input` is a digest, because inputs may contain files. */
export function createRecord(store: WriteStore, key: string, input: string): WriteRecord {
  let text: string | null = null

  const put = async (outcome: Sent | Done | undefined): Promise<boolean> => {
    const next = outcome === undefined ? null : JSON.stringify({ input, ...outcome })
    if (!(await store.swap(key, text, next, RETENTION_MS))) return false
    text = next
    return true
  }

  return {
    isKeyed: true,
    async read() {
      text = await store.read(key).catch(throwStoreUnavailable)
      if (text === null) return undefined
      const found = Object(parseJson(text)) as Record<string, unknown>
      const known = readOutcome(found)
      if (known === undefined || typeof found['input'] !== 'string') throw unreadable()
      return found['input'] === input ? known : 'conflict'
    },
    begin: (sent) =>
      put(sent).catch(() => {
        // The store may still execute the failed swap. Nothing will be sent, so this swap, which follows it, restores the previous record.
        void store.swap(key, JSON.stringify({ input, ...sent }), text, RETENTION_MS).catch(() => {})
        return throwStoreUnavailable()
      }),
    async end(outcome) {
      await put(outcome).catch(() => false)
    },
  }
}

function readOutcome({ caseId, sendId, attemptId, at, endsBy }: Record<string, unknown>): Sent | Done | undefined {
  if (typeof caseId === 'string') return { caseId }
  if (typeof sendId !== 'string' || typeof attemptId !== 'string' || !isTime(at) || !isTime(endsBy)) return undefined
  return { sendId, attemptId, at, endsBy }
}

/** The lost record may have said that the write was sent, so this key cannot be used until the foreign value is gone. The caller may choose a new key. */
function unreadable(): Error {
  return codedError(
    'WRITE_OUTCOME_UNKNOWN',
    'In the store of idempotency keys (REDIS_URL), another program has overwritten the record for this idempotencyKey. A request with this key may have been sent before. ' +
      'Nothing was sent now. Check whether it happened before you send it again with a new key: AWS would do it twice.',
  )
}

/** Thrown instead of sending a write that could then be sent twice. */
export function throwStoreUnavailable(): never {
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    'The store of idempotency keys (REDIS_URL) cannot be reached, so nothing was sent. Try again, or omit idempotencyKey to send without its protection.',
    { retryable: true, retryAfterMs: 1_000 },
  )
}
