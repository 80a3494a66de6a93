import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { HALF_OPEN_AFTER_MS } from './breaker.js'
import type { Budget } from './budget/budget.js'
import { createCredentialSource } from './credentials.js'
import { createDryRunProofs } from './dry-run.js'
import { createEndpoint, mustNotSeeRealKeys, type Attempt, type BreakerStatus, type Endpoint } from './endpoint.js'
import { markTokens, routeOf } from './failover.js'
import { observeCalls } from './observe.js'
import {
  families,
  familyNames,
  isNonIdempotent,
  needsProof,
  type Input,
  type Operation,
  type Output,
} from './operations.js'
import { createReadiness, type Fleet } from './readiness.js'
import type { QueuePlace, RequestScope } from './request-scope.js'
import { createSender, signalOf } from './send.js'
import { dryRun, readUpstreamError } from './upstream-error.js'

/** One client for the process: sockets are shared, and each call is made for a request. */
export interface UpstreamClient {
  /** Calls an operation: rejects with an `UpstreamError`, dies with the request, and is counted. */
  call: <O extends Operation>(operation: O, input: Input<O>, scope: RequestScope) => Promise<Output<O>>
  /**
   * Resolves when AWS has answered a call of the last seconds, or answers a probe within `timeoutMs`, at the first endpoint or where reads go if
   * that is ill; rejects with an error that has a code when it does not. A probe neither heeds the circuit breakers nor counts for them.
   */
  ready(signal: AbortSignal, timeoutMs: number): Promise<void>
  /** All circuit breakers as they are now. */
  breakers(): BreakerStatus[]
  stop(): void
}

/**
 * So many calls of a request wait where its first one came, and not behind requests that came later: what takes a few calls, one after the other, is
 * not put to the end of the queue for each. It counts calls and not attempts: an attempt that AWS makes us repeat does not cost the request its place.
 */
const CALLS_IN_PLACE = 5

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
    onBreakerChange,
  }: {
    metrics?: Metrics
    budget?: Budget | undefined
    fleet?: Fleet | undefined
    halfOpenAfterMs?: number
    onBreakerChange?: (status: BreakerStatus) => void
  } = {},
): UpstreamClient {
  const credentialSource = createCredentialSource()
  const connect = (url: URL | 'aws'): Endpoint =>
    createEndpoint({
      url,
      region,
      credentialSource: url !== 'aws' && mustNotSeeRealKeys(url) ? undefined : credentialSource,
      timeoutMs,
      halfOpenAfterMs,
      onBreakerChange,
    })
  const isProven = createDryRunProofs()
  const first = connect(upstream instanceof URL ? upstream : 'aws')
  const endpoints = [first, ...failoverEndpoints.map(connect)]
  const observe = observeCalls(metrics)
  const { ready, replied, failed } = createReadiness(endpoints, { budget, observe, fleet })
  const send = createSender({ budget, onResponse: replied, onFailure: failed })
  let arrivals = 0

  /** A number that orders calls as they come, those of one request by where it came itself. */
  function arrivalOf(place: QueuePlace): number {
    const arrival = ++arrivals
    place.arrival ??= arrival
    return ++place.calls <= CALLS_IN_PLACE ? place.arrival : arrival
  }

  /** Whether `endpoint` knows dry runs. False: it does not respond, which leaves the call to the next endpoint. */
  async function prove(endpoint: Endpoint, isLast: boolean, scope: RequestScope): Promise<boolean> {
    const operation = 'DescribeSeverityLevels'
    let tryNextEndpoint = false
    const trial = observe(operation, async (observed) => {
      const call = {
        operation,
        input: { dryRun: true },
        scope,
        arrival: arrivalOf(scope.queuePlace),
        observed,
      } as const
      const result = await send(call, endpoint, isLast)
      if (!('error' in result)) return
      tryNextEndpoint = result.tryNextEndpoint
      throw readUpstreamError(result.error, operation, scope.readSignal)
    })
    await dryRun(() => trial).catch((error: unknown) => {
      if (!tryNextEndpoint) throw error
    })
    return !tryNextEndpoint
  }

  async function run(operation: Operation, input: object, scope: RequestScope, observed: Attempt): Promise<object> {
    const { readSignal, queuePlace } = scope
    const arrival = arrivalOf(queuePlace)
    // Nothing is sent, not even a write, for a caller who has gone: it is not counted, and has certainly not happened.
    if (readSignal.aborted) throw readUpstreamError(readSignal.reason, operation, readSignal)
    const { route, input: sent } = routeOf(endpoints, operation, input)
    for (const endpoint of route) {
      const isLast = endpoint === route.at(-1)
      if (needsProof(operation, input)) {
        const proof = isProven(endpoint, readSignal, (shared) =>
          prove(endpoint, isLast, { ...scope, readSignal: shared }),
        )
        const heedsDryRuns = await proof.catch((error: unknown) => {
          throw readUpstreamError(error, operation, readSignal)
        })
        if (!heedsDryRuns) continue
      }
      const result = await send({ operation, input: sent, scope, arrival, observed }, endpoint, isLast)
      if ('response' in result) return endpoints.length > 1 ? markTokens(endpoint, result.response) : result.response
      const isUnknown = isNonIdempotent(operation, input) && result.mayHaveBeenProcessed
      if (!result.tryNextEndpoint)
        throw readUpstreamError(result.error, operation, signalOf(operation, scope), isUnknown)
    }
    throw new Error(`no endpoint has answered ${operation}, nor failed it`)
  }

  return {
    async call<O extends Operation>(operation: O, input: Input<O>, scope: RequestScope) {
      return (await observe(operation, (observed) => run(operation, input, scope, observed))) as Output<O>
    },
    ready,
    breakers: () =>
      endpoints.flatMap(({ label, breakers }) =>
        familyNames
          .filter((family) => label === first.label || families[family].failsOver)
          .map((family) => ({ family, endpoint: label, state: breakers[family].state() })),
      ),
    stop() {
      for (const endpoint of endpoints) endpoint.stop()
    },
  }
}
