/** Whose turn it is in a case, and since when, by its status and its newest messages. */
import type { CaseDetails, Communication } from '@aws-sdk/client-support'
import { perObject } from '../lib/per-object.js'
import { MAX_TIME, readAwsTime } from '../lib/time.js'
import { readAuthor, type Author } from '../upstream/author.js'

export type WaitingOn = 'AWS' | 'CUSTOMER' | 'NOBODY' | 'OTHER'

/** What the newest messages of a case say, whatever its status is. Times are epoch milliseconds; undefined for none, and for an unknown one. */
export interface InboxFacts {
  createdAt: number | undefined
  latestAt: number | undefined
  latestBy: Author['kind']
  firstResponseAt: number | undefined
  /** Since when each side is waited on, if it is its turn. */
  since: Readonly<Record<'AWS' | 'CUSTOMER', number | undefined>>
  /** Whether the whole thread is known, and AWS has written nothing in it. */
  isUnanswered: boolean
}

/** A case with its messages, or with the facts that were read from them. */
export type CaseWithFacts = CaseDetails & { inbox?: InboxFacts | undefined }

/** The facts of a case; undefined where it was read without its messages. */
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

/** Messages by their times, the latest first. One without a readable time stays behind the one that AWS lists before it. */
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

/** Which side has to act next: by the status, or by who wrote last where the status is not one that AWS documents. */
export function waitingOn(item: CaseWithFacts): WaitingOn {
  const byStatus = waitingOnByStatus.get(item.status?.toLowerCase())
  if (byStatus !== undefined) return byStatus
  const latestBy = inboxOf(item)?.latestBy
  return latestBy === 'CUSTOMER' ? 'AWS' : latestBy === 'AWS' ? 'CUSTOMER' : 'OTHER'
}

/** Since when that side is waited on, epoch milliseconds; undefined for NOBODY and OTHER, and where the newest messages do not say. */
export function waitingSince(item: CaseWithFacts): number | undefined {
  const side = waitingOn(item)
  return side === 'AWS' || side === 'CUSTOMER' ? inboxOf(item)?.since[side] : undefined
}

/** By severity code: within how many milliseconds AWS's first response is due. */
export type ResponseTargets = ReadonlyMap<string, number>

/** When AWS's first response is due, epoch milliseconds; undefined without a target for the severity. */
export function responseDueAt(item: CaseWithFacts, targets: ResponseTargets): number | undefined {
  const target = targets.get(item.severityCode ?? '')
  if (target === undefined) return undefined
  const createdAt = item.inbox?.createdAt ?? timeOf(item.timeCreated)
  // Past the year 9999 no DateTime can show it.
  return createdAt === undefined || createdAt + target > MAX_TIME ? undefined : createdAt + target
}

/** When the case becomes overdue, or has become, epoch milliseconds; undefined where AWS has responded or may have, and for a resolved case. */
export function overdueAt(item: CaseWithFacts, targets: ResponseTargets): number | undefined {
  const isOpenEnded = waitingOn(item) !== 'NOBODY' && inboxOf(item)?.isUnanswered === true
  return isOpenEnded ? responseDueAt(item, targets) : undefined
}
