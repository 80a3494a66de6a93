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

type Verdict = { ready: true } | { ready: false; code: string; message: string }

export function serveHealth(app: FastifyInstance, { config, ready }: HealthOptions): void {
  const upstream = String(config.upstream)
  const check = memoised(() => verdictOf(ready), MEMO_MS)

  app.get('/livez', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    const verdict = await check()
    if (verdict.ready) return { status: 'ok', upstream }
    const { code, message } = verdict
    return reply
      .code(503)
      .send({ status: 'unavailable', upstream, errors: [{ message, extensions: { code, requestId: request.id } }] })
  })
}

async function verdictOf(ready: HealthOptions['ready']): Promise<Verdict> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
  try {
    await Promise.race([ready(signal), rejectOn(signal)])
    return { ready: true }
  } catch (error) {
    if (signal.aborted) {
      return {
        ready: false,
        code: 'UPSTREAM_TIMEOUT',
        message: `AWS Support did not answer within ${CHECK_TIMEOUT_MS} ms.`,
      }
    }
    const coded = codedMessage(error)
    if (coded) return { ready: false, ...coded }
    return {
      ready: false,
      code: 'UPSTREAM_UNAVAILABLE',
      message: `AWS Support did not answer (${String(describeError(error).name)}).`,
    }
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Errors with `extensions.code` were written for callers; no other message leaves the process. */
function codedMessage(error: unknown): { code: string; message: string } | null {
  const message = property(error, 'message')
  const code = property(property(error, 'extensions'), 'code')
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : null
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
