/** The queue for tokens: ordered by precedence, and within one precedence by `arrival`. One loop takes tokens from the bucket for all waiting calls. */
import { TOKEN_RETURN_MS, type Bucket } from './token-bucket.js'

/**
 * Highest first. `probe`: readiness checks, for which load balancers wait. `interactive`: a caller waits for the result. `reserved`: long series of
 * calls, which get two of five tokens while interactive calls wait, and all tokens otherwise. `background`: no caller waits for the result.
 */
export type Precedence = 'probe' | 'interactive' | 'reserved' | 'background'

export interface QueuedCall {
  precedence: Precedence
  /** Within a precedence, the lowest arrival goes first. Calls with the same arrival keep the order in which they joined. */
  arrival: number
  /** The latest time at which the call may be sent, by the clock of the queue. */
  latestAt: number
  /** Called when the call may be sent, which must happen at once. */
  grant: () => void
  /**
   * Called when the call gets no token. If no other call joins before then, a retry after `retryAfterMs` gets the next token. That token is
   * available at once, unless calls of lower precedence have taken tokens in the meantime.
   */
  refuse: (retryAfterMs: number) => void
  /** Whether the call still needs a token. If not, it is removed from the queue. */
  isWanted: () => boolean
}

export interface CallQueue {
  join: (call: QueuedCall) => void
  leave: (call: QueuedCall) => void
  size: () => number
}

export interface QueueOptions {
  /** Tokens per second. */
  rate: number
  now: () => number
  /** Resolves after `ms`, or when `signal` aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Called with the share of the configured rate that is currently allowed. */
  onShare: (share: number) => void
}

/** At 5 calls a second, the last of these would wait for minutes, longer than any request. */
const MAX_WAITING = 1_000
/**
 * The credit of reserved calls, in thirds of a token. Each token for another call adds two thirds, and each reserved call costs three thirds, so reserved
 * calls get two of five tokens. Each arrives only after the response to the previous one, so unused credit accumulates, up to two tokens.
 */
const CREDIT_PER_TOKEN = 2
const RESERVED_TOKEN = 3
const MAX_CREDIT = 2 * RESERVED_TOKEN

export function createCallQueue(bucket: Bucket, { rate, now, sleep, onShare }: QueueOptions): CallQueue {
  const queues: Record<Precedence, QueuedCall[]> = { probe: [], interactive: [], reserved: [], background: [] }
  const size = (): number => Object.values(queues).reduce((sum, queue) => sum + queue.length, 0)
  let credit = 0
  let reservedAt = Number.NEGATIVE_INFINITY
  /** The share of the configured rate that is currently allowed. */
  let share = 1
  let isServing = false
  /** When the token that was taken last may be used; 0 if it was used or given back. */
  let nextAt = 0
  let sleeping = new AbortController()

  /** The queue position of a call that joins now. */
  const positionOf = ({ precedence, arrival }: QueuedCall): number =>
    queues[precedence].findLastIndex((call) => call.arrival <= arrival) + 1

  /** How many tokens are granted before the call at `position` gets one. While a reserved call waits, more reserved calls are expected to follow. */
  function tokensBefore(precedence: Precedence, position: number): number {
    const { probe, interactive, reserved } = queues
    if (precedence === 'probe') return position
    if (precedence === 'reserved') {
      const missingCredit = Math.max(0, (position + 1) * RESERVED_TOKEN - credit)
      return probe.length + position + Math.min(interactive.length, Math.ceil(missingCredit / CREDIT_PER_TOKEN))
    }
    const interactiveBefore = precedence === 'interactive' ? position : interactive.length
    const reservedBetween =
      reserved.length === 0 ? 0 : Math.ceil((interactiveBefore * CREDIT_PER_TOKEN) / RESERVED_TOKEN)
    const upToInteractive = probe.length + interactiveBefore + reservedBetween
    return precedence === 'interactive' ? upToInteractive : upToInteractive + reserved.length + position
  }

  /**
   * How long it takes to grant this many tokens. Tokens for one second may come all at once or spread out, because other processes may
   * share the bucket. `round` is Math.floor for the shortest time, and Math.ceil for a cautious estimate.
   */
  function msFor(tokens: number, round: (rounds: number) => number): number {
    const capacity = Math.ceil(rate * share)
    return (round(tokens / capacity) * capacity * TOKEN_RETURN_MS) / (rate * share)
  }

  /** The minimum wait for a call that joins now at `position`. */
  const waitMs = (precedence: Precedence, position: number): number =>
    Math.max(0, nextAt - now()) + msFor(tokensBefore(precedence, position), Math.floor)

  /** How long until a refused call would be first in the queue: by then, all calls that are now ahead of it have their tokens. */
  function retryAfterMs(precedence: Precedence): number {
    const before = tokensBefore(precedence, queues[precedence].length)
    // `nextAt` is unknown while a token is being requested from the bucket.
    const nextMs = nextAt > 0 ? Math.max(0, nextAt - now()) : msFor(1, Math.ceil)
    return nextMs + msFor(before, Math.ceil)
  }

  const inOrder = (): QueuedCall[][] => {
    const { probe, interactive, reserved, background } = queues
    return credit >= RESERVED_TOKEN
      ? [probe, reserved, interactive, background]
      : [probe, interactive, reserved, background]
  }

  const waiting = (): QueuedCall[] => Object.values(queues).flat()

  /** Refuses the calls that have run out of time or no longer need a token. */
  function sweep(): void {
    for (const call of waiting()) {
      if (call.latestAt >= now() && call.isWanted()) continue
      remove(call)
      call.refuse(retryAfterMs(call.precedence))
    }
  }

  /** Returns false if the call has already left. */
  function remove(call: QueuedCall): boolean {
    const queue = queues[call.precedence]
    const index = queue.indexOf(call)
    if (index >= 0) queue.splice(index, 1)
    return index >= 0
  }

  const first = (): QueuedCall | undefined => inOrder().find((queue) => queue.length > 0)?.[0]

  function grant(call: QueuedCall): void {
    remove(call)
    if (call.precedence === 'reserved') {
      credit = Math.max(0, credit - RESERVED_TOKEN)
      reservedAt = now()
    } else credit = Math.min(MAX_CREDIT, credit + CREDIT_PER_TOKEN)
    call.grant()
  }

  /** Whether a reserved call waits, or is likely to follow once AWS has responded to the previous one. */
  const isReserving = (): boolean => queues.reserved.length > 0 || now() - reservedAt < TOKEN_RETURN_MS

  async function serve(): Promise<void> {
    isServing = true
    for (let next = first(); next !== undefined; next = first()) {
      const token = await bucket.take(Math.max(0, next.latestAt - now()))
      onShare(token.share)
      share = token.share
      nextAt = now() + token.waitMs
      if (!token.isTaken) {
        // the call may have left the queue in the meantime
        if (remove(next)) next.refuse(retryAfterMs(next.precedence))
        nextAt = 0
        continue
      }
      const served = (await sleepUntil(nextAt)) ? first() : undefined
      nextAt = 0
      if (served === undefined) token.giveBack()
      else grant(served)
      // Spread tokens out: a burst would use them all before the next reserved call arrives.
      if (isReserving() && size() > 0) await sleepUntil(now() + TOKEN_RETURN_MS / rate)
    }
    // There is no await between the last check and this line, so no call can join in between.
    isServing = false
  }

  /** Sleeps until `time` and resolves to true, or to false as soon as no call waits. */
  async function sleepUntil(time: number): Promise<boolean> {
    sleeping = new AbortController()
    for (sweep(); size() > 0 && now() < time && !sleeping.signal.aborted; sweep()) {
      // Wake up earlier if a call runs out of time before then.
      const soonest = waiting().reduce((at, { latestAt }) => Math.min(at, latestAt), time)
      await sleep(Math.max(1, soonest - now()), sleeping.signal)
    }
    return now() >= time
  }

  return {
    size,
    join(call) {
      const position = positionOf(call)
      const wait = waitMs(call.precedence, position)
      if (size() >= MAX_WAITING || (wait > 0 && now() + wait > call.latestAt))
        return call.refuse(retryAfterMs(call.precedence))
      queues[call.precedence].splice(position, 0, call)
      if (!isServing) void serve()
    },
    leave(call) {
      remove(call)
      if (size() === 0) sleeping.abort()
    },
  }
}
