import { badUserInput, shortened } from '../../lib/errors.js'
import type { IssueType } from '../generated/resolvers.js'

/** Throws BAD_USER_INPUT for a malformed language code. AWS decides which codes exist; they differ by operation. */
export function checkLanguage(argument: string, language: string | null | undefined): void {
  if (language == null || /^[a-z]{2,3}(?:[_-][a-z]{2,4})?$/i.test(language)) return
  throw badUserInput(
    `${argument} is "${shortened(language)}", which is not a language code: use one such as en, ja, zh or pt_BR.`,
  )
}

/** Throws BAD_USER_INPUT for a blank code. `query`: the query for the valid codes, which the message names. */
export function checkCode(argument: string, code: string, query: string): void {
  if (code.trim() !== '') return
  throw badUserInput(`${argument} is "${shortened(code)}": use a code from ${query}.`)
}

/** What to do about an unknown code: use one of the suggested codes, or `otherwise` if there are none. */
export function adviceOn(suggestions: readonly string[], otherwise: string): string {
  if (suggestions.length === 0) return otherwise
  return `The best ${suggestions.length === 1 ? 'match is' : 'matches are'} ${suggestions.join(', ')}.`
}

/** `CUSTOMER_SERVICE` → `customer-service`, AWS's value. */
export function toAwsIssueType(issueType: IssueType): string {
  return issueType.toLowerCase().replace('_', '-')
}
