/**
 * Traces by OpenTelemetry: HTTP request → GraphQL operation → batch of a loader → call to AWS → each attempt of it. Spans carry words of this
 * code, ids of AWS requests, numbers and codes; never query text, variables, ids of cases, messages of errors, or anything of a caller but the
 * trace itself. Until `startTracing` has registered a provider, all of this does nothing, and the SDK is not loaded.
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
import { identifier, property } from '../lib/thrown.js'
import { describeError, type Log } from './log.js'

/** How long stopping waits for a collector to take the last spans. */
const FLUSH_MS = 2_000
/** A collector that is down fails with every batch. */
const QUIET_MS = 60_000
const SERVICE_NAME = 'aws-support-as-a-graph'

const propagator = new W3CTraceContextPropagator()

/** What a caller says in its headers of the trace that its request is part of: https://www.w3.org/TR/trace-context/. */
export function callerContext(headers: IncomingHttpHeaders): Context {
  return propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
}

/** The headers that tell the next process of the span that the code runs in. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {}
  propagator.inject(context.active(), headers, defaultTextMapSetter)
  return headers
}

/** Begins a span, which its caller has to end, within another. */
export function startSpan(name: string, options: SpanOptions, parent: Context): Span {
  return trace.getTracer(SERVICE_NAME).startSpan(name, options, parent)
}

/** Runs `work` in a span, within the span that the caller of this runs in. It fails with the code of the error that `work` rejects with. */
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

/** `code`: what went wrong, for programs; undefined if nothing did. */
export function failSpan(span: Span, code: string | undefined): void {
  if (code !== undefined) span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR })
}

/**
 * Sends spans to OTEL_EXPORTER_OTLP_ENDPOINT from now on, for the whole process; does nothing without it, or with OTEL_SDK_DISABLED. The SDK reads
 * its other variables itself: headers, sampler, service name, queue. What is returned stops it, and sends what there is, for two seconds at most.
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
