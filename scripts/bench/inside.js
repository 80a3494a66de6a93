// Runs inside every process that is measured, before its program (`node --import`): answers what the benchmark asks over the channel of its parent.
let session

/** How often the event loop is looked at, and how late it must be for that to be noted. */
const LOOK_EVERY_MS = 5
const LATE_MS = 20
let blocks
let watchedSince

const answers = {
  /** Microseconds of CPU so far, those of the threads that collect garbage included. */
  cpu: () => process.cpuUsage(),
  /** Bytes, once what nobody holds is gone. Takes --expose-gc. */
  memory: () => {
    for (let times = 0; times < 3; times++) globalThis.gc()
    return process.memoryUsage()
  },
  /** As it is, garbage and all. */
  rss: () => process.memoryUsage.rss(),
  /** From now on, notes how late the event loop comes to a timer. */
  watchLoop: () => {
    if (blocks === undefined) look(performance.now() + LOOK_EVERY_MS, process.cpuUsage())
    blocks = []
    watchedSince = performance.now()
  },
  /** Since watchLoop, the longest first: how long, with how much CPU time of the process, and how long after watchLoop. */
  loop: () => blocks.toSorted((a, b) => b.ms - a.ms),
  startProfile: async () => {
    // Not before it is needed: its import is part of every start that is measured.
    const { Session } = await import('node:inspector/promises')
    session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 200 })
    await session.post('Profiler.start')
  },
  stopProfile: async () => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return profile
  },
}

function look(due, cpu) {
  const timer = setTimeout(() => {
    const now = performance.now()
    if (now - due >= LATE_MS) {
      const { user, system } = process.cpuUsage(cpu)
      blocks.push({ ms: now - due, cpuMs: (user + system) / 1_000, afterMs: now - watchedSince })
    }
    look(now + LOOK_EVERY_MS, process.cpuUsage())
  }, LOOK_EVERY_MS)
  timer.unref()
}

async function answer({ id, question }) {
  process.send({ id, answer: await answers[question]() })
}

process.on('message', (message) => void answer(message))
// Nothing that was started outlives the benchmark, however that ends.
process.on('disconnect', () => process.exit())
