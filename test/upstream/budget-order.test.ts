/** The order in which calls waiting for the budget are sent, with a clock that the tests control. */
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createBudget, type Budget, type SlotRequest } from '../../src/upstream/budget/budget.js'
import { anAccount } from '../../emulator/test/harness.js'
import { until } from '../support/until.js'
import { aClock, settle } from '../support/clock.js'
import { data, startAccounts } from '../support/accounts.js'
import { startGateway } from '../support/harness.js'

function startBudget(perSecond: number) {
  const clock = aClock()
  const budget = createBudget(readConfig({ SUPPORT_CALLS_PER_SECOND: String(perSecond) }), { clock })
  const sent: string[] = []
  return {
    clock,
    /** The names of the calls that were sent, in order. */
    sent,
    /** Resolves when the call may be sent. */
    async call(name: string, more: Partial<SlotRequest> = {}): Promise<void> {
      const { signal } = new AbortController()
      const request: SlotRequest = {
        precedence: 'interactive',
        signal,
        deadlineAt: Infinity,
        isRepeated: false,
        refusal: () => undefined,
        ...more,
      }
      await budget.take('DescribeCases', request)
      sent.push(name)
    },
  }
}

type Started = ReturnType<typeof startBudget>

/** Sends calls one after another, each once AWS has responded to the previous one. */
async function keepSending(started: Started, precedence: SlotRequest['precedence'], responseMs = 0): Promise<never> {
  for (;;) {
    await started.call(precedence, { precedence })
    if (responseMs > 0) await started.clock.sleep(responseMs, new AbortController().signal)
  }
}

/** The error for a refused call that would have needed to wait for this many tokens, one per second. */
const tokens = (count: number) => ({ extensions: { retryAfterMs: count * 1_100 } })

const countOf = (names: string[], name: string): number => names.filter((sent) => sent === name).length

describe('reserved calls', () => {
  test.each([0, 100, 400])(
    'reserved calls get two of five tokens alongside interactive ones, even if each arrives %i ms late',
    async (responseMs) => {
      const started = startBudget(5)
      for (let i = 0; i < 10; i++) void keepSending(started, 'interactive')
      void keepSending(started, 'reserved', responseMs)
      await started.clock.run(60_000)
      // 4.5 calls per second, because a token returns after 1.1 s
      expect(started.sent.length).toBeGreaterThan(260)
      expect(countOf(started.sent, 'reserved') / started.sent.length).toBeCloseTo(0.4, 1)
    },
  )

  test('reserved calls get all tokens while only background calls wait', async () => {
    const started = startBudget(5)
    void keepSending(started, 'reserved')
    for (let i = 0; i < 10; i++) void keepSending(started, 'background')
    await started.clock.run(60_000)
    expect(countOf(started.sent, 'reserved')).toBeGreaterThan(260)
  })

  test('reserved calls can accumulate credit for at most two tokens', async () => {
    const started = startBudget(1)
    for (let i = 0; i < 10; i++) void keepSending(started, 'interactive')
    await started.clock.run(60_000)
    const before = started.sent.length
    for (let i = 0; i < 5; i++) void started.call('reserved', { precedence: 'reserved' })
    await started.clock.run(4_500)
    expect(started.sent.slice(before)).toEqual(['reserved', 'reserved', 'interactive', 'interactive'])
  })

  test('the expected wait of an interactive call includes reserved calls, and that of a reserved call includes interactive ones', async () => {
    const started = startBudget(1)
    await started.call('first')
    for (let i = 0; i < 6; i++) void started.call('interactive')
    void started.call('reserved', { precedence: 'reserved' })
    await settle()
    const refusal = (precedence: SlotRequest['precedence']) =>
      started.call('late', { precedence, deadlineAt: started.clock.now() + 500 })
    // tokens for six interactive calls, for the four reserved calls expected among them, and for the call itself
    await expect(refusal('interactive')).rejects.toMatchObject(tokens(11))
    await expect(refusal('background')).rejects.toMatchObject(tokens(12))
    // tokens for the waiting reserved call, for two interactive calls that earn credit for both reserved ones (the first call has earned a part of it),
    // and for the call itself
    await expect(refusal('reserved')).rejects.toMatchObject(tokens(4))
  })
})

const results = (count: number) => Array.from({ length: count }, () => 'DescribeTrustedAdvisorCheckResult')

test('the first five calls of a request, retries included, precede requests that came later', async () => {
  const clock = aClock()
  const budget = createBudget(readConfig({ TRUSTED_ADVISOR_CALLS_PER_SECOND: '1' }), { clock })
  let queued = 0
  const take: typeof budget.take = (...args) => {
    queued++
    return budget.take(...args)
  }
  const checks = Array.from({ length: 6 }, () => ({}))
  const gateway = await startGateway({ budget: { ...budget, take }, account: () => anAccount({ checks }) })
  const inJapanese = '{ trustedAdvisorChecks(language: "ja") { totalCount } }'
  await gateway.query(inJapanese)
  await gateway.fault({ operation: 'DescribeTrustedAdvisorCheckResult', error: 'InternalServerError', status: 500 })
  const early = gateway.query('{ trustedAdvisorChecks(first: 6) { nodes { result { status } } } }')
  await until(() => queued === 2)
  const late = gateway.query(inJapanese)
  await until(() => queued === 3)
  for (let sent = 2; sent <= 10; sent++) {
    await until(() => clock.sleeping() === 1)
    clock.pass(1_100)
    await until(async () => (await gateway.calls()).length === sent)
    // The first response leads to five calls. One of them is then sent again.
    if (sent === 2) await until(() => queued === 8)
    if (sent === 3) await until(() => queued >= 9)
  }
  await Promise.all([early, late])
  expect(await gateway.calls()).toEqual([
    'DescribeTrustedAdvisorChecks',
    'DescribeTrustedAdvisorChecks',
    ...results(5),
    'DescribeTrustedAdvisorChecks',
    ...results(2),
  ])
})

test('a request to several accounts has a position in the queue of each, behind the requests that came there before', async () => {
  const arrivals: number[] = []
  const budget: Budget = { take: async (_, { arrival = 0 }) => void arrivals.push(arrival), slowDown() {} }
  const gateway = await startAccounts({}, { budget })
  const list = (...accountIds: string[]) =>
    gateway.query('query ($ids: [ID!]) { cases(filter: { accountIds: $ids }) { nodes { id } } }', { ids: accountIds })
  await list(data.accountId)
  await list(data.accountId)
  arrivals.length = 0
  await list('production', data.accountId, 'sandbox')
  expect(arrivals.toSorted((a, b) => a - b)).toEqual([1, 1, 3])
})
