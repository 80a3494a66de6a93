/** Tracks which request a socket carries, and when the request is done. */
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Resolves when nothing runs for the request anymore, possibly after its response has closed. Undefined before it runs. Never rejects. */
    running?: Promise<unknown>
  }
}

const replies = new WeakMap<Socket, FastifyReply>()

/** Registers a request as in flight, from its first hook until its response has closed. */
export function putInFlight(reply: FastifyReply): void {
  const { socket } = reply.request.raw
  replies.set(socket, reply)
  reply.raw.once('close', () => replies.delete(socket))
}

/** The reply to the request in flight on a socket. */
export function replyOn(socket: Socket): FastifyReply | undefined {
  return replies.get(socket)
}

/**
 * Closes the connection if the request was sent before the response to the previous one (pipelining), and returns whether it was. No known
 * client does this, and Node does not report hang-ups for requests that wait behind another: they would stay in flight forever.
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

/** Calls `listener` once, when the response has closed and nothing runs for the request anymore: a write may outlive its caller. */
export function onceDone(reply: FastifyReply, listener: () => void): void {
  const { raw, request } = reply
  const onClose = () => void (request.running ?? Promise.resolve()).then(listener)
  // `close` may already have been emitted.
  if (reply.sent || request.raw.socket.destroyed) onClose()
  else raw.once('close', onClose)
}

/** Whether the request is known to run a mutation. */
export function isMutation({ summary }: FastifyRequest): boolean {
  return summary.kind === 'mutation'
}
