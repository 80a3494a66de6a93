import type {
  CommunicationTypeOptions,
  DescribeCreateCaseOptionsRequest,
  DescribeCreateCaseOptionsResponse,
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeSeverityLevelsRequest,
  DescribeSeverityLevelsResponse,
  DescribeSupportedLanguagesRequest,
  DescribeSupportedLanguagesResponse,
} from '@aws-sdk/client-support'
import type { Account, CodeAndName } from '../account.js'
import { invalidParameter } from '../aws-error.js'
import type { State } from '../state.js'
import { flag, list, operation, required, text } from './operation.js'

/** The languages in which AWS Support handles cases, by ISO 639-1 code. */
const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'ENGLISH',
  ja: 'JAPANESE',
  zh: 'CHINESE',
  ko: 'KOREAN',
  es: 'SPANISH',
  pt: 'PORTUGUESE',
  fr: 'FRENCH',
  tr: 'TURKISH',
}
/**
 * Technical support is available in four languages, other support in all. An assumption: AWS does not document which.
 */
const LANGUAGES_BY_ISSUE_TYPE = new Map([
  ['technical', ['en', 'ja', 'zh', 'ko']],
  ['customer-service', Object.keys(LANGUAGES)],
])

const ALWAYS = [{ startTime: '00:00:00.000', endTime: '23:59:59.999' }]
/** Chat and phone hours, UTC: in English around the clock, in other languages during the day where they are spoken. */
const HOURS = new Map([
  ['en', ALWAYS],
  ['ja', span('00:00', '09:00')],
  ['zh', span('01:00', '10:00')],
  ['ko', span('22:00', '08:00')],
])
const EUROPE = span('08:00', '17:00')
/** Phone hours of customer service in English. */
const AMERICA = span('13:00', '02:00')

const throttle = 'supportPerSecond'

export const services = {
  DescribeServices: operation({
    throttle,
    members: { serviceCodeList: list(text, 100), language: text, dryRun: flag },
    run({ language = 'en', serviceCodeList = [] }: DescribeServicesRequest, state: State): DescribeServicesResponse {
      checkSupportLanguage(language)
      const wanted = new Set(serviceCodeList)
      return {
        services: state.account.services
          .filter(({ code }) => wanted.size === 0 || wanted.has(code))
          .map(({ code, name, translations, categories }) => ({
            code,
            name: translations?.[language] ?? name,
            categories: categories.map((category) => ({ code: category.code, name: category.name })),
          })),
      }
    },
  }),

  DescribeSeverityLevels: operation({
    throttle,
    members: { language: text, dryRun: flag },
    run({ language }: DescribeSeverityLevelsRequest, state: State): DescribeSeverityLevelsResponse {
      checkSupportLanguage(language)
      return { severityLevels: state.account.severityLevels.map(({ code, name }) => ({ code, name })) }
    },
  }),

  DescribeSupportedLanguages: operation({
    throttle,
    members: {
      issueType: { type: 'string', min: 9, max: 22, required: true },
      serviceCode: { type: 'string', max: 100, required: true },
      categoryCode: { type: 'string', max: 100, required: true },
      dryRun: flag,
    },
    run(request: DescribeSupportedLanguagesRequest, state: State): DescribeSupportedLanguagesResponse {
      const { serviceCode = '', categoryCode = '' } = request
      const languages = languagesFor(request.issueType)
      findCategory(state, serviceCode, categoryCode)
      return {
        supportedLanguages: languages.map((code) => {
          const name = LANGUAGES[code] ?? code
          return { code, language: name, display: name }
        }),
      }
    },
  }),

  DescribeCreateCaseOptions: operation({
    throttle,
    members: {
      issueType: required(text),
      serviceCode: required(text),
      language: required(text),
      categoryCode: required(text),
      dryRun: flag,
    },
    run(request: DescribeCreateCaseOptionsRequest, state: State): DescribeCreateCaseOptionsResponse {
      const { serviceCode = '', categoryCode = '', language = '' } = request
      const languages = languagesFor(request.issueType)
      findCategory(state, serviceCode, categoryCode)
      checkSupportLanguage(language)

      const web: CommunicationTypeOptions = { type: 'web', supportedHours: ALWAYS, datesWithoutSupport: [] }
      if (!languages.includes(language)) return { languageAvailability: 'unavailable', communicationTypes: [web] }
      const hours = HOURS.get(language) ?? EUROPE
      const phoneHours = language === 'en' && request.issueType === 'customer-service' ? AMERICA : hours
      // Support staff have New Year's Day off.
      const year = new Date(state.now()).getUTCFullYear() + 1
      const datesWithoutSupport = [
        { startDateTime: `${year}-01-01T00:00:00.000+0000`, endDateTime: `${year}-01-01T23:59:59.999+0000` },
      ]
      return {
        languageAvailability: language === 'en' ? 'available' : 'best_effort',
        communicationTypes: [
          web,
          { type: 'chat', supportedHours: hours, datesWithoutSupport },
          { type: 'call', supportedHours: phoneHours, datesWithoutSupport },
        ],
      }
    },
  }),
}

/**
 * The given category; by default `other`, or else the service's first one. AWS does not document its default, and no
 * `other` is known for general-info.
 */
export function findCategory({ account }: State, serviceCode: string, categoryCode?: string): CodeAndName {
  const service = account.services.find(({ code }) => code === serviceCode)
  if (!service) throw unknown('serviceCode', serviceCode, 'DescribeServices')
  const byCode = (code: string) => service.categories.find((category) => category.code === code)
  const found = categoryCode === undefined ? (byCode('other') ?? service.categories[0]) : byCode(categoryCode)
  if (!found) throw unknown('categoryCode', categoryCode ?? 'other', `DescribeServices (${service.code})`)
  return found
}

export function checkSeverity({ severityLevels }: Account, code: string): void {
  if (!severityLevels.some((level) => level.code === code)) {
    throw unknown('severityCode', code, 'DescribeSeverityLevels')
  }
}

export function languagesFor(issueType = ''): string[] {
  const languages = LANGUAGES_BY_ISSUE_TYPE.get(issueType)
  if (languages) return languages
  throw invalidParameter(
    `'${issueType}' at 'issueType' is unknown: use ${[...LANGUAGES_BY_ISSUE_TYPE.keys()].join(' or ')}`,
  )
}

export function checkSupportLanguage(language: string | undefined): void {
  checkLanguage(language, Object.keys(LANGUAGES))
}

export function checkLanguage(language: string | undefined, known: string[]): void {
  if (language !== undefined && !known.includes(language)) {
    throw invalidParameter(`'${language}' at 'language' is not supported: use one of ${known.join(', ')}`)
  }
}

function span(from: string, to: string): { startTime: string; endTime: string }[] {
  return [{ startTime: `${from}:00.000`, endTime: `${to}:00.000` }]
}

function unknown(member: string, code: string, operation: string): Error {
  return invalidParameter(`'${code}' at '${member}' is unknown: ${operation} lists the valid codes`)
}
