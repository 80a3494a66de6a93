import { isInputRefused } from '../errors.js'
import type { IssueType } from '../generated/resolvers.js'
import type { Service } from '../parents.js'
import type { Trace } from '../telemetry/tracing.js'
import { names } from '../upstream/upstream-error.js'
import type { Upstream } from '../upstream/upstream.js'
import { createLoader, MAX_BATCH_SIZE, memoize, put, readSplitting, type Limit } from './batch.js'

/** `language` is that of the names; AWS's default, if absent. */
export interface ServiceKey {
  code: string
  language?: string | undefined
}

export function createServiceLoaders(upstream: Upstream, limit: Limit, trace?: Trace) {
  const readServices = async (
    language: string | undefined,
    serviceCodeList?: readonly string[],
  ): Promise<Service[]> => {
    const { services = [] } = await upstream.describeServices({
      ...(language !== undefined && { language }),
      ...(serviceCodeList !== undefined && { serviceCodeList: [...serviceCodeList] }),
    })
    return services.flatMap(({ code, ...service }) => (code === undefined ? [] : [{ ...service, code, language }]))
  }

  const serviceByKey = createLoader<ServiceKey, Service | null, string>(
    trace,
    'serviceByKey',
    async (keys) => {
      const byLanguage = new Map<string | undefined, Map<string, Service | null>>()
      await Promise.all(
        [...new Set(keys.map(({ language }) => language))].map(async (language) => {
          const codes = keys.filter((key) => key.language === language).map(({ code }) => code)
          const services = await readSplitting<Service>(
            codes,
            limit,
            async (part) => (await readServices(language, part)).map((service) => [service.code, service]),
            (error): error is Error => isInputRefused(error) && !isAboutLanguage(error, language),
            () => null,
          )
          byLanguage.set(language, services)
        }),
      )
      return keys.map(({ code, language }) => byLanguage.get(language)?.get(code) ?? null)
    },
    { maxBatchSize: MAX_BATCH_SIZE, cacheKeyFn: ({ code, language }) => `${language ?? ''} ${code}` },
  )

  return {
    /** One value for each key: a service, or null for one that AWS does not know. At most 100 codes of one language a call. */
    serviceByKey,
    /** All services, in one language. */
    services: memoize(async (language: string | undefined) => {
      const services = await readServices(language)
      for (const service of services) put(serviceByKey, service, service)
      return services
    }),
    /** The severity levels of the account's plan. */
    severityLevels: memoize(async (language: string | undefined) => {
      const { severityLevels = [] } = await upstream.describeSeverityLevels(language === undefined ? {} : { language })
      return severityLevels.filter(({ code }) => code !== undefined)
    }),
    /** The languages in which a case of this kind is taken. */
    supportedLanguages: memoize(async (serviceCode: string, categoryCode: string, issueType: IssueType) => {
      const { supportedLanguages = [] } = await upstream.describeSupportedLanguages({
        serviceCode,
        categoryCode,
        issueType: toAwsIssueType(issueType),
      })
      return supportedLanguages.filter(({ code }) => code !== undefined)
    }),
    /** How and when a case of this kind can be opened, in one language. */
    createCaseOptions: memoize((serviceCode: string, categoryCode: string, issueType: IssueType, language: string) =>
      upstream.describeCreateCaseOptions({ serviceCode, categoryCode, issueType: toAwsIssueType(issueType), language }),
    ),
  }
}

/** A language that AWS does not have is no code's fault: it would be refused with each of them. */
function isAboutLanguage(error: Error, language: string | undefined): boolean {
  return language !== undefined && names(error, language)
}

/** `CUSTOMER_SERVICE` → `customer-service`, AWS's word. */
export function toAwsIssueType(issueType: IssueType): string {
  return issueType.toLowerCase().replace('_', '-')
}
