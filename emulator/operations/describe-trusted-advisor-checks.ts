import type { DescribeTrustedAdvisorChecksRequest, DescribeTrustedAdvisorChecksResponse } from '@aws-sdk/client-support'
import { checkAdvisorLanguage } from '../languages.js'
import type { State } from '../state.js'

export function describeTrustedAdvisorChecks(
  { language = 'en' }: DescribeTrustedAdvisorChecksRequest,
  state: State,
): DescribeTrustedAdvisorChecksResponse {
  checkAdvisorLanguage(language)
  return {
    checks: [...state.account.checks.values()].map(({ id, name, translations, description, category, metadata }) => ({
      id,
      name: translations?.[language] ?? name,
      description,
      category,
      metadata,
    })),
  }
}
