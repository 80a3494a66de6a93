import pLimit from 'p-limit'
import { rulesFor, seesCase, type Rules } from './access/rules.js'
import type { Viewer } from '../lib/viewer.js'
import { createReads, type Cache, type Reads, type UpstreamCost } from '../cache/cache.js'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Cases } from '../case-index/cases.js'
import { createUnindexedCases } from '../case-index/unindexed.js'
import type { ConfigFiles } from '../config/files.js'
import type { Config } from '../config/config.js'
import type { Limit } from '../upstream/split.js'
import { createLoaders, type Loaders } from './loaders/index.js'
import type { Case } from './models.js'
import type { Trace } from '../telemetry/tracing.js'
import type { TrustedDocuments } from '../config/trusted-documents.js'
import type { Upstream, UpstreamClient } from '../upstream/upstream.js'
import type { Spend } from '../upstream/budget/viewer-budget.js'
import type { Idempotency } from '../writes/idempotency.js'

/** What one request may touch. Nothing in it outlives the request, but for the idempotency keys, and what its reads leave in the cache. */
export interface Context {
  requestId: string
  /** Of the caller's trace, or of ours; undefined where there is neither. */
  traceId?: string | undefined
  trace?: Trace | undefined
  viewer: Viewer
  /** What the policy lets the viewer see and use. */
  rules: Rules
  /** The only documents that are run, where the gateway has such a list. */
  trustedDocuments?: TrustedDocuments | undefined
  /** Whether its response may take so long to make that others must be let in meanwhile: see limits/pace.ts. */
  paced?: boolean
  /** Ends reads: at the deadline, or when the caller has gone. */
  signal: AbortSignal
  /** Ends writes: at the deadline. */
  deadline: AbortSignal
  /** AWS, by way of the cache. */
  upstream: Upstream
  /** AWS itself, for the reads of a write: they go on without the caller, up to the deadline, and take nothing of the viewer's share. */
  writeUpstream: Upstream
  upstreamCalls: UpstreamCost
  /** What the answer is made from, as far as it can be remembered. */
  reads: Reads
  cases: Cases
  /** After a write that may have changed a case, or made one with an unknown id: it is read again, by this request and all others. */
  wroteCase: Cases['wrote']
  loaders: Loaders
  /** Runs the calls that AWS cannot batch a few at a time. */
  limit: Limit
  idempotency: Idempotency
  /** How many communications of one case, and in look-ups after a lost write cases, are read before it is SCAN_LIMIT_EXCEEDED. */
  maxScannedCases: number
  /** The AWS region of the Support endpoint. */
  region: string
}

/** How many calls of one request that AWS cannot batch go on at once: it allows about five support calls a second. */
const CONCURRENT_CALLS = 5

/** Makes the context of one request. `signal` ends its reads, `deadline` its writes. */
export function createContext(options: {
  requestId: string
  traceId?: string | undefined
  trace?: Trace | undefined
  viewer: Viewer
  signal: AbortSignal
  deadline: AbortSignal
  /** When it aborts, by `performance.now()`, where that is known. */
  deadlineAt?: number | undefined
  upstream: UpstreamClient
  /** Without it, nothing is kept for other requests. */
  cache?: Cache | undefined
  /** Without it, cases are read from AWS for this request alone. */
  caseIndex?: CaseIndex | undefined
  /** Asks AWS for everything, whatever is kept. */
  readsThrough?: boolean | undefined
  idempotency: Idempotency
  files: Pick<ConfigFiles, 'policy' | 'trustedDocuments'>
  config: Pick<Config, 'maxScannedCases' | 'maxUpstreamCalls' | 'region'>
  /** The viewer's share of calls; without it, all are sent. */
  spend?: Spend | undefined
}): Context {
  const {
    requestId,
    traceId,
    trace,
    viewer,
    signal,
    deadline,
    deadlineAt,
    cache,
    readsThrough = false,
    idempotency,
    files,
    config,
    spend,
  } = options
  const upstreamCalls: UpstreamCost = { calls: {}, total: 0, cached: 0, stale: 0, ageMs: 0 }
  const reads = createReads()
  const allowance = { left: config.maxUpstreamCalls }
  const queuePlace = { calls: 0 }
  const binding = { signal, deadline, deadlineAt, queuePlace, upstreamCalls, allowance, spend, trace }
  const uncached = options.upstream.bind(binding)
  const upstream = cache ? cache.bind({ ...binding, reads, readsThrough }) : uncached
  const limit = pLimit(CONCURRENT_CALLS)
  const rules = rulesFor(files.policy, viewer)
  const cases =
    options.caseIndex?.bind({ ...binding, reads, bypass: readsThrough }) ??
    createUnindexedCases((input) => uncached.describeCases(input), { reads }, limit, config.maxScannedCases)
  const sees = rules === null ? undefined : (item: Case) => seesCase(rules, item)
  const loaders = createLoaders(upstream, cases, limit, trace, sees)
  return {
    requestId,
    traceId,
    trace,
    viewer,
    rules,
    trustedDocuments: files.trustedDocuments,
    signal,
    deadline,
    upstream,
    writeUpstream: options.upstream.bind({ ...binding, signal: deadline, spend: undefined }),
    upstreamCalls,
    reads,
    cases,
    async wroteCase(caseId, pin) {
      loaders.caseByKey.clearAll()
      loaders.caseByDisplayId.clear()
      loaders.communicationPage.clear()
      reads.generations.delete('cases')
      await cases.wrote(caseId, pin)
    },
    loaders,
    limit,
    idempotency,
    maxScannedCases: config.maxScannedCases,
    region: config.region,
  }
}
