/** CASE_INDEX_MAX_BYTES bounds the case indexes of all accounts together. */
import { expect, test } from 'vitest'
import { createCaseIndex, type CaseIndex } from '../../src/case-index/case-index.js'
import { noMark, type Item } from '../../src/case-index/commit.js'
import { encodeCase, toBlob, toEntry } from '../../src/case-index/entry.js'
import { createMemory, type Memory } from '../../src/case-index/memory.js'
import { createRoom, type Room } from '../../src/case-index/room.js'
import { FAILURE_MS } from '../../src/case-index/run.js'
import { createSharedList } from '../../src/case-index/shared-list.js'
import type { Redis } from '../../src/redis/redis.js'
import { createScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import { memoryRedis } from '../chaos/model-redis.js'

/** Has a message that compresses to almost nothing: most of the memory is the text for searches. */
function aCase(caseId: string, status = 'opened') {
  const communications = [{ caseId, body: 'x'.repeat(8_000) }]
  return { caseId, status, timeCreated: '2026-03-01T12:00:00Z', recentCommunications: { communications } }
}

function addCases(memory: Memory, count: number, status?: string): void {
  for (let n = 0; n < count; n++) {
    const entry = toEntry(toBlob(encodeCase(aCase(`case-${n}`, status)).json))
    memory.set(`case-${n}`, { mark: { ...noMark, hash: 1 }, entry })
  }
}

/** The memory of an index, and whether its cases still have the text for searches, and their messages. */
function anIndex(room: Room) {
  const space = room.enter()
  const memory = createMemory(space)
  const entries = () => [...memory.cases.values()].flatMap(({ entry }) => entry ?? [])
  return {
    space,
    memory,
    hasTexts: () => entries().every(({ text }) => text !== undefined),
    hasMessages: () => entries().every(({ blob }) => blob !== undefined),
  }
}

/** The bytes of this many cases in one memory, with or without their texts for searches. */
function bytesOf(count: number, hasTexts = true): number {
  const { memory } = anIndex(createRoom(Infinity))
  addCases(memory, count)
  if (!hasTexts) memory.drop()
  return memory.bytes()
}

test('when two indexes together exceed the limit, only the larger one drops its texts for searches', () => {
  const room = createRoom(bytesOf(4))
  const [large, small] = [anIndex(room), anIndex(room)]
  addCases(large.memory, 3)
  expect(large.hasTexts()).toBe(true)
  addCases(small.memory, 2)
  expect([large.hasTexts(), small.hasTexts()]).toEqual([false, true])
  expect(small.space.isFull()).toBe(false)
})

test('when nothing else is left to drop, the messages of resolved cases are dropped in both indexes, and then both are full', () => {
  const room = createRoom(1_000)
  const [first, second] = [anIndex(room), anIndex(room)]
  addCases(first.memory, 3, 'resolved')
  addCases(second.memory, 2, 'resolved')
  expect([first.hasMessages(), second.hasMessages()]).toEqual([false, false])
  expect([first.space.isFull(), second.space.isFull()]).toEqual([true, true])
})

test('an index that has stopped leaves its room to the others', () => {
  const room = createRoom(bytesOf(3))
  const [first, second] = [anIndex(room), anIndex(room)]
  addCases(first.memory, 2)
  first.space.leave()
  // An index that has stopped may still finish some work.
  addCases(first.memory, 3)
  addCases(second.memory, 3)
  expect(second.hasTexts()).toBe(true)
  expect(second.space.isFull()).toBe(false)
})

/** A list with this many cases in a Redis that can fail. */
async function aSharedList(room: Room, count: number) {
  const server = memoryRedis()
  const clock = { time: 1_000_000 }
  await server.setTime(clock.time)
  /** How many scripts Redis still runs before it fails. */
  const redis = { left: Infinity }
  const callBuffer: typeof server.callBuffer = async (...command) => {
    if (redis.left-- <= 0) throw new Error('Redis fails')
    return server.callBuffer(...command)
  }
  const list = createSharedList({
    account: 'a',
    upstream: 'http://aws',
    space: room.enter(),
    pinMs: 60_000,
    redis: { status: 'ready', ...server, callBuffer } as unknown as Redis,
    now: () => clock.time,
  })
  await list.follow()
  const reads = await Promise.all(
    Array.from({ length: count }, async (_, n): Promise<Item> => {
      const { json, ...encoded } = encodeCase(aCase(`case-${n}`))
      return { kind: 'read', ticket: await list.ticket(), requestedAt: 1_000_000, ...encoded, blob: toBlob(json) }
    }),
  )
  await list.commit(reads)
  return { server, clock, redis, list }
}

test('a list that replaces another after a loss of Redis is not counted in addition to it', async () => {
  const room = createRoom(bytesOf(6))
  const { server, list } = await aSharedList(room, 2)
  for (let losses = 0; losses < 3; losses++) {
    await server.flush()
    await list.follow()
  }
  expect(list.memory().total().count).toBe(2)
  const other = anIndex(room)
  addCases(other.memory, 4)
  expect(other.hasTexts()).toBe(true)
  await list.clear()
  addCases(other.memory, 6)
  expect(other.hasTexts()).toBe(true)
})

test('if Redis fails again while a list is loaded after an outage, the list that stays in use is the one that drops its texts', async () => {
  const room = createRoom(bytesOf(6))
  const { clock, redis, list } = await aSharedList(room, 4)
  const before = list.memory()
  redis.left = 0
  await list.follow()
  // Long enough for another try.
  clock.time += 60_000
  // It loads all cases, but does not find out which of them were written to in the meantime.
  redis.left = 1
  await list.follow()
  expect(list.isLocal()).toBe(true)
  expect(list.memory()).toBe(before)
  const other = anIndex(room)
  addCases(other.memory, 3)
  expect([...list.memory().cases.values()].map(({ entry }) => entry?.text)).toEqual(Array(4).fill(undefined))
  expect(other.hasTexts()).toBe(true)
})

function listOf(index?: CaseIndex) {
  return index?.forRequest(createScope(new AbortController().signal)).list({}, false)
}

test('an account whose open cases do not fit beside those of another gets SCAN_LIMIT_EXCEEDED until that one is gone', async () => {
  const room = createRoom(bytesOf(3, false))
  let now = 1_000_000
  const [first, second] = ['a', 'b'].map((account) => {
    const cases = [aCase('case-0'), aCase('case-1')]
    const upstream = { call: async () => ({ cases }) } as unknown as UpstreamClient
    const config = {
      account,
      upstream: 'aws',
      caseCacheSeconds: 15,
      supportCallsPerSecond: 5,
      writeSettleMs: 0,
    } as const
    return createCaseIndex({ upstream, config, room, now: () => now })
  })
  expect((await listOf(first))?.listed).toHaveLength(2)
  await expect(listOf(second)).rejects.toMatchObject({ extensions: { code: 'SCAN_LIMIT_EXCEEDED' } })
  expect((await listOf(first))?.listed).toHaveLength(2)
  first?.stop()
  // A failure is repeated for a while.
  now += FAILURE_MS
  expect((await listOf(second))?.listed).toHaveLength(2)
})
