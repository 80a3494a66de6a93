/** Whether AWS answers, for /readyz. */
import type { Metrics } from '../telemetry/metrics.js'
import type { Budget } from './budget.js'
import { readReply } from './conform.js'
import type { Attempt, Endpoint } from './endpoint.js'
import { observeCalls } from './observe.js'
import { nameOf } from './operations.js'
import { dryRun, readUpstreamError, UpstreamError, verdictOn } from './upstream-error.js'

type Ready = (signal: AbortSignal, timeoutMs: number) => Promise<void>

export function createReadiness(
  endpoints: readonly Endpoint[],
  { budget, metrics }: { budget: Budget | undefined; metrics: Metrics | undefined },
): Ready {
  /** For half of its time at most, and then it is sent all the same: a gateway whose budget is spent is ready. */
  const waitForProbe = async (signal: AbortSignal): Promise<void> => {
    const turn = { precedence: 'probe', signal, isRepeated: false, refusal: () => undefined } as const
    await budget?.take('describeCases', turn).catch(() => {})
  }

  return async (signal, timeoutMs) => {
    const observe = observeCalls(metrics, undefined)
    // An endpoint that hangs leaves the others their share of the time. AbortSignal.timeout accepts whole numbers only.
    const shareMs = Math.floor(timeoutMs / endpoints.length)
    let failure: unknown
    for (const endpoint of endpoints) {
      const share = AbortSignal.any([signal, AbortSignal.timeout(shareMs)])
      try {
        await waitForProbe(AbortSignal.any([signal, AbortSignal.timeout(Math.floor(shareMs / 2))]))
        return await dryRun(() => observe(nameOf('describeCases'), (observed) => probe(endpoint, share, observed)))
      } catch (error) {
        failure ??= error
        const cause = error instanceof UpstreamError ? error.cause : error
        if (!share.aborted && verdictOn(cause, signal) !== 'ill') throw error
      }
    }
    throw failure
  }
}

/** A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs. */
async function probe(endpoint: Endpoint, abortSignal: AbortSignal, attempt: Attempt): Promise<void> {
  const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
  // It comes again by itself: retries would outlive its time.
  const how = { abortSignal, repeat: false, attempt }
  try {
    readReply('describeCases', input, await endpoint.send('describeCases', input, how))
  } catch (error) {
    throw readUpstreamError(error, nameOf('describeCases'), abortSignal, false)
  }
}
