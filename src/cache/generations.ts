/**
 * Which generation of an account's data is the present one. Values are kept under the generation that was present when their reading began, and
 * a write begins the next before its reply leaves: nothing that was read before it is found any more, by any process.
 *
 * In Redis the generations to come are a list of random words, the first of which is the present one. To begin the next, it is taken off, which
 * Redis allows even when it is full; whoever finds none left makes more. A counter would do as well until Redis loses it and begins again at
 * numbers that were used before.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Redis } from '../redis/redis.js'
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
/** How many are made at once, about 15 kB: at five calls a second, a Redis that is full has them for some minutes of nothing but writes. */
const WORDS = 1_000

interface Known {
  /** What this process goes by, with or without Redis. */
  word: string
  /** What Redis had last, */
  found?: string
  /** and what it had before: a Redis that has it again has lost a write, or does not do what it is told. */
  gone?: string | undefined
  /** How many writes this process has made, and of how many of them Redis knows. It is told of the others before anything is read from it. */
  writes: number
  told: number
}

/** `account` keeps those of several accounts apart in one Redis. */
export function createGenerations(account: string, redis: Redis | undefined, onFailure: () => void): Generations {
  const known = new Map<Kind, Known>()
  const keyOf = (kind: Kind) => `aws-support-graph:generations:${account}:${kind}`
  const knownOf = (kind: Kind): Known => {
    const found = known.get(kind) ?? { word: randomUUID(), writes: 0, told: 0 }
    known.set(kind, found)
    return found
  }

  const tell = async (kind: Kind, shared: Redis): Promise<void> => {
    const entry = knownOf(kind)
    // One that comes meanwhile is told by itself, and may fail.
    const { writes } = entry
    await shared.lpop(keyOf(kind))
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
        const { gone, word: before } = entry
        const key = keyOf(kind)
        const found = (await redis.lindex(key, 0)) ?? (await begin(redis, key, entry))
        // One that lost its last writes when it failed over is told again; one that only pretends is of no use.
        if (found === gone) entry.told = entry.writes - 1
        if (found === gone || typeof found !== 'string') throw new Error('Redis has what was taken off')
        // A write of this process, meanwhile, has made it older.
        if (entry.word === before) entry.word = found
        if (entry.found !== found) entry.gone = entry.found ?? gone
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

/** Two who do so at once add to one list. */
async function begin(redis: Redis, key: string, entry: Known): Promise<string | null> {
  try {
    await redis.rpush(key, ...Array.from({ length: WORDS }, () => randomBytes(9).toString('base64')))
    await redis.expire(key, LIFE_S)
  } catch (error) {
    // Too full for more: nothing tells of the writes of others any more, and what was read for one request may be old for the next.
    entry.word = randomUUID()
    throw error
  }
  return redis.lindex(key, 0)
}
