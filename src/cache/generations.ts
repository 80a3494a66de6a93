/**
 * Which generation of an account's data is the present one. Values are kept under the generation that was present when their reading began, and
 * a write begins the next before its reply leaves: nothing that was read before it is found any more, by any process.
 *
 * In Redis a generation is a random word. To begin the next, the word is deleted, which Redis allows even when it is full; whoever finds none
 * makes one. A counter would do as well until Redis loses it and begins again at numbers that were used before.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis.js'
import type { Kind } from './kinds.js'

export interface Generations {
  /**
   * One round trip to Redis. While Redis is away, the process goes on by itself: it keeps what it knew last, and begins the next at its own
   * writes. Those of other processes it does not see then.
   */
  current: (kind: Kind) => Promise<string>
  /** Resolves when no process that reaches Redis can find the present generation any more; or when this process cannot, while Redis is away. */
  next: (kind: Kind) => Promise<void>
}

/** What nobody asks for in a day, nobody has kept. */
const LIFE_S = 86_400

interface Known {
  /** What this process goes by, with or without Redis. */
  word: string
  /** What Redis had last, */
  found?: string
  /** and what of that was deleted: a Redis that still has it does not do what it is told. */
  gone?: string | undefined
  /** How many writes this process has made, and of how many of them Redis knows. It is told of the others before anything is read from it. */
  writes: number
  told: number
  /** Whether Redis has no word, and was too full to take one. */
  isUnheld: boolean
}

/** `account` keeps those of several accounts apart in one Redis. */
export function createGenerations(account: string, redis: Redis | undefined, onFailure: () => void): Generations {
  const known = new Map<Kind, Known>()
  const keyOf = (kind: Kind) => `aws-support-graph:generation:${account}:${kind}`
  const knownOf = (kind: Kind): Known => {
    const found = known.get(kind) ?? { word: randomUUID(), writes: 0, told: 0, isUnheld: false }
    known.set(kind, found)
    return found
  }

  const tell = async (kind: Kind, shared: Redis): Promise<void> => {
    const entry = knownOf(kind)
    // One that comes meanwhile is told by itself, and may fail.
    const { writes } = entry
    await shared.del(keyOf(kind))
    entry.told = Math.max(entry.told, writes)
  }
  redis?.on('ready', () => {
    for (const [kind, { writes, told }] of known) if (told < writes) void tell(kind, redis).catch(onFailure)
  })

  return {
    async current(kind) {
      const entry = knownOf(kind)
      if (redis?.status !== 'ready') return entry.word
      try {
        if (entry.told < entry.writes) await tell(kind, redis)
        const { gone } = entry
        let before = entry.word
        let found = await redis.get(keyOf(kind))
        if (found === null) {
          if (!entry.isUnheld) before = entry.word = randomUUID()
          entry.isUnheld = true
          found = await begin(redis, keyOf(kind))
        }
        entry.isUnheld = false
        // One that lost its last writes when it failed over is told again; one that only pretends is of no use.
        if (found === gone) entry.told = entry.writes - 1
        if (found === gone || typeof found !== 'string') throw new Error('Redis has what was deleted')
        // A write of this process, meanwhile, has made it older.
        if (entry.word === before) entry.word = found
        entry.found = found
        return found
      } catch {
        onFailure()
        return entry.word
      }
    },
    async next(kind) {
      const entry = knownOf(kind)
      entry.gone = entry.found
      entry.word = randomUUID()
      if (redis === undefined) return
      entry.writes++
      await tell(kind, redis).catch(onFailure)
    },
  }
}

async function begin(redis: Redis, key: string): Promise<string | null> {
  await redis.set(key, randomUUID(), 'EX', LIFE_S, 'NX')
  return redis.get(key)
}
