// Redis that is gone: what a request takes meanwhile, beside one whose Redis works, and one that never had any.
import { openLoop, pace, post } from './load.js'
import { startRedis } from './processes.js'
import { milliseconds, percentiles, section, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords } from './workloads.js'

const TITLE = 'Redis that is gone'
const PER_SECOND = 20
const BLOCKS = 5
const BLOCK_MS = 3_000
/** How each gateway loses its Redis; the first has none. */
const LOSSES = {
  'without Redis': undefined,
  'with Redis': () => {},
  'whose Redis has died': ({ stop }) => stop(),
  'whose Redis hangs': ({ pause }) => pause(),
}

export async function redis() {
  if ((await startRedis()) === undefined)
    return { markdown: section(TITLE, 'Not measured: no redis-server was found.') }
  const emulator = await startEmulator()
  let number = 0
  const other = () => dashboardInOtherWords(number++)
  const block = ({ url }, nextBody) =>
    openLoop(() => post(url, nextBody()), { perSecond: PER_SECOND, ms: pace(BLOCK_MS) })

  const gateways = []
  for (const [name, lose] of Object.entries(LOSSES)) {
    const server = lose && (await startRedis())
    const { url } = await startGateway(emulator.url, server && { REDIS_URL: server.url })
    const gateway = { name, url, remembered: [], executed: [] }
    for (const nextBody of [dashboard, other]) await block(gateway, nextBody)
    await lose?.(server)
    // Those of the first second wait for a Redis that hangs; this is about all the others.
    await block(gateway, dashboard)
    gateways.push(gateway)
  }
  for (let count = 0; count < BLOCKS; count++) {
    for (const gateway of gateways) {
      gateway.remembered.push(...(await block(gateway, dashboard)))
      gateway.executed.push(...(await block(gateway, other)))
    }
  }

  const rows = gateways.map(({ name, remembered, executed }) => [name, percentiles(remembered), percentiles(executed)])
  const [, whole, ...gone] = rows
  return {
    added: Math.max(...gone.flatMap((row) => [row[1].p50 - whole[1].p50, row[2].p50 - whole[2].p50])),
    markdown: section(
      TITLE,
      `The same 25 cases, warm, at ${PER_SECOND} requests a second: an answer that is remembered, and another text each time, which is run.`,
      table(
        ['a gateway', 'remembered: p50 ms', 'p99 ms', 'run: p50 ms', 'p99 ms'],
        rows.map(([name, ...times]) => [name, ...times.flatMap(({ p50, p99 }) => [p50, p99]).map(milliseconds)]),
      ),
    ),
  }
}
