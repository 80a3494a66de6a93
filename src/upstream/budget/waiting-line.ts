/** The queue for tokens: ordered by precedence, and within one precedence by `arrival`. One loop takes tokens from the bucket for all that wait. */
import { COMES_BACK_MS, type Bucket } from './token-bucket.js'

/**
 * First probes of readiness, which balancers wait for, then what somebody has asked for, then what is only to be there when it is asked for.
 * `reserved` calls get two of five tokens while others wait, and every token that no interactive call wants.
 */
export type Precedence = 'probe' | 'interactive' | 'reserved' | 'background'

export interface WaitingCall {
  precedence: Precedence
  /** Goes before those of its precedence that have a higher one, or the same and joined later. */
  arrival: number
  /** When it is too late, by the clock of the line. */
  until: number
  /** It may go on, now. */
  grant: () => void
  /** It may not. If nobody else comes, it gets the next token after `retryAfterMs`, at once unless others of lower precedence wait. */
  refuse: (retryAfterMs: number) => void
  /** Whether it wants a token still. One that does not is put out of the line when its turn comes. */
  isWanted: () => boolean
}

export interface WaitingLine {
  join: (waiter: WaitingCall) => void
  leave: (waiter: WaitingCall) => void
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
/**
 * What reserved calls are owed, in thirds of a token: any other token adds two and theirs takes three, so that they get two of five. They come one
 * after the other, each after the response to the one before, so up to two tokens are kept for the next.
 */
const OWED_PER_TOKEN = 2
const RESERVED_TOKEN = 3
const MOST_OWED = 2 * RESERVED_TOKEN

export function createWaitingLine(bucket: Bucket, { rate, now, sleep, onShare }: LineOptions): WaitingLine {
  const lines: Record<Precedence, WaitingCall[]> = { probe: [], interactive: [], reserved: [], background: [] }
  const size = (): number => Object.values(lines).reduce((sum, line) => sum + line.length, 0)
  let owed = 0
  let reservedAt = Number.NEGATIVE_INFINITY
  /** How much of the rate is given at present. */
  let share = 1
  let isServing = false
  /** When the token that has been taken may be used. */
  let nextAt = 0
  let sleeping = new AbortController()

  /** Where in its line a call goes that comes now. */
  const placeOf = ({ precedence, arrival }: WaitingCall): number =>
    lines[precedence].findLastIndex((waiter) => waiter.arrival <= arrival) + 1

  /** How many tokens are given before a call gets one that is at `place` of its line. While a reserved call waits, more of them are expected behind it. */
  function tokensBefore(precedence: Precedence, place: number): number {
    const { probe, interactive, reserved } = lines
    if (precedence === 'probe') return place
    if (precedence === 'reserved') {
      const toBeEarned = Math.max(0, (place + 1) * RESERVED_TOKEN - owed)
      return probe.length + place + Math.min(interactive.length, Math.ceil(toBeEarned / OWED_PER_TOKEN))
    }
    const interactiveBefore = precedence === 'interactive' ? place : interactive.length
    const ofReserved = reserved.length === 0 ? 0 : Math.ceil((interactiveBefore * OWED_PER_TOKEN) / RESERVED_TOKEN)
    const upToInteractive = probe.length + interactiveBefore + ofReserved
    return precedence === 'interactive' ? upToInteractive : upToInteractive + reserved.length + place
  }

  /** How long so many tokens take: as many as a second has may come together, or evenly. Other processes may take from the same bucket, too. */
  function msFor(tokens: number, round: (rounds: number) => number): number {
    const most = Math.ceil(rate * share)
    return (round(tokens / most) * most * COMES_BACK_MS) / (rate * share)
  }

  /** How long a call has to wait at least that comes now and goes to `place`. */
  const waitMs = (precedence: Precedence, place: number): number =>
    Math.max(0, nextAt - now()) + msFor(tokensBefore(precedence, place), Math.floor)

  /** When a call that is refused is the first that waits: all that wait now before the end of its line have their tokens then. */
  function retryAfterMs(precedence: Precedence): number {
    const before = tokensBefore(precedence, lines[precedence].length)
    // not known while the bucket is asked
    const nextMs = nextAt > 0 ? Math.max(0, nextAt - now()) : msFor(1, Math.ceil)
    return nextMs + msFor(before, Math.ceil)
  }

  const inOrder = (): WaitingCall[][] => {
    const { probe, interactive, reserved, background } = lines
    return owed >= RESERVED_TOKEN
      ? [probe, reserved, interactive, background]
      : [probe, interactive, reserved, background]
  }

  const waiting = (): WaitingCall[] => Object.values(lines).flat()

  /** Puts out of the line who has no time left, or wants nothing any more. */
  function sweep(): void {
    for (const waiter of waiting()) {
      if (waiter.until >= now() && waiter.isWanted()) continue
      remove(waiter)
      waiter.refuse(retryAfterMs(waiter.precedence))
    }
  }

  /** False: it has left already. */
  function remove(waiter: WaitingCall): boolean {
    const line = lines[waiter.precedence]
    const index = line.indexOf(waiter)
    if (index >= 0) line.splice(index, 1)
    return index >= 0
  }

  const first = (): WaitingCall | undefined => inOrder().find((line) => line.length > 0)?.[0]

  function grant(waiter: WaitingCall): void {
    remove(waiter)
    if (waiter.precedence === 'reserved') {
      owed = Math.max(0, owed - RESERVED_TOKEN)
      reservedAt = now()
    } else owed = Math.min(MOST_OWED, owed + OWED_PER_TOKEN)
    waiter.grant()
  }

  /** Whether a reserved call waits, or is likely to come when AWS has responded to the one before. */
  const isReserving = (): boolean => lines.reserved.length > 0 || now() - reservedAt < COMES_BACK_MS

  async function serve(): Promise<void> {
    isServing = true
    for (let next = first(); next !== undefined; next = first()) {
      const token = await bucket.take(Math.max(0, next.until - now()))
      onShare(token.share)
      share = token.share
      nextAt = now() + token.waitMs
      if (!token.isTaken) {
        // unless it has gone in the meantime
        if (remove(next)) next.refuse(retryAfterMs(next.precedence))
        nextAt = 0
        continue
      }
      const served = (await isWaitedFor(nextAt)) ? first() : undefined
      nextAt = 0
      if (served === undefined) token.giveBack()
      else grant(served)
      // Tokens that all come at the same time would be gone before the next reserved call comes.
      if (isReserving() && size() > 0) await isWaitedFor(now() + COMES_BACK_MS / rate)
    }
    // in the same step in which the line was found empty, so that nobody joins in between
    isServing = false
  }

  /** Sleeps until `time`, or as long as anybody waits: then false. */
  async function isWaitedFor(time: number): Promise<boolean> {
    sleeping = new AbortController()
    for (sweep(); size() > 0 && now() < time && !sleeping.signal.aborted; sweep()) {
      // whose time is up before must not wait for longer
      const soonest = waiting().reduce((at, { until }) => Math.min(at, until), time)
      await sleep(Math.max(1, soonest - now()), sleeping.signal)
    }
    return now() >= time
  }

  return {
    size,
    join(waiter) {
      const place = placeOf(waiter)
      const wait = waitMs(waiter.precedence, place)
      if (size() >= MAX_WAITING || (wait > 0 && now() + wait > waiter.until))
        return waiter.refuse(retryAfterMs(waiter.precedence))
      lines[waiter.precedence].splice(place, 0, waiter)
      if (!isServing) void serve()
    },
    leave(waiter) {
      remove(waiter)
      if (size() === 0) sleeping.abort()
    },
  }
}
