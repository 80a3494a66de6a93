// The load. autocannon keeps connections busy, for how much a server can do; requests at a steady rate, for how late it answers, are sent with fetch:
// autocannon sends what is due in a second all at once.
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { percentiles } from './report.js'

/** `--quick` is to try the scripts: it measures for a tenth of the time, and its figures are worth as much. */
export const isQuick = process.argv.includes('--quick')

/** How much to measure of this many milliseconds or requests. */
export function pace(amount) {
  return isQuick ? amount / 10 : amount
}

/**
 * Keeps one request going on each connection, for `ms` or until there have been `amount`. `requests` are autocannon's. Resolves with how many a second
 * there were, p50 and p99 in milliseconds, and the mean size of a response. Throws where one has failed, or is shorter than `leastBytes`: GraphQL
 * answers an error with a short 200.
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
    // How often autocannon looks whether it is done.
    sampleInt: 20,
    ...(amount === undefined ? { duration: ms / 1_000 } : { amount }),
  })
  // Its own histogram has whole milliseconds only.
  load.on('response', (_client, _status, size, time) => {
    times.push(time)
    bytes += size
    if (size < leastBytes) short++
    endedAt = performance.now()
  })
  const { errors, non2xx } = await load
  if (errors + non2xx + short > 0) {
    throw new Error(`${url}: ${errors} requests failed, ${non2xx} had another status than 200, ${short} had errors`)
  }
  const { user, system } = process.cpuUsage(cpu)
  const busy = (user + system) / 1_000 / (performance.now() - startedAt)
  if (busy > 0.8) process.stderr.write(`The load took ${Math.round(100 * busy)} % of a core: ${url} may be faster\n`)
  return {
    perSecond: (times.length * 1_000) / (endedAt - startedAt),
    ...percentiles(times),
    bytes: bytes / times.length,
  }
}

/** Calls `ask` at a steady rate, whether what it has begun is done or not, and resolves with how many milliseconds each took. */
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

/** The text of a response that has data and no errors. */
export async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  if (!response.ok || text.startsWith('{"errors"')) throw new Error(`${url} answered ${text.slice(0, 500)}`)
  return text
}
