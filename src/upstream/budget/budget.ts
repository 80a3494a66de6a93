/**
 * The calls per second that AWS allows the account. Every attempt takes a token right before it is sent. When no token is left, calls wait in a queue
 * instead of being throttled by AWS. AWS counts calls to Trusted Advisor separately (documentation of both services), and so does the gateway.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../../config/config.js'
import { BUDGET_SPENT } from '../../lib/errors.js'
import type { Redis } from '../../redis/redis.js'
import type { Metrics } from '../../telemetry/metrics.js'
import { budgetOf, type Operation } from '../operations.js'
import { createSharedBucket } from './shared-bucket.js'
import { createOwnBucket } from './token-bucket.js'
import { readUpstreamError, UpstreamError } from '../upstream-error.js'
import { createCallQueue, type Precedence } from './call-queue.js'

export interface Budget {
  /**
   * Resolves when one attempt may be sent; it must then be sent at once. Rejects with an UpstreamError if `signal` aborts, or with
   * UPSTREAM_THROTTLED as soon as it is known that no slot will be free in time. Rejects with the error from `refusal`, if any, when the
   * attempt leaves the queue.
   */
  take: (operation: Operation, request: SlotRequest) => Promise<void>
  /** Call this when AWS has throttled a call. */
  slowDown: (operation: Operation) => void
}

/** How one attempt waits for a slot. */
export interface SlotRequest {
  precedence: Precedence
  /** The order within the same precedence, lowest first. Without it, the attempt goes last. */
  arrival?: number | undefined
  /** When it aborts, the attempt leaves the queue. */
  signal: AbortSignal
  /** The deadline of the request, by `performance.now()`. Defaults to 30 seconds from now. */
  deadlineAt?: number | undefined
  /** Whether the call was sent before. */
  isRepeated: boolean
  /** Why the attempt can no longer be sent, such as an open circuit; undefined if it can. */
  refusal: () => Error | undefined
}

type BudgetConfig = Pick<Config, 'account' | 'supportCallsPerSecond' | 'trustedAdvisorCallsPerSecond'>

/** AWS takes at least this long to respond, so an attempt that cannot be sent this long before the deadline is refused. */
const RESPONSE_MS = 100
const MAX_WAIT_MS = 30_000

/** Tests replace it to avoid real waiting. */
export interface Clock {
  now: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
}

/** The budget of the account, for all processes that share a Redis. Without Redis, each process has its own. */
export function createBudget(
  limits: BudgetConfig,
  {
    redis,
    metrics,
    clock = systemClock,
  }: { redis?: Redis | undefined; metrics?: Metrics | undefined; clock?: Clock } = {},
): Budget {
  const quotas = {
    support: createQuota('support', 'AWS Support', limits.supportCallsPerSecond, 'SUPPORT_CALLS_PER_SECOND'),
    'trusted-advisor': createQuota(
      'trusted-advisor',
      'Trusted Advisor',
      limits.trustedAdvisorCallsPerSecond,
      'TRUSTED_ADVISOR_CALLS_PER_SECOND',
    ),
  }
  const quotaOf = (operation: Operation) => quotas[budgetOf(operation)]

  function createQuota(family: string, service: string, rate: number, variable: string) {
    const bucket = redis
      ? createSharedBucket(`${limits.account}:${family}`, rate, redis, clock.now)
      : createOwnBucket(rate, clock.now)
    const onShare = (share: number): void => metrics?.budgetShare.set({ family }, share)
    const queue = createCallQueue(bucket, { rate, ...clock, onShare })
    onShare(1)
    metrics?.budgetWaiting({ family }, queue.size)

    function budgetSpent(operation: string, waitMs: number, isRepeated: boolean): UpstreamError {
      metrics?.limitRefusals.inc({ limit: 'budget' })
      const retryAfterMs = Math.max(1, Math.ceil(waitMs))
      return new UpstreamError({
        name: BUDGET_SPENT,
        operation,
        awsMessage: '',
        retryAfterMs,
        message:
          `No call to ${service} can be made before this request times out: the limit is ${rate} per second (${variable}). ` +
          `${operation} was not sent${isRepeated ? ' again' : ''}. Try again in ${Math.ceil(retryAfterMs / 1_000)} s, or request less.`,
      })
    }

    return { family, bucket, queue, budgetSpent }
  }

  return {
    async take(operation, { precedence, arrival = Infinity, signal, deadlineAt, isRepeated, refusal }) {
      const { family, queue, budgetSpent } = quotaOf(operation)
      const queuedAt = clock.now()
      const latestAt = deadlineAt === undefined ? queuedAt + MAX_WAIT_MS : deadlineAt - RESPONSE_MS
      const aborted = () => readUpstreamError(signal.reason, operation, signal)
      if (signal.aborted) throw aborted()
      await new Promise<void>((resolve, reject) => {
        const call = {
          precedence,
          arrival,
          latestAt,
          isWanted: () => refusal() === undefined,
          grant() {
            signal.removeEventListener('abort', onAbort)
            metrics?.budgetWait.observe({ family }, (clock.now() - queuedAt) / 1_000)
            resolve()
          },
          refuse(waitMs: number) {
            signal.removeEventListener('abort', onAbort)
            reject(refusal() ?? budgetSpent(operation, waitMs, isRepeated))
          },
        }
        function onAbort(): void {
          queue.leave(call)
          reject(aborted())
        }
        signal.addEventListener('abort', onAbort, { once: true })
        queue.join(call)
      })
    },
    slowDown: (operation) => quotaOf(operation).bucket.slowDown(),
  }
}
