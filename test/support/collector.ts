import { onTestFinished } from 'vitest'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A span as in OTLP's JSON, with its attributes as an object. */
export interface ReceivedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: Record<string, unknown>
  error: boolean
}

interface OtlpValue {
  stringValue?: string
  intValue?: number
  boolValue?: boolean
}
interface OtlpSpan extends Omit<ReceivedSpan, 'attributes' | 'error'> {
  attributes: { key: string; value: OtlpValue }[]
  status: { code?: number; message?: string }
}
interface OtlpBody {
  resourceSpans: { resource: Pick<OtlpSpan, 'attributes'>; scopeSpans: { spans: OtlpSpan[] }[] }[]
}

/** A trace collector for OTLP over HTTP. `status` is the status of its responses. */
export async function startCollector(status = 200) {
  const requests: { path: string; type: string; body: Buffer }[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    requests.push({ path: request.url ?? '', type: String(request.headers['content-type']), body })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  }
  const server = createServer((request, response) => void serve(request, response))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const bodies = () => requests.map(({ body }) => JSON.parse(body.toString()) as OtlpBody)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** Everything received, as text. */
    text: () => requests.map(({ body }) => body.toString('latin1')).join('\n'),
    /** The spans received as JSON, in the order in which they ended. */
    spans: (): ReceivedSpan[] =>
      bodies()
        .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans))
        .flatMap(({ spans }) => spans)
        .map(({ attributes, status, ...span }) => ({
          ...span,
          attributes: asObject(attributes),
          error: status.code === 2,
        })),
    resource: () => asObject(bodies()[0]?.resourceSpans[0]?.resource.attributes ?? []),
  }
}

function asObject(attributes: OtlpSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, boolValue } }) => [
      key,
      stringValue ?? intValue ?? boolValue,
    ]),
  )
}

/** A trace as lines, each span indented below its parent: its name and the result of `show`. */
export function drawTrace(spans: ReceivedSpan[], show: (span: ReceivedSpan) => string = () => ''): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const below = (parents: ReceivedSpan[], indent: string): string[] =>
    parents.flatMap((span) => [
      `${indent}${span.name} ${show(span)}`.trimEnd(),
      ...below(
        spans.filter(({ parentSpanId }) => parentSpanId === span.spanId),
        `${indent}  `,
      ),
    ])
  return below(
    spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId)),
    '',
  )
}
