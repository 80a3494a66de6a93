import { readFileSync } from 'node:fs'
import type { DescribeAttachmentRequest, DescribeAttachmentResponse } from '@aws-sdk/client-support'
import { findAttachment } from '../attachments.js'
import { invalidParameter } from '../aws-error.js'
import { SMALL_ATTACHMENT_BYTES } from '../communications.js'
import { stopIfDryRun } from '../dry-run.js'
import { checkLimit, countUsage } from '../limits.js'
import type { State } from '../state.js'

export function describeAttachment(request: DescribeAttachmentRequest, state: State): DescribeAttachmentResponse {
  const { fileName, sizeBytes, content } = findAttachment(state, request.attachmentId)
  if (sizeBytes > SMALL_ATTACHMENT_BYTES) {
    throw invalidParameter(
      `'${fileName}' has ${sizeBytes} bytes, more than ${SMALL_ATTACHMENT_BYTES}: use GetAttachmentDownloadLink`,
    )
  }
  checkLimit(state, 'describeAttachmentsPerMinute')
  stopIfDryRun(request)

  countUsage(state, 'describeAttachmentsPerMinute')
  return { attachment: { fileName, data: 'path' in content ? readFileSync(content.path) : content } }
}
