// Runs inside every process that is measured, before its program (`node --import`): answers what the benchmark asks over the channel of its parent.
let session

const answers = {
  /** Microseconds of CPU so far, those of the threads that collect garbage included. */
  cpu: () => process.cpuUsage(),
  /** Bytes, once what nobody holds is gone. Takes --expose-gc. */
  memory: () => {
    for (let times = 0; times < 3; times++) globalThis.gc()
    return process.memoryUsage()
  },
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

async function answer({ id, question }) {
  process.send({ id, answer: await answers[question]() })
}

process.on('message', (message) => void answer(message))
// Nothing that was started outlives the benchmark, however that ends.
process.on('disconnect', () => process.exit())
