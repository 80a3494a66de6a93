/**
 * The accounts that the emulator starts with: a realistic year of an invented company, the same on every start. Only
 * the times differ: they are relative to `now`.
 */
import { DEFAULT_ACCOUNT_ID, type Account } from '../account.js'
import { SEVERITY_LEVELS } from '../vocabulary.js'
import { createCase, messagesOf } from './cases.js'
import { createChecks } from './checks.js'
import { RETURNS_ACCOUNT_ID, SANDBOX_ACCOUNT_ID } from './company.js'
import { createAttachment } from './files.js'
import { returnsStories } from './returns-stories.js'
import { createServices } from './services.js'
import { stories, type Story } from './stories.js'
import { milliseconds } from './times.js'

const STORIES = new Map<string, readonly Story[]>([
  [DEFAULT_ACCOUNT_ID, stories],
  [RETURNS_ACCOUNT_ID, returnsStories],
])

/** An account without stories is new: it has the same services and checks, but no cases, and no check has run. */
export function createDemoAccount(now: number, accountId = DEFAULT_ACCOUNT_ID): Account {
  const own = STORIES.get(accountId) ?? []
  const cases = own.map((story) => createCase(accountId, story, now))
  const attachments = own.flatMap((story) =>
    messagesOf(story).flatMap(({ files }) =>
      files.map((key) => createAttachment(accountId, key, now - milliseconds(story.opened))),
    ),
  )
  return {
    accountId,
    ...(accountId === SANDBOX_ACCOUNT_ID && { hasPlan: false }),
    cases: new Map(cases.map((supportCase) => [supportCase.caseId, supportCase])),
    attachments: new Map(attachments.map((attachment) => [attachment.attachmentId, attachment])),
    services: createServices(),
    severityLevels: SEVERITY_LEVELS.map((level) => ({ ...level })),
    checks: new Map(createChecks({ accountId, now, haveRun: own.length > 0 }).map((check) => [check.id, check])),
  }
}
