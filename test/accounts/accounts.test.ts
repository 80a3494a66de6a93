/** What src/accounts/ keeps, replaces and releases when ACCOUNTS_FILE is read again. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { anAccount } from '../../emulator/test/harness.js'
import { createAccounts, spread } from '../../src/accounts/accounts.js'
import { createStore } from '../../src/cache/store.js'
import { readConfig } from '../../src/config/config.js'
import { createScope } from '../../src/upstream/request-scope.js'

const first = { name: 'production', accountId: '111122223333' }
const data = { name: 'data', accountId: '222233334444' }

function startAccounts(...entries: (typeof first)[]) {
  const config = readConfig({ SUPPORT_UPSTREAM: 'http://127.0.0.1:9' })
  const store = createStore({ maxBytes: 1_000_000, onFailure() {} })
  const accounts = createAccounts(entries, { config, store, only: { name: 'default', accountId: undefined } })
  onTestFinished(() => accounts.stop())
  return accounts
}

test('unchanged accounts stay the same objects, in the order of the new file', () => {
  const other = { name: 'other', accountId: '333344445555' }
  const accounts = startAccounts(first, data, other)
  const [a, b, c] = accounts.current().list
  accounts.update([{ ...first }, { ...other }, { ...data }])
  expect(accounts.current().list.map((account) => [a, c, b].indexOf(account))).toEqual([0, 1, 2])
})

test('an account with a changed entry is a new object, and a request that began before keeps the old one', () => {
  const accounts = startAccounts(first, data)
  const before = accounts.current()
  accounts.update([first, { ...data, name: 'renamed' }])
  expect(accounts.current().list[0]).toBe(before.list[0])
  expect(accounts.current().byKey.get(data.accountId)).not.toBe(before.byKey.get(data.accountId))
  expect(before.list.map(({ name }) => name)).toEqual(['production', 'data'])
})

test('an account that is gone is not found by key, name or digits', () => {
  const accounts = startAccounts(first, data)
  accounts.update([first])
  const { byKey, byName } = accounts.current()
  expect([byKey.get(data.accountId), byName.get('data'), byName.get(data.accountId)]).toEqual(Array(3).fill(undefined))
})

test('an account is in the region of its own AWS endpoint', () => {
  const there = { ...data, endpoint: new URL('https://support.us-gov-west-1.amazonaws.com') }
  expect(
    startAccounts(first, there)
      .current()
      .list.map(({ region }) => region),
  ).toEqual(['us-east-1', 'us-gov-west-1'])
})

test('intervals of accounts are spread over a quarter, in whole milliseconds, and never become zero', () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => String(500_000_000_000 + index))
  for (const seconds of [1, 7, 15, 600]) {
    const intervals = ids.map((accountId) => spread(seconds, accountId))
    expect(Math.max(...intervals)).toBeLessThanOrEqual(seconds)
    expect(Math.min(...intervals)).toBeGreaterThanOrEqual(seconds * 0.75)
    expect(intervals.every((interval) => Number.isInteger(interval * 1_000))).toBe(true)
    expect(new Set(intervals).size).toBeGreaterThan(seconds)
  }
})

test('the case index of the first account has the configured interval, that of another account its own', async () => {
  const emulator = await startEmulator({ account: (accountId) => anAccount({ accountId }) })
  onTestFinished(() => emulator.stop())
  const config = readConfig({ SUPPORT_UPSTREAM: emulator.url, CASE_CACHE_SECONDS: '600' })
  const store = createStore({ maxBytes: 1_000_000, onFailure() {} })
  const only = { name: 'default', accountId: undefined }
  const accounts = createAccounts([first, data], { config, store, only })
  onTestFinished(() => accounts.stop())
  const intervals: number[] = []
  for (const { caseIndex } of accounts.current().list) {
    const scope = createScope(new AbortController().signal)
    await caseIndex?.forRequest(scope).list({}, false)
    intervals.push(...scope.reads.values.map(({ readAt, freshUntil }) => freshUntil - readAt))
  }
  expect(intervals).toEqual([600_000, 1_000 * spread(600, data.accountId)])
  expect(intervals[1]).toBeLessThan(600_000)
})

/** The number of accounts that are running, by their connections to AWS. */
function countRunning(accounts: ReturnType<typeof startAccounts>) {
  const stops = accounts.current().list.map(({ upstream }) => vi.spyOn(upstream, 'stop'))
  return () => stops.filter(({ mock }) => mock.calls.length === 0).length
}

test('an account that is gone is stopped once all requests that may use it have ended', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const accounts = startAccounts(first, data)
  const running = countRunning(accounts)
  accounts.update([first])
  vi.advanceTimersByTime(readConfig({}).requestTimeoutMs)
  expect(running()).toBe(2)
  vi.advanceTimersByTime(60_000)
  expect(running()).toBe(1)
})

test('accounts that are gone and not stopped yet are stopped with the process', () => {
  const accounts = startAccounts(first, data)
  const running = countRunning(accounts)
  accounts.update([first])
  accounts.stop()
  expect(running()).toBe(0)
})
