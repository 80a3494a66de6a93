/** The composition root: builds everything in order. `stop` takes it down in the reverse order and may be called twice. */
import { audit } from './audit.js'
import type { Config } from './config.js'
import { createContext, type Context } from './context.js'
import { startEmulator } from './emulator/start.js'
import { createGateway } from './gateway.js'
import { createApp, edgePlugins } from './http/app.js'
import { apolloLogger, stringifyLogged } from './http/request-log.js'
import { createIdempotency } from './idempotency.js'
import type { Log } from './log.js'
import { createMetrics } from './metrics.js'
import { connectRedis } from './redis.js'
import { startTracing } from './tracing.js'
import { createUpstream } from './upstream/upstream.js'

// One folder deep both as src/start.ts and inside dist/main.js.
const graphiqlFolder = new URL('../dist/graphiql/', import.meta.url)

export interface Running {
  url: string
  emulatorUrl?: string
  stop: () => Promise<void>
}

export async function start(config: Config, log: Log): Promise<Running> {
  const stops: (() => unknown)[] = []
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopAll(stops))

  try {
    const emulator =
      config.upstream === 'emulator'
        ? await startEmulator({ port: config.emulatorPort, latencyMs: config.emulatorLatencyMs })
        : undefined
    if (emulator) stops.push(() => emulator.stop())

    const metrics = createMetrics()
    const tracing = await startTracing(config, log)
    if (tracing) stops.push(() => tracing.stop())

    const upstream = createUpstream({
      ...config,
      upstream: emulator ? new URL(emulator.url) : config.upstream,
      metrics,
    })
    stops.push(() => upstream.stop())

    const redis = config.redisUrl === null ? undefined : await connectRedis(config.redisUrl, log)
    if (redis) stops.push(() => redis.disconnect())

    const idempotency = createIdempotency()
    const gateway = createGateway({
      config,
      plugins: [...edgePlugins<Context>(config, log, metrics), audit<Context>(log, metrics)],
      logger: apolloLogger(log),
      stringifyResult: stringifyLogged(log),
    })
    await gateway.start()
    stops.push(() => gateway.stop())

    const app = createApp<Context>({
      config,
      log,
      metrics,
      tracing,
      gateway,
      graphiqlFolder,
      redis,
      context: (scope) => createContext({ ...scope, upstream, idempotency, config }),
      ready: (signal) => upstream.ready(signal),
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
