// Runs inside every process that is measured, before its program (`node --import`): answers what the benchmark asks over the channel of its parent.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delays = monitorEventLoopDelay({ resolution: 5 })

const answers = {
  /** Milliseconds of CPU so far, those of the threads that collect garbage included. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
  /** Bytes, once what nobody holds is gone. Takes --expose-gc. */
  memory: () => {
    for (let times = 0; times < 3; times++) globalThis.gc()
    return process.memoryUsage()
  },
  /** For how many milliseconds the event loop was blocked at most, since the question before; the first one begins to watch it. */
  longestBlock: () => {
    const longest = delays.max / 1e6
    delays.reset()
    delays.enable()
    return longest
  },
}

process.on('message', (question) => process.send(answers[question]()))
// Nothing that was started outlives the benchmark, however that ends.
process.on('disconnect', () => process.exit())
