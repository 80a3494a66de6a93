// Cold data: how much later than AWS the gateway answers. It reads through its cache for `Cache-Control: no-cache`, from an upstream that takes 80 ms for
// a call; beside it, the SDK alone makes the same calls.
import { Support } from '@aws-sdk/client-support'
import { openLoop, pace, post } from './load.js'
import { milliseconds, percentiles, section, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'
import { dashboard } from './workloads.js'

const LATENCY_MS = 80
const PER_SECOND = 20
const BLOCKS = 5
const BLOCK_MS = 3_000
const CASES = 25

export async function cold() {
  const emulator = await startEmulator({ latencyMs: LATENCY_MS })
  const { url } = await startGateway(emulator.url)
  const body = dashboard({ cases: CASES })
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const support = new Support({ endpoint: emulator.url, region: 'us-east-1', credentials })
  const askGateway = () => post(url, body, { 'cache-control': 'no-cache' })
  const block = (ask) => openLoop(ask, { perSecond: PER_SECOND, ms: pace(BLOCK_MS) })

  // The first of each finds neither connections nor compiled code.
  for (const ask of [askGateway, () => makeCalls(support)]) await block(ask)
  const sdk = []
  const gateway = []
  let calls = 0
  for (let count = 0; count < BLOCKS; count++) {
    sdk.push(...(await block(() => makeCalls(support))))
    await emulator.countCalls()
    gateway.push(...(await block(askGateway)))
    calls += await emulator.countCalls()
  }
  support.destroy()

  const least = percentiles(sdk)
  const whole = percentiles(gateway)
  const added = { p50: whole.p50 - least.p50, p99: whole.p99 - least.p99 }
  return {
    added,
    markdown: section(
      'Cold data',
      `The same 25 cases at ${PER_SECOND} requests a second with \`Cache-Control: no-cache\`, from an upstream that takes ${LATENCY_MS} ms for a call;\n` +
        `${(calls / gateway.length).toFixed(2)} calls per request, all at once.`,
      table(
        ['', 'p50 ms', 'p99 ms'],
        [
          line('the same calls by the SDK alone', least),
          line('this gateway', whole),
          line('**added by the gateway**', added),
        ],
      ),
    ),
  }
}

function line(name, { p50, p99 }) {
  return [name, milliseconds(p50), milliseconds(p99)]
}

/** What any client has to ask AWS for the dashboard, all at once: that is the least time it can take. */
function makeCalls(support) {
  return Promise.all([
    support.describeCases({ includeResolvedCases: true, includeCommunications: true, maxResults: CASES }),
    support.describeServices({}),
    support.describeSeverityLevels({}),
  ])
}
