/** Keeps the list as fresh as requests need it: starts refreshes and full passes, and waits for them. */
import { setTimeout as delay } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Config } from '../config/config.js'
import { MAX_SPLIT_CALLS } from '../upstream/split.js'
import type { Metrics } from '../telemetry/metrics.js'
import { ageAt } from '../lib/time.js'
import { withTimeout } from '../lib/timeout.js'
import { untilAborted } from '../upstream/upstream-error.js'
import { createScope, type UpstreamCost } from '../upstream/request-scope.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { DescribeCases } from './describe.js'
import { runFullPass, type PassProgress } from './pass.js'
import { isConclusive, readByIds, refreshOpen } from './refresh.js'
import { indexBuilding, waitFor, type WaitingScope } from './patience.js'
import { createRun, FAILURE_MS } from './run.js'
import type { Space } from './room.js'
import type { SharedList } from './shared-list.js'

export interface Freshness {
  /** Resolves once the list of open cases may be served. Resolves to true if it is served stale. */
  ensureFresh: (scope: WaitingScope) => Promise<boolean>
  /** Resolves once a full pass has read all cases. Rejects with INDEX_BUILDING if the request runs out of time before that. */
  ensureComplete: (scope: WaitingScope) => Promise<void>
  /** Resolves once the cases that were written to are read again, even if AWS does not show the writes yet. */
  readDirty: (scope: WaitingScope) => Promise<void>
  /** How many pages a full pass in this process has read; undefined while none is running. */
  passPages: () => number | undefined
}

export interface FreshnessOptions {
  list: SharedList
  upstream: UpstreamClient
  space: Space
  config: Pick<Config, 'caseCacheSeconds' | 'supportCallsPerSecond'>
  /** Aborts all work. */
  stopping: AbortSignal
  metrics?: Metrics | undefined
  /** The clock of this process, in epoch milliseconds. */
  now: () => number
}

/** How long after its interval a list is still served while a refresh runs, so that a slow refresh does not delay responses. */
const STALE_MS = 30_000
/** The minimum time between the starts of two refreshes for requests that bypass the cache. */
const BYPASS_MS = 5_000
/** How often a full pass runs while resolved cases are requested. A pass over 10,000 cases takes 100 calls, 0.6 % of those that AWS allows in an hour. */
const PASS_EVERY_MS = 3_600_000
/** If AWS does not show a write yet, its case is read again at most once in this time, not for each list. */
const REREAD_EVERY_MS = 2_000
/** A request stops waiting for the full pass this long before its deadline. */
const RESPONSE_MS = 500

const READING_ALL =
  'This list needs all cases of the account, and the gateway is still reading them. Try again later. Lists of open cases are already available, and so are pages of all cases without orderBy, totalCount, last and the filters that AWS does not have.'
const STILL_READING = 'The gateway is still reading the cases of this account. Try again later.'

export function createFreshness({
  list,
  space,
  upstream,
  config,
  stopping,
  metrics,
  now,
}: FreshnessOptions): Freshness {
  const freshMs = config.caseCacheSeconds * 1_000
  /** By caseId: when a dirty case was last read, and the ticket that made it dirty (see `Mark`). */
  // Not `max`, for which lru-cache allocates 200 kB at once: a process may have an index for each of thousands of accounts.
  const lastReads = new LRUCache<string, { at: number; ticket: number }>({ maxSize: 10_000, sizeCalculation: () => 1 })
  let lastReread: Promise<unknown> = Promise.resolve()
  /** When the reread in progress started; Infinity if there is none. */
  let rereadingSince = Infinity
  let rereadFailure: { error: unknown; at: number } | undefined
  let scannedAt = 0
  let bypassedAt = Number.NEGATIVE_INFINITY
  /** The precedence of the last refresh that this process started. */
  let precedence: 'interactive' | 'reserved' = 'interactive'
  let progress: PassProgress | undefined

  /** DescribeCases for the index itself: its calls count toward no request's limits. */
  function describeFor(precedence: 'interactive' | 'reserved', cost: UpstreamCost, signal: AbortSignal): DescribeCases {
    const scope = createScope(signal, { cost, precedence })
    return (input) => upstream.call('DescribeCases', input, scope)
  }

  const running = { list, stopping, metrics, now }
  const refresh = createRun('refresh', running, async (lease, signal, cost) => {
    const { scannedAt: scanned, ...head } = await refreshOpen({
      list,
      describeCases: describeFor(precedence, cost, signal),
      minIntervalMs: freshMs,
      callsPerSecond: config.supportCallsPerSecond,
      space,
      scannedAt,
    })
    scannedAt = scanned
    await list.finish(lease, head)
  })

  const pass = createRun('pass', running, async (lease, signal, cost) => {
    try {
      progress = { pages: 0 }
      const describeCases = describeFor('reserved', cost, signal)
      const { passedAt, isWhole } = await runFullPass(
        list,
        describeCases,
        signal,
        space.isFull,
        (latest) => void (progress = latest),
      )
      const { asOf, intervalMs } = list.memory().head
      // The pass has also read the open cases.
      const isNewer = isWhole && passedAt > asOf
      await list.finish(lease, {
        passedAt,
        ...(isNewer && { asOf: passedAt, intervalMs: Math.max(intervalMs, freshMs) }),
      })
    } finally {
      progress = undefined
    }
  })

  /** INDEX_BUILDING, after reading for `spentMs`. Undefined if no case has been read yet: then AWS may not be responding at all. */
  function stillReading(spentMs: number): Error | undefined {
    return list.memory().cases.size > 0 ? indexBuilding(spentMs, STILL_READING) : undefined
  }

  async function ensureFresh(scope: WaitingScope): Promise<boolean> {
    const { bypassCache, readSignal, cost, patienceMs } = scope
    // A list of several accounts has no patience for `waitForBypass`, so it accepts what was read within the last BYPASS_MS.
    const beganAt = list.now() - (patienceMs === undefined ? 0 : BYPASS_MS)
    for (;;) {
      const { asOf, intervalMs, notBefore } = list.memory().head
      const age = ageAt(list.now(), asOf)
      const isAfterWrite = asOf > notBefore || ageAt(list.now(), notBefore) === Infinity
      const isUsable = asOf > 0 && age < Infinity && isAfterWrite && (!bypassCache || asOf >= beganAt)
      if (isUsable && (age < intervalMs || bypassCache)) return false
      if (isUsable && age < 2 * intervalMs + STALE_MS) {
        joinRefresh('interactive').catch(() => {})
        return true
      }
      if (bypassCache && patienceMs === undefined && !isUsable && isAfterWrite && !refresh.isRunning())
        await waitForBypass(readSignal)
      // One caller that bypasses the cache can cause a refresh of thousands of cases every few seconds. The calls of others must not wait behind it.
      const isForBypassOnly = bypassCache && asOf > 0 && isAfterWrite && age < 2 * intervalMs + STALE_MS
      const work = joinRefresh(isForBypassOnly ? 'reserved' : 'interactive', cost)
      const spentMs = now() - refresh.since()
      await waitFor(work, scope, spentMs, () => (asOf === 0 ? stillReading(now() - refresh.since()) : undefined))
    }
  }

  /** `ifStarted`: the priority of the AWS calls if this call starts a refresh instead of joining one. */
  function joinRefresh(ifStarted: typeof precedence, cost?: UpstreamCost): Promise<void> {
    if (!refresh.isRunning()) precedence = ifStarted
    return refresh.join(cost)
  }

  async function waitForBypass(signal: AbortSignal): Promise<void> {
    const at = Math.max(now(), Math.min(now(), bypassedAt) + BYPASS_MS)
    if (at > now()) await untilAborted(delay(at - now(), undefined, { signal }), signal)
    bypassedAt = at
  }

  async function ensureComplete(scope: WaitingScope): Promise<void> {
    const { readSignal, deadlineAt, cost } = scope
    const { passedAt } = list.memory().head
    if (passedAt > 0) {
      if (list.now() - passedAt > PASS_EVERY_MS) pass.join().catch(() => {})
      return
    }
    const beganAt = now()
    const left =
      deadlineAt === undefined ? undefined : Math.max(0, Math.floor(deadlineAt - performance.now() - RESPONSE_MS))
    const over = left === undefined ? readSignal : withTimeout(readSignal, left)
    while (list.memory().head.passedAt === 0) {
      const work = pass.join(cost)
      const reason = () => progress?.failure ?? stillReading(now() - pass.since())
      const waiting = waitFor(work, { ...scope, readSignal: over }, now() - pass.since(), reason)
      await waiting.catch((error: unknown) => {
        throw over.aborted ? indexBuilding(now() - Math.min(beganAt, pass.startedAt()), READING_ALL) : error
      })
    }
  }

  async function readDirty(scope: WaitingScope): Promise<void> {
    // An earlier reread may already cover what this request needs.
    const mine = lastReread.then(() => {
      rereadingSince = now()
      return rereadDirty(scope.cost).finally(() => (rereadingSince = Infinity))
    })
    lastReread = mine.catch(() => {})
    await waitFor(mine, scope, now() - rereadingSince, () => undefined)
  }

  async function rereadDirty(cost: UpstreamCost): Promise<void> {
    const { cases, dirty: ids } = list.memory()
    const dirty = [...ids].flatMap((caseId) => {
      const ticket = cases.get(caseId)?.mark.dirty ?? 0
      const last = lastReads.get(caseId)
      const isRecent = last !== undefined && last.ticket === ticket && ageAt(now(), last.at) < REREAD_EVERY_MS
      return isRecent ? [] : [{ caseId, ticket }]
    })
    if (dirty.length === 0) return
    if (rereadFailure !== undefined && ageAt(now(), rereadFailure.at) < FAILURE_MS) throw rereadFailure.error
    const describeCases = describeFor('interactive', cost, stopping)
    const caseIds = dirty.map(({ caseId }) => caseId)
    const { outcomes } = await readByIds(list, describeCases, caseIds, MAX_SPLIT_CALLS).catch((error: unknown) => {
      rereadFailure = { error, at: now() }
      throw error
    })
    for (const { caseId, ticket } of dirty)
      if (isConclusive(outcomes.get(caseId))) lastReads.set(caseId, { at: now(), ticket })
  }

  return { ensureFresh, ensureComplete, readDirty, passPages: () => progress?.pages }
}
