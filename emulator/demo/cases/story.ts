/** A case as the tables of this folder tell it, and how it becomes one of the account. */
import type { Communication, SupportCase } from '../../account.js'
import { ACCOUNT_ID, people, type Person } from '../company.js'
import { createRandom } from '../random.js'
import { attachmentIdOf, type FileKey } from '../files.js'
import { fillTimes, milliseconds } from '../times.js'

export interface Story {
  /** What follows the account in the case id. Written out, so that an id can be found here and never changes. */
  id: string
  displayId: string
  /** How long ago. */
  opened: string
  subject: string
  service: string
  category: string
  severity: 'low' | 'normal' | 'high' | 'urgent' | 'critical'
  status:
    | 'unassigned'
    | 'opened'
    | 'work-in-progress'
    | 'pending-customer-action'
    | 'customer-action-completed'
    | 'reopened'
    | 'resolved'
  language?: 'en' | 'ja' | 'zh' | 'es' | 'pt' | 'fr' | 'ko'
  issueType?: 'technical' | 'customer-service'
  cc?: readonly string[]
  /** Oldest first; the first one opens the case. */
  thread: readonly [Message, ...Message[]]
}

export interface Message {
  from: Person | 'aws'
  /** Since the case was opened. */
  at: string
  body: string
  files: readonly FileKey[]
}

export function customer(from: Person, at: string, ...paragraphs: string[]): Message {
  return { from, at, body: paragraphs.join('\n\n'), files: [] }
}

export function aws(at: string, ...paragraphs: string[]): Message {
  return { from: 'aws', at, body: paragraphs.join('\n\n'), files: [] }
}

export function attaching(message: Message, ...files: FileKey[]): Message {
  return { ...message, files }
}

export function createCase(story: Story, now: number): SupportCase {
  const opened = now - milliseconds(story.opened)
  const random = createRandom(`case:${story.id}`)
  const communications = story.thread.map((message): Communication => {
    // Nobody writes on the full minute; the jitter stays below one, so that it cannot change the order.
    const jitter = message === story.thread[0] ? 0 : random.int(0, 58_999)
    return {
      body: fillTimes(message.body, opened),
      submittedBy: submitter(message.from),
      timeCreated: opened + milliseconds(message.at) + jitter,
      attachmentIds: message.files.map(attachmentIdOf),
    }
  })
  return {
    caseId: `case-${ACCOUNT_ID}-${story.id}`,
    displayId: story.displayId,
    subject: story.subject,
    status: story.status,
    serviceCode: story.service,
    categoryCode: story.category,
    severityCode: story.severity,
    issueType: story.issueType ?? 'technical',
    language: story.language ?? 'en',
    submittedBy: submitter(story.thread[0].from),
    timeCreated: opened,
    ccEmailAddresses: [...(story.cc ?? [])],
    communications,
  }
}

function submitter(from: Person | 'aws'): string {
  return from === 'aws' ? 'Amazon Web Services' : people[from]
}
