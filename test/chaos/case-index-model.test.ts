/**
 * The case index under random schedules. The seeds are fixed, so a new failure comes from the change under test. `npm
 * run test:model` runs 20,000 different schedules; `MODEL_SEED=123 MODEL_SCHEDULES=1 npm run test:model` repeats one.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Redis } from 'ioredis'
import type { Item } from '../../src/case-index/commit.js'
import { toBlob } from '../../src/case-index/entry.js'
import { createRedisStore, type RedisStore } from '../../src/case-index/redis-store.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { memoryRedis, realRedis } from './model-redis.js'
import { runSchedule } from './model-schedule.js'
import { createRandom, type Random } from './random.js'

const { MODEL_SEED, MODEL_SCHEDULES } = process.env
const SEED = Number(MODEL_SEED ?? (MODEL_SCHEDULES === undefined ? 1 : Date.now() % 1_000_000_000))
const SCHEDULES = Number(MODEL_SCHEDULES ?? 2_000)
const SCHEDULES_IN_REDIS = Math.ceil(SCHEDULES / 10)
const SEQUENCES = 100
/** Seeds of rare schedules that have found bugs. */
const RARE = [
  700949, 5001883, 5008669, 7000457, 7012646, 9001214, 9008113, 9016640, 9018537, 13031847, 13035647, 670945978,
]
const START = Date.parse('2026-03-01T12:00:00.000Z')

test.each(RARE)('the case index holds its invariants in the schedule of seed %i', async (seed) => {
  await runSchedule(seed, memoryRedis(), 'model')
})

test(`the case index holds its invariants in ${SCHEDULES} random schedules in memory, from seed ${SEED}`, async () => {
  const startedAt = Date.now()
  let steps = 0
  for (let i = 0; i < SCHEDULES; i++) steps += await runSchedule(SEED + i, memoryRedis(), 'model')
  process.stdout.write(`${SCHEDULES} schedules with ${steps} steps from seed ${SEED} in ${Date.now() - startedAt} ms\n`)
}, 3_600_000)

;(hasRedis ? describe : describe.skip)('real Redis', () => {
  let server: RedisServer
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url.href)
  })
  afterAll(async () => {
    redis.disconnect()
    await server.kill()
  })

  test(`the case index holds its invariants in ${SCHEDULES_IN_REDIS} random schedules in Redis, from seed ${SEED}`, async () => {
    for (let i = 0; i < SCHEDULES_IN_REDIS; i++) {
      const account = `model-${i}`
      const own = realRedis(redis, account)
      await runSchedule(SEED + i, own, account)
      await own.flush()
    }
    expect(await redis.keys('aws-support-graph:*')).toEqual([])
  }, 3_600_000)

  test(`the Redis scripts make the same decisions as commit.ts in ${SEQUENCES} sequences of random commits, from seed ${SEED}`, async () => {
    const seen = new Map<string, number>()
    for (let i = 0; i < SEQUENCES; i++) {
      const random = createRandom(SEED + i)
      const account = `commits-${i}`
      const [inRedis, inMemory] = [realRedis(redis, account), memoryRedis()]
      const stores = [inRedis, inMemory].map((commands) => ({
        commands,
        store: createRedisStore(commands as unknown as Redis, { account, upstream: 'http://aws', pinMs: 60_000 }),
      }))
      let now = START
      for (const { commands, store } of stores) {
        await commands.setTime(now)
        await store.begin(undefined, 0)
      }
      for (let commits = 0; commits < 12; commits++) {
        now += random.pick([1, 1_000, 30_000, 61_000, 121_000])
        const items = Array.from({ length: 1 + random.below(4) }, () => anItem(random, now))
        const results: unknown[] = []
        for (const { commands, store } of stores) {
          await commands.setTime(now)
          const { head } = await store.follow('', 0, 0)
          const outcomes = (await store.commit(head.epoch, items)) ?? []
          if (commands === inRedis) for (const outcome of outcomes) seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
          results.push({ items, outcomes, found: await foundIn(store) })
        }
        expect(results[0]).toEqual(results[1])
      }
      await inRedis.flush()
    }
    const all = ['accepted', 'older', 'stale', 'pinned', 'differs', 'missing', 'removed', 'dirty']
    expect([...seen.keys()].toSorted()).toEqual(all.toSorted())
  }, 3_600_000)
})

async function foundIn(store: RedisStore): Promise<unknown> {
  const { head, ...rest } = await store.follow('', 0, 0)
  return { ...rest, head: { ...head, epoch: '' } }
}

/** One of a few cases, so commits conflict. */
function anItem(random: Random, now: number): Item {
  const caseId = `case-${random.below(3)}`
  // The tickets of a list start at its creation time.
  const ticket = START + random.below(40)
  const kind = random.pick(['read', 'read', 'read', 'missing', 'dirty'] as const)
  const requestedAt = now + random.pick([5_000, 0, -1_000, -50_000, -130_000])
  if (kind === 'missing') return { kind, caseId, ticket, requestedAt }
  const pin = random.pick([
    { kind: 'status', value: 'resolved' },
    { kind: 'message', value: 'b' },
    { kind: 'exists', value: '' },
    undefined,
  ] as const)
  const again = pin && { ...pin, newest: now - random.pick([0, 60_000]), until: now + random.pick([59_000, 60_000, 1]) }
  if (kind === 'dirty')
    return { kind, caseId, ticket, ...(pin && random.chance(0.7) && { pin }), ...(again && { pins: [again] }) }
  const hash = 1 + random.below(3)
  return {
    kind,
    caseId,
    ticket,
    hash,
    requestedAt,
    newest: now - random.pick([-10_000, 0, 1_000, 60_000]) + 0.1,
    status: random.pick(['opened', 'resolved']),
    bodies: random.pick([[], ['a'], ['b', 'a']]),
    ...(random.chance(0.8) && { blob: toBlob(JSON.stringify({ caseId, subject: String(hash) })) }),
  }
}
