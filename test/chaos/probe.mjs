// Loaded into the gateway's process before it starts: tells, when it is asked, what the process holds. Needs --expose-gc.
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

process.on('message', () => void tell())
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
