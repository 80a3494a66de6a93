// Gateways as in production, with the defaults of production, and the client that a balancer would be.
import { startNode, startRedis } from '../processes.js'

/** Longer than any request may take. */
const CLIENT_TIMEOUT_MS = 60_000

/** One process of a fleet, which can be killed and started again. `folder` is the checkout that it was built in. */
export async function startMember(upstream, { folder = '.', env = {} } = {}) {
  const member = { url: undefined, process: undefined, start, kill: () => member.process.stop() }
  async function start() {
    member.process = await startNode(`${folder}/dist/main.js`, {
      env: { HOST: '127.0.0.1', PORT: '0', SUPPORT_UPSTREAM: upstream, ...env },
      ready: /Ready at (http:[^\s,]+\/graphql)/,
    })
    member.url = member.process.url
  }
  await start()
  return member
}

export async function requireRedis(port) {
  const redis = await startRedis(port)
  if (redis === undefined) throw new Error('This takes a redis-server, which is not installed here.')
  return redis
}

/**
 * Sends a query to the first of these processes that accepts it. Resolves with `data`, with `code` of the first error, with how long all of it
 * took, with the calls to AWS that it has cost, and with the process that has answered.
 */
export async function ask(members, query, variables = {}) {
  const from = performance.now()
  const body = JSON.stringify({ query, variables })
  for (const { url } of members) {
    const response = await post(url, body)
    if (response === undefined) continue
    const { data, errors, extensions } = response
    return {
      data,
      errors,
      code: errors && (errors[0].extensions?.code ?? errors[0].message),
      retryAfterMs: errors?.[0].extensions?.retryAfterMs,
      ms: performance.now() - from,
      calls: extensions?.upstream?.calls,
      via: url,
    }
  }
  return { code: 'NO_PROCESS', errors: [], ms: performance.now() - from }
}

/** undefined where the connection fails or the process is about to stop: the next one is asked then. */
async function post(url, body) {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(CLIENT_TIMEOUT_MS) })
    const text = await response.text()
    try {
      return JSON.parse(text)
    } catch {
      return { errors: [{ message: `HTTP ${response.status}` }] }
    }
  } catch (error) {
    if (error.name === 'TimeoutError') return { errors: [{ message: 'CLIENT_TIMEOUT' }] }
    return undefined
  }
}
