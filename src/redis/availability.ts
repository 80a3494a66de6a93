import type { Redis } from './redis.js'

export interface Availability {
  /** Whether it may be asked now. */
  isReady: () => boolean
  /** It has failed. connectRedis logs that it is lost. */
  leaveAlone: () => void
}

/** Leaves a Redis that failed alone for `pauseMs`: one that hangs would cost each call its time-out. */
export function createAvailability(redis: Redis, pauseMs: number, now = () => performance.now()): Availability {
  let againAt = Number.NEGATIVE_INFINITY
  return {
    isReady: () => redis.status === 'ready' && now() >= againAt,
    leaveAlone: () => void (againAt = now() + pauseMs),
  }
}
