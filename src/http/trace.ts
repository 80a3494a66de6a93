/** The span of an HTTP request to /graphql, and the id of its trace for the log. */
import { SpanKind, trace, type Context } from '@opentelemetry/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { callerContext, failSpan, startSpan } from '../telemetry/tracing.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The context of the request's span, or that of its caller if it has no span. */
    traceContext: Context
    traceId: string | undefined
  }
}

export function traceRequest(request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url
  request.traceContext = callerContext(request.headers)
  if (route === '/graphql') {
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'url.path': route,
      'url.scheme': request.protocol,
    }
    const span = startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, request.traceContext)
    request.traceContext = trace.setSpan(request.traceContext, span)
    reply.raw.once('close', () => {
      const { headersSent, statusCode } = reply.raw
      if (headersSent) span.setAttribute('http.response.status_code', statusCode)
      failSpan(span, headersSent && statusCode >= 500 ? String(statusCode) : undefined)
      span.end()
    })
  }
  const spanContext = trace.getSpanContext(request.traceContext)
  request.traceId = spanContext && trace.isSpanContextValid(spanContext) ? spanContext.traceId : undefined
}
