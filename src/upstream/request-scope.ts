/** What every call of one request needs: made once, at the edge, and passed whole. */
import type { CacheKind, Operation } from './operations.js'

/** What one request has cost, as `extensions.upstream` tells it. */
export interface UpstreamCost {
  /** HTTP requests to AWS by operation, retries included. */
  calls: Record<string, number>
  total: number
  /** How many calls were spared, since another request has made them. */
  cached: number
  /** How many of these had responses that were no longer fresh. */
  stale: number
  /** How long ago AWS gave the oldest of them, milliseconds. */
  ageMs: number
}

/** What a response was made from. */
export interface Reads {
  /** `key` and `id` are those of a cached response; the case index has none. */
  values: { key?: string; id?: string; readAt: number; freshUntil: number }[]
  generations: Map<CacheKind, Promise<string>>
  /** The version of the case index. */
  cases?: string
  /** When what was made of the reads changes by itself, as the clock passes a moment that they name: epoch milliseconds, Infinity for never. */
  expiresAt: number
  /** Whether it was made from nothing else: no write, no link, nothing that is never cached, and no error, which may be another the next time. */
  isCacheable: boolean
}

/** Where the calls of one request wait for the budget. */
export interface QueuePlace {
  /** When its first call came, as the number of that call. */
  arrival?: number
  calls: number
}

export interface RequestScope {
  /** Ends reads: at the deadline, or when the client has gone. */
  readSignal: AbortSignal
  /** Ends writes, at the deadline: one in flight is let finish for a client that has gone, a new one is not sent. */
  writeSignal: AbortSignal
  /** When `writeSignal` aborts, by `performance.now()`: what cannot be sent before is refused at once. */
  deadlineAt?: number | undefined
  cost: UpstreamCost
  reads: Reads
  /** Asks AWS for everything. What comes is cached for others. */
  bypassCache: boolean
  /** How many attempts the request may still make. */
  allowance: { left: number }
  /**
   * Takes one call, about to be sent, from the viewer's share. Throws an UpstreamError where nothing is left of it: it must not be sent then.
   * Undefined: nobody is charged.
   */
  chargeViewer?: ((operation: Operation) => Promise<void>) | undefined
  /**
   * Who goes first while the calls that AWS allows are used up. `interactive` is for what somebody waits for. `background` lets all else go first.
   * `reserved`, for one long run of calls, gets two of five slots while others wait.
   */
  precedence: 'interactive' | 'reserved' | 'background'
  queuePlace: QueuePlace
}

export function noCost(): UpstreamCost {
  return { calls: {}, total: 0, cached: 0, stale: 0, ageMs: 0 }
}

/** Notes that the response changes at this moment (epoch milliseconds), whatever AWS has by then. It must not be cached for longer. */
export function lowerExpiry(reads: Reads, at: number): void {
  reads.expiresAt = Math.min(reads.expiresAt, at)
}

/** A scope whose reads, and writes unless `members` has another signal for them, end with `signal`. Nothing else limits it by default. */
export function createScope(signal: AbortSignal, members: Partial<RequestScope> = {}): RequestScope {
  return {
    readSignal: signal,
    writeSignal: signal,
    cost: noCost(),
    reads: { values: [], generations: new Map(), expiresAt: Infinity, isCacheable: true },
    bypassCache: false,
    allowance: { left: Infinity },
    precedence: 'interactive',
    queuePlace: { calls: 0 },
    ...members,
  }
}
