/** Stores cached AWS responses: in memory as immutable objects, and in Redis for other processes. */
import { LRUCache } from 'lru-cache'
import type { Redis } from '../redis/redis.js'
import type { Operation } from '../upstream/operations.js'

/** An AWS response. Requests share it, so it must never be changed. */
export interface Value {
  /** AWS's name for the operation. */
  operation: Operation
  output: object
  /** When AWS was called, in epoch milliseconds. */
  readAt: number
  /** Unique across all processes. */
  id: string
}

export interface Store {
  /** Reads from the memory of this process only. */
  readLocal: (key: string) => Value | undefined
  /** Reads from memory, then from Redis. Undefined if neither has the value, or Redis fails. */
  find: (key: string) => Promise<Value | undefined>
  put: (key: string, value: Value, ttlMs: number) => void
  clear: () => Promise<void>
}

export interface StoreOptions {
  /** The maximum size of all values in memory. */
  maxBytes: number
  /** The prefix of all keys in Redis. */
  prefix: string
  redis: Redis | undefined
  /** Validates a value from Redis; throws if it is invalid. */
  check: (value: unknown) => Value
  /** Called on each Redis failure. */
  onFailure: () => void
}

/**
 * Values above this size, as computed by `sizeOf`, are cached in memory only, because Redis executes no other command while it stores or returns one.
 * Most responses are far smaller: 100 messages of 8,000 characters have 1.6 MB.
 */
export const MAX_SHARED_BYTES = 8 * 1_024 * 1_024

export function createStore({ maxBytes, prefix, redis, check, onFailure }: StoreOptions): Store {
  const memory = new LRUCache<string, Value>({ maxSize: maxBytes, sizeCalculation: sizeOf })

  /** Undefined if Redis is not ready, or fails. */
  async function inRedis<T>(work: (shared: Redis) => Promise<T>): Promise<T | undefined> {
    if (redis?.status !== 'ready') return undefined
    try {
      return await work(redis)
    } catch {
      onFailure()
      return undefined
    }
  }

  return {
    readLocal: (key) => memory.get(key),
    async find(key) {
      const known = memory.get(key)
      if (known !== undefined) return known
      const text = await inRedis((shared) => shared.get(prefix + key))
      if (text === null || text === undefined) return undefined
      try {
        const value = check(JSON.parse(text))
        memory.set(key, value)
        return value
      } catch {
        onFailure()
        return undefined
      }
    },
    put(key, value, ttlMs) {
      memory.set(key, value)
      if (redis === undefined || sizeOf(value) > MAX_SHARED_BYTES) return
      void inRedis((shared) => shared.set(prefix + key, JSON.stringify(value), 'PX', ttlMs))
    },
    async clear() {
      memory.clear()
      await inRedis(async (shared) => {
        for await (const keys of shared.scanStream({ match: `${prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*` })) {
          if ((keys as string[]).length > 0) await shared.unlink(...(keys as string[]))
        }
      })
    },
  }
}

/** The approximate size of a value in memory, in bytes: at most two per character, plus the overhead of objects and lists. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 32
  for (const name in value) size += 8 + sizeOf((value as Record<string, unknown>)[name])
  return size
}
