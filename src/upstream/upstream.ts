import type { Config } from '../config.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { Trace } from '../telemetry/tracing.js'
import { attemptAt, type Call } from './attempt.js'
import { HALF_OPEN_AFTER_MS, type BreakerState } from './breaker.js'
import { conform, malformed } from './conform.js'
import { createEndpoint, type Attempt, type Endpoint } from './endpoint.js'
import { failsOver, markTokens, routeOf } from './failover.js'
import { observeCalls } from './observe.js'
import {
  commands,
  doesItsWorkTwice,
  familyNames,
  isDryRun,
  isWrite,
  keysOf,
  nameOf,
  proofs,
  type Family,
  type OperationKey,
  type Upstream,
} from './operations.js'
import { dryRun, readUpstreamError, UpstreamError, verdictOn } from './upstream-error.js'
import type { Spend } from './viewer-budget.js'

export type { Upstream }

/** What one request has cost: HTTP requests to AWS by operation, retries included. */
export interface UpstreamCalls {
  calls: Record<string, number>
  total: number
}

/** A circuit breaker, as /readyz and metrics show it. */
export interface BreakerStatus {
  family: Family
  endpoint: string
  state: BreakerState
}

/** What the calls of one request are bound to. */
export interface Binding {
  /** Ends reads: at the deadline, or when the client has gone. */
  signal: AbortSignal
  /** Ends writes: one in flight is let finish for a client that has gone, a new one is not sent. */
  deadline: AbortSignal
  upstreamCalls: UpstreamCalls
  /** The viewer's share of calls; without it, all are sent. */
  spend?: Spend | undefined
  trace?: Trace | undefined
  /** Nobody waits for it: it comes after whatever somebody waits for. */
  background?: boolean
}

/** One client for the process: sockets are shared, requests bind it to their own signals and counters. */
export interface UpstreamClient {
  /** Binds the operations to one request. */
  bind(request: Binding): Upstream
  /**
   * Resolves when AWS answers within `timeoutMs`, at the first endpoint or where reads go if that is ill; rejects with an `UpstreamError`
   * when it does not. Neither heeds the circuit breakers nor counts for them.
   */
  ready(signal: AbortSignal, timeoutMs: number): Promise<void>
  /** All circuit breakers as they are now. */
  breakers(): BreakerStatus[]
  /** Tells `listener` of each circuit breaker that changes. */
  onBreakerChange(listener: (status: BreakerStatus) => void): void
  stop(): void
}

/**
 * Connects to AWS Support, or to whatever speaks its protocol at the URL `upstream`, and behind it to `failoverEndpoints`.
 * `upstreamTimeoutMs` is for one attempt.
 */
export function createUpstream(
  {
    upstream,
    region,
    failoverEndpoints,
    upstreamTimeoutMs: timeoutMs,
  }: Pick<Config, 'upstream' | 'region' | 'failoverEndpoints' | 'upstreamTimeoutMs'>,
  { metrics, halfOpenAfterMs = HALF_OPEN_AFTER_MS }: { metrics?: Metrics; halfOpenAfterMs?: number } = {},
): UpstreamClient {
  const listeners: ((status: BreakerStatus) => void)[] = []
  const connect = (url: URL | 'aws'): Endpoint => {
    const endpoint: Endpoint = createEndpoint({
      url,
      region,
      timeoutMs,
      halfOpenAfterMs,
      onBreakerChange(family, state) {
        for (const listener of listeners) listener({ family, endpoint: endpoint.label, state })
      },
    })
    return endpoint
  }
  const first = connect(upstream instanceof URL ? upstream : 'aws')
  const endpoints = [first, ...failoverEndpoints.map(connect)]

  const bind: UpstreamClient['bind'] = ({ signal, deadline, upstreamCalls, spend, trace }) => {
    const observe = observeCalls(metrics, trace)
    const run = async (key: OperationKey, input: object, observed: Attempt): Promise<object> => {
      const once = doesItsWorkTwice(key, input)
      const operation = nameOf(key)
      const abortSignal = isWrite(key) ? deadline : signal
      // Nothing is sent, not even a write, for a caller who has gone: it is not counted, and has certainly not happened.
      if (signal.aborted) throw readUpstreamError(signal.reason, operation, signal, false)
      const { route, input: sent } = routeOf(endpoints, key, input)
      const count = (): void => {
        upstreamCalls.calls[operation] = (upstreamCalls.calls[operation] ?? 0) + 1
        upstreamCalls.total++
      }
      const call: Call = { key, abortSignal, spend, count, observed, mayHaveHappened: false, goesOn: false }
      for (const endpoint of route) {
        const attempt = attemptAt(endpoint, call, endpoint === route.at(-1))
        try {
          const reply = readReply(key, input, await endpoint.send(key, sent, { abortSignal, repeat: !once, attempt }))
          return endpoints.length > 1 ? markTokens(endpoint, reply) : reply
        } catch (error) {
          if (!call.goesOn) throw readUpstreamError(error, operation, abortSignal, once && call.mayHaveHappened)
        }
      }
      throw new Error(`no endpoint has answered ${operation}, nor failed it`)
    }
    return Object.fromEntries(
      keysOf(commands).map((key) => [
        key,
        (input: object) => observe(nameOf(key), (observed) => run(key, input, observed)),
      ]),
    ) as unknown as Upstream
  }

  return {
    bind,
    async ready(signal, timeoutMs) {
      const observe = observeCalls(metrics, undefined)
      let failure: unknown
      for (const endpoint of endpoints) {
        // One that hangs leaves the others their share of the time.
        const share = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs / endpoints.length)])
        try {
          return await dryRun(() => observe(nameOf('describeCases'), (observed) => probe(endpoint, share, observed)))
        } catch (error) {
          failure ??= error
          const cause = error instanceof UpstreamError ? error.cause : error
          if (!share.aborted && verdictOn(cause, signal) !== 'ill') throw error
        }
      }
      throw failure
    },
    breakers: () =>
      endpoints.flatMap(({ label, breakers }) =>
        familyNames
          .filter((family) => label === first.label || failsOver(family))
          .map((family) => ({ family, endpoint: label, state: breakers[family].state() })),
      ),
    onBreakerChange: (listener) => void listeners.push(listener),
    stop() {
      for (const endpoint of endpoints) endpoint.stop()
    },
  }
}

/** A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs. */
async function probe(endpoint: Endpoint, abortSignal: AbortSignal, attempt: Attempt): Promise<void> {
  const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
  // It comes again by itself: retries would outlive its time.
  const how = { abortSignal, repeat: false, attempt }
  try {
    readReply('describeCases', input, await endpoint.send('describeCases', input, how))
  } catch (error) {
    throw readUpstreamError(error, nameOf('describeCases'), abortSignal, false)
  }
}

/** What the SDK has read, if it is what the operation answers with. */
function readReply(key: OperationKey, input: object, output: object): object {
  const reply = conform(nameOf(key), output)
  // The SDK takes a 200 without a body for an answer. "No cases" must be AWS's own word.
  if (!isWrite(key) && Object.keys(reply).length === 0) throw malformed(`${nameOf(key)}, which is empty`)
  const proof = proofs[key]
  if (proof !== undefined && !isDryRun(input) && !(proof in input || Boolean(reply[proof]))) {
    throw malformed(`${nameOf(key)}.${proof}, without which nothing says that it worked`)
  }
  return reply
}
