/**
 * Deadlines of requests, and which requests are in flight. `readSignal` is for reads: it aborts at the deadline and when the caller hangs up.
 * `writeSignal` is for writes: it aborts only at the deadline, so a caller that hangs up does not interrupt a write.
 */
import { setMaxListeners } from 'node:events'
import type { ServerResponse } from 'node:http'

export interface Lifetime {
  readSignal: AbortSignal
  writeSignal: AbortSignal
  /** The deadline, on the clock of `performance.now()`. */
  deadlineAt: number
  end: () => void
}

export interface Lifetimes {
  /** `isWrite` returns whether the request is known to be a write at the time of the call. */
  start: (response: ServerResponse, isWrite: () => boolean) => Lifetime
  /** Aborts all reads in flight. */
  abortReads: (reason: Error) => void
  /** Resolves when nothing is in flight, possibly after the last socket has closed: a write continues without its caller. */
  idle: () => Promise<void>
  /** Resolves when no write is in flight, at the latest at the deadline of the last one. */
  writesEnd: () => Promise<void>
}

interface InFlight {
  signal: AbortController
  isWrite: () => boolean
  ended: Promise<void>
}

export function createLifetimes(timeoutMs: number): Lifetimes {
  const inFlight = new Set<InFlight>()

  function start(response: ServerResponse, isWrite: () => boolean): Lifetime {
    // AbortSignal.timeout and AbortSignal.any would retain the request until the timeout. This timer is cleared when the request ends.
    const signal = new AbortController()
    const deadline = new AbortController()
    // Every AWS call of the request adds a listener, and Node reports more than ten as a leak.
    setMaxListeners(0, signal.signal, deadline.signal)

    function onDeadline(): void {
      const reason = new DOMException(
        `The request took longer than ${timeoutMs} ms (REQUEST_TIMEOUT_MS).`,
        'TimeoutError',
      )
      signal.abort(reason)
      deadline.abort(reason)
    }
    function onClose(): void {
      if (!response.writableFinished) signal.abort(new DOMException('The caller hung up.', 'AbortError'))
    }
    function end(): void {
      clearTimeout(timer)
      response.off('close', onClose)
      inFlight.delete(entry)
      settle?.()
    }

    let settle: (() => void) | undefined
    const ended = new Promise<void>((resolve) => (settle = resolve))
    const entry = { signal, isWrite, ended }
    const deadlineAt = performance.now() + timeoutMs
    const timer = setTimeout(onDeadline, timeoutMs)
    response.once('close', onClose)
    inFlight.add(entry)
    // The caller may have hung up earlier: then `close` has already been emitted.
    if (response.req.socket.destroyed) onClose()
    return { readSignal: signal.signal, writeSignal: deadline.signal, deadlineAt, end }
  }

  function abortReads(reason: Error): void {
    for (const { signal, isWrite } of inFlight) if (!isWrite()) signal.abort(reason)
  }

  /** Resolves when the requests in flight that `counts` selects have ended. Called only after the last request has started. */
  async function endOf(counts: (entry: InFlight) => boolean): Promise<void> {
    await Promise.all([...inFlight].filter(counts).map(({ ended }) => ended))
  }

  return { start, abortReads, idle: () => endOf(() => true), writesEnd: () => endOf(({ isWrite }) => isWrite()) }
}
