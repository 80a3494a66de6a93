import pLimit from 'p-limit'
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

/** Everything that one request can use. Nothing in it outlives the request, except idempotency keys and the responses that its reads leave in the cache. */
export interface Context {
  requestId: string
  /** Id of the caller's trace or of ours; undefined if there is neither. */
  traceId?: string | undefined
  viewer: Viewer
  /** What the policy lets the viewer see and use. */
  rules: Rules
  /** The only documents that run, if the gateway has such a list. */
  trustedDocuments?: TrustedDocuments | undefined
  /** Whether producing the response may take so long that it must yield to other requests: see graph/pace.ts. */
  paced?: boolean
  scope: RequestScope
  /** Calls AWS through the cache. */
  call: Call
  /** Calls AWS directly, for the reads of a write. They continue without the caller, up to the deadline, and count toward no viewer's share. */
  callForWrite: Call
  /** Calls AWS through the cache, after all calls that a caller waits for. `signal` and `deadlineAt` can end it before the request ends. */
  callInBackground: (signal: AbortSignal, deadlineAt: number | undefined) => Call
  cases: Cases
  /** Call this after a write that may have changed a case, or created one whose id is unknown: all requests then read it again. */
  invalidateCase: Cases['invalidate']
  loaders: Loaders
  /** Runs calls that AWS cannot batch, a few at a time. */
  limit: Limit
  /** For long work without AWS calls: lets requests alternate, and rejects once the request has ended. */
  scheduler: Scheduler
  idempotency: Idempotency
  /** How many communications of one case are read before SCAN_LIMIT_EXCEEDED. In lookups after a lost write, how many cases. */
  maxScannedCases: number
  /** The AWS region of the Support endpoint. */
  region: string
  /** Milliseconds until AWS's first response to a case is due, by severity code. */
  responseTargets: ReadonlyMap<string, number>
  /** Epoch milliseconds. Values compared with it also lower the expiry of the response: see `lowerExpiry`. */
  now: () => number
}

/** Concurrent calls of one request that AWS cannot batch. AWS allows about five support calls a second. */
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
  const { reads, writeSignal } = scope
  const call: Call = (operation, input) => (cache ?? upstream).call(operation, input, scope)
  const writeScope = { ...scope, readSignal: writeSignal, chargeViewer: undefined }
  const limit = pLimit(CONCURRENT_CALLS)
  const limitBackground = pLimit(CONCURRENT_CALLS)
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
    callForWrite: (operation, input) => upstream.call(operation, input, writeScope),
    callInBackground: (readSignal, deadlineAt) => {
      const background: RequestScope = { ...scope, readSignal, deadlineAt, precedence: 'background' }
      return (operation, input) => limitBackground(() => (cache ?? upstream).call(operation, input, background))
    },
    cases,
    async invalidateCase(caseId, pin) {
      loaders.clearCases()
      loaders.communicationPage.clear()
      reads.generations.delete('cases')
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
