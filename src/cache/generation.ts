/**
 * The generation of cached responses that writes invalidate. Responses are cached under the generation that was current when their reading began,
 * and a write begins the next one before it resolves: nothing that was read before it is found any more, by any process.
 *
 * In Redis it is a random value. A write deletes it, which Redis allows even when it is full, and who finds none sets another.
 */
import { randomUUID } from 'node:crypto'
import type { Redis } from '../redis/redis.js'

export interface Generation {
  /** One round trip to Redis. While Redis is away, the process has a generation of its own, and does not see the writes of others. */
  current: () => Promise<string>
  /** Resolves when no process that reaches Redis finds the generation before; or this process, while Redis is away. */
  next: () => Promise<void>
}

/** What nobody asks for in a day, nobody has cached. */
const EXPIRES_S = 86_400

export function createGeneration(key: string, redis: Redis | undefined, onFailure: () => void): Generation {
  /** While Redis is away. */
  let own = randomUUID()
  // Redis is told of all writes before anything is read from it.
  let writes = 0
  let published = 0

  async function publish(shared: Redis): Promise<void> {
    // One that comes meanwhile is published by itself, and may fail.
    const upTo = writes
    await shared.del(key)
    published = Math.max(published, upTo)
  }
  redis?.on('ready', () => {
    if (published < writes) publish(redis).catch(onFailure)
  })

  return {
    async current() {
      if (redis?.status !== 'ready') return own
      try {
        if (published < writes) await publish(redis)
        const found = await redis.get(key)
        if (found !== null) return found
        await redis.set(key, randomUUID(), 'EX', EXPIRES_S, 'NX')
        // Another process may have been first.
        return (await redis.get(key)) ?? randomUUID()
      } catch {
        onFailure()
        // Nothing tells of the writes of others: what was read for one request may be old for the next.
        own = randomUUID()
        return own
      }
    },
    async next() {
      own = randomUUID()
      if (redis === undefined) return
      writes++
      await publish(redis).catch(onFailure)
    },
  }
}
