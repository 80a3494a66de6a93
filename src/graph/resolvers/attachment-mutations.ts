import type { Context } from '../context.js'
import type { CompletedPartInput, Resolvers, UserError } from '../generated/resolvers.js'
import { readAwsTime } from '../../lib/time.js'
import { contextForInput } from './account-argument.js'
import type { WithUploads } from './upload-ids.js'
import {
  attachmentErrors,
  fileNameErrors,
  MAX_UPLOAD_BYTES,
  uploadIdErrors,
  userError,
  type Path,
} from './user-errors.js'
import { toAwsAttachment } from './message.js'

/** AWS returns at most 10 URLs per call: model. */
const MAX_PARTS = 10
/** AWS caps an ETag at 256 characters: model. */
const MAX_ETAG_LENGTH = 256

export const attachmentMutationResolvers = {
  Mutation: {
    addAttachments: async (_, { input }, root) => {
      const context = contextForInput(root, input)
      if ('code' in context) return { userErrors: [context] }
      const { call } = context
      const { attachments, attachmentSetId } = input
      const userErrors = attachmentErrors(['input', 'attachments'], attachments)
      if (attachments.length === 0)
        userErrors.push(userError('BLANK', ['input', 'attachments'], 'attachments is empty: provide 1 to 3 files.'))
      if (userErrors.length > 0) return { userErrors }
      const set = await call('AddAttachmentsToSet', {
        attachments: attachments.map(toAwsAttachment),
        attachmentSetId: attachmentSetId ?? undefined,
      })
      const id = set.attachmentSetId ?? attachmentSetId
      return { attachmentSet: id == null ? null : { id, expiresAt: readAwsTime(set.expiryTime) }, userErrors: [] }
    },
    createAttachmentUpload: async (_, { input }, root) => {
      const context = contextForInput(root, input)
      if ('code' in context) return { userErrors: [context] }
      const { account, call } = context
      const { fileName, sizeBytes } = input
      const userErrors = fileNameErrors(['input', 'fileName'], fileName)
      if (sizeBytes < 1 || sizeBytes > MAX_UPLOAD_BYTES) {
        userErrors.push(
          userError(
            sizeBytes < 1 ? 'INVALID' : 'TOO_LARGE',
            ['input', 'sizeBytes'],
            `sizeBytes is ${sizeBytes}: it must be between 1 and ${MAX_UPLOAD_BYTES}.`,
          ),
        )
      }
      if (userErrors.length > 0) return { userErrors }
      const links = await call('GetAttachmentUploadLinks', { fileName, fileSizeBytes: sizeBytes })
      return {
        upload:
          links.uploadId === undefined ? null : { ...links, account: account.key, fileName, uploadId: links.uploadId },
        userErrors: [],
      }
    },
    attachmentUploadParts: async (_, { input }, root) => {
      const context = contextForUpload(root, input)
      if ('code' in context) return { userErrors: [context] }
      const { account, call } = context
      const { uploadId, fileName, from = 1, to } = input
      const userErrors = [
        ...uploadIdErrors(['input', 'uploadId'], uploadId),
        ...fileNameErrors(['input', 'fileName'], fileName),
      ]
      if (from < 1)
        userErrors.push(userError('INVALID', ['input', 'from'], `from is ${from}: parts are numbered from 1.`))
      if (to != null && (to <= from || to > from + MAX_PARTS)) {
        userErrors.push(
          userError('INVALID', ['input', 'to'], `to is ${to}: it must be between ${from + 1} and ${from + MAX_PARTS}.`),
        )
      }
      if (userErrors.length > 0) return { userErrors }
      const links = await call('GetAttachmentUploadLinks', {
        uploadId,
        fileName,
        uploadRange: { startIndex: from, endIndex: to ?? undefined },
      })
      return { upload: { ...links, account: account.key, fileName, uploadId }, userErrors: [] }
    },
    completeAttachmentUpload: async (_, { input }, root) => {
      const context = contextForUpload(root, input)
      if ('code' in context) return { userErrors: [context] }
      const { account, call, loaders } = context
      const { uploadId, parts } = input
      const userErrors = [
        ...uploadIdErrors(['input', 'uploadId'], uploadId),
        ...parts.flatMap((part, position) => completedPartErrors(['input', 'parts', position], part)),
      ]
      if (parts.length === 0)
        userErrors.push(userError('BLANK', ['input', 'parts'], 'parts is empty: list at least one uploaded part.'))
      if (userErrors.length > 0) return { userErrors }
      const { uploadStatus } = await call('CompleteAttachmentUpload', {
        uploadId,
        completedUploads: parts.map(({ index, eTag }) => ({ partIndex: index, eTag })),
      })
      loaders.uploadStatus.clear()
      return { upload: { account: account.key, uploadId, uploadStatus }, userErrors: [] }
    },
  },
} satisfies Resolvers

/** The context of the account in a global id. AWS's own id names none: it belongs to the first account. */
function contextForUpload(context: Context, { uploadAccount }: WithUploads): Context | UserError {
  const found = uploadAccount === undefined ? context : context.in(uploadAccount)
  return found ?? userError('NOT_FOUND', ['input', 'uploadId'], 'AWS Support has no such upload.')
}

function completedPartErrors(path: Path, { index, eTag }: CompletedPartInput): UserError[] {
  const errors: UserError[] = []
  if (index < 1) errors.push(userError('INVALID', [...path, 'index'], `index is ${index}: parts are numbered from 1.`))
  if (eTag.length < 1 || eTag.length > MAX_ETAG_LENGTH) {
    const message = `eTag has ${eTag.length} characters: it must have 1 to ${MAX_ETAG_LENGTH}.`
    errors.push(userError('INVALID', [...path, 'eTag'], message))
  }
  return errors
}
