import { namedServices, rolesForService, maySeeSeverity } from '../access/rules.js'
import type { Context } from '../context.js'
import { hasName, listed, shortened } from '../../lib/errors.js'
import type { CreateCaseInput, Resolvers, UserError } from '../generated/resolvers.js'
import type { CreateCasePayload } from '../models.js'
import { sameText } from '../../lib/text.js'
import { dryRun } from '../../upstream/upstream-error.js'
import { readInvalidInput, sensitiveErrors, subjectErrors, userError } from './user-errors.js'
import type { Write } from '../../writes/write.js'
import { contextForInput } from './account-argument.js'
import { uploadAccountErrors } from './upload-ids.js'
import { findCaseContext, loadCase, readCaseId, toCaseStatus } from './case-by-id.js'
import { adviceOn, checkLanguage, toAwsIssueType } from './codes.js'
import { dryRunMessage, messageErrors, readBackCase, toAwsMessage, writeOnce } from './message.js'
import { findCases } from './lost-write-lookup.js'
import { suggestServiceCodes } from './service.js'
import { suggestCodes } from './service-search.js'

export const caseMutationResolvers = {
  Mutation: {
    createCase: async (_, { input }, root) => {
      const context = contextForInput(root, input)
      if ('code' in context) return { userErrors: [context] }
      if (input.validateOnly === true) return checkNewCase(context, input)
      const plan = async () => newCase(context, input)
      return writeOnce(context, 'createCase', input, plan, { kind: 'exists', value: '' })
    },
    resolveCase: async (_, { input }, root) => {
      const context = await contextForInputCase(root, input.caseId)
      if ('code' in context) return { userErrors: [context] }
      const caseId = await readCaseId(context, input.caseId)
      if (caseId === null) return { userErrors: [unknownCase(input.caseId)] }
      const { account, call, scope, invalidateCase } = context
      // For viewers who may not see all cases, an unknown and a hidden case give the same response at the same cost.
      if (context.rules !== null && (await loadCase(context, caseId, false)) === null)
        return { userErrors: [unknownCase(input.caseId)] }
      if (input.validateOnly === true) {
        await dryRun(() => call('ResolveCase', { caseId, dryRun: true }))
        return { account: account.key, caseId, userErrors: [] }
      }
      const { initialCaseStatus, finalCaseStatus } = await call('ResolveCase', { caseId }).catch(async (error) => {
        // AWS may have resolved the case despite the error, so read it again. Skip that call if nothing was sent or the case is unknown.
        const isSent = scope.cost.calls['ResolveCase'] !== undefined
        if (isSent && !hasName(error, 'CaseIdNotFound')) await invalidateCase(caseId)
        throw error
      })
      await invalidateCase(
        caseId,
        finalCaseStatus === undefined ? undefined : { kind: 'status', value: finalCaseStatus },
      )
      return {
        account: account.key,
        caseId,
        initialStatusCode: initialCaseStatus,
        finalStatusCode: finalCaseStatus,
        userErrors: [],
      }
    },
  },
  CreateCasePayload: {
    case: readBackCase,
  },
  ResolveCasePayload: {
    case: readBackCase,
    initialStatus: ({ initialStatusCode: code }) => (code === undefined ? null : toCaseStatus(code)),
    finalStatus: ({ finalStatusCode: code }) => (code === undefined ? null : toCaseStatus(code)),
  },
} satisfies Resolvers

async function checkNewCase(context: Context, input: CreateCaseInput): Promise<CreateCasePayload> {
  const userErrors = await caseErrors(context, input)
  if (userErrors.length > 0) return { userErrors }
  const message = await dryRunMessage(context, input)
  await dryRun(() => context.call('CreateCase', { ...toAwsCase(input), ...message }))
  return { userErrors: [] }
}

function newCase(context: Context, input: CreateCaseInput): Write<UserError[]> {
  const { subject, body, serviceCode, categoryCode, severityCode, language } = input
  return {
    operation: 'CreateCase',
    text: [sameText(subject), sameText(body)],
    details: [serviceCode, categoryCode, severityCode, language],
    async prepare() {
      const refused = await caseErrors(context, input)
      if (refused.length > 0) return { refused }
      const message = await toAwsMessage(context, input)
      return () => context.call('CreateCase', { ...toAwsCase(input), ...message })
    },
    search: (since, exact) => findCases(context, input, since, exact),
  }
}

function toAwsCase({ subject, serviceCode, categoryCode, severityCode, issueType, language }: CreateCaseInput) {
  return {
    subject,
    serviceCode: serviceCode ?? undefined,
    categoryCode: categoryCode ?? undefined,
    severityCode: severityCode ?? undefined,
    issueType: issueType == null ? undefined : toAwsIssueType(issueType),
    language: language ?? undefined,
  }
}

/** All errors in a new case, including codes that AWS does not list. */
async function caseErrors(context: Context, input: CreateCaseInput): Promise<UserError[]> {
  const forbidden = await ruleErrors(context, input)
  const [serviceErrors, severityErrors] =
    forbidden.length > 0
      ? [forbidden, []]
      : await Promise.all([serviceCodeErrors(context, input), severityCodeErrors(context, input)])
  return [
    ...subjectErrors(['input', 'subject'], input.subject),
    ...(input.allowSensitive === true ? [] : sensitiveErrors(['input', 'subject'], input.subject)),
    ...messageErrors(input),
    ...uploadAccountErrors(context, input, ['input', 'uploadIds']),
    ...languageErrors(input),
    ...serviceErrors,
    ...severityErrors,
  ]
}

/** Errors for a service or severity that the viewer's roles do not allow. If a code is missing, AWS chooses one, so the viewer must be allowed to use all codes. */
async function ruleErrors({ rules }: Context, { serviceCode, severityCode }: CreateCaseInput): Promise<UserError[]> {
  const roles = rolesForService(rules, serviceCode ?? undefined)
  const errors: UserError[] = []
  if (roles?.length === 0) {
    // Whether AWS knows the code does not matter: the policy lists all allowed codes, so the rejection costs no call.
    const allowed = namedServices(rules).map((code) => ({ code }))
    const suggestions = serviceCode == null ? [] : await suggestCodes(allowed, serviceCode)
    errors.push(notAllowed('serviceCode', serviceCode, 'services { nodes { code } }', suggestions))
  }
  // one role must allow both
  if (!maySeeSeverity(roles?.length === 0 ? rules : roles, severityCode ?? undefined))
    errors.push(notAllowed('severityCode', severityCode, 'severityLevels { code }'))
  return errors
}

function notAllowed(
  field: string,
  code: string | null | undefined,
  query: string,
  suggestions: string[] = [],
): UserError {
  const what =
    code == null
      ? `${field} is missing, and your roles do not allow every value`
      : `Your roles do not allow the ${field} "${shortened(code)}"`
  return userError('FORBIDDEN', ['input', field], `${what}: query ${query} for the allowed ones.`, suggestions)
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
  context: Context,
  { serviceCode, categoryCode }: CreateCaseInput,
): Promise<UserError[]> {
  if (serviceCode == null) return []
  const service = await Promise.resolve(context.loaders.serviceByKey({ code: serviceCode })).catch(unchecked)
  if (service === undefined) return []
  if (service === null) {
    const suggestions = await suggestServiceCodes(context, serviceCode)
    const advice = adviceOn(suggestions, 'Query searchServices to find one.')
    const message = `"${shortened(serviceCode)}" is not the code of a service. ${advice}`
    return [userError('NOT_FOUND', ['input', 'serviceCode'], message, suggestions)]
  }
  const { categories } = service
  if (categoryCode == null || categories.length === 0 || categories.some(({ code }) => code === categoryCode)) return []
  const message = `"${shortened(categoryCode)}" is not a category of ${serviceCode}, which has ${listed(categories)}.`
  const suggestions = await suggestCodes(categories, categoryCode)
  return [userError('NOT_FOUND', ['input', 'categoryCode'], message, suggestions)]
}

async function severityCodeErrors(
  { loaders, rules }: Context,
  { serviceCode, severityCode }: CreateCaseInput,
): Promise<UserError[]> {
  if (severityCode == null) return []
  const levels = await loaders.severityLevels(undefined).catch(unchecked)
  if (levels === undefined || levels.length === 0 || levels.some(({ code }) => code === severityCode)) return []
  const roles = rolesForService(rules, serviceCode ?? undefined)
  const allowed = levels.filter(({ code }) => maySeeSeverity(roles, code))
  const known = listed(allowed) || 'none that you may use'
  const message = `"${shortened(severityCode)}" is not a severity of the account's plan, which has ${known}.`
  return [userError('NOT_FOUND', ['input', 'severityCode'], message, await suggestCodes(allowed, severityCode))]
}

/** Skips the check of a code if AWS's list cannot be read. AWS checks codes too, and callers must be able to open a case during an outage. */
function unchecked(): undefined {
  return undefined
}

/** The context of the account that the case of an input belongs to, or the error to return. */
export async function contextForInputCase(context: Context, id: string): Promise<Context | UserError> {
  try {
    return (await findCaseContext(context, id, false, true)) ?? unknownCase(id)
  } catch (error) {
    return readInvalidInput(error, ['input', 'caseId'])
  }
}

export function unknownCase(id: string): UserError {
  return userError('NOT_FOUND', ['input', 'caseId'], `AWS Support has no case "${shortened(id)}".`)
}
