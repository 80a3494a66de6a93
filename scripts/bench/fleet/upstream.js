// The upstream of the fleet benchmark: an emulator with AWS's latency and throttling, and a client that fails over like
// a load balancer.
import { startEmulator } from '../servers.js'

/** AWS's rate limit for one account, according to its user guide of 2022. */
export const SUPPORT_PER_SECOND = 5
const LATENCY_MS = 100
/** Longer than any request should take. */
const CLIENT_TIMEOUT_MS = 60_000

export async function startUpstream(seed) {
  const { url, control } = await startEmulator({ latencyMs: LATENCY_MS, seed: { checks: 0, ...seed } })
  await control('POST', 'limits', { supportPerSecond: SUPPORT_PER_SECOND })
  return {
    url,
    /** Calls in order, with `at` in milliseconds since the epoch. */
    async calls() {
      const { calls } = await control('GET', 'calls')
      return calls.map((call) => ({ ...call, at: Date.parse(call.at) }))
    },
  }
}

/**
 * Sends a query to the first of these processes that responds. Resolves with `data`, the `code` of the first error and
 * whether it is `retryable`, the total time in `ms`, and the number of AWS operations called.
 */
export async function ask(members, query, variables = {}) {
  const from = performance.now()
  for (const { url } of members) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(CLIENT_TIMEOUT_MS),
    })
      .then((response) => response.json())
      .catch(() => undefined)
    if (response === undefined) continue
    const { data, errors, extensions } = response
    return {
      data,
      code: errors && (errors[0].extensions?.code ?? errors[0].message),
      retryable: errors?.[0].extensions?.retryable === true,
      ms: performance.now() - from,
      calls: Object.keys(extensions?.upstream?.calls ?? {}).length,
    }
  }
  return { code: 'NO_PROCESS', retryable: true, ms: performance.now() - from }
}
