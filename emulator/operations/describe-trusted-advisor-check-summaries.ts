import type {
  DescribeTrustedAdvisorCheckSummariesRequest,
  DescribeTrustedAdvisorCheckSummariesResponse,
} from '@aws-sdk/client-support'
import { findCheck, summarize } from '../checks.js'
import type { State } from '../state.js'

export function describeTrustedAdvisorCheckSummaries(
  { checkIds = [] }: DescribeTrustedAdvisorCheckSummariesRequest,
  state: State,
): DescribeTrustedAdvisorCheckSummariesResponse {
  const checks = checkIds.map((checkId) => findCheck(state, checkId))
  return {
    summaries: checks.map((check) => {
      const summary = summarize(state, check)
      return Object.assign(summary, { hasFlaggedResources: summary.resourcesSummary.resourcesFlagged !== 0 })
    }),
  }
}
