import type { AddCommunicationToCaseRequest, AddCommunicationToCaseResponse } from '@aws-sdk/client-support'
import { findAttachments, keepAttachments } from '../attachments.js'
import { CALLER, findCase, statusAfterReply } from '../cases.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'

const MAX_CC_ADDRESSES = 10

export function addCommunicationToCase(
  request: AddCommunicationToCaseRequest,
  state: State,
): AddCommunicationToCaseResponse {
  const supportCase = findCase(state, request.caseId)
  const attachments = findAttachments(state, request)
  stopIfDryRun(request)

  supportCase.communications.push({
    body: request.communicationBody ?? '',
    submittedBy: CALLER,
    timeCreated: state.now(),
    attachmentIds: keepAttachments(state, attachments),
  })
  supportCase.status = statusAfterReply(supportCase.status)
  const addresses = new Set([...supportCase.ccEmailAddresses, ...(request.ccEmailAddresses ?? [])])
  supportCase.ccEmailAddresses = [...addresses].slice(0, MAX_CC_ADDRESSES)
  return { result: true }
}
