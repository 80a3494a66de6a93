import type { Context } from '../context.js'
import type { AddCommunicationInput, Resolvers } from '../generated/resolvers.js'
import type { AddCommunicationPayload } from '../parents.js'
import { dryRun } from '../upstream/upstream-error.js'
import { readUserErrors } from '../user-errors.js'
import { loadCase, selectsInlineCommunications } from './case-by-id.js'
import { readInputCaseId, unknownCase } from './case-mutations.js'
import { dryRunMessage, messageErrors, readBack, toAwsMessage, uploadFields, writeOnce } from './message.js'
import { findCommunication } from './thread.js'

export const communicationMutationResolvers = {
  Mutation: {
    addCommunication: async (_, { input }, context) =>
      input.validateOnly === true
        ? addCommunication(context, input)
        : writeOnce(context, 'addCommunication', input, () => addCommunication(context, input)),
  },
  AddCommunicationPayload: {
    case: ({ caseId }, _, context, info) =>
      caseId === undefined ? null : readBack(context, caseId, selectsInlineCommunications(info)),
    communication: ({ caseId, body }, _, context) =>
      caseId === undefined
        ? null
        : findCommunication(context, caseId, (communication) => communication.body?.trim() === body?.trim()),
  },
} satisfies Resolvers

async function addCommunication(context: Context, input: AddCommunicationInput): Promise<AddCommunicationPayload> {
  const { upstream, loaders } = context
  const caseId = await readInputCaseId(context, input.caseId)
  const wrong = messageErrors(input)
  // AWS refuses a reply to an unknown case by itself. It is looked up first only where there are other errors, to tell all at once, or files,
  // to make no set for a case that is not there; and always for who may not see all cases, be the case unknown or hidden.
  const looksUp = context.rules !== null || wrong.length > 0 || (input.attachments ?? []).length > 0
  if (typeof caseId !== 'string') return { userErrors: [caseId, ...wrong] }
  const isKnown = !looksUp || (await loadCase(context, caseId, false)) !== null
  const userErrors = [...(isKnown ? [] : [unknownCase(input.caseId)]), ...wrong]
  if (userErrors.length > 0) return { userErrors }
  try {
    if (input.validateOnly === true) {
      const message = await dryRunMessage(context, input)
      await dryRun(() => upstream.addCommunicationToCase({ caseId, ...message }))
      return { userErrors: [] }
    }
    const message = await toAwsMessage(context, input)
    await upstream.addCommunicationToCase({ caseId, ...message }).finally(() => {
      loaders.clearCases()
      loaders.communicationPage.clear()
    })
    return { caseId, body: input.body, userErrors: [] }
  } catch (error) {
    return { userErrors: readUserErrors(error, input, uploadFields) }
  }
}
