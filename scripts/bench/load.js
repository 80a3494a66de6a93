// Load generators. autocannon keeps connections busy, to measure throughput. fetch sends requests at a steady rate, to
// measure latency: autocannon would send all requests of a second at once.
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { percentiles } from './report.js'

/** `--quick` is for testing the scripts: it runs for a tenth of the time, too short for meaningful figures. */
export const isQuick = process.argv.includes('--quick')

/** Scales a number of milliseconds or requests for `--quick`. */
export function pace(amount) {
  return isQuick ? amount / 10 : amount
}

/**
 * Keeps one request in flight on each connection, for `ms` or until `amount` are done. `requests` is autocannon's
 * option. Resolves with requests per second, p50 and p99 in milliseconds, and the mean response size. Throws if a
 * request failed or a response is shorter than `leastBytes`: a response with GraphQL errors is short, but has status
 * 200.
 */
export async function closedLoop(url, requests, { connections, ms, amount, leastBytes = 0 }) {
  const times = []
  let bytes = 0
  let short = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  let endedAt = Infinity
  const load = autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests,
    connections,
    timeout: 60,
    // How often autocannon checks whether it is done, in milliseconds.
    sampleInt: 20,
    ...(amount === undefined ? { duration: ms / 1_000 } : { amount }),
  })
  // autocannon's own histogram has whole milliseconds only.
  load.on('response', (_client, _status, size, time) => {
    times.push(time)
    bytes += size
    if (size < leastBytes) short++
    endedAt = performance.now()
  })
  const { errors, non2xx } = await load
  if (errors + non2xx + short > 0) {
    throw new Error(`${url}: ${errors} requests failed, ${non2xx} had a status other than 200, ${short} had errors`)
  }
  const { user, system } = process.cpuUsage(cpu)
  const busy = (user + system) / 1_000 / (performance.now() - startedAt)
  if (busy > 0.8)
    process.stderr.write(`The load generator used ${Math.round(100 * busy)} % of a core: ${url} may be faster\n`)
  return {
    perSecond: (times.length * 1_000) / (endedAt - startedAt),
    ...percentiles(times),
    bytes: bytes / times.length,
  }
}

/** Calls `ask` at a steady rate, without waiting for earlier calls. Resolves with the milliseconds that each took. */
export function openLoop(ask, { perSecond, ms }) {
  const startedAt = performance.now()
  const times = Array.from({ length: Math.round((ms * perSecond) / 1_000) }, async (_, index) => {
    await delay(startedAt + (index * 1_000) / perSecond - performance.now())
    const from = performance.now()
    await ask()
    return performance.now() - from
  })
  return Promise.all(times)
}

/** Sends a query, and resolves with the text of the response. Throws if the response has errors. */
export async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  if (!response.ok || JSON.parse(text).errors !== undefined)
    throw new Error(`${url} responded with ${text.slice(0, 500)}`)
  return text
}
