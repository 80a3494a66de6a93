import type { Service, SeverityLevel } from '../models.js'
import type { Call, Output, Service as AwsService } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { memoize } from '../../lib/memoize.js'
import { createListLoader, keyedListOf } from './list.js'

/** `language` is the language of the name. Defaults to English, as in AWS. */
export interface ServiceKey {
  code: string
  language?: string | undefined
}

const servicesOf = keyedListOf(
  ({ services = [] }: Output<'DescribeServices'>, account, language) =>
    services.map((service) => toService(service, account, language)),
  ({ code }) => code,
)

const severityLevelsOf = keyedListOf(
  ({ severityLevels = [] }: Output<'DescribeSeverityLevels'>, account, language): SeverityLevel[] =>
    severityLevels.map(({ code, name = code }) => ({ account, code, name, language })),
  ({ code }) => code,
)

/** `serviceAccount`: the key of the account that services belong to, because all accounts of an endpoint have the same ones. */
export function createServiceLoaders(call: Call, limit: Limit, account: string, serviceAccount: string) {
  const services = createListLoader((language) =>
    limit(async () => servicesOf(await call('DescribeServices', inLanguage(language)), serviceAccount, language)),
  )
  const severityLevels = createListLoader((language) =>
    limit(async () => severityLevelsOf(await call('DescribeSeverityLevels', inLanguage(language)), account, language)),
  )

  return {
    /**
     * A service, or null if AWS does not list it. One call reads all services in a language, because reading only some would take a call too. The list
     * is cached for hours and also serves later lookups.
     */
    serviceByKey: ({ code, language }: ServiceKey) => services.byKey(code, language),
    /** All services, in one language. */
    services: services.all,
    /** A severity level, or null if the account's plan does not have it. */
    severityByKey: ({ code, language }: ServiceKey) => severityLevels.byKey(code, language),
    /** The severity levels of the account's plan. */
    severityLevels: severityLevels.all,
    /** The languages in which AWS handles cases of this kind. `issueType` is AWS's string value. */
    supportedLanguages: memoize((serviceCode: string, categoryCode: string, issueType: string) =>
      limit(async () => {
        const { supportedLanguages = [] } = await call('DescribeSupportedLanguages', {
          serviceCode,
          categoryCode,
          issueType,
        })
        return supportedLanguages
      }),
    ),
    /** How and when a case of this kind can be opened, in one language. */
    createCaseOptions: memoize((serviceCode: string, categoryCode: string, issueType: string, language: string) =>
      limit(() =>
        call('DescribeCreateCaseOptions', {
          serviceCode,
          categoryCode,
          issueType,
          language,
        }),
      ),
    ),
  }
}

/** AWS defaults to English. Without a language, the input has no member for it: cached responses are found by their input. */
function inLanguage(language: string | undefined): { language?: string } {
  return language === undefined ? {} : { language }
}

function toService(
  { code, name = code, categories = [] }: AwsService,
  account: string,
  language: string | undefined,
): Service {
  return {
    account,
    code,
    name,
    language,
    categories: categories.map((category) => ({
      account,
      code: category.code,
      name: category.name ?? category.code,
      serviceCode: code,
      language,
    })),
  }
}
