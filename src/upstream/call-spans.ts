import { SpanKind } from '@opentelemetry/api'
import { property } from '../lib/thrown.js'
import { inSpan, traceHeaders } from '../telemetry/tracing.js'
import type { Attempt, ObserveCall } from './endpoint.js'

/** A span for each call, with one for each of its attempts within. Names and attributes are OpenTelemetry's for AWS SDKs and HTTP clients. */
export const callSpans: ObserveCall = (operation, work) => {
  const rpc = { 'rpc.system': 'aws-api', 'rpc.service': 'Support', 'rpc.method': operation }
  return inSpan(`Support.${operation}`, { kind: SpanKind.CLIENT, attributes: rpc }, () => {
    let resends = 0
    const attempt: Attempt = (request, send) => {
      const attributes = {
        'http.request.method': 'POST',
        'server.address': request.hostname,
        ...(resends > 0 && { 'http.request.resend_count': resends }),
      }
      resends++
      return inSpan('POST', { kind: SpanKind.CLIENT, attributes }, async (span) => {
        // The request is signed: a header that is not in the signature is what proxies may change, and AWS ignores.
        Object.assign(request.headers, traceHeaders())
        const received = (status: unknown, requestId: unknown): void => {
          if (typeof status === 'number') span.setAttribute('http.response.status_code', status)
          if (typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId))
            span.setAttribute('aws.request_id', requestId)
        }
        try {
          const result = await send()
          const response = property(result, 'response')
          received(property(response, 'statusCode'), property(property(response, 'headers'), 'x-amzn-requestid'))
          return result
        } catch (error) {
          const metadata = property(error, '$metadata')
          received(property(metadata, 'httpStatusCode'), property(metadata, 'requestId'))
          throw error
        }
      })
    }
    return work(attempt)
  })
}
