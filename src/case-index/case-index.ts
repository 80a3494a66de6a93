/**
 * One complete, fresh list of an account's cases for all requests. Whatever AWS cannot filter, sort, count or page backward comes from it, and so do
 * fresh reads by id. It is the same for all viewers: rules, scopes and masks apply to what comes out of it.
 */
import type { Config } from '../config/config.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { RequestScope } from '../upstream/request-scope.js'
import { createCases, type Cases } from './cases.js'
import { createFreshness } from './freshness.js'
import { createSharedList, versionOf } from './shared-list.js'

export interface CaseIndex {
  forRequest: (scope: RequestScope) => Cases
  /** Changes with everything that a response from the list may depend on. One round trip to Redis. */
  version: () => Promise<string>
  /** Changes with each write of this gateway to a case. One round trip to Redis. */
  writes: () => Promise<string>
  /** Forgets everything, in Redis too. */
  clear: () => Promise<void>
  status: () => CaseIndexStatus
  stop: () => void
}

/** As /readyz and metrics show it. */
export interface CaseIndexStatus {
  state: 'empty' | 'open' | 'complete'
  /** Whether the process works without the Redis that it is configured with. */
  isLocal: boolean
  cases: number
  bytes: number
  /** Age of the open part, milliseconds; undefined before it was read. */
  ageMs: number | undefined
  /** How many pages the full pass of this process has read; undefined while there is none. */
  passPages: number | undefined
}

export interface CaseIndexOptions {
  upstream: UpstreamClient
  config: Pick<
    Config,
    'account' | 'upstream' | 'caseCacheSeconds' | 'caseIndexMaxBytes' | 'supportCallsPerSecond' | 'writeSettleMs'
  >
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  now?: () => number
}

/** AWS may show a write late. */
const LEAST_PIN_MS = 60_000

export function createCaseIndex({ upstream, config, redis, metrics, now = Date.now }: CaseIndexOptions): CaseIndex {
  const stopping = new AbortController()
  const list = createSharedList({
    account: config.account,
    upstream: String(config.upstream),
    maxBytes: config.caseIndexMaxBytes,
    pinMs: Math.max(LEAST_PIN_MS, config.writeSettleMs),
    redis,
    metrics,
    now,
  })
  // Starts to load the list from Redis before the first request.
  void list.follow()
  const freshness = createFreshness({ list, upstream, config, stopping: stopping.signal, metrics, now })
  const cases = createCases({ list, freshness, upstream, freshMs: config.caseCacheSeconds * 1_000, now })

  return {
    forRequest: cases.forRequest,
    async version() {
      await list.follow()
      return versionOf(list)
    },
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
    stop: () => stopping.abort(new Error('the gateway stops')),
  }
}
