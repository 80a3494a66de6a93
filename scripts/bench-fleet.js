// Many clients poll the dashboard through two gateways with one Redis, in front of an emulator that throttles as AWS does: `npm run bench:fleet`,
// about two minutes. No client may see an error, and AWS no more calls than it allows. Takes a redis-server.
import { setTimeout as delay } from 'node:timers/promises'
import { percentiles } from './bench/load.js'
import { startRedis, stopAll } from './bench/processes.js'
import { milliseconds } from './bench/report.js'
import { startEmulator, startGateway } from './bench/servers.js'
import { dashboard } from './bench/workloads.js'

const CLIENTS = setting('CLIENTS', 50)
const SECONDS = setting('SECONDS', 60)
/** Between an answer and the next request of a client. */
const PAUSE_MS = setting('PAUSE_MS', 1_000)
const GATEWAYS = 2
const CASES = 25
/** As AWS documents them. */
const SUPPORT_PER_SECOND = 5
const TRUSTED_ADVISOR_PER_SECOND = 100

/** What is polled: the same by all, as a dashboard is, and more than AWS would answer, so that calls wait for their turn. */
const DRIVES = [
  { title: 'one dashboard, with the cache as it comes', pages: 1, env: {} },
  { title: '12 dashboards, kept for a second only', pages: 12, env: { CASE_CACHE_SECONDS: '1' } },
]

process.exitCode = 0
for (const drive of DRIVES) {
  try {
    if (!(await bench(drive))) process.exitCode = 1
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } finally {
    await stopAll()
  }
}

/** A number of the environment. */
function setting(name, fallback) {
  const value = Number(process.env[name] ?? fallback)
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`${name} is "${process.env[name]}", but must be a whole number from 1.\n`)
  return process.exit(1)
}

/** Resolves to whether no client has seen an error. */
async function bench({ title, pages, env: given }) {
  const redis = await startRedis()
  if (redis === undefined) throw new Error('This takes a redis-server, which is not installed here.')
  const emulator = await startEmulator({ seed: { cases: CASES, communicationsPerCase: 5 } })
  const control = (method, path, body) => send(method, `${emulator.url}/_emulator/${path}`, body)
  const env = {
    REDIS_URL: redis.url,
    SUPPORT_CALLS_PER_SECOND: String(SUPPORT_PER_SECOND),
    TRUSTED_ADVISOR_CALLS_PER_SECOND: String(TRUSTED_ADVISOR_PER_SECOND),
    // as they are by default
    CASE_CACHE_SECONDS: '',
    TRUSTED_ADVISOR_CACHE_SECONDS: '',
    ...given,
  }
  const gateways = await Promise.all(Array.from({ length: GATEWAYS }, () => startGateway(emulator.url, env)))
  const limits = { supportPerSecond: SUPPORT_PER_SECOND, trustedAdvisorPerSecond: TRUSTED_ADVISOR_PER_SECOND }
  await control('POST', 'limits', JSON.stringify(limits))

  // The first calls of a process are slow on their way. This warms up code and sockets, and caches nothing that the dashboard reads.
  for (const { url } of [...gateways, ...gateways]) {
    await send('POST', url, JSON.stringify({ query: '{ severityLevels(language: "ja") { name } }' }))
    await send('POST', url, JSON.stringify({ query: '{ case(id: "none") { subject } }' }))
  }
  await delay(2_000)
  await control('DELETE', 'calls')

  const until = performance.now() + SECONDS * 1_000
  const seen = { times: [], errors: [] }
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => poll(gateways[i % GATEWAYS].url, CASES - (i % pages), until, seen)),
  )

  const { calls } = await control('GET', 'calls')
  report(title, seen, calls)
  return seen.errors.length === 0 && seen.times.length > 0
}

/** One client: asks, looks at the answer, pauses, asks again. */
async function poll(gateway, first, until, seen) {
  const body = dashboard({ cases: first })
  // as people come, and not all in one instant
  await delay(Math.random() * PAUSE_MS)
  while (performance.now() < until) {
    const from = performance.now()
    try {
      const { data, errors } = await send('POST', gateway, body)
      const isWhole = data?.cases?.nodes.length === first && data.cases.nodes.every(({ service }) => service !== null)
      if (errors) seen.errors.push(errors[0].extensions?.code ?? errors[0].message)
      else if (!isWhole) seen.errors.push('an answer that is not whole')
    } catch (error) {
      seen.errors.push(error.message)
    }
    seen.times.push(performance.now() - from)
    await delay(PAUSE_MS)
  }
}

function report(title, { times, errors }, calls) {
  const { p50, p99 } = percentiles(times)
  const support = calls.filter((call) => !isAdvisor(call))
  const throttled = calls.filter(({ error }) => error === 'ThrottlingException')
  const rows = {
    'clients, gateways': `${CLIENTS}, ${GATEWAYS}`,
    'requests answered': times.length - errors.length,
    'errors seen by clients': errors.length,
    'upstream calls': calls.length,
    'most support calls in a second': `${mostInASecond(support)} of ${SUPPORT_PER_SECOND}`,
    'most Trusted Advisor calls in a second': `${mostInASecond(calls.filter(isAdvisor))} of ${TRUSTED_ADVISOR_PER_SECOND}`,
    'throttled by AWS': throttled.length,
    'p50 ms': milliseconds(p50),
    'p99 ms': milliseconds(p99),
  }
  process.stdout.write(`${title}\n`)
  for (const [name, value] of Object.entries(rows)) {
    process.stdout.write(`${name.padEnd(40)}${String(value).padStart(12)}\n`)
  }
  for (const error of new Set(errors)) {
    process.stdout.write(`error: ${error} (${errors.filter((other) => other === error).length})\n`)
  }
  for (const { at, operation } of throttled) {
    const seconds = (Date.parse(at) - Date.parse(calls[0].at)) / 1_000
    process.stdout.write(`throttled: ${operation}, ${seconds.toFixed(1)} s after the first call\n`)
  }
  process.stdout.write(
    `\n${CASES} cases, a pause of ${PAUSE_MS} ms between requests, ${SECONDS} s, Node ${process.version}\n\n`,
  )
}

function isAdvisor({ operation }) {
  return operation.includes('TrustedAdvisor')
}

/** Calls by the emulator's clock, in the second that has the most. They are in order. */
function mostInASecond(calls) {
  const times = calls.map(({ at }) => Date.parse(at))
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[first] <= times[last] - 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

async function send(method, url, body) {
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}
