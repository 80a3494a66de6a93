/**
 * Shares AWS's responses between requests: concurrent requests share one call, and its response is cached for the TTL in ttl.ts. The cache is
 * the same for all viewers: rules, scopes and masks are applied to what is read from it.
 */
import { randomUUID } from 'node:crypto'
import type { Config } from '../config/config.js'
import { strongDigest } from '../lib/digest.js'
import { perObject } from '../lib/per-object.js'
import { createFlights, type Flights } from '../lib/single-flight.js'
import { ageAt } from '../lib/time.js'
import { redisKey, type Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { factsOf, isDryRun, type CacheKind, type Input, type Operation, type Output } from '../upstream/operations.js'
import { createScope, type Reads, type RequestScope, type UpstreamCost } from '../upstream/request-scope.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import { isAboutCaller, readUpstreamError } from '../upstream/upstream-error.js'
import { createGeneration } from './generation.js'
import type { Store, Value } from './store.js'
import { ttlsOf, type TtlConfig } from './ttl.js'

export interface Cache {
  /** Calls an operation for a request, through the cache. A write invalidates what it changes before it resolves. */
  call: UpstreamClient['call']
  /** Removes everything of this account, in Redis too. */
  clear(): Promise<void>
  /** Call this after a write to a case. Message threads that the request reads later then show the write. */
  forgetThreads(reads: Reads): void
}

export interface CacheOptions {
  /** The store of the process. */
  store: Store
  upstream: UpstreamClient
  config: TtlConfig & Pick<Config, 'account' | 'upstream'>
  /** The account under which responses that are the same for all accounts are cached: the first one of the gateway. By default, this account. */
  sharedAccount?: string | undefined
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  /** Without it, message threads are not cached. */
  caseIndex?: { writes: () => Promise<string> } | undefined
  now?: () => number
}

/** The time limit of a background refresh, with all its attempts and their waits for slots. */
const REFRESH_MS = 60_000
/** The minimum time between two refreshes of a stale response. After a failed refresh, the response is served stale for this long without another attempt. */
const REFRESH_PAUSE_MS = 10_000

type Start = (signal: AbortSignal) => Promise<Value>

/**
 * The calls in flight of one request for responses that accounts share. Each caller is an account, and an error concerns only the account whose call failed.
 * Other requests do not join: the account may hang, and their viewers may not be allowed to see it.
 */
const sharedFlightsOf = perObject((_request: UpstreamCost) => createFlights<Value>(() => true))

export function createCache({
  store,
  upstream,
  config,
  sharedAccount = config.account,
  redis,
  metrics,
  caseIndex,
  now = Date.now,
}: CacheOptions): Cache {
  const onFailure = (): void => metrics?.redisFailures.inc({ use: 'cache' })
  const ttls = ttlsOf({ ...config, caseCacheSeconds: caseIndex === undefined ? 0 : config.caseCacheSeconds })
  const trustedAdvisor = createGeneration(redisKey('generation', config.account, 'trusted-advisor'), redis, onFailure)
  const prefix = redisKey('cache', config.account, '')
  const sharedPrefix = redisKey('cache', sharedAccount, '')
  const flights = createFlights<Value>(isAboutCaller)

  /** Joins the call in flight of this account for `key`, or starts one. */
  function join(key: string, isBackground: boolean, signal: AbortSignal, start: Start): Promise<Value> {
    return flights.join(flightOf(flights, key, isBackground), signal, start)
  }

  /**
   * The same for a response that accounts share: the accounts for which this request reads it take turns. Only if the call of one fails does the next one
   * make its own.
   */
  function joinShared(key: string, isBackground: boolean, { readSignal, cost }: RequestScope, start: Start) {
    const shared = sharedFlightsOf(cost)
    return shared.join(flightOf(shared, key, isBackground), readSignal, (signal) =>
      join(key, isBackground, signal, start),
    )
  }

  async function generationOf(kind: CacheKind): Promise<string> {
    if (kind === 'trusted-advisor') return trustedAdvisor.current()
    // A write to any case invalidates all threads.
    return kind === 'cases' && caseIndex !== undefined ? caseIndex.writes() : ''
  }

  /** The name of a generation in `Reads.versions`. */
  const nameOf = (kind: CacheKind): string => prefix + kind

  /** Resolves to the generation for a request, which reads each one once. */
  async function readGeneration(kind: CacheKind, { versions }: Reads): Promise<string> {
    const name = nameOf(kind)
    const known = versions.get(name)
    if (known !== undefined) return known.read
    const current = () => generationOf(kind)
    const read = current()
    versions.set(name, { read, current })
    return read
  }

  async function keyOf(kind: CacheKind, operation: Operation, input: object, { reads }: RequestScope): Promise<string> {
    // Processes of one account may use different upstreams. The data of two upstreams is never mixed.
    const digest = strongDigest([String(config.upstream), await readGeneration(kind, reads), input])
    return `${factsOf(operation).isSameForAccounts ? sharedPrefix : prefix}${operation}:${digest}`
  }

  async function read(kind: CacheKind, operation: Operation, input: object, scope: RequestScope): Promise<object> {
    const { readSignal, cost, reads, bypassCache, precedence } = scope
    const { freshMs, staleMs } = ttls[kind]
    const key = await keyOf(kind, operation, input, scope)
    const fetch = async (within: RequestScope): Promise<Value> => {
      const readAt = now()
      const value = { operation, output: await upstream.call(operation, input, within), readAt, id: randomUUID() }
      // A later call may have ended sooner. Do not overwrite its response, unless that has a time in the future because the clock was set back.
      const cachedAt = store.readLocal(key)?.readAt ?? 0
      if (cachedAt <= readAt || cachedAt > now()) store.put(key, value, freshMs + staleMs)
      return value
    }
    const take = (value: Value, outcome: 'hit' | 'stale' | 'joined' | 'miss'): object => {
      metrics?.cacheReads.inc({ kind, outcome })
      if (outcome !== 'miss') {
        cost.cached++
        cost.ageMs = Math.max(cost.ageMs, now() - value.readAt)
      }
      if (outcome === 'stale') cost.stale++
      reads.values.push({ key, id: value.id, readAt: value.readAt, freshUntil: value.readAt + freshMs })
      return value.output
    }

    if (bypassCache) return take(await fetch(scope), 'miss')

    const cached = await store.find(key)
    // Redis may hold any value under a key, even one that belongs under another key.
    const found = cached?.operation === operation ? cached : undefined
    const age = found === undefined ? Infinity : ageAt(now(), found.readAt)
    if (found !== undefined && age < freshMs) return take(found, 'hit')
    if (found !== undefined && age < freshMs + staleMs) {
      refresh(key, found, fetch)
      return take(found, 'stale')
    }
    let isMine = false
    try {
      const isBackground = precedence === 'background'
      const start: Start = (signal) => {
        isMine = true
        return fetch({ ...scope, readSignal: signal, writeSignal: signal })
      }
      const isShared = factsOf(operation).isSameForAccounts === true
      const value = await (isShared
        ? joinShared(key, isBackground, scope, start)
        : join(key, isBackground, readSignal, start))
      return take(value, isMine ? 'miss' : 'joined')
    } catch (error) {
      throw readSignal.aborted ? readUpstreamError(readSignal.reason, operation, readSignal) : error
    }
  }

  function refresh(key: string, found: Value, fetch: (scope: RequestScope) => Promise<Value>): void {
    if (flights.has(flightOf(flights, key, true)) || now() < (store.refreshedAt.get(found) ?? 0) + REFRESH_PAUSE_MS)
      return
    store.refreshedAt.set(found, now())
    const work: Start = (signal) => fetch(createScope(signal, { precedence: 'background' }))
    // A failure is counted in the call metrics. Once the stale time is over, callers get the error.
    join(key, true, AbortSignal.timeout(REFRESH_MS), work).catch(() => {})
  }

  /** Calls an operation that is not cached. */
  async function callUncached(operation: Operation, input: object, scope: RequestScope): Promise<object> {
    const { reads, cost } = scope
    reads.isCacheable = false
    const { invalidates } = factsOf(operation)
    if (invalidates === undefined || isDryRun(input)) return upstream.call(operation, input, scope)
    const sent = (): number => cost.calls[operation] ?? 0
    const before = sent()
    try {
      return await upstream.call(operation, input, scope)
    } finally {
      // AWS may have performed a call that failed. But a call that was not sent, for lack of time or budget, must not invalidate the cache.
      if (sent() > before) {
        await trustedAdvisor.next()
        reads.versions.delete(nameOf(invalidates))
      }
    }
  }

  async function call(operation: Operation, input: object, scope: RequestScope): Promise<object> {
    const { cacheKind } = factsOf(operation)
    if (cacheKind === undefined || ttls[cacheKind].freshMs === 0 || isDryRun(input))
      return callUncached(operation, input, scope)
    try {
      return await read(cacheKind, operation, input, scope)
    } catch (error) {
      scope.reads.isCacheable = false
      throw error
    }
  }

  return {
    call: async <O extends Operation>(operation: O, input: Input<O>, scope: RequestScope) =>
      (await call(operation, input, scope)) as Output<O>,
    clear: () => store.clear(prefix),
    forgetThreads: ({ versions }) => void versions.delete(nameOf('cases')),
  }
}

/** Interactive requests do not join a background call, because it waits behind all other calls. */
function flightOf(flights: Flights<Value>, key: string, isBackground: boolean): string {
  return isBackground && !flights.has(key) ? `${key} background` : key
}
