// Stand-in: thrown away at merge.
import type { Config } from '../config.js'

export interface UpstreamClient {
  ready(signal: AbortSignal): Promise<void>
  stop(): void
}

export function createUpstream(config: Config): UpstreamClient {
  return {
    async ready(signal) {
      if (config.upstream instanceof URL) await fetch(config.upstream, { signal })
    },
    stop() {},
  }
}
