/**
 * One line per request. It never contains what callers send (subjects, bodies, addresses, file names, variables, query text, headers, presigned
 * URLs). Each field is a number or a word from a fixed set, except five that are checked: the request and trace ids, the operation's name, the
 * viewer, and the origin of a page that CORS_ORIGINS does not list.
 */
import type { ApolloServer, ApolloServerPlugin, BaseContext } from '@apollo/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import { anonymous, type Viewer } from '../lib/viewer.js'
import { identifier } from '../lib/thrown.js'
import { describeError, type Log } from '../telemetry/log.js'
import { codeForCallers } from '../graph/mask.js'
import { nameOf } from '../graph/plugins/audit.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { RequestScope, UpstreamCost } from '../upstream/request-scope.js'
import { putInFlight } from './in-flight.js'

/** The part of the line that is not about HTTP. */
export interface RequestSummary {
  operationName: string | null
  /** query or mutation; null before it is known. */
  kind: string | null
  errorCodes: string[]
  upstreamCalls: UpstreamCost | null
  /** The origin of a refused preflight. */
  refusedOrigin?: string
  /** Whether the gateway closed the connection before the whole response was sent. Node does not report this. */
  isCut?: boolean
}

type ApolloLogger = ApolloServer['logger']

declare module 'fastify' {
  interface FastifyRequest {
    summary: RequestSummary
  }
}

export function logRequest(request: FastifyRequest, reply: FastifyReply, log: Log, metrics: Metrics): void {
  const startedAt = performance.now()
  const summary: RequestSummary = { operationName: null, kind: null, errorCodes: [], upstreamCalls: null }
  request.summary = summary

  putInFlight(reply)
  const isGraphql = request.routeOptions.url === '/graphql'
  if (isGraphql) metrics.requestsInFlight.inc()
  // Not onResponse: Fastify skips it when the caller has hung up.
  reply.raw.once('close', () => {
    const { operationName, errorCodes, upstreamCalls, refusedOrigin } = summary
    // The route, not the path: a path that matches no route is free text.
    const route = request.routeOptions.url ?? null
    const status = reply.raw.headersSent ? reply.raw.statusCode : null
    if (isGraphql) metrics.requestsInFlight.dec()
    metrics.httpResponses.inc({ route: route ?? 'none', status: status ?? 'aborted' })
    const fields = {
      requestId: request.id,
      traceId: request.traceId,
      method: request.method,
      path: route,
      status,
      durationMs: Math.round(performance.now() - startedAt),
      ...viewerField(request.viewer),
      ...(operationName !== null && { operation: operationName }),
      ...(errorCodes.length > 0 && { errorCodes: [...new Set(errorCodes)] }),
      ...(upstreamCalls !== null && { upstreamCalls }),
      refusedOrigin,
      ...((summary.isCut || !reply.raw.writableFinished) && { aborted: true }),
    }
    log.info(fields, 'request')
  })
}

/** The viewer, named as in the audit log. Shows who hit a limit, sent a slow query or caused many calls. Absent for unauthenticated requests. */
function viewerField(viewer: Viewer | undefined): { viewer?: string } {
  return viewer === undefined || viewer.id === anonymous.id ? {} : { viewer: nameOf(viewer) }
}

/**
 * Apollo copies the context object before plugins see it. A GraphQL operation is therefore linked to its HTTP request by its cost: each request has
 * its own, which its scopes in all accounts share.
 */
const summaries = new WeakMap<UpstreamCost, RequestSummary>()

export function summarize({ cost }: RequestScope, summary: RequestSummary): void {
  summaries.set(cost, summary)
}

/** The request id and trace id, for finding the log line. */
interface Ids {
  requestId: string
  traceId?: string | undefined
}

/** Ids by response data, for errors while it is serialized: Apollo then provides no context and notifies no plugin. */
const idsByData = new WeakMap<object, Ids>()

/** Apollo's `stringifyResult`, which also logs failures: a response may be too deep or too long to serialize. */
export function stringifyLogged(log: Log) {
  return (response: FormattedExecutionResult): string => {
    try {
      return `${JSON.stringify(response)}\n`
    } catch (error) {
      logUnexpected(log, error, response.data ? idsByData.get(response.data) : undefined)
      throw error
    }
  }
}

function logUnexpected(log: Log, error: unknown, ids?: Ids): void {
  log.error({ requestId: ids?.requestId, traceId: ids?.traceId, err: describeError(error) }, 'unexpected error')
}

export function operationLog<C extends BaseContext & Ids & { scope: RequestScope }>(log: Log): ApolloServerPlugin<C> {
  return {
    async contextCreationDidFail({ error }) {
      logUnexpected(log, error)
    },
    async unexpectedErrorProcessingRequest({ requestContext, error }) {
      logUnexpected(log, error, requestContext.contextValue)
    },
    async requestDidStart({ contextValue }) {
      const summary = summaries.get(contextValue.scope.cost)
      return {
        async didResolveOperation({ operationName, operation }) {
          if (summary) summary.kind = operation?.operation ?? null
          // The name in the parsed document is a GraphQL name. The `operationName` that clients send can be anything.
          if (summary && operationName && operationName.length <= 64) summary.operationName = operationName
        },
        async didEncounterErrors({ errors }) {
          for (const error of errors.filter((error) => codeForCallers(error) === undefined)) {
            logUnexpected(log, error.originalError ?? error, contextValue)
          }
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return
          const { data, errors } = response.body.singleResult
          if (data) idsByData.set(data, contextValue)
          summary?.errorCodes.push(...errorCodes(errors ?? []))
        },
      }
    },
  }
}

/** Apollo Server's own messages. */
export function apolloLogger(log: Log): ApolloLogger {
  return {
    debug: () => {},
    info: (message) => log.info(opening(message), 'Apollo Server'),
    warn: (message) => log.warn(opening(message), 'Apollo Server'),
    error: (message) => log.error(opening(message), 'Apollo Server'),
  }
}

/** Apollo's log messages end with the messages of errors, which must not be logged. Returns only the beginning, up to the first `:` or `.`. */
function opening(message: unknown): Record<string, unknown> {
  return typeof message === 'string' ? { apollo: /^[^:.]*/.exec(message)?.[0] } : { err: describeError(message) }
}

export function errorCodes(errors: readonly GraphQLFormattedError[]): string[] {
  return errors.map((error) => identifier(error.extensions?.code) ?? 'UNKNOWN')
}
