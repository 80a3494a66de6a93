/** Writes happen once: whose turn it is to send, what is remembered of it, and what happens after a reply that was lost. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.js'
import { strongDigest } from '../lib/digest.js'
import { codedError, hasName, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import type { Redis } from '../redis/redis.js'
import { createJournal, type Journal } from './journal.js'
import { lookUp, outcomeUnknown } from './look-up.js'
import { createRecord, noRecord, refuseUnprotected, type Sent, type WriteRecord } from './record.js'
import { createMemoryStore, createRedisStore, type WriteStore } from './store.js'
import type { Outcome, Write, WriteRequest } from './write.js'

export interface Idempotency {
  /**
   * Does a write, or answers with what it came to when its key was used before. `plan` is called unless that is known; it may find out that the
   * request has to be mended. Rejects with WRITE_OUTCOME_UNKNOWN when the write was sent, but was not confirmed and is not to be found; with
   * UPSTREAM_UNAVAILABLE, before anything is sent, when a key cannot be remembered; and with what `prepare` and `send` reject with: that came to
   * nothing, and is forgotten, so that the caller may mend it and try again.
   */
  once<R>(request: WriteRequest, plan: () => Promise<Write<R> | { refused: R }>): Promise<Outcome<R>>
}

/** For what is left to write down when the time of a request is up. */
const LEASE_MARGIN_MS = 1_000
/** How often somebody who waits asks whether it is his turn. */
const FIRST_PAUSE_MS = 10
const MAX_PAUSE_MS = 250
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
      return inTurn(text, write.operation, record.isKept, deadline, (store) =>
        attempt(write, record, createJournal(store, `text:${text}`, now), deadline),
      )
    },
  }

  /**
   * Runs `work` when nobody else works on the same text, so that a look-up never takes the case of another that is just being made. Whoever dies
   * at it loses the turn with its lease.
   */
  async function inTurn<T>(
    text: string,
    operation: string,
    isKept: boolean,
    deadline: AbortSignal,
    work: (store: WriteStore) => Promise<T>,
  ): Promise<T> {
    const id = randomUUID()
    const take = async (store: WriteStore): Promise<WriteStore> => {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
        if (await store.swap(`turn:${text}`, null, id, requestTimeoutMs + LEASE_MARGIN_MS)) return store
        await sleep(pause, undefined, { signal: deadline })
      }
    }
    const store = await take(shared)
      .catch((error: unknown) => {
        // A step that was not answered may be taken later: then this comes right behind it.
        void shared.swap(`turn:${text}`, id, null, 0).catch(() => {})
        if (deadline.aborted) throw error
        // Without a key nothing was promised: where Redis is gone, such a write goes by this process alone.
        return isKept ? refuseUnprotected() : take(local)
      })
      .catch((error: unknown) => {
        throw deadline.aborted ? notItsTurn(operation, isKept) : error
      })
    try {
      return await work(store)
    } finally {
      await store.swap(`turn:${text}`, id, null, 0).catch(() => {})
    }
  }

  async function attempt<R>(
    write: Write<R>,
    record: WriteRecord,
    journal: Journal,
    deadline: AbortSignal,
  ): Promise<Outcome<R>> {
    const { operation } = write
    const details = strongDigest(write.details)
    /** The case of a send whose reply was lost; undefined where it certainly made none. */
    const find = async ({ sendId: id, at, endsBy }: Sent, cause?: unknown): Promise<string | undefined> => {
      const settlesAt = endsBy + writeSettleMs
      const found = await lookUp({ write, journal, send: { id, at, details }, settlesAt, deadline, now })
      if (typeof found === 'string') await record.end({ caseId: found })
      if (found === null)
        throw outcomeUnknown(operation, record.isKept, Math.max(settlesAt - now(), BLIND_PAUSE_MS), cause)
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
    const sent: Sent = { sendId, attemptId, at: known?.at ?? at, endsBy: at + requestTimeoutMs }
    const entry = { id: sendId, at, details }
    await journal.put(entry).catch(record.isKept ? refuseUnprotected : () => {})
    const forget = async (): Promise<void> => {
      await record.end(known)
      if (known === undefined) await journal.remove(sendId).catch(() => {})
    }

    // From here on it counts as sent, whatever becomes of this process.
    if (!(await record.begin(sent))) {
      await forget()
      const other = await record.recall()
      if (isAnswer(other)) return other
      throw notItsTurn(operation, record.isKept)
    }
    try {
      // A process that was stopped for so long may have lost its turn.
      if (now() >= sent.endsBy) throw notItsTurn(operation, record.isKept)
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
      if (caseId === undefined) throw outcomeUnknown(operation, record.isKept, 0, error)
      return { caseId }
    }
  }
}

/** Whether there is nothing left to do: it was done, or is another request. */
function isAnswer(known: Sent | { caseId: string } | 'conflict' | undefined): known is { caseId: string } | 'conflict' {
  return known === 'conflict' || (known !== undefined && 'caseId' in known)
}

/** With a key, the one that it waits for may be the same request, and may have been sent. */
function notItsTurn(operation: string, isKeyed: boolean): Error {
  return codedError(
    isKeyed ? 'WRITE_OUTCOME_UNKNOWN' : 'UPSTREAM_TIMEOUT',
    `Another request with the same text was still at ${operation} when the time of this one was up: this one has sent nothing. ` +
      (isKeyed ? 'Send it again with the same idempotencyKey.' : 'Try again.'),
    { retryable: true, retryAfterMs: 1_000, operation },
  )
}
