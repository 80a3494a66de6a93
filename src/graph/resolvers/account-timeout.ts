/** How long a request waits for each of several accounts. */
import { setMaxListeners } from 'node:events'
import { untilAborted } from '../../upstream/upstream-error.js'
import type { Context } from '../context.js'

/** The same promises, which reject with UPSTREAM_TIMEOUT after ACCOUNT_TIMEOUT_MS, or once the request has ended. */
export function withAccountTimeout<T>(
  { accountTimeoutMs, scope }: Pick<Context, 'accountTimeoutMs' | 'scope'>,
  work: readonly Promise<T>[],
): Promise<T>[] {
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(new DOMException('', 'TimeoutError')), accountTimeoutMs)
  const over = AbortSignal.any([scope.readSignal, timeout.signal])
  // Each account adds a listener, so disable Node's warning about many listeners.
  setMaxListeners(0, over)
  const limited = work.map((one) => untilAborted(one, over))
  void Promise.allSettled(limited).then(() => clearTimeout(timer))
  return limited
}
