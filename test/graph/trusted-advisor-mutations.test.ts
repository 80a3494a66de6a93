import { describe, expect, test } from 'vitest'
import type { Check } from '../../emulator/account.js'
import { anAccount, HOUR } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'

const withChecks = (...checks: Partial<Check>[]) => startGateway({ account: () => anAccount({ checks }) })

const RESULT =
  'check { checkId } refreshStatus { status refreshable millisUntilNextRefreshable } userErrors { code field message }'
const REFRESH = `mutation ($id: ID!) { refreshCheck(input: { checkId: $id }) { ${RESULT} } }`
const REFRESH_MANY = `mutation ($input: RefreshChecksInput!) { refreshChecks(input: $input) {
  results { checkId ${RESULT} } userErrors { code field message }
} }`

const enqueued = { status: 'ENQUEUED', refreshable: true, millisUntilNextRefreshable: 3_600_000 }

describe('refreshCheck', () => {
  test('refreshCheck requests a refresh and returns its status', async () => {
    const gateway = await withChecks({})
    const { data, errors } = await gateway.query(REFRESH, { id: 'check-0' })
    expect(errors).toEqual([])
    expect(data).toEqual({ refreshCheck: { check: { checkId: 'check-0' }, refreshStatus: enqueued, userErrors: [] } })
    expect(await gateway.upstreamCalls()).toEqual({ RefreshTrustedAdvisorCheck: 1, DescribeTrustedAdvisorChecks: 1 })
  })

  test('refreshCheck accepts a global id and costs one call when only the status is selected', async () => {
    const gateway = await withChecks({})
    const { data: found } = await gateway.query('{ trustedAdvisorCheck(id: "check-0") { id } }')
    await gateway.upstreamCalls()
    const { data } = await gateway.query(
      'mutation ($id: ID!) { refreshCheck(input: { checkId: $id }) { refreshStatus { status } } }',
      { id: read(found, 'trustedAdvisorCheck.id') },
    )
    expect(data).toEqual({ refreshCheck: { refreshStatus: { status: 'ENQUEUED' } } })
    expect(await gateway.upstreamCalls()).toEqual({ RefreshTrustedAdvisorCheck: 1 })
  })

  test('a refreshed check goes from ENQUEUED through PROCESSING to SUCCESS and a new result', async () => {
    const gateway = await withChecks({})
    const look = async () => {
      const { data } = await gateway.query(
        '{ trustedAdvisorCheck(id: "check-0") { refreshStatus { status } summary { resourcesSummary { resourcesFlagged } } } }',
      )
      return [
        read(data, 'trustedAdvisorCheck.refreshStatus.status'),
        read(data, 'trustedAdvisorCheck.summary.resourcesSummary.resourcesFlagged'),
      ]
    }
    expect(await look()).toEqual(['NONE', 2])
    await gateway.query(REFRESH, { id: 'check-0' })
    expect(await look()).toEqual(['ENQUEUED', 2])
    gateway.clock.time += 5_000
    expect(await look()).toEqual(['PROCESSING', 2])
    gateway.clock.time += 5_000
    expect(await look()).toEqual(['SUCCESS', 1])
  })

  test('refreshCheck returns how long to wait when it is called again too early', async () => {
    const gateway = await withChecks({})
    await gateway.query(REFRESH, { id: 'check-0' })
    gateway.clock.time += HOUR / 2
    const { data } = await gateway.query(REFRESH, { id: 'check-0' })
    expect(read(data, 'refreshCheck.refreshStatus')).toEqual({
      status: 'SUCCESS',
      refreshable: true,
      millisUntilNextRefreshable: HOUR / 2,
    })
  })

  test('the check in the payload of refreshCheck has its new refresh status', async () => {
    const gateway = await withChecks({})
    const { data } = await gateway.query(
      'mutation { refreshCheck(input: { checkId: "check-0" }) { check { refreshStatus { status } } } }',
    )
    expect(read(data, 'refreshCheck.check.refreshStatus.status')).toBe('ENQUEUED')
  })

  test.each([
    ['check-auto', 'NOT_REFRESHABLE', { checkId: 'check-auto' }],
    ['unknown', 'NOT_FOUND', null],
  ])('refreshCheck returns a userError for the check id %s: %s', async (id, code, check) => {
    const gateway = await withChecks({ id: 'check-auto', refreshable: false })
    const { data, errors } = await gateway.query(REFRESH, { id })
    expect(errors).toEqual([])
    expect(read(data, 'refreshCheck')).toMatchObject({
      check,
      refreshStatus: null,
      userErrors: [{ code, field: ['input', 'checkId'], message: expect.stringContaining(id) }],
    })
  })

  test('refreshCheck returns INVALID for a malformed check id, without calling AWS', async () => {
    const gateway = await withChecks({})
    const response = await gateway.query(REFRESH, { id: 'no check' })
    expect(read(response.data, 'refreshCheck.userErrors')).toMatchObject([
      { code: 'INVALID', field: ['input', 'checkId'] },
    ])
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('refreshChecks', () => {
  test('refreshChecks refreshes each check, in the requested order', async () => {
    const gateway = await withChecks({}, {}, {})
    const { data, errors } = await gateway.query(REFRESH_MANY, { input: { checkIds: ['check-2', 'check-0'] } })
    expect(errors).toEqual([])
    expect(read(data, 'refreshChecks')).toEqual({
      results: ['check-2', 'check-0'].map((checkId) => ({
        checkId,
        check: { checkId },
        refreshStatus: enqueued,
        userErrors: [],
      })),
      userErrors: [],
    })
    expect(await gateway.upstreamCalls()).toEqual({ RefreshTrustedAdvisorCheck: 2, DescribeTrustedAdvisorChecks: 1 })
  })

  test('refreshChecks refreshes all checks of a category', async () => {
    const gateway = await withChecks({}, { category: 'performance' }, { category: 'performance', refreshable: false })
    const { data, errors } = await gateway.query(REFRESH_MANY, { input: { category: 'PERFORMANCE' } })
    expect(errors).toEqual([])
    expect(read(data, 'refreshChecks.results')).toMatchObject([
      { checkId: 'check-1', refreshStatus: enqueued, userErrors: [] },
      { checkId: 'check-2', refreshStatus: null, userErrors: [{ code: 'NOT_REFRESHABLE', field: null }] },
    ])
  })

  test('refreshChecks refreshes the other checks when one is unknown or not refreshable, and reports its position', async () => {
    const gateway = await withChecks({}, { refreshable: false })
    const { data, errors } = await gateway.query(REFRESH_MANY, {
      input: { checkIds: ['check-0', 'check-0', 'check-1', 'unknown'] },
    })
    expect(errors).toEqual([])
    expect(read(data, 'refreshChecks.results')).toMatchObject([
      { checkId: 'check-0', refreshStatus: enqueued, userErrors: [] },
      { checkId: 'check-1', userErrors: [{ code: 'NOT_REFRESHABLE', field: ['input', 'checkIds', '2'] }] },
      { checkId: 'unknown', check: null, userErrors: [{ code: 'NOT_FOUND', field: ['input', 'checkIds', '3'] }] },
    ])
  })

  test('refreshChecks refreshes the other checks when AWS denies one refresh', async () => {
    const gateway = await withChecks({}, {})
    await gateway.fault({ operation: 'RefreshTrustedAdvisorCheck', count: 1, error: 'AccessDeniedException' })
    const { data, errors } = await gateway.query(REFRESH_MANY, { input: { checkIds: ['check-0', 'check-1'] } })
    expect(errors).toEqual([])
    const results = read<{ refreshStatus: object | null; userErrors: object[] }[]>(data, 'refreshChecks.results')
    expect(results.filter(({ refreshStatus }) => refreshStatus !== null)).toHaveLength(1)
    expect(results.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'OTHER' }])
  })

  test('refreshChecks gets UPSTREAM_DENIED when AWS denies all refreshes', async () => {
    const gateway = await withChecks({}, {})
    await gateway.fault({ operation: 'RefreshTrustedAdvisorCheck', count: 'unlimited', error: 'AccessDeniedException' })
    const response = await gateway.query(REFRESH_MANY, { input: { checkIds: ['check-0', 'check-1'] } })
    expect(codes(response)).toEqual(['UPSTREAM_DENIED'])
  })

  test.each<[object, string, string[]]>([
    [{}, 'CONFLICT', ['input']],
    [{ checkIds: ['check-0'], category: 'SECURITY' }, 'CONFLICT', ['input']],
    [{ checkIds: Array.from({ length: 501 }, (_, index) => `check-${index}`) }, 'TOO_MANY', ['input', 'checkIds']],
  ])(
    'refreshChecks returns a userError about the whole request, without calling AWS (%#)',
    async (input, code, field) => {
      const gateway = await withChecks({})
      const { data, errors } = await gateway.query(REFRESH_MANY, { input })
      expect(errors).toEqual([])
      expect(read(data, 'refreshChecks')).toMatchObject({ results: [], userErrors: [{ code, field }] })
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('refreshChecks does nothing for an empty list of checks', async () => {
    const gateway = await withChecks({})
    const { data } = await gateway.query(REFRESH_MANY, { input: { checkIds: [] } })
    expect(data).toEqual({ refreshChecks: { results: [], userErrors: [] } })
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})
