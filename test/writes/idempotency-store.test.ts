/** The rules for when a write may be sent, with a stub for AWS, both in memory and in Redis. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { GraphQLError } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { connectRedis, type Redis } from '../../src/redis/redis.js'
import { createIdempotency, type Idempotency } from '../../src/writes/idempotency.js'
import { createMemoryStore, createRedisStore } from '../../src/writes/store.js'
import type { Write, WriteRequest, WriteResult } from '../../src/writes/write.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: idempotency keys in Redis are not tested.\n')

const stores = hasRedis ? (['memory', 'Redis'] as const) : (['memory'] as const)
/** A lock expires one second later than this. */
const REQUEST_TIMEOUT_MS = 1_000
const never = new AbortController().signal

let server: RedisServer | undefined
let redis: Redis | undefined
beforeAll(async () => {
  if (!hasRedis) return
  server = await startRedis()
  redis = await connectRedis(server.url, createLog(readConfig({ LOG_LEVEL: 'silent' })))
})
afterEach(() => redis?.flushall())
afterAll(async () => {
  redis?.disconnect()
  await server?.kill()
})

/** A stub for AWS, with its cases and the writes that it has received. */
function anUpstream() {
  const cases: string[] = []
  const write = (send?: () => Promise<{ caseId?: string }>): Write<string> => ({
    operation: 'CreateCase',
    text: ['subject', 'body'],
    details: [],
    prepare: async () => send ?? (async () => ({ caseId: cases[cases.push(`case-${cases.length}`) - 1] })),
    search: async () => cases,
  })
  return { cases, write }
}

function once(
  idempotency: Idempotency,
  write: Write<string>,
  given: Partial<WriteRequest> = {},
): Promise<WriteResult<string>> {
  const request = { mutation: 'createCase', viewerId: 'a', idempotencyKey: 'key', input: 'in', deadline: never }
  return idempotency.once({ ...request, ...given }, async () => write)
}

/** A process that dies right after it has sent a write. It does nothing further. */
async function crash(idempotency: Idempotency, upstream: ReturnType<typeof anUpstream>, made: boolean) {
  await new Promise<void>((resolve) => {
    const dying = upstream.write(() => {
      if (made) upstream.cases.push('case-made')
      resolve()
      return new Promise(() => {})
    })
    void once(idempotency, dying)
  })
}

describe.each(stores)('in %s', (kind) => {
  const clock = { aheadMs: 0 }
  afterEach(() => void (clock.aheadMs = 0))

  /** Two processes with a shared store, or one process twice with a store in memory. */
  function start(): [Idempotency, Idempotency] {
    const options = {
      config: { account: 'default', requestTimeoutMs: REQUEST_TIMEOUT_MS, writeSettleMs: 0 },
      now: () => Date.now() + clock.aheadMs,
    }
    if (kind === 'memory') {
      const one = createIdempotency(options)
      return [one, one]
    }
    const shared = { ...options, ...(redis && { redis }) }
    return [createIdempotency(shared), createIdempotency(shared)]
  }

  test('simultaneous writes by two processes with one key are sent once', async () => {
    const [one, other] = start()
    const { cases, write } = anUpstream()
    const outcomes = await Promise.all([one, other, one, other].map((it) => once(it, write())))
    expect(outcomes).toEqual(Array.from({ length: 4 }, () => ({ caseId: 'case-0' })))
    expect(cases).toEqual(['case-0'])
  })

  test('one of two simultaneous inputs with the same key is a conflict', async () => {
    const [one, other] = start()
    const { cases, write } = anUpstream()
    const outcomes = await Promise.all([
      once(one, write()),
      once(other, { ...write(), text: ['other'] }, { input: 'other' }),
    ])
    expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(1)
    expect(cases).toHaveLength(1)
  })

  test('keys are separate for each viewer and mutation', async () => {
    const [one] = start()
    const { cases, write } = anUpstream()
    await once(one, write())
    expect(await once(one, write(), { viewerId: 'b', input: 'other' })).toEqual({ caseId: 'case-1' })
    expect(await once(one, write(), { mutation: 'addCommunication' })).toEqual({ caseId: 'case-2' })
    expect(cases).toHaveLength(3)
  })

  test.each([true, false])(
    'a process looks up a write that another sent before it died (processed by AWS: %j)',
    async (made) => {
      const [one, other] = start()
      const upstream = anUpstream()
      await crash(one, upstream, made)
      if (kind === 'memory') clock.aheadMs += REQUEST_TIMEOUT_MS + 1_001
      const outcome = await once(other, upstream.write())
      expect(upstream.cases).toHaveLength(1)
      expect(outcome).toEqual({ caseId: upstream.cases[0] })
    },
  )

  test('a write waits for the lock of a dead process, and gets WRITE_OUTCOME_UNKNOWN at its deadline', async () => {
    const [one, other] = start()
    const upstream = anUpstream()
    await crash(one, upstream, false)
    const waiting = once(other, upstream.write(), { deadline: AbortSignal.timeout(50) })
    const error = await waiting.catch((error: unknown) => error)
    expect(error).toBeInstanceOf(GraphQLError)
    expect(error).toMatchObject({ extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: true, retryAfterMs: 1_000 } })
    expect(upstream.cases).toEqual([])
  })

  test('a process that lost its lock before sending sends nothing', async () => {
    const [one, other] = start()
    const { cases, write } = anUpstream()
    const slow = write()
    let goOn: (() => void) | undefined
    let late: Promise<WriteResult<string>> | undefined
    await new Promise<void>((begun) => {
      const prepare: typeof slow.prepare = async () => {
        begun()
        await new Promise<void>((resolve) => (goOn = resolve))
        return slow.prepare()
      }
      late = once(one, { ...slow, prepare })
    })
    if (kind === 'memory') clock.aheadMs += REQUEST_TIMEOUT_MS + 1_001
    // The lock of the first process expires, and the process resumes after the other is done.
    await expect(once(other, write())).resolves.toEqual({ caseId: 'case-0' })
    goOn?.()
    expect(await late).toEqual({ caseId: 'case-0' })
    expect(cases).toEqual(['case-0'])
  })

  test('a rejected or failed write leaves no record', async () => {
    const [one] = start()
    const { cases, write } = anUpstream()
    const failing = write(() => Promise.reject(new Error('throttled')))
    expect(await once(one, { ...write(), prepare: async () => ({ refused: 'fix it' }) })).toEqual({
      refused: 'fix it',
    })
    await expect(once(one, failing)).rejects.toThrow('throttled')
    expect(await once(one, write(), { input: 'fixed' })).toEqual({ caseId: 'case-0' })
    expect(cases).toHaveLength(1)
  })

  test('a store swaps atomically, accepts a repeated swap, deletes and expires', async () => {
    const store =
      kind === 'memory'
        ? createMemoryStore(() => Date.now() + clock.aheadMs)
        : createRedisStore(redis ?? (null as never))
    expect(await Promise.all(['a', 'b', 'c'].map((text) => store.swap('k', null, text, 1_000)))).toEqual([
      true,
      false,
      false,
    ])
    expect(await store.swap('k', 'b', 'd', 1_000)).toBe(false)
    expect(await store.swap('k', 'a', 'd', 1_000)).toBe(true)
    expect(await store.swap('k', 'a', 'd', 1_000)).toBe(true)
    expect(await store.read('k')).toBe('d')
    expect(await store.swap('k', 'd', null, 0)).toBe(true)
    expect(await store.read('k')).toBeNull()
    await store.swap('k', null, 'e', 30)
    await delay(60)
    expect(await store.read('k')).toBeNull()
  })
})
