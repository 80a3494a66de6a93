import { rolesForService, maySeeSeverity } from '../access/rules.js'
import { contextFor, type Context } from '../context.js'
import { badUserInput, codedError, listed, shortened } from '../../lib/errors.js'
import type { Resolvers } from '../generated/resolvers.js'
import type { Category, Service } from '../models.js'
import { contextForArgument } from './account-argument.js'
import { adviceOn, checkCode, checkLanguage, toAwsIssueType } from './codes.js'
import { communicationTypesAt } from './communication-type.js'
import { categoryOf, loadService, readLanguage, suggestServiceCodes } from './service.js'
import { suggestCodes } from './service-search.js'
import { caseFormLimits } from './user-errors.js'

export const caseFormResolvers = {
  Query: {
    caseForm: async (_, { serviceCode, categoryCode, issueType, language, accountId }, root) => {
      const context = contextForArgument(root, accountId)
      const account = context.account.key
      checkLanguage('language', language)
      if (serviceCode == null) {
        if (categoryCode == null) return { account, service: null, category: null, language }
        throw badUserInput('categoryCode requires serviceCode: each service has its own categories.')
      }
      const service = await findService(context, serviceCode, language)
      if (categoryCode == null) return { account, service, category: null, language }
      const about = { serviceCode, categoryCode, issueType: toAwsIssueType(issueType) }
      return { account, service, category: await findCategory(service, categoryCode), about, language }
    },
  },
  CaseForm: {
    account: (form, _, context) => contextFor(context, form).account,
    severityLevels: async (form, _, context) => {
      const { service, language } = form
      const { loaders, rules } = contextFor(context, form)
      const roles = service === null ? rules : rolesForService(rules, service.code)
      return (await loaders.severityLevels(readLanguage(language))).filter(({ code }) => maySeeSeverity(roles, code))
    },
    supportedLanguages: (form, _, context) => {
      const { about } = form
      if (about === undefined) return null
      const { serviceCode, categoryCode, issueType } = about
      return contextFor(context, form).loaders.supportedLanguages(serviceCode, categoryCode, issueType)
    },
    communicationTypes: async (form, _, context) => {
      const { about, language } = form
      const { loaders, now } = contextFor(context, form)
      if (about === undefined) return null
      const { serviceCode, categoryCode, issueType } = about
      return communicationTypesAt(
        now(),
        await loaders.createCaseOptions(serviceCode, categoryCode, issueType, language),
      )
    },
    limits: () => caseFormLimits,
  },
} satisfies Resolvers

async function findService(context: Context, code: string, language: string): Promise<Service> {
  checkCode('serviceCode', code, 'services { nodes { code } }')
  const service = await loadService(context, [code, language])
  if (service !== null) return service
  const restriction = context.rules === null ? '' : ' that you may use'
  const message = `serviceCode is "${shortened(code)}", which is not the code of a service${restriction}.`
  throw unknownCode(message, await suggestServiceCodes(context, code, language), 'Query searchServices to find one.')
}

/** Null if AWS lists no categories for the service, so the code cannot be checked. */
async function findCategory(service: Service, code: string): Promise<Category | null> {
  checkCode('categoryCode', code, 'services { nodes { categories { code } } }')
  const { categories } = service
  const category = categoryOf(service, code)
  if (category !== null || categories.length === 0) return category
  const message = `categoryCode is "${shortened(code)}", which is not a category of ${service.code}.`
  const all = `It has ${listed(categories)}.`
  throw unknownCode(message, await suggestCodes(categories, code), all)
}

function unknownCode(message: string, suggestions: string[], otherwise: string): Error {
  return codedError('BAD_USER_INPUT', `${message} ${adviceOn(suggestions, otherwise)}`, { suggestions })
}
