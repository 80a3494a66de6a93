/** `app.close()` answers what is in flight, and ends within SHUTDOWN_TIMEOUT_MS whatever callers do. */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.js'
import { refuse, Refusal, STOPPING } from './errors.js'
import { arrivingOn, inFlightOn } from './in-flight.js'
import type { Lifetimes } from './lifetime.js'

/** A socket that has just been accepted has this long to show the request that it carries. */
const FIRST_BYTES_MS = 100

/** `isStopping` says whether the end has been announced: callers are asked to let go of their sockets from then on. */
export function drainOnClose(
  app: FastifyInstance,
  { shutdownTimeoutMs }: Config,
  lifetimes: Lifetimes,
  isStopping: () => boolean,
): void {
  const sockets = new Set<Socket>()
  let closing = false
  let timers: NodeJS.Timeout[] = []
  let giveUp: (() => void) | undefined
  const timeIsUp = new Promise<void>((resolve) => {
    giveUp = resolve
  })

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

  app.addHook('preClose', async () => {
    closing = true
    timers = [
      // Node closes idle sockets, but takes one that never sent a byte (browsers open some in advance) for a busy one.
      setTimeout(() => closeUnused(sockets), FIRST_BYTES_MS),
      // The last tenth is for turning what is aborted into answers.
      setTimeout(() => {
        lifetimes.abort(new DOMException(STOPPING, 'AbortError'))
        endArriving(sockets)
      }, shutdownTimeoutMs * 0.9),
      setTimeout(() => {
        app.server.closeAllConnections()
        giveUp?.()
      }, shutdownTimeoutMs),
    ]
  })

  // Runs after the server has closed: hooks of this kind go in the reverse order, and Fastify adds its own last.
  app.addHook('onClose', async () => {
    // A write whose caller has gone is still in flight, though it has no socket any more.
    await Promise.race([lifetimes.idle(), timeIsUp])
    for (const timer of timers) clearTimeout(timer)
  })
}

/** What has not arrived by now will not be answered in time: refused where its headers have come, cut off where not even they have. */
function endArriving(sockets: Set<Socket>): void {
  for (const socket of sockets) {
    const reply = arrivingOn(socket)
    if (reply && !reply.sent) refuse(new Refusal(503, STOPPING), reply.request, reply)
    else if (inFlightOn(socket).length === 0) socket.destroy()
  }
}

function closeUnused(sockets: Set<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
