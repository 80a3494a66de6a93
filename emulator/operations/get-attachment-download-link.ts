import type { GetAttachmentDownloadLinkRequest, GetAttachmentDownloadLinkResponse } from '@aws-sdk/client-support'
import { findAttachment } from '../attachments.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'
import { caseTime } from '../times.js'

export function getAttachmentDownloadLink(
  request: GetAttachmentDownloadLinkRequest,
  state: State,
): GetAttachmentDownloadLinkResponse {
  const { attachmentId, fileName } = findAttachment(state, request.attachmentId)
  stopIfDryRun(request)

  const { url, expiresAt } = state.links.forAttachment(attachmentId)
  return { fileName, downloadUrl: { url, expiryDate: caseTime(expiresAt) } }
}
