/**
 * The calls that AWS allows the account in a second. Who comes when they are used up waits in a line, and does not reach AWS only to be refused
 * there: every attempt takes a token right before it is sent. AWS counts Trusted Advisor apart, and so do we: documentation of both.
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
import { createWaitingLine, type Precedence } from './waiting-line.js'

export interface Budget {
  /**
   * Resolves when one attempt may be sent, and has to be then. Rejects with an UpstreamError where it must not be sent: AbortError when its
   * caller goes, UPSTREAM_THROTTLED as soon as it is known that its turn comes too late.
   */
  take: (operation: Operation, turn: Turn) => Promise<void>
  /** AWS has refused a call as too many. */
  slowDown: (operation: Operation) => void
}

export interface Turn {
  precedence: Precedence
  /** Its place among calls of the same precedence: lower ones go first. Without it, it goes last. */
  arrival?: number | undefined
  /** Gives up its place. */
  signal: AbortSignal
  /** When the request is over, by `performance.now()`; half a minute from now, if it is not known. */
  deadlineAt?: number | undefined
  /** Whether it was sent before. */
  isRepeated: boolean
  /** What keeps it from being sent by now, whoever's turn it is. */
  refusal: () => Error | undefined
}

type BudgetConfig = Pick<Config, 'account' | 'supportCallsPerSecond' | 'trustedAdvisorCallsPerSecond'>

/** AWS needs as long for an answer, and longer: whose turn is later than that before the deadline has none. */
const ANSWER_MS = 100
const MAX_WAIT_MS = 30_000

/** For a test that does not wait. */
export interface Clock {
  now: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
}

/** The budget of the account: of all processes that share a Redis, and of this process without one. */
export function createBudget(
  limits: BudgetConfig,
  { redis, metrics, clock = systemClock }: { redis?: Redis | undefined; metrics?: Metrics; clock?: Clock } = {},
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
    const line = createWaitingLine(bucket, { rate, ...clock, onShare })
    onShare(1)
    metrics?.budgetWaiting(family, line.size)

    function spent(operation: string, waitMs: number, isRepeated: boolean): UpstreamError {
      metrics?.limitRefusals.inc({ limit: 'budget' })
      const retryAfterMs = Math.max(1, Math.ceil(waitMs))
      return new UpstreamError({
        name: BUDGET_SPENT,
        operation,
        awsMessage: '',
        retryAfterMs,
        message:
          `The calls to ${service} are used up for longer than this request has time: ${rate} in a second (${variable}). ` +
          `${operation} was not sent${isRepeated ? ' again' : ''}: try again in ${Math.ceil(retryAfterMs / 1_000)} s, or ask for less.`,
      })
    }

    return { family, bucket, line, spent }
  }

  return {
    async take(operation, { precedence, arrival = Infinity, signal, deadlineAt, isRepeated, refusal }) {
      const { family, line, spent } = quotaOf(operation)
      const cameAt = clock.now()
      const until = deadlineAt === undefined ? cameAt + MAX_WAIT_MS : deadlineAt - ANSWER_MS
      const gone = () => readUpstreamError(signal.reason, operation, signal)
      if (signal.aborted) throw gone()
      await new Promise<void>((resolve, reject) => {
        const waiter = {
          precedence,
          arrival,
          until,
          isWanted: () => refusal() === undefined,
          grant() {
            signal.removeEventListener('abort', onAbort)
            metrics?.budgetWait.observe({ family }, (clock.now() - cameAt) / 1_000)
            resolve()
          },
          refuse(waitMs: number) {
            signal.removeEventListener('abort', onAbort)
            reject(refusal() ?? spent(operation, waitMs, isRepeated))
          },
        }
        function onAbort(): void {
          line.leave(waiter)
          reject(gone())
        }
        signal.addEventListener('abort', onAbort, { once: true })
        line.join(waiter)
      })
    },
    slowDown: (operation) => quotaOf(operation).bucket.slowDown(),
  }
}
