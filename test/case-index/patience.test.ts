/** In a list of several accounts, the index of one account is waited for only so long. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCaseIndex } from '../../src/case-index/case-index.js'
import { createRoom } from '../../src/case-index/room.js'
import type { Redis } from '../../src/redis/redis.js'
import { createScope, type RequestScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import { memoryRedis, type ModelRedis } from '../chaos/model-redis.js'

const NOON = Date.parse('2026-03-01T12:00:00Z')
interface Patience {
  patienceMs?: number
}

const SOON = { patienceMs: 20 }
const PATIENT = { patienceMs: 60_000 }

type Input = { nextToken?: string; caseIdList?: string[]; includeResolvedCases?: boolean }

const aCase = (caseId: string) => ({
  caseId,
  displayId: `id-${caseId}`,
  status: 'opened',
  timeCreated: '2026-03-01T11:00:00Z',
})

/** The index of one account. Calls for which `hangs` returns true wait until `release`. CASE_CACHE_SECONDS is 15. */
function anIndex(hangs: (input: Input) => boolean = () => false, server?: ModelRedis) {
  const clock = { time: NOON }
  const state = { hangs, calls: 0 }
  const waiting: (() => void)[] = []
  const arrivals: (() => void)[] = []
  const upstream = {
    async call(_: string, input: Input) {
      state.calls++
      for (const arrive of arrivals.splice(0)) arrive()
      if (state.hangs(input)) await new Promise<void>((resolve) => waiting.push(resolve))
      if (input.caseIdList !== undefined) return { cases: input.caseIdList.map(aCase) }
      return input.nextToken === undefined
        ? { cases: [aCase('case-1')], nextToken: 'second' }
        : { cases: [aCase('case-2')] }
    },
  } as unknown as UpstreamClient
  const redis = server && ({ status: 'ready', ...server } as unknown as Redis)
  const config = {
    account: 'a',
    upstream: 'aws',
    caseCacheSeconds: 15,
    supportCallsPerSecond: 1_000,
    writeSettleMs: 0,
  } as const
  const index = createCaseIndex({ upstream, config, room: createRoom(Infinity), redis, now: () => clock.time })
  onTestFinished(() => index.stop())
  const casesFor = (members: Partial<RequestScope> = {}) =>
    index.forRequest(createScope(new AbortController().signal, members))
  return {
    clock,
    state,
    casesFor,
    list: async ({ patienceMs, ...members }: Partial<RequestScope> & Patience = {}, includeResolvedCases = false) =>
      (await casesFor(members).list({ includeResolvedCases }, false, patienceMs)).listed.length,
    /** Resolves once this many calls have arrived. */
    arrived: async (calls: number) => {
      while (state.calls < calls) await new Promise<void>((resolve) => arrivals.push(resolve))
    },
    release() {
      state.hangs = () => false
      for (const resume of waiting.splice(0)) resume()
    },
  }
}

/** An index asks again within this time whether another process has finished. */
const ASKS_AGAIN_MS = 100

/** Two indexes that share a Redis. A refresh by the other one hangs, which this one has noticed. */
async function aRefreshElsewhere() {
  const server = memoryRedis()
  await server.setTime(NOON)
  const [mine, other] = [anIndex(undefined, server), anIndex(() => true, server)]
  const patient = other.list()
  await other.arrived(1)
  await expect(mine.list(SOON)).rejects.toMatchObject(timeout)
  await delay(ASKS_AGAIN_MS)
  return { server, mine, other, patient }
}

const timeout = { extensions: { code: 'UPSTREAM_TIMEOUT' } }
const building = { extensions: { code: 'INDEX_BUILDING', retryable: true, retryAfterMs: expect.any(Number) } }

/** Rejects if `work` takes as long as a patience that must not be waited for. */
async function atOnce(work: Promise<unknown>): Promise<unknown> {
  const startedAt = performance.now()
  const outcome = await work.catch((error: unknown) => error)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  return outcome
}

describe('an index that does not become fresh within the patience of a request', () => {
  test('gets UPSTREAM_TIMEOUT if no case was read, and the refresh continues for other requests', async () => {
    const index = anIndex(() => true)
    await expect(index.list(SOON)).rejects.toMatchObject(timeout)
    const patient = index.list()
    index.release()
    expect(await patient).toBe(2)
    expect(index.state.calls).toBe(2)
  })

  test('gets INDEX_BUILDING if some cases were read', async () => {
    const index = anIndex(({ nextToken }) => nextToken !== undefined)
    const patient = index.list()
    await index.arrived(2)
    await expect(index.list(SOON)).rejects.toMatchObject(building)
    index.release()
    expect(await patient).toBe(2)
  })

  test('gets INDEX_BUILDING if the list needs all cases and the full pass has read some', async () => {
    const index = anIndex()
    await index.list()
    index.state.hangs = ({ includeResolvedCases }) => includeResolvedCases === true
    await expect(index.list(SOON, true)).rejects.toMatchObject(building)
    index.release()
    expect(await index.list({}, true)).toBe(2)
  })

  test('gets UPSTREAM_TIMEOUT if the read of a case after a write hangs', async () => {
    const index = anIndex()
    await index.list()
    await index.casesFor().invalidate('case-1')
    index.state.hangs = ({ caseIdList }) => caseIdList !== undefined
    await expect(index.list(SOON)).rejects.toMatchObject(timeout)
    index.release()
    expect(await index.list()).toBe(2)
  })

  test('gets UPSTREAM_TIMEOUT if the open cases were read before', async () => {
    const index = anIndex()
    await index.list()
    index.clock.time += 600_000
    index.state.hangs = () => true
    await expect(index.list(SOON)).rejects.toMatchObject(timeout)
    index.release()
    expect(await index.list()).toBe(2)
  })

  test('is served stale while it may be', async () => {
    const index = anIndex()
    await index.list()
    index.clock.time += 16_000
    index.state.hangs = () => true
    expect(await atOnce(index.list(PATIENT))).toBe(2)
  })
})

describe('work that has already taken longer than the patience of a request', () => {
  test('is not waited for: a refresh', async () => {
    const index = anIndex(() => true)
    const patient = index.list()
    await index.arrived(1)
    index.clock.time += PATIENT.patienceMs
    expect(await atOnce(index.list(PATIENT))).toMatchObject(timeout)
    index.release()
    expect(await patient).toBe(2)
  })

  test('is not waited for: a refresh by another process', async () => {
    const { mine, other, patient } = await aRefreshElsewhere()
    // Less than the time after which a lease expires.
    mine.clock.time += 4_000
    expect(await atOnce(mine.list({ patienceMs: 4_000 }))).toMatchObject(timeout)
    expect(mine.state.calls).toBe(0)
    other.release()
    expect(await patient).toBe(2)
    expect(await mine.list(PATIENT)).toBe(2)
  })

  test('is not waited for: a read of a case after a write', async () => {
    const index = anIndex()
    await index.list()
    await index.casesFor().invalidate('case-1')
    index.state.hangs = ({ caseIdList }) => caseIdList !== undefined
    const patient = index.list()
    await index.arrived(3)
    index.clock.time += PATIENT.patienceMs
    // The list of open cases is older than that, too, and is refreshed first.
    expect(await atOnce(index.list(PATIENT))).toMatchObject(timeout)
    index.release()
    expect(await patient).toBe(2)
  })
})

describe('work that has not taken longer than the patience of a request', () => {
  test('is waited for: another refresh by the other process', async () => {
    const { server, mine, other, patient } = await aRefreshElsewhere()
    mine.clock.time += 4_000
    await expect(mine.list(SOON)).rejects.toMatchObject(timeout)
    await delay(ASKS_AGAIN_MS)
    other.release()
    await patient
    other.state.hangs = () => true
    for (const { clock } of [mine, other]) clock.time = NOON + 6_000
    await server.setTime(NOON + 6_000)
    const again = other.list({ ...PATIENT, bypassCache: true })
    await other.arrived(3)
    const waiting = mine.list({ patienceMs: 4_000, bypassCache: true })
    await delay(20)
    other.release()
    expect([await again, await waiting]).toEqual([2, 2])
    expect(mine.state.calls).toBe(0)
  })

  test('is waited for: a refresh that was taken over from another process', async () => {
    const { server, mine } = await aRefreshElsewhere()
    mine.state.hangs = () => true
    mine.clock.time += 4_000
    // The other process has died, so its lease expires.
    await server.expireLeases()
    const first = mine.list(PATIENT)
    await mine.arrived(1)
    const second = mine.list({ patienceMs: 4_000 })
    await delay(20)
    mine.release()
    expect([await first, await second]).toEqual([2, 2])
  })
})

test('a list of several accounts that bypasses the cache accepts what another one has read in the last five seconds', async () => {
  const index = anIndex()
  await index.list({ ...PATIENT, bypassCache: true })
  index.clock.time += 4_000
  expect(await atOnce(index.list({ ...PATIENT, bypassCache: true }))).toBe(2)
  expect(index.state.calls).toBe(2)
  index.clock.time += 2_000
  expect(await atOnce(index.list({ ...PATIENT, bypassCache: true }))).toBe(2)
  expect(index.state.calls).toBe(4)
})

test('an index tells without a call whether it knows a visible case with a displayId', async () => {
  const index = anIndex()
  const { knowsDisplayId } = index.casesFor()
  expect(await knowsDisplayId('id-case-1')).toBe(false)
  await index.list()
  expect(await knowsDisplayId('id-case-1')).toBe(true)
  expect(await knowsDisplayId('id-case-1', ({ caseId }) => caseId !== 'case-1')).toBe(false)
  expect(await knowsDisplayId('id-case-3')).toBe(false)
  expect(index.state.calls).toBe(2)
})
