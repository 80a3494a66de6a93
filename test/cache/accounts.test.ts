/** What the caches of several accounts share in one process. */
import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/cache.js'
import { createStore } from '../../src/cache/store.js'
import type { Operation } from '../../src/upstream/operations.js'
import type { Redis } from '../../src/redis/redis.js'
import { createScope, type Reads, type RequestScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import { readUpstreamError } from '../../src/upstream/upstream-error.js'

const SERVICES = { services: [{ code: 'ec2' }] }

function aScope(): RequestScope {
  return createScope(new AbortController().signal)
}

function denied(): Error {
  return readUpstreamError({ name: 'AccessDeniedException' }, 'DescribeServices', new AbortController().signal)
}

/** A stub of one account's client. Each call waits until the test settles it. */
function anUpstream() {
  const calls: { operation: Operation; signal: AbortSignal; succeed: () => void; fail: (error: Error) => void }[] = []
  const arrivals: (() => void)[] = []
  const upstream = {
    call: (operation: Operation, _: object, { readSignal: signal }: RequestScope) =>
      new Promise((resolve, reject) => {
        calls.push({ operation, signal, succeed: () => resolve(structuredClone(SERVICES)), fail: reject })
        for (const arrive of arrivals.splice(0)) arrive()
      }),
  } as unknown as UpstreamClient
  return {
    upstream,
    calls,
    /** Resolves to the call with this number once it has arrived. */
    callAt: async (index: number) => {
      while (calls.length <= index) await new Promise<void>((resolve) => arrivals.push(resolve))
      return required(calls[index])
    },
  }
}

/** Accounts whose caches share a store. The first one is that of the gateway. */
function accounts(count: number, redis?: Redis) {
  const clock = { time: 1_000_000 }
  const now = () => clock.time
  const store = createStore({ maxBytes: 1_000_000, redis, onFailure() {}, now })
  const all = Array.from({ length: count }, (_, index) => {
    const stub = anUpstream()
    const config = {
      account: `a${index}`,
      upstream: 'aws',
      caseCacheSeconds: 15,
      trustedAdvisorCacheSeconds: 60,
    } as const
    const cache = createCache({ store, upstream: stub.upstream, config, sharedAccount: 'a0', now })
    const read = (scope = aScope(), operation: 'DescribeServices' | 'DescribeSeverityLevels' = 'DescribeServices') =>
      cache.call(operation, {}, scope)
    return { ...stub, cache, read }
  })
  return {
    store,
    clock,
    all,
    at: (index: number) => required(all[index]),
    /** The calls that each account has made. */
    counts: () => all.map(({ calls }) => calls.length),
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such account or call')
  return value
}

/** Lets all work that waits for nothing else finish. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the service catalog, which is the same for all accounts', () => {
  test('reads of one request by several accounts share one call', async () => {
    const { all, at, counts } = accounts(3)
    const scope = aScope()
    const reads = all.map(({ read }) => read(scope))
    ;(await at(0).callAt(0)).succeed()
    expect(await Promise.all(reads)).toEqual([SERVICES, SERVICES, SERVICES])
    expect(counts()).toEqual([1, 0, 0])
  })

  test('a response that one account has read is a cache hit for another', async () => {
    const { at } = accounts(2)
    const first = at(1).read()
    ;(await at(1).callAt(0)).succeed()
    await first
    const scope = aScope()
    expect(await at(0).read(scope)).toEqual(SERVICES)
    expect(scope.cost).toMatchObject({ total: 0, cached: 1 })
    expect(at(0).calls).toEqual([])
  })

  test('if the account that makes the shared call is denied, it gets the error, and the next one makes its own call', async () => {
    const { all, at, counts } = accounts(3)
    const scope = aScope()
    const reads = all.map(({ read }) => read(scope))
    const outcomes = Promise.allSettled(reads)
    ;(await at(0).callAt(0)).fail(denied())
    ;(await at(1).callAt(0)).succeed()
    const [first, second, third] = await outcomes
    expect(first).toMatchObject({ status: 'rejected', reason: { name: 'AccessDeniedException' } })
    expect([second, third]).toEqual([
      { status: 'fulfilled', value: SERVICES },
      { status: 'fulfilled', value: SERVICES },
    ])
    expect(counts()).toEqual([1, 1, 0])
  })

  test('a request does not wait for a call that another request makes by another account', async () => {
    const { at, counts } = accounts(2)
    void at(0).read()
    await at(0).callAt(0)
    const waiting = at(1).read()
    ;(await at(1).callAt(0)).succeed()
    expect(await waiting).toEqual(SERVICES)
    expect(counts()).toEqual([1, 1])
  })

  test('a request joins the call of another request by the same account, even if it began with another one', async () => {
    const { at, counts } = accounts(2)
    const scope = aScope()
    const failing = at(0).read(scope)
    const waiting = at(1).read(scope)
    const other = at(1).read()
    const call = await at(1).callAt(0)
    ;(await at(0).callAt(0)).fail(denied())
    await expect(failing).rejects.toMatchObject({ name: 'AccessDeniedException' })
    call.succeed()
    expect(await Promise.all([waiting, other])).toEqual([SERVICES, SERVICES])
    expect(counts()).toEqual([1, 1])
  })

  test('if all accounts are denied, each makes one call, however many requests wait', async () => {
    const { all, at, counts } = accounts(2)
    const scopes = [aScope(), aScope(), aScope()]
    const outcomes = Promise.allSettled(scopes.flatMap((scope) => all.map(({ read }) => read(scope))))
    ;(await at(0).callAt(0)).fail(denied())
    ;(await at(1).callAt(0)).fail(denied())
    expect((await outcomes).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'rejected'))
    expect(counts()).toEqual([1, 1])
  })

  test('a shared call is aborted when no account waits for it any more', async () => {
    const { all, at } = accounts(2)
    const client = new AbortController()
    const scope = createScope(client.signal)
    const abandoned = all.map(({ read }) => read(scope).catch((error: unknown) => error))
    const call = await at(0).callAt(0)
    client.abort()
    await Promise.all(abandoned)
    expect(call.signal.aborted).toBe(true)
    expect(at(1).calls).toEqual([])
  })

  test('a stale response is refreshed once for all accounts', async () => {
    const { all, at, counts, clock } = accounts(3)
    const first = at(0).read()
    ;(await at(0).callAt(0)).succeed()
    await first
    clock.time += 7 * 3_600_000
    expect(await Promise.all(all.map(({ read }) => read()))).toEqual([SERVICES, SERVICES, SERVICES])
    await settled()
    expect(counts()).toEqual([2, 0, 0])
  })
})

test('severity levels, which depend on the support plan, are read once per account', async () => {
  const { all, counts } = accounts(2)
  const reads = all.map(({ read }) => read(aScope(), 'DescribeSeverityLevels'))
  for (const account of all) (await account.callAt(0)).succeed()
  await Promise.all(reads)
  await Promise.all(all.map(({ read }) => read(aScope(), 'DescribeSeverityLevels')))
  expect(counts()).toEqual([1, 1])
})

test('in Redis, keys begin with the account, and those of the service catalog with the first account', async () => {
  const keys: string[] = []
  const redis = {
    status: 'ready',
    get: async () => null,
    set: async (key: string) => void keys.push(key.replace(/[^:]+$/, '')),
  }
  const { all } = accounts(2, redis as unknown as Redis)
  for (const operation of ['DescribeServices', 'DescribeSeverityLevels'] as const) {
    const read = all[1]?.read(aScope(), operation)
    ;(await all[1]?.callAt(keys.length))?.succeed()
    await read
  }
  expect(keys).toEqual([
    'aws-support-graph:cache:a0:DescribeServices:',
    'aws-support-graph:cache:a1:DescribeSeverityLevels:',
  ])
})

test('clearing the cache of one account leaves the responses of the others cached', async () => {
  const { all, at, counts } = accounts(2)
  const reads = all.map(({ read }) => read(aScope(), 'DescribeSeverityLevels'))
  for (const account of all) (await account.callAt(0)).succeed()
  await Promise.all(reads)
  await at(1).cache.clear()
  const again = all.map(({ read }) => read(aScope(), 'DescribeSeverityLevels'))
  ;(await at(1).callAt(1)).succeed()
  await Promise.all(again)
  expect(counts()).toEqual([1, 2])
})

/** Versions of two accounts as a request has read them, and as they are now. */
function aResponse() {
  const { store } = accounts(0)
  const current: Record<string, () => Promise<string>> = { a: async () => '1', b: async () => '1' }
  const versions: Reads['versions'] = new Map(
    ['a', 'b'].map((name) => [name, { read: '1', current: async () => (await current[name]?.()) ?? '' }]),
  )
  const isValid = () => store.isStillValid({ values: [], versions, expiresAt: Infinity, isCacheable: true })
  return { current, isValid }
}

describe('a response built from the data of several accounts', () => {
  test('is valid while the data of all of them are unchanged', async () => {
    const { current, isValid } = aResponse()
    expect(await isValid()).toBe(true)
    current['b'] = async () => '2'
    expect(await isValid()).toBe(false)
  })

  test('is not valid if the version of one of them cannot be read', async () => {
    const { current, isValid } = aResponse()
    current['b'] = () => Promise.reject(new Error('no version'))
    expect(await isValid()).toBe(false)
  })
})
