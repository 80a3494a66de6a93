/** The HTTP edge: routes, limits, and what is true of every request and answer. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { fastify, type FastifyInstance } from 'fastify'
import { isDemo, type Config } from '../config/config.js'
import type { Log } from '../telemetry/log.js'
import type { Metrics } from '../telemetry/metrics.js'
import { operationTelemetry } from '../graph/plugins/operation-telemetry.js'
import { createAdmission, type AdmissionOptions } from './admit.js'
import { answerClientErrors } from './client-errors.js'
import { drainOnClose } from './drain.js'
import { answerErrors, asRefusal, announcesTooMuch, refuse } from './errors.js'
import { redirectToGraphiql, serveGraphiql } from './graphiql.js'
import { serveGraphql, type EdgeContext, type GraphqlOptions } from './graphql.js'
import { allowOrigins, setHeaders } from './headers.js'
import { serveHealth, type HealthCheck } from './health.js'
import { checkHosts } from './hosts.js'
import { closePipelined, replyOn } from './in-flight.js'
import { createLifetimes } from './lifetime.js'
import { logRequest, operationLog } from './request-log.js'
import { serveSchema } from './schema.js'
import { shedLoad } from './shed-load.js'
import { traceRequest } from './trace.js'

export interface AppOptions<C extends EdgeContext>
  extends Omit<GraphqlOptions<C>, 'lifetimes' | 'admit'>, AdmissionOptions {
  log: Log
  /** What /readyz asks about. */
  checks: readonly HealthCheck[]
  /** Whether the gateway is about to close: it serves as before, but says on /readyz that it is not to be sent more. */
  isStopping: () => boolean
  graphiqlFolder: URL
  /** The text at /schema.graphql. */
  schemaText: () => string
  /** How long a reader may take nothing of a response; half a minute, if absent. */
  stalledMs?: number | undefined
}

/** What the edge needs of the ApolloServer behind it. */
export function edgePlugins<C extends EdgeContext>(
  config: Config,
  log: Log,
  metrics: Metrics,
): ApolloServerPlugin<C>[] {
  return [
    operationLog<C>(log),
    operationTelemetry(metrics),
    config.explorer
      ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, includeCookies: false })
      : ApolloServerPluginLandingPageDisabled(),
  ]
}

export function createApp<C extends EdgeContext>(options: AppOptions<C>): FastifyInstance {
  const { config, log, metrics, checks, isStopping, graphiqlFolder, schemaText, stalledMs = 30_000 } = options
  const lifetimes = createLifetimes(config.requestTimeoutMs)

  const app = fastify({
    // Fastify's own lines hold URLs and messages of errors. Ours are in log.ts.
    logger: false,
    bodyLimit: config.maxBodyBytes,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
    },
    // Without a Host, Node refuses in its own words; we do it in ours.
    http: { requireHostHeader: false, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    // For the body: 22 MB in a minute is 3 Mbit/s.
    requestTimeout: 60_000,
    // For a socket on which nothing happens and no other limit holds. Longer than any request may take.
    connectionTimeout: config.requestTimeoutMs + 60_000,
    // Longer than the minute after which load balancers let go, so that they never send into a socket that is closing.
    keepAliveTimeout: 72_000,
    // Whoever got in before the listener closed is answered.
    return503OnClosing: false,
    // Fastify's default. drain.ts closes the others.
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientErrors(log, metrics),
    frameworkErrors: (error, request, reply) => {
      traceRequest(request, reply)
      logRequest(request, reply, log, metrics)
      setHeaders(request, reply)
      refuse(asRefusal(error, request), request, reply)
    },
  })

  app.decorateRequest('summary')
  app.decorateRequest('traceContext')
  app.decorateRequest('traceId')
  app.addHook('onRequest', async (request, reply) => {
    if (closePipelined(reply)) return
    traceRequest(request, reply)
    logRequest(request, reply, log, metrics)
    setHeaders(request, reply)
  })
  checkHosts(app, config)
  allowOrigins(app, config)
  answerErrors(app, config, log)
  serveHealth(app, { config, checks, isStopping })
  // For Prometheus: without authentication, since a scraper has none.
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  shedLoad(app, config, metrics)
  const admit = createAdmission(app, options)
  serveGraphql(app, { ...options, lifetimes, admit })
  if (config.introspection) serveSchema(app, admit, schemaText)
  if (config.explorer) serveGraphiql(app, graphiqlFolder, isDemo(config) ? 'demo' : 'aws')
  if (config.explorer && !config.production) redirectToGraphiql(app)
  // From here on a response waits for its reader alone, and stays in memory until then. Node sets the timeout anew for the next request.
  app.addHook('onSend', async ({ raw }) => void raw.socket.setTimeout(stalledMs))
  // Nothing has moved on it for as long.
  app.server.on('timeout', (socket: Socket) => {
    const reply = replyOn(socket)
    if (reply) reply.request.summary.isCut = true
    socket.destroy()
  })
  drainOnClose(app, config, lifetimes, isStopping)
  // Node would answer 417 in its own words. Expectations may be ignored.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.server.on('checkContinue', (request, response) => {
    if (!announcesTooMuch(request, config)) response.writeContinue()
    app.routing(request, response)
  })
  return app
}
