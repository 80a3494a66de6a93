/** What is told of calls to AWS while they happen: counts for /metrics, and spans of the request's trace. */
import type { Metrics } from '../telemetry/metrics.js'
import type { Trace } from '../telemetry/tracing.js'
import { callMetrics } from './call-metrics.js'
import { callSpans } from './call-spans.js'
import type { ObserveCall } from './endpoint.js'

export function observeCalls(metrics: Metrics | undefined, trace: Trace | undefined): ObserveCall {
  const count = metrics ? callMetrics(metrics) : unobserved
  if (trace === undefined) return count
  const span = callSpans(trace)
  return (operation, work) =>
    span(operation, (inSpan) =>
      count(operation, (counted) => work((request, send) => inSpan(request, () => counted(request, send)))),
    )
}

const unobserved: ObserveCall = (_, work) => work((_request, send) => send())
