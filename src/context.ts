import pLimit from 'p-limit'
import type { Config } from './config.js'
import type { Limit } from './loaders/batch.js'
import { createLoaders, type Loaders } from './loaders/index.js'
import type { Upstream, UpstreamCalls, UpstreamClient } from './upstream/upstream.js'
import type { Viewer } from './viewer.js'
import type { Idempotency } from './writes/idempotency.js'

/** What one request may touch. Nothing in it outlives the request, but for the idempotency keys. */
export interface Context {
  requestId: string
  viewer: Viewer
  /** Ends reads: at the deadline, or when the caller has gone. */
  signal: AbortSignal
  /** Ends writes: at the deadline. */
  deadline: AbortSignal
  upstream: Upstream
  /** The same for reads that belong to a write: they go on without the caller, up to the deadline. */
  writeUpstream: Upstream
  upstreamCalls: UpstreamCalls
  loaders: Loaders
  /** Runs the calls that AWS cannot batch a few at a time. */
  limit: Limit
  idempotency: Idempotency
  /** How many cases, or communications of one case, a query may read through before it is SCAN_LIMIT_EXCEEDED. */
  maxScannedCases: number
}

/** How many calls of one request that AWS cannot batch go on at once: it allows about five support calls a second. */
const CONCURRENT_CALLS = 5

/** Makes the context of one request. `signal` ends its reads, `deadline` its writes. */
export function createContext(options: {
  requestId: string
  viewer: Viewer
  signal: AbortSignal
  deadline: AbortSignal
  upstream: UpstreamClient
  idempotency: Idempotency
  config: Pick<Config, 'maxScannedCases'>
}): Context {
  const { requestId, viewer, signal, deadline, idempotency } = options
  const upstreamCalls: UpstreamCalls = { calls: {}, total: 0 }
  const upstream = options.upstream.bind({ signal, deadline, upstreamCalls })
  const limit = pLimit(CONCURRENT_CALLS)
  return {
    requestId,
    viewer,
    signal,
    deadline,
    upstream,
    writeUpstream: options.upstream.bind({ signal: deadline, deadline, upstreamCalls }),
    upstreamCalls,
    loaders: createLoaders(upstream, limit),
    limit,
    idempotency,
    maxScannedCases: options.config.maxScannedCases,
  }
}
