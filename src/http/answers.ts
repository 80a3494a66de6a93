/**
 * Whole responses, as bytes, with the AWS responses that they were made from: a query that the same viewer repeats gets the same bytes, without
 * being run, for as long as all of these are still valid. No response can reach another viewer, whatever fields the schema has: the viewer is part
 * of the key.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Cache, Reads, UpstreamCost } from '../cache/cache.js'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'

interface Answer {
  /** In UTF-8, all but `extensions`, which tell of each request by itself, and the bracket that closes it. */
  bytes: Buffer
  contentType: string
  operationName: string | null
  reads: Reads
}

export interface Answers {
  /** The bytes of the answer, and its headers in `reply`, where one is known that still stands. */
  recall: (request: FastifyRequest, reply: FastifyReply) => Promise<Buffer | undefined>
  /** Caches a response that was made from `reads`, if it may be sent again: to a query, without errors, and made from at least one AWS response. */
  keep: (request: FastifyRequest, reply: FastifyReply, body: unknown, reads: Reads) => void
}

export interface AnswersOptions {
  cache: Cache
  config: Pick<Config, 'cacheMaxBytes' | 'exposeUpstreamCost'>
  metrics: Metrics
}

/** What an entry takes beside its texts, and four of its reads likewise. */
const ENTRY_BYTES = 1_000

export function createAnswers({ cache, config, metrics }: AnswersOptions): Answers {
  const answers = new LRUCache<string, Answer>({
    maxSize: config.cacheMaxBytes,
    sizeCalculation: ({ bytes, reads }, key) => bytes.length + key.length + ENTRY_BYTES * (1 + reads.values.length / 4),
  })

  return {
    async recall(request, reply) {
      const key = request.readsThrough ? undefined : keyOf(request)
      const answer = key === undefined ? undefined : answers.get(key)
      if (key === undefined || answer === undefined) return undefined
      const startedAt = performance.now()
      if (!(await cache.stands(answer.reads))) {
        answers.delete(key)
        return undefined
      }
      const { operationName, contentType, bytes, reads } = answer
      const cost = costOf(reads)
      const { summary, trace } = request
      summary.operationName = operationName
      summary.upstreamCalls = cost
      const operation = metrics.operationLabel(operationName)
      trace?.startOperation(operationName === null ? 'query' : `query ${operation}`).end()
      metrics.answersRemembered.inc()
      metrics.requests.inc({ operation, kind: 'query', outcome: 'ok', code: 'none' })
      metrics.requestDuration.observe({ operation }, (performance.now() - startedAt) / 1_000)
      void reply.header('content-type', contentType)
      const end = config.exposeUpstreamCost ? `,"extensions":{"upstream":${JSON.stringify(cost)}}}\n` : '}\n'
      return Buffer.concat([bytes, Buffer.from(end)])
    },

    keep(request, reply, body, reads) {
      const key = keyOf(request)
      const { kind, errorCodes, operationName } = request.summary
      if (key === undefined || kind !== 'query' || errorCodes.length > 0) return
      // A response with nothing of AWS behind it would never expire.
      if (!reads.isAll || reads.values.length === 0) return
      if (typeof body !== 'string' || reply.statusCode !== 200) return
      const end = config.exposeUpstreamCost ? body.lastIndexOf(',"extensions":{"upstream":') : body.lastIndexOf('}')
      if (end === -1) return
      const contentType = String(reply.getHeader('content-type'))
      answers.set(key, { bytes: Buffer.from(body.slice(0, end)), contentType, operationName, reads })
    },
  }
}

/** Everything that a response depends on, except AWS; undefined for a request whose response is not cached. JSON has no line breaks: the first one ends it. */
function keyOf({ method, bodyText, headers, viewer, files }: FastifyRequest): string | undefined {
  if (method !== 'POST' || bodyText === undefined) return undefined
  const { id, scopes, roles } = viewer
  return `${JSON.stringify([files.id, headers.accept ?? null, id, [...scopes].toSorted(), roles.toSorted()])}\n${bodyText}`
}

function costOf({ values }: Reads): UpstreamCost {
  const oldest = values.reduce((least, { readAt }) => Math.min(least, readAt), Infinity)
  return { calls: {}, total: 0, cached: values.length, stale: 0, ageMs: Math.max(0, Date.now() - oldest) || 0 }
}
