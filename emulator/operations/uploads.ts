import { closeSync, openSync } from 'node:fs'
import type {
  CompleteAttachmentUploadRequest,
  CompleteAttachmentUploadResponse,
  DescribeAttachmentUploadStatusRequest,
  DescribeAttachmentUploadStatusResponse,
  GetAttachmentUploadLinksRequest,
  GetAttachmentUploadLinksResponse,
  UploadRange,
  UploadStatus,
} from '@aws-sdk/client-support'
import { AwsError, invalidParameter } from '../aws-error.js'
import type { State, Upload } from '../state.js'
import { totalParts } from '../state.js'
import { caseTime } from '../times.js'
import { flag, list, operation, required, stopIfDryRun, text, uploadId } from './operation.js'

const MAX_LINKS = 10
/** An upload not completed within this time has failed. */
const UPLOAD_LIFETIME_MS = 24 * 3_600_000

const throttle = 'supportPerSecond'

export const uploads = {
  GetAttachmentUploadLinks: operation({
    throttle,
    members: {
      fileName: required(text),
      fileSizeBytes: { type: 'long', min: 1, max: 157_286_400 },
      uploadId,
      uploadRange: {
        type: 'structure',
        members: { startIndex: { type: 'integer', min: 1, required: true }, endIndex: { type: 'integer', min: 2 } },
      },
      dryRun: flag,
    },
    run(request: GetAttachmentUploadLinksRequest, state: State): GetAttachmentUploadLinksResponse {
      const known = request.uploadId === undefined ? undefined : findUpload(state, request.uploadId)
      if (known) checkResumable(state, known, request)
      const upload = known ?? newUpload(request, state)
      const total = totalParts(upload)
      const { start, end } = readRange(request.uploadRange, total)
      stopIfDryRun(request)

      if (!known) {
        upload.path = state.files.newPath()
        closeSync(openSync(upload.path, 'w'))
        state.uploads.set(upload.uploadId, upload)
      }
      return {
        uploadId: upload.uploadId,
        partSizeBytes: upload.partSizeBytes,
        totalParts: total,
        nextIndex: end <= total ? end : undefined,
        uploadUrls: Array.from({ length: end - start }, (_, offset) => {
          const { url, expiresAt } = state.links.forPart(upload.uploadId, start + offset)
          return { url, partIndex: start + offset, expiryDate: caseTime(expiresAt) }
        }),
      }
    },
  }),

  CompleteAttachmentUpload: operation({
    throttle,
    members: {
      uploadId: required(uploadId),
      completedUploads: required(
        list({
          type: 'structure',
          members: {
            partIndex: { type: 'integer', required: true },
            eTag: { type: 'string', min: 1, max: 256, required: true },
          },
        }),
      ),
      dryRun: flag,
    },
    run(request: CompleteAttachmentUploadRequest, state: State): CompleteAttachmentUploadResponse {
      const { completedUploads = [] } = request
      const upload = findUpload(state, request.uploadId)
      if (completedUploads.length === 0) throw invalidParameter("'completedUploads' is empty")
      checkNotFailed(state, upload)
      const parts = completedUploads.map(({ partIndex = 0, eTag }) => {
        const part = upload.parts.get(partIndex)
        if (!part) throw invalidParameter(`Part ${partIndex} of '${upload.uploadId}' has not been uploaded`)
        // The header has the ETag in quotes, which some callers strip; both forms are accepted.
        if (part.eTag !== eTag?.replaceAll('"', '')) {
          throw invalidParameter(`'${eTag}' is not the ETag of part ${partIndex} of '${upload.uploadId}'`)
        }
        return part
      })
      stopIfDryRun(request)

      for (const part of parts) part.reported = true
      if (reportedParts(upload) === totalParts(upload)) upload.completedAt ??= state.now()
      return { uploadStatus: uploadStatus(state, upload) }
    },
  }),

  DescribeAttachmentUploadStatus: operation({
    throttle,
    members: { uploadId: required(uploadId), dryRun: flag },
    run(request: DescribeAttachmentUploadStatusRequest, state: State): DescribeAttachmentUploadStatusResponse {
      const upload = findUpload(state, request.uploadId)
      return {
        uploadStatus: uploadStatus(state, upload),
        fileName: upload.fileName,
        uploadProgress: { totalParts: totalParts(upload), completedPartsCount: reportedParts(upload) },
      }
    },
  }),
}

export function uploadStatus(state: State, upload: Upload): UploadStatus {
  const now = state.now()
  if (upload.completedAt === undefined) {
    return now < upload.startedAt + UPLOAD_LIFETIME_MS ? 'attachment-not-ready' : 'failed'
  }
  return now < upload.completedAt + state.settings.uploadProcessingMs ? 'attachment-not-ready' : 'attachment-ready'
}

function findUpload(state: State, id = ''): Upload {
  const found = state.uploads.get(id)
  if (!found) throw new AwsError('UploadIdNotFound', `No upload found for uploadId '${id}'`)
  return found
}

function newUpload({ fileName = '', fileSizeBytes }: GetAttachmentUploadLinksRequest, state: State): Upload {
  if (fileSizeBytes === undefined) {
    throw invalidParameter("'fileSizeBytes' is required to start an upload, 'uploadId' to continue one")
  }
  return {
    uploadId: `upload-${state.randomHex(32)}`,
    fileName,
    sizeBytes: fileSizeBytes,
    partSizeBytes: state.settings.partSizeBytes,
    startedAt: state.now(),
    path: '',
    parts: new Map(),
    receiving: new Set(),
  }
}

function checkResumable(state: State, upload: Upload, request: GetAttachmentUploadLinksRequest): void {
  const { fileName, fileSizeBytes = upload.sizeBytes } = request
  if (fileName !== upload.fileName || fileSizeBytes !== upload.sizeBytes) {
    throw invalidParameter(`The upload is for the file '${upload.fileName}' of ${upload.sizeBytes} bytes`)
  }
  if (upload.completedAt !== undefined) throw invalidParameter(`All parts of '${upload.uploadId}' are complete`)
  checkNotFailed(state, upload)
}

function checkNotFailed(state: State, upload: Upload): void {
  if (uploadStatus(state, upload) === 'failed') throw invalidParameter(`The upload '${upload.uploadId}' has failed`)
}

function reportedParts({ parts }: Upload): number {
  return [...parts.values()].filter((part) => part.reported).length
}

/** A half-open range of at most ten parts. If its end is beyond the last part, it ends with the last part. */
function readRange(range: UploadRange | undefined, total: number): { start: number; end: number } {
  const start = range?.startIndex ?? 1
  const end = range?.endIndex ?? start + MAX_LINKS
  if (start > total) throw invalidParameter(`'${start}' at 'uploadRange.startIndex': there are ${total} parts`)
  if (end <= start) throw invalidParameter("'uploadRange.endIndex' is exclusive and must be after 'startIndex'")
  if (end - start > MAX_LINKS) {
    throw invalidParameter(`'uploadRange' asks for ${end - start} parts, more than ${MAX_LINKS}`)
  }
  return { start, end: Math.min(end, total + 1) }
}
