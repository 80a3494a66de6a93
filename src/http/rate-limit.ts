/** How many requests one viewer may send in a minute, and have in flight at once. */
import { callbackify } from 'node:util'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { anonymous } from '../lib/viewer.js'
import type { Config } from '../config/config.js'
import { createMinuteCounter } from '../redis/minute-counter.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { Refusal } from './errors.js'
import { onceDone } from './in-flight.js'

/** Headers that tell how much is left, for pages of other origins to read. */
export const rateLimitHeaders = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after']

/** To be called when the viewer is known, and before the body is read. Throws a Refusal, 429, where there have been too many. */
export type LimitRate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export function limitRates(
  app: FastifyInstance,
  config: Config,
  redis: Redis | undefined,
  metrics: Metrics,
): LimitRate {
  const max = config.rateLimitPerMinute
  const count = createMinuteCounter(`requests:${config.account}`, redis)
  const increment = callbackify(async (key: string) => {
    const { count: current, msLeft: ttl } = await count(key)
    return { current, ttl }
  })
  class Store {
    incr(key: string, callback: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
      increment(key, callback)
    }
    child(): Store {
      return this
    }
  }
  void app.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    max,
    store: Store,
    keyGenerator,
    errorResponseBuilder: (_request, { ttl }) => {
      metrics.limitRefusals.inc({ limit: 'rate' })
      return new Refusal(
        429,
        `There have been more than ${max} requests in a minute (RATE_LIMIT_PER_MINUTE): wait ${Math.ceil(ttl / 1_000)} s.`,
        {},
        { retryAfterMs: ttl },
      )
    },
  })
  // Plugins are there when the app is ready, and no request comes before that.
  let limit: ReturnType<FastifyInstance['rateLimit']> | undefined
  return async (request, reply) => {
    limit ??= app.rateLimit()
    await limit.call(app, request, reply)
  }
}

const RETRY_AFTER_S = 1

/** Throws a Refusal, 429, where a viewer has too many requests in flight: each may hold a body, a response and a place in every queue. */
export type LimitConcurrency = (request: FastifyRequest, reply: FastifyReply) => void

export function limitConcurrency({ maxRequestsPerViewer }: Config, metrics: Metrics): LimitConcurrency {
  const inFlight = new Map<string, number>()
  return (request, reply) => {
    const key = keyGenerator(request)
    const count = inFlight.get(key) ?? 0
    if (count >= maxRequestsPerViewer) {
      metrics.limitRefusals.inc({ limit: 'concurrency' })
      throw new Refusal(
        429,
        `There are ${count} requests in flight already, the most that are accepted (MAX_REQUESTS_PER_VIEWER): wait for some of them.`,
        { 'retry-after': String(RETRY_AFTER_S) },
        { retryAfterMs: RETRY_AFTER_S * 1_000 },
      )
    }
    inFlight.set(key, count + 1)
    onceDone(reply, () => {
      const left = (inFlight.get(key) ?? 0) - 1
      if (left > 0) inFlight.set(key, left)
      else inFlight.delete(key)
    })
  }
}

/** Callers without a name are counted by address; in IPv6, by the 64-bit network that a household has. */
function keyGenerator(request: FastifyRequest): string {
  if (request.viewer.id !== anonymous.id) return `viewer ${request.viewer.id}`
  // A socket that has closed in the meantime has none, whatever Fastify's types say.
  const ip = request.ip as string | undefined
  return `address ${ip === undefined ? '' : normalizeIP(ip)}`
}
