// Memory after many requests, compared with memory after few: what grows with each of them would show.
import { CONNECTIONS, row } from './compare.js'
import { closedLoop, pace } from './load.js'
import { section, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords } from './workloads.js'

/** After how many requests, and how many seconds of each query may be over then: a machine on which they take longer does fewer, and says so. */
const STEPS = [
  { requests: 10_000, seconds: 18 },
  { requests: 100_000, seconds: 90 },
]
const CHUNK = 500

export async function memory() {
  const emulator = await startEmulator()
  const same = await measure('the same query', row('', await startGateway(emulator.url), dashboard()))
  const other = await measure(
    'another text each time',
    row('', await startGateway(emulator.url), dashboardInOtherWords),
  )
  return {
    ratio: same.at(-1).ratio,
    requests: same.map(({ requests }) => requests),
    markdown: section(
      'Memory',
      'Of one process, after a full garbage collection; the ratio is of what it has from the system (RSS).',
      table(
        ['', 'requests', 'heap MB', 'RSS MB', 'ratio'],
        [...same, ...other].map(({ name, requests, heapUsed, rss, ratio }) => [
          name,
          requests.toLocaleString('en'),
          ...[heapUsed, rss].map((bytes) => (bytes / 2 ** 20).toFixed(0)),
          ratio.toFixed(2),
        ]),
      ),
    ),
  }
}

async function measure(name, { server, requests }) {
  const startedAt = performance.now()
  const found = []
  let done = 0
  for (const step of STEPS) {
    do {
      const amount = Math.min(CHUNK, step.requests - done)
      await closedLoop(server.url, requests, { connections: CONNECTIONS, amount })
      done += amount
    } while (done < step.requests && performance.now() - startedAt < pace(step.seconds * 1_000))
    const { rss, heapUsed } = await server.ask('memory')
    found.push({ name, requests: done, heapUsed, rss, ratio: rss / (found[0]?.rss ?? rss) })
  }
  return found
}
