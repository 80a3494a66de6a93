import { describe, expect, test } from 'vitest'
import { generateAccount } from '../../emulator/generate.js'
import { operations } from '../../emulator/operations/index.js'
import { data, production, sandbox } from '../support/accounts.js'
import { ACCOUNT, costs } from '../support/costs.js'
import { startGateway } from '../support/harness.js'

const now = Date.now()
const generated = new Map(
  [production, data, sandbox].map(({ accountId }) => [accountId, generateAccount({ ...ACCOUNT, accountId }, now)]),
)
const account = (accountId: string) => structuredClone(generated.get(accountId) ?? generateAccount(ACCOUNT, now))

test.each(costs)(
  'the cold and warm costs match the golden figures: $query',
  async ({ source, given, accounts, isRightAfter = false, cold, warm }) => {
    const other = await startGateway({ account, accounts })
    const gateway = await startGateway({
      upstreamUrl: other.upstreamUrl,
      accounts,
      cacheSeconds: { cases: 60, trustedAdvisor: 60 },
    })
    const variables = await given?.(isRightAfter ? gateway : other)
    await other.upstreamCalls()
    const responses = []
    for (const calls of [cold, warm]) {
      const response = await gateway.query(source, variables)
      expect(response.errors).toEqual([])
      expect(JSON.stringify(response.data)).not.toContain('"message"')
      // the calls that the emulator received, and those that the response reports
      expect(await other.upstreamCalls()).toEqual(calls)
      expect(response.calls).toEqual(calls)
      responses.push(response.data)
    }
    // resolvers must not have modified the cached AWS responses
    const isRead = Object.keys(warm).length === 0
    expect(isRead ? responses[1] : responses[0]).toEqual(responses[0])
  },
)

describe('cost table', () => {
  test('the cost table covers every AWS operation', () => {
    const called = new Set(costs.flatMap(({ cold }) => Object.keys(cold)))
    expect([...called].toSorted()).toEqual(Object.keys(operations).toSorted())
  })

  test('no warm cost in the cost table exceeds its cold cost', () => {
    for (const { query, cold, warm } of costs) {
      const more = Object.entries(warm).filter(([operation, count]) => count > (cold[operation] ?? 0))
      expect({ query, more }).toEqual({ query, more: [] })
    }
  })
})
