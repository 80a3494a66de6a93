// The measured servers, each in its own process, and their common upstream.
import { paginateDescribeCases, Support } from '@aws-sdk/client-support'
import { startNode } from './processes.js'
import { SEED } from './workloads.js'

/**
 * The production defaults, except that limits are raised for the load, and TTLs are long enough to keep caches warm.
 */
const GATEWAY = {
  RATE_LIMIT_PER_MINUTE: '10000000',
  MAX_REQUESTS_PER_VIEWER: '10000',
  SUPPORT_CALLS_PER_SECOND: '10000',
  TRUSTED_ADVISOR_CALLS_PER_SECOND: '10000',
  CASE_CACHE_SECONDS: '3600',
  TRUSTED_ADVISOR_CACHE_SECONDS: '3600',
  // Accept requests even when overloaded: the load is meant to saturate the process.
  MAX_EVENT_LOOP_DELAY_MS: '0',
}

/**
 * An emulator with an account generated from `seed`. `control` calls its control API; `countCalls` resolves with the
 * number of calls since the last `countCalls`. `caseIds` resolves with the ids of all cases.
 */
export async function startEmulator({ latencyMs = 0, seed = SEED } = {}) {
  const env = { EMULATOR_PORT: '0', EMULATOR_LATENCY_MS: String(latencyMs) }
  const { url, stop } = await startNode(['dist/emulator.js'], { env, ready: /ready at (http:\S+)/ })
  const control = async (method, path, body) => {
    const response = await fetch(`${url}/_emulator/${path}`, { method, body: body && JSON.stringify(body) })
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return response.json()
  }
  await control('POST', 'seed', seed)
  return {
    url,
    stop,
    control,
    async countCalls() {
      const { counts } = await control('GET', 'calls')
      await control('DELETE', 'calls')
      return Object.values(counts).reduce((sum, count) => sum + count, 0)
    },
    async caseIds() {
      const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
      const client = new Support({ endpoint: url, region: 'us-east-1', credentials })
      const ids = []
      for await (const { cases } of paginateDescribeCases({ client, pageSize: 100 }, { includeResolvedCases: true })) {
        ids.push(...cases.map(({ caseId }) => caseId))
      }
      client.destroy()
      return ids
    },
  }
}

export function startGateway(upstream, env = {}) {
  return startProduction(upstream, { ...GATEWAY, ...env })
}

/**
 * A gateway with the production defaults. `countCacheHits` resolves with the number of requests so far that got a
 * response from the response cache.
 */
export async function startProduction(upstream, env = {}) {
  const server = await startNode(['dist/main.js'], {
    env: { HOST: '127.0.0.1', PORT: '0', SUPPORT_UPSTREAM: upstream, ...env },
    ready: /Ready at (http:[^\s,]+\/graphql)/,
  })
  const countCacheHits = async () => {
    const metrics = await (await fetch(new URL('/metrics', server.url))).text()
    return Number(/^support_graph_answers_remembered_total (\d+)$/m.exec(metrics)[1])
  }
  return { ...server, countCacheHits }
}

/** A contender of contenders/main.js, by name. */
export function startContender(upstream, name) {
  const args = ['--import', 'tsx', 'scripts/bench/contenders/main.js', name]
  return startNode(args, { env: { SUPPORT_UPSTREAM: upstream }, ready: /Ready at (http:\S+)/ })
}
