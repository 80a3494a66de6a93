import { isThrottled, SHUTTING_DOWN } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { codeLabel, type Metrics } from '../telemetry/metrics.js'
import type { Attempt, ObserveCall } from './endpoint.js'

/** Counts and times calls and their attempts. */
export function callMetrics(metrics: Metrics): ObserveCall {
  return async (operation, work) => {
    let startedAt = 0
    let attempts = 0
    const attempt: Attempt = async (_, send) => {
      metrics.upstreamAttempts.inc({ operation })
      // not before: until its turn comes, a call is no matter of AWS
      if (++attempts === 1) startedAt = performance.now()
      else metrics.upstreamRetries.inc({ operation })
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
  // the caller has gone, the request was out of time, or the gateway is shutting down: no fault of AWS
  if (name === 'AbortError' || name === SHUTTING_DOWN) return 'ABORTED'
  return codeLabel(property(property(error, 'extensions'), 'code'))
}
