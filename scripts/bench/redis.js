// Request latency during a Redis outage, compared with a working Redis and with no Redis.
import { openLoop, pace, post } from './load.js'
import { startRedis } from './processes.js'
import { percentiles, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardWithNewText } from './workloads.js'

const PER_SECOND = 20
const BLOCKS = 5
const BLOCK_MS = 3_000
/** What happens to the Redis of each gateway. The first gateway has none. */
const LOSSES = {
  'without Redis': undefined,
  'with Redis': () => {},
  'with Redis killed': ({ stop }) => stop(),
  'with Redis hanging': ({ pause }) => pause(),
}

const block = ({ url }, nextBody) =>
  openLoop(() => post(url, nextBody()), { perSecond: PER_SECOND, ms: pace(BLOCK_MS) })

export async function redis() {
  const emulator = await startEmulator()
  let number = 0
  const other = () => dashboardWithNewText(number++)

  const gateways = []
  for (const [name, lose] of Object.entries(LOSSES)) {
    const server = lose && (await startRedis())
    const { url } = await startGateway(emulator.url, server && { REDIS_URL: server.url })
    const gateway = { name, url, cached: [], run: [] }
    for (const nextBody of [dashboard, other]) await block(gateway, nextBody)
    await lose?.(server)
    // Requests of the first second wait for a hanging Redis; this benchmark measures the ones after that.
    await block(gateway, dashboard)
    gateways.push(gateway)
  }
  for (let count = 0; count < BLOCKS; count++) {
    for (const gateway of gateways) {
      gateway.cached.push(...(await block(gateway, dashboard)))
      gateway.run.push(...(await block(gateway, other)))
    }
  }

  const rows = gateways.map(({ name, cached, run }) => [name, percentiles(cached), percentiles(run)])
  const [, healthy, ...outages] = rows
  return {
    added: Math.max(...outages.flatMap((row) => [1, 2].map((kind) => row[kind].p50 - healthy[kind].p50))),
    markdown: table(
      ['this gateway', 'cached: p50 ms', 'p99 ms', 'executed: p50 ms', 'p99 ms'],
      rows.map(([name, ...kinds]) => [name, ...kinds.flatMap(({ p50, p99 }) => [p50.toFixed(1), p99.toFixed(1)])]),
    ),
  }
}
