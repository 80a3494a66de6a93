/**
 * The HTTP layer on a free port. Instead of the graph, it has a stub schema that can fail, wait and write on demand.
 */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import { GraphQLError } from 'graphql'
import { readConfigFiles } from '../../src/config/files.js'
import { readConfig } from '../../src/config/config.js'
import { createApp, edgePlugins } from '../../src/http/app.js'
import { createAuth, type Auth } from '../../src/http/auth/auth.js'
import type { EdgeContext } from '../../src/http/graphql.js'
import type { HealthCheck } from '../../src/http/health.js'
import { apolloLogger, stringifyLogged } from '../../src/http/request-log.js'
import { createLog } from '../../src/telemetry/log.js'
import { formatError } from '../../src/graph/mask.js'
import { createMetrics } from '../../src/telemetry/metrics.js'
import { until } from './until.js'

export { post } from './post.js'

export interface Edge {
  url: string
  port: number
  /** Log lines so far. */
  log: Record<string, unknown>[]
  /** Outcomes of the stub schema's writes. */
  writes: string[]
  /**
   * Resolves when `count` of the fields `wait`, `write` and `stall` have begun. How long that takes depends on the
   * machine.
   */
  began: (count: number) => Promise<void>
  /** See Auth. */
  authFailure: Auth['failure']
  close: () => Promise<void>
}

export interface EdgeOptions {
  env?: Record<string, string>
  /** The readiness check of AWS; succeeds if absent. */
  ready?: (signal: AbortSignal) => Promise<void>
  checks?: HealthCheck[]
  isStopping?: () => boolean
  graphiqlFolder?: URL
  schemaText?: () => string
  /** See AppOptions. */
  stalledMs?: number
}

const typeDefs = `
  scalar Json
  type Query {
    "Cannot be serialized as JSON."
    endless: Json
    echo(text: String): String
    fail(message: String): String
    refuse(message: String, code: String): String
    "Waits until the request is aborted."
    wait: String
    "Waits for ms milliseconds, ignoring aborts."
    sleep(ms: Int!): String
    "The viewer, returned after a delay."
    viewer(ms: Int = 0): Json
  }
  type Mutation {
    "Continues after its caller has disconnected, until the deadline."
    write(ms: Int!): String
    "Ignores disconnection and the deadline."
    stall(ms: Int!): String
  }
`

export async function startEdge({
  env = {},
  ready = async () => {},
  checks = [],
  isStopping = () => false,
  graphiqlFolder,
  schemaText = () => typeDefs,
  stalledMs,
}: EdgeOptions = {}): Promise<Edge> {
  const config = readConfig({ PORT: '0', ...env })
  const log: Edge['log'] = []
  const writes: string[] = []
  const begun: string[] = []
  const metrics = createMetrics()
  const logger = createLog(config, { write: (line) => void log.push(JSON.parse(line)) })

  const gateway = new ApolloServer<EdgeContext>({
    typeDefs,
    resolvers: {
      Query: {
        echo: (_: unknown, { text }: { text: string }, { scope }: EdgeContext) => {
          scope.cost.total = scope.cost.calls.Echo = 1
          return text
        },
        fail: (_: unknown, { message }: { message: string }) => {
          throw new Error(message)
        },
        refuse: (_: unknown, { message, code = 'BAD_USER_INPUT' }: { message: string; code?: string }) => {
          throw new GraphQLError(message, { extensions: { code } })
        },
        endless: () => {
          const endless: unknown[] = []
          return endless.push(endless) && endless
        },
        wait: (_: unknown, _args: unknown, { scope }: EdgeContext) => {
          begun.push('wait')
          return aborted(scope.readSignal)
        },
        sleep: (_: unknown, { ms }: { ms: number }) => delay(ms, 'slept'),
        viewer: async (_: unknown, { ms }: { ms: number }, { viewer }: EdgeContext) => {
          await delay(ms)
          return { ...viewer, scopes: [...viewer.scopes] }
        },
      },
      Mutation: {
        stall: (_: unknown, { ms }: { ms: number }) => {
          begun.push('stall')
          return delay(ms, 'stalled', { ref: false })
        },
        write: async (_: unknown, { ms }: { ms: number }, { scope }: EdgeContext) => {
          begun.push('write')
          const outcome = await delay(ms, 'written', { signal: scope.writeSignal }).catch(() => 'cut')
          writes.push(outcome)
          return outcome
        },
      },
    },
    plugins: [ApolloServerPluginCacheControlDisabled(), ...edgePlugins<EdgeContext>(config, logger, metrics)],
    logger: apolloLogger(logger),
    formatError,
    stringifyResult: stringifyLogged(logger),
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    introspection: true,
  })
  await gateway.start()

  const files = readConfigFiles(config)
  const auth = createAuth(config, logger)
  const app = createApp<EdgeContext>({
    config,
    log: logger,
    metrics,
    gateway,
    context: (scope) => ({ ...scope, upstreamCalls: { calls: {}, total: 0 } }),
    authenticate: auth.authenticate,
    currentFiles: () => files,
    checks: [{ name: 'upstream', required: true, check: ready }, ...checks],
    isStopping,
    graphiqlFolder: graphiqlFolder ?? new URL('file:///nowhere/'),
    schemaText,
    stalledMs,
  })
  const url = await app.listen({ host: config.host, port: config.port })
  return {
    url,
    port: Number(new URL(url).port),
    log,
    writes,
    began: async (count) => {
      await until(() => begun.length >= count)
    },
    authFailure: auth.failure,
    close: async () => {
      await app.close()
      await gateway.stop()
    },
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  // The signal is already aborted if the caller disconnected while the query was being parsed.
  if (!signal.aborted) await once(signal, 'abort')
  const { name, message }: Error = signal.reason
  throw new GraphQLError(message, {
    extensions: { code: name === 'TimeoutError' ? 'UPSTREAM_TIMEOUT' : 'ABORTED', retryable: true },
  })
}

/** The status of a query sent from a different address on this machine. */
export function statusFrom(edge: Edge, localAddress: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    httpRequest(`${edge.url}/graphql`, { method: 'POST', localAddress, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
      .once('error', reject)
      .end('{"query":"{ __typename }"}')
  })
}

export interface EdgeError {
  message: string
  extensions: { code: string; requestId: string }
}

export function errorsIn(json: string): EdgeError[] {
  const { errors }: { errors: EdgeError[] } = JSON.parse(json)
  return errors
}

/** Sends raw bytes, optionally ends the connection, and reads until the server closes it. */
export async function sendRaw(edge: { port: number | string }, bytes: string, { end = true } = {}): Promise<string> {
  const socket = connect(Number(edge.port), '127.0.0.1')
  await once(socket, 'connect')
  if (end) socket.end(bytes)
  else socket.write(bytes)
  return text(socket)
}
