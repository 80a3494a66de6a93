/** Writes are always published to Redis, whatever the order of its responses and failures. */
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/cache.js'
import { createStore } from '../../src/cache/store.js'
import { createGeneration } from '../../src/cache/generation.js'
import { createScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import type { Redis } from '../../src/redis/redis.js'

/** A Redis whose commands wait until the test responds to them. */
function aRedis() {
  const waiting: { command: string; resolve: (value: unknown) => void; fail: () => void }[] = []
  const run = (command: string) =>
    new Promise((resolve, reject) => {
      waiting.push({ command, resolve, fail: () => reject(new Error('lost')) })
    })
  const commands = { status: 'ready', get: () => run('get'), set: () => run('set'), del: () => run('del') }
  const redis = Object.assign(new EventEmitter(), commands) as unknown as Redis
  return {
    redis,
    /** The next command that was sent and has no response yet. */
    sent: async (command: string) => {
      await new Promise(setImmediate)
      const next = waiting.shift()
      expect(next?.command).toBe(command)
      return next ?? Promise.reject(new Error('nothing was sent'))
    },
  }
}

describe('unpublished generations', () => {
  test('a generation whose publication failed is published before the next read, even if another was published', async () => {
    const { redis, sent } = aRedis()
    const generation = createGeneration('generation', redis, () => {})
    const writes = [generation.next(), generation.next()]
    const [first, second] = [await sent('del'), await sent('del')]
    first.resolve(1)
    await writes[0]
    second.fail()
    await writes[1]
    const reading = generation.current()
    ;(await sent('del')).resolve(1)
    ;(await sent('get')).resolve('new')
    expect(await reading).toBe('new')
  })

  test('a generation whose publication failed is published even if a read succeeded in the meantime', async () => {
    const { redis, sent } = aRedis()
    const generation = createGeneration('generation', redis, () => {})
    const reading = generation.current()
    const read = await sent('get')
    const writing = generation.next()
    const taking = await sent('del')
    read.resolve('old')
    expect(await reading).toBe('old')
    taking.fail()
    await writing
    const after = generation.current()
    ;(await sent('del')).resolve(1)
    ;(await sent('get')).resolve('new')
    expect(await after).toBe('new')
  })
})

test('a generation listens to Redis only while a write is unpublished, and publishes it when Redis is back', async () => {
  const { redis, sent } = aRedis()
  const generation = createGeneration('generation', redis, () => {})
  expect(redis.listenerCount('ready')).toBe(0)
  const writes = [generation.next(), generation.next()]
  ;(await sent('del')).fail()
  ;(await sent('del')).fail()
  await Promise.all(writes)
  expect(redis.listenerCount('ready')).toBe(1)
  redis.emit('ready')
  ;(await sent('del')).resolve(1)
  expect(redis.listenerCount('ready')).toBe(0)
})

const config = {
  account: 'default',
  upstream: 'aws',
  caseCacheSeconds: 15,
  trustedAdvisorCacheSeconds: 60,
} as const

test('a write publishes the new generation before it resolves', async () => {
  const { redis, sent } = aRedis()
  const upstream = {
    async call(operation: string, _: object, { cost }: { cost: { calls: Record<string, number> } }) {
      cost.calls[operation] = 1
      return { status: { checkId: 'check-0', status: 'enqueued', millisUntilNextRefreshable: 1 } }
    },
  } as unknown as UpstreamClient
  const store = createStore({ maxBytes: 1_000_000, redis, onFailure() {} })
  const cache = createCache({ store, upstream, config, redis })
  let isDone = false
  const write = cache.call(
    'RefreshTrustedAdvisorCheck',
    { checkId: 'check-0' },
    createScope(new AbortController().signal),
  )
  void write.then(() => (isDone = true))
  const publishing = await sent('del')
  expect(isDone).toBe(false)
  publishing.resolve(1)
  await write
})
