/** The HTTP connections to an endpoint, and which of their errors come before anything can have been sent. */
import { Agent as HttpAgent, type AgentOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { HttpHandler } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { property } from '../lib/thrown.js'

/** A dashboard opens a few at a time; AWS throttles long before more would help. */
const MAX_SOCKETS = 50
/** For DNS, TCP and TLS together. */
const CONNECTION_TIMEOUT_MS = 3_000

/**
 * Sends requests over connections that are kept alive, but each request with the header `connection: close` over a connection of its own. A peer may
 * close a kept connection at any time, and then nobody knows whether a request has arrived. `timeoutMs` is for one attempt.
 */
export function createRequestHandler(timeoutMs: number): HttpHandler {
  // With `maxSockets`, Node passes a socket on to a waiting request even without keepAlive.
  const kept = createHandler({ keepAlive: true, maxSockets: MAX_SOCKETS }, timeoutMs)
  const fresh = createHandler({ keepAlive: false, maxTotalSockets: MAX_SOCKETS }, timeoutMs)
  return {
    handle: (request, options) => (request.headers['connection'] === 'close' ? fresh : kept).handle(request, options),
    destroy() {
      kept.destroy()
      fresh.destroy()
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
}

function createHandler(options: AgentOptions, timeoutMs: number): NodeHttpHandler {
  const connectionTimeout = Math.min(CONNECTION_TIMEOUT_MS, timeoutMs)
  return new NodeHttpHandler({
    // for the wait until a socket is free
    connectionTimeout,
    requestTimeout: timeoutMs,
    // without it the SDK only logs a warning and waits forever
    throwOnRequestTimeout: true,
    httpAgent: watchOpening(new HttpAgent(options), 'connect', connectionTimeout),
    httpsAgent: watchOpening(new HttpsAgent(options), 'secureConnect', connectionTimeout),
  })
}

/** Whether an error has ended a connection before it was open: then nothing was sent over it. */
export function isBeforeConnection(error: unknown): boolean {
  return property(error, 'beforeConnection') === true
}

/**
 * Marks the errors of connections that are not open yet, and ends those that take longer than `timeoutMs` to open. Error codes would not tell:
 * ECONNRESET and EHOSTUNREACH also end open connections, TLS has dozens of codes, and a host with several addresses has one error for all of them.
 */
function watchOpening<A extends HttpAgent>(agent: A, opened: 'connect' | 'secureConnect', timeoutMs: number): A {
  const createConnection = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const socket = createConnection(options, callback)
    if (!socket) return socket
    const timer = setTimeout(() => socket.destroy(openingTimeout(timeoutMs)), timeoutMs)
    socket.once('error', markAsUnsent)
    socket.once(opened, () => {
      clearTimeout(timer)
      socket.off('error', markAsUnsent)
    })
    socket.once('close', () => clearTimeout(timer))
    return socket
  }
  return agent
}

function markAsUnsent(error: Error): void {
  Object.assign(error, { beforeConnection: true })
}

function openingTimeout(timeoutMs: number): Error {
  const error = new Error(`no connection within ${timeoutMs} ms`)
  // the name by which the SDK tries again
  error.name = 'TimeoutError'
  return error
}
