import type { RefreshTrustedAdvisorCheckRequest, RefreshTrustedAdvisorCheckResponse } from '@aws-sdk/client-support'
import { findRefreshableCheck, requestRefresh } from '../checks.js'
import type { State } from '../state.js'

export function refreshTrustedAdvisorCheck(
  request: RefreshTrustedAdvisorCheckRequest,
  state: State,
): RefreshTrustedAdvisorCheckResponse {
  return { status: requestRefresh(state, findRefreshableCheck(state, request.checkId)) }
}
