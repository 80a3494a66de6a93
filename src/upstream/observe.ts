/** Observes calls to AWS while they run: counts and times for /metrics, and spans of the request's trace. */
import { SpanKind, type Span } from '@opentelemetry/api'
import { isThrottled, SHUTTING_DOWN } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { codeLabel, type Metrics } from '../telemetry/metrics.js'
import { inSpan, traceHeaders } from '../telemetry/tracing.js'
import type { Attempt, ObserveCall } from './endpoint.js'

/** A span for each call, with one for each of its attempts within. Names and attributes are OpenTelemetry's for AWS SDKs and HTTP clients. */
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
      // not before: until its turn comes, a call is no matter of AWS
      if (++attempts === 1) startedAt = performance.now()
      else metrics?.upstreamRetries.inc({ operation })
      return inSpan('POST', { kind: SpanKind.CLIENT, attributes }, async (span) => {
        // The request is signed: a header that is not in the signature is what proxies may change, and AWS ignores.
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
        // what was not sent took no time of AWS
        if (attempts > 0) metrics?.upstreamCallDuration.observe({ operation }, (performance.now() - startedAt) / 1000)
      }
    })
  }
}

function received(span: Span, status: unknown, requestId: unknown): void {
  if (typeof status === 'number') span.setAttribute('http.response.status_code', status)
  if (typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId)) span.setAttribute('aws.request_id', requestId)
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
