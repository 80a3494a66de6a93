import type { Attachment, AddAttachmentsToSetRequest, AddAttachmentsToSetResponse } from '@aws-sdk/client-support'
import { findAttachmentSet, newAttachmentId } from '../attachments.js'
import { AwsError } from '../aws-error.js'
import { SMALL_ATTACHMENT_BYTES } from '../communications.js'
import { stopIfDryRun } from '../dry-run.js'
import { checkLimit, countUsage } from '../limits.js'
import type { AttachmentSet, State } from '../state.js'
import { attachmentSetTime } from '../times.js'

const MAX_ATTACHMENTS = 3
const SET_LIFETIME_MS = 3_600_000

export function addAttachmentsToSet(request: AddAttachmentsToSetRequest, state: State): AddAttachmentsToSetResponse {
  const { attachmentSetId, attachments = [] } = request
  const known = attachmentSetId === undefined ? undefined : findAttachmentSet(state, attachmentSetId)
  checkSizes(known, attachments)
  if (!known) checkLimit(state, 'attachmentSetsPerHour')
  stopIfDryRun(request)

  const setId = attachmentSetId ?? `as-${state.randomHex(32)}`
  const set = known ?? newSet(state, setId)
  for (const { fileName = 'attachment', data = new Uint8Array() } of attachments) {
    set.attachments.push({ attachmentId: newAttachmentId(state), fileName, sizeBytes: data.byteLength, content: data })
  }
  return { attachmentSetId: setId, expiryTime: attachmentSetTime(set.expiresAt) }
}

function newSet(state: State, setId: string): AttachmentSet {
  countUsage(state, 'attachmentSetsPerHour')
  const set = { attachments: [], expiresAt: state.now() + SET_LIFETIME_MS }
  state.attachmentSets.set(setId, set)
  return set
}

function checkSizes(known: AttachmentSet | undefined, attachments: Attachment[]): void {
  const count = (known?.attachments.length ?? 0) + attachments.length
  if (count > MAX_ATTACHMENTS) {
    throw sizeLimit(`The set would have ${count} attachments; ${MAX_ATTACHMENTS} are allowed`)
  }
  for (const { fileName, data } of attachments) {
    if (data && data.byteLength > SMALL_ATTACHMENT_BYTES) {
      throw sizeLimit(`'${fileName}' has ${data.byteLength} bytes; ${SMALL_ATTACHMENT_BYTES} are allowed`)
    }
  }
}

function sizeLimit(message: string): AwsError {
  return new AwsError('AttachmentSetSizeLimitExceeded', message)
}
