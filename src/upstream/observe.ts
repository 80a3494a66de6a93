/** What is told of calls to AWS while they happen: counts for /metrics, and spans of the request's trace. */
import type { Metrics } from '../telemetry/metrics.js'
import { callMetrics } from './call-metrics.js'
import { callSpans } from './call-spans.js'
import type { ObserveCall } from './endpoint.js'

export function observeCalls(metrics: Metrics | undefined): ObserveCall {
  if (metrics === undefined) return callSpans
  const count = callMetrics(metrics)
  return (operation, work) =>
    callSpans(operation, (inSpan) =>
      count(operation, (counted) => work((request, send) => inSpan(request, () => counted(request, send)))),
    )
}
