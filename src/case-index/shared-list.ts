/**
 * The list of an account's cases, as one process sees it. With Redis, it changes only by following the commits there, so all processes see the same list.
 * Without Redis, or while Redis is unavailable, the process works alone.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { dirtyAgain, noMark, type Item, type Outcome } from './commit.js'
import { commitToMemory, createMemory, noHead, type Head, type Memory } from './memory.js'
import { createRedisStore, isGarbage, type Lease, type RedisStore } from './redis-store.js'
import { createReplica, type Replica } from './replica.js'
import type { Space } from './room.js'

export interface SharedList {
  /** The list as of the last `follow` or `commit`. */
  memory: () => Memory
  /** Epoch milliseconds, by the clock of the store. */
  now: () => number
  /** Resolves once the memory has everything that was committed before the call, by any process that reaches Redis. */
  follow: () => Promise<void>
  /** Issues a ticket for a read. Call this before calling AWS. */
  ticket: () => Promise<number>
  /** Resolves once the memory has the result of the commit. */
  commit: (items: readonly Item[]) => Promise<Outcome[]>
  /** Sets members of the head. Resolves to false if the lease is lost. */
  finish: (lease: Lease, head: Partial<Head>) => Promise<boolean>
  /** Marks lists read before now as outdated: they may lack a case that this gateway has created. */
  expire: () => Promise<void>
  /** Lets one process of the fleet do some work; undefined while another one does it. */
  lease: (name: string) => Promise<Lease | undefined>
  /** Removes everything, in Redis too. */
  clear: () => Promise<void>
  /** Whether a Redis is configured, but this process currently works without it. */
  isLocal: () => boolean
}

export interface SharedListOptions {
  account: string
  upstream: string
  /** What this index takes of the memory of the process. */
  space: Space
  /** How long reads must not contradict a write by this gateway, in milliseconds. */
  pinMs: number
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  now: () => number
}

/** After a failure, Redis is not used for this long, and for twice as long after each further failure. */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000

export function createSharedList({
  account,
  upstream,
  space,
  pinMs,
  redis,
  metrics,
  now: ownNow,
}: SharedListOptions): SharedList {
  const store = redis && createRedisStore(redis, { account, upstream, pinMs })
  const replica = store && createReplica(store, space, ownNow)
  /** The list to use if Redis is not configured. */
  let own = ownMemory()
  let last: Promise<unknown> = Promise.resolve()
  /** A follow that is queued, but has not started. */
  let following: Promise<void> | undefined
  const ownLeases = new Set<string>()
  /** How often reads by this process may have been lost. Work under a lease from before a loss must not claim that the list is complete. */
  const losses = (): number => outages + (replica?.losses() ?? 0)
  let outages = 0
  const lossesBefore = new WeakMap<Lease, number>()

  let pauseMs = FIRST_PAUSE_MS
  let retryRedisAt = Number.NEGATIVE_INFINITY
  let isLocal = store === undefined
  /** The cases to which this process wrote while Redis was unavailable. They are read again when it is back. */
  const written = new Map<string, Item>()

  const memory = (): Memory => replica?.memory() ?? own
  /** By Redis's clock even while Redis is unavailable, because all known times are by that clock. */
  const now = (): number => ownNow() + (replica?.skewMs() ?? 0)

  function ownMemory(): Memory {
    const empty = createMemory(space)
    empty.head = { ...noHead, epoch: randomUUID() }
    return empty
  }

  /** Calls `shared` with Redis, or `local` if there is no Redis or it fails. */
  async function withStore<T>(shared: (from: RedisStore, replica: Replica) => Promise<T>, local: () => T): Promise<T> {
    if (store !== undefined && replica !== undefined && redis?.status === 'ready' && ownNow() >= retryRedisAt) {
      try {
        // If Redis has garbage, following replaces it with a new list.
        const value = await shared(store, replica).catch(async (error: unknown) => {
          if (!isGarbage(error)) throw error
          await inOrder(() => followRedis(replica))
          return shared(store, replica)
        })
        pauseMs = FIRST_PAUSE_MS
        return value
      } catch {
        metrics?.redisFailures.inc({ use: 'case-index' })
        // Commands that are in flight at the same time fail together: they count as one failure.
        if (ownNow() >= retryRedisAt) {
          retryRedisAt = ownNow() + pauseMs
          pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
        }
      }
    }
    if (!isLocal) {
      isLocal = true
      outages++
    }
    return local()
  }

  /** Runs one piece of work at a time. Each starts from the memory that the previous one has left behind. */
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }

  async function followRedis(by: Replica): Promise<void> {
    const items = [...written.values()]
    const before = outages
    await by.follow(isLocal, items)
    // If another command has failed in the meantime, the latest changes are only in this process.
    if (outages === before) isLocal = false
    for (const item of items) if (written.get(item.caseId) === item) written.delete(item.caseId)
  }

  return {
    memory,
    now,
    // Calls share one follow until it starts.
    follow() {
      const clearPending = (): void => void (following = undefined)
      return (following ??= withStore(
        (_, by) =>
          inOrder(() => {
            clearPending()
            return followRedis(by)
          }),
        () => {},
      ).finally(clearPending))
    },
    ticket: () =>
      withStore(
        (_, by) => by.ticket(),
        // Not a whole number, unlike Redis's tickets: this read is never committed to Redis.
        () => {
          const { head } = memory()
          memory().head = { ...head, ticket: Math.floor(head.ticket) + 1.5 }
          return memory().head.ticket
        },
      ),
    async commit(items) {
      const outcomes = await withStore(
        (_, by) =>
          inOrder(async () => {
            if (isLocal) await followRedis(by)
            return by.commit(items)
          }),
        () => {
          const outcomes = commitToMemory(memory(), items, now(), pinMs)
          if (store !== undefined)
            for (const { kind, caseId } of items)
              if (kind === 'dirty') written.set(caseId, dirtyAgain(caseId, memory().cases.get(caseId)?.mark ?? noMark))
          return outcomes
        },
      )
      for (const outcome of outcomes) metrics?.caseIndexCommits.inc({ outcome })
      return outcomes
    },
    finish: (lease, head) =>
      withStore(
        (to, by) =>
          inOrder(async () => {
            await followRedis(by)
            if (lossesBefore.get(lease) !== losses()) return false
            const isDone = await to.finish(memory().head, lease, head)
            await followRedis(by)
            return isDone
          }),
        () => {
          if (lossesBefore.get(lease) !== losses()) return false
          memory().head = { ...memory().head, ...head }
          return true
        },
      ),
    expire: () =>
      withStore(
        (to) => to.expire(memory().head.epoch),
        () => {
          memory().head = { ...memory().head, notBefore: now(), writes: memory().head.writes + 1 }
        },
      ),
    async lease(name) {
      const lease = await withStore(
        (from) => from.lease(name),
        () => {
          if (ownLeases.has(name)) return undefined
          ownLeases.add(name)
          return { name, id: '', renew: async () => true, release: async () => void ownLeases.delete(name) }
        },
      )
      if (lease !== undefined) lossesBefore.set(lease, losses())
      return lease
    },
    async clear() {
      const { ticket } = memory().head
      const empty = store === undefined ? ownMemory() : createMemory(space)
      empty.head = { ...empty.head, ticket }
      empty.floor = ticket
      own = empty
      space.hold(empty)
      // This counts as a loss: the reads of a running refresh are not in the new list.
      outages++
      replica?.reset(empty)
      written.clear()
      await store?.begin(undefined, ticket).catch(() => {})
    },
    isLocal: () => store !== undefined && (isLocal || redis?.status !== 'ready'),
  }
}
