/** Which request a socket carries, and until when it is in flight. */
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Settles when nothing runs for it any more, which may be after its response has closed; undefined before it runs. Never rejects. */
    running?: Promise<unknown>
  }
}

const replies = new WeakMap<Socket, FastifyReply>()

/** From its first hook until its response has closed. */
export function putInFlight(reply: FastifyReply): void {
  const { socket } = reply.request.raw
  replies.set(socket, reply)
  reply.raw.once('close', () => replies.delete(socket))
}

/** To the request that is in flight on a socket. */
export function replyOn(socket: Socket): FastifyReply | undefined {
  return replies.get(socket)
}

/**
 * Closes the connection of a request that was sent before the response to the one before (pipelining), and returns whether it was. No client
 * does this, and Node would not tell when a caller goes whose requests wait behind another: they would stay in flight for ever.
 */
export function closePipelined(reply: FastifyReply): boolean {
  const { socket } = reply.request.raw
  const before = replyOn(socket)
  if (before === undefined) return false
  before.request.summary.isCut = true
  reply.hijack()
  socket.destroy()
  return true
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
