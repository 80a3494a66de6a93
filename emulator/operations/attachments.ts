import { readFileSync } from 'node:fs'
import type {
  AddAttachmentsToSetRequest,
  AddAttachmentsToSetResponse,
  DescribeAttachmentRequest,
  DescribeAttachmentResponse,
  GetAttachmentDownloadLinkRequest,
  GetAttachmentDownloadLinkResponse,
} from '@aws-sdk/client-support'
import type { StoredAttachment } from '../account.js'
import { AwsError, invalidParameter } from '../aws-error.js'
import { checkLimit, countUsage } from '../limits.js'
import type { AttachmentSet, State, Upload } from '../state.js'
import { attachmentSetTime, caseTime } from '../times.js'
import { flag, list, operation, required, stopIfDryRun, text, uploadId } from './operation.js'
import { uploadStatus } from './uploads.js'

const MAX_ATTACHMENTS = 3
const SET_LIFETIME_MS = 3_600_000
/** 5 MB: the maximum for files in an attachment set and for DescribeAttachment. `attachmentSet` of a communication lists only files up to this size. */
export const SMALL_ATTACHMENT_BYTES = 5 * 1024 * 1024

const throttle = 'supportPerSecond'

export const attachments = {
  AddAttachmentsToSet: operation({
    throttle,
    members: {
      attachmentSetId: text,
      attachments: required(list({ type: 'structure', members: { fileName: text, data: { type: 'blob' } } })),
      dryRun: flag,
    },
    run(request: AddAttachmentsToSetRequest, state: State): AddAttachmentsToSetResponse {
      const { attachments: added = [] } = request
      const known = request.attachmentSetId === undefined ? undefined : findSet(state, request.attachmentSetId)
      const set = known ?? { attachments: [], expiresAt: state.now() + SET_LIFETIME_MS }
      const count = set.attachments.length + added.length
      if (count > MAX_ATTACHMENTS) {
        throw sizeLimit(`The set would have ${count} attachments; ${MAX_ATTACHMENTS} are allowed`)
      }
      for (const { fileName, data } of added) {
        if (data && data.byteLength > SMALL_ATTACHMENT_BYTES) {
          throw sizeLimit(`'${fileName}' has ${data.byteLength} bytes; ${SMALL_ATTACHMENT_BYTES} are allowed`)
        }
      }
      if (!known) checkLimit(state, 'attachmentSetsPerHour')
      stopIfDryRun(request)

      if (!known) countUsage(state, 'attachmentSetsPerHour')
      const attachmentSetId = request.attachmentSetId ?? `as-${state.randomHex(32)}`
      state.attachmentSets.set(attachmentSetId, set)
      for (const { fileName = 'attachment', data = new Uint8Array() } of added) {
        set.attachments.push({ attachmentId: newId(state), fileName, sizeBytes: data.byteLength, content: data })
      }
      return { attachmentSetId, expiryTime: attachmentSetTime(set.expiresAt) }
    },
  }),

  DescribeAttachment: operation({
    throttle,
    members: { attachmentId: required(text), dryRun: flag },
    run(request: DescribeAttachmentRequest, state: State): DescribeAttachmentResponse {
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
    },
  }),

  GetAttachmentDownloadLink: operation({
    throttle,
    members: { attachmentId: required(text), dryRun: flag },
    run(request: GetAttachmentDownloadLinkRequest, state: State): GetAttachmentDownloadLinkResponse {
      const { attachmentId, fileName } = findAttachment(state, request.attachmentId)
      const { url, expiresAt } = state.links.forAttachment(attachmentId)
      return { fileName, downloadUrl: { url, expiryDate: caseTime(expiresAt) } }
    },
  }),
}

/** Request members that reference the attachments of a new communication. */
export const attachmentMembers = { attachmentSetId: text, uploadIds: list(uploadId, 10) }

/** The attachments of a new communication, looked up and checked before anything is changed. */
export interface FoundAttachments {
  setId: string | undefined
  attachments: StoredAttachment[]
  uploads: Upload[]
}

export function findAttachments(
  state: State,
  request: { attachmentSetId?: string | undefined; uploadIds?: string[] | undefined },
): FoundAttachments {
  const { attachmentSetId: setId, uploadIds } = request
  return {
    uploads: [...new Set(uploadIds)].map((id) => findReadyUpload(state, id)),
    setId,
    attachments: setId === undefined ? [] : findSet(state, setId).attachments,
  }
}

/** Adds them to the account. A set or an upload can be used only once. */
export function storeAttachments(
  state: State,
  { setId = '', attachments: found, uploads }: FoundAttachments,
): string[] {
  state.attachmentSets.delete(setId)
  const stored = [...found]
  for (const upload of uploads) {
    const { fileName, sizeBytes, path } = upload
    upload.attachmentId = newId(state)
    stored.push({ attachmentId: upload.attachmentId, fileName, sizeBytes, content: { path } })
  }
  for (const attachment of stored) state.account.attachments.set(attachment.attachmentId, attachment)
  return stored.map(({ attachmentId }) => attachmentId)
}

function findSet(state: State, setId: string): AttachmentSet {
  const set = state.attachmentSets.get(setId)
  if (!set) throw new AwsError('AttachmentSetIdNotFound', `No attachment set found for attachmentSetId '${setId}'`)
  if (set.expiresAt <= state.now()) {
    throw new AwsError('AttachmentSetExpired', `The attachment set '${setId}' has expired: create a new one`)
  }
  return set
}

/**
 * Throws InvalidParameterValueException for an unknown id: CreateCase and AddCommunicationToCase do not model
 * UploadIdNotFound.
 */
function findReadyUpload(state: State, id: string): Upload {
  const upload = state.uploads.get(id)
  if (!upload) throw invalidParameter(`No upload found for uploadId '${id}'`)
  if (upload.attachmentId !== undefined) throw invalidParameter(`The upload '${id}' has already been attached`)
  const status = uploadStatus(state, upload)
  if (status !== 'attachment-ready') throw invalidParameter(`The upload '${id}' is ${status}`)
  return upload
}

function findAttachment(state: State, attachmentId = ''): StoredAttachment {
  const found = state.account.attachments.get(attachmentId)
  if (!found) throw new AwsError('AttachmentIdNotFound', `No attachment found for attachmentId '${attachmentId}'`)
  return found
}

function newId(state: State): string {
  return `attachment-${state.randomHex(32)}`
}

function sizeLimit(message: string): AwsError {
  return new AwsError('AttachmentSetSizeLimitExceeded', message)
}
