/**
 * Traces by OpenTelemetry: HTTP request → GraphQL operation → batch of a loader → call to AWS → each attempt of it. Spans carry words of this
 * code, ids of AWS requests, numbers and codes; never query text, variables, ids of cases, messages of errors, or anything of a caller but the
 * trace itself. The packages are loaded only where there is somewhere to send to.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Attributes, Span as OtelSpan } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace-node'
import type { Config } from '../config/config.js'
import { identifier, property } from '../lib/thrown.js'
import { describeError, type Log } from './log.js'
import { readTraceparent, toTraceparent } from './traceparent.js'

/** How long stopping waits for a collector to take the last spans. */
const FLUSH_MS = 2_000
/** A collector that is down fails with every batch. */
const QUIET_MS = 60_000
const SERVICE_NAME = 'aws-support-as-a-graph'

export type SpanKind = 'server' | 'client' | 'internal'

export interface Span {
  set(attributes: Attributes): void
  rename(name: string): void
  /** Ends it. `error` is a code, if it failed. */
  end(error?: string): void
  /** What tells the next process that its work is part of this span. */
  headers(): Record<string, string>
}

/** The trace of one request. Its spans are its own, whatever else the process does meanwhile. */
export interface Trace {
  id: string
  /** Of the HTTP request. */
  server: Span
  /** Begins the span of the GraphQL operation: what follows is within it. */
  startOperation(name: string): Span
  /** Runs `work` in a span, within the span that the caller of this runs in. It fails with the code of the error that `work` rejects with. */
  span<T>(name: string, kind: SpanKind, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>
}

export interface Tracing {
  /** The trace that the caller names in its headers, or a new one. */
  startTrace(name: string, attributes: Attributes, headers: IncomingHttpHeaders): Trace
  /** Sends what there is, for two seconds at most. */
  stop(): Promise<void>
}

/** Undefined without OTEL_EXPORTER_OTLP_ENDPOINT, and with OTEL_SDK_DISABLED. The SDK reads its other variables itself: headers, sampler, service name, queue. */
export async function startTracing(
  { otlpEndpoint, otlpProtocol, tracingDisabled }: Pick<Config, 'otlpEndpoint' | 'otlpProtocol' | 'tracingDisabled'>,
  log: Log,
): Promise<Tracing | undefined> {
  if (otlpEndpoint === null || tracingDisabled) return undefined
  const [api, sdk, { defaultResource, detectResources, envDetector, resourceFromAttributes }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      otlpProtocol === 'http/json'
        ? import('@opentelemetry/exporter-trace-otlp-http')
        : import('@opentelemetry/exporter-trace-otlp-proto'),
    ])

  const url = new URL(otlpEndpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  const exporter = reportingFailures(new OTLPTraceExporter({ url: url.href }), log)
  // Not registered with the API: a second gateway in the process has its own, and nothing else makes spans.
  const provider = new sdk.BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer(SERVICE_NAME)
  const kinds = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    internal: api.SpanKind.INTERNAL,
  }
  /** The span that the code runs in, and the trace that it belongs to: no request ever continues in the span of another. */
  const running = new AsyncLocalStorage<{ trace: Trace; span: OtelSpan }>()

  const begin = (name: string, kind: SpanKind, attributes: Attributes, parent: OtelSpan | undefined): OtelSpan => {
    const context = parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpan(api.ROOT_CONTEXT, parent)
    return tracer.startSpan(name, { kind: kinds[kind], attributes }, context)
  }
  const asSpan = (span: OtelSpan): Span => ({
    set: (attributes) => void span.setAttributes(attributes),
    rename: (name) => void span.updateName(name),
    end(error) {
      if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: api.SpanStatusCode.ERROR })
      span.end()
    },
    headers() {
      const spanContext = span.spanContext()
      const tracestate = spanContext.traceState?.serialize()
      return { traceparent: toTraceparent(spanContext), ...(tracestate && { tracestate }) }
    },
  })

  return {
    startTrace(name, attributes, { traceparent, tracestate }) {
      const caller = readTraceparent(traceparent)
      const remote =
        caller &&
        api.trace.wrapSpanContext({
          ...caller,
          isRemote: true,
          ...(typeof tracestate === 'string' && { traceState: api.createTraceState(tracestate) }),
        })
      const server = begin(name, 'server', attributes, remote)
      let root = server
      const trace: Trace = {
        id: server.spanContext().traceId,
        server: asSpan(server),
        startOperation(name) {
          root = begin(name, 'internal', {}, server)
          return asSpan(root)
        },
        async span(name, kind, attributes, work) {
          const current = running.getStore()
          const otelSpan = begin(name, kind, attributes, current?.trace === trace ? current.span : root)
          const span = asSpan(otelSpan)
          try {
            const result = await running.run({ trace, span: otelSpan }, () => work(span))
            span.end()
            return result
          } catch (error) {
            span.end(errorType(error))
            throw error
          }
        },
      }
      return trace
    },
    async stop() {
      await Promise.race([provider.shutdown().catch(() => {}), delay(FLUSH_MS, undefined, { ref: false })])
    },
  }
}

/** The code for callers, or of the system, or the name of the error: never its message. */
function errorType(error: unknown): string | undefined {
  // AWS answers a dry run that would have worked with it
  if (property(error, 'name') === 'DryRunOperationException') return undefined
  const codes = [property(property(error, 'extensions'), 'code'), property(error, 'code'), property(error, 'name')]
  return codes.map(identifier).find((code) => code !== undefined) ?? 'Error'
}

function reportingFailures(exporter: SpanExporter, log: Log): SpanExporter {
  let quietUntil = 0
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() >= quietUntil) {
          quietUntil = performance.now() + QUIET_MS
          log.warn({ err: describeError(result.error), spans: spans.length }, 'the collector does not take traces')
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
