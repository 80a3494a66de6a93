import type {
  DescribeTrustedAdvisorCheckRefreshStatusesRequest,
  DescribeTrustedAdvisorCheckRefreshStatusesResponse,
} from '@aws-sdk/client-support'
import { findRefreshableCheck, refreshStatus } from '../checks.js'
import type { State } from '../state.js'

export function describeTrustedAdvisorCheckRefreshStatuses(
  { checkIds = [] }: DescribeTrustedAdvisorCheckRefreshStatusesRequest,
  state: State,
): DescribeTrustedAdvisorCheckRefreshStatusesResponse {
  const checks = checkIds.map((checkId) => findRefreshableCheck(state, checkId))
  return { statuses: checks.map((check) => refreshStatus(state, check)) }
}
