/**
 * Closes connections whose reader takes nothing of a response for half a minute: until then the response stays in memory. Slow readers take some of it
 * in that time, and keep their connection.
 */
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { property } from '../lib/thrown.js'
import { replyOn } from './in-flight.js'

const STALLED_MS = 30_000
/** Counted, and not timed: a process that was paused has had one check, and its readers no chance to take anything. */
const CHECKS = 6

export function closeStalled(app: FastifyInstance, stalledMs = STALLED_MS): void {
  const sockets = new Map<Socket, { taken: number; checks: number }>()
  app.server.on('connection', (socket: Socket) => {
    sockets.set(socket, { taken: 0, checks: 0 })
    socket.once('close', () => sockets.delete(socket))
  })

  async function check(): Promise<void> {
    const isWriting = [...sockets.keys()].some((socket) => socket.writableLength > 0)
    const kernel = isWriting ? await kernelQueues() : undefined
    for (const [socket, state] of sockets) {
      const taken = socket.bytesWritten - handleQueue(socket) - (kernel?.get(portsOf(socket)) ?? 0)
      state.checks = socket.writableLength > 0 && taken === state.taken ? state.checks + 1 : 0
      state.taken = taken
      if (state.checks < CHECKS) continue
      const reply = replyOn(socket)
      if (reply) reply.request.summary.isCut = true
      // With a reset, or the kernel would keep its part for a reader that may come back.
      socket.resetAndDestroy()
    }
  }
  const timer = setInterval(() => void check(), stalledMs / CHECKS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function portsOf({ localPort, remotePort }: Socket): string {
  return `${localPort} ${remotePort}`
}

/** What of a write the kernel has not taken. Only the handle knows; Node's own socket timeout asks it as well. */
function handleQueue(socket: Socket): number {
  return Number(property(property(socket, '_handle'), 'writeQueueSize') ?? 0)
}

/**
 * What the kernel has of each connection that its reader has not taken, by the ports. The kernel takes more only when a third of some MB is free, which
 * a slow reader needs minutes for. Linux tells; elsewhere such a reader counts as stalled.
 */
async function kernelQueues(): Promise<ReadonlyMap<string, number>> {
  const queues = new Map<string, number>()
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const table = await readFile(file, 'latin1').catch(() => '')
    // local address, remote address, state, send queue: all in hexadecimal
    for (const [, ...columns] of table.matchAll(/:([\dA-F]{4}) [\dA-F]+:([\dA-F]{4}) [\dA-F]{2} ([\dA-F]{8}):/g)) {
      const [local = 0, remote = 0, bytes = 0] = columns.map((column) => Number.parseInt(column, 16))
      queues.set(`${local} ${remote}`, (queues.get(`${local} ${remote}`) ?? 0) + bytes)
    }
  }
  return queues
}
