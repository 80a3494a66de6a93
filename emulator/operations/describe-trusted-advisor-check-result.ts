import type {
  DescribeTrustedAdvisorCheckResultRequest,
  DescribeTrustedAdvisorCheckResultResponse,
} from '@aws-sdk/client-support'
import { currentResult, findCheck, summarize } from '../checks.js'
import { checkAdvisorLanguage } from '../languages.js'
import type { State } from '../state.js'

export function describeTrustedAdvisorCheckResult(
  request: DescribeTrustedAdvisorCheckResultRequest,
  state: State,
): DescribeTrustedAdvisorCheckResultResponse {
  const check = findCheck(state, request.checkId)
  checkAdvisorLanguage(request.language)
  return {
    result: {
      ...summarize(state, check),
      // Absent for a check that is not available, though the model requires it: so AWS does.
      flaggedResources: currentResult(state, check)?.flaggedResources,
    },
  }
}
