/** Writes happen once: whose turn it is to send, what is remembered of it, and what happens after a reply that was lost. */
import { randomUUID } from 'node:crypto'
import type { Config } from '../config/config.js'
import { strongDigest } from '../lib/digest.js'
import { hasName, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import type { Redis } from '../redis/redis.js'
import { createJournal, type Journal } from './journal.js'
import { createLocks, lockTimeout } from './lock.js'
import { lookUp, outcomeUnknown } from './look-up.js'
import { createRecord, noRecord, throwStoreUnavailable, type Sent, type WriteRecord } from './record.js'
import { createMemoryStore, createRedisStore } from './store.js'
import type { Write, WriteRequest, WriteResult } from './write.js'

export interface Idempotency {
  /**
   * Does a write, or answers with what it came to when its key was used before. `plan` is called unless that is known; it may find out that the
   * request has to be mended. Rejects with WRITE_OUTCOME_UNKNOWN when the write was sent, but was not confirmed and is not to be found; with
   * UPSTREAM_UNAVAILABLE, before anything is sent, when a key cannot be remembered; and with what `prepare` and `send` reject with: that came to
   * nothing, and is forgotten, so that the caller may mend it and try again.
   */
  once<R>(request: WriteRequest, plan: () => Promise<Write<R> | { refused: R }>): Promise<WriteResult<R>>
}

/** AWS cannot be asked what there is: no reason to ask the next moment. */
const BLIND_PAUSE_MS = 1_000

export interface IdempotencyOptions {
  config: Pick<Config, 'account' | 'requestTimeoutMs' | 'writeSettleMs'>
  redis?: Redis | undefined
  now?: () => number
}

/** Remembers in Redis, for all processes, where there is one, and otherwise in this process. */
export function createIdempotency({ config, redis, now = Date.now }: IdempotencyOptions): Idempotency {
  const { account, requestTimeoutMs, writeSettleMs } = config
  const local = createMemoryStore(now)
  const shared = redis === undefined ? local : createRedisStore(redis)
  const withLock = createLocks({ shared, local, holdMs: requestTimeoutMs, now })

  return {
    async once(request, plan) {
      const { mutation, viewerId, idempotencyKey, deadline } = request
      const record =
        idempotencyKey == null
          ? noRecord
          : createRecord(
              shared,
              `key:${strongDigest([account, viewerId, mutation, idempotencyKey])}`,
              strongDigest(request.input),
            )
      const known = await record.recall()
      if (isAnswer(known)) return known

      const write = await plan()
      if ('refused' in write) return write
      const text = strongDigest([account, write.operation, write.text])
      return withLock({ text, operation: write.operation, isKeyed: record.isKeyed, deadline }, ({ store, endsAt }) =>
        attempt(write, record, createJournal(store, `text:${text}`, now), endsAt, deadline),
      )
    },
  }

  async function attempt<R>(
    write: Write<R>,
    record: WriteRecord,
    journal: Journal,
    lockEndsAt: number,
    deadline: AbortSignal,
  ): Promise<WriteResult<R>> {
    const { operation } = write
    const details = strongDigest(write.details)
    /** The case of a send whose reply was lost; undefined where it certainly made none. */
    const find = async ({ sendId: id, at, endsBy }: Sent, cause?: unknown): Promise<string | undefined> => {
      const settlesAt = endsBy + writeSettleMs
      const found = await lookUp({ write, journal, send: { id, at, details }, settlesAt, deadline, now })
      if (typeof found === 'string') await record.end({ caseId: found })
      if (found === null)
        throw outcomeUnknown(operation, record.isKeyed, Math.max(settlesAt - now(), BLIND_PAUSE_MS), cause)
      return found
    }

    const known = await record.recall()
    if (isAnswer(known)) return known
    if (known !== undefined) {
      const caseId = await find(known)
      if (caseId !== undefined) return { caseId }
    }

    const send = await write.prepare()
    if ('refused' in send) return send

    const attemptId = randomUUID()
    const sendId = known?.sendId ?? attemptId
    const at = now()
    const sent: Sent = { sendId, attemptId, at: known?.at ?? at, endsBy: lockEndsAt }
    const entry = { id: sendId, at, details }
    await journal.put(entry).catch(record.isKeyed ? throwStoreUnavailable : () => {})
    const forget = async (): Promise<void> => {
      await record.end(known)
      if (known === undefined) await journal.remove(sendId).catch(() => {})
    }

    // From here on it counts as sent, whatever becomes of this process.
    if (!(await record.begin(sent))) {
      await forget()
      const other = await record.recall()
      if (isAnswer(other)) return other
      throw lockTimeout(operation, record.isKeyed)
    }
    try {
      // A process that was stopped for so long may have lost the lock.
      if (now() >= lockEndsAt) throw lockTimeout(operation, record.isKeyed)
      const { caseId = '' } = await send()
      // It is done: a store that fails now must not keep the caller from hearing of it.
      await Promise.all([
        journal.claim(entry, write.caseId === undefined ? caseId : undefined).catch(() => {}),
        record.end({ caseId }),
      ])
      return { caseId }
    } catch (error) {
      if (!hasName(error, WRITE_OUTCOME_UNKNOWN)) {
        await forget()
        throw error
      }
      const ended = { ...sent, endsBy: now() }
      await record.end(ended)
      const caseId = await find(ended, error)
      if (caseId === undefined) throw outcomeUnknown(operation, record.isKeyed, 0, error)
      return { caseId }
    }
  }
}

/** Whether there is nothing left to do: it was done, or is another request. */
function isAnswer(known: Sent | { caseId: string } | 'conflict' | undefined): known is { caseId: string } | 'conflict' {
  return known === 'conflict' || (known !== undefined && 'caseId' in known)
}
