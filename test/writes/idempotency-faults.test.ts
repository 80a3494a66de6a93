/** What a write leaves behind when one of its steps fails. Tests make single commands of a fake Redis fail, and control the clock. */
import { describe, expect, test } from 'vitest'
import { WRITE_OUTCOME_UNKNOWN } from '../../src/lib/errors.js'
import type { Redis } from '../../src/redis/redis.js'
import { createIdempotency } from '../../src/writes/idempotency.js'
import type { Write, WriteRequest } from '../../src/writes/write.js'

const REQUEST_TIMEOUT_MS = 10_000
const SETTLE_MS = 1_000
/** A deadline that has passed: waiting requests give up at once. */
const noTime = AbortSignal.abort()
const never = new AbortController().signal

/** The steps of a write, by the key that they change: `turn` is the lock, `text` the journal, and `key` the record. */
type Step = 'turn' | 'text' | 'key'

/** Two processes that share one Redis and one AWS account. */
function start() {
  const clock = { now: Date.parse('2026-05-14T12:00:00Z') }
  const texts = new Map<string, string>()
  const next = new Map<Step, () => void>()
  const commands = {
    get: async (key: string) => texts.get(key) ?? null,
    async eval(_script: string, _keys: number, key: string, from: string, to: string) {
      const found = texts.get(key) ?? ''
      const swaps = found === from || found === to
      if (swaps && to === '') texts.delete(key)
      else if (swaps) texts.set(key, to)
      for (const [step, act] of next) {
        if (!key.includes(`${step}:`)) continue
        next.delete(step)
        act()
      }
      return swaps ? 1 : 0
    },
  }
  const redis = commands as unknown as Redis
  const config = { account: 'default', requestTimeoutMs: REQUEST_TIMEOUT_MS, writeSettleMs: SETTLE_MS }
  const processes = [1, 2].map(() => createIdempotency({ config, redis, now: () => clock.now }))
  const [process, other = process] = processes
  if (process === undefined || other === undefined) throw new Error('no process')

  const cases: string[] = []
  const searches: { exact: boolean }[] = []
  const aWrite = (given: Partial<Write<string>> = {}): Write<string> => ({
    operation: 'CreateCase',
    text: ['subject', 'body'],
    details: [],
    prepare: async () => async () => ({ caseId: cases[cases.push(`case-${cases.length}`) - 1] }),
    async search(_since, exact) {
      searches.push({ exact })
      return []
    },
    ...given,
  })
  const ask = (by = process, write = aWrite(), given: Partial<WriteRequest> = {}) =>
    by.once(
      { mutation: 'createCase', viewerId: 'a', idempotencyKey: 'one', input: 'in', deadline: noTime, ...given },
      async () => write,
    )
  return {
    clock,
    cases,
    searches,
    process,
    other,
    aWrite,
    ask,
    /** Calls `act` once, after the next change of such a key. */
    after: (step: Step, act: () => void) => void next.set(step, act),
  }
}

/** Redis has executed the command, but its response is lost. */
function loseResponse(): void {
  throw new Error('Command timed out')
}

const lostSend = () => Promise.reject(Object.assign(new Error('no response'), { name: WRITE_OUTCOME_UNKNOWN }))
const withCode = (code: string) => expect.objectContaining({ extensions: expect.objectContaining({ code }) })

describe('expired locks', () => {
  test.each([
    ['with a key', 'key', 'one', 'WRITE_OUTCOME_UNKNOWN'],
    ['without a key', 'text', null, 'UPSTREAM_TIMEOUT'],
  ] as const)(
    'a process that was suspended past its lock sends nothing and leaves nothing to look up, %s',
    async (_, step, key, code) => {
      const { clock, cases, searches, process, ask, aWrite, after } = start()
      after(step, () => (clock.now += REQUEST_TIMEOUT_MS))
      await expect(ask(process, aWrite(), { idempotencyKey: key })).rejects.toEqual(withCode(code))
      expect(cases).toEqual([])
      expect(await ask(process, aWrite(), { idempotencyKey: key })).toEqual({ caseId: 'case-0' })
      expect(searches).toEqual([])
    },
  )

  test('a process that was suspended past its lock while preparing a write sends nothing', async () => {
    const { clock, cases, process, ask, aWrite } = start()
    const prepare = async () => {
      clock.now += REQUEST_TIMEOUT_MS
      return aWrite().prepare()
    }
    await expect(ask(process, aWrite({ prepare }), { idempotencyKey: null })).rejects.toEqual(
      withCode('UPSTREAM_TIMEOUT'),
    )
    expect(cases).toEqual([])
  })
})

describe('locks whose response was lost', () => {
  test('a write with a key releases a lock whose response was lost and gets UPSTREAM_UNAVAILABLE', async () => {
    const { cases, other, process, ask, aWrite, after } = start()
    after('turn', loseResponse)
    await expect(ask(process, aWrite(), { deadline: never })).rejects.toEqual(withCode('UPSTREAM_UNAVAILABLE'))
    expect(cases).toEqual([])
    expect(await ask(other)).toEqual({ caseId: 'case-0' })
  })

  test('a write without a key releases a lock whose response was lost and is sent under a local lock', async () => {
    const { other, process, ask, aWrite, after } = start()
    after('turn', loseResponse)
    const unprotected = { idempotencyKey: null, deadline: never }
    expect(await ask(process, aWrite(), unprotected)).toEqual({ caseId: 'case-0' })
    expect(await ask(other, aWrite(), { idempotencyKey: null })).toEqual({ caseId: 'case-1' })
  })
})

describe('failed records', () => {
  test('a write is rejected and does not count as sent if the response to storing its record is lost', async () => {
    const { cases, searches, other, process, ask, after } = start()
    after('key', loseResponse)
    await expect(ask(process)).rejects.toEqual(withCode('UPSTREAM_UNAVAILABLE'))
    expect(cases).toEqual([])
    expect(await ask(other)).toEqual({ caseId: 'case-0' })
    expect(searches).toEqual([])
  })

  test('a write rejected as a conflict does not make later lookups for the same text stricter', async () => {
    const { cases, searches, other, process, ask, aWrite } = start()
    const prepare = async () => {
      await ask(other, aWrite({ text: ['other', 'body'] }), { input: 'other' })
      return aWrite().prepare()
    }
    expect(await ask(process, aWrite({ prepare }))).toBe('conflict')
    expect(cases).toEqual(['case-0'])
    const lost = aWrite({ details: ['other'], prepare: async () => lostSend })
    await expect(ask(other, lost, { idempotencyKey: 'two' })).rejects.toEqual(withCode('WRITE_OUTCOME_UNKNOWN'))
    expect(searches).toEqual([{ exact: false }])
  })
})

describe('lost responses', () => {
  test('a lost write that has settled is sent again after a single lookup', async () => {
    const { clock, cases, searches, other, process, ask, aWrite } = start()
    const lost = aWrite({ prepare: async () => lostSend })
    await expect(ask(process, lost)).rejects.toMatchObject({
      extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryAfterMs: SETTLE_MS },
    })
    clock.now += SETTLE_MS
    expect(await ask(other)).toEqual({ caseId: 'case-0' })
    expect(cases).toHaveLength(1)
    expect(searches).toHaveLength(2)
  })

  test('a lost write that is found is looked up once', async () => {
    const { cases, searches, other, process, ask, aWrite } = start()
    const search = async () => {
      searches.push({ exact: false })
      return ['case-found']
    }
    const lost = aWrite({ prepare: async () => lostSend, search })
    expect(await ask(process, lost)).toEqual({ caseId: 'case-found' })
    expect(await ask(other)).toEqual({ caseId: 'case-found' })
    expect(searches).toHaveLength(1)
    expect(cases).toEqual([])
  })
})
