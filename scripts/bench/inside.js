// Runs inside every process that is measured, before its program (`node --import`): answers what the benchmark asks over the channel of its parent.
const LOOK_EVERY_MS = 5
let longestBlock

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
    if (longestBlock === undefined) look()
    const found = longestBlock ?? 0
    longestBlock = 0
    return found
  },
}

/** A loop that was late while its process had no CPU has waited for other processes of the machine: that is no block of its own. */
function look() {
  const due = performance.now() + LOOK_EVERY_MS
  const cpu = process.cpuUsage()
  const timer = setTimeout(() => {
    const { user, system } = process.cpuUsage(cpu)
    longestBlock = Math.max(longestBlock, Math.min(performance.now() - due, (user + system) / 1_000))
    look()
  }, LOOK_EVERY_MS)
  timer.unref()
}

process.on('message', (question) => process.send(answers[question]()))
// Nothing that was started outlives the benchmark, however that ends.
process.on('disconnect', () => process.exit())
