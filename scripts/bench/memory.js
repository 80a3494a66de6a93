// Memory after many requests compared with memory after few, to reveal leaks.
import { CONNECTIONS, row } from './compare.js'
import { closedLoop, pace } from './load.js'
import { table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardWithNewText } from './workloads.js'

/** Numbers of requests. Queries with new text are executed each time and take longer, so a tenth as many are sent. */
const STEPS = [10_000, 100_000]

export async function memory() {
  const emulator = await startEmulator()
  const same = await measure(row('same query', await startGateway(emulator.url), dashboard()), STEPS)
  const other = await measure(
    row('new query text each time', await startGateway(emulator.url), dashboardWithNewText),
    STEPS.map((step) => step / 10),
  )
  return {
    ratio: same.at(-1).ratio,
    requests: STEPS,
    markdown: table(
      ['', 'requests', 'heap MB', 'RSS MB', 'ratio'],
      [...same, ...other].map(({ name, requests, heapUsed, rss, ratio }) => [
        name,
        requests.toLocaleString('en'),
        ...[heapUsed, rss].map((bytes) => (bytes / 2 ** 20).toFixed(0)),
        ratio.toFixed(2),
      ]),
    ),
  }
}

async function measure({ name, server, requests }, steps) {
  const found = []
  let done = 0
  for (const step of steps.map(pace)) {
    await closedLoop(server.url, requests, { connections: CONNECTIONS, amount: step - done })
    done = step
    const { rss, heapUsed } = await server.ask('memory')
    found.push({ name, requests: done, heapUsed, rss, ratio: rss / (found[0]?.rss ?? rss) })
  }
  return found
}
