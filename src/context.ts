// Stand-in: thrown away at merge.
import type { Config } from './config.js'
import type { UpstreamClient } from './upstream/index.js'

export interface Context {
  requestId: string
  signal: AbortSignal
  deadline: AbortSignal
  upstreamCalls: { calls: Record<string, number>; total: number }
}

export function createContext(options: {
  requestId: string
  signal: AbortSignal
  deadline: AbortSignal
  upstream: UpstreamClient
  config: Config
}): Context {
  const { requestId, signal, deadline } = options
  return { requestId, signal, deadline, upstreamCalls: { calls: {}, total: 0 } }
}
