/** Runs work on the index in one process of the fleet at a time, for all requests that wait for it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Metrics } from '../telemetry/metrics.js'
import { ageAt } from '../lib/time.js'
import { noCost, type UpstreamCost } from '../upstream/request-scope.js'
import { LEASE_MS } from './redis-scripts.js'
import type { Lease } from './redis-store.js'
import type { SharedList } from './shared-list.js'

export interface Run {
  /**
   * Joins the run in progress, or starts one. If this call starts the run, `cost` counts the run's AWS calls. While another process does the work, waits
   * briefly, follows the shared list and resolves.
   */
  join: (cost?: UpstreamCost) => Promise<void>
  isRunning: () => boolean
  /** When the current or last run started. */
  startedAt: () => number
  /** The same, but if another process does the work, when this process first noticed that. */
  since: () => number
}

interface RunOptions {
  list: SharedList
  /** Aborts the work. */
  stopping: AbortSignal
  metrics?: Metrics | undefined
  now: () => number
}

/** For this long after a failure, requests get the same error. */
export const FAILURE_MS = 2_000
/** How often to check whether another process has finished. */
const POLL_MS = 50
const RENEW_MS = LEASE_MS / 3

export function createRun(
  name: 'refresh' | 'pass',
  { list, stopping, metrics, now }: RunOptions,
  work: (lease: Lease, signal: AbortSignal, cost: UpstreamCost) => Promise<void>,
): Run {
  let running: Promise<void> | undefined
  let startedAt = 0
  let since = 0
  /** When another process was last seen doing the work, since when, and when the work had been completed before. */
  let elsewhere = { since: 0, seenAt: Number.NEGATIVE_INFINITY, completedAt: 0 }
  let failure: { error: unknown; at: number } | undefined

  /** When the work was last completed by any process. */
  function completedAt(): number {
    const { asOf, passedAt } = list.memory().head
    return name === 'refresh' ? asOf : passedAt
  }

  /** Whether another process is probably still doing the same work: if it had ended or died, this process would have noticed. */
  function isStillElsewhere(): boolean {
    return ageAt(now(), elsewhere.seenAt) < LEASE_MS && elsewhere.completedAt === completedAt()
  }

  async function run(cost: UpstreamCost): Promise<void> {
    if (failure !== undefined && ageAt(now(), failure.at) < FAILURE_MS) throw failure.error
    const lease = await list.lease(name)
    if (lease === undefined) {
      elsewhere = { since, seenAt: now(), completedAt: completedAt() }
      await delay(POLL_MS)
      return list.follow()
    }
    since = startedAt
    const lost = new AbortController()
    const signal = AbortSignal.any([stopping, lost.signal])
    const renewal = setInterval(() => {
      lease.renew().then(
        (isOurs) => void (isOurs || lost.abort(new Error('another process has taken over'))),
        () => {},
      )
    }, RENEW_MS)
    renewal.unref()
    try {
      await work(lease, signal, cost)
      failure = undefined
      metrics?.caseIndexRuns.inc({ work: name, outcome: 'done' })
    } catch (error) {
      // Another process has taken over.
      if (lost.signal.aborted) return list.follow()
      failure = { error, at: now() }
      metrics?.caseIndexRuns.inc({ work: name, outcome: 'failed' })
      throw error
    } finally {
      clearInterval(renewal)
      await lease.release().catch(() => {})
    }
  }

  return {
    startedAt: () => startedAt,
    since: () => since,
    isRunning: () => running !== undefined,
    join(cost = noCost()) {
      if (running === undefined) {
        startedAt = now()
        since = isStillElsewhere() ? elsewhere.since : startedAt
      }
      return (running ??= run(cost).finally(() => void (running = undefined)))
    },
  }
}
