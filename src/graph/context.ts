import pLimit from 'p-limit'
import type { Cache } from '../cache/cache.js'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Cases } from '../case-index/cases.js'
import { createUnindexedCases } from '../case-index/unindexed.js'
import type { Config } from '../config/config.js'
import type { ConfigFiles } from '../config/files.js'
import type { TrustedDocuments } from '../config/trusted-documents.js'
import { createTurns, type Turns } from '../lib/pause.js'
import type { Viewer } from '../lib/viewer.js'
import type { Call } from '../upstream/operations.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { Limit } from '../upstream/split.js'
import { checkRequest } from '../upstream/upstream-error.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Idempotency } from '../writes/idempotency.js'
import { rulesFor, seesCase, type Rules } from './access/rules.js'
import { createLoaders, type Loaders } from './loaders/index.js'
import type { Case } from './models.js'

/** What one request may touch. Nothing in it outlives the request, but for the idempotency keys, and what its reads leave in the cache. */
export interface Context {
  requestId: string
  /** Of the caller's trace, or of ours; undefined where there is neither. */
  traceId?: string | undefined
  viewer: Viewer
  /** What the policy lets the viewer see and use. */
  rules: Rules
  /** The only documents that are run, where the gateway has such a list. */
  trustedDocuments?: TrustedDocuments | undefined
  /** Whether its response may take so long to make that others must be let in meanwhile: see graph/pace.ts. */
  paced?: boolean
  scope: RequestScope
  /** Calls AWS, by way of the cache. */
  call: Call
  /** Calls AWS itself, for the reads of a write: they go on without the caller, up to the deadline, and are charged to nobody's share. */
  callForWrite: Call
  /** Calls AWS, by way of the cache, after all calls that somebody waits for. `signal` and `deadlineAt` end it, before the request ends. */
  callInBackground: (signal: AbortSignal, deadlineAt: number | undefined) => Call
  cases: Cases
  /** After a write that may have changed a case, or made one with an unknown id: it is read again, by this request and all others. */
  wroteCase: Cases['wrote']
  loaders: Loaders
  /** Runs the calls that AWS cannot batch a few at a time. */
  limit: Limit
  /** For what takes long without a call. They end with the request. */
  turns: Turns
  idempotency: Idempotency
  /** How many communications of one case, and in look-ups after a lost write cases, are read before it is SCAN_LIMIT_EXCEEDED. */
  maxScannedCases: number
  /** The AWS region of the Support endpoint. */
  region: string
  /** Within how many milliseconds AWS's first response to a case is due, by severity code. */
  responseTargets: ReadonlyMap<string, number>
  /** Epoch milliseconds. What is compared with it also lowers the expiry of the response: see `lowerExpiry`. */
  now: () => number
}

/** How many calls of one request that AWS cannot batch go on at once: it allows about five support calls a second. */
const CONCURRENT_CALLS = 5

/** Makes the context of one request. */
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
  const sees = rules === null ? undefined : (item: Case) => seesCase(rules, item)
  const loaders = createLoaders(call, cases, limit, sees)
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
    async wroteCase(caseId, pin) {
      loaders.clearCases()
      loaders.communicationPage.clear()
      reads.generations.delete('cases')
      await cases.wrote(caseId, pin)
    },
    loaders,
    limit,
    turns: createTurns(() => checkRequest(scope)),
    idempotency,
    maxScannedCases,
    region,
    responseTargets,
    now,
  }
}
