/** GET and POST /graphql: which requests reach Apollo Server, and how long they may run. */
import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import { context as otel } from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Viewer } from '../lib/viewer.js'
import type { ConfigFiles } from '../config/files.js'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { inSpan } from '../telemetry/tracing.js'
import { createScope, type Reads, type RequestScope } from '../upstream/request-scope.js'
import { isObject } from '../config/json-file.js'
import { withoutHashName } from '../config/trusted-documents.js'
import type { Admit } from './admit.js'
import { Refusal, quoted } from './errors.js'
import { sandboxPolicy } from './headers.js'
import { isMutation } from './in-flight.js'
import { acceptJsonOnly } from './json-body.js'
import type { Lifetime, Lifetimes } from './lifetime.js'
import { summarize } from './request-log.js'
import { cacheKeyOf, respondFromCache, storeResponse, type CacheKey, type ResponseCache } from './response-cache.js'

/** What the edge passes to the context of each request. */
export interface EdgeRequest {
  requestId: string
  /** Id of the caller's trace, or otherwise of our own; undefined if there is neither. */
  traceId?: string | undefined
  viewer: Viewer
  scope: RequestScope
  /** The configuration files as they were when the request arrived. */
  files: ConfigFiles
}

/** What the edge requires of a context. */
export type EdgeContext = Omit<EdgeRequest, 'files'>

/** How long an aborted request has to produce its response, before the edge responds instead: a resolver may ignore the signal. */
const GRACE_MS = 2_000

declare module 'fastify' {
  interface FastifyRequest {
    lifetime: Lifetime
    /** The caller wants current data, not cached responses. */
    bypassCache: boolean
    /** What the operation has read, for the response cache. Undefined until the context has been created. */
    reads?: Reads | undefined
  }
}

export interface GraphqlOptions<C extends EdgeContext> {
  config: Config
  metrics: Metrics
  /** Started, and created with `edgePlugins`. */
  gateway: ApolloServer<C>
  context: (request: EdgeRequest) => C
  admit: Admit
  lifetimes: Lifetimes
  /** If absent, every query is run. */
  responseCache?: ResponseCache | undefined
}

export function serveGraphql<C extends EdgeContext>(app: FastifyInstance, options: GraphqlOptions<C>): void {
  const { config, metrics, gateway, lifetimes, admit, responseCache } = options
  const bodies = acceptJsonOnly(app, config, metrics)
  app.decorateRequest('running')
  app.decorateRequest('lifetime')
  app.decorateRequest('bypassCache')
  app.decorateRequest('reads')

  const apolloHandler = fastifyApolloHandler(gateway, {
    async context(request) {
      const { readSignal, writeSignal, deadlineAt } = request.lifetime
      const { id: requestId, viewer, traceId, bypassCache, files } = request
      const allowance = { left: config.maxUpstreamCalls }
      const scope = createScope(readSignal, { writeSignal, deadlineAt, bypassCache, allowance })
      request.summary.upstreamCalls = scope.cost
      request.reads = scope.reads
      summarize(scope, request.summary)
      return options.context({ requestId, traceId, viewer, scope, files })
    },
  })

  const run = async (
    request: FastifyRequest,
    reply: FastifyReply,
    cacheKey: CacheKey | undefined,
  ): Promise<unknown> => {
    const text: unknown = await inSpan('graphql', {}, async () => apolloHandler.call(app, request, reply))
    // The onSend hook of errors.ts reads errors as text.
    if (typeof text !== 'string' || reply.statusCode !== 200) return text
    // Encodes the response once: for its content-length, the socket and the cache.
    const body = Buffer.from(text)
    if (responseCache && cacheKey !== undefined && request.reads)
      storeResponse(responseCache, cacheKey, request, reply, body, request.reads, config)
    return body
  }

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    async onRequest(request, reply) {
      refuseWhatApolloCannotRead(request)
      negotiateResponseType(request)
      await admit(request, reply)
    },
    async preHandler(request) {
      readDocumentId(request.body)
    },
    async handler(request, reply) {
      request.bypassCache = forbidsCached(request)
      const cacheKey = responseCache && cacheKeyOf(request)
      if (responseCache && cacheKey !== undefined && !request.bypassCache) {
        const cached = await otel.with(request.traceContext, () =>
          respondFromCache(responseCache, cacheKey, request, reply, metrics, config),
        )
        if (cached !== undefined) return cached
      }
      request.lifetime = lifetimes.start(reply.raw, () => isMutation(request))
      return new Promise((resolve, reject) => {
        const backstop = setTimeout(() => reject(overdue(config)), config.requestTimeoutMs + GRACE_MS)
        // A write may outlive its caller and the backstop. Either way, it stays in flight until it has settled.
        const running = otel
          .with(request.traceContext, () => run(request, reply, cacheKey))
          .finally(() => {
            request.lifetime.end()
            clearTimeout(backstop)
            // The body is not needed anymore, but the caller may take a long time to read the response.
            bodies.drop(request)
          })
        request.running = running.catch(() => {})
        running.then(resolve, reject)
      })
    },
    async onSend(_request, reply, payload) {
      if (String(reply.getHeader('content-type')).startsWith('text/html')) {
        reply.header('content-security-policy', sandboxPolicy).removeHeader('referrer-policy')
      }
      return payload
    },
  })
}

function overdue({ requestTimeoutMs }: Config): Refusal {
  return new Refusal(504, `The request took longer than ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`)
}

/** Whether Cache-Control rules out a cached response: `no-cache`, which browsers send on reload, `no-store` or `max-age=0` (RFC 9111). */
function forbidsCached({ headers }: FastifyRequest): boolean {
  return /\bno-cache\b|\bno-store\b|\bmax-age=0+\b/i.test(headers['cache-control'] ?? '')
}

function refuseWhatApolloCannotRead(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding']
  if (encoding && encoding !== 'identity') {
    throw new Refusal(415, `The content encoding ${quoted(encoding)} is not accepted; send uncompressed JSON.`)
  }
}

/** Moves `documentId`, as in the persisted-documents draft of GraphQL over HTTP, to `extensions`, where Apollo expects the hash. */
function readDocumentId(body: unknown): void {
  const { documentId, query, extensions } = Object(body)
  // Apollo refuses `extensions` that are not an object, and spreading a 20 MB string would take seconds.
  const hasExtensions = extensions == null || isObject(extensions)
  if (typeof documentId !== 'string' || query != null || !hasExtensions) return
  const persistedQuery = { version: 1, sha256Hash: withoutHashName(documentId) }
  Object.assign(Object(body), { extensions: { ...extensions, persistedQuery } })
}

/** The media types of Apollo's responses. */
const responseTypes = ['application/json', 'application/graphql-response+json']

/** Apollo checks Accept only when it has the response. By then, a mutation has run, and a caller that fixes the header and retries would run it twice. */
function negotiateResponseType(request: FastifyRequest): void {
  const { accept } = request.headers
  // An empty header means the same as none.
  if (request.method !== 'POST' || !accept) return
  // Parameters such as a charset are ignored: no caller is refused because of them.
  const type = new Negotiator({ headers: { accept: accept.replace(/;(?!\s*q=)[^;,]*/gi, '') } }).mediaType(
    responseTypes,
  )
  if (type === undefined) {
    throw new Refusal(406, `Nothing was run because accept is ${quoted(accept)}; accept ${responseTypes.join(' or ')}.`)
  }
  request.headers.accept = type
}
