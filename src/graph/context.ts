import pLimit, { type LimitFunction } from 'p-limit'
import type { Cache } from '../cache/cache.js'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Cases } from '../case-index/cases.js'
import { createUnindexedCases } from '../case-index/unindexed.js'
import type { Config } from '../config/config.js'
import type { ConfigFiles } from '../config/files.js'
import type { TrustedDocuments } from '../config/trusted-documents.js'
import { createScheduler, type Scheduler } from '../lib/pause.js'
import type { Viewer } from '../lib/viewer.js'
import type { Call } from '../upstream/operations.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { Limit } from '../upstream/split.js'
import { checkRequest } from '../upstream/upstream-error.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Idempotency } from '../writes/idempotency.js'
import { rulesFor, maySeeCase, type Rules } from './access/rules.js'
import { createLoaders, type Loaders } from './loaders/index.js'
import type { Case } from './models.js'

/** Everything that one request can use. Only idempotency keys, the response cache and the case index outlive the request. */
export interface Context {
  requestId: string
  /** Id of the trace that the caller or the gateway started; undefined if there is none. */
  traceId?: string | undefined
  viewer: Viewer
  /** What the policy lets the viewer see and use. */
  rules: Rules
  /** The only documents that may run; undefined if all may. */
  trustedDocuments?: TrustedDocuments | undefined
  /** Whether producing the response may take so long that the executor must let other requests run. */
  paced?: boolean
  scope: RequestScope
  /** Calls AWS through the cache. */
  call: Call
  /**
   * Calls AWS without the cache, for reads that are part of a write. They continue until the deadline even if the caller disconnects, and do not count
   * toward the viewer's share of the AWS call budget.
   */
  callForWrite: Call
  /**
   * Calls AWS through the cache, with lower priority than calls that a caller waits for. `signal` and `deadlineAt` can end the call before the request
   * ends.
   */
  callInBackground: (signal: AbortSignal, deadlineAt: number | undefined) => Call
  cases: Cases
  /** Call this after a write that may have changed a case, or created one whose id is unknown. All requests then read the case from AWS again. */
  invalidateCase: Cases['invalidate']
  loaders: Loaders
  /** Runs calls that AWS cannot batch, a few at a time. */
  limit: Limit
  /** Divides long work that makes no AWS calls, so other requests can run in between. Rejects once the request has ended. */
  scheduler: Scheduler
  idempotency: Idempotency
  /**
   * MAX_SCANNED_CASES: how many cases a lookup after a lost write reads, how many threads a search reads, and how many communications are read from one
   * thread.
   */
  maxScannedCases: number
  /** The AWS region of the Support endpoint. */
  region: string
  /** Milliseconds until AWS's first response to a case is due, by severity code. */
  responseTargets: ReadonlyMap<string, number>
  /** The current time in epoch milliseconds. If a result changes at a later time, call `lowerExpiry` with that time, so the response expires then. */
  now: () => number
}

/** Maximum concurrent calls in one request, for operations that AWS cannot batch. AWS allows about five support calls a second. */
const CONCURRENT_CALLS = 5

/** Creates the context of one request. */
export function createContext(
  options: Pick<Context, 'requestId' | 'traceId' | 'viewer' | 'scope' | 'idempotency'> & {
    upstream: UpstreamClient
    /** Without it, nothing is cached for other requests. */
    cache?: Cache | undefined
    /** Without it, cases are read from AWS for this request alone. */
    caseIndex?: CaseIndex | undefined
    files: Pick<ConfigFiles, 'policy' | 'trustedDocuments'>
    config: Pick<Config, 'maxScannedCases' | 'region' | 'responseTargets'>
    now?: Context['now']
  },
): Context {
  const {
    requestId,
    traceId,
    viewer,
    scope,
    upstream,
    cache,
    caseIndex,
    idempotency,
    files,
    config,
    now = Date.now,
  } = options
  const { maxScannedCases, region, responseTargets } = config
  const { reads } = scope
  const call: Call = (operation, input) => (cache ?? upstream).call(operation, input, scope)
  const limit = pLimit(CONCURRENT_CALLS)
  // Few requests need it, and it takes 8 µs to create.
  let limitBackground: LimitFunction | undefined
  const rules = rulesFor(files.policy, viewer)
  const cases =
    caseIndex?.forRequest(scope) ??
    createUnindexedCases((input) => upstream.call('DescribeCases', input, scope), {
      reads,
      limit,
      maxScannedCases,
      now,
    })
  const isVisible = rules === null ? undefined : (item: Case) => maySeeCase(rules, item)
  const loaders = createLoaders(call, cases, limit, isVisible)
  return {
    requestId,
    traceId,
    viewer,
    rules,
    trustedDocuments: files.trustedDocuments,
    scope,
    call,
    callForWrite: (operation, input) =>
      upstream.call(operation, input, { ...scope, readSignal: scope.writeSignal, chargeViewer: undefined }),
    callInBackground: (readSignal, deadlineAt) => {
      const background: RequestScope = { ...scope, readSignal, deadlineAt, precedence: 'background' }
      const limitCalls = (limitBackground ??= pLimit(CONCURRENT_CALLS))
      return (operation, input) => limitCalls(() => (cache ?? upstream).call(operation, input, background))
    },
    cases,
    async invalidateCase(caseId, pin) {
      loaders.clearCases()
      loaders.communicationPage.clear()
      cache?.forgetThreads(reads)
      await cases.invalidate(caseId, pin)
    },
    loaders,
    limit,
    scheduler: createScheduler(() => checkRequest(scope)),
    idempotency,
    maxScannedCases,
    region,
    responseTargets,
    now,
  }
}
