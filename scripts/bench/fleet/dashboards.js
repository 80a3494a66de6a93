// Many clients poll the dashboard through two gateways with one Redis. No client may see an error, and AWS no more calls than it allows.
import { setTimeout as delay } from 'node:timers/promises'
import { stopAll } from '../processes.js'
import { dashboard } from '../workloads.js'
import { bar, printBars, printFigures, spread } from './bars.js'
import { ask, requireRedis, startMember } from './gateways.js'
import { byName, mostInASecond, startUpstream } from './upstream.js'

const CLIENTS = 50
const SECONDS = 60
/** Between a response and the next request of a client. */
const PAUSE_MS = 1_000
const CASES = 25
const WARM_UP = '{ severityLevels(language: "ja") { name } case(id: "none") { subject } }'

/** What is polled: the same by all, as a dashboard is, and more than AWS would answer, so that calls wait in the queue. */
const DRIVES = [
  { title: 'one dashboard, with the cache as it comes', pages: 1, env: {} },
  { title: '12 dashboards, cached for a second only', pages: 12, env: { CASE_CACHE_SECONDS: '1' } },
]

export async function dashboards() {
  const columns = {}
  const bars = []
  for (const { title, pages, env } of DRIVES) {
    const { figures, errors } = await measure(pages, env)
    columns[title] = figures
    bars.push(bar(`errors seen by clients: ${title}`, errors, { most: 0 }))
    await stopAll()
  }
  printFigures(`${CLIENTS} clients poll dashboards, ${SECONDS} s each`, columns)
  printBars(bars)
  return bars
}

async function measure(pages, given) {
  const redis = await requireRedis()
  const upstream = await startUpstream({ seed: { cases: CASES, communicationsPerCase: 5 }, latencyMs: 0 })
  const env = { NODE_ENV: 'production', REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: '10000000', ...given }
  const members = [await startMember(upstream.url, { env }), await startMember(upstream.url, { env })]
  // The first calls of a process are slow on their way. This warms up code and sockets, and caches nothing that the dashboard reads.
  for (const member of [...members, ...members]) await ask([member], WARM_UP)
  await delay(2_000)
  const before = (await upstream.calls()).length

  const until = performance.now() + SECONDS * 1_000
  const seen = { times: [], errors: [] }
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => poll(members[i % members.length], CASES - (i % pages), until, seen)),
  )

  const calls = (await upstream.calls()).slice(before)
  const figures = {
    'requests answered': seen.times.length - seen.errors.length,
    'p50 / p99 ms': spread(seen.times).text,
    'errors seen by clients': byName(seen.errors),
    'calls to AWS': calls.length,
    'most calls in any second': mostInASecond(calls).count,
    'calls throttled by AWS': calls.filter(({ error }) => error === 'ThrottlingException').length,
  }
  return { figures, errors: seen.errors.length }
}

/** One client: asks, looks at the response, pauses, asks again. */
async function poll(member, first, until, seen) {
  const { query, variables } = JSON.parse(dashboard({ cases: first }))
  // as people come, and not all in one instant
  await delay(Math.random() * PAUSE_MS)
  while (performance.now() < until) {
    const { data, code, ms } = await ask([member], query, variables)
    const isWhole = data?.cases?.nodes.length === first && data.cases.nodes.every(({ service }) => service !== null)
    if (code !== undefined || !isWhole) seen.errors.push(code ?? 'a response that is not whole')
    seen.times.push(ms)
    await delay(PAUSE_MS)
  }
}
