// Warm data: what the gateway costs itself, compared with other servers of the same graph and with what is the least.
import { checkAnswers, compare, row } from './compare.js'
import { startRedis } from './processes.js'
import { rateTable, section, times } from './report.js'
import { startContender, startEmulator, startGateway } from './servers.js'
import { checks, dashboard, dashboardInOtherWords } from './workloads.js'

const GATEWAY = 'this gateway'
/** Its answer is remembered. */
const AGAIN = `${GATEWAY}, the same query again`
const OTHER_TEXTS = `${GATEWAY}, another text each time`
const contenders = {
  'by-hand': 'by hand on node:http',
  yoga: 'graphql-yoga',
  mercurius: 'mercurius with its JIT',
  apollo: 'Apollo Server as it comes',
}

/** What ratios are shown to. */
const REFERENCES = [contenders.mercurius, contenders['by-hand'], contenders.apollo]

/** How many times as fast as the contenders a row is, by their names in contenders/main.js, and its upstream calls per request. */
function ratiosOf(results, row = AGAIN) {
  const { ratios, calls } = results.find(({ name }) => name === row)
  return { calls, ...Object.fromEntries(Object.entries(contenders).map(([key, name]) => [key, ratios[name]])) }
}

async function startContenders(emulator, body) {
  const rows = [row(AGAIN, await startGateway(emulator.url), body)]
  for (const [key, name] of Object.entries(contenders)) {
    rows.push(row(name, await startContender(emulator.url, key), body))
  }
  return rows
}

/** 25 cases with service, severity, five messages each and their attachments. */
export async function warm() {
  const emulator = await startEmulator()
  const body = dashboard()
  const rows = await startContenders(emulator, body)
  const gateway = (env) => startGateway(emulator.url, env)

  rows.push(row(OTHER_TEXTS, await gateway(), dashboardInOtherWords))
  // 99 answers, of which it remembers some 20.
  const bodies = Array.from({ length: 99 }, (_, index) => dashboard({ files: 2 + index }))
  rows.push(row(`${GATEWAY}, more variables than it remembers`, await gateway({ CACHE_MAX_BYTES: '1048576' }), bodies))
  rows.push(row(`${GATEWAY}, \`Cache-Control: no-cache\``, await gateway(), body, { 'cache-control': 'no-cache' }))
  const redis = await startRedis()
  if (redis) rows.push(row(`${AGAIN}, with Redis`, await gateway({ REDIS_URL: redis.url }), body))

  await checkAnswers(rows, body)
  const results = await compare(rows, emulator, { rounds: 7, warmUpMs: 4_000 })
  return {
    ratios: ratiosOf(results),
    otherTexts: ratiosOf(results, OTHER_TEXTS),
    markdown: section(
      'Warm data',
      `25 cases with service, severity, five messages each and their attachments, ${kilobytes(results)} KB. Another text each time: an alias that changes, so
that nothing that is remembered of a query or an answer will do. More variables than it remembers: 99 of them in turn, with \`CACHE_MAX_BYTES\` at
its least; the query is known, its answer is not. \`Cache-Control: no-cache\`: everything is read from the upstream, which answers at once.`,
      rateTable(results, REFERENCES),
      spreadOf(results),
      ...(redis ? [] : ['Without the row with Redis: no redis-server was found.']),
      `The load took at most ${Math.round(100 * Math.max(...results.map(({ loadBusy }) => loadBusy)))} % of the core that it has for itself.`,
    ),
  }
}

/** 300 checks and their summaries. */
export async function trustedAdvisor() {
  const emulator = await startEmulator()
  const rows = await startContenders(emulator, checks)
  await checkAnswers(rows, checks)
  const results = await compare(rows, emulator, { warmUpMs: 3_000 })
  return {
    ratios: ratiosOf(results),
    markdown: section(
      'Trusted Advisor',
      `300 checks and their summaries, ${kilobytes(results)} KB, warm data.`,
      rateTable(results, REFERENCES),
      spreadOf(results),
    ),
  }
}

/** How far the rounds agree. */
function spreadOf([{ ranges }]) {
  const each = REFERENCES.map((name) => `${ranges[name].map(times).join('–')} × ${name}`)
  return `In one round or another, ${GATEWAY} was ${each.join(', ')}.`
}

function kilobytes([{ bytes }]) {
  return Math.round(bytes / 1_024)
}
