import type {
  DescribeAttachmentUploadStatusRequest,
  DescribeAttachmentUploadStatusResponse,
} from '@aws-sdk/client-support'
import { stopIfDryRun } from '../dry-run.js'
import type { State } from '../state.js'
import { findUpload, totalParts, uploadStatus } from '../uploads.js'

export function describeAttachmentUploadStatus(
  request: DescribeAttachmentUploadStatusRequest,
  state: State,
): DescribeAttachmentUploadStatusResponse {
  const upload = findUpload(state, request.uploadId)
  stopIfDryRun(request)
  return {
    uploadStatus: uploadStatus(state, upload),
    fileName: upload.fileName,
    uploadProgress: {
      totalParts: totalParts(upload),
      completedPartsCount: [...upload.parts.values()].filter((part) => part.reported).length,
    },
  }
}
