import type { StoredAttachment } from './account.js'
import { AwsError, invalidParameter } from './aws-error.js'
import type { AttachmentSet, State, Upload } from './state.js'
import { uploadStatus } from './uploads.js'

/** The attachments that a new communication names: found and checked before anything is changed. */
export interface FoundAttachments {
  setId?: string
  set?: AttachmentSet
  uploads: Upload[]
}

export function findAttachments(
  state: State,
  request: { attachmentSetId?: string | undefined; uploadIds?: string[] | undefined },
): FoundAttachments {
  const uploads = [...new Set(request.uploadIds)].map((uploadId) => findReadyUpload(state, uploadId))
  if (request.attachmentSetId === undefined) return { uploads }
  return { setId: request.attachmentSetId, set: findAttachmentSet(state, request.attachmentSetId), uploads }
}

export function findAttachmentSet(state: State, setId: string): AttachmentSet {
  const set = state.attachmentSets.get(setId)
  if (!set) throw new AwsError('AttachmentSetIdNotFound', `No attachment set found for attachmentSetId '${setId}'`)
  if (set.expiresAt <= state.now()) {
    throw new AwsError('AttachmentSetExpired', `The attachment set '${setId}' has expired: create a new one`)
  }
  return set
}

/** CreateCase and AddCommunicationToCase do not model UploadIdNotFound. */
function findReadyUpload(state: State, uploadId: string): Upload {
  const upload = state.uploads.get(uploadId)
  if (!upload) throw invalidParameter(`No upload found for uploadId '${uploadId}'`)
  if (upload.attachmentId !== undefined) throw invalidParameter(`The upload '${uploadId}' has already been attached`)
  const status = uploadStatus(state, upload)
  if (status !== 'attachment-ready') throw invalidParameter(`The upload '${uploadId}' is ${status}`)
  return upload
}

/** Makes them part of the account; a set and an upload can be used once. */
export function keepAttachments(state: State, found: FoundAttachments): string[] {
  const attachments: StoredAttachment[] = found.set ? [...found.set.attachments] : []
  if (found.setId !== undefined) state.attachmentSets.delete(found.setId)
  for (const upload of found.uploads) {
    upload.attachmentId = newAttachmentId(state)
    attachments.push({
      attachmentId: upload.attachmentId,
      fileName: upload.fileName,
      sizeBytes: upload.sizeBytes,
      content: { path: upload.path },
    })
  }
  for (const attachment of attachments) state.account.attachments.set(attachment.attachmentId, attachment)
  return attachments.map(({ attachmentId }) => attachmentId)
}

export function newAttachmentId(state: State): string {
  return `attachment-${state.randomHex(32)}`
}

export function findAttachment(state: State, attachmentId: string | undefined): StoredAttachment {
  const found = state.account.attachments.get(attachmentId ?? '')
  if (!found) throw new AwsError('AttachmentIdNotFound', `No attachment found for attachmentId '${attachmentId}'`)
  return found
}
