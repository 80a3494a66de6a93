/** Limits per viewer: requests per minute, and requests in flight. */
import { isIPv6 } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { anonymous } from '../lib/viewer.js'
import type { Config } from '../config/config.js'
import { createMinuteCounter } from '../redis/minute-counter.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { retryLater } from './errors.js'
import { onceDone } from './in-flight.js'

/** Headers with the state of the limits. CORS exposes them to pages of other origins. */
export const rateLimitHeaders = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after']

/**
 * Returns a function that counts a request against its viewer's rate limit, and sets the headers. Call that function when the viewer is known, before
 * the body is read. It throws a 429 Refusal once the viewer has sent too many requests.
 */
export function limitRates({ account, rateLimitPerMinute: max }: Config, redis: Redis | undefined, metrics: Metrics) {
  const countRequest = createMinuteCounter(`requests:${account}`, redis)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { count, msLeft } = await countRequest(keyOf(request))
    const seconds = Math.ceil(msLeft / 1_000)
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': Math.max(0, max - count),
      'ratelimit-reset': seconds,
    })
    if (count <= max) return
    metrics.limitRefusals.inc({ limit: 'rate' })
    const message = `More than ${max} requests were sent in a minute (RATE_LIMIT_PER_MINUTE): wait ${seconds} s.`
    throw retryLater(429, message, msLeft)
  }
}

const RETRY_AFTER_MS = 1_000

/**
 * Returns a function that counts a request as in flight until it is done. It throws a 429 Refusal if its viewer already has too many in flight: each may
 * hold a body, a response and a place in every queue.
 */
export function limitConcurrency({ maxRequestsPerViewer }: Config, metrics: Metrics) {
  const inFlight = new Map<string, number>()
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const key = keyOf(request)
    const count = inFlight.get(key) ?? 0
    if (count >= maxRequestsPerViewer) {
      metrics.limitRefusals.inc({ limit: 'concurrency' })
      const message = `${count} requests are already in flight, which is the limit (MAX_REQUESTS_PER_VIEWER): wait until some of them end.`
      throw retryLater(429, message, RETRY_AFTER_MS)
    }
    inFlight.set(key, count + 1)
    onceDone(reply, () => {
      const left = (inFlight.get(key) ?? 0) - 1
      if (left > 0) inFlight.set(key, left)
      else inFlight.delete(key)
    })
  }
}

function keyOf({ viewer, ip }: FastifyRequest): string {
  if (viewer.id !== anonymous.id) return `viewer ${viewer.id}`
  return `address ${networkOf(ip)}`
}

/** Callers without a viewer id are counted by address; in IPv6, by the 64-bit network of a household. Node always writes addresses in one form. */
export function networkOf(ip: string | undefined): string {
  // Despite Fastify's types, a socket that has closed in the meantime has no address.
  if (ip === undefined || !isIPv6(ip)) return ip ?? ''
  const ipv4 = /^::ffff:([\d.]+)$/.exec(ip)?.[1]
  if (ipv4 !== undefined) return ipv4
  // `::` stands for the groups of zeros that are missing from eight.
  const [before, after] = ip.split('::').map((groups) => groups.split(':').filter((group) => group !== ''))
  const zeros = after === undefined ? 0 : 8 - (before?.length ?? 0) - after.length
  return [...(before ?? []), ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])].slice(0, 4).join(':')
}
