/** Observes calls to AWS: counts and durations for /metrics, and spans in the trace of the request. */
import { SpanKind, type Span } from '@opentelemetry/api'
import { isThrottled, SHUTTING_DOWN } from '../lib/errors.js'
import { errorCodeOf, property } from '../lib/thrown.js'
import { codeLabel } from '../telemetry/labels.js'
import type { Metrics } from '../telemetry/metrics.js'
import { inSpan, traceHeaders } from '../telemetry/tracing.js'
import type { Attempt, ObserveCall } from './endpoint.js'

/** Creates a span for each call and a child span for each attempt. Names and attributes follow OpenTelemetry's conventions for AWS SDKs and HTTP clients. */
export function observeCalls(metrics: Metrics | undefined): ObserveCall {
  return (operation, work) => {
    let startedAt = 0
    let attempts = 0
    const attempt: Attempt = (request, send) => {
      const attributes = {
        'http.request.method': 'POST',
        'server.address': request.hostname,
        'http.request.resend_count': attempts || undefined,
      }
      metrics?.upstreamAttempts.inc({ operation })
      // The timer starts here, because the time in the queue is not AWS's.
      if (++attempts === 1) startedAt = performance.now()
      else metrics?.upstreamRetries.inc({ operation })
      return inSpan('POST', { kind: SpanKind.CLIENT, attributes }, async (span) => {
        // The request is already signed. AWS ignores headers that are not part of the signature, such as those that proxies add.
        Object.assign(request.headers, traceHeaders())
        try {
          const result = await send()
          const response = property(result, 'response')
          received(span, property(response, 'statusCode'), property(property(response, 'headers'), 'x-amzn-requestid'))
          return result
        } catch (error) {
          if (isThrottled(error)) metrics?.upstreamThrottles.inc({ operation })
          const metadata = property(error, '$metadata')
          received(span, property(metadata, 'httpStatusCode'), property(metadata, 'requestId'))
          throw error
        }
      })
    }

    const rpc = { 'rpc.system': 'aws-api', 'rpc.service': 'Support', 'rpc.method': operation }
    return inSpan(`Support.${operation}`, { kind: SpanKind.CLIENT, attributes: rpc }, async () => {
      let code = 'none'
      metrics?.upstreamCallsInFlight.inc()
      try {
        return await work(attempt)
      } catch (error) {
        code = codeOf(error)
        throw error
      } finally {
        metrics?.upstreamCallsInFlight.dec()
        metrics?.upstreamCalls.inc({ operation, code })
        // A call that was not sent took none of AWS's time.
        if (attempts > 0) metrics?.upstreamCallDuration.observe({ operation }, (performance.now() - startedAt) / 1000)
      }
    })
  }
}

function received(span: Span, status: unknown, requestId: unknown): void {
  if (typeof status === 'number') span.setAttribute('http.response.status_code', status)
  if (typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId)) span.setAttribute('aws.request_id', requestId)
}

/** The `code` label of a call that rejected. */
function codeOf(error: unknown): string {
  const name = property(error, 'name')
  // AWS's response to a dry run that would have worked
  if (name === 'DryRunOperationException') return 'none'
  // The caller disconnected, the request timed out, or the gateway is shutting down: not AWS's fault.
  if (name === 'AbortError' || name === SHUTTING_DOWN) return 'ABORTED'
  return codeLabel(errorCodeOf(error))
}
