import { invalidParameter } from './aws-error.js'

/** The languages in which AWS Support handles cases, by ISO 639-1 code. */
export const SUPPORT_LANGUAGES: Readonly<Record<string, string>> = {
  en: 'ENGLISH',
  ja: 'JAPANESE',
  zh: 'CHINESE',
  ko: 'KOREAN',
  es: 'SPANISH',
  pt: 'PORTUGUESE',
  fr: 'FRENCH',
  tr: 'TURKISH',
}

const ADVISOR_LANGUAGES = ['zh', 'zh_TW', 'en', 'fr', 'de', 'id', 'it', 'ja', 'ko', 'pt_BR', 'es']

export function checkSupportLanguage(language: string | undefined): void {
  checkLanguage(language, Object.keys(SUPPORT_LANGUAGES))
}

export function checkAdvisorLanguage(language: string | undefined): void {
  checkLanguage(language, ADVISOR_LANGUAGES)
}

function checkLanguage(language: string | undefined, known: string[]): void {
  if (language !== undefined && !known.includes(language)) {
    throw invalidParameter(`'${language}' at 'language' is not supported: use one of ${known.join(', ')}`)
  }
}

/** Technical questions are answered in four languages, the others in all. Which really are, AWS does not say. */
export function languagesFor(issueType: string): string[] {
  return issueType === 'technical' ? ['en', 'ja', 'zh', 'ko'] : Object.keys(SUPPORT_LANGUAGES)
}
