/** What is kept of an idempotencyKey: which input it was used for, that this was sent, and what came of it. No text, no name of anybody. */
import { codedError } from '../lib/errors.js'
import { isTime, parseJson, type WriteStore } from './store.js'

/** It was sent, and may have happened. */
export interface Sent {
  /** The same for all attempts at one request. */
  sendId: string
  /** Of the attempt: no two write the same. */
  attemptId: string
  /** When it was first sent, epoch milliseconds. */
  at: number
  /** When the last attempt had ended, or will have at the latest: a process that dies does not say. */
  endsBy: number
}

export interface Done {
  caseId: string
}

export interface WriteRecord {
  isKeyed: boolean
  /**
   * What is known of the key. 'conflict': it was used for another input. Rejects with UPSTREAM_UNAVAILABLE, and with WRITE_OUTCOME_UNKNOWN where
   * something else has overwritten the record.
   */
  recall: () => Promise<Sent | Done | 'conflict' | undefined>
  /** Writes down that it is being sent. False: somebody else came between. Rejects with UPSTREAM_UNAVAILABLE; then nothing may be sent. */
  begin: (sent: Sent) => Promise<boolean>
  /** Writes down what has become of it, or puts back what was known before. Never rejects: whoever asks again is answered by a look-up. */
  end: (outcome: Sent | Done | undefined) => Promise<void>
}

/** As long as the schema promises of `idempotencyKey`. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000

/** For a write without a key. */
export const noRecord: WriteRecord = {
  isKeyed: false,
  recall: async () => undefined,
  begin: async () => true,
  end: async () => {},
}

/** `input` is a digest: inputs hold files. */
export function createRecord(store: WriteStore, key: string, input: string): WriteRecord {
  let text: string | null = null

  const put = async (outcome: Sent | Done | undefined): Promise<boolean> => {
    const next = outcome === undefined ? null : JSON.stringify({ input, ...outcome })
    if (!(await store.swap(key, text, next, REMEMBERED_MS))) return false
    text = next
    return true
  }

  return {
    isKeyed: true,
    async recall() {
      text = await store.read(key).catch(throwStoreUnavailable)
      if (text === null) return undefined
      const found = Object(parseJson(text)) as Record<string, unknown>
      const known = readOutcome(found)
      if (known === undefined || typeof found['input'] !== 'string') throw unreadable()
      return found['input'] === input ? known : 'conflict'
    },
    begin: (sent) =>
      put(sent).catch(() => {
        // It may come to be written after all, when the store is back: then this comes right behind it, since nothing is going to be sent.
        void store.swap(key, JSON.stringify({ input, ...sent }), text, REMEMBERED_MS).catch(() => {})
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

/** Whatever was there may have said that it was sent. The same key ends here as long as that is there; with a new one, the caller decides. */
function unreadable(): Error {
  return codedError(
    'WRITE_OUTCOME_UNKNOWN',
    'What the store of idempotency keys (REDIS_URL) has under this idempotencyKey is not from this gateway: a request with the key may have been sent before. ' +
      'Nothing was sent now. Look before you send it again with a new key, since AWS would do it twice.',
  )
}

/** Instead of sending what could be sent twice. */
export function throwStoreUnavailable(): never {
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    'The store of idempotency keys (REDIS_URL) cannot be reached: nothing was sent. Try again, or leave idempotencyKey out to send without its protection.',
    { retryable: true, retryAfterMs: 1_000 },
  )
}
