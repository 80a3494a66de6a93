/** Who waits for a token, and who is next: by precedence, and among equals by arrival. One asks the bucket for all, and waits for them. */
import { COMES_BACK_MS, type Bucket } from './token-bucket.js'

/** First probes of readiness, which balancers wait for, then what somebody has asked for, then what is only to be there when it is asked for. */
export type Precedence = 'probe' | 'interactive' | 'background'

export interface Waiter {
  precedence: Precedence
  /** When it is too late, by the clock of the line. */
  until: number
  /** It may go on, now. */
  grant: () => void
  /** It may not: it would have to wait for `waitMs`, which is too long. */
  refuse: (waitMs: number) => void
  /** Whether it wants a token still. One that does not is put out of the line when its turn comes. */
  isWanted: () => boolean
}

export interface WaitingLine {
  join: (waiter: Waiter) => void
  leave: (waiter: Waiter) => void
  size: () => number
}

export interface LineOptions {
  /** Tokens a second. */
  rate: number
  now: () => number
  /** Resolves after `ms`, or when `signal` aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Is told how much of the rate is given at present. */
  onShare: (share: number) => void
}

/** At 5 a second the last of them waits for minutes, which no request does. */
const MAX_WAITING = 1_000
/** More at once would keep Redis from others. */
const MAX_AT_ONCE = 100
/**
 * A token that a busy process uses so much later than the time that it was taken for is changed for one of the present: at AWS the call would come
 * too close to those behind it. Half of what COMES_BACK_MS has to spare.
 */
const MAX_LATE_MS = (COMES_BACK_MS - 1_000) / 2

export function createWaitingLine(bucket: Bucket, { rate, now, sleep, onShare }: LineOptions): WaitingLine {
  const lines = { probe: new Set<Waiter>(), interactive: new Set<Waiter>(), background: new Set<Waiter>() }
  const inOrder = Object.values(lines)
  const size = (): number => inOrder.reduce((sum, line) => sum + line.size, 0)
  const pace = createPace(rate, now)
  let isServing = false
  /** When the token that has been taken may be used. */
  let nextAt = 0
  let sleeping = new AbortController()

  /** How long one who comes now has to wait. */
  const waitMs = (precedence: Precedence): number => {
    const upTo = inOrder.slice(0, inOrder.indexOf(lines[precedence]) + 1)
    const before = upTo.reduce((sum, line) => sum + line.size, 0)
    return Math.max(0, nextAt - now()) + pace.waitMs(before)
  }

  const waiting = (): Waiter[] => inOrder.flatMap((line) => [...line])

  /** Puts out of the line who has no time left, or wants nothing any more. */
  function sweep(): void {
    for (const waiter of waiting()) {
      if (waiter.until >= now() && waiter.isWanted()) continue
      lines[waiter.precedence].delete(waiter)
      waiter.refuse(waitMs(waiter.precedence))
    }
  }

  function first(): Waiter | undefined {
    for (const line of inOrder) for (const waiter of line) return waiter
    return undefined
  }

  async function serve(): Promise<void> {
    isServing = true
    let wasLate = false
    for (let next = first(); next !== undefined; next = first()) {
      const askedAt = now()
      const tokens = await bucket.take(Math.min(size(), MAX_AT_ONCE), Math.max(0, next.until - now()))
      onShare(tokens.share)
      if (tokens.count === 0) {
        // unless it has gone in the meantime
        if (lines[next.precedence].delete(next)) next.refuse(tokens.waitMs)
        continue
      }
      let left = tokens.count
      const isThere = await isWaitedFor(tokens.waitMs)
      // Not twice in a row: a process that is always late sends something all the same.
      wasLate = !wasLate && isThere && now() - askedAt - tokens.waitMs > MAX_LATE_MS
      if (isThere && !wasLate) {
        for (let served = first(); served !== undefined && left > 0; served = first()) {
          lines[served.precedence].delete(served)
          served.grant()
          left--
        }
      }
      if (left > 0) tokens.giveBack(left)
      pace.granted(tokens.count - left, size() > 0)
    }
    // in the same step in which the line was found empty, so that nobody joins in between
    isServing = false
  }

  /** Waits for a token, as long as anybody waits with it. */
  async function isWaitedFor(ms: number): Promise<boolean> {
    nextAt = now() + ms
    sleeping = new AbortController()
    for (sweep(); size() > 0 && now() < nextAt && !sleeping.signal.aborted; sweep()) {
      // whose time is up before must not wait for longer
      const soonest = waiting().reduce((at, { until }) => Math.min(at, until), nextAt)
      await sleep(Math.max(1, soonest - now()), sleeping.signal)
    }
    const isThere = now() >= nextAt
    nextAt = 0
    return isThere
  }

  return {
    size,
    join(waiter) {
      const wait = waitMs(waiter.precedence)
      if (size() >= MAX_WAITING || (wait > 0 && now() + wait > waiter.until)) return waiter.refuse(wait)
      lines[waiter.precedence].add(waiter)
      if (!isServing) void serve()
    },
    leave(waiter) {
      lines[waiter.precedence].delete(waiter)
      if (size() === 0) sleeping.abort()
    },
  }
}

/** How fast the line goes on while it stands. Other processes take from a shared bucket, too: no faster than the rate, and as fast as it was of late. */
function createPace(rate: number, now: () => number) {
  let since = 0
  let count = 0
  return {
    /** As many as a second has tokens may go together. */
    waitMs(before: number): number {
      const seen = count < 2 * rate ? 0 : (now() - since) / count
      return Math.floor(before / rate) * rate * Math.max(COMES_BACK_MS / rate, seen)
    },
    granted(more: number, isStanding: boolean): void {
      if (!isStanding || count === 0) since = now()
      count = isStanding ? count + more : 0
      // what was long ago counts less and less
      if (count < 20 * rate) return
      since = (since + now()) / 2
      count /= 2
    },
  }
}
