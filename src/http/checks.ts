/** What /readyz asks about. */
import { randomUUID } from 'node:crypto'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Redis } from '../redis/redis.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Auth } from './auth/auth.js'
import type { HealthCheck } from './health.js'

/**
 * AWS has to answer, at any endpoint that reads go to, and where tokens are logins, their issuer once. Redis need not: limits fall back to the
 * process, and writes without an idempotencyKey go on. Circuit breakers are only shown, since AWS is asked past them; so is the case index, which is
 * read when somebody asks for cases.
 */
export function createChecks(
  upstream: UpstreamClient,
  redis?: Redis,
  loginFailure?: Auth['failure'],
  caseIndex?: CaseIndex,
): HealthCheck[] {
  return [
    { name: 'upstream', required: true, check: (signal, timeoutMs) => upstream.ready(signal, timeoutMs) },
    ...(loginFailure ? [{ name: 'jwks', required: true, check: async () => throwIf(await loginFailure()) }] : []),
    { name: 'breakers', required: false, check: async () => showBreakers(upstream) },
    ...(redis ? [{ name: 'redis', required: false, check: () => checkRedis(redis) }] : []),
    ...(caseIndex ? [{ name: 'caseIndex', required: false, check: async () => caseIndex.status() }] : []),
  ]
}

/** Throws if Redis does not store what it is given. A full one, or a replica, still responds to a ping. */
export async function checkRedis(redis: Redis): Promise<void> {
  const word = randomUUID()
  const key = `aws-support-graph:ready:${word}`
  try {
    await redis.set(key, word, 'EX', 1)
  } catch (error) {
    // `OOM`, `READONLY`, `NOAUTH`: the word that its refusals begin with. No more of them leaves the process.
    const reason = error instanceof Error && error.name === 'ReplyError' && /^[A-Z]+\b/.exec(error.message)?.[0]
    throwIf(reason ? unavailable(`Redis refuses to write (${reason}).`) : null)
    throw error
  }
  if ((await redis.get(key)) !== word) throwIf(unavailable('Redis has not kept what it was given.'))
}

function unavailable(message: string) {
  return { message, extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }
}

function throwIf(failure: Awaited<ReturnType<Auth['failure']>>): void {
  if (failure !== null) throw Object.assign(new Error(failure.message), { extensions: failure.extensions })
}

function showBreakers(upstream: UpstreamClient) {
  const circuits = upstream.breakers()
  return { status: circuits.every(({ state }) => state === 'closed') ? 'ok' : 'open', circuits }
}
