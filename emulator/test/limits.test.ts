import { expect, test } from 'vitest'
import { anAccount, control, errorOf, HOUR, start } from './harness.js'

const question = { subject: 'x', communicationBody: 'x' }

function account() {
  const content = Buffer.from('a')
  const made = anAccount()
  made.attachments.set('a', { attachmentId: 'a', fileName: 'a', sizeBytes: 1, content })
  return made
}

test('the control API can set every quota and rate limit, one at a time', async () => {
  const { emulator, support, clock } = await start({ account })
  const calls = {
    casesPerHour: () => support.createCase(question),
    attachmentSetsPerHour: () => support.addAttachmentsToSet({ attachments: [] }),
    describeAttachmentsPerMinute: () => support.describeAttachment({ attachmentId: 'a' }),
    supportPerSecond: () => support.describeServices({}),
    trustedAdvisorPerSecond: () => support.describeTrustedAdvisorChecks({ language: 'en' }),
  }
  const errors = {
    casesPerHour: 'CaseCreationLimitExceeded',
    attachmentSetsPerHour: 'AttachmentLimitExceeded',
    describeAttachmentsPerMinute: 'DescribeAttachmentLimitExceeded',
    supportPerSecond: 'ThrottlingException',
    trustedAdvisorPerSecond: 'ThrottlingException',
  }
  for (const [limit, call] of Object.entries(calls)) {
    await call()
    const set = await control(emulator, 'POST', 'limits', { [limit]: 1 })
    expect(set).toEqual({ status: 200, body: { limits: { [limit]: 1 } } })
    await call()
    expect(await errorOf(call())).toBe(errors[limit as keyof typeof errors])
    clock.time += HOUR
    await call()
  }
})

test('limits set by the control API replace all earlier ones and apply until they are removed', async () => {
  const { emulator, support } = await start({ limits: { casesPerHour: 0, supportPerSecond: 3 } })
  const first = { limits: { casesPerHour: 0, supportPerSecond: 3 } }
  expect(await control(emulator, 'GET', 'limits')).toEqual({ status: 200, body: first })
  await control(emulator, 'POST', 'limits', { casesPerHour: 1 })
  await support.createCase(question)
  expect(await errorOf(support.createCase(question))).toBe('CaseCreationLimitExceeded')
  expect(await control(emulator, 'DELETE', 'limits')).toEqual({ status: 200, body: { limits: {} } })
  for (let call = 0; call < 5; call += 1) await support.createCase(question)
})

test('limits set by the control API survive a reset, which restarts their counters', async () => {
  const { emulator, support } = await start()
  await control(emulator, 'POST', 'limits', { casesPerHour: 1, trustedAdvisorPerSecond: 1 })
  await control(emulator, 'POST', 'clock', { advanceMs: HOUR })
  const checks = () => support.describeTrustedAdvisorChecks({ language: 'en' })
  for (let round = 0; round < 2; round += 1) {
    await support.createCase(question)
    await checks()
    expect(await errorOf(support.createCase(question))).toBe('CaseCreationLimitExceeded')
    expect(await errorOf(checks())).toBe('ThrottlingException')
    await control(emulator, 'POST', 'reset')
  }
})
