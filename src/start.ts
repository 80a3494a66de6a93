/** The composition root: builds everything in order. `stop` tears it down in reverse order and may be called twice. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createAccounts } from './accounts/accounts.js'
import { checkFirstAccount } from './accounts/first-account.js'
import { showAccounts } from './accounts/show-accounts.js'
import { createStore } from './cache/store.js'
import { checkFirstStays } from './config/accounts-file.js'
import { readConfigFiles, type ConfigFiles } from './config/files.js'
import { ConfigError, isDemo, type Config } from './config/config.js'
import { createContext, type Context } from './graph/context.js'
import { DEFAULT_ACCOUNT_ID } from '../emulator/account.js'
import { startEmulator } from '../emulator/start.js'
import { createSchema, printedSchema } from './graph/schema.js'
import { createGateway } from './graph/server.js'
import { createApp, edgePlugins } from './http/app.js'
import { createAuth } from './http/auth/auth.js'
import { createChecks } from './http/health.js'
import { apolloLogger, stringifyLogged } from './http/request-log.js'
import { createResponseCache } from './http/response-cache.js'
import { describeError, type Log } from './telemetry/log.js'
import { connectRedis } from './redis/redis.js'
import { audit } from './graph/plugins/audit.js'
import { createMetrics } from './telemetry/metrics.js'
import { startTracing } from './telemetry/tracing.js'
import { resolveUpstream } from './upstream/aws-endpoint.js'

// Resolves from src/start.ts and from dist/main.js: both are one folder deep.
const graphiqlFolder = new URL('../dist/graphiql/', import.meta.url)

/** How many problems a failed reload logs: a configuration file may have one on every line. */
const MAX_LOGGED_PROBLEMS = 10

export interface Running {
  url: string
  /** As configured, except that an endpoint in the machine's AWS configuration replaces `aws`. */
  upstream: Config['upstream']
  emulatorUrl?: string
  /** The names of the accounts at startup. Without ACCOUNTS_FILE, only SUPPORT_ACCOUNT. */
  accounts: string[]
  /** For `graceMs`, requests are served as before while /readyz fails; then the gateway shuts down. */
  stop: (graceMs?: number) => Promise<void>
  /** Reloads the configuration files: all of them, or none if one is invalid. Requests in flight keep the contents they started with. */
  reload: () => void
}

/** `schema` is for tests of behavior that must hold for any schema. */
export async function start(configured: Config, log: Log, schema = createSchema()): Promise<Running> {
  const resolved = await resolveUpstream(configured)
  // The built-in emulator is a new account in each process. It needs its own Redis keys, because Redis may still have the data of an earlier one.
  const config =
    resolved.upstream === 'emulator' ? { ...resolved, account: `${resolved.account}-${randomUUID()}` } : resolved
  const stops: (() => unknown)[] = []
  let stopping: Promise<void> | undefined
  const stop = (graceMs = 0) => (stopping ??= delay(graceMs).then(() => stopAll(stops)))

  try {
    for (const warning of config.warnings) log.warn(warning)
    let files = readConfigFiles(config)
    const currentFiles = () => files
    const auth = createAuth(config, log)

    const clears: (() => Promise<void>)[] = []
    const emulator =
      config.upstream === 'emulator'
        ? await startEmulator({
            host: config.emulatorHost,
            port: config.emulatorPort,
            latencyMs: config.emulatorLatencyMs,
            // Clears all caches, so that seeded data and injected faults take effect at once.
            onControl: async () => void (await Promise.all(clears.map((clear) => clear()))),
          })
        : undefined
    if (emulator) stops.push(() => emulator.stop())

    const metrics = createMetrics(() => files.trustedDocuments?.names)
    const stopTracing = await startTracing(config, log)
    if (stopTracing) stops.push(stopTracing)

    const redis = config.redisUrl === null ? undefined : await connectRedis(config.redisUrl, log)
    if (redis) stops.push(() => redis.disconnect())
    if (redis) metrics.showRedis(redis)
    if (redis && files.accounts?.[0]) await checkFirstAccount(redis, config.account, files.accounts[0].accountId)

    const upstreamConfig = { ...config, upstream: emulator ? new URL(emulator.url) : config.upstream }
    const store = createStore({
      maxBytes: config.cacheMaxBytes,
      redis,
      onFailure: () => metrics.redisFailures.inc({ use: 'cache' }),
    })
    const accounts = createAccounts(files.accounts, {
      config: upstreamConfig,
      store,
      only: { name: resolved.account, accountId: isDemo(config) ? DEFAULT_ACCOUNT_ID : undefined },
      redis,
      metrics,
      onBreakerChange: (breaker, account) =>
        log.warn(files.accounts === undefined ? breaker : { ...breaker, account }, 'circuit breaker'),
    })
    stops.push(() => accounts.stop())
    clears.push(() => accounts.clear())
    showAccounts(metrics, accounts.current, files.accounts !== undefined)
    const gateway = createGateway({
      config,
      schema,
      onlyTrustedDocuments: config.trustedDocuments !== null,
      plugins: [...edgePlugins<Context>(config, log, metrics), audit(log, metrics)],
      logger: apolloLogger(log),
      stringifyResult: stringifyLogged(log),
    })
    await gateway.start()
    stops.push(() => gateway.stop())

    const app = createApp<Context>({
      config,
      log,
      metrics,
      gateway,
      graphiqlFolder,
      schemaText: () => printedSchema(schema),
      responseCache: createResponseCache({
        maxBytes: config.cacheMaxBytes,
        isStillValid: store.isStillValid,
      }),
      redis,
      context: (request) => createContext({ ...request, accounts: accounts.current(), config }),
      authenticate: auth.authenticate,
      currentFiles,
      checks: createChecks(accounts.current, redis, config.authModes.includes('jwt') ? auth.failure : undefined),
      isStopping: () => stopping !== undefined,
    })
    stops.push(() => app.close())
    const url = await app.listen({ host: config.host, port: config.port })

    function reload(): void {
      try {
        const read = readConfigFiles(config)
        const problem = checkFirstStays(files.accounts, read.accounts)
        if (problem !== undefined) throw new ConfigError([problem])
        files = read
        accounts.update(files.accounts)
        const counts = countsOf(config, files)
        const hasNoFiles = Object.keys(counts).length === 0
        log.info(counts, hasNoFiles ? 'no configuration files to reload' : 'configuration files reloaded')
      } catch (error) {
        const problems = error instanceof ConfigError ? error.problems.slice(0, MAX_LOGGED_PROBLEMS) : undefined
        const err = problems ? undefined : describeError(error)
        log.error({ problems, err }, 'configuration files not reloaded: the previous ones stay in use')
      }
    }

    return {
      url,
      upstream: config.upstream,
      accounts: accounts.current().list.map(({ name }) => name),
      stop,
      reload,
      ...(emulator && { emulatorUrl: emulator.url }),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The number of entries in each file, by the variable that names it. */
function countsOf({ apiKeysFile, policyFile, trustedDocuments: manifest }: Config, files: ConfigFiles) {
  return {
    ...(apiKeysFile !== null && { API_KEYS_FILE: files.apiKeys.length }),
    ...(policyFile !== null && { POLICY_FILE: files.policy?.size }),
    ...(files.accounts !== undefined && { ACCOUNTS_FILE: files.accounts.length }),
    ...(manifest !== null && { TRUSTED_DOCUMENTS: files.trustedDocuments?.names.size }),
  }
}

/** Stops everything in reverse order. If stopping one part fails, the others are still stopped. */
async function stopAll(stops: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (const stop of stops.toReversed()) {
    try {
      await stop()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'The gateway did not stop cleanly')
}
