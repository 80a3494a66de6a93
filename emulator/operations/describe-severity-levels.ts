import type { DescribeSeverityLevelsRequest, DescribeSeverityLevelsResponse } from '@aws-sdk/client-support'
import { stopIfDryRun } from '../dry-run.js'
import { checkSupportLanguage } from '../languages.js'
import type { State } from '../state.js'

export function describeSeverityLevels(
  request: DescribeSeverityLevelsRequest,
  state: State,
): DescribeSeverityLevelsResponse {
  checkSupportLanguage(request.language)
  stopIfDryRun(request)
  return { severityLevels: state.account.severityLevels.map(({ code, name }) => ({ code, name })) }
}
