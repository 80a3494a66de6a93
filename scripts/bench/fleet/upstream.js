// The upstream of the fleet benchmark, an emulator that is as slow as AWS and throttles as AWS does, and what can be told from the calls that it saw.
import { startNode } from '../processes.js'

/** As AWS documents it. */
export const SUPPORT_PER_SECOND = 5
const LATENCY_MS = 100

/** `cases` has all cases as the account holds them, read before there are limits. */
export async function startUpstream({ seed, latencyMs = LATENCY_MS, supportPerSecond = SUPPORT_PER_SECOND }) {
  const env = { EMULATOR_PORT: '0', EMULATOR_LATENCY_MS: String(latencyMs) }
  const { url, stop } = await startNode('dist/emulator.js', { env, ready: /ready at (http:\S+)/ })
  const control = async (method, path, body) => {
    const response = await fetch(`${url}/_emulator/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return response.json()
  }
  await control('POST', 'seed', { checks: 0, ...seed })
  const cases = await readAll(url)
  await control('POST', 'limits', { supportPerSecond })
  await control('DELETE', 'calls')
  return {
    url,
    stop,
    cases,
    /** Calls in order, with `at` in milliseconds since the epoch. */
    async calls() {
      const { calls } = await control('GET', 'calls')
      return calls.map((call) => ({ ...call, at: Date.parse(call.at) }))
    },
    /** As the account is at the end. Removes the limits. */
    async casesNow() {
      await control('DELETE', 'limits')
      return readAll(url)
    },
  }
}

/** All cases, straight from the emulator. */
async function readAll(url) {
  const cases = []
  let nextToken
  do {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSSupport_20130415.DescribeCases', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ includeResolvedCases: true, maxResults: 100, nextToken }),
    })
    if (!response.ok) throw new Error(`DescribeCases: ${await response.text()}`)
    const page = await response.json()
    cases.push(...page.cases)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return cases
}

/** Calls by the emulator's clock, in the second that has the most, and when that ended. They are in order. */
export function mostInASecond(calls) {
  let most = { count: 0 }
  for (let first = 0, last = 0; last < calls.length; last++) {
    while (calls[first].at <= calls[last].at - 1_000) first++
    if (last - first + 1 > most.count) most = { count: last - first + 1, at: calls[last].at }
  }
  return most
}

/** `DescribeCases 120, CreateCase 3`, most first. */
export function byName(names) {
  const counts = new Map()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const ranked = [...counts].toSorted(([, a], [, b]) => b - a)
  return ranked.map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
}
