/**
 * `app.close()` waits for what is in flight: for reads up to SHUTDOWN_TIMEOUT_MS, for writes up to their own deadlines. What it gives up gets an error
 * that says so.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Config } from '../config/config.js'
import { SHUTTING_DOWN } from '../lib/errors.js'
import { refuse, Refusal, STOPPING } from './errors.js'
import { isMutation, replyOn } from './in-flight.js'
import type { Lifetimes } from './lifetime.js'

/** A socket that has just been accepted has this long to show the request that it carries. */
const FIRST_BYTES_MS = 100
/** Of SHUTDOWN_TIMEOUT_MS, for turning what is aborted into responses: a tenth, and no more than that takes. */
const MAX_LAST_MS = 2_000

/** `isStopping` says whether the end has been announced: callers are asked to let go of their sockets from then on. */
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
    // Or the socket would stay open, idle, until its keep-alive timeout, and close() would wait for it.
    // And while a balancer still finds out, it is to open its next one elsewhere.
    if (closing || isStopping()) reply.header('connection', 'close')
    return payload
  })

  /** Acts after `ms`, unless all has ended by then. */
  function after(ms: number, act: () => void): Promise<void> {
    return delay(ms, undefined, { signal: drained.signal }).then(act, () => {})
  }

  app.addHook('preClose', async () => {
    closing = true
    // Node closes idle sockets, but takes one that never sent a byte (browsers open some in advance) for a busy one.
    void after(FIRST_BYTES_MS, () => closeUnused(sockets))
    void after(shutdownTimeoutMs - lastMs, () => {
      lifetimes.abortReads(Object.assign(new Error(STOPPING), { name: SHUTTING_DOWN }))
      refuseReads(sockets, ({ request }) => request.running === undefined)
    })
    // What does not heed its signal.
    void after(shutdownTimeoutMs - lastMs / 2, () => refuseReads(sockets, () => true))
    readsGivenUp = after(shutdownTimeoutMs, () => closeReads(sockets))
    // By then the last write that can have begun is past its deadline.
    allGivenUp = after(shutdownTimeoutMs + requestTimeoutMs + lastMs, () => app.server.closeAllConnections())
  })

  // Runs after the server has closed: hooks of this kind go in the reverse order, and Fastify adds its own last.
  app.addHook('onClose', async () => {
    // A write whose caller has gone is still in flight, though it has no socket any more.
    await Promise.race([lifetimes.idle(), readsGivenUp.then(() => lifetimes.writesEnd()), allGivenUp])
    drained.abort()
  })
}

/** Refuses those that have no response yet, so that callers know that they may try again; what has not even shown its headers is cut off. */
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
