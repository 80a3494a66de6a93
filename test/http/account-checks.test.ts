/** What /readyz reports about many accounts, and about those that hang. */
import { expect, test } from 'vitest'
import { createAccountSet, type Account } from '../../src/accounts/account.js'
import { observeAvailability } from '../../src/accounts/availability.js'
import { checkAccounts } from '../../src/http/account-checks.js'
import { codedError } from '../../src/lib/errors.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'
import { readUpstreamError } from '../../src/upstream/upstream-error.js'

const TIMEOUT_MS = 1_000

type Ready = UpstreamClient['ready']

const denied: Ready = async () => {
  throw codedError('UPSTREAM_DENIED', 'Denied.')
}

/** Rejects as a probe does. */
const hang: Ready = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(readUpstreamError(signal.reason, 'DescribeCases', signal)))
  })

/** Accounts with numbers as names. `readyOf` is their probe; by default, they respond. `probed`: the numbers of all probes, in order. */
function accounts(count: number, readyOf: (index: number) => Ready | undefined = () => undefined) {
  const probed: number[] = []
  const list = Array.from({ length: count }, (_, index) => {
    const ready: Ready = async (...check) => {
      probed.push(index)
      return readyOf(index)?.(...check)
    }
    const { upstream, availability } = observeAvailability({ ready } as UpstreamClient)
    return { key: String(index), name: String(index), upstream, availability } as Account
  })
  const check = checkAccounts(() => createAccountSet(list))
  return {
    probed,
    check: (signal = AbortSignal.timeout(TIMEOUT_MS)) => check(signal, TIMEOUT_MS),
  }
}

test('an account that hangs is reported before the time of the whole check is over', async () => {
  const { check } = accounts(2, (index) => (index === 1 ? hang : undefined))
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  expect(await check(signal)).toMatchObject({
    unavailable: 1,
    unavailableAccounts: [{ account: '1', code: 'UPSTREAM_TIMEOUT' }],
  })
  expect(signal.aborted).toBe(false)
})

test('of many accounts, all are probed in turn, and one that is known to work each time', async () => {
  const { probed, check } = accounts(60, (index) => (index === 0 ? undefined : denied))
  for (const _ of [1, 2, 3]) await check()
  expect(new Set(probed).size).toBe(60)
  expect(probed.filter((index) => index === 0)).toHaveLength(3)
})

test('at most 100 accounts are listed', async () => {
  const { check } = accounts(130, (index) => (index === 0 ? undefined : denied))
  for (let probes = 0; probes < 5; probes++) await check()
  const last = (await check()) as { unavailable: number; unavailableAccounts: unknown[] }
  expect([last.unavailable, last.unavailableAccounts.length]).toEqual([129, 100])
})
