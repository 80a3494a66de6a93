import { property } from '../lib/thrown.js'
import type { Trace } from '../telemetry/tracing.js'
import type { Attempt, ObserveCall } from './endpoint.js'

/** A span for each call, with one for each of its attempts within. Names and attributes are OpenTelemetry's for AWS SDKs and HTTP clients. */
export function callSpans(trace: Trace): ObserveCall {
  return (operation, work) => {
    const rpc = { 'rpc.system': 'aws-api', 'rpc.service': 'Support', 'rpc.method': operation }
    return trace.span(`Support.${operation}`, 'client', rpc, () => {
      let resends = 0
      const attempt: Attempt = (request, send) => {
        const http = {
          'http.request.method': 'POST',
          'server.address': request.hostname,
          ...(resends > 0 && { 'http.request.resend_count': resends }),
        }
        resends++
        return trace.span('POST', 'client', http, async (span) => {
          // The request is signed: a header that is not in the signature is what proxies may change, and AWS ignores.
          Object.assign(request.headers, span.headers())
          const answered = (status: unknown, requestId: unknown): void =>
            span.set({
              ...(typeof status === 'number' && { 'http.response.status_code': status }),
              ...(typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId) && { 'aws.request_id': requestId }),
            })
          try {
            const result = await send()
            const response = property(result, 'response')
            const headers = property(response, 'headers')
            answered(property(response, 'statusCode'), property(headers, 'x-amzn-requestid'))
            return result
          } catch (error) {
            const metadata = property(error, '$metadata')
            answered(property(metadata, 'httpStatusCode'), property(metadata, 'requestId'))
            throw error
          }
        })
      }
      return work(attempt)
    })
  }
}
