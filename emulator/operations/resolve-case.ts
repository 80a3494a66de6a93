import type { ResolveCaseRequest, ResolveCaseResponse } from '@aws-sdk/client-support'
import { findCase } from '../cases.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'

export function resolveCase(request: ResolveCaseRequest, state: State): ResolveCaseResponse {
  const supportCase = findCase(state, request.caseId)
  stopIfDryRun(request)

  const initialCaseStatus = supportCase.status
  supportCase.status = 'resolved'
  return { initialCaseStatus, finalCaseStatus: supportCase.status }
}
