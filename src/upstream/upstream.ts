import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { Trace } from '../telemetry/tracing.js'
import { attemptAt, type Call, type CallAllowance } from './attempt.js'
import { HALF_OPEN_AFTER_MS, type BreakerState } from './breaker.js'
import type { Budget } from './budget/budget.js'
import { readReply } from './conform.js'
import { createCredentialSource } from './credentials.js'
import { createDryRunProofs, dryRunIgnored } from './dry-run.js'
import { createEndpoint, mustNotSeeRealKeys, type Attempt, type Endpoint } from './endpoint.js'
import { failsOver, markTokens, routeOf } from './failover.js'
import { observeCalls } from './observe.js'
import {
  commands,
  doesItsWorkTwice,
  familyNames,
  isDryRun,
  isWrite,
  keysOf,
  mayBeRepeated,
  nameOf,
  needsProof,
  type Family,
  type OperationKey,
  type Upstream,
} from './operations.js'
import { createArrivals, type QueuePlace } from './budget/queue-place.js'
import { createReadiness, type Fleet } from './readiness.js'
import { dryRun, readUpstreamError } from './upstream-error.js'
import type { Spend } from './budget/viewer-budget.js'

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
  /** When `deadline` aborts, by `performance.now()`: what cannot have its turn before is refused at once. */
  deadlineAt?: number | undefined
  upstreamCalls: UpstreamCalls
  /** What the request may still send; without it, everything, as for what serves everybody. */
  allowance?: CallAllowance | undefined
  /** The viewer's share of calls; without it, all are sent. */
  spend?: Spend | undefined
  trace?: Trace | undefined
  /**
   * Who goes first while the calls that AWS allows are used up. `interactive`, the default, is for what somebody waits for. `background` lets all
   * else go first. `reserved`, for one long run of calls, gets two of five tokens while others wait.
   */
  precedence?: 'interactive' | 'reserved' | 'background' | undefined
  /** Without it, each call waits where it came itself. */
  queuePlace?: QueuePlace | undefined
}

/** One client for the process: sockets are shared, requests bind it to their own signals and counters. */
export interface UpstreamClient {
  /** Binds the operations to one request. */
  bind(request: Binding): Upstream
  /**
   * Resolves when AWS has answered a call of the last seconds, or answers a probe within `timeoutMs`, at the first endpoint or where reads go if
   * that is ill; rejects with an error that has a code when it does not. A probe neither heeds the circuit breakers nor counts for them.
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
 * `upstreamTimeoutMs` is for one attempt. Without a `budget`, calls wait for nothing.
 */
export function createUpstream(
  {
    upstream,
    region,
    failoverEndpoints,
    upstreamTimeoutMs: timeoutMs,
  }: Pick<Config, 'upstream' | 'region' | 'failoverEndpoints' | 'upstreamTimeoutMs'>,
  {
    metrics,
    budget,
    fleet,
    halfOpenAfterMs = HALF_OPEN_AFTER_MS,
  }: { metrics?: Metrics; budget?: Budget | undefined; fleet?: Fleet | undefined; halfOpenAfterMs?: number } = {},
): UpstreamClient {
  const listeners: ((status: BreakerStatus) => void)[] = []
  const credentialSource = createCredentialSource()
  const connect = (url: URL | 'aws'): Endpoint => {
    const endpoint: Endpoint = createEndpoint({
      url,
      region,
      credentialSource: url !== 'aws' && mustNotSeeRealKeys(url) ? undefined : credentialSource,
      timeoutMs,
      halfOpenAfterMs,
      onBreakerChange(family, state) {
        for (const listener of listeners) listener({ family, endpoint: endpoint.label, state })
      },
    })
    return endpoint
  }
  const isProven = createDryRunProofs()
  const first = connect(upstream instanceof URL ? upstream : 'aws')
  const endpoints = [first, ...failoverEndpoints.map(connect)]
  const { ready, replied, failed } = createReadiness(endpoints, { budget, metrics, fleet })
  const nextArrival = createArrivals()

  const bind: UpstreamClient['bind'] = (request) => {
    const {
      signal,
      deadline,
      deadlineAt,
      precedence = 'interactive',
      queuePlace,
      upstreamCalls,
      allowance,
      spend,
      trace,
    } = request
    const observe = observeCalls(metrics, trace)
    const callOf = (key: OperationKey, observed: Attempt): Call => {
      const operation = nameOf(key)
      return {
        key,
        abortSignal: isWrite(key) ? deadline : signal,
        signal,
        deadlineAt,
        precedence,
        arrival: nextArrival(queuePlace),
        budget,
        allowance,
        spend,
        count() {
          upstreamCalls.calls[operation] = (upstreamCalls.calls[operation] ?? 0) + 1
          upstreamCalls.total++
        },
        observed,
        replied: () => replied(key),
        failed: () => failed(key),
        mayHaveHappened: false,
        goesOn: false,
      }
    }
    /** Whether `endpoint` knows dry runs. False: it does not respond, which leaves the call to the next endpoint. */
    const prove = async (endpoint: Endpoint, isLast: boolean): Promise<boolean> => {
      const operation = nameOf('describeSeverityLevels')
      let goesOn = false
      const trial = observe(operation, async (observed) => {
        const call = callOf('describeSeverityLevels', observed)
        try {
          await send(call, { dryRun: true }, endpoint, isLast)
        } catch (error) {
          goesOn = call.goesOn
          throw readUpstreamError(error, operation, signal, false)
        }
      })
      await dryRun(() => trial).catch((error: unknown) => {
        if (!goesOn) throw error
      })
      return !goesOn
    }
    const run = async (key: OperationKey, input: object, observed: Attempt): Promise<object> => {
      const operation = nameOf(key)
      const call = callOf(key, observed)
      // Nothing is sent, not even a write, for a caller who has gone: it is not counted, and has certainly not happened.
      if (signal.aborted) throw readUpstreamError(signal.reason, operation, signal, false)
      const { route, input: sent } = routeOf(endpoints, key, input)
      for (const endpoint of route) {
        const isLast = endpoint === route.at(-1)
        if (needsProof(key, input) && !(await isProven(endpoint, () => prove(endpoint, isLast)))) continue
        try {
          const reply = await send(call, sent, endpoint, isLast)
          return endpoints.length > 1 ? markTokens(endpoint, reply) : reply
        } catch (error) {
          const isUnknown = doesItsWorkTwice(key, input) && call.mayHaveHappened
          if (!call.goesOn) throw readUpstreamError(error, operation, call.abortSignal, isUnknown)
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
    ready,
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

/** Sends a call to one endpoint. A dry run that would have worked rejects with a DryRunOperationException, and never resolves. */
async function send(call: Call, input: object, endpoint: Endpoint, isLast: boolean): Promise<object> {
  const { key, abortSignal } = call
  const how = { abortSignal, repeat: mayBeRepeated(key, input), attempt: attemptAt(endpoint, call, isLast) }
  const reply = readReply(key, input, await endpoint.send(key, input, how))
  if (isDryRun(input)) throw dryRunIgnored(key)
  call.replied()
  return reply
}
