/**
 * A bucket of as many tokens as AWS allows calls in a second. Each token comes back a second after the time that it was taken for, so that no
 * second sees more of them. One that is refilled steadily would let twice as many through in its first second, and so would counts by fixed
 * windows where two of them meet.
 */

export interface Token {
  /** Whether there is one: it is nobody else's then. */
  isTaken: boolean
  /** In how many milliseconds it may be used, or could have been. */
  waitMs: number
  /** How much of the rate is given at present, up to 1. */
  share: number
  /** Puts it back, where it was not used. */
  giveBack: () => void
}

export interface Bucket {
  /**
   * Takes the next token, if it comes within `longestMs`. Who waits for it need not ask again, and is overtaken by nobody.
   */
  take: (longestMs: number) => Token | Promise<Token>
  /** AWS has refused a call as too many: halves the rate, and lets it grow back. */
  slowDown: () => void
}

export interface OwnBucket extends Bucket {
  take: (longestMs: number) => Token
  /** Counts a token that was taken elsewhere, to be used in `waitMs`. */
  record: (waitMs: number) => void
}

/**
 * A second, and what some calls may be longer on their way than others, since AWS counts them when they arrive: up to 75 ms between processes
 * that share two busy cores (measured).
 */
export const COMES_BACK_MS = 1_100
/** From nothing to the whole rate, so that half of it is back after ten seconds. */
export const GROWS_BACK_MS = 20_000
/** Slow, but never so slow that nothing is found out. */
export const LEAST_SHARE = 0.1
/** Calls that are refused within a second of each other are one sign, not many. */
export const ONE_SIGN_MS = 1_000

/** A bucket of this process. */
export function createOwnBucket(rate: number, now: () => number): OwnBucket {
  /** For when the last tokens were taken, oldest first. */
  const times: number[] = []
  let slowed = { at: Number.NEGATIVE_INFINITY, share: 1 }
  const push = (time: number): void => {
    times.push(time)
    if (times.length > 2 * rate) times.splice(0, rate)
  }
  const shareNow = (): number => Math.min(1, slowed.share + (now() - slowed.at) / GROWS_BACK_MS)

  return {
    take(longestMs) {
      const current = now()
      const share = shareNow()
      // of a share whole tokens, which take longer to come back by what they are more
      const most = Math.ceil(rate * share)
      const comesBackMs = (COMES_BACK_MS * most) / (rate * share)
      const oldest = times.at(-most) ?? Number.NEGATIVE_INFINITY
      const waitMs = Math.max(0, oldest + comesBackMs - current, (times.at(-1) ?? 0) - current)
      const isTaken = waitMs <= longestMs
      if (isTaken) push(current + waitMs)
      const giveBack = (): void => {
        const index = times.lastIndexOf(current + waitMs)
        if (index >= 0) times.splice(index, 1)
      }
      return { isTaken, waitMs, share, giveBack }
    },
    slowDown() {
      if (now() - slowed.at < ONE_SIGN_MS) return
      slowed = { at: now(), share: Math.max(LEAST_SHARE, shareNow() / 2) }
    },
    record: (waitMs) => push(now() + waitMs),
  }
}
