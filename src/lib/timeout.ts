/**
 * A signal that aborts when `signal` does, and after `ms`. Not AbortSignal.any with AbortSignal.timeout: Node 20 garbage-collects a timeout to which
 * only the combined signal refers, and that signal then never aborts.
 */
export function withTimeout(signal: AbortSignal, ms: number): AbortSignal {
  const timeout = new AbortController()
  setTimeout(() => timeout.abort(new DOMException('The time is over.', 'TimeoutError')), ms).unref()
  return AbortSignal.any([signal, timeout.signal])
}
