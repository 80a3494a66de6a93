import type {
  CompleteAttachmentUploadRequest,
  CompleteAttachmentUploadResponse,
  CompletedUpload,
} from '@aws-sdk/client-support'
import { invalidParameter } from '../aws-error.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State, Upload, UploadedPart } from '../state.js'
import { findUpload, totalParts, uploadStatus } from '../uploads.js'

export function completeAttachmentUpload(
  request: CompleteAttachmentUploadRequest,
  state: State,
): CompleteAttachmentUploadResponse {
  const { completedUploads = [] } = request
  const upload = findUpload(state, request.uploadId)
  if (completedUploads.length === 0) throw invalidParameter("'completedUploads' is empty")
  if (uploadStatus(state, upload) === 'failed') throw invalidParameter(`The upload '${upload.uploadId}' has failed`)
  const parts = completedUploads.map((completed) => findPart(upload, completed))
  stopIfDryRun(request)

  for (const part of parts) part.reported = true
  const reported = [...upload.parts.values()].filter((part) => part.reported).length
  if (reported === totalParts(upload)) upload.completedAt ??= state.now()
  return { uploadStatus: uploadStatus(state, upload) }
}

/** An ETag counts with its quotes or without: the header has them, and not everyone keeps them. */
function findPart(upload: Upload, { partIndex, eTag }: CompletedUpload): UploadedPart {
  const part = upload.parts.get(partIndex ?? 0)
  if (!part) throw invalidParameter(`Part ${partIndex} of '${upload.uploadId}' has not been uploaded`)
  if (part.eTag !== eTag?.replaceAll('"', '')) {
    throw invalidParameter(`'${eTag}' is not the ETag of part ${partIndex} of '${upload.uploadId}'`)
  }
  return part
}
