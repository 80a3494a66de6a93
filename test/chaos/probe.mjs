// Loaded into the gateway's process before it starts: tells, when it is asked, what the process holds. Needs --expose-gc.
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * The longest that the event loop has been held up since this was last told, in CPU time: on a busy machine a process waits for its turn, too. All
 * threads count, those of the garbage collection included, so that it is less in truth.
 */
let blockedMs = 0
let used = process.cpuUsage()
setInterval(() => {
  const since = process.cpuUsage(used)
  used = process.cpuUsage()
  blockedMs = Math.max(blockedMs, (since.user + since.system) / 1_000)
}, 5).unref()

process.on('message', (what) => void (what === 'blocked' ? tellBlocked() : tell()))
// The channel must not keep the process from its end.
process.channel.unref()

async function tell() {
  globalThis.gc()
  // What is only just unreachable, such as sockets that have been closed, is let go by callbacks.
  await delay(10)
  globalThis.gc()
  const resources = {}
  for (const type of process.getActiveResourcesInfo()) resources[type] = (resources[type] ?? 0) + 1
  // Sockets that wait for their next call keep nothing busy, but are open.
  const openFiles = readdirSync('/dev/fd').length
  process.send({ resources, openFiles, heapBytes: process.memoryUsage().heapUsed })
}

function tellBlocked() {
  process.send({ blockedMs: Math.round(blockedMs) })
  blockedMs = 0
}
