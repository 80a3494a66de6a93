import { describe, expect, onTestFinished, test } from 'vitest'
import type { Support } from '@aws-sdk/client-support'
import { createAccounts } from '../accounts.js'
import { createSigner } from '../files/links.js'
import { startEmulator } from '../start.js'
import { DEFAULT_SETTINGS } from '../state.js'
import { startScenario } from './scenario.js'
import { anAccount, connectAs, control, errorOf, NOON, post, start } from './harness.js'

const FIRST = '111122223333'
const SECOND = '222233334444'

const question = { subject: 'x', communicationBody: 'x' }

/** Every account has one case, with the digits of the account in its subject. */
const everyAccount = (accountId: string) => anAccount({ accountId, cases: [{ subject: accountId }], checks: [{}] })

async function startTwo() {
  const harness = await start({ account: everyAccount, settings: { uploadProcessingMs: 0 } })
  return { ...harness, first: harness.support, second: connectAs(harness.emulator, SECOND) }
}

async function startDemo() {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.stop())
  return emulator
}

const subjects = async (support: Support) => (await support.describeCases({})).cases?.map(({ subject }) => subject)

describe('credentials', () => {
  test.each([
    [SECOND, SECOND],
    [`ASIA${SECOND}`, SECOND],
    [`AKIA${SECOND}WXYZ`, SECOND],
    [`ASIA${SECOND}0001`, SECOND],
    ['AKIAIOSFODNN7EXAMPLE', FIRST],
    ['2222333344445', FIRST],
    [`${SECOND}WXYZ`, FIRST],
    [`AROA${SECOND}`, FIRST],
    ['any', FIRST],
  ])('a call with the access key id %s is of the account %s', async (accessKeyId, accountId) => {
    const { emulator } = await start({ account: everyAccount })
    expect(await subjects(connectAs(emulator, accessKeyId))).toEqual([accountId])
  })

  test('a call without a signature, or with another Authorization header, is of the default account', async () => {
    const { emulator } = await start({ account: everyAccount })
    for (const authorization of ['', 'Bearer x', 'AWS4-HMAC-SHA256', `Credential=${SECOND}/x`]) {
      const response = await post(emulator, 'DescribeCases', {}, authorization === '' ? {} : { authorization })
      expect(await response.json()).toMatchObject({ cases: [{ subject: FIRST }] })
    }
  })

  test('the emulator refuses calls of a 1,001st account, and keeps serving the others', async () => {
    const { emulator, support } = await start()
    const call = (accountId: string) =>
      post(emulator, 'DescribeSeverityLevels', {}, { authorization: `AWS4-HMAC-SHA256 Credential=${accountId}/x` })
    const accountIds = Array.from({ length: 999 }, (_, index) => String(200_000_000_000 + index))
    await Promise.all(accountIds.map(call))
    const refused = await call('300000000000')
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { __type: 'AccessDeniedException', message: expect.stringContaining('300000000000') },
    ])
    await support.describeSeverityLevels({})
    expect((await call('200000000000')).status).toBe(200)
  })
})

describe('state', () => {
  test('cases, replies and resolutions of one account do not appear in another', async () => {
    const { first, second } = await startTwo()
    const { caseId = '' } = await second.createCase(question)
    expect(caseId).toMatch(/^case-222233334444-muen-2026-[0-9a-f]{16}$/)
    await second.resolveCase({ caseId: 'case-222233334444-0' })
    expect(await subjects(second)).toEqual(['x'])
    expect(await subjects(first)).toEqual([FIRST])
    for (const call of [
      first.describeCases({ caseIdList: [caseId] }),
      first.describeCommunications({ caseId }),
      first.addCommunicationToCase({ caseId, communicationBody: 'x' }),
      first.resolveCase({ caseId }),
    ]) {
      expect(await errorOf(call)).toBe('CaseIdNotFound')
    }
  })

  test('new cases of different accounts have different display ids', async () => {
    const { emulator, support: first } = await start({ account: (accountId) => anAccount({ accountId }) })
    const second = connectAs(emulator, SECOND)
    for (const support of [first, second]) await support.createCase(question)
    const [own = '', other = ''] = await Promise.all(
      [first, second].map(async (support) => (await support.describeCases({})).cases?.[0]?.displayId),
    )
    expect([own, other]).toEqual(['170000000000001', `${SECOND}001`])
  })

  test('attachment sets, uploads and attachments belong to one account, and links lead to it', async () => {
    const { first, second } = await startTwo()
    const { attachmentSetId } = await second.addAttachmentsToSet({ attachments: [] })
    expect(await errorOf(first.createCase({ ...question, attachmentSetId }))).toBe('AttachmentSetIdNotFound')

    const { uploadId = '', uploadUrls } = await second.getAttachmentUploadLinks({ fileName: 'a.txt', fileSizeBytes: 3 })
    const sent = await fetch(uploadUrls?.[0]?.url ?? '', { method: 'PUT', body: 'abc' })
    const completedUploads = [{ partIndex: 1, eTag: sent.headers.get('etag') ?? '' }]
    expect(await errorOf(first.completeAttachmentUpload({ uploadId, completedUploads }))).toBe('UploadIdNotFound')
    await second.completeAttachmentUpload({ uploadId, completedUploads })
    const { caseId } = await second.createCase({ ...question, uploadIds: [uploadId] })

    const { communications } = await second.describeCommunications({ caseId })
    const attachmentId = communications?.[0]?.attachments?.[0]?.attachmentId
    expect(await errorOf(first.getAttachmentDownloadLink({ attachmentId }))).toBe('AttachmentIdNotFound')
    const { downloadUrl } = await second.getAttachmentDownloadLink({ attachmentId })
    expect(await (await fetch(downloadUrl?.url ?? '')).text()).toBe('abc')
  })

  test('refreshes of a check in one account do not affect the same check in another', async () => {
    const { first, second } = await startTwo()
    await second.refreshTrustedAdvisorCheck({ checkId: 'check-0' })
    const [own, other] = await Promise.all(
      [first, second].map(async (support) =>
        support.describeTrustedAdvisorCheckRefreshStatuses({ checkIds: ['check-0'] }),
      ),
    )
    expect(own?.statuses).toMatchObject([{ status: 'none' }])
    expect(other?.statuses).toMatchObject([{ status: 'enqueued' }])
  })
})

describe('demo accounts', () => {
  test('every operation of an account without a support plan is refused', async () => {
    const { emulator, requests } = await startScenario({
      account: (accountId) => ({ ...anAccount({ accountId }), hasPlan: accountId !== SECOND }),
    })
    const authorization = `AWS4-HMAC-SHA256 Credential=${SECOND}/x`
    for (const [operation, request] of Object.entries(requests)) {
      for (const body of [request, { dryRun: true }]) {
        const response = await post(emulator, operation, body, { authorization })
        expect([operation, response.status, await response.json()]).toEqual([
          operation,
          400,
          {
            __type: 'SubscriptionRequiredException',
            message: 'Amazon Web Services Premium Support Subscription is required to use this service.',
          },
        ])
      }
    }
  })

  test('the third demo account has no support plan, until it is seeded', async () => {
    const emulator = await startDemo()
    const sandbox = connectAs(emulator, '333344445555')
    expect(await errorOf(sandbox.describeCases({}))).toBe('SubscriptionRequiredException')
    await control(emulator, 'POST', 'seed', { cases: 1, accountId: '333344445555' })
    await sandbox.describeCases({})
    await control(emulator, 'POST', 'reset')
    expect(await errorOf(sandbox.describeCases({}))).toBe('SubscriptionRequiredException')
  })

  test('the second demo account has cases of its own', async () => {
    const { cases = [] } = await connectAs(await startDemo(), SECOND).describeCases({ includeResolvedCases: true })
    expect(cases).toHaveLength(10)
    for (const { caseId } of cases) expect(caseId).toMatch(/^case-222233334444-/)
  })

  test('an account outside the demo has its services, severity levels and checks, but no cases or results', async () => {
    const emulator = await startDemo()
    const first = connectAs(emulator, FIRST)
    const other = connectAs(emulator, '444455556666')
    expect((await other.describeCases({ includeResolvedCases: true })).cases).toEqual([])
    expect((await other.describeServices({})).services).toEqual((await first.describeServices({})).services)
    expect((await other.describeSeverityLevels({})).severityLevels).toHaveLength(5)
    const { checks = [] } = await other.describeTrustedAdvisorChecks({ language: 'en' })
    expect(checks).toEqual((await first.describeTrustedAdvisorChecks({ language: 'en' })).checks)
    const checkIds = checks.flatMap(({ id = '' }) => id)
    const { summaries = [] } = await other.describeTrustedAdvisorCheckSummaries({ checkIds })
    expect(summaries.length).toBeGreaterThan(100)
    expect(new Set(summaries.map(({ status }) => status))).toEqual(new Set(['not_available']))
  })
})

describe('control API', () => {
  const seed = { cases: 20, communicationsPerCase: 1, attachmentsPerCommunication: 1, checks: 2 }

  test('a seed replaces the data of one account, the default one unless it names another', async () => {
    const { emulator, first, second } = await startTwo()
    const seeded = await control(emulator, 'POST', 'seed', { ...seed, accountId: SECOND })
    expect(seeded).toMatchObject({ status: 200, body: { cases: 20, attachments: 20, checks: 2 } })
    expect(await subjects(first)).toEqual([FIRST])
    const { cases = [] } = await second.describeCases({ includeResolvedCases: true })
    expect(cases).toHaveLength(20)
    for (const { caseId } of cases) expect(caseId).toMatch(/^case-222233334444-/)
    await control(emulator, 'POST', 'seed', { ...seed, cases: 3 })
    expect((await first.describeCases({ includeResolvedCases: true })).cases).toHaveLength(3)
    expect((await second.describeCases({ includeResolvedCases: true })).cases).toHaveLength(20)
  })

  test('seeds of two accounts have the same checks, but different cases, ids and times', async () => {
    const { emulator, first, second } = await startTwo()
    for (const accountId of [FIRST, SECOND]) await control(emulator, 'POST', 'seed', { ...seed, accountId })
    const [own = [], other = []] = await Promise.all(
      [first, second].map(async (support) => (await support.describeCases({ includeResolvedCases: true })).cases),
    )
    for (const member of ['caseId', 'displayId', 'timeCreated'] as const) {
      expect(new Set([...own, ...other].map((supportCase) => supportCase[member])).size).toBe(40)
    }
    const [ownChecks, otherChecks] = await Promise.all(
      [first, second].map(async (support) => (await support.describeTrustedAdvisorChecks({ language: 'en' })).checks),
    )
    expect(otherChecks).toEqual(ownChecks)
    expect(otherChecks).toHaveLength(2)
  })

  test('a seeded account has the services of the demo accounts, and its cases are about them', async () => {
    const emulator = await startDemo()
    await control(emulator, 'POST', 'seed', { ...seed, accountId: SECOND })
    const [demo, seeded] = [connectAs(emulator, FIRST), connectAs(emulator, SECOND)]
    const { services = [] } = await seeded.describeServices({})
    expect(services).toEqual((await demo.describeServices({})).services)
    const { cases = [] } = await seeded.describeCases({ includeResolvedCases: true })
    for (const { serviceCode, categoryCode } of cases) {
      const { categories = [] } = services.find(({ code }) => code === serviceCode) ?? {}
      expect(categories.map(({ code }) => code)).toContain(categoryCode)
    }
  })

  test('a seed of one account keeps the uploads of the others', async () => {
    const { emulator, first } = await startTwo()
    const { uploadUrls } = await first.getAttachmentUploadLinks({ fileName: 'a.txt', fileSizeBytes: 3 })
    await control(emulator, 'POST', 'seed', { ...seed, accountId: SECOND })
    expect((await fetch(uploadUrls?.[0]?.url ?? '', { method: 'PUT', body: 'abc' })).status).toBe(200)
  })

  test('a seed deletes the uploaded files of its account, a reset those of every account', () => {
    const deleted: string[] = []
    const accounts = createAccounts(everyAccount, {}, (accountId) => ({
      now: () => NOON,
      randomHex: (digits) => '0'.repeat(digits),
      settings: DEFAULT_SETTINGS,
      links: createSigner(
        () => 'http://emulator',
        () => NOON,
        1000,
      ).linksOf(accountId),
      files: { newPath: () => '', removeAll: () => void deleted.push(accountId) },
    }))
    accounts.of(SECOND)
    accounts.load(everyAccount(SECOND))
    expect(deleted).toEqual([SECOND])
    accounts.reset()
    expect(deleted).toEqual([SECOND, FIRST, SECOND])
  })

  test('a fault with an account applies only to its calls, and one without applies to every account', async () => {
    const { emulator, first, second } = await startTwo()
    await control(emulator, 'POST', 'faults', { operation: '*', error: 'X', accountId: SECOND })
    await control(emulator, 'POST', 'faults', { operation: '*', error: 'Y', count: 2 })
    expect(await errorOf(first.describeServices({}))).toBe('Y')
    expect(await errorOf(second.describeServices({}))).toBe('X')
    expect(await errorOf(second.describeServices({}))).toBe('Y')
    await first.describeServices({})
    await second.describeServices({})
  })

  test('faults can be listed and removed for one account', async () => {
    const { emulator, first, second } = await startTwo()
    const fault = { operation: '*', error: 'X', count: 'unlimited' }
    await control(emulator, 'POST', 'faults', [fault, { ...fault, accountId: SECOND }])
    expect((await control(emulator, 'GET', `faults?accountId=${SECOND}`)).body).toEqual({
      faults: [{ ...fault, accountId: SECOND, when: 'before', delayMs: 0 }],
    })
    await control(emulator, 'DELETE', `faults?accountId=${FIRST}`)
    expect((await control(emulator, 'GET', 'faults')).body).toMatchObject({ faults: [{}, {}] })
    await control(emulator, 'DELETE', 'faults')
    await control(emulator, 'POST', 'faults', [
      { ...fault, accountId: FIRST },
      { ...fault, accountId: SECOND },
    ])
    await control(emulator, 'DELETE', `faults?accountId=${SECOND}`)
    expect(await errorOf(first.describeServices({}))).toBe('X')
    await second.describeServices({})
  })

  test('every account has its own counts of calls and cases for the same limits', async () => {
    const { emulator, first, second } = await startTwo()
    await control(emulator, 'POST', 'limits', { casesPerHour: 1 })
    const third = connectAs(emulator, '333344445555')
    for (const support of [first, second, third]) {
      await support.createCase(question)
      expect(await errorOf(support.createCase(question))).toBe('CaseCreationLimitExceeded')
    }
  })

  test('limits of one account replace those of all accounts there, until all are set again', async () => {
    const { emulator, first, second } = await startTwo()
    await control(emulator, 'POST', 'limits', { casesPerHour: 0, accountId: SECOND })
    expect((await control(emulator, 'GET', `limits?accountId=${SECOND}`)).body).toEqual({ limits: { casesPerHour: 0 } })
    expect((await control(emulator, 'GET', 'limits')).body).toEqual({ limits: {} })
    await first.createCase(question)
    expect(await errorOf(second.createCase(question))).toBe('CaseCreationLimitExceeded')
    await control(emulator, 'POST', 'reset')
    expect(await errorOf(second.createCase(question))).toBe('CaseCreationLimitExceeded')
    await control(emulator, 'DELETE', `limits?accountId=${SECOND}`)
    await second.createCase(question)
    await control(emulator, 'POST', 'limits', { casesPerHour: 0, accountId: SECOND })
    await control(emulator, 'POST', 'limits', { casesPerHour: 1 })
    await second.createCase(question)
  })

  test('the journal names the account of each call, and counts the calls of one account on request', async () => {
    const { emulator, first, second } = await startTwo()
    await first.describeServices({})
    await second.describeServices({})
    await second.describeCases({})
    const { body } = await control(emulator, 'GET', 'calls')
    expect(body).toMatchObject({
      counts: { DescribeServices: 2, DescribeCases: 1 },
      calls: [{ accountId: FIRST }, { accountId: SECOND }, { accountId: SECOND }],
    })
    const call = { operation: 'DescribeServices', at: new Date(NOON).toISOString(), status: 200, error: null }
    expect(await control(emulator, 'GET', `calls?accountId=${FIRST}`)).toEqual({
      status: 200,
      body: { counts: { DescribeServices: 1 }, calls: [{ ...call, accountId: FIRST }] },
    })
    const none = { status: 200, body: { counts: {}, calls: [] } }
    expect(await control(emulator, 'GET', 'calls?accountId=333344445555')).toEqual(none)
    expect(await control(emulator, 'DELETE', `calls?accountId=${FIRST}`)).toEqual(none)
    expect((await control(emulator, 'GET', 'calls')).body).toMatchObject({
      counts: { DescribeServices: 1, DescribeCases: 1 },
      calls: [{ accountId: SECOND }, { accountId: SECOND }],
    })
  })

  test('a reset restores every account', async () => {
    const { emulator, first, second } = await startTwo()
    await control(emulator, 'POST', 'seed', { ...seed, accountId: SECOND })
    for (const support of [first, second]) await support.createCase(question)
    await control(emulator, 'POST', 'reset')
    expect(await subjects(first)).toEqual([FIRST])
    expect(await subjects(second)).toEqual([SECOND])
  })
})
