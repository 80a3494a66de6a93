// Warm data: the gateway's own overhead, compared with other servers of the same graph, and with a hand-written handler
// as the lower bound.
import { checkSameData, compare, row } from './compare.js'
import { startRedis } from './processes.js'
import { rateTable } from './report.js'
import { startContender, startEmulator, startGateway } from './servers.js'
import { checks, dashboard, dashboardWithNewText } from './workloads.js'

const AGAIN = 'this gateway, same query again'
const OTHER_TEXTS = 'this gateway, new query text each time'
/** The contenders: the name in contenders/main.js, and the name in tables. */
const CONTENDERS = {
  mercurius: 'Mercurius with JIT',
  apollo: 'standalone Apollo Server',
  yoga: 'graphql-yoga',
  'by-hand': 'a hand-written handler',
}

async function startAll(emulator, body) {
  const rows = [row(AGAIN, await startGateway(emulator.url), body)]
  for (const [key, name] of Object.entries(CONTENDERS)) {
    rows.push(row(name, await startContender(emulator.url, key), body))
  }
  return rows
}

/** A row's speed relative to the contenders, and its upstream calls per request. */
function quoted(results, name) {
  const { ratios, calls } = results.find((result) => result.name === name)
  return { calls, ratios: Object.fromEntries(Object.values(CONTENDERS).map((other) => [other, ratios[other]])) }
}

/** 25 cases with service, severity, five messages each and their attachments. */
export async function warm() {
  const emulator = await startEmulator()
  const gateway = (env) => startGateway(emulator.url, env)
  const redis = await startRedis()
  const body = dashboard()
  const rows = [
    ...(await startAll(emulator, body)),
    row(OTHER_TEXTS, await gateway(), dashboardWithNewText),
    // 99 different responses, of which the cache holds about 20.
    row('this gateway, more variables than it caches', await gateway({ CACHE_MAX_BYTES: '1048576' }), (number) =>
      dashboard({ files: 2 + (number % 99) }),
    ),
    row('this gateway, `Cache-Control: no-cache`', await gateway(), body, { 'cache-control': 'no-cache' }),
    row(`${AGAIN}, with Redis`, await gateway({ REDIS_URL: redis.url }), body),
  ]
  await checkSameData(rows, body)
  const results = await compare(rows, emulator, { rounds: 7, warmUpMs: 4_000 })
  return {
    again: quoted(results, AGAIN),
    otherTexts: quoted(results, OTHER_TEXTS),
    markdown: rateTable(results, Object.values(CONTENDERS)),
  }
}

/** 300 checks and their summaries. */
export async function trustedAdvisor() {
  const emulator = await startEmulator()
  const rows = await startAll(emulator, checks)
  await checkSameData(rows, checks)
  const results = await compare(rows, emulator, { warmUpMs: 3_000 })
  return { again: quoted(results, AGAIN), markdown: rateTable(results, Object.values(CONTENDERS)) }
}
