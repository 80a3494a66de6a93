import { onTestFinished } from 'vitest'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { freePort } from './free-port.js'

/** A JSON response, or a function that writes any other response. */
export type StubReply = object | ((response: ServerResponse) => void)

/**
 * A stub of AWS Support: `reply` gets the operation and its input, and returns the response. Resolves with the URL, and
 * the calls received and their headers, in order.
 */
export async function startStubUpstream(reply: (operation: string, input: Record<string, unknown>) => StubReply) {
  const calls: { operation: string; input: Record<string, unknown> }[] = []
  const headers: IncomingHttpHeaders[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).replace('AWSSupport_20130415.', '')
    const input = JSON.parse(await text(request)) as Record<string, unknown>
    calls.push({ operation, input })
    headers.push(request.headers)
    const result = reply(operation, input)
    if (typeof result === 'function') result(response)
    else sendJson(response, result)
  }
  const server = createServer((request, response) => void serve(request, response))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, headers }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
}

/** An error as AWS sends it. */
export function awsError(name: string, message = '', status = 400): StubReply {
  return (response) => sendJson(response, { __type: name, message }, status)
}

/** A URL that refuses connections. */
export async function deadUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`
}
