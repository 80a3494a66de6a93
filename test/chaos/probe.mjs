// Loaded into the gateway's process before it starts. Reports the resources of the process on request. Requires
// --expose-gc.
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * The longest event-loop block since the last report, in CPU time: on a busy machine, a process also waits for a core.
 * All threads count, including garbage collection, so this is an upper bound.
 */
let blockedMs = 0
let used = process.cpuUsage()
setInterval(() => {
  const since = process.cpuUsage(used)
  used = process.cpuUsage()
  blockedMs = Math.max(blockedMs, (since.user + since.system) / 1_000)
}, 5).unref()

process.on('message', (what) => void (what === 'blocked' ? reportBlocked() : reportHeld()))
// The IPC channel must not keep the process alive.
process.channel.unref()

async function reportHeld() {
  globalThis.gc()
  // Callbacks release what has just become unreachable, such as closed sockets.
  await delay(10)
  globalThis.gc()
  const resources = {}
  for (const type of process.getActiveResourcesInfo()) resources[type] = (resources[type] ?? 0) + 1
  // Idle sockets are not active resources, but they are open files.
  const openFiles = readdirSync('/dev/fd').length
  process.send({ resources, openFiles, heapBytes: process.memoryUsage().heapUsed })
}

function reportBlocked() {
  process.send({ blockedMs: Math.round(blockedMs) })
  blockedMs = 0
}
