// Runs inside every measured process, before its program (`node --import`): responds to the benchmark's questions over
// IPC.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delays = monitorEventLoopDelay({ resolution: 5 })

const handlers = {
  /** Milliseconds of CPU so far, including garbage collection threads. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
  /** Bytes, after a full garbage collection. Requires --expose-gc. */
  memory: () => {
    for (let times = 0; times < 3; times++) globalThis.gc()
    return process.memoryUsage()
  },
  /** Bytes, without a garbage collection. */
  rss: () => process.memoryUsage.rss(),
  /** The longest event-loop block in milliseconds since the previous call; the first call starts the monitoring. */
  longestBlock: () => {
    const longest = delays.max / 1e6
    delays.reset()
    delays.enable()
    return longest
  },
}

process.on('message', (question) => process.send(handlers[question]()))
// No measured process outlives the benchmark, even if the benchmark crashes.
process.on('disconnect', () => process.exit())
