/** The HTTP edge: routes, limits, and what applies to every request and response. */
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
import { handleClientErrors } from './client-errors.js'
import { drainOnClose } from './drain.js'
import { handleErrors, asRefusal, announcesTooMuch, refuse } from './errors.js'
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
  /** What /readyz checks. */
  checks: readonly HealthCheck[]
  /** Whether shutdown has begun: requests are still served, but /readyz fails so that load balancers send no more. */
  isStopping: () => boolean
  graphiqlFolder: URL
  /** The text at /schema.graphql. */
  schemaText: () => string
  /** How long a client may stop reading a response, in milliseconds. Defaults to 30,000. */
  stalledMs?: number | undefined
}

/** The plugins that the edge needs in the ApolloServer behind it. */
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
    // Fastify's own log lines contain URLs and error messages. request-log.ts logs requests instead.
    logger: false,
    bodyLimit: config.maxBodyBytes,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
    },
    // Node would refuse a request without a Host header in plain text. hosts.ts refuses it with a coded error.
    http: { requireHostHeader: false, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    // Time to receive the whole request. A body of the default maximum size (22 MB) then needs an upload rate of 3 Mbit/s.
    requestTimeout: 60_000,
    // For idle sockets that no other limit covers. Longer than any request may take.
    connectionTimeout: config.requestTimeoutMs + 60_000,
    // Longer than the minute after which load balancers drop idle connections, so they never send a request on a connection that is closing.
    keepAliveTimeout: 72_000,
    // During shutdown, requests on open connections are still served. By default, Fastify would refuse them with 503.
    return503OnClosing: false,
    // Fastify's default: it closes idle connections. drain.ts closes the others.
    forceCloseConnections: 'idle',
    clientErrorHandler: handleClientErrors(log, metrics),
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
  handleErrors(app, config, log)
  serveHealth(app, { config, checks, isStopping })
  // For Prometheus. No authentication, because scrapers have no credentials.
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  shedLoad(app, config, metrics)
  const admit = createAdmission(app, options)
  serveGraphql(app, { ...options, lifetimes, admit })
  if (config.introspection) serveSchema(app, admit, schemaText)
  if (config.explorer) serveGraphiql(app, graphiqlFolder, isDemo(config) ? 'demo' : 'aws')
  if (config.explorer && !config.production) redirectToGraphiql(app)
  // From here on, a response waits only for the client to read it, and stays in memory until then. Node resets the timeout for the next request.
  app.addHook('onSend', async ({ raw }) => void raw.socket.setTimeout(stalledMs))
  // Emitted when nothing was read from or written to the socket for that long.
  app.server.on('timeout', (socket: Socket) => {
    const reply = replyOn(socket)
    if (reply) reply.request.summary.isCut = true
    socket.destroy()
  })
  drainOnClose(app, config, lifetimes, isStopping)
  // For an unknown `Expect`, Node would send 417 in plain text. Servers may ignore the header (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.server.on('checkContinue', (request, response) => {
    if (!announcesTooMuch(request, config)) response.writeContinue()
    app.routing(request, response)
  })
  return app
}
