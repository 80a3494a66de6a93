import { describe, expect, test } from 'vitest'
import type { DescribeCasesCommandInput, Support } from '@aws-sdk/client-support'
import type { Account } from '../account.js'
import { aCommunication, anAccount, errorOf, failureOf, HOUR, NOON, start } from './harness.js'

async function subjects(support: Support, input: DescribeCasesCommandInput): Promise<(string | undefined)[]> {
  const { cases = [] } = await support.describeCases(input)
  return cases.map(({ subject }) => subject)
}

const many = (count: number) => () => anAccount({ cases: Array.from({ length: count }, () => ({})) })

const ago = (hours: number) => new Date(NOON - hours * HOUR).toISOString()

function thread(count: number): () => Account {
  const communications = Array.from({ length: count }, (_, index) => aCommunication(`${index}`, NOON + index * HOUR))
  return () => anAccount({ cases: [{ communications }] })
}

describe('DescribeCases', () => {
  test('DescribeCases returns the newest case first', async () => {
    const { support } = await start({ account: many(3) })
    expect(await subjects(support, {})).toEqual(['Subject 0', 'Subject 1', 'Subject 2'])
  })

  test('DescribeCases returns every member of a case, with times in milliseconds', async () => {
    const { support } = await start({ account: many(1) })
    const { cases } = await support.describeCases({ includeCommunications: false })
    expect(cases).toEqual([
      {
        caseId: 'case-0',
        displayId: '1000',
        subject: 'Subject 0',
        status: 'opened',
        serviceCode: 'general-info',
        categoryCode: 'other',
        severityCode: 'low',
        submittedBy: 'AdminRole (Role) <janedoe@example.com>',
        timeCreated: '2026-03-01T11:00:00.000Z',
        ccEmailAddresses: [],
        language: 'en',
      },
    ])
  })

  test('DescribeCases leaves out resolved cases, even by id, unless includeResolvedCases is set', async () => {
    const { support } = await start({ account: () => anAccount({ cases: [{ status: 'resolved' }, {}] }) })
    expect(await subjects(support, {})).toEqual(['Subject 1'])
    expect(await subjects(support, { caseIdList: ['case-0'] })).toEqual([])
    expect(await subjects(support, { displayId: '1000' })).toEqual([])
    expect(await subjects(support, { caseIdList: ['case-0'], includeResolvedCases: true })).toEqual(['Subject 0'])
  })

  test('DescribeCases filters by ids, displayId and language', async () => {
    const { support } = await start({ account: () => anAccount({ cases: [{}, { language: 'ja' }, {}] }) })
    expect(await subjects(support, { caseIdList: ['case-2', 'case-0'] })).toEqual(['Subject 0', 'Subject 2'])
    expect(await subjects(support, { displayId: '1002' })).toEqual(['Subject 2'])
    expect(await subjects(support, { displayId: '9' })).toEqual([])
    expect(await subjects(support, { caseIdList: [] })).toHaveLength(3)
    expect(await subjects(support, { language: 'ja' })).toEqual(['Subject 1'])
  })

  test('DescribeCases filters by time of creation, both ends included', async () => {
    const { support } = await start({ account: many(4) })
    expect(await subjects(support, { afterTime: ago(3), beforeTime: ago(2) })).toEqual(['Subject 1', 'Subject 2'])
    expect(await subjects(support, { afterTime: '2026-03-02' })).toEqual([])
    expect(await subjects(support, { beforeTime: '2026-03-01T12:30:00+0200' })).toEqual([
      'Subject 1',
      'Subject 2',
      'Subject 3',
    ])
  })

  test.each(['yesterday', '', '2026-13-01', '2026-02-29', '2026-02-30', '2026-04-31T10:00:00Z', '2026-01-01T25:00'])(
    'DescribeCases rejects the time %j',
    async (time) => {
      const { support } = await start()
      expect(await errorOf(support.describeCases({ afterTime: time }))).toBe('InvalidParameterValueException')
      expect(await errorOf(support.describeCases({ beforeTime: time }))).toBe('InvalidParameterValueException')
      await support.describeCases({ afterTime: '2024-02-29', beforeTime: '2026-04-30T23:30:00-11:00' })
    },
  )

  test('DescribeCases returns cases that are three years old', async () => {
    const { support } = await start({
      account: () => anAccount({ cases: [{ timeCreated: NOON - 3 * 366 * 24 * HOUR }] }),
    })
    expect(await subjects(support, {})).toEqual(['Subject 0'])
  })

  test('DescribeCases fails as a whole if one id is unknown', async () => {
    const { support } = await start({ account: many(2) })
    const failure = await failureOf(support.describeCases({ caseIdList: ['case-0', 'case-9'] }))
    expect(failure.name).toBe('CaseIdNotFound')
    expect(failure.message).toContain('case-9')
  })

  test('DescribeCases includes the newest five communications and a token for the rest', async () => {
    const communications = Array.from({ length: 12 }, (_, index) => aCommunication(`body ${index}`, NOON + index))
    const { support } = await start({ account: () => anAccount({ cases: [{ communications }] }) })
    const { cases = [] } = await support.describeCases({})
    const recent = cases[0]?.recentCommunications
    expect(recent?.communications?.map(({ body }) => body)).toEqual([11, 10, 9, 8, 7].map((n) => `body ${n}`))
    const rest = await support.describeCommunications({ caseId: 'case-0', nextToken: recent?.nextToken })
    expect(rest.communications?.map(({ body }) => body)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `body ${n}`))
    expect(rest.nextToken).toBeUndefined()
    const without = await support.describeCases({ includeCommunications: false })
    expect(without.cases?.[0]).not.toHaveProperty('recentCommunications')
  })

  test('DescribeCases returns no token for a case with exactly five communications', async () => {
    const communications = Array.from({ length: 5 }, (_, index) => aCommunication(`body ${index}`, NOON + index))
    const { support } = await start({ account: () => anAccount({ cases: [{ communications }] }) })
    const { cases = [] } = await support.describeCases({})
    expect(cases[0]?.recentCommunications?.communications).toHaveLength(5)
    expect(cases[0]?.recentCommunications).not.toHaveProperty('nextToken')
  })
})

describe('pages of DescribeCases', () => {
  test('pages of DescribeCases contain every case once, even if the page size changes', async () => {
    const { support } = await start({ account: many(57) })
    const seen: (string | undefined)[] = []
    let nextToken: string | undefined
    for (const maxResults of [10, 25, 10, 100]) {
      const page = await support.describeCases({ maxResults, nextToken, includeCommunications: maxResults > 20 })
      seen.push(...(page.cases ?? []).map(({ subject }) => subject))
      nextToken = page.nextToken
    }
    expect(nextToken).toBeUndefined()
    expect(seen).toEqual(Array.from({ length: 57 }, (_, index) => `Subject ${index}`))
  })

  test('pages of DescribeCases do not shift when a case is created in between', async () => {
    const { support } = await start({ account: many(20) })
    const first = await support.describeCases({ maxResults: 10 })
    await support.createCase({ subject: 'new', communicationBody: 'new' })
    const second = await subjects(support, { maxResults: 10, nextToken: first.nextToken })
    expect(second).toEqual(Array.from({ length: 10 }, (_, index) => `Subject ${index + 10}`))
  })

  test('the last page of DescribeCases has no token even when it is full', async () => {
    const { support } = await start({ account: many(20) })
    const first = await support.describeCases({ maxResults: 10 })
    const second = await support.describeCases({ maxResults: 10, nextToken: first.nextToken })
    expect(second.cases).toHaveLength(10)
    expect(second).not.toHaveProperty('nextToken')
  })

  test('DescribeCases rejects an invalid token and one for a different filter or operation', async () => {
    const { support } = await start({ account: many(20) })
    const { nextToken } = await support.describeCases({ maxResults: 10 })
    const other = await failureOf(support.describeCases({ nextToken, includeResolvedCases: true }))
    expect(other.name).toBe('InvalidParameterValueException')
    expect(other.message).toContain('different filters')
    expect(await errorOf(support.describeCases({ nextToken: 'junk' }))).toBe('InvalidParameterValueException')
    expect(await errorOf(support.describeCommunications({ caseId: 'case-0', nextToken }))).toBe(
      'InvalidParameterValueException',
    )
  })

  test('DescribeCases returns 100 cases per page unless the page size option says otherwise', async () => {
    const large = await start({ account: many(101) })
    expect((await large.support.describeCases({})).cases).toHaveLength(100)
    const small = await start({ account: many(20), settings: { defaultPageSize: 7 } })
    expect((await small.support.describeCases({})).cases).toHaveLength(7)
  })
})

describe('DescribeCommunications', () => {
  test('DescribeCommunications returns the newest communication first, in pages that do not shift', async () => {
    const { support } = await start({ account: thread(15) })
    const first = await support.describeCommunications({ caseId: 'case-0', maxResults: 10 })
    expect(first.communications?.map(({ body }) => body)).toEqual([
      '14',
      '13',
      '12',
      '11',
      '10',
      '9',
      '8',
      '7',
      '6',
      '5',
    ])
    await support.addCommunicationToCase({ caseId: 'case-0', communicationBody: 'new' })
    const second = await support.describeCommunications({
      caseId: 'case-0',
      maxResults: 10,
      nextToken: first.nextToken,
    })
    expect(second.communications?.map(({ body }) => body)).toEqual(['4', '3', '2', '1', '0'])
  })

  test('DescribeCommunications filters by time, and a token is valid only for the same filter', async () => {
    const { support } = await start({ account: thread(30) })
    const afterTime = new Date(NOON + 10 * HOUR).toISOString()
    const beforeTime = new Date(NOON + 25 * HOUR).toISOString()
    const input = { caseId: 'case-0', afterTime, beforeTime, maxResults: 10 }
    const first = await support.describeCommunications(input)
    expect(first.communications?.[0]?.body).toBe('25')
    const second = await support.describeCommunications({ ...input, nextToken: first.nextToken })
    expect(second.communications?.map(({ body }) => body)).toEqual(['15', '14', '13', '12', '11', '10'])
    const bare = support.describeCommunications({ caseId: 'case-0', nextToken: first.nextToken })
    expect(await errorOf(bare)).toBe('InvalidParameterValueException')
    expect(await errorOf(support.describeCommunications({ ...input, afterTime: '12' }))).toBe(
      'InvalidParameterValueException',
    )
  })

  test('DescribeCommunications works for a resolved case and rejects an unknown one', async () => {
    const { support } = await start({ account: () => anAccount({ cases: [{ status: 'resolved' }] }) })
    expect((await support.describeCommunications({ caseId: 'case-0' })).communications).toHaveLength(1)
    expect(await errorOf(support.describeCommunications({ caseId: 'x' }))).toBe('CaseIdNotFound')
  })

  test('DescribeCommunications lists attachments of any size, and those up to 5 MB in attachmentSet too', async () => {
    const account = anAccount({ cases: [{ communications: [aCommunication('a', NOON, ['small', 'large'])] }] })
    const limit = 5 * 1024 * 1024
    account.attachments.set('small', {
      attachmentId: 'small',
      fileName: 's.log',
      sizeBytes: limit,
      content: { path: '' },
    })
    account.attachments.set('large', {
      attachmentId: 'large',
      fileName: 'l.log',
      sizeBytes: limit + 1,
      content: { path: '' },
    })
    const { support } = await start({ account: () => account })
    const { communications } = await support.describeCommunications({ caseId: 'case-0' })
    expect(communications?.[0]?.attachments?.map(({ attachmentId }) => attachmentId)).toEqual(['small', 'large'])
    expect(communications?.[0]?.attachmentSet).toEqual([{ attachmentId: 'small', fileName: 's.log' }])
    expect(await errorOf(support.describeAttachment({ attachmentId: 'large' }))).toBe('InvalidParameterValueException')
  })
})
