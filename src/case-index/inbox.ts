/** Which side a case is waiting on, and since when: from its status and its newest messages. */
import type { CaseDetails, Communication } from '@aws-sdk/client-support'
import { perObject } from '../lib/per-object.js'
import { MAX_TIME, readAwsTime } from '../lib/time.js'
import { readAuthor, type Author } from '../upstream/author.js'

export type WaitingOn = 'AWS' | 'CUSTOMER' | 'NOBODY' | 'OTHER'

/** Facts from the newest messages of a case, independent of its status. Times are epoch milliseconds; undefined without such a message, or if its time is unknown. */
export interface InboxFacts {
  createdAt: number | undefined
  latestAt: number | undefined
  latestBy: Author['kind']
  firstResponseAt: number | undefined
  /** Since when the case would be waiting on each side, according to the messages. */
  since: Readonly<Record<'AWS' | 'CUSTOMER', number | undefined>>
  /** Whether the whole thread is known, and AWS has written nothing in it. */
  isUnanswered: boolean
}

/** A case with its messages, or with the facts from them. */
export type CaseWithFacts = CaseDetails & { inbox?: InboxFacts | undefined }

/** The facts of a case; undefined if it was read without its messages. */
export function inboxOf(item: CaseWithFacts): InboxFacts | undefined {
  return item.inbox ?? factsOf(item)
}

const factsOf = perObject(readInboxFacts)

export function readInboxFacts({ timeCreated, recentCommunications: recent }: CaseDetails): InboxFacts | undefined {
  if (recent === undefined) return undefined
  const messages = latestFirst(recent.communications ?? []).map((message) => ({
    at: timeOf(message.timeCreated),
    by: readAuthor(message.submittedBy).kind,
  }))
  // A token means that there are older messages.
  const isWhole = !recent.nextToken
  const createdAt = timeOf(timeCreated)
  const since = (side: Author['kind'], other: Author['kind']): number | undefined => {
    const last = messages.findIndex(({ by }) => by === side)
    if (last === -1) return isWhole ? createdAt : undefined
    return messages.slice(0, last).findLast(({ by }) => by === other)?.at
  }
  const firstResponse = messages.findLast(({ by }) => by === 'AWS')
  return {
    createdAt,
    latestAt: messages[0]?.at,
    latestBy: messages[0]?.by ?? 'OTHER',
    firstResponseAt: isWhole ? firstResponse?.at : undefined,
    since: { AWS: since('AWS', 'CUSTOMER'), CUSTOMER: since('CUSTOMER', 'AWS') },
    isUnanswered: isWhole && firstResponse === undefined,
  }
}

/** Sorts messages by time, latest first. A message without a readable time stays after the one that AWS lists before it. */
export function latestFirst<T extends Pick<Communication, 'timeCreated'>>(messages: readonly T[]): T[] {
  let above = Number.MAX_SAFE_INTEGER
  return messages
    .map((message) => ({ message, at: (above = timeOf(message.timeCreated) ?? above) }))
    .toSorted((a, b) => b.at - a.at)
    .map(({ message }) => message)
}

function timeOf(text: string | undefined): number | undefined {
  return readAwsTime(text)?.getTime()
}

const waitingOnByStatus: ReadonlyMap<string | undefined, WaitingOn> = new Map([
  ['resolved', 'NOBODY'],
  ['pending-customer-action', 'CUSTOMER'],
  ['unassigned', 'AWS'],
  ['opened', 'AWS'],
  ['reopened', 'AWS'],
  ['work-in-progress', 'AWS'],
  ['customer-action-completed', 'AWS'],
])

/** The side that has to act next: by the status or, if AWS does not document the status, by the author of the newest message. */
export function waitingOn(item: CaseWithFacts): WaitingOn {
  const byStatus = waitingOnByStatus.get(item.status?.toLowerCase())
  if (byStatus !== undefined) return byStatus
  const latestBy = inboxOf(item)?.latestBy
  return latestBy === 'CUSTOMER' ? 'AWS' : latestBy === 'AWS' ? 'CUSTOMER' : 'OTHER'
}

/** Since when the case is waiting on that side, in epoch milliseconds; undefined for NOBODY and OTHER, or if the newest messages do not show it. */
export function waitingSince(item: CaseWithFacts): number | undefined {
  const side = waitingOn(item)
  return side === 'AWS' || side === 'CUSTOMER' ? inboxOf(item)?.since[side] : undefined
}

/** The time within which AWS's first response is due, in milliseconds and by severity code. */
export type ResponseTargets = ReadonlyMap<string, number>

/** When AWS's first response is due, in epoch milliseconds; undefined without a target for the severity. */
export function responseDueAt(item: CaseWithFacts, targets: ResponseTargets): number | undefined {
  const target = targets.get(item.severityCode ?? '')
  if (target === undefined) return undefined
  const createdAt = item.inbox?.createdAt ?? timeOf(item.timeCreated)
  // A DateTime cannot have a year after 9999.
  return createdAt === undefined || createdAt + target > MAX_TIME ? undefined : createdAt + target
}

/** When the case becomes or became overdue, in epoch milliseconds; undefined if AWS has or may have responded, and for a resolved case. */
export function overdueAt(item: CaseWithFacts, targets: ResponseTargets): number | undefined {
  const isAwaitingResponse = waitingOn(item) !== 'NOBODY' && inboxOf(item)?.isUnanswered === true
  return isAwaitingResponse ? responseDueAt(item, targets) : undefined
}
