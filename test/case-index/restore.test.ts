/** What a process does when Redis has lost part of the case index. Random schedules rarely reach these states. */
import { expect, test } from 'vitest'
import type { Item, OwnWrite } from '../../src/case-index/commit.js'
import { encodeCase, toBlob } from '../../src/case-index/entry.js'
import { createFreshness } from '../../src/case-index/freshness.js'
import { COMMIT } from '../../src/case-index/redis-scripts.js'
import { createRoom } from '../../src/case-index/room.js'
import { createSharedList, type SharedList } from '../../src/case-index/shared-list.js'
import type { Redis } from '../../src/redis/redis.js'
import { createScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import { memoryRedis, type ModelRedis } from '../chaos/model-redis.js'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')
const RESOLVED: OwnWrite = { kind: 'status', value: 'resolved' }

async function aServer(): Promise<ModelRedis> {
  const server = memoryRedis()
  await server.setTime(NOW)
  return server
}

function aProcess(server: ModelRedis, connection = { status: 'ready', now: NOW }): SharedList {
  const redis = Object.assign(connection, server) as unknown as Redis
  return createSharedList({
    account: 'a',
    upstream: 'http://aws',
    space: createRoom(Infinity).enter(),
    pinMs: 60_000,
    redis,
    now: () => connection.now,
  })
}

async function aRead(list: SharedList, status: string, caseId = 'case-1'): Promise<Item> {
  await list.follow()
  const { json, ...encoded } = encodeCase({ caseId, status })
  return { kind: 'read', ticket: await list.ticket(), requestedAt: list.now(), ...encoded, blob: toBlob(json) }
}

async function write(list: SharedList, pin: OwnWrite): Promise<void> {
  await list.commit([{ kind: 'dirty', caseId: 'case-1', ticket: await list.ticket(), pin }])
}

test('no ticket is issued twice after a failover that lost tickets', async () => {
  const server = await aServer()
  const list = aProcess(server)
  await list.follow()
  const before = await server.snapshot()
  const last = [await list.ticket(), await list.ticket()].at(-1)
  await server.restore(before)
  await list.follow()
  expect(await list.ticket()).toBeGreaterThan(last ?? 0)
})

test('tickets issued without Redis are higher than those that Redis issued before', async () => {
  const server = await aServer()
  const connection = { status: 'ready', now: NOW }
  const list = aProcess(server, connection)
  await list.follow()
  await server.setTime(NOW + 60_000)
  const before = await list.ticket()
  connection.status = 'end'
  expect(await list.ticket()).toBeGreaterThan(before)
})

test('a write that Redis loses right after its commit is committed again', async () => {
  const server = await aServer()
  await aProcess(server).follow()
  const before = await server.snapshot()
  let isLost = false
  const list = aProcess({
    ...server,
    async eval(script, keys, ...rest) {
      const reply = await server.eval(script, keys, ...rest)
      if (script === COMMIT && !isLost) {
        isLost = true
        await server.restore(before)
      }
      return reply
    },
  })
  await list.follow()
  await write(list, RESOLVED)
  expect([isLost, list.memory().dirty.has('case-1'), list.isLocal()]).toEqual([true, true, false])
})

test('a write that Redis lost is pinned again even if another process has read the case since', async () => {
  const server = await aServer()
  const [writer, other] = [aProcess(server), aProcess(server)]
  await writer.commit([await aRead(writer, 'opened')])
  const before = await server.snapshot()
  await write(writer, RESOLVED)
  await writer.commit([await aRead(writer, 'resolved')])
  await server.restore(before)
  await other.follow()
  // The tickets of the other process become higher than all lost ones.
  for (let tickets = 0; tickets < 5; tickets++) await other.ticket()
  await other.commit([await aRead(other, 'resolved')])
  await writer.follow()
  await other.follow()
  expect(other.memory().cases.get('case-1')?.mark.pins).toMatchObject([RESOLVED])
})

test('a case with a lost write is read again even if Redis has received other changes since', async () => {
  const server = await aServer()
  const [writer, other] = [aProcess(server), aProcess(server)]
  await writer.commit([await aRead(writer, 'opened')])
  const before = await server.snapshot()
  await write(writer, RESOLVED)
  await server.restore(before)
  for (let tickets = 0; tickets < 5; tickets++) await other.ticket()
  await other.commit([await aRead(other, 'opened', 'case-2')])
  await writer.follow()
  await other.follow()
  expect([...other.memory().dirty]).toEqual(['case-1'])
})

test('cases that others have written are read again when a process rebuilds a lost list', async () => {
  const server = await aServer()
  const [writer, other] = [aProcess(server), aProcess(server)]
  await writer.commit([await aRead(writer, 'opened')])
  await other.follow()
  await write(writer, RESOLVED)
  await server.restore({ ...((await server.snapshot()) as object), meta: new Map() })
  await other.follow()
  expect([...other.memory().dirty]).toEqual(['case-1'])
})

test('a case missing from a rebuilt list is restored by the process that had it', async () => {
  const server = await aServer()
  const [reader, other] = [aProcess(server), aProcess(server)]
  await other.follow()
  await reader.commit([await aRead(reader, 'opened')])
  await server.flush()
  await other.follow()
  await reader.follow()
  await other.follow()
  expect(other.memory().cases.get('case-1')?.entry?.header.status).toBe('opened')
})

test('a refresh whose read Redis has lost does not mark the list as fresh', async () => {
  const server = await aServer()
  const list = aProcess(server)
  await list.follow()
  const lease = await list.lease('refresh')
  const before = await server.snapshot()
  await list.commit([await aRead(list, 'opened')])
  await server.restore(before)
  expect(lease && (await list.finish(lease, { asOf: NOW }))).toBe(false)
})

test('a write that Redis lost while its process was disconnected is restored', async () => {
  const server = await aServer()
  const connection = { status: 'ready', now: NOW }
  const [writer, other] = [aProcess(server, connection), aProcess(server)]
  await writer.commit([await aRead(writer, 'opened')])
  await write(writer, RESOLVED)
  connection.status = 'end'
  await writer.follow()
  await server.flush()
  await other.follow()
  connection.status = 'ready'
  await writer.follow()
  await other.follow()
  expect(other.memory().cases.get('case-1')?.mark.pins).toMatchObject([RESOLVED])
})

test('a case read without Redis wins over an older one in Redis', async () => {
  const server = await aServer()
  const connection = { status: 'ready', now: NOW }
  const list = aProcess(server, connection)
  await list.commit([await aRead(list, 'opened')])
  connection.status = 'end'
  connection.now += 1_000
  await list.follow()
  await list.commit([await aRead(list, 'resolved')])
  connection.status = 'ready'
  await list.follow()
  expect([...list.memory().dirty]).toEqual(['case-1'])
})

test('a case that was written to is read again at once if Redis comes back during the AWS call', async () => {
  const server = await aServer()
  const connection = { status: 'ready', now: NOW }
  const list = aProcess(server, connection)
  await write(list, { kind: 'exists', value: '' })
  connection.status = 'end'
  const describeCases = async () => {
    connection.status = 'ready'
    return { cases: [{ caseId: 'case-1', status: 'opened' }] }
  }
  const freshness = createFreshness({
    list,
    upstream: { call: describeCases } as unknown as UpstreamClient,
    space: createRoom(Infinity).enter(),
    config: { caseCacheSeconds: 15, supportCallsPerSecond: 5 },
    stopping: new AbortController().signal,
    now: () => NOW,
  })
  const { signal } = new AbortController()
  await freshness.readDirty(createScope(signal))
  expect(list.memory().cases.get('case-1')?.entry?.header.status).toBe('opened')
})

test('simultaneous failed commands keep a process off Redis for two seconds, not longer', async () => {
  const server = await aServer()
  const connection = { status: 'ready', now: NOW }
  let fails = false
  const list = aProcess(
    {
      ...server,
      async eval(script, keys, ...rest) {
        if (fails) throw new Error('Command timed out')
        return server.eval(script, keys, ...rest)
      },
    },
    connection,
  )
  await list.follow()
  fails = true
  await Promise.all([list.ticket(), list.ticket(), list.ticket()])
  fails = false
  connection.now += 2_000
  await list.follow()
  expect(list.isLocal()).toBe(false)
})
