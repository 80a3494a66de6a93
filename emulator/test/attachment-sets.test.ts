import { describe, expect, test } from 'vitest'
import { anAccount, errorOf, HOUR, MINUTE, start } from './harness.js'

const MB = 1024 * 1024
const note = (fileName: string, data = Buffer.from(fileName)) => ({ fileName, data })
const oneCase = () => anAccount({ cases: [{}] })

describe('AddAttachmentsToSet', () => {
  test('AddAttachmentsToSet stores files in a set that one communication can use', async () => {
    const { support } = await start({ account: oneCase })
    const { attachmentSetId = '' } = await support.addAttachmentsToSet({ attachments: [note('a.log')] })
    await support.addAttachmentsToSet({ attachmentSetId, attachments: [note('b.log')] })
    const reply = { caseId: 'case-0', communicationBody: 'see files', attachmentSetId }
    await support.addCommunicationToCase(reply)
    const { communications } = await support.describeCommunications({ caseId: 'case-0' })
    const [first, second] = communications?.[0]?.attachmentSet ?? []
    expect([first?.fileName, second?.fileName]).toEqual(['a.log', 'b.log'])
    const { attachment } = await support.describeAttachment({ attachmentId: second?.attachmentId })
    expect(attachment?.fileName).toBe('b.log')
    expect(attachment?.data).toBeInstanceOf(Uint8Array)
    expect(Buffer.from(attachment?.data ?? []).toString()).toBe('b.log')
    expect(await errorOf(support.addCommunicationToCase(reply))).toBe('AttachmentSetIdNotFound')
  })

  test('AddAttachmentsToSet returns the time when the set expires, as 2026-03-01T13:00:00.000+0000', async () => {
    const { support, clock } = await start()
    const first = await support.addAttachmentsToSet({ attachments: [note('a.log')] })
    expect(first.expiryTime).toBe('2026-03-01T13:00:00.000+0000')
    clock.time += MINUTE
    const second = await support.addAttachmentsToSet({
      attachmentSetId: first.attachmentSetId,
      attachments: [note('b.log')],
    })
    expect(second).toMatchObject({ attachmentSetId: first.attachmentSetId, expiryTime: first.expiryTime })
  })

  test('an attachment set expires after an hour', async () => {
    const { support, clock } = await start()
    const { attachmentSetId } = await support.addAttachmentsToSet({ attachments: [note('a.log')] })
    clock.time += HOUR
    expect(await errorOf(support.addAttachmentsToSet({ attachmentSetId, attachments: [note('b.log')] }))).toBe(
      'AttachmentSetExpired',
    )
    expect(await errorOf(support.createCase({ subject: 'x', communicationBody: 'x', attachmentSetId }))).toBe(
      'AttachmentSetExpired',
    )
    expect((await support.describeCases({})).cases).toEqual([])
  })

  test('an attachment set holds three files of 5 MB, but no fourth file and no larger one', async () => {
    const { support } = await start()
    const full = Buffer.alloc(5 * MB, 1)
    const three = [note('a', full), note('b', full), note('c', full)]
    const { attachmentSetId } = await support.addAttachmentsToSet({ attachments: three })
    const fourth = support.addAttachmentsToSet({ attachmentSetId, attachments: [note('d')] })
    expect(await errorOf(fourth)).toBe('AttachmentSetSizeLimitExceeded')
    const larger = support.addAttachmentsToSet({ attachments: [note('e', Buffer.alloc(5 * MB + 1))] })
    expect(await errorOf(larger)).toBe('AttachmentSetSizeLimitExceeded')
  })

  test('AddAttachmentsToSet rejects an unknown set and can be limited to a number of sets per hour', async () => {
    const { support, clock } = await start({ limits: { attachmentSetsPerHour: 1 } })
    expect(await errorOf(support.addAttachmentsToSet({ attachmentSetId: 'x', attachments: [] }))).toBe(
      'AttachmentSetIdNotFound',
    )
    const { attachmentSetId } = await support.addAttachmentsToSet({ attachments: [note('a')] })
    expect(await errorOf(support.addAttachmentsToSet({ attachments: [note('b')] }))).toBe('AttachmentLimitExceeded')
    await support.addAttachmentsToSet({ attachmentSetId, attachments: [note('b')] })
    clock.time += HOUR
    await support.addAttachmentsToSet({ attachments: [note('b')] })
  })
})

test('DescribeAttachment rejects an unknown attachment and can be limited to a number of calls per minute', async () => {
  const account = anAccount()
  account.attachments.set('a', { attachmentId: 'a', fileName: 'a', sizeBytes: 1, content: Buffer.from('a') })
  const { support, clock } = await start({ account: () => account, limits: { describeAttachmentsPerMinute: 1 } })
  expect(await errorOf(support.describeAttachment({ attachmentId: 'x' }))).toBe('AttachmentIdNotFound')
  await support.describeAttachment({ attachmentId: 'a' })
  expect(await errorOf(support.describeAttachment({ attachmentId: 'a' }))).toBe('DescribeAttachmentLimitExceeded')
  clock.time += MINUTE
  await support.describeAttachment({ attachmentId: 'a' })
})
