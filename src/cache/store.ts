/** Where values are kept: in memory as objects, which nobody may change, and in Redis for other processes. */
import { BentoCache, bentostore } from 'bentocache'
import { MemoryDriver } from 'bentocache/drivers/memory'
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis'
import type { Logger } from 'bentocache/types'
import { LRUCache } from 'lru-cache'
import { closeOnNonsense, Redis } from '../redis/redis.js'

/** A reply of AWS, as it is kept. Requests share it: it is never changed. */
export interface Value {
  /** AWS's name of the operation that it is a reply to. */
  operation: string
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
  /** Resolves when it is in Redis too, or cannot be. */
  put: (key: string, value: Value, keepMs: number) => Promise<void>
  clear: () => Promise<void>
  stop: () => void
}

/** What bentocache puts into its first tier. */
interface Entry {
  value: Value
  logicalExpiration: number
}

const PREFIX = 'aws-support-graph:cache'
/** Redis is left alone for so long after a failure: what is in it can be had from AWS. */
const BREAK_MS = 2_000
/** By far more than 100 cases with five messages of 8,000 characters each. A Redis stands still while it writes a value. */
const MAX_SHARED_BYTES = 8 * 1_024 * 1_024

/** `maxBytes` bounds what is in memory. `check` throws for a value from Redis that is none. `onFailure` is told of each failure of Redis. */
export function createStore({
  maxBytes,
  redis,
  check,
  onFailure,
}: {
  maxBytes: number
  redis?: Redis | undefined
  check: (value: unknown) => Value
  onFailure: () => void
}): Store {
  const memory = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: (entry) => sizeOf(entry.value),
  })
  const serializer = {
    serialize: (entry: Entry) => JSON.stringify(entry),
    deserialize(text: string): Entry {
      const entry = JSON.parse(text) as Entry
      return { ...entry, value: check(entry.value) }
    },
  }

  /** bentocache measures texts only, and would read them again at each request: this tier keeps the objects. */
  class ObjectDriver extends MemoryDriver {
    override set(key: string, entry: string | Entry, ttl?: number): boolean {
      const item = typeof entry === 'string' ? serializer.deserialize(entry) : entry
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- typed for texts; it hands on what it is given
      return super.set(key, item as unknown as string, ttl)
    }
  }
  const tiers = bentostore().useL1Layer({
    options: { serialize: false },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    factory: ({ prefix }) => new ObjectDriver({ prefix, cacheInstance: memory as unknown as LRUCache<string, string> }),
  })
  const connections: Redis[] = []
  if (redis !== undefined) {
    tiers
      .useL2Layer(redisDriver({ connection: redis }))
      // What is lost while Redis is away is told by time alone: a queue of it would grow, and its timer keep the process from ending.
      .useBus(
        redisBusDriver({
          connection: forBus(redis, connections),
          retryQueue: { enabled: false, retryInterval: false },
        }),
      )
  }
  const cache = new BentoCache({
    default: 'values',
    stores: { values: tiers },
    prefix: PREFIX,
    serializer,
    l2CircuitBreakerDuration: BREAK_MS,
    logger: loggerOf(onFailure),
  })
  // Its bus subscribes at the first use: before the first value.
  void cache.get({ key: 'first' })

  return {
    recall(key) {
      const entry = memory.get(`${PREFIX}:${key}`)
      return entry !== undefined && entry.logicalExpiration > Date.now() ? entry.value : undefined
    },
    find: (key) => cache.get({ key }),
    async put(key, value, keepMs) {
      await cache.set({ key, value, ttl: keepMs, skipL2Write: sizeOf(value) > MAX_SHARED_BYTES })
    },
    clear: () => cache.clear(),
    stop() {
      for (const connection of connections) connection.disconnect()
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

/** The bus makes connections of its own, for which nobody waits and on which nobody listens: errors on the first one say the same. */
function forBus(redis: Redis, connections: Redis[]): Redis {
  const waiting = { enableOfflineQueue: true, lazyConnect: false, maxRetriesPerRequest: null }
  const first = redis.duplicate()
  first.duplicate = () => {
    const { commandTimeout: _, ...options } = redis.options
    const connection = new Redis({ ...options, ...waiting })
    connection.on('error', () => {})
    closeOnNonsense(connection)
    // The bus leaves its subscription to itself: when it ends unanswered, nobody would handle that.
    const subscribe = connection.subscribe.bind(connection)
    connection.subscribe = async (...channels: unknown[]) => subscribe(...(channels as [])).catch(() => 0)
    connections.push(connection)
    return connection
  }
  return first
}

const nothing = (): void => {}

function loggerOf(onFailure: () => void): Logger {
  const logger: Logger = {
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: onFailure,
    fatal: nothing,
    child: () => logger,
  }
  return logger
}
