/** A write by one process is visible through another, even if Redis loses the index in between. */
import { describe, expect, test } from 'vitest'
import type { Redis } from '../../src/redis/redis.js'
import { anAccount } from '../../emulator/test/harness.js'
import { connectTo, hasRedis, redisDatabases } from '../support/redis-server.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

const aDatabase = redisDatabases()
const OPEN = '{ cases(first: 100) { nodes { caseId } } }'

async function openCases(gateway: Gateway): Promise<string[]> {
  const { data, errors } = await gateway.query(OPEN)
  expect(errors).toEqual([])
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

async function keyOf(redis: Redis, name: string): Promise<string> {
  const [key] = await redis.keys(`aws-support-graph:case-index:2:*:${name}`)
  if (key === undefined) throw new Error(`Redis has no ${name}`)
  return key
}

/** Two gateways that share one emulator and one Redis, and have both read all cases. */
async function startTwo() {
  const server = aDatabase()
  const connections = await Promise.all([1, 2, 3].map(() => connectTo(server)))
  const [first, second, own] = connections as [Redis, Redis, Redis]
  const options = { cacheSeconds: { cases: 3_600 } }
  const cases = Array.from({ length: 3 }, () => ({}))
  const one = await startGateway({ account: () => anAccount({ cases }), redis: first, ...options })
  const other = await startGateway({ upstreamUrl: one.upstreamUrl, redis: second, ...options })
  for (const gateway of [one, other]) await openCases(gateway)
  return { one, other, redis: own }
}

;(hasRedis ? describe : describe.skip)('damaged index', () => {
  test.each<[what: string, damage: (redis: Redis) => Promise<unknown>]>([
    ['a value is garbage', async (redis) => redis.hset(await keyOf(redis, 'cases'), 'case-1', 'garbage')],
    ['a mark is garbage', async (redis) => redis.hset(await keyOf(redis, 'marks'), 'case-1', 'garbage')],
    ['the head is of another type', async (redis) => replaced(redis, await keyOf(redis, 'meta'))],
    ['the cases are of another type', async (redis) => replaced(redis, await keyOf(redis, 'cases'))],
    ['the list of changes has the wrong type', async (redis) => replaced(redis, await keyOf(redis, 'changes'))],
    ['the cases were evicted', async (redis) => redis.del(await keyOf(redis, 'cases'))],
    ['the marks were evicted', async (redis) => redis.del(await keyOf(redis, 'marks'))],
    ['the head was evicted', async (redis) => redis.del(await keyOf(redis, 'meta'))],
  ])('a case opened by one process is listed by the other even if %s', async (_, damage) => {
    const { one, other, redis } = await startTwo()
    const { data } = await one.query(
      'mutation { createCase(input: { subject: "New", body: "B" }) { case { caseId } } }',
    )
    const caseId = read(data, 'createCase.case.caseId')
    await damage(redis)
    expect(await openCases(other)).toContain(caseId)
    expect(await openCases(one)).toContain(caseId)
    // Redis has the index again, so further writes are visible at once, too.
    const again = await other.query('mutation { createCase(input: { subject: "N", body: "B" }) { case { caseId } } }')
    expect(await openCases(one)).toContain(read(again.data, 'createCase.case.caseId'))
    expect((await openCases(other)).toSorted()).toEqual((await openCases(one)).toSorted())
  })
})

async function replaced(redis: Redis, key: string): Promise<void> {
  await redis.set(key, 'garbage')
}
