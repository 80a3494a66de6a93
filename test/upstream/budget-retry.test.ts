/** The `retryAfterMs` of calls that the budget refuses, with a clock that the tests control. */
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createBudget, type SlotRequest } from '../../src/upstream/budget/budget.js'
import { aClock, settle } from '../support/clock.js'

const { signal } = new AbortController()
/** The longest time between two tokens if no other call takes one. */
const ROUND_MS = 1_100
/** Calls behind a refused one take the tokens until it retries, so it may have to wait for one more. */
const MIN_TIME_MS = ROUND_MS + 150

/** Pseudo-random numbers from 0 to 1, reproducible by seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Refusal {
  at: number
  retryAfterMs: number
  /** How long it takes to send all calls that were waiting with the refused one. */
  drainMs: number
  again: () => Promise<void>
}

/** Makes calls at random times within two seconds. Returns the first call that is refused after that. */
async function crowd(seed: number, precedences: SlotRequest['precedence'][], isSlowed: boolean) {
  const random = randomOf(seed)
  const clock = aClock()
  const perSecond = 1 + Math.floor(random() * 6)
  const budget = createBudget(readConfig({ SUPPORT_CALLS_PER_SECOND: String(perSecond) }), { clock })
  if (isSlowed) budget.slowDown('DescribeCases')
  const refusals: Refusal[] = []
  let open = 0

  function call(precedence: SlotRequest['precedence'], timeMs: number): Promise<void> {
    const deadlineAt = clock.now() + timeMs
    return budget.take('DescribeCases', { precedence, signal, deadlineAt, isRepeated: false, refusal: () => undefined })
  }
  async function arrive(): Promise<void> {
    const precedence = precedences[Math.floor(random() * precedences.length)] ?? 'interactive'
    const timeMs = MIN_TIME_MS + random() ** 2 * 20_000
    open++
    try {
      await call(precedence, timeMs)
    } catch (error) {
      const { retryAfterMs } = (error as { extensions: { retryAfterMs: number } }).extensions
      const drainMs = Math.ceil(open / perSecond) * ROUND_MS
      refusals.push({ at: clock.now(), retryAfterMs, drainMs, again: () => call(precedence, timeMs) })
    }
    open--
  }

  const count = Math.floor(random() * 60)
  for (let i = 0; i < count; i++) {
    void arrive()
    await clock.run(Math.floor((random() * 2_000) / count))
  }
  refusals.length = 0
  void arrive()
  await settle()
  for (let i = 0; i < 450 && refusals.length === 0; i++) await clock.run(50)
  return { clock, refusal: refusals[0] }
}

describe('calls rejected for lack of tokens', () => {
  test.each([
    ['interactive calls', ['interactive']],
    ['interactive calls that AWS slows down', ['interactive'], true],
    ['background calls', ['interactive', 'background']],
    ['reserved calls', ['interactive', 'reserved', 'background']],
  ] as [string, SlotRequest['precedence'][], boolean?][])(
    'among %s, a rejected call succeeds after retryAfterMs, which is no longer than the queue takes',
    async (_, precedences, isSlowed = false) => {
      let refused = 0
      for (let seed = 0; seed < 100; seed++) {
        const { clock, refusal } = await crowd(seed, precedences, isSlowed)
        if (refusal === undefined) continue
        refused++
        await clock.run(refusal.at + refusal.retryAfterMs - clock.now())
        const sentAgain = refusal.again().then(
          () => 'sent',
          () => 'refused',
        )
        await clock.run(30_000)
        expect([seed, await sentAgain]).toEqual([seed, 'sent'])
        // Waiting reserved calls leave three of five tokens; a halved budget leaves half.
        const share = (precedences.includes('reserved') ? 3 / 5 : 1) * (isSlowed ? 1 / 2 : 1)
        expect(refusal.retryAfterMs).toBeLessThanOrEqual(refusal.drainMs / share + 2 * ROUND_MS)
      }
      expect(refused).toBeGreaterThan(20)
    },
  )

  test('a call rejected because 1,000 calls are waiting succeeds after the first of them is sent', async () => {
    const clock = aClock()
    const budget = createBudget(readConfig({ SUPPORT_CALLS_PER_SECOND: '1' }), { clock })
    const request = { signal, deadlineAt: Infinity, isRepeated: false, refusal: () => undefined }
    await budget.take('DescribeCases', { ...request, precedence: 'interactive' })
    for (let i = 0; i < 1_000; i++) void budget.take('DescribeCases', { ...request, precedence: 'background' })
    await expect(budget.take('DescribeCases', { ...request, precedence: 'interactive' })).rejects.toMatchObject({
      extensions: { retryAfterMs: ROUND_MS },
    })
    await clock.run(ROUND_MS)
    const again = budget.take('DescribeCases', { ...request, precedence: 'interactive' })
    await clock.run(ROUND_MS)
    await again
  })
})
