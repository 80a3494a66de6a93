import type { Service, SeverityLevel } from '../models.js'
import type { Call, Service as AwsService } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { memoize } from '../../lib/memoize.js'

/** `language` is the language of the names. Defaults to English, as in AWS. */
export interface ServiceKey {
  code: string
  language?: string | undefined
}

/** The services in each AWS response. All requests share them, so anything derived from a list, such as a search index, is built once. */
const lists = new WeakMap<object, Service[]>()

export function createServiceLoaders(call: Call, limit: Limit) {
  const services = memoize((language: string | undefined) =>
    limit(async (): Promise<Service[]> => {
      const response = await call('DescribeServices', language === undefined ? {} : { language })
      const services = lists.get(response) ?? response.services?.map((service) => toService(service, language)) ?? []
      lists.set(response, services)
      return services
    }),
  )

  const servicesByCode = memoize(
    async (language: string | undefined) =>
      new Map((await services(language)).map((service) => [service.code, service] as const)),
  )

  return {
    /**
     * A service, or null if AWS does not list it. One call reads all services in a language, because reading only some would take a call too. The list
     * is cached for hours and also serves later lookups.
     */
    async serviceByKey({ code, language }: ServiceKey): Promise<Service | null> {
      return (await servicesByCode(language)).get(code) ?? null
    },
    /** All services, in one language. */
    services,
    /** The severity levels of the account's plan. */
    severityLevels: memoize((language: string | undefined) =>
      limit(async (): Promise<SeverityLevel[]> => {
        const { severityLevels = [] } = await call('DescribeSeverityLevels', language === undefined ? {} : { language })
        return severityLevels.map(({ code, name = code }) => ({ code, name, language }))
      }),
    ),
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

function toService({ code, name = code, categories = [] }: AwsService, language: string | undefined): Service {
  return {
    code,
    name,
    language,
    categories: categories.map((category) => ({
      code: category.code,
      name: category.name ?? category.code,
      serviceCode: code,
      language,
    })),
  }
}
