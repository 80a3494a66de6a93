/** The metrics of accounts that come and go. */
import { expect, test } from 'vitest'
import { metricsOf } from '../../src/telemetry/account-metrics.js'
import { createMetrics } from '../../src/telemetry/metrics.js'

test('requests that end after their account is gone do not bring its series back', async () => {
  const all = createMetrics()
  const { metrics, remove } = metricsOf(all, 'data')
  const count = (): void => {
    metrics.upstreamCalls.inc({ operation: 'DescribeCases', code: 'none' })
    metrics.budgetShare.set({ family: 'support' }, 0.5)
  }
  count()
  expect(await all.registry.metrics()).toContain('account="data"')
  remove()
  count()
  expect(await all.registry.metrics()).not.toContain('account="data"')
})
