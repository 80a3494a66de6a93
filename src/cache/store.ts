/** Stores the cached AWS responses of all accounts: in memory as immutable objects, and in Redis for other processes. */
import { LRUCache } from 'lru-cache'
import { ageAt } from '../lib/time.js'
import type { Redis } from '../redis/redis.js'
import { isOperation, type Operation } from '../upstream/operations.js'
import type { Reads } from '../upstream/request-scope.js'
import { validateResponse } from '../upstream/validate-response.js'

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
  /** Removes all keys with this prefix, in Redis too. */
  clear: (prefix: string) => Promise<void>
  /** Whether everything that a response was built from is still cached and fresh. */
  isStillValid: (reads: Reads) => Promise<boolean>
  /** When a refresh of a stale response began, by any account. In epoch milliseconds. */
  refreshedAt: WeakMap<Value, number>
}

export interface StoreOptions {
  /** The maximum size of all values in memory. */
  maxBytes: number
  redis?: Redis | undefined
  /** Called on each Redis failure. */
  onFailure: () => void
  now?: () => number
}

/**
 * Values above this size, as computed by `sizeOf`, are cached in memory only, because Redis executes no other command while it stores or returns one.
 * Most responses are far smaller: 100 messages of 8,000 characters have 1.6 MB.
 */
export const MAX_SHARED_BYTES = 8 * 1_024 * 1_024

/** Creates the store of a process. Its keys are those in Redis, and begin with the prefix of an account. */
export function createStore({ maxBytes, redis, onFailure, now = Date.now }: StoreOptions): Store {
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
      const text = await inRedis((shared) => shared.get(key))
      if (text === null || text === undefined) return undefined
      try {
        const value = checkValue(JSON.parse(text))
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
      void inRedis((shared) => shared.set(key, JSON.stringify(value), 'PX', ttlMs))
    },
    async clear(prefix) {
      const removed = [...memory.keys()].filter((key) => key.startsWith(prefix))
      for (const key of removed) memory.delete(key)
      await inRedis(async (shared) => {
        for await (const keys of shared.scanStream({ match: `${prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*` })) {
          if ((keys as string[]).length > 0) await shared.unlink(...(keys as string[]))
        }
      })
    },
    async isStillValid({ values, versions, expiresAt, isCacheable }) {
      const at = now()
      const isFresh = values.every(
        ({ key, id, readAt, freshUntil }) =>
          at < freshUntil && ageAt(at, readAt) < Infinity && (key === undefined || memory.get(key)?.id === id),
      )
      if (!isCacheable || !isFresh || at >= expiresAt) return false
      const areCurrent = [...versions.values()].map(async ({ read, current }) => (await read) === (await current()))
      return Promise.all(areCurrent).then(
        (all) => all.every(Boolean),
        () => false,
      )
    },
    refreshedAt: new WeakMap(),
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

/** Validates a value from Redis, which another program may have changed, so that all further code can rely on it. */
function checkValue(value: unknown): Value {
  const { operation, output, readAt, id } = Object(value) as Partial<Value>
  // JSON.parse turns a number such as 1e999 into Infinity.
  const isRead = typeof readAt === 'number' && Number.isFinite(readAt)
  if (!isOperation(operation) || !isRead || typeof id !== 'string') throw new Error('the value in Redis is invalid')
  return { operation, output: validateResponse(operation, Object(output)), readAt, id }
}
