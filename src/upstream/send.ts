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
  /** Where attempts wait among those of the same precedence. A repeated one keeps its place: the call has waited already. */
  arrival: number
  /** Tells metrics and traces of each attempt that is sent. */
  observed: Attempt
}

/** How a call ended at one endpoint. */
export type EndpointResult =
  | { response: object }
  | {
      error: unknown
      /** Whether AWS may have done what an attempt asked for. */
      mayHaveBeenProcessed: boolean
      /** Whether the call is to be sent to the next endpoint. */
      tryNextEndpoint: boolean
    }

export interface SenderOptions {
  /** Where attempts wait for a slot; without it, there is nothing to wait for. */
  budget: Budget | undefined
  /** Are told that AWS has sent what was asked for, and of each attempt that found nobody or an endpoint that fails. */
  onResponse: (operation: Operation) => void
  onFailure: (operation: Operation) => void
}

export function signalOf(operation: Operation, { readSignal, writeSignal }: RequestScope): AbortSignal {
  return factsOf(operation).isWrite ? writeSignal : readSignal
}

/** Makes what sends a call to one endpoint, in attempts past its circuit breaker. Behind the last endpoint there is none to try next. */
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
        // After a pause between attempts, the SDK finds out only now that the request has ended.
        if (signal.aborted) throw requestEnded()
        if (breaker.refusal() === undefined) await waitForSlot(call, signal, breaker, before)
        return await breaker.run(
          () => {
            count(call)
            processed = true
            return call.observed(request, () => slowingDown(operation, send))
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
        // one that the SDK does not try again: the next endpoint has a response sooner
        throw tryNextEndpoint ? new Error('left to the next endpoint') : error
      }
    }

    try {
      // A dry run of a write is sent once, like the write: the response to it that was lost may have been that of the real call.
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
   * The viewer's share first: who has used it up must take nothing of what others wait for. So a share pays for what finds no slot, too, which is
   * a call of one minute of one viewer.
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
      // What may have happened already is continued for a caller who has gone.
      signal: isRepeated ? signal : readSignal,
      deadlineAt,
      isRepeated,
      refusal: () => breaker.refusal(),
    })
  }

  async function slowingDown<T>(operation: Operation, send: () => Promise<T>): Promise<T> {
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

/** By a name that the SDK does not try again. */
function requestEnded(): Error {
  return Object.assign(new Error('the request has ended'), { name: 'AbortError' })
}
