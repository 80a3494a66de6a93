import { describe, expect, test } from 'vitest'
import type { Account, Check } from '../account.js'
import { anAccount, aResult, errorOf, failureOf, HOUR, start } from './harness.js'

const withChecks = (...checks: Partial<Check>[]) => ({ account: () => anAccount({ checks }) })

function withNoResult(): Account {
  const account = anAccount({ checks: [{}] })
  for (const check of account.checks.values()) delete check.result
  return account
}

describe('DescribeTrustedAdvisorChecks', () => {
  test('DescribeTrustedAdvisorChecks lists all checks, with translated names where they exist', async () => {
    const { support } = await start(withChecks({ translations: { ja: 'チェック' } }, {}))
    const { checks } = await support.describeTrustedAdvisorChecks({ language: 'ja' })
    expect(checks).toEqual([
      {
        id: 'check-0',
        name: 'チェック',
        description: '<b>About</b> it',
        category: 'security',
        metadata: ['Status', 'Resource'],
      },
      expect.objectContaining({ id: 'check-1', name: 'Check 1' }),
    ])
  })

  test('DescribeTrustedAdvisorChecks supports different languages than cases do', async () => {
    const { support } = await start(withChecks({}))
    expect(await errorOf(support.describeTrustedAdvisorChecks({ language: 'tr' }))).toBe(
      'InvalidParameterValueException',
    )
    expect((await support.describeTrustedAdvisorChecks({ language: 'pt_BR' })).checks).toHaveLength(1)
  })
})

describe('DescribeTrustedAdvisorCheckSummaries', () => {
  test('DescribeTrustedAdvisorCheckSummaries counts flagged and suppressed resources', async () => {
    const { support } = await start(withChecks({}))
    const { summaries } = await support.describeTrustedAdvisorCheckSummaries({ checkIds: ['check-0'] })
    expect(summaries).toEqual([
      {
        checkId: 'check-0',
        timestamp: '2026-03-01T11:00:00Z',
        status: 'error',
        hasFlaggedResources: true,
        resourcesSummary: { resourcesProcessed: 9, resourcesFlagged: 2, resourcesIgnored: 1, resourcesSuppressed: 1 },
        categorySpecificSummary: {},
      },
    ])
  })

  test('DescribeTrustedAdvisorCheckSummaries reports savings for cost checks only', async () => {
    const result = aResult({ estimatedMonthlySavings: 12.5, estimatedPercentMonthlySavings: 3 })
    const { support } = await start(withChecks({ category: 'cost_optimizing', result }))
    const { summaries } = await support.describeTrustedAdvisorCheckSummaries({ checkIds: ['check-0'] })
    expect(summaries?.[0]?.categorySpecificSummary).toEqual({
      costOptimizing: { estimatedMonthlySavings: 12.5, estimatedPercentMonthlySavings: 3 },
    })
  })

  test('DescribeTrustedAdvisorCheckSummaries fails as a whole if one check is unknown', async () => {
    const { support } = await start(withChecks({}))
    const failure = await failureOf(support.describeTrustedAdvisorCheckSummaries({ checkIds: ['check-0', 'x'] }))
    expect(failure.name).toBe('InvalidParameterValueException')
    expect(failure.message).toContain('x')
  })
})

describe('DescribeTrustedAdvisorCheckResult', () => {
  test('DescribeTrustedAdvisorCheckResult lists flagged resources, with null metadata and missing regions', async () => {
    const { support } = await start(withChecks({}))
    const { result } = await support.describeTrustedAdvisorCheckResult({ checkId: 'check-0' })
    expect(result?.flaggedResources?.[0]).toEqual({
      resourceId: 'r1',
      status: 'warning',
      region: 'us-east-1',
      isSuppressed: false,
      metadata: ['Yellow', null],
    })
    expect(result?.flaggedResources?.[1]).not.toHaveProperty('region')
  })

  test('DescribeTrustedAdvisorCheckResult leaves out flaggedResources for a check that is not available', async () => {
    const { support } = await start({ account: withNoResult })
    const { result } = await support.describeTrustedAdvisorCheckResult({ checkId: 'check-0' })
    expect(result).toMatchObject({ status: 'not_available', resourcesSummary: { resourcesProcessed: 0 } })
    expect(result).not.toHaveProperty('flaggedResources')
  })

  test('DescribeTrustedAdvisorCheckResult rejects an unknown check and an unknown language', async () => {
    const { support } = await start(withChecks({}))
    expect(await errorOf(support.describeTrustedAdvisorCheckResult({ checkId: 'x' }))).toBe(
      'InvalidParameterValueException',
    )
    expect(await errorOf(support.describeTrustedAdvisorCheckResult({ checkId: 'check-0', language: 'xx' }))).toBe(
      'InvalidParameterValueException',
    )
  })
})

describe('refreshing checks', () => {
  test('a refresh goes from enqueued to success in 10 s and counts down the hour until the next one', async () => {
    const { support, clock } = await start(withChecks({}))
    const status = async () =>
      (await support.describeTrustedAdvisorCheckRefreshStatuses({ checkIds: ['check-0'] })).statuses?.[0]
    expect(await status()).toEqual({ checkId: 'check-0', status: 'none', millisUntilNextRefreshable: 0 })
    const { status: asked } = await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    expect(asked).toEqual({ checkId: 'check-0', status: 'enqueued', millisUntilNextRefreshable: 3_600_000 })
    clock.time += 5000
    expect(await status()).toMatchObject({ status: 'processing', millisUntilNextRefreshable: 3_595_000 })
    clock.time += 5000
    expect(await status()).toMatchObject({ status: 'success', millisUntilNextRefreshable: 3_590_000 })
    const { status: early } = await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    expect(early).toMatchObject({ status: 'success', millisUntilNextRefreshable: 3_590_000 })
    clock.time += HOUR
    expect(await status()).toMatchObject({ status: 'success', millisUntilNextRefreshable: 0 })
    const { status: again } = await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    expect(again).toMatchObject({ status: 'enqueued', millisUntilNextRefreshable: 3_600_000 })
  })

  test('a refresh ends with a newer result that has one finding fewer', async () => {
    const { support, clock } = await start(withChecks({}))
    const result = async () => (await support.describeTrustedAdvisorCheckResult({ checkId: 'check-0' })).result
    await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    clock.time += 9999
    expect(await result()).toMatchObject({ timestamp: '2026-03-01T11:00:00Z', status: 'error' })
    clock.time += 1
    const once = await result()
    expect(once).toMatchObject({ timestamp: '2026-03-01T12:00:10Z', status: 'warning' })
    expect(once?.flaggedResources?.map(({ resourceId }) => resourceId)).toEqual(['r1', 'r3'])
    clock.time += HOUR
    await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    clock.time += HOUR
    expect(await result()).toMatchObject({
      status: 'ok',
      resourcesSummary: { resourcesFlagged: 0, resourcesSuppressed: 1 },
    })
  })

  test('a refresh produces the first result of a check that never ran', async () => {
    const { support, clock } = await start({ account: withNoResult })
    await support.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    clock.time += 10_000
    const { result } = await support.describeTrustedAdvisorCheckResult({ checkId: 'check-0' })
    expect(result).toMatchObject({ status: 'ok', timestamp: '2026-03-01T12:00:10Z', flaggedResources: [] })
  })

  test('refreshing a check that is not refreshable fails, and so does a status list that includes one', async () => {
    const { support } = await start(withChecks({}, { refreshable: false }))
    const refresh = await failureOf(support.refreshTrustedAdvisorCheck({ checkId: 'check-1' }))
    expect(refresh.name).toBe('InvalidParameterValueException')
    expect(refresh.message).toBe('[UNREFRESHABLE_CHECK_ID_ERROR] Check check-1 is not refreshable.')
    const statuses = await failureOf(
      support.describeTrustedAdvisorCheckRefreshStatuses({ checkIds: ['check-0', 'check-1'] }),
    )
    expect(statuses.message).toBe('[UNREFRESHABLE_CHECK_ID_ERROR] Check check-1 is not refreshable.')
    expect(await errorOf(support.refreshTrustedAdvisorCheck({ checkId: 'x' }))).toBe('InvalidParameterValueException')
  })
})
