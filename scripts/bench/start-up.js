// Startup: the time from the start of a gateway's process to its first response, a page of 25 cases with cold caches,
// and its memory then. The baseline is a Node process that does nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { post } from './load.js'
import { median, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard } from './workloads.js'

const ROUNDS = 9

export async function startUp() {
  const emulator = await startEmulator()
  const baseline = []
  const gateway = []
  const rss = []
  for (let round = 0; round < ROUNDS; round++) {
    let from = performance.now()
    await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
    baseline.push(performance.now() - from)
    from = performance.now()
    const { url, ask, stop } = await startGateway(emulator.url)
    await post(url, dashboard())
    gateway.push(performance.now() - from)
    rss.push((await ask('rss')) / 2 ** 20)
    await stop()
  }
  const ratio = median(gateway.map((time, round) => time / baseline[round]))
  const rows = [
    ['`node -e 0`', median(baseline).toFixed(1), '1.0', '–'],
    ['this gateway', median(gateway).toFixed(1), ratio.toFixed(1), median(rss).toFixed(0)],
  ]
  return { ratio, rss: median(rss), markdown: table(['', 'ms', 'ratio', 'RSS MB'], rows) }
}
