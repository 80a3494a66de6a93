/** Which values are cached in Redis, and which only in memory. */
import { expect, test } from 'vitest'
import { createStore, MAX_SHARED_BYTES, type Value } from '../../src/cache/store.js'
import type { Redis } from '../../src/redis/redis.js'

const valueOf = (characters: number): Value => ({
  operation: 'DescribeServices',
  output: { services: [{ code: 'x'.repeat(characters) }] },
  readAt: 1,
  id: 'id',
})

function aStore() {
  const stored = new Map<string, string>()
  const redis = {
    status: 'ready',
    get: async (key: string) => stored.get(key) ?? null,
    set: async (key: string, text: string) => void stored.set(key, text),
  } as unknown as Redis
  const failures: string[] = []
  const options = { maxBytes: 100_000_000, redis, onFailure: () => void failures.push('failure') }
  return { store: createStore(options), stored, failures }
}

test('values over the shared size limit stay in memory and are not sent to Redis', async () => {
  const { store, stored } = aStore()
  store.put('p:small', valueOf(10), 1_000)
  store.put('p:large', valueOf(MAX_SHARED_BYTES), 1_000)
  expect([...stored.keys()]).toEqual(['p:small'])
  expect(store.readLocal('p:large')).toEqual(valueOf(MAX_SHARED_BYTES))
})

test('a value read from Redis is served from memory afterwards', async () => {
  const { store, stored, failures } = aStore()
  stored.set('p:a', JSON.stringify(valueOf(10)))
  expect(await store.find('p:a')).toEqual(valueOf(10))
  stored.clear()
  expect(await store.find('p:a')).toEqual(valueOf(10))
  stored.set('p:b', 'not JSON')
  expect(await store.find('p:b')).toBeUndefined()
  expect(failures).toEqual(['failure'])
})
