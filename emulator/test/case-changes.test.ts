import { describe, expect, test } from 'vitest'
import type { CreateCaseCommandInput } from '@aws-sdk/client-support'
import { createDemoAccount } from '../demo/index.js'
import { anAccount, errorOf, HOUR, NOON, start } from './harness.js'

const question: CreateCaseCommandInput = { subject: 'Why', communicationBody: 'It does not work' }

describe('CreateCase', () => {
  test('CreateCase opens an unassigned case with its first communication', async () => {
    const { support } = await start()
    const { caseId } = await support.createCase({
      ...question,
      serviceCode: 'amazon-dynamodb',
      categoryCode: 'performance',
      severityCode: 'urgent',
      language: 'ja',
      ccEmailAddresses: ['a@example.com'],
    })
    expect(caseId).toMatch(/^case-111122223333-muja-2026-[0-9a-f]{16}$/)
    const { cases = [] } = await support.describeCases({ caseIdList: [caseId ?? ''] })
    expect(cases[0]).toMatchObject({
      status: 'unassigned',
      serviceCode: 'amazon-dynamodb',
      categoryCode: 'performance',
      severityCode: 'urgent',
      language: 'ja',
      ccEmailAddresses: ['a@example.com'],
      timeCreated: '2026-03-01T12:00:00.000Z',
      recentCommunications: { communications: [{ body: 'It does not work' }] },
    })
    expect(cases[0]?.displayId).toMatch(/^\d+$/)
  })

  test('CreateCase fills in service, category, severity and language when they are left out', async () => {
    const { support } = await start()
    const { caseId = '' } = await support.createCase(question)
    const { cases } = await support.describeCases({ caseIdList: [caseId] })
    expect(cases?.[0]).toMatchObject({
      serviceCode: 'general-info',
      categoryCode: 'other',
      severityCode: 'low',
      language: 'en',
    })
  })

  test('CreateCase uses the first category of a service that has no category "other"', async () => {
    const { support } = await start({ account: () => createDemoAccount(NOON) })
    const { caseId = '' } = await support.createCase(question)
    const { cases } = await support.describeCases({ caseIdList: [caseId] })
    expect(cases?.[0]).toMatchObject({ serviceCode: 'general-info', categoryCode: 'charges' })
    const other = support.createCase({ ...question, categoryCode: 'other' })
    expect(await errorOf(other)).toBe('InvalidParameterValueException')
  })

  test('CreateCase stores email addresses and text unchanged', async () => {
    const { support } = await start()
    const body = 'card 4111 1111 1111 1111, key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
    await support.createCase({ subject: '', communicationBody: body, ccEmailAddresses: ['nobody'] })
    const { cases } = await support.describeCases({})
    expect(cases?.[0]).toMatchObject({ subject: '', ccEmailAddresses: ['nobody'] })
    expect(cases?.[0]?.recentCommunications?.communications?.[0]?.body).toBe(body)
  })

  test('CreateCase gives each of 20 concurrent cases its own caseId and displayId', async () => {
    const { support } = await start()
    await Promise.all(Array.from({ length: 20 }, () => support.createCase(question)))
    const { cases = [] } = await support.describeCases({})
    expect(new Set(cases.map(({ caseId }) => caseId)).size).toBe(20)
    expect(new Set(cases.map(({ displayId }) => displayId)).size).toBe(20)
  })

  test.each([
    { serviceCode: 'no-such-service' },
    { serviceCode: 'amazon-dynamodb', categoryCode: 'other' },
    { severityCode: 'critical' },
    { language: 'de' },
    { issueType: 'billing' },
    { uploadIds: ['no-such-upload'] },
  ])('CreateCase rejects %j', async (wrong) => {
    const { support } = await start()
    expect(await errorOf(support.createCase({ ...question, ...wrong }))).toBe('InvalidParameterValueException')
    expect((await support.describeCases({})).cases).toEqual([])
  })

  test('CreateCase takes its ids from the ids option', async () => {
    const { support } = await start({ ids: (digits) => 'a'.repeat(digits) })
    expect((await support.createCase(question)).caseId).toBe('case-111122223333-muen-2026-aaaaaaaaaaaaaaaa')
  })

  test('CreateCase can be limited to a number of cases per hour, beyond which dry runs fail too', async () => {
    const { support, clock } = await start({ limits: { casesPerHour: 2 } })
    await support.createCase(question)
    await support.createCase(question)
    expect(await errorOf(support.createCase({ ...question, dryRun: true }))).toBe('CaseCreationLimitExceeded')
    expect(await errorOf(support.createCase(question))).toBe('CaseCreationLimitExceeded')
    clock.time += HOUR
    await support.createCase(question)
  })
})

describe('AddCommunicationToCase', () => {
  test('AddCommunicationToCase adds the newest communication and its CC addresses to the case', async () => {
    const { support, clock } = await start({
      account: () => anAccount({ cases: [{ ccEmailAddresses: ['a@example.com'] }] }),
    })
    clock.time += HOUR
    const { result } = await support.addCommunicationToCase({
      caseId: 'case-0',
      communicationBody: 'Any news?',
      ccEmailAddresses: ['a@example.com', 'b@example.com'],
    })
    expect(result).toBe(true)
    const { cases } = await support.describeCases({})
    expect(cases?.[0]?.ccEmailAddresses).toEqual(['a@example.com', 'b@example.com'])
    expect(cases?.[0]?.recentCommunications?.communications?.[0]).toMatchObject({
      body: 'Any news?',
      timeCreated: '2026-03-01T13:00:00.000Z',
    })
  })

  test.each([
    ['resolved', 'reopened'],
    ['pending-customer-action', 'customer-action-completed'],
    ['work-in-progress', 'work-in-progress'],
    ['unassigned', 'unassigned'],
  ])('AddCommunicationToCase changes a case from %s to %s', async (before, after) => {
    const { support } = await start({ account: () => anAccount({ cases: [{ status: before }] }) })
    await support.addCommunicationToCase({ caseId: 'case-0', communicationBody: 'x' })
    const { cases } = await support.describeCases({})
    expect(cases?.[0]?.status).toBe(after)
  })

  test('AddCommunicationToCase rejects an unknown or missing case', async () => {
    const { support } = await start()
    expect(await errorOf(support.addCommunicationToCase({ caseId: 'x', communicationBody: 'x' }))).toBe(
      'CaseIdNotFound',
    )
    expect(await errorOf(support.addCommunicationToCase({ communicationBody: 'x' }))).toBe(
      'InvalidParameterValueException',
    )
  })
})

describe('ResolveCase', () => {
  test('ResolveCase returns the status before and after, even when it is repeated', async () => {
    const { support } = await start({ account: () => anAccount({ cases: [{ status: 'work-in-progress' }] }) })
    expect(await support.resolveCase({ caseId: 'case-0' })).toMatchObject({
      initialCaseStatus: 'work-in-progress',
      finalCaseStatus: 'resolved',
    })
    expect(await support.resolveCase({ caseId: 'case-0' })).toMatchObject({
      initialCaseStatus: 'resolved',
      finalCaseStatus: 'resolved',
    })
    expect((await support.describeCases({})).cases).toEqual([])
  })

  test('ResolveCase rejects an unknown or missing case', async () => {
    const { support } = await start()
    expect(await errorOf(support.resolveCase({ caseId: 'x' }))).toBe('CaseIdNotFound')
    expect(await errorOf(support.resolveCase({}))).toBe('InvalidParameterValueException')
  })
})
