/** The HTTP connections to an endpoint. Marks the errors that occur before anything can have been sent. */
import { Agent as HttpAgent, type AgentOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { HttpHandler } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { property } from '../lib/thrown.js'

/** A dashboard uses a few at a time. AWS would throttle the calls long before more connections helped. */
const MAX_SOCKETS = 50
/** Covers DNS, TCP and TLS together. */
const CONNECTION_TIMEOUT_MS = 3_000

/**
 * Reuses connections, except for requests that must not be repeated: they have the header `connection: close` and get a new connection each. A peer may close
 * an idle connection at any time, and the client then cannot know whether a request on it has arrived. `timeoutMs` applies to one attempt.
 */
export function createRequestHandler(timeoutMs: number): HttpHandler {
  const reused = createHandler({ keepAlive: true, maxSockets: MAX_SOCKETS }, timeoutMs)
  // Not `maxSockets`: with it, Node gives a used socket to a waiting request even without keepAlive.
  const fresh = createHandler({ keepAlive: false, maxTotalSockets: MAX_SOCKETS }, timeoutMs)
  return {
    handle: (request, options) => (request.headers['connection'] === 'close' ? fresh : reused).handle(request, options),
    destroy() {
      reused.destroy()
      fresh.destroy()
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
}

function createHandler(options: AgentOptions, timeoutMs: number): NodeHttpHandler {
  const connectionTimeout = Math.min(CONNECTION_TIMEOUT_MS, timeoutMs)
  return new NodeHttpHandler({
    // covers the wait for a free socket
    connectionTimeout,
    requestTimeout: timeoutMs,
    // without this, the SDK only logs a warning and waits forever
    throwOnRequestTimeout: true,
    httpAgent: watchOpening(new HttpAgent(options), 'connect', connectionTimeout),
    httpsAgent: watchOpening(new HttpsAgent(options), 'secureConnect', connectionTimeout),
  })
}

/** Whether the connection failed before it was open: then nothing was sent over it. */
export function isBeforeConnection(error: unknown): boolean {
  return property(error, 'beforeConnection') === true
}

/**
 * Marks the errors of connections that are not open yet, and closes connections that take longer than `timeoutMs` to open. Error codes do not show whether
 * a connection was open: ECONNRESET and EHOSTUNREACH also end open ones, TLS has dozens of codes, and a host with several addresses reports one error for all.
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
  // the SDK retries errors with this name
  error.name = 'TimeoutError'
  return error
}
