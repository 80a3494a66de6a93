import type { DescribeSupportedLanguagesRequest, DescribeSupportedLanguagesResponse } from '@aws-sdk/client-support'
import { stopIfDryRun } from '../dry-run.js'
import { languagesFor, SUPPORT_LANGUAGES } from '../languages.js'
import { checkIssueType, findCategory, findService } from '../services.js'
import type { State } from '../state.js'

export function describeSupportedLanguages(
  request: DescribeSupportedLanguagesRequest,
  state: State,
): DescribeSupportedLanguagesResponse {
  const { issueType = '', serviceCode = '', categoryCode = '' } = request
  checkIssueType(issueType)
  findCategory(findService(state, serviceCode), categoryCode)
  stopIfDryRun(request)
  return {
    supportedLanguages: languagesFor(issueType).map((code) => {
      const name = SUPPORT_LANGUAGES[code] ?? code
      return { code, language: name, display: name }
    }),
  }
}
