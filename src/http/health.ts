/** /livez: the process answers. /readyz: so does what it needs, and if not, why. */
import type { FastifyInstance } from 'fastify'
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
  const checkAll = memoised(() => Promise.all(checks.map(resultOf)), OUTCOME_MS)

  app.get('/livez', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    if (isStopping()) {
      const error = { message: STOPPING, extensions: { code: codeOf(503), retryable: true, requestId: request.id } }
      return reply.code(503).send({ status: 'stopping', upstream, checks: {}, errors: [error] })
    }
    const results = await checkAll()
    const shown = Object.fromEntries(results.map(({ name, shown }) => [name, shown]))
    const failures = results.flatMap(({ required, failure }) => (required && failure ? [failure] : []))
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
    const details = await Promise.race([check(signal, CHECK_TIMEOUT_MS), rejectOn(signal)])
    return { name, required, failure: null, shown: { status: 'ok', ...details } }
  } catch (error) {
    const failure = signal.aborted ? timedOut(name) : (asFailure(error) ?? failed(name, error))
    const shown = { status: 'unavailable', code: property(failure.extensions, 'code'), message: failure.message }
    return { name, required, failure, shown }
  }
}

function timedOut(name: string): Failure {
  return {
    message: `${subject(name)} did not answer within ${CHECK_TIMEOUT_MS} ms.`,
    extensions: { code: name === 'upstream' ? 'UPSTREAM_TIMEOUT' : codeOf(503), retryable: true },
  }
}

function failed(name: string, error: unknown): Failure {
  return {
    message: `${subject(name)} did not answer (${String(describeError(error).name)}).`,
    extensions: { code: name === 'upstream' ? 'UPSTREAM_UNAVAILABLE' : codeOf(503), retryable: true },
  }
}

function subject(name: string): string {
  return name === 'upstream' ? 'AWS Support' : name
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Errors with `extensions.code` were written for callers; no other message leaves the process. */
function asFailure(error: unknown): Failure | null {
  const message = property(error, 'message')
  const extensions = property(error, 'extensions')
  if (typeof message !== 'string' || typeof extensions !== 'object' || extensions === null) return null
  return typeof property(extensions, 'code') === 'string' ? { message, extensions } : null
}

/** One call at a time, and none for `ms` after it has answered. */
function memoised<T>(call: () => Promise<T>, ms: number): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | null = null
  return () => {
    if (last && performance.now() < last.until) return last.answer
    const entry = { answer: call(), until: Number.POSITIVE_INFINITY }
    last = entry
    void entry.answer.finally(() => {
      entry.until = performance.now() + ms
    })
    return entry.answer
  }
}
