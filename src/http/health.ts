/** /livez: whether the process responds. /readyz: whether its dependencies do, and if not, why. */
import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { AccountSet } from '../accounts/account.js'
import type { Config } from '../config/config.js'
import { property } from '../lib/thrown.js'
import { checkRedis, type Redis } from '../redis/redis.js'
import { describeError } from '../telemetry/log.js'
import { OUTCOME_MS } from '../upstream/readiness.js'
import type { Auth } from './auth/auth.js'
import { breakersOf, caseIndexesOf, checkAccounts } from './account-checks.js'
import { codeOf, STOPPING } from './errors.js'

const CHECK_TIMEOUT_MS = 2_000

/** A check of one dependency. */
export interface HealthCheck {
  /** Its key in the `checks` of /readyz. */
  name: string
  /** Whether its failure makes the gateway not ready. */
  required: boolean
  /**
   * Resolves if the dependency works, optionally to details for /readyz, and rejects if not. `signal` aborts after `timeoutMs`. /readyz shows the
   * message and `extensions` of an error if `extensions` has a code. Otherwise, it shows only the error's code or name.
   */
  check: (signal: AbortSignal, timeoutMs: number) => Promise<object | void>
}

/**
 * AWS is required, at any endpoint that serves reads, for at least one account. With AUTH_MODE `jwt`, so are signing keys from the issuer that are at most
 * an hour old. Redis is optional: without it, limits are per process, and writes without an idempotencyKey still work. Circuit breakers and the
 * case index are only reported: the check of AWS bypasses the breakers, and the index is read on demand.
 */
export function createChecks(accounts: () => AccountSet, redis?: Redis, authFailure?: Auth['failure']): HealthCheck[] {
  // All accounts have an index, or none has.
  const hasIndex = accounts().list.some(({ caseIndex }) => caseIndex !== undefined)
  return [
    { name: 'upstream', required: true, check: checkAccounts(accounts) },
    ...(authFailure ? [{ name: 'jwks', required: true, check: async () => throwIf(await authFailure()) }] : []),
    { name: 'breakers', required: false, check: async () => breakersOf(accounts()) },
    ...(redis ? [{ name: 'redis', required: false, check: () => checkRedis(redis) }] : []),
    ...(hasIndex ? [{ name: 'caseIndex', required: false, check: async () => caseIndexesOf(accounts()) }] : []),
  ]
}

function throwIf(failure: Failure | null): void {
  if (failure !== null) throw Object.assign(new Error(failure.message), { extensions: failure.extensions })
}

export interface HealthOptions {
  config: Config
  checks: readonly HealthCheck[]
  isStopping: () => boolean
}

/** Why a check failed, as an error that callers of /readyz see. */
interface Failure {
  message: string
  extensions: object
}

export function serveHealth(app: FastifyInstance, { config, checks, isStopping }: HealthOptions): void {
  const upstream = String(config.upstream)
  // One round of checks at a time; its results are reused for OUTCOME_MS.
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
    const reports = Object.fromEntries(found.map(({ name, report }) => [name, report]))
    const failures = found.flatMap(({ required, failure }) => (required && failure ? [failure] : []))
    if (failures.length === 0) return { status: 'ok', upstream, checks: reports }
    const errors = failures.map(({ message, extensions }) => ({
      message,
      extensions: { ...extensions, requestId: request.id },
    }))
    return reply.code(503).send({ status: 'unavailable', upstream, checks: reports, errors })
  })
}

/** The result of a check, and its report in /readyz. */
interface Result {
  name: string
  required: boolean
  failure: Failure | null
  report: object
}

async function resultOf({ name, required, check }: HealthCheck): Promise<Result> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
  try {
    const details = await Promise.race([
      check(signal, CHECK_TIMEOUT_MS),
      once(signal, 'abort').then(() => Promise.reject(new Error('timeout'))),
    ])
    return { name, required, failure: null, report: { status: 'ok', ...details } }
  } catch (error) {
    const failure = (signal.aborted ? null : asFailure(error)) ?? noResponse(name, signal.aborted ? undefined : error)
    const report = { status: 'unavailable', code: property(failure.extensions, 'code'), message: failure.message }
    return { name, required, failure, report }
  }
}

/** `error` is undefined if the check timed out. */
function noResponse(name: string, error?: unknown): Failure {
  const [subject, code] =
    name === 'upstream'
      ? ['AWS Support', error === undefined ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE']
      : [name, codeOf(503)]
  const { name: kind, code: reason = kind } = describeError(error)
  // The name "Error" says nothing.
  const cause = reason === 'Error' ? '' : ` (${String(reason)})`
  const why = error === undefined ? ` within ${CHECK_TIMEOUT_MS} ms` : cause
  return { message: `${subject} did not respond${why}.`, extensions: { code, retryable: true } }
}

/** Errors with `extensions.code` were written for callers; no other message leaves the process. */
function asFailure(error: unknown): Failure | null {
  const message = property(error, 'message')
  const extensions = property(error, 'extensions')
  if (typeof message !== 'string' || typeof extensions !== 'object' || extensions === null) return null
  return typeof property(extensions, 'code') === 'string' ? { message, extensions } : null
}
