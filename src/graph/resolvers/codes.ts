import { badUserInput, shortened } from '../../lib/errors.js'
import type { IssueType } from '../generated/resolvers.js'

/** Throws BAD_USER_INPUT for what cannot be the code of a language: which ones there are is AWS's to say, and differs by operation. */
export function checkLanguage(argument: string, language: string | null | undefined): void {
  if (language == null || /^[a-z]{2,3}(?:[_-][a-z]{2,4})?$/i.test(language)) return
  throw badUserInput(
    `${argument} is "${shortened(language)}", which is not the code of a language: it takes one such as en, ja, zh or pt_BR.`,
  )
}

/** Throws BAD_USER_INPUT for a blank code, which AWS cannot know. `query` has those that it does. */
export function checkCode(argument: string, code: string, query: string): void {
  if (code.trim() !== '') return
  throw badUserInput(`${argument} is "${shortened(code)}": it takes a code that ${query} has.`)
}

/** What to do about an unknown code: the codes that are most likely meant, or, without any, `otherwise`. */
export function adviceOn(suggestions: readonly string[], otherwise: string): string {
  if (suggestions.length === 0) return otherwise
  return `The best ${suggestions.length === 1 ? 'match is' : 'matches are'} ${suggestions.join(', ')}.`
}

/** `CUSTOMER_SERVICE` → `customer-service`, AWS's word. */
export function toAwsIssueType(issueType: IssueType): string {
  return issueType.toLowerCase().replace('_', '-')
}
