/**
 * One line per request. What callers send (subjects, bodies, addresses, file names, variables, query text, headers, presigned URLs) never gets
 * here: each field is a number or a word from a fixed set, but for five that are checked: the ids of request and trace, the operation's
 * name, who asks, and the origin of a page that CORS_ORIGINS does not list.
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

/** What the line says beyond HTTP. */
export interface RequestSummary {
  operationName: string | null
  /** query or mutation; null before it is known. */
  kind: string | null
  errorCodes: string[]
  upstreamCalls: UpstreamCost | null
  /** The origin of a refused preflight. */
  refusedOrigin?: string
  /** Whether we have closed the connection before all of the response had left, which Node does not tell. */
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
  // Not onResponse: Fastify leaves that out when the caller has gone.
  reply.raw.once('close', () => {
    const { operationName, errorCodes, upstreamCalls, refusedOrigin } = summary
    // The route, not the path: a path that is no route is free text.
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
      ...knownAs(request.viewer),
      ...(operationName !== null && { operation: operationName }),
      ...(errorCodes.length > 0 && { errorCodes: [...new Set(errorCodes)] }),
      ...(upstreamCalls !== null && { upstreamCalls }),
      refusedOrigin,
      ...((summary.isCut || !reply.raw.writableFinished) && { aborted: true }),
    }
    log.info(fields, 'request')
  })
}

/** As the audit has it: who is behind a limit, a slow query or many calls. Nothing where nobody had to log in, or has not. */
function knownAs(viewer: Viewer | undefined): { viewer?: string } {
  return viewer === undefined || viewer.id === anonymous.id ? {} : { viewer: nameOf(viewer) }
}

/**
 * Apollo copies the context object before plugins see it, so the way from a GraphQL operation to its HTTP request is what is in the context,
 * is the request's own, and is shared by copies: its scope.
 */
const summaries = new WeakMap<RequestScope, RequestSummary>()

export function summarise(scope: RequestScope, summary: RequestSummary): void {
  summaries.set(scope, summary)
}

/** By which a line is found: the request's own id, and that of the trace which it is part of. */
interface Ids {
  requestId: string
  traceId?: string | undefined
}

/** Whose data it is that is turned into text, for what goes wrong then: there is no context any more, and plugins are not told. */
const idsByData = new WeakMap<object, Ids>()

/** Apollo's stringifyResult. An answer may be too deep or too long for a text. */
export function stringifyLogged(log: Log) {
  return (answer: FormattedExecutionResult): string => {
    try {
      return `${JSON.stringify(answer)}\n`
    } catch (error) {
      logUnexpected(log, error, answer.data ? idsByData.get(answer.data) : undefined)
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
      const summary = summaries.get(contextValue.scope)
      return {
        async didResolveOperation({ operationName, operation }) {
          if (summary) summary.kind = operation?.operation ?? null
          // The name in the parsed document, which is a GraphQL name. What clients send beside it can be anything.
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

/** What Apollo Server reports by itself. */
export function apolloLogger(log: Log): ApolloLogger {
  return {
    debug: () => {},
    info: (message) => log.info(opening(message), 'Apollo Server'),
    warn: (message) => log.warn(opening(message), 'Apollo Server'),
    error: (message) => log.error(opening(message), 'Apollo Server'),
  }
}

/** Its sentences end in the messages of errors: only the beginnings are kept. */
function opening(message: unknown): Record<string, unknown> {
  return typeof message === 'string' ? { apollo: /^[^:.]*/.exec(message)?.[0] } : { err: describeError(message) }
}

export function errorCodes(errors: readonly GraphQLFormattedError[]): string[] {
  return errors.map((error) => identifier(error.extensions?.code) ?? 'UNKNOWN')
}
