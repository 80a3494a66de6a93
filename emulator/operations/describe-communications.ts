import type { DescribeCommunicationsRequest, DescribeCommunicationsResponse } from '@aws-sdk/client-support'
import { findCase } from '../cases.js'
import { communicationPage } from '../communications.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'

export function describeCommunications(
  request: DescribeCommunicationsRequest,
  state: State,
): DescribeCommunicationsResponse {
  const page = communicationPage(state, findCase(state, request.caseId), request, {
    size: request.maxResults ?? state.settings.defaultPageSize,
    token: request.nextToken,
  })
  stopIfDryRun(request)
  return page
}
