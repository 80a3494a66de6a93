/** What /readyz asks about. */
import type { HealthCheck } from './http/health.js'
import type { Redis } from './redis.js'
import type { UpstreamClient } from './upstream/upstream.js'

/**
 * AWS has to answer, at any endpoint that reads go to. Redis need not: what is shared by it falls back to the process. Circuit breakers are
 * only shown, since AWS is asked past them.
 */
export function createChecks(upstream: UpstreamClient, redis?: Redis): HealthCheck[] {
  return [
    { name: 'upstream', required: true, check: (signal, timeoutMs) => upstream.ready(signal, timeoutMs) },
    { name: 'breakers', required: false, check: async () => showBreakers(upstream) },
    ...(redis ? [{ name: 'redis', required: false, check: async () => void (await redis.ping()) }] : []),
  ]
}

function showBreakers(upstream: UpstreamClient) {
  const circuits = upstream.breakers()
  return { status: circuits.every(({ state }) => state === 'closed') ? 'ok' : 'open', circuits }
}
