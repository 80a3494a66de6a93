// Memory after many requests compared with memory after few, to reveal leaks.
import { CONNECTIONS, load, row } from './compare.js'
import { pace } from './load.js'
import { table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardWithNewText, dashboardWithNewVariables } from './workloads.js'

/** Numbers of requests. A new document is parsed and validated as well, so a tenth as many are sent. */
const STEPS = [10_000, 100_000]
/** Executing 100,000 requests for 25 cases would take most of the benchmark's time. */
const EXECUTED_CASES = 5

export async function memory() {
  const emulator = await startEmulator()
  const same = await measure(row('same query', await startGateway(emulator.url), dashboard()), STEPS)
  const executed = await measure(
    row(`new variables each time, ${EXECUTED_CASES} cases`, await startGateway(emulator.url), (number) =>
      dashboardWithNewVariables(number, { cases: EXECUTED_CASES }),
    ),
    STEPS,
  )
  const other = await measure(
    row('new document each time', await startGateway(emulator.url), dashboardWithNewText),
    STEPS.map((step) => step / 10),
  )
  return {
    ratio: same.at(-1).ratio,
    executedRatio: executed.at(-1).ratio,
    requests: STEPS,
    markdown: table(
      ['', 'requests', 'heap MB', 'RSS MB', 'ratio'],
      [...same, ...executed, ...other].map(({ name, requests, heapUsed, rss, ratio }) => [
        name,
        requests.toLocaleString('en'),
        ...[heapUsed, rss].map((bytes) => (bytes / 2 ** 20).toFixed(0)),
        ratio.toFixed(2),
      ]),
    ),
  }
}

async function measure(row, steps) {
  const { name, server } = row
  const found = []
  let done = 0
  for (const step of steps.map(pace)) {
    await load(row, { connections: CONNECTIONS, amount: step - done })
    done = step
    const { rss, heapUsed } = await server.ask('memory')
    found.push({ name, requests: done, heapUsed, rss, ratio: rss / (found[0]?.rss ?? rss) })
  }
  return found
}
