/** The case index under random schedules. Nightly: `MODEL_SCHEDULES=20000`. `MODEL_SEED=123 MODEL_SCHEDULES=1` runs one of them again. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { hasRedis, startRedis, type RedisServer } from '../redis-server.js'
import { memoryRedis, realRedis } from './model-redis.js'
import { runSchedule } from './model-schedule.js'

const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000_000)
const SCHEDULES = Number(process.env['MODEL_SCHEDULES'] ?? 2_000)
const SCHEDULES_IN_REDIS = Math.ceil(SCHEDULES / 10)

it(`holds its invariants with ${SCHEDULES} random schedules in memory, from seed ${SEED}`, async () => {
  const startedAt = Date.now()
  let steps = 0
  for (let i = 0; i < SCHEDULES; i++) steps += await runSchedule(SEED + i, memoryRedis(), 'model')
  process.stdout.write(`${SCHEDULES} schedules with ${steps} steps from seed ${SEED} in ${Date.now() - startedAt} ms\n`)
}, 3_600_000)

;(hasRedis ? describe : describe.skip)('in Redis', () => {
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

  it(`holds them with ${SCHEDULES_IN_REDIS}, from seed ${SEED}`, async () => {
    for (let i = 0; i < SCHEDULES_IN_REDIS; i++) {
      const account = `model-${i}`
      const own = realRedis(redis, account)
      await runSchedule(SEED + i, own, account)
      await own.flush()
    }
    expect(await redis.keys('aws-support-graph:*')).toEqual([])
  }, 3_600_000)
})
