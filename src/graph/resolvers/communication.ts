import type { Resolvers } from '../generated/resolvers.js'
import { perObject } from '../../lib/per-object.js'
import { readPageArguments } from '../relay/connection.js'
import { bindingOf } from '../relay/cursor.js'
import { toGlobalId } from '../relay/id.js'
import { readAwsTime } from '../../lib/time.js'
import { attachmentConnection } from './attachment.js'
import { loadCase, selectsInlineCommunications } from './case-by-id.js'
import { communicationKey } from './thread.js'

export const communicationResolvers = {
  Communication: {
    id: perObject((communication) =>
      toGlobalId('Communication', communication.caseId, ...communicationKey(communication)),
    ),
    author: perObject(({ submittedBy }) => readAuthor(submittedBy)),
    createdAt: perObject(({ timeCreated }) => readAwsTime(timeCreated)),
    case: ({ caseId }, _, context, info) => loadCase(context, caseId, selectsInlineCommunications(info)),
    attachments: (communication, args) => {
      const binding = bindingOf(() => [
        'attachments',
        [communication.caseId, ...communicationKey(communication)].join(' '),
      ])
      return attachmentConnection([communication], readPageArguments(args, binding), binding)
    },
  },
} satisfies Resolvers

/** AWS's own side, as it is documented and as it is seen. */
const AWS_AUTHOR = /^Amazon Web Services,?$/i

/** Reads `AdminRole (Role) <janedoe@example.com>`. */
function readAuthor(submittedBy: string | undefined) {
  const text = submittedBy?.trim() ?? ''
  if (text === '') return { kind: 'OTHER' } as const
  if (AWS_AUTHOR.test(text)) return { kind: 'AWS', name: text.replace(/,$/, '') } as const
  const [, name = text, email] = /^(.*)<([^<>]*)>$/.exec(text) ?? []
  const isAddress = email === undefined && /^\S+@\S+$/.test(text)
  return {
    kind: 'CUSTOMER',
    name: isAddress || name.trim() === '' ? null : name.trim(),
    email: isAddress ? text : email,
  } as const
}
