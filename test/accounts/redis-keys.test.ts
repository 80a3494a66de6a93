/** Accounts that share a Redis. With a key in common, one account would use up another's budget, or serve its data. */
import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { anAccount } from '../../emulator/test/harness.js'
import type { Account } from '../../src/accounts/account.js'
import { createAccounts } from '../../src/accounts/accounts.js'
import { createStore } from '../../src/cache/store.js'
import { readConfig } from '../../src/config/config.js'
import { anonymous } from '../../src/lib/viewer.js'
import { createScope } from '../../src/upstream/request-scope.js'
import { connectTo, hasRedis, redisDatabases } from '../support/redis-server.js'
import { data, production } from '../support/accounts.js'

const aDatabase = redisDatabases()
const jane = { ...anonymous, id: 'jane' }

/** Uses everything of an account that is in Redis. */
async function useAll({ upstream, cache, caseIndex, idempotency, chargeViewerOf }: Account): Promise<void> {
  const { signal } = new AbortController()
  const scope = createScope(signal, { chargeViewer: chargeViewerOf?.(jane) })
  await upstream.ready(signal, 2_000)
  await caseIndex?.forRequest(scope).list({ includeResolvedCases: true }, false)
  await cache?.call('DescribeTrustedAdvisorCheckSummaries', { checkIds: ['a'] }, scope)
  const request = { mutation: 'createCase', viewerId: jane.id, idempotencyKey: 'once', input: {}, deadline: signal }
  await idempotency.once(request, async () => ({
    operation: 'CreateCase',
    text: ['S'],
    details: [],
    prepare: async () => async () => ({ caseId: 'case-0' }),
    search: async () => [],
  }))
}

test.runIf(hasRedis)('two accounts have no key in Redis in common', async () => {
  const emulator = await startEmulator({
    account: (accountId) => anAccount({ accountId, cases: [{}], checks: [{ id: 'a' }] }),
  })
  const redis = await connectTo(aDatabase())
  const config = readConfig({ SUPPORT_UPSTREAM: emulator.url })
  const store = createStore({ maxBytes: 1_000_000, redis, onFailure() {} })
  const only = { name: '', accountId: undefined }
  const accounts = createAccounts([production, data], { config, store, only, redis })
  onTestFinished(async () => {
    accounts.stop()
    await emulator.stop()
  })
  const writes: string[][] = []
  for (const account of accounts.current().list) {
    await useAll(account)
    writes.push(await redis.keys('aws-support-graph:write:*'))
  }
  // These names are digests, so that those of the second account can only be counted.
  expect(writes[0]?.length).toBeGreaterThan(0)
  expect(writes[1]).toHaveLength(2 * (writes[0]?.length ?? 0))

  // The last part of a cached response's key is a digest of the generation, too.
  const all = (await redis.keys('*')).map((key) => key.replace(/(:cache:.*:).*/, '$1')).toSorted()
  expect(new Set(all.map((key) => key.split(':')[1]))).toEqual(
    new Set(['budget', 'cache', 'calls', 'case-index', 'generation', 'readiness', 'write']),
  )
  const [ofFirst, ofSecond] = [false, true].map((isSecond) =>
    all.filter((key) => !key.includes(':write:') && key.includes(`:default/${data.accountId}`) === isSecond),
  )
  expect(ofSecond?.map((key) => key.replace(`/${data.accountId}`, ''))).toEqual(ofFirst)
})
