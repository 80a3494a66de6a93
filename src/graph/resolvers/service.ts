import { maySeeService, maySeeSeverity } from '../access/rules.js'
import type { Context } from '../context.js'
import { badUserInput } from '../../lib/errors.js'
import { perObject } from '../../lib/per-object.js'
import type { Resolvers } from '../generated/resolvers.js'
import type { Category, Service, SeverityLevel } from '../models.js'
import { checkPageSize, connectionOf, readPageArguments } from '../relay/connection.js'
import { listDigestOf } from '../relay/cursor.js'
import { readKey, toGlobalId } from '../relay/id.js'
import { contextForArgument, contextForService } from './account-argument.js'
import { checkCode, checkLanguage, toAwsIssueType } from './codes.js'
import { communicationTypesAt } from './communication-type.js'
import { containsAny } from './lists.js'
import { findServices, suggestCodes } from './service-search.js'

/** The maximum length of AWS's own serviceCodeList: model. */
const MAX_CODES = 100
const MAX_MATCHES = 20

export const serviceResolvers = {
  Query: {
    services: async (_, args, { loaders, rules }) => {
      const { codes, text } = args.filter ?? {}
      const language = readLanguage(args.language)
      const listDigest = listDigestOf(() => ['services', args.filter ?? {}, language, rules])
      const page = readPageArguments(args, listDigest)
      if (codes != null && codes.length > MAX_CODES) {
        throw badUserInput(`filter.codes has ${codes.length} entries: at most ${MAX_CODES} are allowed.`)
      }
      const hasText = text == null ? undefined : containsAny(text)
      const services =
        codes == null
          ? await loaders.services(language)
          : await Promise.all(
              [...new Set(codes)]
                .filter((code) => maySeeService(rules, code))
                .map(async (code) => loaders.serviceByKey({ code, language })),
            )
      return connectionOf(
        services.filter(
          (service) =>
            service !== null &&
            maySeeService(rules, service.code) &&
            (hasText === undefined || hasText(service.code) || hasText(service.name)),
        ) as Service[],
        page,
        listDigest,
        ({ code }) => code,
      )
    },
    service: (_, { id, language, accountId }, context) => {
      const { account, key } = readKey(
        'Service',
        id,
        (awsCode) => /^[\w.-]{1,100}$/.test(awsCode),
        "a Service's `id` or AWS's service code",
      )
      const within = contextForService(context, account, accountId)
      return within && loadService(within, [key[0], language ?? key[1]])
    },
    searchServices: async (_, { query, first, language, accountId }, context) => {
      const { loaders, rules } = contextForArgument(context, accountId)
      checkPageSize('first', first, MAX_MATCHES)
      const services = await loaders.services(readLanguage(language))
      return findServices(services, query, first, ({ code }) => maySeeService(rules, code))
    },
    severityLevels: (_, { language }, context) => listSeverityLevels(context, language),
    supportedLanguages: (_, { serviceCode, categoryCode, issueType }, { loaders, rules }) => {
      checkCaseKind(serviceCode, categoryCode)
      if (!maySeeService(rules, serviceCode)) return []
      return loaders.supportedLanguages(serviceCode, categoryCode, toAwsIssueType(issueType))
    },
    createCaseOptions: (_, { serviceCode, categoryCode, issueType, language }, { loaders, rules }) => {
      checkCaseKind(serviceCode, categoryCode)
      checkLanguage('language', language)
      if (!maySeeService(rules, serviceCode)) return null
      return loaders.createCaseOptions(serviceCode, categoryCode, toAwsIssueType(issueType), language)
    },
  },
  Service: {
    id: perObject(({ account, code, language }) => toGlobalId('Service', account, ...keyOf(code, language))),
  },
  Category: {
    id: perObject(({ account, serviceCode, code, language }) =>
      toGlobalId('Category', account, serviceCode, ...keyOf(code, language)),
    ),
  },
  SeverityLevel: {
    id: perObject(({ account, code, language }) => toGlobalId('SeverityLevel', account, ...keyOf(code, language))),
  },
  SupportedLanguage: { display: ({ code, display }) => display ?? code },
  CreateCaseOptions: {
    communicationTypes: (options, _, { now }) => communicationTypesAt(now(), options),
  },
} satisfies Resolvers

/** The severity levels of the account's plan that the viewer may use. */
export async function listSeverityLevels(
  { loaders, rules }: Context,
  language: string | null | undefined,
): Promise<SeverityLevel[]> {
  return (await loaders.severityLevels(readLanguage(language))).filter(({ code }) => maySeeSeverity(rules, code))
}

/** A service by the parts of its global id (code and language); null if it is unknown or the viewer may not see it. */
export async function loadService(
  { loaders, rules }: Context,
  [code = '', language]: readonly (string | undefined)[],
): Promise<Service | null> {
  const key = { code, language: readLanguage(language) }
  return maySeeService(rules, code) ? loaders.serviceByKey(key) : null
}

/** Up to three codes that are most similar to a wrong service code, best first, among services that the viewer may use. */
export async function suggestServiceCodes(
  { loaders, rules }: Context,
  wrong: string,
  language?: string,
): Promise<string[]> {
  const services = await loaders.services(readLanguage(language))
  return suggestCodes(services, wrong, ({ code }) => maySeeService(rules, code))
}

/** The category of a service; null if AWS does not list it, or if there is no service. */
export function categoryOf(service: Service | null, categoryCode: string): Category | null {
  return service?.categories.find(({ code }) => code === categoryCode) ?? null
}

/**
 * A category by the parts of its global id: service code, category code and language. Null if `loadService` returns null or there is no such
 * category.
 */
export async function loadCategory(
  context: Context,
  [serviceCode, code = '', language]: readonly string[],
): Promise<Category | null> {
  return categoryOf(await loadService(context, [serviceCode, language]), code)
}

/** A severity level by the parts of its global id (code and language); null if the plan does not offer it or the viewer may not see it. */
export async function loadSeverityLevel(
  { loaders, rules }: Context,
  [code = '', language]: readonly string[],
): Promise<SeverityLevel | null> {
  const key = { code, language: readLanguage(language) }
  return maySeeSeverity(rules, code) ? loaders.severityByKey(key) : null
}

/** The last parts of the key of an object with a localized name. English is left out, so each object has exactly one id. */
function keyOf(code: string, language: string | undefined): string[] {
  return language === undefined ? [code] : [code, language]
}

function checkCaseKind(serviceCode: string, categoryCode: string): void {
  checkCode('serviceCode', serviceCode, 'services { nodes { code } }')
  checkCode('categoryCode', categoryCode, 'services { nodes { categories { code } } }')
}

/** English is AWS's default and becomes undefined, so requests with and without `en` return the same objects. */
export function readLanguage(language: string | null | undefined): string | undefined {
  checkLanguage('language', language)
  return language == null || language === 'en' ? undefined : language
}
