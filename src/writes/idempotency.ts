/**
 * Makes sure that a write happens once. AWS's API has no client token, so a write must not be sent twice. A lock lets only one write with the same text
 * be sent at a time (lock.ts). A record stores what is known about an idempotencyKey (record.ts), and a journal lists all sends of a text (journal.ts).
 * After a lost response, a lookup searches AWS for what the write may have created (lookup.ts).
 */
import { randomUUID } from 'node:crypto'
import type { Config } from '../config/config.js'
import { strongDigest } from '../lib/digest.js'
import { hasName, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import type { Redis } from '../redis/redis.js'
import { createJournal, type Journal } from './journal.js'
import { createLocks, lockTimeout } from './lock.js'
import { lookUp, outcomeUnknown } from './lookup.js'
import { createRecord, noRecord, throwStoreUnavailable, type Sent, type WriteRecord } from './record.js'
import { createMemoryStore, createRedisStore, type WriteStore } from './store.js'
import type { Write, WriteRequest, WriteResult } from './write.js'

export interface Idempotency {
  /**
   * Performs a write, or returns the earlier result if its key was used before. If there is no earlier result, it calls `plan`, which may refuse the
   * request. Rejects with WRITE_OUTCOME_UNKNOWN if the write was sent, but AWS did not confirm it and the lookup did not find it. Rejects with
   * UPSTREAM_UNAVAILABLE, before anything is sent, if the key cannot be stored. Other errors of the write pass through: the write then had no effect, and its record
   * is removed. The caller may then fix the request and try again with the same key.
   */
  once<R>(request: WriteRequest, plan: () => Promise<Write<R> | { refused: R }>): Promise<WriteResult<R>>
}

/** The minimum `retryAfterMs` after a failed lookup, because the next one is unlikely to succeed at once. */
const MIN_RETRY_MS = 1_000

export interface IdempotencyOptions {
  config: Pick<Config, 'account' | 'requestTimeoutMs' | 'writeSettleMs'>
  redis?: Redis | undefined
  /** What is stored without Redis. Outlives this object if the account is replaced because its configuration has changed. */
  memory?: WriteStore | undefined
  now?: () => number
}

/** Stores its data in Redis, shared by all processes, or in this process if there is no Redis. */
export function createIdempotency({
  config,
  redis,
  now = Date.now,
  memory: local = createMemoryStore(now),
}: IdempotencyOptions): Idempotency {
  const { account, requestTimeoutMs, writeSettleMs } = config
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
      const known = await record.read()
      if (isFinal(known)) return known

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
    /** The case for a send whose response was lost, or undefined if AWS shows none after the settle time: the send then had no effect. */
    const find = async ({ sendId: id, at, endsBy }: Sent, cause?: unknown): Promise<string | undefined> => {
      const settlesAt = endsBy + writeSettleMs
      const found = await lookUp({ write, journal, send: { id, at, details }, settlesAt, deadline, now })
      if (typeof found === 'string') await record.end({ caseId: found })
      if (found === null)
        throw outcomeUnknown(operation, record.isKeyed, Math.max(settlesAt - now(), MIN_RETRY_MS), cause)
      return found
    }

    const known = await record.read()
    if (isFinal(known)) return known
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
    const undo = async (): Promise<void> => {
      await record.end(known)
      if (known === undefined) await journal.remove(sendId).catch(() => {})
    }

    // From here on, the write counts as sent, even if this process dies.
    if (!(await record.begin(sent))) {
      await undo()
      const other = await record.read()
      if (isFinal(other)) return other
      throw lockTimeout(operation, record.isKeyed)
    }
    try {
      // If this process was suspended in the meantime, its lock may have expired.
      if (now() >= lockEndsAt) throw lockTimeout(operation, record.isKeyed)
      const { caseId = '' } = await send()
      // The write is done: a failure of the store must not hide that from the caller.
      await Promise.all([
        journal.claim(entry, write.caseId === undefined ? caseId : undefined).catch(() => {}),
        record.end({ caseId }),
      ])
      return { caseId }
    } catch (error) {
      if (!hasName(error, WRITE_OUTCOME_UNKNOWN)) {
        await undo()
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

/** Whether nothing is left to do: the write was done, or its key was used for a different input. */
function isFinal(known: Sent | { caseId: string } | 'conflict' | undefined): known is { caseId: string } | 'conflict' {
  return known === 'conflict' || (known !== undefined && 'caseId' in known)
}
