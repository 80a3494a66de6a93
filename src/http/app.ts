/** The HTTP edge: routes, limits, and what is true of every request and answer. */
import { randomUUID } from 'node:crypto'
import type { ApolloServer, ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { fastify, type FastifyInstance } from 'fastify'
import type { Config } from '../config.js'
import type { Log } from '../log.js'
import type { Redis } from '../redis.js'
import { answerClientErrors } from './client-errors.js'
import { drainOnClose } from './drain.js'
import { answerErrors, asRefusal, announcesTooMuch, refuse } from './errors.js'
import { serveGraphiql } from './graphiql.js'
import { serveGraphql, type EdgeContext, type RequestScope } from './graphql.js'
import { allowOrigins, setHeaders } from './headers.js'
import { serveHealth, type HealthCheck } from './health.js'
import { createLifetimes } from './lifetime.js'
import { logRequest, operationLog } from './request-log.js'

export interface AppOptions<C extends EdgeContext> {
  config: Config
  log: Log
  /** Started, and made with `edgePlugins`. */
  gateway: ApolloServer<C>
  context: (scope: RequestScope) => C
  /** What /readyz asks about. */
  checks: readonly HealthCheck[]
  /** Whether the gateway is about to close: it serves as before, but says on /readyz that it is not to be sent more. */
  isStopping: () => boolean
  graphiqlFolder: URL
  redis?: Redis | undefined
}

/** What the edge needs of the ApolloServer behind it. */
export function edgePlugins<C extends EdgeContext>(config: Config, log: Log): ApolloServerPlugin<C>[] {
  return [
    operationLog<C>(log),
    config.explorer
      ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, includeCookies: false })
      : ApolloServerPluginLandingPageDisabled(),
  ]
}

export function createApp<C extends EdgeContext>(options: AppOptions<C>): FastifyInstance {
  const { config, log, gateway, context, checks, isStopping, graphiqlFolder } = options
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
    // For a caller who does not read the answer. Longer than any request may take.
    connectionTimeout: config.requestTimeoutMs + 60_000,
    // Longer than the minute after which load balancers let go, so that they never send into a socket that is closing.
    keepAliveTimeout: 72_000,
    // Whoever got in before the listener closed is answered.
    return503OnClosing: false,
    clientErrorHandler: answerClientErrors(log),
    frameworkErrors: (error, request, reply) => {
      logRequest(request, reply, log)
      setHeaders(request, reply)
      refuse(asRefusal(error, request, config), request, reply)
    },
  })

  app.decorateRequest('summary')
  app.addHook('onRequest', async (request, reply) => {
    logRequest(request, reply, log)
    setHeaders(request, reply)
  })
  allowOrigins(app, config)
  answerErrors(app, config, log)
  serveHealth(app, { config, checks, isStopping })
  serveGraphql(app, { config, gateway, context, lifetimes })
  if (config.explorer) serveGraphiql(app, graphiqlFolder)
  drainOnClose(app, config, lifetimes, isStopping)
  // Node would answer 417 in its own words. Expectations may be ignored.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.server.on('checkContinue', (request, response) => {
    if (!announcesTooMuch(request, config)) response.writeContinue()
    app.routing(request, response)
  })
  return app
}
