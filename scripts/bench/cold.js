// Cold data: the latency that the gateway adds to that of AWS. `Cache-Control: no-cache` bypasses its cache, and the
// upstream takes 80 ms per call. The baseline is the SDK alone, making the same calls.
import { Support } from '@aws-sdk/client-support'
import { openLoop, pace, post } from './load.js'
import { percentiles, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard } from './workloads.js'

const LATENCY_MS = 80
const PER_SECOND = 20
const BLOCKS = 5
const BLOCK_MS = 3_000
const CASES = 25

const block = (ask) => openLoop(ask, { perSecond: PER_SECOND, ms: pace(BLOCK_MS) })

export async function cold() {
  const emulator = await startEmulator({ latencyMs: LATENCY_MS })
  const { url } = await startGateway(emulator.url)
  const body = dashboard({ cases: CASES })
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const support = new Support({ endpoint: emulator.url, region: 'us-east-1', credentials })
  const callGateway = () => post(url, body, { 'cache-control': 'no-cache' })
  // The calls that any client needs for the dashboard. In parallel, they take the minimum time.
  const callAws = () =>
    Promise.all([
      support.describeCases({ includeResolvedCases: true, includeCommunications: true, maxResults: CASES }),
      support.describeServices({}),
      support.describeSeverityLevels({}),
    ])

  // Warm up: the first requests have no open connections and no compiled code.
  for (const ask of [callGateway, callAws]) await block(ask)
  const sdk = []
  const gateway = []
  for (let count = 0; count < BLOCKS; count++) {
    sdk.push(...(await block(callAws)))
    gateway.push(...(await block(callGateway)))
  }
  support.destroy()

  const least = percentiles(sdk)
  const whole = percentiles(gateway)
  const added = { p50: whole.p50 - least.p50, p99: whole.p99 - least.p99 }
  const rows = { 'the same calls by the SDK alone': least, 'this gateway': whole, '**added by the gateway**': added }
  return {
    added,
    markdown: table(
      ['', 'p50 ms', 'p99 ms'],
      Object.entries(rows).map(([name, { p50, p99 }]) => [name, p50.toFixed(1), p99.toFixed(1)]),
    ),
  }
}
