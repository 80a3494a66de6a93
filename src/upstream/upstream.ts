import type { Config } from '../config.js'
import { HALF_OPEN_AFTER_MS, type BreakerState } from './breaker.js'
import { conform, malformed } from './conform.js'
import { createEndpoint, type Attempt, type Endpoint } from './endpoint.js'
import {
  commands,
  doesItsWorkTwice,
  familyNames,
  familyOf,
  isDryRun,
  isWrite,
  keysOf,
  nameOf,
  proofs,
  type Family,
  type OperationKey,
  type Upstream,
} from './operations.js'
import { dryRun, mayBeTaken, readUpstreamError, verdictOn } from './upstream-error.js'

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

/** One client for the process: sockets are shared, requests bind it to their own signals and counters. */
export interface UpstreamClient {
  /**
   * Binds the operations to one request.
   * `signal` ends reads: at the deadline, or when the client has gone. `deadline` ends writes: one in flight is let finish for a client that has gone, a new one is not sent.
   */
  bind(request: { signal: AbortSignal; deadline: AbortSignal; upstreamCalls: UpstreamCalls }): Upstream
  /** Resolves when AWS answers, and rejects with an `UpstreamError` when it does not. Neither heeds the circuit breakers nor counts for them. */
  ready(signal: AbortSignal): Promise<void>
  /** All circuit breakers as they are now. */
  breakers(): BreakerStatus[]
  /** Tells `listener` of each circuit breaker that changes. */
  onBreakerChange(listener: (status: BreakerStatus) => void): void
  stop(): void
}

/** Connects to AWS Support, or to whatever speaks its protocol at the URL `upstream`. `upstreamTimeoutMs` is for one attempt. */
export function createUpstream(
  { upstream, region, upstreamTimeoutMs: timeoutMs }: Pick<Config, 'upstream' | 'region' | 'upstreamTimeoutMs'>,
  { halfOpenAfterMs = HALF_OPEN_AFTER_MS }: { halfOpenAfterMs?: number } = {},
): UpstreamClient {
  const listeners: ((status: BreakerStatus) => void)[] = []
  const endpoint: Endpoint = createEndpoint({
    url: upstream instanceof URL ? upstream : 'aws',
    region,
    timeoutMs,
    halfOpenAfterMs,
    onBreakerChange(family, state) {
      for (const listener of listeners) listener({ family, endpoint: endpoint.label, state })
    },
  })

  const bind: UpstreamClient['bind'] = ({ signal, deadline, upstreamCalls }) => {
    const count = (operation: string): void => {
      upstreamCalls.calls[operation] = (upstreamCalls.calls[operation] ?? 0) + 1
      upstreamCalls.total++
    }
    const call = async (key: OperationKey, input: object): Promise<object> => {
      const once = doesItsWorkTwice(key, input)
      const operation = nameOf(key)
      const abortSignal = isWrite(key) ? deadline : signal
      // Nothing is sent, not even a write, for a caller who has gone: it is not counted, and has certainly not happened.
      if (signal.aborted) throw readUpstreamError(signal.reason, operation, signal, false)
      let mayHaveHappened = false
      const attempt: Attempt = async (send) => {
        // after a pause between attempts, the SDK finds out only now that the request has ended, and sends nothing
        if (abortSignal.aborted) return send()
        const before = mayHaveHappened
        try {
          return await endpoint.breakers[familyOf(key)].run(
            () => {
              count(operation)
              mayHaveHappened = true
              return send()
            },
            (error) => verdictOn(error, abortSignal),
          )
        } catch (error) {
          if (!mayBeTaken(error)) mayHaveHappened = before
          throw error
        }
      }
      try {
        return readReply(key, input, await endpoint.send(key, input, { abortSignal, repeat: !once, attempt }))
      } catch (error) {
        throw readUpstreamError(error, operation, abortSignal, once && mayHaveHappened)
      }
    }
    return Object.fromEntries(
      keysOf(commands).map((key) => [key, (input: object) => call(key, input)]),
    ) as unknown as Upstream
  }

  return {
    bind,
    async ready(signal) {
      // A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs.
      const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
      // It comes again by itself: retries would outlive its time.
      const how = { abortSignal: signal, repeat: false, attempt: <T>(send: () => Promise<T>) => send() }
      await dryRun(async () => {
        try {
          readReply('describeCases', input, await endpoint.send('describeCases', input, how))
        } catch (error) {
          throw readUpstreamError(error, nameOf('describeCases'), signal, false)
        }
      })
    },
    breakers: () =>
      familyNames.map((family) => ({ family, endpoint: endpoint.label, state: endpoint.breakers[family].state() })),
    onBreakerChange: (listener) => void listeners.push(listener),
    stop: () => endpoint.stop(),
  }
}

/** What the SDK has read, if it is what the operation answers with. */
function readReply(key: OperationKey, input: object, output: object): object {
  const reply = conform(nameOf(key), output)
  // The SDK takes a 200 without a body for an answer. "No cases" must be AWS's own word.
  if (!isWrite(key) && Object.keys(reply).length === 0) throw malformed(`${nameOf(key)}, which is empty`)
  const proof = proofs[key]
  if (proof !== undefined && !isDryRun(input) && !(proof in input || Boolean(reply[proof]))) {
    throw malformed(`${nameOf(key)}.${proof}, without which nothing says that it worked`)
  }
  return reply
}
