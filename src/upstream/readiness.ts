/** Checks for /readyz whether AWS responds: from the calls of the last few seconds, or with a probe if there were none. */
import { setTimeout as delay } from 'node:timers/promises'
import { withTimeout } from '../lib/timeout.js'
import { redisKey, type Redis } from '../redis/redis.js'
import type { Budget } from './budget/budget.js'
import type { Attempt, Endpoint, ObserveCall } from './endpoint.js'
import { budgetOf, type Operation } from './operations.js'
import { dryRun, readUpstreamError, UpstreamError, verdictOn } from './upstream-error.js'
import { readResponse } from './validate-response.js'

/** Readiness checks arrive every few seconds from several sources, and AWS counts each call. So they share one result for this long. */
export const OUTCOME_MS = 5_000

/** Where the processes of one account share their results. */
export interface Fleet {
  redis: Redis
  account: string
}

export interface Readiness {
  ready: (signal: AbortSignal, timeoutMs: number) => Promise<void>
  /** Records a successful call. */
  responded: (operation: Operation) => void
  /** Records a call that could not connect, or that failed at the endpoint. */
  failed: (operation: Operation) => void
}

export function createReadiness(
  endpoints: readonly Endpoint[],
  { budget, observe, fleet }: { budget: Budget | undefined; observe: ObserveCall; fleet: Fleet | undefined },
): Readiness {
  let respondedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  const shared = fleet && createSharedOutcome(fleet)

  /** Waits for a slot until `signal` aborts. The probe is sent anyway: a gateway that has used up its budget is still ready. */
  const waitForSlot = async (signal: AbortSignal): Promise<void> => {
    const request = { precedence: 'probe', signal, isRepeated: false, refusal: () => undefined } as const
    await budget?.take('DescribeCases', request).catch(() => {})
  }

  async function probeAll(signal: AbortSignal, timeoutMs: number): Promise<void> {
    // Each endpoint gets an equal share of the time, in case one hangs.
    const shareMs = timeoutMs / endpoints.length
    let failure: unknown
    for (const endpoint of endpoints) {
      const share = withTimeout(signal, shareMs)
      try {
        await waitForSlot(withTimeout(signal, shareMs / 2))
        return await dryRun(() => observe('DescribeCases', (observed) => probe(endpoint, share, observed)))
      } catch (error) {
        failure ??= error
        const cause = error instanceof UpstreamError ? error.cause : error
        if (!share.aborted && verdictOn(cause, signal) !== 'failure') throw error
      }
    }
    failed('DescribeCases')
    throw failure
  }

  /** Whether this process has reached AWS, and no call has failed at an endpoint since. */
  const isHealthy = (): boolean => respondedAt > failedAt

  function responded(operation: Operation): void {
    if (budgetOf(operation) === 'trusted-advisor') return
    respondedAt = performance.now()
    shared?.write()
  }
  function failed(operation: Operation): void {
    if (budgetOf(operation) !== 'trusted-advisor') failedAt = performance.now()
  }

  return {
    responded,
    failed,
    async ready(signal, timeoutMs) {
      if (isHealthy()) {
        if (performance.now() - respondedAt < OUTCOME_MS) return
        // Only if this process has reached AWS itself: results from other processes say nothing about its network and credentials.
        if (await shared?.isGood()) return
      }
      await probeAll(signal, timeoutMs)
      responded('DescribeCases')
    },
  }
}

/** A dry run needs the same plan and permission as the real call, and returns no data. An upstream that ignores `dryRun` returns ten cases. */
async function probe(endpoint: Endpoint, abortSignal: AbortSignal, attempt: Attempt): Promise<void> {
  const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
  // No retries: a check has no time for them, and the next check follows anyway.
  const how = { abortSignal, repeat: false, attempt }
  try {
    readResponse('DescribeCases', input, await endpoint.send('DescribeCases', input, how))
  } catch (error) {
    throw readUpstreamError(error, 'DescribeCases', abortSignal)
  }
}

/** The time limit for Redis: a readiness check has two seconds, and the probe needs most of them. */
const REDIS_TIMEOUT_MS = 300

/** Shares through Redis whether AWS has recently responded to any process. `isGood` is false if Redis fails. */
function createSharedOutcome({ redis, account }: Fleet) {
  const key = redisKey('readiness', account)
  const outcome = JSON.stringify('ok')
  return {
    write(): void {
      if (redis.status === 'ready') redis.set(key, outcome, 'PX', OUTCOME_MS).catch(() => {})
    },
    async isGood(): Promise<boolean> {
      if (redis.status !== 'ready') return false
      const found = redis.get(key).catch(() => null)
      return (await Promise.race([found, delay(REDIS_TIMEOUT_MS, null, { ref: false })])) === outcome
    },
  }
}
