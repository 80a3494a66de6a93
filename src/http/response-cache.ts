/**
 * Caches whole responses, as bytes, with references to the cached data that they were built from. A query that the same viewer repeats gets the
 * same bytes without being run.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Config } from '../config/config.js'
import { perObject } from '../lib/per-object.js'
import type { Viewer } from '../lib/viewer.js'
import type { Metrics } from '../telemetry/metrics.js'
import { inSpan } from '../telemetry/tracing.js'
import type { Reads, UpstreamCost } from '../upstream/request-scope.js'

/** What a response depends on, other than AWS. A FastifyRequest has all of it. */
export interface CacheableRequest {
  /** Document, variables, operation name and extensions, as received; undefined for a GET, and for a body that is too long. */
  bodyText?: string | undefined
  headers: { accept?: string | undefined }
  viewer: Viewer
  /** The configuration files that the request started with: another object after a reload. */
  files: object
}

/** Identifies the responses to equal requests. */
export interface CacheKey {
  files: object
  text: string
}

export interface CachedResponse {
  /** UTF-8, without the closing brace and without `extensions`, which differs per request. */
  bytes: Buffer
  contentType: string
  operationName: string | null
  reads: Reads
}

export interface ResponseCache {
  /** The response to the same request from the same viewer, unless data that it was built from has changed or expired. */
  get: (key: CacheKey) => Promise<CachedResponse | undefined>
  /** Does nothing if a read was not cacheable, or if there was no read, because such a response would never expire. */
  set: (key: CacheKey, response: CachedResponse) => void
}

export interface ResponseCacheOptions {
  maxBytes: number
  /** Whether the AWS cache and the case index still have the data that a response was built from. */
  isStillValid: (reads: Reads) => Promise<boolean>
}

/** Estimated size of an entry, in bytes, not counting its text and its reads. Each read adds a quarter of this. */
const ENTRY_BYTES = 1_000

export function createResponseCache({ maxBytes, isStillValid }: ResponseCacheOptions): ResponseCache {
  /** Per files, because reads keep the indexes and clients of their accounts in memory: removed accounts leave it together with the earlier files. */
  const responsesOf = perObject(
    () =>
      new LRUCache<string, CachedResponse & { expiresAt: number }>({
        maxSize: maxBytes,
        sizeCalculation: ({ bytes, reads }, text) =>
          bytes.length + text.length + ENTRY_BYTES * (1 + reads.values.length / 4),
      }),
  )

  return {
    async get({ files, text }) {
      const responses = responsesOf(files)
      const response = responses.get(text)
      if (response === undefined) return undefined
      if (performance.now() < response.expiresAt && (await isStillValid(response.reads))) return response
      responses.delete(text)
      return undefined
    },

    set({ files, text }, response) {
      const { values, isCacheable, expiresAt } = response.reads
      if (!isCacheable || values.length === 0) return
      const freshMs = values.reduce((least, { freshUntil }) => Math.min(least, freshUntil), expiresAt) - Date.now()
      // On the monotonic clock, which cannot be set back.
      responsesOf(files).set(text, { ...response, expiresAt: performance.now() + freshMs })
    },
  }
}

/**
 * Undefined for a request whose response is not cached. Every member of the viewer is part of the key, including any that are added later, so no two
 * viewers share a key. JSON.stringify writes no line breaks, so the first line break separates that part from the body.
 */
export function cacheKeyOf({ bodyText, headers, viewer, files }: CacheableRequest): CacheKey | undefined {
  if (bodyText === undefined) return undefined
  const known = { ...viewer, scopes: [...viewer.scopes].toSorted(), roles: viewer.roles.toSorted() }
  return { files, text: `${JSON.stringify([known, headers.accept])}\n${bodyText}` }
}

type CostConfig = Pick<Config, 'exposeUpstreamCost'>

/** Stores the response to a query, which has status 200, unless it has errors. */
export function storeResponse(
  cache: ResponseCache,
  key: CacheKey,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Buffer,
  reads: Reads,
  { exposeUpstreamCost }: CostConfig,
): void {
  const { kind, errorCodes, operationName } = request.summary
  if (kind !== 'query' || errorCodes.length > 0) return
  const end = exposeUpstreamCost ? body.lastIndexOf(',"extensions":{"upstream":') : body.lastIndexOf('}')
  if (end === -1) return
  const contentType = String(reply.getHeader('content-type'))
  cache.set(key, { bytes: body.subarray(0, end), contentType, operationName, reads })
}

/** Returns the body of a cached response, if there is one, and logs, counts and traces the query as if it had been run. */
export async function respondFromCache(
  cache: ResponseCache,
  key: CacheKey,
  request: FastifyRequest,
  reply: FastifyReply,
  metrics: Metrics,
  { exposeUpstreamCost }: CostConfig,
): Promise<Buffer | undefined> {
  const startedAt = performance.now()
  const cached = await cache.get(key)
  if (cached === undefined) return undefined
  const { bytes, contentType, operationName, reads } = cached
  const { summary } = request
  const cost = costOf(reads)
  summary.operationName = operationName
  summary.upstreamCalls = cost
  const operation = metrics.operationLabel(operationName)
  await inSpan(operationName === null ? 'query' : `query ${operation}`, {}, async () => {})
  metrics.responseCacheHits.inc()
  metrics.requests.inc({ operation, kind: 'query', outcome: 'ok', code: 'none' })
  metrics.requestDuration.observe({ operation }, (performance.now() - startedAt) / 1_000)
  void reply.header('content-type', contentType)
  const end = exposeUpstreamCost ? `,"extensions":{"upstream":${JSON.stringify(cost)}}}\n` : '}\n'
  return Buffer.concat([bytes, Buffer.from(end)])
}

function costOf({ values }: Reads): UpstreamCost {
  const oldest = values.reduce((least, { readAt }) => Math.min(least, readAt), Infinity)
  return { calls: {}, total: 0, cached: values.length, stale: 0, ageMs: Math.max(0, Date.now() - oldest) || 0 }
}
