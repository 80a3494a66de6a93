import { CALLS_EXCEEDED, isThrottled } from '../lib/errors.js'
import type { Breaker } from './breaker.js'
import type { Budget } from './budget/budget.js'
import type { Attempt, Endpoint } from './endpoint.js'
import { passesOn } from './failover.js'
import { familyOf, nameOf, type OperationKey } from './operations.js'
import { mayBeTaken, UpstreamError, verdictOn } from './upstream-error.js'
import type { Spend } from './budget/viewer-budget.js'
import type { Precedence } from './budget/waiting-line.js'

/** How many calls a request may still send. */
export interface CallAllowance {
  left: number
}

/** One call of an operation, on its way through attempts and endpoints. */
export interface Call {
  key: OperationKey
  /** Ends it, sent or not. */
  abortSignal: AbortSignal
  /** The caller: when it goes, what has not been sent is not. */
  signal: AbortSignal
  /** When the request is over, by `performance.now()`, where that is known. */
  deadlineAt: number | undefined
  precedence: Precedence
  /** Where attempts wait among those of the same precedence. A repeated one keeps its place: the call has waited already. */
  arrival: number
  /** Where attempts wait for their turn; without it, there is nothing to wait for. */
  budget: Budget | undefined
  /** What the request may still send; without it, everything. */
  allowance: CallAllowance | undefined
  /** Takes an attempt from the viewer's share of calls; what it throws is thrown in place of sending. */
  spend: Spend | undefined
  /** Is told of each attempt that is sent. */
  count: () => void
  /** Tells metrics and traces of each attempt that is sent. */
  observed: Attempt
  /** Are told that AWS has sent what was asked for, and of each attempt that found nobody or an ill endpoint. */
  replied: () => void
  failed: () => void
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
    const before = call.mayHaveHappened
    const breaker = endpoint.breakers[familyOf(key)]
    try {
      if (!abortSignal.aborted && breaker.refusal() === undefined) await takeTurn(call, breaker)
      // after a pause between attempts, the SDK finds out only now that the request has ended, and sends nothing
      if (abortSignal.aborted) return await send()
      return await breaker.run(
        () => {
          call.count()
          call.mayHaveHappened = true
          return call.observed(request, () => slowingDown(call, send))
        },
        (error) => {
          const verdict = verdictOn(error, abortSignal)
          if (verdict === 'ill') call.failed()
          return verdict
        },
      )
    } catch (error) {
      if (!mayBeTaken(error)) call.mayHaveHappened = before
      call.goesOn = !isLast && passesOn(key, error, call.mayHaveHappened, abortSignal)
      // one that the SDK does not try again: the next endpoint has an answer sooner
      throw call.goesOn ? new Error('left to the next endpoint') : error
    }
  }
}

/**
 * The viewer's share first: who has used it up must take nothing of what others wait for. So a share pays for what finds no turn, too, which is
 * a call of one minute of one viewer.
 */
async function takeTurn(call: Call, breaker: Breaker): Promise<void> {
  const { key, abortSignal, signal, deadlineAt, precedence, arrival, mayHaveHappened: isRepeated, allowance } = call
  if (allowance !== undefined) {
    if (allowance.left === 0) throw new UpstreamError({ name: CALLS_EXCEEDED, operation: nameOf(key), awsMessage: '' })
    allowance.left--
  }
  await call.spend?.(nameOf(key))
  await call.budget?.take(key, {
    precedence,
    arrival,
    // What may have happened already is gone on with for a caller who has gone.
    signal: isRepeated ? abortSignal : signal,
    deadlineAt,
    isRepeated,
    refusal: () => breaker.refusal(),
  })
}

async function slowingDown<T>({ key, budget }: Call, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (isThrottled(error)) budget?.slowDown(key)
    throw error
  }
}
