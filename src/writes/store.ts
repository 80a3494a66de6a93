/** The store of locks, records and journals: the memory of this process, or a Redis that several processes share. */
import { redisKey, type Redis } from '../redis/redis.js'

/** Stores strings by key, each with a TTL. `swap` is the only atomic operation that callers need. Rejects if the store fails. */
export interface WriteStore {
  read: (key: string) => Promise<string | null>
  /**
   * Compare-and-set: replaces `from` with `to` for `ttlMs`; null means no value. Resolves to whether the value is now `to`, so a swap that is repeated
   * after a lost response also succeeds. `to` must therefore differ from everything that others write.
   */
  swap: (key: string, from: string | null, to: string | null, ttlMs: number) => Promise<boolean>
  /** Sets the value unconditionally. */
  replace: (key: string, to: string, ttlMs: number) => Promise<void>
}

export function createMemoryStore(now: () => number): WriteStore {
  const entries = new Map<string, { text: string; expiresAt: number }>()

  /** Returns the string stored under a key. Also deletes all expired entries, so that keys that are never read again do not use memory. */
  const find = (key: string): string | null => {
    const time = now()
    for (const [other, { expiresAt }] of entries) if (expiresAt <= time) entries.delete(other)
    return entries.get(key)?.text ?? null
  }

  return {
    read: async (key) => find(key),
    async swap(key, from, to, ttlMs) {
      const found = find(key)
      if (found !== from && found !== to) return false
      if (to === null) entries.delete(key)
      else entries.set(key, { text: to, expiresAt: now() + ttlMs })
      return true
    },
    async replace(key, text, ttlMs) {
      entries.set(key, { text, expiresAt: now() + ttlMs })
    },
  }
}

const PREFIX = redisKey('write', '')

/**
 * A compare-and-set; Redis runs scripts atomically. An empty string means no value. A value that is not from the gateway is treated as
 * absent: one of another type or, if no value is expected, one that never expires.
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
        // The key holds a value that is not a string.
        if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return ''
        throw error
      }
    },
    async swap(key, from, to, ttlMs) {
      const swapped = await redis.eval(SWAP, 1, PREFIX + key, from ?? '', to ?? '', Math.ceil(ttlMs))
      if (swapped !== 0 && swapped !== 1) throw new Error('Redis has returned an unexpected result for a swap')
      return swapped === 1
    },
    async replace(key, to, ttlMs) {
      await redis.set(PREFIX + key, to, 'PX', Math.ceil(ttlMs))
    },
  }
}

/** Parses a stored string. Returns undefined if it is not JSON: other programs may write to a shared store. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether the value is a time in epoch milliseconds within the range of `Date`. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15
}
