import { CIRCUIT_OPEN } from '../lib/errors.js'

/** `closed`: calls are sent. `open`: no call is sent. `half-open`: the next call is sent as a probe, or a probe is in flight. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** What the result of a call says about its endpoint. A refusal is a `success`, because the endpoint works; `ignore` is for aborted calls. */
export type Verdict = 'failure' | 'success' | 'ignore'

export interface Breaker {
  state(): BreakerState
  /** The error that `run` would reject with now, or undefined if it would make the call. */
  refusal(): Error | undefined
  /** Makes the call and records its verdict. While the circuit is open, rejects with a `CircuitOpen` error without making the call. */
  run<T>(call: () => Promise<T>, verdictOn: (error: unknown) => Verdict): Promise<T>
}

/**
 * An endpoint that is down fails every call; one with problems fails some, and retries make up for these. So the circuit opens only if nearly all
 * calls fail. Two dashboards make about twenty calls in ten seconds. With less traffic, an open circuit would save little.
 */
const SAMPLED_MS = 10_000
const MIN_CALLS = 20
const FAILURE_SHARE = 0.8
/** Limits memory use. A busy process makes this many calls in a second, which is enough to judge the endpoint. */
const MAX_SAMPLES = 100
/** How long a circuit stays open before a call is used as a probe. Callers can reasonably wait this long before they retry. */
export const HALF_OPEN_AFTER_MS = 5_000
/** The `retryAfterMs` of calls that arrive during a probe. */
const PROBE_MS = 1_000

/** Opens when nearly all calls to the endpoint fail. After `halfOpenAfterMs` it lets one call through, whose result closes or reopens the circuit. */
export function createBreaker(halfOpenAfterMs: number, onChange: (state: BreakerState) => void): Breaker {
  let state: BreakerState = 'closed'
  let openedAt = 0
  // The result of a call sent before the last state change says nothing about the current state of the endpoint.
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

  function record(verdict: Verdict, isProbe: boolean, changesBefore: number): void {
    // A probe with the verdict `ignore` has not shown that the endpoint works.
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
        record('success', isProbe, changesBefore)
        return response
      } catch (error) {
        record(verdictOn(error), isProbe, changesBefore)
        throw error
      }
    },
  }
}

function circuitOpen(retryAfterMs: number): Error {
  const error = new Error('the circuit of this endpoint is open')
  return Object.assign(error, { name: CIRCUIT_OPEN, retryAfterMs: Math.max(1, retryAfterMs) })
}
