/** The case index in Redis, under interference: commits by other processes, rejected commits and clock changes between its commands. */
import { afterEach, describe, expect, test } from 'vitest'
import { Redis } from 'ioredis'
import type { Item } from '../../src/case-index/commit.js'
import { toBlob } from '../../src/case-index/entry.js'
import { COMMIT } from '../../src/case-index/redis-scripts.js'
import { createRedisStore } from '../../src/case-index/redis-store.js'
import { createRoom } from '../../src/case-index/room.js'
import { createSharedList } from '../../src/case-index/shared-list.js'
import { memoryRedis, realRedis, type ModelRedis } from '../chaos/model-redis.js'
import { aRedis, hasRedis } from '../support/redis-server.js'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')
const HOUR_MS = 3_600_000
const where = { account: 'account', upstream: 'http://aws', pinMs: 60_000 }
const caseId = 'case-1'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const redisOf = (commands: object): Redis => Object.assign({ status: 'ready' }, commands) as unknown as Redis

function aRead(ticket: number, requestedAt: number, status: string): Item {
  const blob = toBlob(JSON.stringify({ caseId, status }))
  const hash = status.length
  return { kind: 'read', caseId, ticket, requestedAt, hash, newest: NOW - HOUR_MS, status, bodies: [], blob }
}

test('a lost write is restored even if another process commits a later read first', async () => {
  const server = memoryRedis()
  await server.setTime(NOW)
  const other = createRedisStore(redisOf(server), where)
  const before: { commit?: () => Promise<unknown> } = {}
  const redis = redisOf({
    ...server,
    async eval(script: string, keys: number, ...rest: unknown[]) {
      if (script === COMMIT) await before.commit?.()
      return server.eval(script, keys, ...rest)
    },
  })
  const list = createSharedList({ ...where, redis, space: createRoom(Infinity).enter(), now: () => NOW })
  await list.follow()
  const pin = { kind: 'status', value: 'resolved' } as const
  await list.commit([aRead(await list.ticket(), NOW - 2_000, 'opened')])
  await list.commit([{ kind: 'dirty', caseId, ticket: await list.ticket(), pin }])
  await list.commit([aRead(await list.ticket(), NOW - 1_000, 'resolved')])

  await server.flush()
  await other.begin(undefined, 0)
  before.commit = async () => {
    delete before.commit
    const { head } = await other.follow('', 0, 0)
    return other.commit(head.epoch, [aRead(await other.ticket(), NOW, 'opened')])
  }
  await list.follow()
  expect(list.memory().cases.get(caseId)?.mark.pins).toMatchObject([pin])
})

test('a commit that Redis refuses 20 times goes to the memory of the process, which then works without Redis for a while', async () => {
  const server = memoryRedis()
  await server.setTime(NOW)
  let commits = 0
  const redis = redisOf({
    ...server,
    async eval(script: string, keys: number, ...rest: unknown[]) {
      if (script !== COMMIT) return server.eval(script, keys, ...rest)
      commits++
      return 0
    },
  })
  const list = createSharedList({ ...where, redis, space: createRoom(Infinity).enter(), now: () => NOW })
  await list.follow()
  expect(await list.commit([aRead(await list.ticket(), NOW, 'opened')])).toEqual(['accepted'])
  expect(commits).toBe(20)
  expect(list.isLocal()).toBe(true)
})

test('a commit does not keep a pinned write longer when the clock is set back', async () => {
  await expectUnpinned(memoryRedis())
})

;(hasRedis ? describe : describe.skip)('real Redis', () => {
  test('a commit to real Redis does not keep a pinned write longer when its clock is set back', async () => {
    const { url } = await aRedis(stops)
    const redis = new Redis(url.href)
    stops.push(() => redis.disconnect())
    await expectUnpinned(realRedis(redis, where.account))
  })

  test('a follower reads 300 writes by processes with another format at once', async () => {
    const { url } = await aRedis(stops)
    const redis = new Redis(url.href)
    stops.push(() => redis.disconnect())
    const touches = Array.from({ length: 300 }, (_, index) => [NOW, `1 case-${index}`])
    await redis.zadd(`aws-support-graph:case-index:${where.account}:touched`, ...touches.flat())
    const { touched } = await createRedisStore(redis, where).follow('', 0, NOW - 1)
    expect(touched).toHaveLength(touches.length)
  })
})

async function expectUnpinned(server: ModelRedis): Promise<void> {
  const store = createRedisStore(redisOf(server), where)
  await server.setTime(NOW + HOUR_MS)
  await store.begin(undefined, 0)
  const { epoch } = (await store.follow('', 0, 0)).head
  const pin = { kind: 'status', value: 'resolved' } as const
  await store.commit(epoch, [aRead(await store.ticket(), NOW + HOUR_MS, 'resolved')])
  await store.commit(epoch, [{ kind: 'dirty', caseId, ticket: await store.ticket(), pin }])
  expect(await store.commit(epoch, [aRead(await store.ticket(), NOW + HOUR_MS, 'opened')])).toEqual(['pinned'])
  await server.setTime(NOW)
  expect(await store.commit(epoch, [aRead(await store.ticket(), NOW, 'opened')])).toEqual(['accepted'])
}
