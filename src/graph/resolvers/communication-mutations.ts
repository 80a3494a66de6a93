import { digestOfMessage } from '../../case-index/entry.js'
import { contextFor, type Context } from '../context.js'
import type { AddCommunicationInput, Resolvers, UserError } from '../generated/resolvers.js'
import type { AddCommunicationPayload } from '../models.js'
import { sameText } from '../../lib/text.js'
import { dryRun } from '../../upstream/upstream-error.js'
import type { Write } from '../../writes/write.js'
import { uploadAccountErrors } from './upload-ids.js'
import { loadCase, readCaseId } from './case-by-id.js'
import { contextForInputCase, unknownCase } from './case-mutations.js'
import { dryRunMessage, messageErrors, readBackCase, toAwsMessage, writeOnce } from './message.js'
import { findReplies } from './lost-write-lookup.js'
import { findCommunication } from './thread.js'

export const communicationMutationResolvers = {
  Mutation: {
    addCommunication: async (_, { input }, root) => {
      const context = await contextForInputCase(root, input.caseId)
      if ('code' in context) return { userErrors: [context, ...messageErrors(input)] }
      if (input.validateOnly === true) return checkReply(context, input)
      const plan = async () => newReply(context, input)
      const pin = { kind: 'message', value: digestOfMessage(input.body) } as const
      return { ...(await writeOnce(context, 'addCommunication', input, plan, pin)), body: input.body }
    },
  },
  AddCommunicationPayload: {
    case: readBackCase,
    communication: ({ account, caseId, body }, _, context) =>
      caseId === undefined
        ? null
        : findCommunication(
            contextFor(context, { account }),
            caseId,
            (communication) => communication.body?.trim() === body?.trim(),
          ),
  },
} satisfies Resolvers

async function checkReply(context: Context, input: AddCommunicationInput): Promise<AddCommunicationPayload> {
  const caseId = await readReplyCaseId(context, input)
  if (typeof caseId !== 'string') return { userErrors: caseId }
  const userErrors = await replyErrors(context, caseId, input)
  if (userErrors.length > 0) return { userErrors }
  const message = await dryRunMessage(context, input)
  await dryRun(() => context.call('AddCommunicationToCase', { caseId, ...message }))
  return { userErrors: [] }
}

async function newReply(
  context: Context,
  input: AddCommunicationInput,
): Promise<Write<UserError[]> | { refused: UserError[] }> {
  const caseId = await readReplyCaseId(context, input)
  if (typeof caseId !== 'string') return { refused: caseId }
  return {
    operation: 'AddCommunicationToCase',
    caseId,
    text: [caseId, sameText(input.body)],
    details: [],
    async prepare() {
      const refused = await replyErrors(context, caseId, input)
      if (refused.length > 0) return { refused }
      const message = await toAwsMessage(context, input)
      return async () => {
        await context.call('AddCommunicationToCase', { caseId, ...message })
        return { caseId }
      }
    },
    search: (since) => findReplies(context, caseId, input.body, since),
  }
}

/** The caseId to reply to, or all errors in the input if there is no such case. */
async function readReplyCaseId(context: Context, input: AddCommunicationInput): Promise<string | UserError[]> {
  return (await readCaseId(context, input.caseId)) ?? [unknownCase(input.caseId), ...messageErrors(input)]
}

async function replyErrors(context: Context, caseId: string, input: AddCommunicationInput): Promise<UserError[]> {
  const wrong = [...messageErrors(input), ...uploadAccountErrors(context, input, ['input', 'uploadIds'])]
  // AWS itself rejects a reply to an unknown case. Look the case up first only to report all errors at once, or to avoid creating an attachment set that
  // is never used. For viewers who may not see all cases, always look it up, so an unknown and a hidden case cost the same.
  const mustLookUp = context.rules !== null || wrong.length > 0 || (input.attachments ?? []).length > 0
  const isKnown = !mustLookUp || (await loadCase(context, caseId, false)) !== null
  return [...(isKnown ? [] : [unknownCase(input.caseId)]), ...wrong]
}
