/**
 * How long a request may take, and which are in flight. `readSignal` is for reads: it aborts at the deadline and when the caller has gone.
 * `writeSignal` is for writes, which a caller who hangs up must not cut in the middle.
 */
import { setMaxListeners } from 'node:events'
import type { ServerResponse } from 'node:http'

export interface Lifetime {
  readSignal: AbortSignal
  writeSignal: AbortSignal
  /** When that is, by `performance.now()`. */
  deadlineAt: number
  end: () => void
}

export interface Lifetimes {
  /** `isWrite` says what is known of the request by the time that it is asked. */
  start: (response: ServerResponse, isWrite: () => boolean) => Lifetime
  /** Aborts all reads in flight. */
  abortReads: (reason: Error) => void
  /** Resolves when nothing is in flight, which may be after the last socket has closed: a write goes on without its caller. */
  idle: () => Promise<void>
  /** Resolves when no write is in flight: at the latest one's own deadline. */
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
    // Two controllers and one timer that is cleared, and not AbortSignal.timeout and .any: those hold on to the request until the time is up.
    const signal = new AbortController()
    const deadline = new AbortController()
    // Each call of the request listens, and Node takes more than ten for a leak.
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
      if (!response.writableFinished) signal.abort(new DOMException('The caller has gone.', 'AbortError'))
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
    // It may have gone before: then `close` has been.
    if (response.req.socket.destroyed) onClose()
    return { readSignal: signal.signal, writeSignal: deadline.signal, deadlineAt, end }
  }

  function abortReads(reason: Error): void {
    for (const { signal, isWrite } of inFlight) if (!isWrite()) signal.abort(reason)
  }

  /** Resolves when those have ended that are in flight now and count. No request begins any more by the time that this is asked. */
  async function endOf(counts: (entry: InFlight) => boolean): Promise<void> {
    await Promise.all([...inFlight].filter(counts).map(({ ended }) => ended))
  }

  return { start, abortReads, idle: () => endOf(() => true), writesEnd: () => endOf(({ isWrite }) => isWrite()) }
}
