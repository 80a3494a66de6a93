/**
 * `app.close()` waits for requests in flight: for reads up to SHUTDOWN_TIMEOUT_MS, for writes up to their own deadlines. Reads that it gives up on
 * get a retryable error.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Config } from '../config/config.js'
import { SHUTTING_DOWN } from '../lib/errors.js'
import { refuse, Refusal, STOPPING } from './errors.js'
import { isMutation, replyOn } from './in-flight.js'
import type { Lifetimes } from './lifetime.js'

/** On close, a socket that has received nothing yet is closed after this time. */
const FIRST_BYTES_MS = 100
/** A tenth of SHUTDOWN_TIMEOUT_MS, but at most this, is reserved for responding to aborted requests. */
const MAX_LAST_MS = 2_000

/** Once `isStopping` returns true, responses ask callers to close their connections. */
export function drainOnClose(
  app: FastifyInstance,
  { shutdownTimeoutMs, requestTimeoutMs }: Config,
  lifetimes: Lifetimes,
  isStopping: () => boolean,
): void {
  const sockets = new Set<Socket>()
  const lastMs = Math.min(shutdownTimeoutMs / 10, MAX_LAST_MS)
  const drained = new AbortController()
  let closing = false
  let readsGivenUp = new Promise<void>(() => {})
  let allGivenUp = readsGivenUp

  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  app.addHook('onSend', async (_request, reply, payload) => {
    // Otherwise an idle socket would stay open until its keep-alive timeout, and close() would wait for it.
    // During the grace period, the header makes balancers open their next connection elsewhere.
    if (closing || isStopping()) reply.header('connection', 'close')
    return payload
  })

  /** Calls `act` after `ms`, unless everything has drained by then. */
  function after(ms: number, act: () => void): Promise<void> {
    return delay(ms, undefined, { signal: drained.signal }).then(act, () => {})
  }

  app.addHook('preClose', async () => {
    closing = true
    // Node closes idle sockets, but counts one that never sent a byte as busy (browsers open some connections in advance).
    void after(FIRST_BYTES_MS, () => closeUnused(sockets))
    void after(shutdownTimeoutMs - lastMs, () => {
      lifetimes.abortReads(Object.assign(new Error(STOPPING), { name: SHUTTING_DOWN }))
      refuseReads(sockets, ({ request }) => request.running === undefined)
    })
    // Also refuses reads that ignored their abort signal.
    void after(shutdownTimeoutMs - lastMs / 2, () => refuseReads(sockets, () => true))
    readsGivenUp = after(shutdownTimeoutMs, () => closeReads(sockets))
    // By then, the last write that could have started is past its deadline.
    allGivenUp = after(shutdownTimeoutMs + requestTimeoutMs + lastMs, () => app.server.closeAllConnections())
  })

  // Runs after the server has closed: onClose hooks run in reverse order, and Fastify adds its own last.
  app.addHook('onClose', async () => {
    // A write whose caller hung up is still in flight, without a socket.
    await Promise.race([lifetimes.idle(), readsGivenUp.then(() => lifetimes.writesEnd()), allGivenUp])
    drained.abort()
  })
}

/** Refuses reads that have no response yet, so callers know they may retry. Closes sockets whose request headers have not arrived. */
function refuseReads(sockets: Set<Socket>, isRefused: (reply: FastifyReply) => boolean): void {
  for (const socket of sockets) {
    const reply = replyOn(socket)
    if (reply === undefined) socket.destroy()
    else if (!reply.sent && !isMutation(reply.request) && isRefused(reply)) {
      refuse(new Refusal(503, STOPPING), reply.request, reply)
    }
  }
}

function closeReads(sockets: Set<Socket>): void {
  for (const socket of sockets) {
    const reply = replyOn(socket)
    if (reply === undefined || !isMutation(reply.request)) socket.destroy()
  }
}

function closeUnused(sockets: Set<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
