import { BrokenCircuitError, circuitBreaker, CircuitState, handleWhenResult, type IBreaker } from 'cockatiel'
import { CIRCUIT_OPEN } from '../lib/errors.js'

/** `closed`: calls are sent. `open`: none is. `half-open`: the next one is, or one is under way, to find out. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** What a failed call says of the endpoint: it is ill, it is well (its own refusal of a call, say), or nothing, its caller having gone. */
export type Verdict = 'ill' | 'well' | 'unknown'

export interface Breaker {
  state(): BreakerState
  /** What `run` would reject with at once, were it called now. */
  refusal(): Error | undefined
  /** Makes the call, and learns from how it ends; rejects with a `CircuitOpen` error, without making it, while the circuit is open. */
  run<T>(call: () => Promise<T>, verdictOn: (error: unknown) => Verdict): Promise<T>
}

/**
 * An endpoint that is down fails every call, and one that limps a few of them, which retries make up for: only what fails nearly always is
 * better left alone. Twenty calls in ten seconds are two dashboards; with fewer, nobody is relieved by a circuit that is open.
 */
const SAMPLED_MS = 10_000
const MIN_CALLS = 20
const ILL_SHARE = 0.8
/** What busy processes come to within a second: enough to tell, and a bound. */
const MAX_SAMPLES = 100
/** As long as a caller may be made to wait who tries again, and as often as one call of somebody's is given to finding out. */
export const HALF_OPEN_AFTER_MS = 5_000
/** For who comes while the probe is under way. */
const PROBE_MS = 1_000

/** Opens when the endpoint fails nearly all calls, and after `halfOpenAfterMs` lets one through: its end closes the circuit or opens it again. */
export function createBreaker(halfOpenAfterMs: number, onChange: (state: BreakerState) => void): Breaker {
  let openedAt = 0
  // A call that was sent before the circuit last changed says nothing of the endpoint as it is now.
  let changes = 0
  const policy = circuitBreaker(
    handleWhenResult((outcome) => (outcome as Outcome<unknown>).verdict === 'ill'),
    { halfOpenAfter: halfOpenAfterMs, breaker: sample() },
  )
  policy.onBreak(() => (openedAt = Date.now()))
  policy.onStateChange((state) => {
    changes++
    onChange(nameOfState(state))
  })
  const opensIn = () => openedAt + halfOpenAfterMs - Date.now()

  // Behind a probe cockatiel would let a call wait for it, which may take as long as a timeout.
  const refusal = (): Error | undefined => {
    if (policy.state === CircuitState.HalfOpen) return circuitOpen(PROBE_MS)
    return policy.state === CircuitState.Open && opensIn() > 0 ? circuitOpen(opensIn()) : undefined
  }

  return {
    refusal,
    state() {
      return policy.state === CircuitState.Open && opensIn() <= 0 ? 'half-open' : nameOfState(policy.state)
    },
    async run(call, verdictOn) {
      const refused = refusal()
      if (refused) throw refused
      const isProbe = policy.state === CircuitState.Open
      const before = changes
      const attempt = async (): Promise<Outcome<Awaited<ReturnType<typeof call>>>> => {
        try {
          return { verdict: 'well', reply: await call() }
        } catch (error) {
          const verdict = verdictOn(error)
          // cockatiel takes what is thrown for no answer, but in a probe for a good one
          if (isProbe) return { verdict: verdict === 'unknown' ? 'ill' : verdict, error }
          if (verdict === 'unknown' || changes !== before) throw error
          return { verdict, error }
        }
      }
      const outcome = await policy.execute(attempt).catch((error: unknown) => {
        throw error instanceof BrokenCircuitError ? circuitOpen(opensIn()) : error
      })
      if ('error' in outcome) throw outcome.error
      return outcome.reply
    },
  }
}

type Outcome<T> = { verdict: Verdict; error: unknown } | { verdict: 'well'; reply: T }

/**
 * The calls of the last seconds. By hand: cockatiel's SamplingBreaker forgets a second of them at each call, and not as time goes by, so that
 * with little traffic failures of an hour ago count.
 */
function sample(): IBreaker {
  let samples: { at: number; isIll: boolean }[] = []
  const add = (isIll: boolean): void => {
    const at = performance.now()
    samples = [...samples.filter((sample) => sample.at > at - SAMPLED_MS).slice(1 - MAX_SAMPLES), { at, isIll }]
  }
  return {
    state: undefined,
    success(state) {
      if (state === CircuitState.HalfOpen) samples = []
      add(false)
    },
    failure() {
      add(true)
      return samples.length >= MIN_CALLS && samples.filter(({ isIll }) => isIll).length >= ILL_SHARE * samples.length
    },
  }
}

function nameOfState(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed'
  return state === CircuitState.HalfOpen ? 'half-open' : 'open'
}

function circuitOpen(retryAfterMs: number): Error {
  const error = new Error('the circuit of this endpoint is open')
  return Object.assign(error, { name: CIRCUIT_OPEN, retryAfterMs: Math.max(1, retryAfterMs) })
}
