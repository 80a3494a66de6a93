/** The fields of a case that tell which side has to act next. They need no extra AWS call, because the newest messages come with the case. */
import {
  inboxOf,
  overdueAt,
  responseDueAt,
  waitingOn,
  waitingSince,
  type CaseWithFacts,
} from '../../case-index/inbox.js'
import { toDate } from '../../lib/time.js'
import { lowerExpiry } from '../../upstream/request-scope.js'
import { contextFor, type Context } from '../context.js'
import type { Resolvers } from '../generated/resolvers.js'
import { latestCommunication } from './thread.js'

export const caseInboxResolvers = {
  Case: {
    latestCommunication: (parent, _, context) => latestCommunication(contextFor(context, parent), parent),
    latestCommunicationAt: (parent) => toDate(inboxOf(parent)?.latestAt),
    waitingOn,
    waitingSince: (parent) => toDate(waitingSince(parent)),
    firstResponseAt: (parent) => toDate(inboxOf(parent)?.firstResponseAt),
    responseDueAt: (parent, _, { responseTargets }) => toDate(responseDueAt(parent, responseTargets)),
    isOverdue: (parent, _, context) => isOverdue(context, parent),
  },
} satisfies Resolvers

/** Whether AWS's first response is overdue now. If it is not overdue yet, the gateway's response is cached only until it becomes overdue. */
export function isOverdue({ responseTargets, now, scope }: Context, item: CaseWithFacts): boolean {
  const at = overdueAt(item, responseTargets)
  if (at === undefined) return false
  if (at <= now()) return true
  lowerExpiry(scope.reads, at)
  return false
}
