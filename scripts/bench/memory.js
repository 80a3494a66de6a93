// Memory after many requests, compared with memory after few: what grows with each of them would show.
import { CONNECTIONS, row } from './compare.js'
import { closedLoop, pace } from './load.js'
import { table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords } from './workloads.js'

const STEPS = [10_000, 100_000]
/** For all of them: a machine on which they take longer does fewer, and says so. */
const MAX_MS = 180_000
/** How much of its time may be over after each step, so that the steps stay far from each other. */
const SHARES = [0.2, 1]

export async function memory() {
  const emulator = await startEmulator()
  const same = await measure('the same query', row('', await startGateway(emulator.url), dashboard()))
  const other = await measure(
    'another text each time',
    row('', await startGateway(emulator.url), dashboardInOtherWords),
  )
  return {
    ratio: same.ratio,
    requests: same.requests,
    markdown: [
      '## Memory',
      '',
      'Of one process, after a full garbage collection; the ratio is of what it has from the system (RSS).',
      '',
      table(['', 'requests', 'heap MB', 'RSS MB', 'ratio'], [...same.lines, ...other.lines]),
    ].join('\n'),
  }
}

async function measure(name, { server, nextRequest }) {
  const startedAt = performance.now()
  const lines = []
  let done = 0
  let first
  let ratio = 1
  const requests = []
  for (const [index, step] of STEPS.entries()) {
    const until = startedAt + (pace(MAX_MS) / 2) * SHARES[index]
    const ms = Math.max(1_000, until - performance.now())
    done += (await closedLoop(server.url, nextRequest, { connections: CONNECTIONS, ms, requests: step - done }))
      .requests
    const { rss, heapUsed } = await server.ask('memory')
    first ??= rss
    ratio = rss / first
    requests.push(done)
    lines.push([
      name,
      done.toLocaleString('en'),
      ...[heapUsed, rss].map((bytes) => (bytes / 2 ** 20).toFixed(0)),
      ratio.toFixed(2),
    ])
  }
  return { lines, ratio, requests }
}
