import { closeSync, openSync } from 'node:fs'
import type {
  GetAttachmentUploadLinksRequest,
  GetAttachmentUploadLinksResponse,
  UploadRange,
} from '@aws-sdk/client-support'
import { invalidParameter } from '../aws-error.js'
import { stopIfDryRun } from '../dry-run.js'
import type { State, Upload } from '../state.js'
import { caseTime } from '../times.js'
import { findUpload, totalParts, uploadStatus } from '../uploads.js'

const MAX_LINKS = 10

export function getAttachmentUploadLinks(
  request: GetAttachmentUploadLinksRequest,
  state: State,
): GetAttachmentUploadLinksResponse {
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
}

function newUpload({ fileName = '', fileSizeBytes }: GetAttachmentUploadLinksRequest, state: State): Upload {
  if (fileSizeBytes === undefined) {
    throw invalidParameter("A new upload needs 'fileSizeBytes', going on with one needs 'uploadId'")
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
    throw invalidParameter(`The upload is of '${upload.fileName}' with ${upload.sizeBytes} bytes`)
  }
  if (upload.completedAt !== undefined) throw invalidParameter(`All parts of '${upload.uploadId}' are complete`)
  if (uploadStatus(state, upload) === 'failed') throw invalidParameter(`The upload '${upload.uploadId}' has failed`)
}

/** Half-open, and with no more than ten parts; an end that is left out or too far is where the file ends. */
function readRange(range: UploadRange | undefined, total: number): { start: number; end: number } {
  const start = range?.startIndex ?? 1
  const end = range?.endIndex ?? start + MAX_LINKS
  if (start > total) throw invalidParameter(`'${start}' at 'uploadRange.startIndex': there are ${total} parts`)
  if (end <= start) throw invalidParameter("'uploadRange.endIndex' is exclusive and must be after 'startIndex'")
  if (end - start > MAX_LINKS)
    throw invalidParameter(`'uploadRange' asks for ${end - start} parts, more than ${MAX_LINKS}`)
  return { start, end: Math.min(end, total + 1) }
}
