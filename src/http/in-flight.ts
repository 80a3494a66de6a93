/** Which requests a socket carries: more than one, if the caller does not wait for an answer before it sends the next. */
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Settles when nothing runs for it any more, which may be after its response has closed; undefined before it runs. Never rejects. */
    running?: Promise<unknown>
  }
}

const repliesBySocket = new WeakMap<Socket, Set<FastifyReply>>()

/** From its first hook until its response has closed. */
export function putInFlight(reply: FastifyReply): void {
  const { socket } = reply.request.raw
  const replies = repliesBySocket.get(socket) ?? watch(socket)
  replies.add(reply)
  reply.raw.once('close', () => replies.delete(reply))
}

/** Calls `listener` once, when the response has closed and nothing runs for it any more: a write outlives its caller. */
export function onceDone(reply: FastifyReply, listener: () => void): void {
  const { raw, request } = reply
  const onClose = () => void (request.running ?? Promise.resolve()).then(listener)
  // Then `close` may have been emitted.
  if (reply.sent || request.raw.socket.destroyed) onClose()
  else raw.once('close', onClose)
}

/** Whether a mutation is known to run for it. */
export function isMutation({ summary }: FastifyRequest): boolean {
  return summary.kind === 'mutation'
}

/** The requests of a socket that have not been answered, in the order in which they came. */
export function inFlightOn(socket: Socket): FastifyReply[] {
  return [...(repliesBySocket.get(socket) ?? [])]
}

/** The one of which a part is still to come. */
export function arrivingOn(socket: Socket): FastifyReply | undefined {
  return inFlightOn(socket).find(({ request }) => !request.raw.complete)
}

function watch(socket: Socket): Set<FastifyReply> {
  const replies = new Set<FastifyReply>()
  repliesBySocket.set(socket, replies)
  // When a socket closes, Node emits `close` of the response that has it, and not of those that wait behind it. One listener for all of them.
  socket.once('close', () => {
    for (const { raw } of replies) if (raw.socket === null) raw.emit('close')
  })
  return replies
}
