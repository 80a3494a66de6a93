/**
 * The account that the emulator starts with: a realistic year of an invented company, the same on every start. Only the
 * times differ: they are relative to `now`.
 */
import type { Account } from '../account.js'
import { SEVERITY_LEVELS } from '../vocabulary.js'
import { createCases, messagesOf } from './cases.js'
import { createChecks } from './checks.js'
import { ACCOUNT_ID } from './company.js'
import { createAttachment } from './files.js'
import { createServices } from './services.js'
import { stories } from './stories.js'
import { milliseconds } from './times.js'

export function createDemoAccount(now: number): Account {
  const attachments = stories.flatMap((story) =>
    messagesOf(story).flatMap(({ files }) =>
      files.map((key) => createAttachment(key, now - milliseconds(story.opened))),
    ),
  )
  return {
    accountId: ACCOUNT_ID,
    cases: new Map(createCases(now).map((supportCase) => [supportCase.caseId, supportCase])),
    attachments: new Map(attachments.map((attachment) => [attachment.attachmentId, attachment])),
    services: createServices(),
    severityLevels: SEVERITY_LEVELS.map((level) => ({ ...level })),
    checks: new Map(createChecks(now).map((check) => [check.id, check])),
  }
}
