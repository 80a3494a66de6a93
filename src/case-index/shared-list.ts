/**
 * The list of an account's cases as a process has it. With Redis it changes only by following what was committed there, so that all processes
 * have the same. Without Redis, or while Redis is away, the process goes on by itself.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { Item, Outcome } from './commit.js'
import { applyChanges, commitToMemory, createMemory, noHead, type Head, type Memory } from './memory.js'
import { createRedisStore, isGarbage, type Lease, type RedisStore } from './redis-store.js'

export interface SharedList {
  /** As it was at the last `follow` or `commit`. */
  memory: () => Memory
  /** Epoch milliseconds, by the clock of the store. */
  now: () => number
  /** Resolves when the memory has all that was committed before the call, by any process that reaches Redis. */
  follow: () => Promise<void>
  /** To be taken before AWS is asked. */
  ticket: () => Promise<number>
  /** Resolves when the memory has what came of it. */
  commit: (items: readonly Item[]) => Promise<Outcome[]>
  /** Sets members of the head. Resolves to false where the lease is lost. */
  finish: (lease: Lease, head: Partial<Head>) => Promise<boolean>
  /** A list from before this moment may miss a case that was opened here. */
  expire: () => Promise<void>
  /** Lets one process of the fleet do some work; undefined while another does it. */
  lease: (name: string) => Promise<Lease | undefined>
  /** Forgets everything, in Redis too. */
  clear: () => Promise<void>
  /** Whether this process goes on without the Redis that it has. */
  isLocal: () => boolean
}

export interface SharedListOptions {
  account: string
  upstream: string
  maxBytes: number
  /** How long a read must not contradict a write of this gateway, milliseconds. */
  pinMs: number
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  now: () => number
}

/** Redis is left alone for so long after a failure, and for twice as long each time that it fails again. */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000
/** A Redis in which nothing lasts is of no use. */
const MAX_BEGINNINGS = 3

export function createSharedList({
  account,
  upstream,
  maxBytes,
  pinMs,
  redis,
  metrics,
  now: ownNow,
}: SharedListOptions): SharedList {
  const store = redis && createRedisStore(redis, { account, upstream, pinMs })
  let memory = createMemory(maxBytes)
  if (store === undefined) memory.head = { ...noHead, epoch: randomUUID() }
  let last: Promise<unknown> = Promise.resolve()
  /** A follow that has not begun. */
  let following: Promise<void> | undefined
  const ownLeases = new Set<string>()

  /** How far Redis's clock is from the own one. */
  let skewMs = 0
  let touchedSince = 0
  let pauseMs = FIRST_PAUSE_MS
  let sharedAgainAt = Number.NEGATIVE_INFINITY
  let isLocal = store === undefined
  /** What was written to while Redis was away, to be read again when it is back. */
  const written = new Map<string, Item>()

  /** With Redis, or by this process alone where there is none, or it fails. */
  async function withStore<T>(shared: (from: RedisStore) => Promise<T>, local: () => T): Promise<T> {
    if (store !== undefined && redis?.status === 'ready' && ownNow() >= sharedAgainAt) {
      try {
        const value = await shared(store)
        pauseMs = FIRST_PAUSE_MS
        return value
      } catch {
        metrics?.redisFailures.inc({ use: 'case-index' })
        sharedAgainAt = ownNow() + pauseMs
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      }
    }
    if (!isLocal) {
      isLocal = true
      memory.head = shifted(memory.head, -skewMs)
    }
    return local()
  }

  /** One after the other: each begins with the memory that the one before has left. */
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }

  async function followStore(from: RedisStore): Promise<void> {
    const isComingBack = isLocal
    let target = isComingBack ? createMemory(maxBytes) : memory
    let { epoch, seq } = target.head
    for (let beginnings = 0; ;) {
      const changes = await from.follow(epoch, seq, touchedSince).catch((error: unknown) => {
        if (!isGarbage(error)) throw error
      })
      if (changes !== undefined && changes.head.epoch !== '') {
        if (changes.from === 0) target = createMemory(maxBytes)
        epoch = changes.head.epoch
        const isReadable = applyChanges(target, memory, changes.cases)
        if (isReadable && changes.next !== undefined) {
          seq = changes.next
          continue
        }
        const { count, sum } = target.total()
        if (isReadable && count === changes.head.count && sum === changes.head.sum) {
          target.head = changes.head
          memory = target
          skewMs = changes.now - ownNow()
          isLocal = false
          touchedSince = changes.now - 1
          return commitWritten(from, changes.touched)
        }
        // Redis has failed over to one that lacked a commit, and has others by now. All of it may differ.
        if (isReadable && target === memory) {
          epoch = ''
          continue
        }
      }
      // There is no list, or garbage in its place, or only a part of it.
      if (++beginnings > MAX_BEGINNINGS) throw new Error('Redis does not keep the case index')
      if (await from.begin(changes === undefined ? undefined : epoch)) await restore(from)
      epoch = ''
    }
  }

  /** Puts back into Redis what it has lost: all that AWS would be asked for again otherwise. */
  async function restore(to: RedisStore): Promise<void> {
    const known = [...memory.cases].map(([caseId, { mark, entry }]) => ({ caseId, mark, blob: entry?.blob }))
    const kept = known.flatMap(({ blob, ...item }) => (blob === undefined ? [] : [{ ...item, blob }]))
    const { head, now } = await to.follow('', 0, 0)
    const { asOf, intervalMs, passedAt } = isLocal ? shifted(memory.head, now - ownNow()) : memory.head
    const isWhole = known.every(({ mark, blob }) => mark.hash === 0 || blob !== undefined)
    await to.restore(head.epoch, kept, { asOf, intervalMs, passedAt: isWhole ? passedAt : 0 })
  }

  /** What was written while Redis was away, or by processes of another format, is read again by whoever needs it next. */
  async function commitWritten(to: RedisStore, touched: readonly string[]): Promise<void> {
    const items = [...written.values(), ...touched.map((caseId): Item => ({ kind: 'dirty', caseId, ticket: 0 }))]
    if (items.length === 0) return
    const ticket = await to.ticket()
    await commitToStore(
      to,
      items.map((item) => ({ ...item, ticket })),
    )
    written.clear()
    await followStore(to)
  }

  async function commitToStore(to: RedisStore, items: readonly Item[]): Promise<Outcome[]> {
    for (let tries = 0; tries < MAX_BEGINNINGS; tries++) {
      const outcomes = await to.commit(memory.head.epoch, items)
      if (outcomes !== undefined) return outcomes
      await followStore(to)
    }
    throw new Error('Redis does not keep the case index')
  }

  /** What has not changed is no change to follow, but it was read just now. */
  function noteReads(items: readonly Item[], outcomes: readonly Outcome[]): void {
    for (const [index, item] of items.entries()) {
      const mark = memory.cases.get(item.caseId)?.mark
      if (item.kind !== 'read' || outcomes[index] !== 'accepted' || mark?.hash !== item.hash) continue
      if (mark.ticket < item.ticket)
        memory.setMark(item.caseId, { ...mark, ticket: item.ticket, readAt: ownNow() + skewMs - item.ageMs })
    }
  }

  return {
    memory: () => memory,
    now: () => ownNow() + (isLocal ? 0 : skewMs),
    // Those who come before it has begun share one.
    follow() {
      const forget = (): void => void (following = undefined)
      return (following ??= withStore(
        (from) => inOrder(() => (forget(), followStore(from))),
        () => {},
      ).finally(forget))
    },
    ticket: () =>
      withStore(
        async (from) => {
          const ticket = await from.ticket()
          memory.ticket = Math.max(memory.ticket, ticket)
          return ticket
        },
        () => ++memory.ticket,
      ),
    async commit(items) {
      const outcomes = await withStore(
        (to) =>
          inOrder(async () => {
            const outcomes = await commitToStore(to, items)
            await followStore(to)
            noteReads(items, outcomes)
            return outcomes
          }),
        () => {
          for (const item of items) if (item.kind === 'dirty' && store !== undefined) written.set(item.caseId, item)
          return commitToMemory(memory, items, ownNow(), pinMs)
        },
      )
      for (const outcome of outcomes) metrics?.caseIndexCommits.inc({ outcome })
      return outcomes
    },
    finish: (lease, head) =>
      withStore(
        (to) =>
          inOrder(async () => {
            const isDone = await to.finish(memory.head.epoch, lease, head)
            await followStore(to)
            return isDone
          }),
        () => {
          memory.head = { ...memory.head, ...head }
          return true
        },
      ),
    expire: () =>
      withStore(
        (to) => to.expire(memory.head.epoch),
        () => {
          memory.head = { ...memory.head, notBefore: ownNow(), writes: memory.head.writes + 1 }
        },
      ),
    lease: (name) =>
      withStore(
        (from) => from.lease(name),
        () => {
          if (ownLeases.has(name)) return undefined
          ownLeases.add(name)
          return { name, id: '', renew: async () => true, release: async () => void ownLeases.delete(name) }
        },
      ),
    async clear() {
      const { ticket } = memory
      memory = createMemory(maxBytes)
      memory.ticket = memory.floor = ticket
      written.clear()
      if (isLocal) memory.head = { ...noHead, epoch: randomUUID() }
      await store?.begin(undefined).catch(() => {})
    },
    isLocal: () => isLocal && store !== undefined,
  }
}

/** Times of the head by another clock. */
function shifted(head: Head, byMs: number): Head {
  const shift = (time: number): number => (time === 0 ? 0 : time + byMs)
  return { ...head, asOf: shift(head.asOf), notBefore: shift(head.notBefore), passedAt: shift(head.passedAt) }
}
