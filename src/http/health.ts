/** /livez: the process answers. /readyz: so does what it needs, and if not, why. */
import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Config } from '../config/config.js'
import { property } from '../lib/thrown.js'
import { checkRedis, type Redis } from '../redis/redis.js'
import { describeError } from '../telemetry/log.js'
import { OUTCOME_MS } from '../upstream/readiness.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Auth } from './auth/auth.js'
import { codeOf, STOPPING } from './errors.js'

const CHECK_TIMEOUT_MS = 2_000

/** One thing that answers hang on. */
export interface HealthCheck {
  /** As /readyz calls it, below `checks`. */
  name: string
  /** Whether the gateway is not ready without it. */
  required: boolean
  /**
   * Resolves while it works, to what else /readyz is to show of it, and rejects when it does not. `signal` aborts after `timeoutMs`. Nothing
   * of an error is shown but its name, or its message and `extensions` if these have a code.
   */
  check: (signal: AbortSignal, timeoutMs: number) => Promise<object | void>
}

/**
 * AWS has to answer, at any endpoint that reads go to, and where tokens are credentials, their issuer once. Redis need not: limits fall back to the
 * process, and writes without an idempotencyKey go on. Circuit breakers are only shown, since AWS is asked past them; so is the case index, which is
 * read when somebody asks for cases.
 */
export function createChecks(
  upstream: UpstreamClient,
  redis?: Redis,
  authFailure?: Auth['failure'],
  caseIndex?: CaseIndex,
): HealthCheck[] {
  return [
    { name: 'upstream', required: true, check: (signal, timeoutMs) => upstream.ready(signal, timeoutMs) },
    ...(authFailure ? [{ name: 'jwks', required: true, check: async () => throwIf(await authFailure()) }] : []),
    { name: 'breakers', required: false, check: async () => showBreakers(upstream) },
    ...(redis ? [{ name: 'redis', required: false, check: () => checkRedis(redis) }] : []),
    ...(caseIndex ? [{ name: 'caseIndex', required: false, check: async () => caseIndex.status() }] : []),
  ]
}

function throwIf(failure: Failure | null): void {
  if (failure !== null) throw Object.assign(new Error(failure.message), { extensions: failure.extensions })
}

function showBreakers(upstream: UpstreamClient) {
  const circuits = upstream.breakers()
  return { status: circuits.every(({ state }) => state === 'closed') ? 'ok' : 'open', circuits }
}

export interface HealthOptions {
  config: Config
  checks: readonly HealthCheck[]
  isStopping: () => boolean
}

/** Why something is not ready, as an error that callers see. */
interface Failure {
  message: string
  extensions: object
}

export function serveHealth(app: FastifyInstance, { config, checks, isStopping }: HealthOptions): void {
  const upstream = String(config.upstream)
  // One look at a time, and none for a while after it.
  const results = new LRUCache<'all', Result[]>({
    max: 1,
    ttl: OUTCOME_MS,
    fetchMethod: () => Promise.all(checks.map(resultOf)),
  })

  app.get('/livez', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    if (isStopping()) {
      const error = { message: STOPPING, extensions: { code: codeOf(503), retryable: true, requestId: request.id } }
      return reply.code(503).send({ status: 'stopping', upstream, checks: {}, errors: [error] })
    }
    const found = await results.forceFetch('all')
    const shown = Object.fromEntries(found.map(({ name, shown }) => [name, shown]))
    const failures = found.flatMap(({ required, failure }) => (required && failure ? [failure] : []))
    if (failures.length === 0) return { status: 'ok', upstream, checks: shown }
    const errors = failures.map(({ message, extensions }) => ({
      message,
      extensions: { ...extensions, requestId: request.id },
    }))
    return reply.code(503).send({ status: 'unavailable', upstream, checks: shown, errors })
  })
}

/** What came of a check, and what is shown of that below its name. */
interface Result {
  name: string
  required: boolean
  failure: Failure | null
  shown: object
}

async function resultOf({ name, required, check }: HealthCheck): Promise<Result> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
  try {
    const details = await Promise.race([
      check(signal, CHECK_TIMEOUT_MS),
      once(signal, 'abort').then(() => Promise.reject(new Error('timeout'))),
    ])
    return { name, required, failure: null, shown: { status: 'ok', ...details } }
  } catch (error) {
    const failure = (signal.aborted ? null : asFailure(error)) ?? noAnswer(name, signal.aborted ? undefined : error)
    const shown = { status: 'unavailable', code: property(failure.extensions, 'code'), message: failure.message }
    return { name, required, failure, shown }
  }
}

/** `error` is undefined for a check that took too long. */
function noAnswer(name: string, error?: unknown): Failure {
  const [subject, code] =
    name === 'upstream'
      ? ['AWS Support', error === undefined ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE']
      : [name, codeOf(503)]
  const why = error === undefined ? `within ${CHECK_TIMEOUT_MS} ms` : `(${String(describeError(error).name)})`
  return { message: `${subject} did not answer ${why}.`, extensions: { code, retryable: true } }
}

/** Errors with `extensions.code` were written for callers; no other message leaves the process. */
function asFailure(error: unknown): Failure | null {
  const message = property(error, 'message')
  const extensions = property(error, 'extensions')
  if (typeof message !== 'string' || typeof extensions !== 'object' || extensions === null) return null
  return typeof property(extensions, 'code') === 'string' ? { message, extensions } : null
}
