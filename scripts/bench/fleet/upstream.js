// The upstream of the fleet benchmark, an emulator that is as slow as AWS and throttles as AWS does; gateways with the defaults of production, and the
// client that a balancer would be.
import { startNode } from '../processes.js'
import { startEmulator } from '../servers.js'

/** As AWS documents it. */
export const SUPPORT_PER_SECOND = 5
const LATENCY_MS = 100
/** Longer than any request may take. */
const CLIENT_TIMEOUT_MS = 60_000

/** `cases` has all cases as the account holds them, read before there are limits. */
export async function startUpstream(seed) {
  const { url, control } = await startEmulator({ latencyMs: LATENCY_MS, seed: { checks: 0, ...seed } })
  const cases = await readCases(url)
  await control('POST', 'limits', { supportPerSecond: SUPPORT_PER_SECOND })
  await control('DELETE', 'calls')
  return {
    url,
    cases,
    /** Calls in order, with `at` in milliseconds since the epoch. */
    async calls() {
      const { calls } = await control('GET', 'calls')
      return calls.map((call) => ({ ...call, at: Date.parse(call.at) }))
    },
    /** As the account is at the end. Removes the limits. */
    async casesNow() {
      await control('DELETE', 'limits')
      return readCases(url)
    },
  }
}

/** All cases, straight from the emulator. */
async function readCases(url) {
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

/** How many calls there were in the second that has the most, by the emulator's clock. They are in order. */
export function mostInASecond(calls) {
  let most = 0
  for (let first = 0, last = 0; last < calls.length; last++) {
    while (calls[first].at <= calls[last].at - 1_000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** One process of a fleet, which can be killed and started again. */
export async function startMember(upstream, env = {}) {
  const member = {
    async start() {
      member.process = await startNode('dist/main.js', {
        env: { HOST: '127.0.0.1', PORT: '0', SUPPORT_UPSTREAM: upstream, ...env },
        ready: /Ready at (http:[^\s,]+\/graphql)/,
      })
    },
    kill: () => member.process.stop(),
  }
  await member.start()
  return member
}

/**
 * Sends a query to the first of these processes that accepts it. Resolves with `data`, with `code` of the first error and whether it is `retryable`, with
 * how long all of it took, and with the calls to AWS that it has cost.
 */
export async function ask(members, query, variables = {}) {
  const from = performance.now()
  for (const { process } of members) {
    const response = await send(process.url, JSON.stringify({ query, variables }))
    // The connection failed, or the process is about to stop.
    if (response === undefined) continue
    const { data, errors, extensions } = response
    const error = errors?.[0]
    return {
      data,
      code: error && (error.extensions?.code ?? error.message),
      retryable: error?.extensions?.retryable === true,
      ms: performance.now() - from,
      calls: Object.keys(extensions?.upstream?.calls ?? {}).length,
    }
  }
  return { code: 'NO_PROCESS', retryable: true, ms: performance.now() - from }
}

async function send(url, body) {
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(CLIENT_TIMEOUT_MS)
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal })
    const isJson = response.headers.get('content-type')?.includes('json')
    return isJson ? await response.json() : { errors: [{ message: `HTTP ${response.status}` }] }
  } catch {
    return signal.aborted ? { errors: [{ message: 'CLIENT_TIMEOUT' }] } : undefined
  }
}
