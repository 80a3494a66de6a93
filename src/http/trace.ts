/** The span of an HTTP request to /graphql, and the id of its trace for the log. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readTraceparent } from '../telemetry/traceparent.js'
import type { Trace, Tracing } from '../telemetry/tracing.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** While traces are sent somewhere. */
    trace: Trace | undefined
    /** Of `trace`, or else of the caller's. */
    traceId: string | undefined
  }
}

export function traceRequest(request: FastifyRequest, reply: FastifyReply, tracing: Tracing | undefined): void {
  const route = request.routeOptions.url
  if (tracing === undefined || route !== '/graphql') {
    request.traceId = readTraceparent(request.headers.traceparent)?.traceId
    return
  }
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'url.path': route,
    'url.scheme': request.protocol,
  }
  const trace = tracing.startTrace(`${request.method} ${route}`, attributes, request.headers)
  request.trace = trace
  request.traceId = trace.id
  reply.raw.once('close', () => {
    const { headersSent, statusCode } = reply.raw
    if (headersSent) trace.server.set({ 'http.response.status_code': statusCode })
    trace.server.end(headersSent && statusCode >= 500 ? String(statusCode) : undefined)
  })
}
