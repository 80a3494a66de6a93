/**
 * What one request has read answers others: a call of AWS is made once for all who ask for it at a time, and its reply is kept for as long as
 * kinds.ts says. Nothing of a viewer is in it: rules, scopes and masks are applied to what comes out.
 */
import { randomUUID } from 'node:crypto'
import type { Config } from '../config/config.js'
import { strongDigest } from '../lib/digest.js'
import type { Redis } from '../redis/redis.js'
import type { Metrics } from '../telemetry/metrics.js'
import { ageAt } from '../lib/time.js'
import { conform } from '../upstream/conform.js'
import { commands, isDryRun, keysOf, nameOf, type OperationKey } from '../upstream/operations.js'
import { isAboutCaller, readUpstreamError } from '../upstream/upstream-error.js'
import type { Binding, Upstream, UpstreamCalls, UpstreamClient } from '../upstream/upstream.js'
import { createFlights } from '../lib/single-flight.js'
import { createGenerations } from './generations.js'
import { kinds, livesOf, touches, type Kind, type LifeConfig } from './kinds.js'
import { createStore, type Value } from './store.js'

/** What one request has cost, as `extensions.upstream` tells it. */
export interface UpstreamCost extends UpstreamCalls {
  /** How many calls of AWS were spared, since another request has made them. */
  cached: number
  /** How many of these had replies that were no longer fresh. */
  stale: number
  /** How long ago AWS gave the oldest of them, milliseconds. */
  ageMs: number
}

/** What an answer was made from. */
export interface Reads {
  /** `key` and `id` are those of a cached response; the case index has none. */
  values: { key?: string; id?: string; readAt: number; freshUntil: number }[]
  generations: Map<Kind, Promise<string>>
  /** The version of the case index. */
  cases?: string
  /** Whether it was made from nothing else: no write, no link, nothing that is never kept, and no error, which may be another the next time. */
  isAll: boolean
}

export interface CacheRequest extends Binding {
  upstreamCalls: UpstreamCost
  reads: Reads
  /** Asks AWS for everything, for whoever wants to see what is there now. What comes is kept for others. */
  readsThrough: boolean
}

export interface Cache {
  /** The operations as one request may call them, through the cache. A write drops what it touches before it resolves. */
  bind(request: CacheRequest): Upstream
  /** Forgets everything, in Redis too. */
  clear(): Promise<void>
  /** Whether all that an answer was made from would be found again, and is fresh. */
  stands(reads: Reads): Promise<boolean>
  stop(): void
}

export interface CacheOptions {
  upstream: UpstreamClient
  config: LifeConfig & Pick<Config, 'account' | 'cacheMaxBytes' | 'upstream'>
  redis?: Redis | undefined
  metrics?: Metrics | undefined
  /** Without it, no messages of cases are cached. */
  caseIndex?: { version: () => Promise<string>; writes: () => Promise<string> } | undefined
  now?: () => number
}

/** For all attempts of a call, and their turns, when nobody waits for it. */
const REFRESH_MS = 60_000
/** After a refresh that failed, AWS is left alone for so long: the stale value does. */
const REFRESH_PAUSE_MS = 10_000

export function createReads(): Reads {
  return { values: [], generations: new Map(), isAll: true }
}

export function createCache({
  upstream: client,
  config,
  redis,
  metrics,
  caseIndex,
  now = Date.now,
}: CacheOptions): Cache {
  const onFailure = (): void => metrics?.redisFailures.inc({ use: 'cache' })
  const lives = livesOf({ ...config, caseCacheSeconds: caseIndex === undefined ? 0 : config.caseCacheSeconds })
  const generations = createGenerations(config.account, redis, onFailure)
  // A thread is read again after a write to any case.
  const generationOf = (kind: Kind): Promise<string> =>
    kind === 'cases' && caseIndex !== undefined ? caseIndex.writes() : generations.current(kind)
  const store = createStore({ maxBytes: config.cacheMaxBytes, redis, check, onFailure })
  const flights = createFlights<Value>(isAboutCaller)
  const refreshedAt = new WeakMap<Value, number>()

  async function keyOf(kind: Kind, operation: string, input: object, { reads }: CacheRequest): Promise<string> {
    let generation: Promise<string> | undefined
    if (kind !== 'reference') {
      generation = reads.generations.get(kind) ?? generationOf(kind)
      reads.generations.set(kind, generation)
    }
    // Processes of one account may well speak to it by different ways; what two upstreams have is never mixed up.
    return `${config.account}:${operation}:${strongDigest([String(config.upstream), await generation, input])}`
  }

  async function read(kind: Kind, operationKey: OperationKey, input: object, request: CacheRequest): Promise<object> {
    const { signal, upstreamCalls: cost, reads, readsThrough } = request
    const operation = nameOf(operationKey)
    const { freshMs, staleMs } = lives[kind]
    const key = await keyOf(kind, operation, input, request)
    const call = async (binding: Binding): Promise<Value> => {
      const readAt = now()
      const method = client.bind(binding)[operationKey] as (input: object) => Promise<object>
      const value = { operation, output: await method(input), readAt, id: randomUUID() }
      // Who asked later may have been answered sooner; unless the clock was set back.
      const kept = store.recall(key)?.readAt ?? 0
      if (kept <= readAt || kept > now()) void store.put(key, value, freshMs + staleMs).catch(onFailure)
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

    if (readsThrough) return take(await call(request), 'miss')

    const kept = store.recall(key) ?? (await store.find(key))
    // Redis may have anything under a key, also what belongs under another
    const found = kept?.operation === operation ? kept : undefined
    const age = found === undefined ? Infinity : ageAt(now(), found.readAt)
    if (found !== undefined && age < freshMs) return take(found, 'hit')
    if (found !== undefined && age < freshMs + staleMs) {
      refresh(key, found, call)
      return take(found, 'stale')
    }
    let isMine = false
    try {
      const value = await flights.join(key, signal, (shared) => {
        isMine = true
        return call({ ...request, signal: shared, deadline: shared })
      })
      return take(value, isMine ? 'miss' : 'joined')
    } catch (error) {
      throw signal.aborted ? readUpstreamError(signal.reason, operation, signal, false) : error
    }
  }

  function refresh(key: string, found: Value, call: (binding: Binding) => Promise<Value>): void {
    if (flights.has(key) || now() < (refreshedAt.get(found) ?? 0) + REFRESH_PAUSE_MS) return
    refreshedAt.set(found, now())
    const work = (signal: AbortSignal) =>
      call({ signal, deadline: signal, upstreamCalls: { calls: {}, total: 0 }, precedence: 'background' })
    // Why it failed is in the metrics of calls; and when nothing is left of the stale time, whoever asks is told.
    flights.join(key, AbortSignal.timeout(REFRESH_MS), work).catch(() => {})
  }

  async function write(
    kind: Kind,
    operation: string,
    { reads, upstreamCalls }: CacheRequest,
    call: () => Promise<object>,
  ): Promise<object> {
    const sent = (): number => upstreamCalls.calls[operation] ?? 0
    const before = sent()
    try {
      return await call()
    } finally {
      // What AWS refused it may have done all the same. What was not sent, for want of calls or of time, must cost nobody what was read.
      if (sent() > before) {
        await generations.next(kind)
        reads.generations.delete(kind)
      }
    }
  }

  return {
    bind(request) {
      const direct = client.bind(request) as unknown as Record<OperationKey, (input: object) => Promise<object>>
      const { reads } = request
      const through = (operationKey: OperationKey, input: object): Promise<object> => {
        const kind = kinds[operationKey]
        if (kind !== undefined && lives[kind].freshMs > 0 && !isDryRun(input)) {
          return read(kind, operationKey, input, request).catch((error: unknown) => {
            reads.isAll = false
            throw error
          })
        }
        reads.isAll = false
        const touched = touches[operationKey]
        if (touched == null || isDryRun(input)) return direct[operationKey](input)
        return write(touched, nameOf(operationKey), request, () => direct[operationKey](input))
      }
      return Object.fromEntries(
        keysOf(commands).map((key) => [key, (input: object) => through(key, input)]),
      ) as unknown as Upstream
    },
    clear: () => store.clear(),
    async stands({ values, generations: made, cases, isAll }) {
      const at = now()
      const isFresh = values.every(
        ({ key, id, readAt, freshUntil }) =>
          at < freshUntil && ageAt(at, readAt) < Infinity && (key === undefined || store.recall(key)?.id === id),
      )
      if (!isAll || !isFresh) return false
      const present = await Promise.all([
        cases === undefined || caseIndex?.version().then((version) => version === cases),
        ...[...made].map(async ([kind, word]) => (await word) === (await generationOf(kind))),
      ])
      return present.every(Boolean)
    },
    stop: () => store.stop(),
  }
}

/** A value that Redis had. Whatever may have come between: nothing behind this line needs to doubt it. */
function check(value: unknown): Value {
  const { operation, output, readAt, id } = Object(value) as Partial<Value>
  // Numbers in JSON may be infinite: 1e999.
  const isRead = typeof readAt === 'number' && Number.isFinite(readAt)
  if (typeof operation !== 'string' || !isRead || typeof id !== 'string')
    throw new Error('Redis has a value that is none')
  return { operation, output: conform(operation, Object(output)), readAt, id }
}
