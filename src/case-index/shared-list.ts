/**
 * The list of an account's cases as a process has it. With Redis it changes only by following what was committed there, so that all processes
 * have the same. Without Redis, or while Redis is away, the process goes on by itself.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { dirtyAgain, noMark, type Item, type Outcome } from './commit.js'
import { commitToMemory, createMemory, noHead, type Head, type Memory } from './memory.js'
import { createRedisStore, isGarbage, type Lease, type RedisStore } from './redis-store.js'
import { createReplica, type Replica } from './replica.js'

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
  const replica = store && createReplica(store, maxBytes, ownNow)
  /** Without Redis. */
  let own = ownMemory()
  let last: Promise<unknown> = Promise.resolve()
  /** A follow that has not begun. */
  let following: Promise<void> | undefined
  const ownLeases = new Set<string>()
  /** How often what was read here may have been lost. A lease from before says nothing of the list that there is now. */
  const losses = (): number => aways + (replica?.losses() ?? 0)
  let aways = 0
  const lossesBefore = new WeakMap<Lease, number>()

  let pauseMs = FIRST_PAUSE_MS
  let sharedAgainAt = Number.NEGATIVE_INFINITY
  let isLocal = store === undefined
  /** What was written to while Redis was away, to be read again when it is back. */
  const written = new Map<string, Item>()

  const memory = (): Memory => replica?.memory() ?? own
  /** By Redis's clock even while Redis is away: so are the times of what is known. */
  const now = (): number => ownNow() + (replica?.skewMs() ?? 0)

  function ownMemory(): Memory {
    const made = createMemory(maxBytes)
    made.head = { ...noHead, epoch: randomUUID() }
    return made
  }

  /** Uses Redis, or this process alone when there is no Redis or it fails. */
  async function withStore<T>(shared: (from: RedisStore, replica: Replica) => Promise<T>, local: () => T): Promise<T> {
    if (store !== undefined && replica !== undefined && redis?.status === 'ready' && ownNow() >= sharedAgainAt) {
      try {
        // To follow is to begin anew in place of garbage.
        const value = await shared(store, replica).catch(async (error: unknown) => {
          if (!isGarbage(error)) throw error
          await inOrder(() => followRedis(replica))
          return shared(store, replica)
        })
        pauseMs = FIRST_PAUSE_MS
        return value
      } catch {
        metrics?.redisFailures.inc({ use: 'case-index' })
        // Commands that were sent together fail together: that is one failure.
        if (ownNow() >= sharedAgainAt) {
          sharedAgainAt = ownNow() + pauseMs
          pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
        }
      }
    }
    if (!isLocal) {
      isLocal = true
      aways++
    }
    return local()
  }

  /** One after the other: each begins with the memory that the one before has left. */
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }

  async function followRedis(by: Replica): Promise<void> {
    const items = [...written.values()]
    const before = aways
    await by.follow(isLocal, items)
    // Unless another command has failed meanwhile: what has changed since is in this process only.
    if (aways === before) isLocal = false
    for (const item of items) if (written.get(item.caseId) === item) written.delete(item.caseId)
  }

  return {
    memory,
    now,
    // Those who come before it has begun share one.
    follow() {
      const forget = (): void => void (following = undefined)
      return (following ??= withStore(
        (_, by) =>
          inOrder(() => {
            forget()
            return followRedis(by)
          }),
        () => {},
      ).finally(forget))
    },
    ticket: () =>
      withStore(
        (_, by) => by.ticket(),
        // Between two of Redis's: what is read now is never committed there.
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
      const empty = store === undefined ? ownMemory() : createMemory(maxBytes)
      empty.head = { ...empty.head, ticket }
      empty.floor = ticket
      own = empty
      // What a refresh has read until now is gone.
      aways++
      replica?.reset(empty)
      written.clear()
      await store?.begin(undefined, ticket).catch(() => {})
    },
    isLocal: () => store !== undefined && (isLocal || redis?.status !== 'ready'),
  }
}

/** Changes with everything that an answer from the list may depend on. */
export function versionOf(list: SharedList): string {
  const { epoch, seq, asOf } = list.memory().head
  return [epoch, seq, asOf, list.isLocal()].join(' ')
}
