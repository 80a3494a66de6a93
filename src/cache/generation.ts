/**
 * Invalidates cached responses after a write. A response is cached under the generation that was current when its read began, and a write starts the next
 * generation before it resolves. From then on, no process finds responses that were read before the write.
 *
 * In Redis, the generation is a random value. A write deletes it, which works even if Redis is full, and the next reader sets a new one.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis/redis.js'

export interface Generation {
  /** One round trip to Redis. While Redis is unavailable, the process uses its own generation, and does not notice writes by others. */
  current: () => Promise<string>
  /** Resolves once the previous generation is invalid for all processes that reach Redis, or for this process while Redis is unavailable. */
  next: () => Promise<void>
}

/** No response of a generation is cached for longer: this is the maximum of TRUSTED_ADVISOR_CACHE_SECONDS. */
const EXPIRES_S = 86_400

export function createGeneration(key: string, redis: Redis | undefined, onFailure: () => void): Generation {
  /** Used without Redis, or while it is unavailable. */
  let own = randomUUID()
  // Writes by this process, and how many of them are published. All must be published before the generation is read from Redis.
  let writes = 0
  let published = 0
  let isWaiting = false

  async function publish(shared: Redis): Promise<void> {
    // A write that arrives during this call is not counted here: it is published separately, which may fail.
    const upTo = writes
    await shared.del(key)
    published = Math.max(published, upTo)
  }
  /** Publishes when the connection is back. A listener only while there is something to publish: a process may have thousands of generations. */
  function publishLater(shared: Redis): void {
    onFailure()
    if (isWaiting) return
    isWaiting = true
    shared.once('ready', () => {
      isWaiting = false
      if (published < writes) publish(shared).catch(() => publishLater(shared))
    })
  }

  return {
    async current() {
      if (redis?.status !== 'ready') return own
      try {
        if (published < writes) await publish(redis)
        const found = await redis.get(key)
        if (found !== null) return found
        await redis.set(key, randomUUID(), 'EX', EXPIRES_S, 'NX')
        // Another process may have set it first.
        return (await redis.get(key)) ?? randomUUID()
      } catch {
        onFailure()
        // Writes by other processes are not visible now, so a response must not be reused by the next request.
        own = randomUUID()
        return own
      }
    },
    async next() {
      own = randomUUID()
      if (redis === undefined) return
      writes++
      await publish(redis).catch(() => publishLater(redis))
    },
  }
}
