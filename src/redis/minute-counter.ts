/** Counts by key, in windows of a minute: in Redis where there is one, so that all processes count as one, and in this process otherwise. */
import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Redis } from './redis.js'

export interface Count {
  /** How many there have been in this minute, this one included. */
  count: number
  /** In how many milliseconds the next minute begins, for this key. */
  msLeft: number
}

export type MinuteCounter = (key: string) => Promise<Count>

const WINDOW_S = 60
/** For how long a Redis that failed is left alone: one that hangs would cost each request its time-out. */
const REDIS_PAUSE_MS = 5_000

/**
 * Adds one to the count of a key. While Redis fails, each process counts by itself, from what it has counted before: limits are wider then by as
 * many processes as there are, and never open or shut. `name` keeps counters apart. Keys are stored as digests, since they may hold addresses.
 */
export function createMinuteCounter(name: string, redis: Redis | undefined): MinuteCounter {
  // Who counts decides what is too many: neither library nor Redis refuses anything.
  const options = { points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S, keyPrefix: `aws-support-graph:${name}` }
  const own = new RateLimiterMemory(options)
  const shared = redis && new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true })
  let sharedAgainAt = 0

  return async (key) => {
    const digest = hash('sha256', key, 'base64url')
    if (shared !== undefined && performance.now() >= sharedAgainAt) {
      try {
        return checked(toCount(await shared.consume(digest)))
      } catch {
        // connectRedis logs that it is lost
        sharedAgainAt = performance.now() + REDIS_PAUSE_MS
      }
    }
    return toCount(await own.consume(digest))
  }
}

function toCount({ consumedPoints, msBeforeNext }: { consumedPoints: number; msBeforeNext: number }): Count {
  return { count: consumedPoints, msLeft: msBeforeNext }
}

/** Throws if something else has overwritten the counter: it might not expire, and every request would be refused as long. */
function checked(counted: Count): Count {
  const { count, msLeft } = counted
  if (count >= 1 && msLeft >= 0 && msLeft <= WINDOW_S * 1_000) return counted
  throw new RangeError('Redis has an invalid count')
}
