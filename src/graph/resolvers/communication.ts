import { contextFor } from '../context.js'
import type { Resolvers } from '../generated/resolvers.js'
import { perObject } from '../../lib/per-object.js'
import { readPageArguments } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { readAwsTime } from '../../lib/time.js'
import { readAuthor } from '../../upstream/author.js'
import { attachmentConnection, attachmentsOf } from './attachment.js'
import { loadCase, selectsInlineCommunications } from './case-by-id.js'
import { communicationKey } from './thread.js'

export const communicationResolvers = {
  Communication: {
    id: perObject((communication) =>
      toGlobalId('Communication', communication.account, communication.caseId, ...communicationKey(communication)),
    ),
    author: perObject(({ submittedBy }) => readAuthor(submittedBy)),
    createdAt: perObject(({ timeCreated }) => readAwsTime(timeCreated)),
    case: (parent, _, context, info) =>
      loadCase(contextFor(context, parent), parent.caseId, selectsInlineCommunications(context, info)),
    attachments: (communication, args) => {
      const listDigest = listDigestOf(() => [
        'attachments',
        [communication.caseId, ...communicationKey(communication)].join(' '),
      ])
      return attachmentConnection(attachmentsOf(communication), readPageArguments(args, listDigest), listDigest)
    },
  },
} satisfies Resolvers
