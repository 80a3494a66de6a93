import type { UploadStatus } from '@aws-sdk/client-support'
import { AwsError } from './aws-error.js'
import type { State, Upload } from './state.js'

/** An upload that has not been completed by then has failed. */
const UPLOAD_LIFETIME_MS = 24 * 3_600_000

export function findUpload(state: State, uploadId: string | undefined): Upload {
  const found = state.uploads.get(uploadId ?? '')
  if (!found) throw new AwsError('UploadIdNotFound', `No upload found for uploadId '${uploadId}'`)
  return found
}

export function totalParts(upload: Upload): number {
  return Math.ceil(upload.sizeBytes / upload.partSizeBytes)
}

/** All parts have the part size, but for the last one, which is what is left. */
export function partSize(upload: Upload, partIndex: number): number {
  return Math.min(upload.partSizeBytes, upload.sizeBytes - (partIndex - 1) * upload.partSizeBytes)
}

export function uploadStatus(state: State, upload: Upload): UploadStatus {
  const now = state.now()
  if (upload.completedAt === undefined) {
    return now < upload.startedAt + UPLOAD_LIFETIME_MS ? 'attachment-not-ready' : 'failed'
  }
  return now < upload.completedAt + state.settings.uploadProcessingMs ? 'attachment-not-ready' : 'attachment-ready'
}
