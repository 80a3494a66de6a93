/** /livez: the process answers. /readyz: so does AWS. */
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.js'
import { describeError, property } from '../log.js'

/** Probes come every few seconds, from several places, and AWS counts each call: they share one answer for this long. */
const MEMO_MS = 5_000
const CHECK_TIMEOUT_MS = 2_000

export interface HealthOptions {
  config: Config
  ready: (signal: AbortSignal) => Promise<void>
}

/** Why AWS is not ready, as an error that callers see. */
interface Failure {
  message: string
  extensions: object
}

export function serveHealth(app: FastifyInstance, { config, ready }: HealthOptions): void {
  const upstream = String(config.upstream)
  const check = memoised(() => failureOf(ready), MEMO_MS)

  app.get('/livez', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    const failure = await check()
    if (failure === null) return { status: 'ok', upstream }
    const { message, extensions } = failure
    const error = { message, extensions: { ...extensions, requestId: request.id } }
    return reply.code(503).send({ status: 'unavailable', upstream, errors: [error] })
  })
}

async function failureOf(ready: HealthOptions['ready']): Promise<Failure | null> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
  try {
    await Promise.race([ready(signal), rejectOn(signal)])
    return null
  } catch (error) {
    if (signal.aborted) {
      return {
        message: `AWS Support did not answer within ${CHECK_TIMEOUT_MS} ms.`,
        extensions: { code: 'UPSTREAM_TIMEOUT', retryable: true },
      }
    }
    return (
      asFailure(error) ?? {
        message: `AWS Support did not answer (${String(describeError(error).name)}).`,
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      }
    )
  }
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
