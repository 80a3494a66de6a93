/** Where writes are remembered, and by whom they are being done: in this process, or in a Redis that several processes share. */
import { redisKey, type Redis } from '../redis/redis.js'

/** Texts by key, each with a life. All that is needed of it is one atomic step. A failing store rejects. */
export interface WriteStore {
  read: (key: string) => Promise<string | null>
  /**
   * Puts `to` in place of `from` for `lifeMs`, if `from` is what is there; null is nothing. Resolves to whether `to` is there now: when the same
   * step is taken twice, since the reply to the first was lost, both have worked. So `to` has to be unlike all that others write.
   */
  swap: (key: string, from: string | null, to: string | null, lifeMs: number) => Promise<boolean>
  /** Puts `to` in place of whatever is there. */
  replace: (key: string, to: string, lifeMs: number) => Promise<void>
}

export function createMemoryStore(now: () => number): WriteStore {
  const entries = new Map<string, { text: string; expiresAt: number }>()

  /** The text of a key. Each step throws away all that has expired: what is never asked for again takes no memory. */
  const find = (key: string): string | null => {
    const time = now()
    for (const [other, { expiresAt }] of entries) if (expiresAt <= time) entries.delete(other)
    return entries.get(key)?.text ?? null
  }

  return {
    read: async (key) => find(key),
    async swap(key, from, to, lifeMs) {
      const found = find(key)
      if (found !== from && found !== to) return false
      if (to === null) entries.delete(key)
      else entries.set(key, { text: to, expiresAt: now() + lifeMs })
      return true
    },
    async replace(key, text, lifeMs) {
      entries.set(key, { text, expiresAt: now() + lifeMs })
    },
  }
}

const PREFIX = redisKey('write', '')

/**
 * An empty text stands for nothing, and so does what the gateway has not written: a value of another type and, for a first text, one that never expires.
 * Redis runs a script as one step.
 */
const SWAP = `
local found = redis.pcall('GET', KEYS[1])
if type(found) ~= 'string' or (ARGV[1] == '' and redis.call('PTTL', KEYS[1]) < 0) then found = '' end
if found ~= ARGV[1] and found ~= ARGV[2] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`

export function createRedisStore(redis: Redis): WriteStore {
  return {
    async read(key) {
      try {
        return await redis.get(PREFIX + key)
      } catch (error) {
        // something is there, though no text
        if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return ''
        throw error
      }
    },
    async swap(key, from, to, lifeMs) {
      const swapped = await redis.eval(SWAP, 1, PREFIX + key, from ?? '', to ?? '', Math.ceil(lifeMs))
      if (swapped !== 0 && swapped !== 1) throw new Error('Redis answers something else than it was asked for')
      return swapped === 1
    },
    async replace(key, to, lifeMs) {
      await redis.set(PREFIX + key, to, 'PX', Math.ceil(lifeMs))
    },
  }
}

/** What a text of a store holds. Others may write to a shared store: undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether it is a moment, in epoch milliseconds, that `Date` has. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15
}
