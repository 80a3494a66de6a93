import type { AccountEntry } from '../config/accounts-file.js'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { HALF_OPEN_AFTER_MS } from './breaker.js'
import type { Budget } from './budget/budget.js'
import { credentialsOf } from './account-credentials.js'
import { createCredentialSource, type CredentialSource } from './credentials.js'
import { createDryRunProofs } from './dry-run.js'
import { createEndpoint, type Attempt, type BreakerStatus, type Endpoint } from './endpoint.js'
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
import type { QueuePosition, RequestScope } from './request-scope.js'
import { createSender, signalOf } from './send.js'
import { dryRun, readUpstreamError } from './upstream-error.js'

/** One client for the process: requests share its sockets, and each call counts toward the limits of its request. */
export interface UpstreamClient {
  /** Calls an operation. Rejects with an `UpstreamError`, is aborted with the request, and counts toward its limits. */
  call: <O extends Operation>(operation: O, input: Input<O>, scope: RequestScope) => Promise<Output<O>>
  /**
   * Resolves if AWS has responded to a call in the last few seconds, or responds to a probe within `timeoutMs`. The probe goes to the first
   * endpoint and, if that one fails, to the failover endpoints. Otherwise rejects with an error that has a code. Probes ignore the circuit
   * breakers and do not affect them.
   */
  ready(signal: AbortSignal, timeoutMs: number): Promise<void>
  /** The current state of all circuit breakers. */
  breakers(): BreakerStatus[]
  stop(): void
}

/**
 * How many calls of a request share the queue position of its first call. A request that makes a few calls in sequence therefore does not go to the end
 * of the queue for each. This counts calls, not attempts, so retries do not cost a request its position.
 */
const CALLS_PER_POSITION = 5

/**
 * Connects to AWS Support, or to a compatible endpoint at the URL `upstream`, with failover to `failoverEndpoints`. `upstreamTimeoutMs` limits one
 * attempt. Without a `budget`, calls do not wait. Without an `account`, calls use the credentials of the process, `credentialSource`, which all accounts
 * should share.
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
    account,
    credentialSource = createCredentialSource(),
    halfOpenAfterMs = HALF_OPEN_AFTER_MS,
    onBreakerChange,
  }: {
    metrics?: Metrics | undefined
    budget?: Budget | undefined
    fleet?: Fleet | undefined
    account?: AccountEntry | undefined
    credentialSource?: CredentialSource
    halfOpenAfterMs?: number
    onBreakerChange?: (status: BreakerStatus) => void
  } = {},
): UpstreamClient {
  const credentialsAt = credentialsOf(account, { region, timeoutMs, processCredentials: credentialSource })
  const connect = (url: URL | 'aws'): Endpoint =>
    createEndpoint({
      url,
      region,
      credentialSource: credentialsAt(url),
      timeoutMs,
      halfOpenAfterMs,
      onBreakerChange,
    })
  const isProven = createDryRunProofs()
  const first = connect(upstream instanceof URL ? upstream : 'aws')
  const endpoints = [first, ...failoverEndpoints.map(connect)]
  const observe = observeCalls(metrics)
  const { ready, responded, failed } = createReadiness(endpoints, { budget, observe, fleet })
  const send = createSender({ budget, onResponse: responded, onFailure: failed })
  let arrivals = 0

  /** The number by which calls are queued: in order of arrival, with the first calls of a request at the position of its first one. */
  function arrivalOf(position: QueuePosition): number {
    const arrival = ++arrivals
    position.arrival ??= arrival
    return ++position.calls <= CALLS_PER_POSITION ? position.arrival : arrival
  }

  /** Resolves to true if `endpoint` honors dry runs, and to false if it fails, so that the next endpoint is tried. Rejects if it ignores dry runs. */
  async function prove(endpoint: Endpoint, isLast: boolean, scope: RequestScope): Promise<boolean> {
    const operation = 'DescribeSeverityLevels'
    let tryNextEndpoint = false
    const trial = observe(operation, async (observed) => {
      const call = {
        operation,
        input: { dryRun: true },
        scope,
        arrival: arrivalOf(scope.queuePosition),
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
    const { readSignal, queuePosition } = scope
    const arrival = arrivalOf(queuePosition)
    // Nothing is sent for a caller that has disconnected. A write is then not counted, and has certainly not happened.
    if (readSignal.aborted) throw readUpstreamError(readSignal.reason, operation, readSignal)
    const { route, input: sent } = routeOf(endpoints, operation, input)
    for (const endpoint of route) {
      const isLast = endpoint === route.at(-1)
      if (needsProof(operation, input)) {
        const proof = isProven(endpoint, readSignal, (shared) =>
          prove(endpoint, isLast, { ...scope, readSignal: shared }),
        )
        const honorsDryRuns = await proof.catch((error: unknown) => {
          throw readUpstreamError(error, operation, readSignal)
        })
        if (!honorsDryRuns) continue
      }
      const result = await send({ operation, input: sent, scope, arrival, observed }, endpoint, isLast)
      if ('response' in result) return endpoints.length > 1 ? markTokens(endpoint, result.response) : result.response
      const isUnknown = isNonIdempotent(operation, input) && result.mayHaveBeenProcessed
      if (!result.tryNextEndpoint)
        throw readUpstreamError(result.error, operation, signalOf(operation, scope), isUnknown)
    }
    throw new Error(`no endpoint has returned a response or an error for ${operation}`)
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
