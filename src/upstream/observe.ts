/** What is told of calls to AWS while they happen: counts for /metrics. */
import { isThrottled } from '../errors.js'
import { property } from '../log.js'
import { codeLabel, type Metrics } from '../metrics.js'

/** Passes one HTTP request to AWS through. */
export type Attempt = <T>(send: () => Promise<T>) => Promise<T>

/** Passes one call of an operation through; `work` passes each of its HTTP requests through `attempt`. */
export type ObserveCall = <T>(operation: string, work: (attempt: Attempt) => Promise<T>) => Promise<T>

/** Without metrics, calls are as they were. */
export function observeCalls(metrics: Metrics | undefined): ObserveCall {
  if (metrics === undefined) return (_, work) => work((send) => send())
  return async (operation, work) => {
    const startedAt = performance.now()
    let attempts = 0
    const attempt: Attempt = async (send) => {
      metrics.upstreamAttempts.inc({ operation })
      if (++attempts > 1) metrics.upstreamRetries.inc({ operation })
      try {
        return await send()
      } catch (error) {
        if (isThrottled(error)) metrics.upstreamThrottles.inc({ operation })
        throw error
      }
    }

    let code = 'none'
    metrics.upstreamCallsInFlight.inc()
    try {
      return await work(attempt)
    } catch (error) {
      code = codeOf(error)
      throw error
    } finally {
      metrics.upstreamCallsInFlight.dec()
      metrics.upstreamCalls.inc({ operation, code })
      // what was not sent took no time of AWS
      if (attempts > 0) metrics.upstreamCallDuration.observe({ operation }, (performance.now() - startedAt) / 1000)
    }
  }
}

/** The code of an `UpstreamError`, by what it says of AWS. */
function codeOf(error: unknown): string {
  const name = property(error, 'name')
  // AWS answers a dry run that would have worked with it
  if (name === 'DryRunOperationException') return 'none'
  // the caller has gone, or the request was out of time: no fault of AWS
  if (name === 'AbortError') return 'ABORTED'
  return codeLabel(property(property(error, 'extensions'), 'code'))
}
