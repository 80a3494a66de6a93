/** Counts by key, in one-minute windows: in Redis, which all processes share, or, without Redis, in this process. */
import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import { redisKey, type Redis } from './redis.js'

export interface Count {
  /** How often the key has been counted in this minute, including this time. */
  count: number
  /** Milliseconds until the next minute begins for this key. */
  msLeft: number
}

export type MinuteCounter = (key: string) => Promise<Count>

const WINDOW_S = 60

/**
 * Adds one to the count of a key. While Redis fails, each process counts on its own: limits are then multiplied by the number of processes, but
 * neither lifted nor set to zero. A Redis that hangs delays only commands sent before connectRedis gives up its connection; later ones fail at once.
 * `name` distinguishes counters. Keys are stored as digests, because they may contain addresses.
 */
export function createMinuteCounter(name: string, redis: Redis | undefined): MinuteCounter {
  // Callers decide what is too many: the limiters never refuse.
  const options = { points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S, keyPrefix: redisKey(name) }
  const local = new RateLimiterMemory(options)
  const limiter = redis ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: local }) : local

  return async (key) => {
    const digest = hash('sha256', key, 'base64url')
    const result = await limiter.consume(digest)
    // An invalid count, or one that outlives the minute, was written by something else. Counts locally instead.
    const { consumedPoints, msBeforeNext } = isCount(result) ? result : await local.consume(digest)
    return { count: consumedPoints, msLeft: msBeforeNext }
  }
}

function isCount({ consumedPoints, msBeforeNext }: RateLimiterRes): boolean {
  return consumedPoints >= 1 && msBeforeNext >= 0 && msBeforeNext <= WINDOW_S * 1_000
}
