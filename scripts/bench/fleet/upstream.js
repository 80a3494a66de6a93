// The upstream of the fleet benchmark, an emulator that is as slow as AWS and throttles as AWS does, and the client that a balancer would be.
import { startEmulator } from '../servers.js'

/** As AWS documents it. */
export const SUPPORT_PER_SECOND = 5
const LATENCY_MS = 100
/** Longer than any request may take. */
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
 * Sends a query to the first of these processes that answers. Resolves with `data`, with `code` of the first error and whether it is `retryable`, with
 * how long all of it took, and with the calls to AWS that it has cost.
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
