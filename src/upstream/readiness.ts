/** Whether AWS answers, for /readyz: by the calls of the last seconds, and where there were none, by a probe. */
import { setTimeout as delay } from 'node:timers/promises'
import { redisKey, type Redis } from '../redis/redis.js'
import type { Budget } from './budget/budget.js'
import type { Attempt, Endpoint, ObserveCall } from './endpoint.js'
import { budgetOf, type Operation } from './operations.js'
import { dryRun, readUpstreamError, UpstreamError, verdictOn } from './upstream-error.js'
import { readResponse } from './validate-response.js'

/** Probes come every few seconds, from several places, and AWS counts each call: they share one outcome for this long. */
export const OUTCOME_MS = 5_000

/** Where the processes of one account share what they know. */
export interface Fleet {
  redis: Redis
  account: string
}

export interface Readiness {
  ready: (signal: AbortSignal, timeoutMs: number) => Promise<void>
  /** AWS has sent what was asked for. */
  replied: (operation: Operation) => void
  /** A call found nobody, or an endpoint that fails. */
  failed: (operation: Operation) => void
}

export function createReadiness(
  endpoints: readonly Endpoint[],
  { budget, observe, fleet }: { budget: Budget | undefined; observe: ObserveCall; fleet: Fleet | undefined },
): Readiness {
  let repliedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  const shared = fleet && createSharedOutcome(fleet)

  /** For half of its time at most, and then it is sent all the same: a gateway whose budget is spent is ready. */
  const waitForProbe = async (signal: AbortSignal): Promise<void> => {
    const turn = { precedence: 'probe', signal, isRepeated: false, refusal: () => undefined } as const
    await budget?.take('DescribeCases', turn).catch(() => {})
  }

  async function probeAll(signal: AbortSignal, timeoutMs: number): Promise<void> {
    // An endpoint that hangs leaves the others their share of the time. AbortSignal.timeout accepts whole numbers only.
    const shareMs = Math.floor(timeoutMs / endpoints.length)
    let failure: unknown
    for (const endpoint of endpoints) {
      const share = AbortSignal.any([signal, AbortSignal.timeout(shareMs)])
      try {
        await waitForProbe(AbortSignal.any([signal, AbortSignal.timeout(Math.floor(shareMs / 2))]))
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

  /** Whether the last that this process saw of AWS was good. */
  const isHealthy = (): boolean => repliedAt > failedAt

  function replied(operation: Operation): void {
    if (budgetOf(operation) === 'trusted-advisor') return
    repliedAt = performance.now()
    shared?.write()
  }
  function failed(operation: Operation): void {
    if (budgetOf(operation) !== 'trusted-advisor') failedAt = performance.now()
  }

  return {
    replied,
    failed,
    async ready(signal, timeoutMs) {
      if (isHealthy()) {
        if (performance.now() - repliedAt < OUTCOME_MS) return
        // What others have seen says nothing of the network and the credentials of a process that has not reached AWS itself.
        if (await shared?.isGood()) return
      }
      await probeAll(signal, timeoutMs)
      replied('DescribeCases')
    },
  }
}

/** A dry run needs the same plan and permission as the call itself, and answers without data. Ten cases, if an upstream knows no dry runs. */
async function probe(endpoint: Endpoint, abortSignal: AbortSignal, attempt: Attempt): Promise<void> {
  const input = { dryRun: true, includeCommunications: false, maxResults: 10 }
  // It comes again by itself: retries would outlive its time.
  const how = { abortSignal, repeat: false, attempt }
  try {
    readResponse('DescribeCases', input, await endpoint.send('DescribeCases', input, how))
  } catch (error) {
    throw readUpstreamError(error, 'DescribeCases', abortSignal)
  }
}

/** A check of readiness has two seconds, of which the probe needs the most. */
const REDIS_TIMEOUT_MS = 300

/** Whether AWS has answered a call or a probe of any process of late. A Redis that fails does not know. */
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
