import { CIRCUIT_OPEN } from '../lib/errors.js'

/** `closed`: calls are sent. `open`: none is. `half-open`: the next one is, or one is under way, to find out. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** What the end of a call says of the endpoint: it fails, it works (its own refusal of a call, say), or nothing, its caller having gone. */
export type Verdict = 'failure' | 'success' | 'ignore'

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
const FAILURE_SHARE = 0.8
/** What busy processes come to within a second: enough to tell, and a bound. */
const MAX_SAMPLES = 100
/** As long as a caller may be made to wait who tries again, and as often as one call of somebody's is given to finding out. */
export const HALF_OPEN_AFTER_MS = 5_000
/** For who comes while the probe is under way. */
const PROBE_MS = 1_000

/** Opens when the endpoint fails nearly all calls, and after `halfOpenAfterMs` lets one through: its end closes the circuit or opens it again. */
export function createBreaker(halfOpenAfterMs: number, onChange: (state: BreakerState) => void): Breaker {
  let state: BreakerState = 'closed'
  let openedAt = 0
  // A call that was sent before the circuit last changed says nothing of the endpoint as it is now.
  let changes = 0
  let samples: { at: number; isFailure: boolean }[] = []
  const opensInMs = () => openedAt + halfOpenAfterMs - performance.now()

  function change(next: BreakerState): void {
    state = next
    changes++
    if (next === 'open') openedAt = performance.now()
    else if (next === 'closed') samples = []
    onChange(next)
  }

  function learn(verdict: Verdict, isProbe: boolean, changesBefore: number): void {
    // A probe that tells nothing has not told that the endpoint works.
    if (isProbe) return change(verdict === 'success' ? 'closed' : 'open')
    if (verdict === 'ignore' || changes !== changesBefore) return
    const at = performance.now()
    samples = [
      ...samples.filter((sample) => sample.at > at - SAMPLED_MS).slice(1 - MAX_SAMPLES),
      { at, isFailure: verdict === 'failure' },
    ]
    const failures = samples.filter(({ isFailure }) => isFailure).length
    if (verdict === 'failure' && samples.length >= MIN_CALLS && failures >= FAILURE_SHARE * samples.length)
      change('open')
  }

  const refusal = (): Error | undefined => {
    if (state === 'half-open') return circuitOpen(PROBE_MS)
    return state === 'open' && opensInMs() > 0 ? circuitOpen(opensInMs()) : undefined
  }

  return {
    refusal,
    state: () => (state === 'open' && opensInMs() <= 0 ? 'half-open' : state),
    async run(call, verdictOn) {
      const refused = refusal()
      if (refused) throw refused
      const isProbe = state === 'open'
      if (isProbe) change('half-open')
      const changesBefore = changes
      try {
        const response = await call()
        learn('success', isProbe, changesBefore)
        return response
      } catch (error) {
        learn(verdictOn(error), isProbe, changesBefore)
        throw error
      }
    },
  }
}

function circuitOpen(retryAfterMs: number): Error {
  const error = new Error('the circuit of this endpoint is open')
  return Object.assign(error, { name: CIRCUIT_OPEN, retryAfterMs: Math.max(1, retryAfterMs) })
}
