// Redis that is gone: what a request takes meanwhile, beside one whose Redis works, and one that never had any.
import { createPool, openLoop, pace, percentiles, requestOf } from './load.js'
import { startRedis } from './processes.js'
import { milliseconds, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard, dashboardInOtherWords } from './workloads.js'

const PER_SECOND = 20
const BLOCKS = 5
const BLOCK_MS = 3_000

export async function redis() {
  if ((await startRedis()) === undefined)
    return { markdown: '## Redis that is gone\n\nNot measured: no redis-server was found.' }
  const emulator = await startEmulator()
  const gateways = []
  for (const [name, lose] of [
    ['without Redis', undefined],
    ['with Redis', () => {}],
    ['whose Redis has died', ({ stop }) => stop()],
    ['whose Redis hangs', ({ pause }) => pause()],
  ]) {
    const server = lose && (await startRedis())
    const { url } = await startGateway(emulator.url, server && { REDIS_URL: server.url })
    gateways.push({ name, url, pool: createPool(url), lose: () => lose?.(server), remembered: [], executed: [] })
  }

  const body = dashboard()
  const block = async ({ url, pool }, nextBody) =>
    openLoop(() => pool.ask(requestOf(url, nextBody())), { perSecond: PER_SECOND, ms: pace(BLOCK_MS) })
  for (const gateway of gateways) {
    for (const nextBody of [() => body, dashboardInOtherWords]) await block(gateway, nextBody)
    await gateway.lose()
    // Those of the first second wait for a Redis that hangs; this is about all the others.
    await block(gateway, () => body)
  }
  let number = 0
  for (let count = 0; count < BLOCKS; count++) {
    for (const gateway of gateways) {
      gateway.remembered.push(...(await block(gateway, () => body)))
      gateway.executed.push(...(await block(gateway, () => dashboardInOtherWords(number++))))
    }
  }
  for (const { pool } of gateways) pool.close()

  const rows = gateways.map(({ name, remembered, executed }) => [name, percentiles(remembered), percentiles(executed)])
  const [, whole, run] = rows.find(([name]) => name === 'with Redis')
  const gone = rows.filter(([name]) => /died|hangs/.test(name))
  return {
    added: Math.max(
      ...gone.flatMap(([, remembered, executed]) => [remembered.p50 - whole.p50, executed.p50 - run.p50]),
    ),
    markdown: [
      '## Redis that is gone',
      '',
      `The same 25 cases, warm, at ${PER_SECOND} requests a second: an answer that is remembered, and another text each time, which is run.`,
      '',
      table(
        ['a gateway', 'remembered: p50 ms', 'p99 ms', 'run: p50 ms', 'p99 ms'],
        rows.map(([name, remembered, executed]) => [
          name,
          ...[remembered.p50, remembered.p99, executed.p50, executed.p99].map(milliseconds),
        ]),
      ),
    ].join('\n'),
  }
}
