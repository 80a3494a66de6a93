/** Turns a story into a case. */
import type { Communication, SupportCase } from '../account.js'
import { createRandom } from '../random.js'
import { people } from './company.js'
import { attachmentIdOf } from './files.js'
import type { Story } from './stories.js'
import { fillTimes, milliseconds } from './times.js'

export function createCase(accountId: string, story: Story, now: number): SupportCase {
  const { issueType = 'technical', language = 'en', cc = [] } = story
  const opened = now - milliseconds(story.opened)
  const random = createRandom(`case:${story.id}`)
  const [first, ...replies] = messagesOf(story)
  if (first === undefined) throw new Error(`The case ${story.id} has no message`)
  const communications = [first, ...replies].map((message): Communication => {
    // Messages should not all fall on full minutes. The jitter is below a minute, so the order stays the same.
    const jitter = message === first ? 0 : random.int(0, 58_999)
    return {
      body: fillTimes(message.body, opened),
      submittedBy: people[message.from],
      timeCreated: opened + milliseconds(message.at) + jitter,
      attachmentIds: message.files.map((key) => attachmentIdOf(accountId, key)),
    }
  })
  return {
    caseId: `case-${accountId}-${story.id}`,
    displayId: story.displayId,
    subject: story.subject,
    status: story.status,
    serviceCode: story.service,
    categoryCode: story.category,
    severityCode: story.severity,
    issueType,
    language,
    submittedBy: people[first.from],
    timeCreated: opened,
    ccEmailAddresses: [...cc],
    communications,
  }
}

interface Message {
  from: keyof typeof people
  /** Time since the case was opened. */
  at: string
  files: string[]
  body: string
}

export function messagesOf({ id, issueType, thread }: Story): Message[] {
  return thread
    .trim()
    .split(/^@/m)
    .slice(1)
    .map((text) => {
      const [header = '', ...lines] = text.trim().split('\n')
      const [, from = '', at = '', files = '', signature] = /^(\w+) (\w+)((?: \+\w+)*)(?: (.+))?$/.exec(header) ?? []
      if (!isPerson(from)) throw new Error(`"@${header}" in the case ${id} is not a person in company.ts`)
      const team = issueType === 'customer-service' ? 'AWS Customer Service' : 'AWS Support'
      const paragraphs = lines.join('\n\n').replaceAll('\n\n ', '\n')
      return {
        from,
        at,
        files: files.split(' +').slice(1),
        body: signature === undefined ? paragraphs : `${paragraphs}\n\n${signature}\n${team}`,
      }
    })
}

function isPerson(name: string): name is keyof typeof people {
  return Object.hasOwn(people, name)
}
