import type { Context } from '../context.js'
import { shortened } from '../errors.js'
import type { CreateCaseInput, Resolvers, UserError } from '../generated/resolvers.js'
import { toAwsIssueType } from '../loaders/service.js'
import type { CreateCasePayload } from '../parents.js'
import { dryRun } from '../upstream/upstream-error.js'
import { readInvalidInput, readUserErrors, sensitiveErrors, subjectErrors, userError } from '../user-errors.js'
import { readCaseId, selectsInlineCommunications, toCaseStatus } from './case-by-id.js'
import { checkLanguage } from './codes.js'
import { dryRunMessage, messageErrors, readBack, toAwsMessage, uploadFields, writeOnce } from './message.js'

export const caseMutationResolvers = {
  Mutation: {
    createCase: async (_, { input }, context) =>
      input.validateOnly === true
        ? createCase(context, input)
        : writeOnce(context, 'createCase', input, () => createCase(context, input)),
    resolveCase: async (_, { input }, context) => {
      const { upstream, loaders } = context
      const caseId = await readInputCaseId(context, input.caseId)
      if (typeof caseId !== 'string') return { userErrors: [caseId] }
      try {
        if (input.validateOnly === true) {
          await dryRun(() => upstream.resolveCase({ caseId, dryRun: true }))
          return { caseId, userErrors: [] }
        }
        const { initialCaseStatus, finalCaseStatus } = await upstream
          .resolveCase({ caseId })
          .finally(() => loaders.clearCases())
        return { caseId, initialStatusCode: initialCaseStatus, finalStatusCode: finalCaseStatus, userErrors: [] }
      } catch (error) {
        return { userErrors: readUserErrors(error, input) }
      }
    },
  },
  CreateCasePayload: {
    case: ({ caseId }, _, context, info) =>
      caseId === undefined ? null : readBack(context, caseId, selectsInlineCommunications(info)),
  },
  ResolveCasePayload: {
    case: ({ caseId }, _, context, info) =>
      caseId === undefined ? null : readBack(context, caseId, selectsInlineCommunications(info)),
    initialStatus: ({ initialStatusCode }) => toCaseStatus(initialStatusCode),
    finalStatus: ({ finalStatusCode }) => toCaseStatus(finalStatusCode),
  },
} satisfies Resolvers

async function createCase(context: Context, input: CreateCaseInput): Promise<CreateCasePayload> {
  const { upstream, loaders } = context
  const userErrors = await caseErrors(context, input)
  if (userErrors.length > 0) return { userErrors }
  try {
    if (input.validateOnly === true) {
      const message = await dryRunMessage(context, input)
      await dryRun(() => upstream.createCase({ ...toAwsCase(input), ...message }))
      return { userErrors: [] }
    }
    const message = await toAwsMessage(context, input)
    const { caseId } = await upstream
      .createCase({ ...toAwsCase(input), ...message })
      .finally(() => loaders.clearCases())
    return { caseId, userErrors: [] }
  } catch (error) {
    return { userErrors: readUserErrors(error, input, uploadFields) }
  }
}

function toAwsCase({ subject, serviceCode, categoryCode, severityCode, issueType, language }: CreateCaseInput) {
  return {
    subject,
    ...(serviceCode != null && { serviceCode }),
    ...(categoryCode != null && { categoryCode }),
    ...(severityCode != null && { severityCode }),
    ...(issueType != null && { issueType: toAwsIssueType(issueType) }),
    ...(language != null && { language }),
  }
}

/** All that is wrong with a new case: what can be seen, and the codes that AWS does not know. */
async function caseErrors(context: Context, input: CreateCaseInput): Promise<UserError[]> {
  const [serviceErrors, severityErrors] = await Promise.all([
    serviceCodeErrors(context, input),
    severityCodeErrors(context, input),
  ])
  return [
    ...subjectErrors(['input', 'subject'], input.subject),
    ...(input.allowSensitive === true ? [] : sensitiveErrors(['input', 'subject'], input.subject)),
    ...messageErrors(input),
    ...languageErrors(input),
    ...serviceErrors,
    ...severityErrors,
  ]
}

function languageErrors({ language }: CreateCaseInput): UserError[] {
  try {
    checkLanguage('language', language)
    return []
  } catch (error) {
    return [readInvalidInput(error, ['input', 'language'])]
  }
}

async function serviceCodeErrors(
  { loaders }: Context,
  { serviceCode, categoryCode }: CreateCaseInput,
): Promise<UserError[]> {
  if (serviceCode == null) return []
  const service = await loaders.serviceByKey.load({ code: serviceCode }).catch(unchecked)
  if (service === undefined) return []
  if (service === null) {
    const message = `"${shortened(serviceCode)}" is not the code of a service. Query services { nodes { code } } for those that are.`
    return [userError('NOT_FOUND', ['input', 'serviceCode'], message)]
  }
  const categories = service.categories?.map(({ code }) => code) ?? []
  if (categoryCode == null || categories.length === 0 || categories.includes(categoryCode)) return []
  const message = `"${shortened(categoryCode)}" is not a category of ${serviceCode}: it has ${categories.join(', ')}.`
  return [userError('NOT_FOUND', ['input', 'categoryCode'], message)]
}

async function severityCodeErrors({ loaders }: Context, { severityCode }: CreateCaseInput): Promise<UserError[]> {
  if (severityCode == null) return []
  const levels = await loaders.severityLevels(undefined).catch(unchecked)
  const codes = levels?.map(({ code }) => code) ?? []
  if (codes.length === 0 || codes.includes(severityCode)) return []
  const message = `"${shortened(severityCode)}" is not a severity of the account's plan: it has ${codes.join(', ')}.`
  return [userError('NOT_FOUND', ['input', 'severityCode'], message)]
}

/** AWS checks codes too: that they cannot be checked here must not keep a case from being opened in the middle of an outage. */
function unchecked(): undefined {
  return undefined
}

/** The caseId that `input.caseId` names, or why it names none. */
export async function readInputCaseId(context: Context, id: string): Promise<string | UserError> {
  try {
    return (await readCaseId(context, id)) ?? unknownCase(id)
  } catch (error) {
    return readInvalidInput(error, ['input', 'caseId'])
  }
}

export function unknownCase(id: string): UserError {
  return userError('NOT_FOUND', ['input', 'caseId'], `AWS Support knows no case "${shortened(id)}".`)
}
