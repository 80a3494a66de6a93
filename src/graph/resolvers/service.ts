import { seesService, seesSeverity } from '../access/rules.js'
import type { Context } from '../context.js'
import { badUserInput } from '../../lib/errors.js'
import type { Resolvers } from '../generated/resolvers.js'
import type { Service } from '../models.js'
import { connectionOf, readPageArguments } from '../relay/connection.js'
import { bindingOf } from '../relay/cursor.js'
import { readKey, toGlobalId } from '../relay/id.js'
import { readAwsTime } from '../../lib/time.js'
import { checkCode, checkLanguage, toAwsIssueType } from './codes.js'
import { finderOf } from './lists.js'

/** As many as AWS takes in its own serviceCodeList: model. */
const MAX_CODES = 100

export const serviceResolvers = {
  Query: {
    services: async (_, args, { loaders, rules }) => {
      const { codes, text } = args.filter ?? {}
      const language = readLanguage(args.language)
      const binding = bindingOf(() => ['services', args.filter ?? {}, language, rules])
      const page = readPageArguments(args, binding)
      if (codes != null && codes.length > MAX_CODES) {
        throw badUserInput(`filter.codes has ${codes.length} entries: at most ${MAX_CODES} are allowed.`)
      }
      const hasText = text == null ? undefined : finderOf(text)
      const services =
        codes == null
          ? await loaders.services(language)
          : await Promise.all(
              [...new Set(codes)]
                .filter((code) => seesService(rules, code))
                .map((code) => loaders.serviceByKey({ code, language })),
            )
      return connectionOf(
        services.filter(
          (service) =>
            service !== null &&
            seesService(rules, service.code) &&
            (hasText === undefined || hasText(service.code) || hasText(service.name)),
        ) as Service[],
        page,
        binding,
        ({ code }) => code,
      )
    },
    service: (_, { id, language }, context) => {
      const [code, itsLanguage] = readKey(
        'Service',
        id,
        (awsCode) => /^[\w.-]{1,100}$/.test(awsCode),
        "a Service's `id` or AWS's service code",
      )
      return loadService(context, [code, language ?? itsLanguage])
    },
    severityLevels: async (_, { language }, { loaders, rules }) =>
      (await loaders.severityLevels(readLanguage(language))).filter(({ code }) => seesSeverity(rules, code)),
    supportedLanguages: (_, { serviceCode, categoryCode, issueType }, { loaders, rules }) => {
      checkCaseKind(serviceCode, categoryCode)
      if (!seesService(rules, serviceCode)) return []
      return loaders.supportedLanguages(serviceCode, categoryCode, toAwsIssueType(issueType))
    },
    createCaseOptions: (_, { serviceCode, categoryCode, issueType, language }, { loaders, rules }) => {
      checkCaseKind(serviceCode, categoryCode)
      checkLanguage('language', language)
      if (!seesService(rules, serviceCode)) return null
      return loaders.createCaseOptions(serviceCode, categoryCode, toAwsIssueType(issueType), language)
    },
  },
  Service: {
    id: ({ code, language }) =>
      language === undefined ? toGlobalId('Service', code) : toGlobalId('Service', code, language),
    categories: ({ categories }) => categories ?? [],
  },
  CreateCaseOptions: {
    communicationTypes: ({ communicationTypes }) => communicationTypes ?? [],
  },
  CommunicationType: {
    supportedHours: ({ supportedHours }) => supportedHours ?? [],
    datesWithoutSupport: ({ datesWithoutSupport }) => datesWithoutSupport ?? [],
  },
  DateInterval: {
    startDateTime: ({ startDateTime }) => readAwsTime(startDateTime),
    endDateTime: ({ endDateTime }) => readAwsTime(endDateTime),
  },
} satisfies Resolvers

/** A service by the parts of its global id, code and language; null for an unknown one, and one that the viewer may not see. */
export async function loadService(
  { loaders, rules }: Context,
  [code = '', language]: readonly (string | undefined)[],
): Promise<Service | null> {
  const key = { code, language: readLanguage(language) }
  return seesService(rules, code) ? loaders.serviceByKey(key) : null
}

function checkCaseKind(serviceCode: string, categoryCode: string): void {
  checkCode('serviceCode', serviceCode, 'services { nodes { code } }')
  checkCode('categoryCode', categoryCode, 'services { nodes { categories { code } } }')
}

/** English is AWS's default: it is left out, so that English names are the same objects whether asked for or not. */
function readLanguage(language: string | null | undefined): string | undefined {
  checkLanguage('language', language)
  return language == null || language === 'en' ? undefined : language
}
