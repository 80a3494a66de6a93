/**
 * How long a request may take, and which are in flight. `signal` is for reads: it aborts at the deadline and when the caller has gone.
 * `deadline` is for writes, which a caller who hangs up must not cut in the middle.
 */
import { setMaxListeners } from 'node:events'
import type { ServerResponse } from 'node:http'

export interface Lifetime {
  signal: AbortSignal
  deadline: AbortSignal
  /** When that is, by `performance.now()`. */
  deadlineAt: number
  end: () => void
}

export interface Lifetimes {
  start: (response: ServerResponse) => Lifetime
  /** Aborts what is in flight now. */
  abort: (reason: Error) => void
  /** Resolves when nothing is in flight, which may be after the last socket has closed: a write goes on without its caller. */
  idle: () => Promise<void>
}

export function createLifetimes(timeoutMs: number): Lifetimes {
  const inFlight = new Set<(reason: Error) => void>()
  let whenIdle: (() => void)[] = []

  function start(response: ServerResponse): Lifetime {
    // Two controllers and one timer that is cleared, and not AbortSignal.timeout and .any: those hold on to the request until the time is up.
    const signal = new AbortController()
    const deadline = new AbortController()
    // Each call of the request listens, and Node takes more than ten for a leak.
    setMaxListeners(0, signal.signal, deadline.signal)

    function abort(reason: Error): void {
      signal.abort(reason)
      deadline.abort(reason)
    }
    function onDeadline(): void {
      abort(new DOMException(`The request took longer than ${timeoutMs} ms (REQUEST_TIMEOUT_MS).`, 'TimeoutError'))
    }
    function onClose(): void {
      if (!response.writableFinished) signal.abort(new DOMException('The caller has gone.', 'AbortError'))
    }
    function end(): void {
      clearTimeout(timer)
      response.off('close', onClose)
      inFlight.delete(abort)
      if (inFlight.size > 0) return
      for (const resolve of whenIdle) resolve()
      whenIdle = []
    }

    const deadlineAt = performance.now() + timeoutMs
    const timer = setTimeout(onDeadline, timeoutMs)
    response.once('close', onClose)
    inFlight.add(abort)
    // It may have gone before: then `close` has been.
    if (response.req.socket.destroyed) onClose()
    return { signal: signal.signal, deadline: deadline.signal, deadlineAt, end }
  }

  function abort(reason: Error): void {
    for (const abortOne of inFlight) abortOne(reason)
  }

  function idle(): Promise<void> {
    return inFlight.size === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))
  }

  return { start, abort, idle }
}
