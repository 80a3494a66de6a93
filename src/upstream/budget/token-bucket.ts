/**
 * A bucket with one token for each call that AWS allows per second. A token returns a second after the time for which it was taken, so no second
 * ever has more calls than AWS allows. A steadily refilled bucket would allow twice as many calls in its first second, and fixed windows would do so
 * where two windows meet.
 */

export interface Token {
  /** Whether a token was taken. It then belongs to this caller. */
  isTaken: boolean
  /** Milliseconds until the token may be used, or could have been if it was not taken. */
  waitMs: number
  /** The share of the configured rate that is currently allowed, up to 1. */
  share: number
  /** Returns an unused token. */
  giveBack: () => void
}

export interface Bucket {
  /**
   * Takes the next token if it is available within `longestMs`. The token is then reserved for this caller, who waits for `waitMs`.
   */
  take: (longestMs: number) => Token | Promise<Token>
  /** Call this when AWS has throttled a call. Halves the rate, which then recovers over time. */
  slowDown: () => void
}

export interface OwnBucket extends Bucket {
  take: (longestMs: number) => Token
  /** Counts a token taken from another bucket, to be used in `waitMs`. */
  record: (waitMs: number) => void
}

/**
 * One second, plus a margin for transit: AWS counts calls when they arrive, and some take longer to arrive than others. The difference is up to 75 ms
 * between processes that share two busy cores (measured).
 */
export const TOKEN_RETURN_MS = 1_100
/** How long the rate takes to recover from zero to its full value. Once halved, it is back to the full rate in ten seconds. */
export const RECOVERY_MS = 20_000
/** Even at the lowest rate, enough calls are sent to notice that AWS accepts them again. */
export const MIN_SHARE = 0.1
/** Calls that AWS throttles within a second of each other halve the rate only once. */
export const SAME_THROTTLE_MS = 1_000

/** A bucket for this process only. */
export function createOwnBucket(rate: number, now: () => number): OwnBucket {
  /** The times at which the most recent tokens are used, oldest first. */
  const times: number[] = []
  let slowed = { at: Number.NEGATIVE_INFINITY, share: 1 }
  const push = (time: number): void => {
    times.push(time)
    if (times.length > 2 * rate) times.splice(0, rate)
  }
  const shareNow = (): number => Math.min(1, slowed.share + (now() - slowed.at) / RECOVERY_MS)

  return {
    take(longestMs) {
      const current = now()
      const share = shareNow()
      // Tokens are whole: a fractional rate is rounded up, and each token takes longer to return in proportion.
      const capacity = Math.ceil(rate * share)
      const returnMs = (TOKEN_RETURN_MS * capacity) / (rate * share)
      const oldest = times.at(-capacity) ?? Number.NEGATIVE_INFINITY
      const waitMs = Math.max(0, oldest + returnMs - current, (times.at(-1) ?? 0) - current)
      const isTaken = waitMs <= longestMs
      if (isTaken) push(current + waitMs)
      const giveBack = (): void => {
        const index = times.lastIndexOf(current + waitMs)
        if (index >= 0) times.splice(index, 1)
      }
      return { isTaken, waitMs, share, giveBack }
    },
    slowDown() {
      if (now() - slowed.at < SAME_THROTTLE_MS) return
      slowed = { at: now(), share: Math.max(MIN_SHARE, shareNow() / 2) }
    },
    record: (waitMs) => push(now() + waitMs),
  }
}
