/** Where responses of AWS are cached: in memory as objects, which nobody may change, and in Redis for other processes. */
import { LRUCache } from 'lru-cache'
import type { Redis } from '../redis/redis.js'
import type { Operation } from '../upstream/operations.js'

/** A response of AWS. Requests share it: it is never changed. */
export interface Value {
  /** AWS's name of the operation that it is a response of. */
  operation: Operation
  output: object
  /** When AWS was asked, epoch milliseconds. */
  readAt: number
  /** Unlike that of any other value, in all processes. */
  id: string
}

export interface Store {
  /** From the memory of this process, at once. */
  recall: (key: string) => Value | undefined
  /** From there or from Redis; undefined where neither has it, or Redis fails. */
  find: (key: string) => Promise<Value | undefined>
  put: (key: string, value: Value, keepMs: number) => void
  clear: () => Promise<void>
}

export interface StoreOptions {
  /** Most bytes in memory. */
  maxBytes: number
  /** Begins the name of each key in Redis. */
  prefix: string
  redis: Redis | undefined
  /** Throws for a value from Redis that is none. */
  check: (value: unknown) => Value
  /** Is told of each failure of Redis. */
  onFailure: () => void
}

/** By far more than 100 cases with five messages of 8,000 characters each. A Redis stands still while it writes a value. */
export const MAX_SHARED_BYTES = 8 * 1_024 * 1_024

export function createStore({ maxBytes, prefix, redis, check, onFailure }: StoreOptions): Store {
  const memory = new LRUCache<string, Value>({ maxSize: maxBytes, sizeCalculation: sizeOf })

  /** Undefined where Redis is not asked, or fails. */
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
    recall: (key) => memory.get(key),
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
    put(key, value, keepMs) {
      memory.set(key, value)
      if (redis === undefined || sizeOf(value) > MAX_SHARED_BYTES) return
      void inRedis((shared) => shared.set(prefix + key, JSON.stringify(value), 'PX', keepMs))
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

/** About what a value takes in memory, in bytes: two for each character at most, and what objects and lists come to. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 32
  for (const name in value) size += 8 + sizeOf((value as Record<string, unknown>)[name])
  return size
}
