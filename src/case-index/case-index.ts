/**
 * One complete, fresh list of an account's cases for all requests. It serves what AWS cannot filter, sort, count or page backward, and cases by id while
 * they are fresh. It is the same for all viewers: rules, scopes and masks are applied to what is read from it.
 */
import type { Config } from '../config/config.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { RequestScope } from '../upstream/request-scope.js'
import { createCases, type Cases } from './cases.js'
import { createFreshness } from './freshness.js'
import type { Room } from './room.js'
import { createSharedList } from './shared-list.js'

export interface CaseIndex {
  forRequest: (scope: RequestScope) => Cases
  /** A version that changes with each write by this gateway to a case. One round trip to Redis. */
  writes: () => Promise<string>
  /** Removes everything, in Redis too. */
  clear: () => Promise<void>
  status: () => CaseIndexStatus
  stop: () => void
}

/** As reported by /readyz and metrics. */
export interface CaseIndexStatus {
  state: 'empty' | 'open' | 'complete'
  /** Whether a Redis is configured, but the process currently works without it. */
  isLocal: boolean
  cases: number
  bytes: number
  /** Age of the list of open cases, in milliseconds; undefined before its first read. */
  ageMs: number | undefined
  /** How many pages a full pass in this process has read; undefined while none is running. */
  passPages: number | undefined
}

export interface CaseIndexOptions {
  upstream: UpstreamClient
  config: Pick<Config, 'account' | 'upstream' | 'caseCacheSeconds' | 'supportCallsPerSecond' | 'writeSettleMs'>
  /** The room of the process, which all its indexes share. */
  room: Room
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  now?: () => number
}

/** The minimum duration of a pin (see commit.ts): AWS may take this long to show a write. */
const MIN_PIN_MS = 60_000

export function createCaseIndex({
  upstream,
  config,
  room,
  redis,
  metrics,
  now = Date.now,
}: CaseIndexOptions): CaseIndex {
  const stopping = new AbortController()
  const space = room.enter()
  const list = createSharedList({
    account: config.account,
    upstream: String(config.upstream),
    space,
    pinMs: Math.max(MIN_PIN_MS, config.writeSettleMs),
    redis,
    metrics,
    now,
  })
  // Starts loading the list from Redis before the first request.
  void list.follow()
  const freshness = createFreshness({ list, space, upstream, config, stopping: stopping.signal, metrics, now })
  const cases = createCases({
    account: config.account,
    list,
    freshness,
    upstream,
    freshMs: config.caseCacheSeconds * 1_000,
    now,
  })

  return {
    forRequest: cases.forRequest,
    async writes() {
      await list.follow()
      const { epoch, writes } = list.memory().head
      return `${epoch} ${writes} ${list.isLocal()}`
    },
    async clear() {
      cases.clear()
      await list.clear()
    },
    status() {
      const { head, total, bytes } = list.memory()
      return {
        state: head.passedAt > 0 ? 'complete' : head.asOf > 0 ? 'open' : 'empty',
        isLocal: list.isLocal(),
        cases: total().count,
        bytes: bytes(),
        ageMs: head.asOf > 0 ? Math.max(0, list.now() - head.asOf) : undefined,
        passPages: freshness.passPages(),
      }
    },
    stop() {
      stopping.abort(new Error('the gateway is stopping'))
      space.leave()
    },
  }
}
