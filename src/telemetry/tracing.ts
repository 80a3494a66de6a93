/**
 * OpenTelemetry traces: HTTP request → GraphQL operation → loader batch → call to AWS → each attempt at it. Spans carry strings from this
 * code, AWS request ids, numbers and codes; never query text, variables, case ids, error messages, or anything from a caller except the trace
 * context. Until `startTracing` has registered a provider, all of this does nothing, and the SDK is not loaded.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanOptions,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { SpanExporter } from '@opentelemetry/sdk-trace-node'
import type { Config } from '../config/config.js'
import { errorCodeOf, identifier, property } from '../lib/thrown.js'
import { describeError, type Log } from './log.js'

/** How long a shutdown waits for the collector to accept the last spans. */
const FLUSH_MS = 2_000
/** Minimum time between warnings: while a collector is down, every batch fails. */
const QUIET_MS = 60_000
const SERVICE_NAME = 'aws-support-as-a-graph'

const propagator = new W3CTraceContextPropagator()

/** The trace context in a caller's headers: https://www.w3.org/TR/trace-context/. */
export function callerContext(headers: IncomingHttpHeaders): Context {
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
}

/** The headers that pass the current span to the next process. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {}
  propagator.inject(context.active(), headers, defaultTextMapSetter)
  return headers
}

/** Starts a span within `parent`. The caller must end it. */
export function startSpan(name: string, options: SpanOptions, parent: Context): Span {
  return trace.getTracer(SERVICE_NAME).startSpan(name, options, parent)
}

/** Runs `work` in a span within the current one. If `work` rejects, the span fails with the code of the error. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return trace.getTracer(SERVICE_NAME).startActiveSpan(name, options, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      failSpan(span, errorType(error))
      throw error
    } finally {
      span.end()
    }
  })
}

/** Marks a span as failed with `code`. Does nothing if `code` is undefined. */
export function failSpan(span: Span, code: string | undefined): void {
  if (code !== undefined) span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR })
}

/**
 * From now on, sends the spans of the whole process to OTEL_EXPORTER_OTLP_ENDPOINT. Does nothing if that is not set, or with OTEL_SDK_DISABLED. The SDK
 * reads its other variables itself: headers, sampler, service name, queue. The returned function sends the remaining spans, for two seconds at most, and
 * stops tracing.
 */
export async function startTracing(
  { otlpEndpoint, otlpProtocol, tracingDisabled }: Pick<Config, 'otlpEndpoint' | 'otlpProtocol' | 'tracingDisabled'>,
  log: Log,
): Promise<(() => Promise<void>) | undefined> {
  if (otlpEndpoint === null || tracingDisabled) return undefined
  const [sdk, { defaultResource, detectResources, envDetector, resourceFromAttributes }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      otlpProtocol === 'http/json'
        ? import('@opentelemetry/exporter-trace-otlp-http')
        : import('@opentelemetry/exporter-trace-otlp-proto'),
    ])

  const url = new URL(otlpEndpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  const exporter = reportingFailures(new OTLPTraceExporter({ url: url.href }), log)
  const provider = new sdk.NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  provider.register({ propagator: null })
  return async () => {
    await Promise.race([provider.shutdown().catch(() => {}), delay(FLUSH_MS, undefined, { ref: false })])
    trace.disable()
    context.disable()
  }
}

/** The error's code for callers, its system code or its name; never its message. */
function errorType(error: unknown): string | undefined {
  // AWS's response to a dry run that would have worked
  if (property(error, 'name') === 'DryRunOperationException') return undefined
  const codes = [errorCodeOf(error), property(error, 'code'), property(error, 'name')]
  return codes.map(identifier).find((code) => code !== undefined) ?? 'Error'
}

function reportingFailures(exporter: SpanExporter, log: Log): SpanExporter {
  let quietUntil = 0
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && performance.now() >= quietUntil) {
          quietUntil = performance.now() + QUIET_MS
          log.warn({ err: describeError(result.error), spans: spans.length }, 'the collector does not accept traces')
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
