/**
 * Refuses requests to /graphql and /schema.graphql while the event loop is far behind. Probes and metrics still get a response, so operators can see
 * that the process is alive.
 */
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { retryLater } from './errors.js'

const SAMPLE_MS = 100
const RETRY_AFTER_MS = 2_000
/** A busy process uses more than this share of a core, even in a container that is throttled to a tenth of one. A paused process uses none. */
const MIN_CPU_SHARE = 0.05

/** The routes that authenticate callers, which costs CPU time before any limit applies. */
const SHED: ReadonlySet<string | undefined> = new Set(['/graphql', '/schema.graphql'])

export interface LagMeter {
  /** Call it every SAMPLE_MS, from a timer. */
  sample: () => void
  lagMs: () => number
}

/**
 * The lag is how late the timer fires. The smaller of the last two samples counts: one slow turn of the event loop is not overload. A sample during
 * which the process was paused (SIGSTOP, a suspended machine) counts as zero, because there is no work to catch up on.
 */
export function createLagMeter(now: () => number, cpuMs: () => number): LagMeter {
  let [expectedAt, cpuBefore] = [now() + SAMPLE_MS, cpuMs()]
  let [previous, last] = [0, 0]
  return {
    sample() {
      const lateMs = Math.max(0, now() - expectedAt)
      const wasPaused = cpuMs() - cpuBefore < lateMs * MIN_CPU_SHARE
      previous = last
      last = wasPaused ? 0 : lateMs
      expectedAt = now() + SAMPLE_MS
      cpuBefore = cpuMs()
    },
    lagMs: () => Math.min(previous, last),
  }
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

export function shedLoad(app: FastifyInstance, { maxEventLoopDelayMs }: Config, metrics: Metrics): void {
  if (maxEventLoopDelayMs === 0) return
  const meter = createLagMeter(() => performance.now(), processCpuMs)
  const timer = setInterval(meter.sample, SAMPLE_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  app.addHook('onRequest', async (request) => {
    if (!SHED.has(request.routeOptions.url) || request.method === 'OPTIONS') return
    if (meter.lagMs() <= maxEventLoopDelayMs) return
    metrics.limitRefusals.inc({ limit: 'load' })
    const message = 'The gateway is overloaded (MAX_EVENT_LOOP_DELAY_MS). Nothing was run; try again in a moment.'
    throw retryLater(503, message, RETRY_AFTER_MS)
  })
}
