import type { Attempt, Endpoint } from './endpoint.js'
import { passesOn } from './failover.js'
import { familyOf, nameOf, type OperationKey } from './operations.js'
import { mayBeTaken, verdictOn } from './upstream-error.js'
import type { Spend } from './viewer-budget.js'

/** One call of an operation, on its way through attempts and endpoints. */
export interface Call {
  key: OperationKey
  abortSignal: AbortSignal
  /** Takes an attempt from the viewer's share of calls; what it throws is thrown in place of sending. */
  spend: Spend | undefined
  /** Is told of each attempt that is sent. */
  count: () => void
  /** Tells metrics and traces of each attempt that is sent. */
  observed: Attempt
  /** Whether an attempt may have been taken by AWS. */
  mayHaveHappened: boolean
  /** Whether the last attempt has left the call to the next endpoint. */
  goesOn: boolean
}

/** How the attempts of a call at an endpoint are made: past its circuit breaker, and counted. Behind the last endpoint nothing goes on. */
export function attemptAt(endpoint: Endpoint, call: Call, isLast: boolean): Attempt {
  const { key, abortSignal } = call
  call.goesOn = false
  return async (request, send) => {
    if (!abortSignal.aborted) await call.spend?.(nameOf(key))
    // after a pause between attempts, the SDK finds out only now that the request has ended, and sends nothing
    if (abortSignal.aborted) return send()
    const before = call.mayHaveHappened
    try {
      return await endpoint.breakers[familyOf(key)].run(
        () => {
          call.count()
          call.mayHaveHappened = true
          return call.observed(request, send)
        },
        (error) => verdictOn(error, abortSignal),
      )
    } catch (error) {
      if (!mayBeTaken(error)) call.mayHaveHappened = before
      call.goesOn = !isLast && passesOn(key, error, call.mayHaveHappened, abortSignal)
      // one that the SDK does not try again: the next endpoint has an answer sooner
      throw call.goesOn ? new Error('left to the next endpoint') : error
    }
  }
}
