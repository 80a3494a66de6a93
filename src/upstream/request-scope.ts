/** The state that all calls of one request share: created once per request, and passed on as a whole. */
import type { Operation } from './operations.js'

/** The cost of one request, as reported in `extensions.upstream`. */
export interface UpstreamCost {
  /** HTTP requests to AWS by operation, retries included. */
  calls: Record<string, number>
  total: number
  /** How many calls were saved because another request had already made them. */
  cached: number
  /** How many of these were served stale. */
  stale: number
  /** The age of the oldest cached response, in milliseconds. */
  ageMs: number
}

/** A version of shared data, such as the case index of one account. */
export interface SharedVersion {
  /** The version that the request has read. */
  read: Promise<string> | string
  /** Resolves to the version that a request would read now. */
  current: () => Promise<string>
}

/** What a response was built from. */
export interface Reads {
  /** `key` and `id` identify a cached response; reads from the case index have neither. */
  values: { key?: string; id?: string; readAt: number; freshUntil: number }[]
  /** By a name that includes the account. */
  versions: Map<string, SharedVersion>
  /** When the response changes through the passage of time alone, as when a case becomes overdue: epoch milliseconds, or Infinity. */
  expiresAt: number
  /** False if the response also depends on something else: a write, a link, an uncached operation, or an error, which may not recur. */
  isCacheable: boolean
}

/** The position of one request's calls in the queue for the budget. */
export interface QueuePosition {
  /** The arrival number of its first call. */
  arrival?: number
  calls: number
}

export interface RequestScope {
  /** Aborts reads: at the deadline, or when the client disconnects. */
  readSignal: AbortSignal
  /** Aborts writes, at the deadline. If the client disconnects, a write in flight may finish, but no new write is sent. */
  writeSignal: AbortSignal
  /** When `writeSignal` aborts, by `performance.now()`. A call that cannot be sent before then is refused at once. */
  deadlineAt?: number | undefined
  cost: UpstreamCost
  reads: Reads
  /** Whether to read everything from AWS. The responses are still cached for other requests. */
  bypassCache: boolean
  /** How many attempts the request may still make. */
  allowance: { left: number }
  /**
   * Charges the viewer's share for one call, right before it is sent. Throws an UpstreamError if the share is used up; the call must not be sent then.
   * Undefined: no viewer is charged.
   */
  chargeViewer?: ((operation: Operation) => Promise<void>) | undefined
  /**
   * The order of calls while the budget is used up. `interactive`: a caller is waiting. `background`: all other calls go first. `reserved`: a long series of
   * calls, which gets two of five slots while interactive calls wait.
   */
  precedence: 'interactive' | 'reserved' | 'background'
  queuePosition: QueuePosition
}

export function noCost(): UpstreamCost {
  return { calls: {}, total: 0, cached: 0, stale: 0, ageMs: 0 }
}

/** Records that the response changes at this time (epoch milliseconds) even if AWS's data does not. It must not be cached for longer. */
export function lowerExpiry(reads: Reads, at: number): void {
  reads.expiresAt = Math.min(reads.expiresAt, at)
}

/** Creates a scope whose reads and writes are aborted by `signal`. It has no other limits unless `members` sets them. */
export function createScope(signal: AbortSignal, members: Partial<RequestScope> = {}): RequestScope {
  return {
    readSignal: signal,
    writeSignal: signal,
    cost: noCost(),
    reads: { values: [], versions: new Map(), expiresAt: Infinity, isCacheable: true },
    bypassCache: false,
    allowance: { left: Infinity },
    precedence: 'interactive',
    queuePosition: { calls: 0 },
    ...members,
  }
}
