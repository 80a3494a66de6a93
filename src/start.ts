/** The composition root: builds everything in order. `stop` takes it down in the reverse order and may be called twice. */
import { setTimeout as delay } from 'node:timers/promises'
import { createChecks } from './checks.js'
import type { Config } from './config.js'
import { createContext, type Context } from './context.js'
import { startEmulator } from './emulator/start.js'
import { createGateway } from './gateway.js'
import { createApp, edgePlugins } from './http/app.js'
import { apolloLogger, stringifyLogged } from './http/request-log.js'
import { createIdempotency } from './idempotency.js'
import type { Log } from './log.js'
import { connectRedis } from './redis.js'
import { createUpstream } from './upstream/upstream.js'

// One folder deep both as src/start.ts and inside dist/main.js.
const graphiqlFolder = new URL('../dist/graphiql/', import.meta.url)

export interface Running {
  url: string
  emulatorUrl?: string
  /** For `graceMs` everything is served as before, but /readyz says that the end is near; then it comes. */
  stop: (graceMs?: number) => Promise<void>
}

export async function start(config: Config, log: Log): Promise<Running> {
  const stops: (() => unknown)[] = []
  let stopping: Promise<void> | undefined
  const stop = (graceMs = 0) => (stopping ??= delay(graceMs).then(() => stopAll(stops)))

  try {
    const emulator =
      config.upstream === 'emulator'
        ? await startEmulator({ port: config.emulatorPort, latencyMs: config.emulatorLatencyMs })
        : undefined
    if (emulator) stops.push(() => emulator.stop())

    const upstream = createUpstream({ ...config, upstream: emulator ? new URL(emulator.url) : config.upstream })
    stops.push(() => upstream.stop())
    upstream.onBreakerChange((breaker) => log.warn(breaker, 'circuit breaker'))

    const redis = config.redisUrl === null ? undefined : await connectRedis(config.redisUrl, log)
    if (redis) stops.push(() => redis.disconnect())

    const idempotency = createIdempotency()
    const gateway = createGateway({
      config,
      plugins: edgePlugins<Context>(config, log),
      logger: apolloLogger(log),
      stringifyResult: stringifyLogged(log),
    })
    await gateway.start()
    stops.push(() => gateway.stop())

    const app = createApp<Context>({
      config,
      log,
      gateway,
      graphiqlFolder,
      redis,
      context: (scope) => createContext({ ...scope, upstream, idempotency, config }),
      checks: createChecks(upstream, redis),
      isStopping: () => stopping !== undefined,
    })
    stops.push(() => app.close())
    const url = await app.listen({ host: config.host, port: config.port })

    return { url, stop, ...(emulator && { emulatorUrl: emulator.url }) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The last that was started goes first; one that fails to stop does not keep the others. */
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
