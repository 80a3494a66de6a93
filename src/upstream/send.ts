import { CALLS_EXCEEDED, isThrottled } from '../lib/errors.js'
import type { Breaker } from './breaker.js'
import type { Budget } from './budget/budget.js'
import { dryRunIgnored } from './dry-run.js'
import type { Attempt, Endpoint } from './endpoint.js'
import { shouldFailOver } from './failover.js'
import { factsOf, isDryRun, isNonIdempotent, needsProof, type Operation } from './operations.js'
import type { RequestScope } from './request-scope.js'
import { mayHaveBeenProcessed, UpstreamError, verdictOn } from './upstream-error.js'
import { readResponse } from './validate-response.js'

/** One call of an operation. */
export interface OneCall {
  operation: Operation
  input: object
  scope: RequestScope
  /** The order of its attempts among those of the same precedence. Retries keep their position, because the call has already waited. */
  arrival: number
  /** Records each attempt in metrics and traces when it is sent. */
  observed: Attempt
}

/** The result of a call at one endpoint. */
export type EndpointResult =
  | { response: object }
  | {
      error: unknown
      /** Whether AWS may have processed an attempt. */
      mayHaveBeenProcessed: boolean
      /** Whether to send the call to the next endpoint. */
      tryNextEndpoint: boolean
    }

export interface SenderOptions {
  /** Where attempts wait for a slot. Without it, they do not wait. */
  budget: Budget | undefined
  /** Called when a call succeeds. */
  onResponse: (operation: Operation) => void
  /** Called for each attempt that cannot connect, or that fails at the endpoint. */
  onFailure: (operation: Operation) => void
}

export function signalOf(operation: Operation, { readSignal, writeSignal }: RequestScope): AbortSignal {
  return factsOf(operation).isWrite ? writeSignal : readSignal
}

/** Returns the function that sends a call to one endpoint. Each attempt passes its circuit breaker. `isLast`: there is no endpoint to fail over to. */
export function createSender({ budget, onResponse, onFailure }: SenderOptions) {
  return async (call: OneCall, endpoint: Endpoint, isLast: boolean): Promise<EndpointResult> => {
    const { operation, input, scope } = call
    const signal = signalOf(operation, scope)
    const breaker = endpoint.breakers[factsOf(operation).family]
    let processed = false
    let tryNextEndpoint = false

    const attempt: Attempt = async (request, send) => {
      const before = processed
      try {
        // The SDK does not check for an abort between its pause and the next attempt.
        if (signal.aborted) throw requestEnded()
        if (breaker.refusal() === undefined) await waitForSlot(call, signal, breaker, before)
        return await breaker.run(
          () => {
            count(call)
            processed = true
            return call.observed(request, () => withSlowDown(operation, send))
          },
          (error) => {
            const verdict = verdictOn(error, signal)
            if (verdict === 'failure') onFailure(operation)
            return verdict
          },
        )
      } catch (error) {
        if (!mayHaveBeenProcessed(error)) processed = before
        tryNextEndpoint = !isLast && shouldFailOver(operation, error, signal)
        // The SDK does not retry this error: trying the next endpoint is faster than a retry.
        throw tryNextEndpoint ? new Error('failing over to the next endpoint') : error
      }
    }

    try {
      // The dry run of a write is sent only once, like the write: a lost response may have been that of a real call.
      const repeat = !isNonIdempotent(operation, input) && !needsProof(operation, input)
      const sent = await endpoint.send(operation, input, { abortSignal: signal, repeat, attempt })
      const response = readResponse(operation, input, sent)
      // A dry run that would have worked rejects with a DryRunOperationException.
      if (isDryRun(input)) throw dryRunIgnored(operation)
      onResponse(operation)
      return { response }
    } catch (error) {
      return { error, mayHaveBeenProcessed: processed, tryNextEndpoint }
    }
  }

  /**
   * Charges the viewer's share first, so that a viewer who has used it up takes no slot from others. A call that then gets no slot is still charged: it
   * costs the viewer one call of that minute.
   */
  async function waitForSlot(call: OneCall, signal: AbortSignal, breaker: Breaker, isRepeated: boolean): Promise<void> {
    const { operation, arrival, scope } = call
    const { readSignal, deadlineAt, precedence, allowance, chargeViewer } = scope
    if (allowance.left === 0) throw new UpstreamError({ name: CALLS_EXCEEDED, operation, awsMessage: '' })
    allowance.left--
    await chargeViewer?.(operation)
    await budget?.take(operation, {
      precedence,
      arrival,
      // A write that may already have happened continues even if the caller has disconnected.
      signal: isRepeated ? signal : readSignal,
      deadlineAt,
      isRepeated,
      refusal: () => breaker.refusal(),
    })
  }

  async function withSlowDown<T>(operation: Operation, send: () => Promise<T>): Promise<T> {
    try {
      return await send()
    } catch (error) {
      if (isThrottled(error)) budget?.slowDown(operation)
      throw error
    }
  }
}

function count({ operation, scope: { cost } }: OneCall): void {
  cost.calls[operation] = (cost.calls[operation] ?? 0) + 1
  cost.total++
}

/** The SDK does not retry errors with this name. */
function requestEnded(): Error {
  return Object.assign(new Error('the request has ended'), { name: 'AbortError' })
}
