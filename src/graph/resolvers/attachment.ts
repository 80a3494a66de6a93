import { win32 } from 'node:path'
import mime from 'mime'
import { contextFor, type Context } from '../context.js'
import { codedError, hasName } from '../../lib/errors.js'
import { AttachmentUploadStatus, type Resolvers } from '../generated/resolvers.js'
import type { Attachment, AttachmentUpload, Communication } from '../models.js'
import { perObject } from '../../lib/per-object.js'
import { connectionOf, type Connection, type PageArguments } from '../relay/connection.js'
import type { ListDigest } from '../relay/cursor.js'
import { readKey, toGlobalId } from '../relay/id.js'
import { selects } from '../selection.js'
import { readAwsTime } from '../../lib/time.js'
import { contextForId } from './account-argument.js'
import { enumReader } from './enum-reader.js'

export const attachmentResolvers = {
  Query: {
    attachment: (_, { id, accountId }, context, info) => {
      const { account, key } = readKey('Attachment', id, isAwsId, "an Attachment's `id` or AWS's attachmentId")
      const within = contextForId(context, account, accountId)
      return within && loadAttachment(within, key[0] ?? '', selects(info, 'Attachment', ['content']))
    },
    attachmentUpload: (_, { id, accountId }, context) => {
      const { account, key } = readKey('AttachmentUpload', id, isAwsId, "an AttachmentUpload's `id` or its uploadId")
      const within = contextForId(context, account, accountId)
      return within && loadUpload(within, key[0] ?? '')
    },
  },
  Attachment: {
    id: perObject(({ account, attachmentId }) => toGlobalId('Attachment', account, attachmentId)),
    contentType: perObject(({ fileName = '' }) => contentTypeOf(fileName)),
    content: async (parent, _, context) => {
      const { attachmentId } = parent
      const content = await contextFor(context, parent).loaders.content(attachmentId)
      if (content?.data === undefined)
        throw codedError('NOT_FOUND', `AWS Support has no content for the attachment ${attachmentId}.`)
      return encoded(content.data)
    },
    downloadLink: async (parent, _, context) => {
      const { attachmentId } = parent
      const link = await contextFor(context, parent).loaders.downloadLink(attachmentId)
      if (link?.downloadUrl?.url === undefined)
        throw codedError('NOT_FOUND', `AWS Support has no download link for the attachment ${attachmentId}.`)
      return { url: link.downloadUrl.url, expiresAt: readAwsTime(link.downloadUrl.expiryDate) }
    },
  },
  AttachmentUpload: {
    id: ({ account, uploadId }) => toGlobalId('AttachmentUpload', account, uploadId),
    parts: ({ uploadUrls }) =>
      uploadUrls?.map(({ partIndex, url, expiryDate }) => ({
        index: partIndex,
        url,
        expiresAt: readAwsTime(expiryDate),
      })),
    status: async (upload, _, context) =>
      toUploadStatus(upload.uploadStatus ?? (await readUploadStatus(context, upload))?.uploadStatus),
    statusCode: async (upload, _, context) =>
      upload.uploadStatus ?? (await readUploadStatus(context, upload))?.uploadStatus,
    fileName: async (upload, _, context) => upload.fileName ?? (await readUploadStatus(context, upload))?.fileName,
    progress: async (upload, _, context) => {
      const progress = upload.uploadProgress ?? (await readUploadStatus(context, upload))?.uploadProgress
      return progress === undefined
        ? null
        : { totalParts: progress.totalParts, completedParts: progress.completedPartsCount }
    },
    totalParts: async (upload, _, context) =>
      upload.totalParts ??
      upload.uploadProgress?.totalParts ??
      (await readUploadStatus(context, upload))?.uploadProgress?.totalParts,
  },
} satisfies Resolvers

function readUploadStatus(context: Context, upload: AttachmentUpload) {
  return contextFor(context, upload).loaders.uploadStatus(upload.uploadId)
}

/**
 * An attachment by AWS's id; null if it is unknown. Also null for a viewer with restricted access, because AWS does not say which case an attachment
 * belongs to. `content`: whether the content is selected too.
 *
 * AWS has no operation for the file name alone. If the content is selected, the name is read with it, otherwise with the download link. AWS returns the
 * content only for files up to 5 MB, but the link for files of any size.
 */
export async function loadAttachment(
  { account, loaders, rules }: Context,
  attachmentId: string,
  content: boolean,
): Promise<Attachment | null> {
  if (rules !== null) return null
  const found = content
    ? await loaders.content(attachmentId).catch((error: unknown) => {
        // The file is too large for AWS to return its content. Read its name with the download link instead.
        if (hasName(error, 'InvalidParameterValueException')) return loaders.downloadLink(attachmentId)
        throw error
      })
    : await loaders.downloadLink(attachmentId)
  return found === null ? null : { account: account.key, attachmentId, fileName: found.fileName }
}

/** An upload by AWS's id; null if it is unknown. */
export async function loadUpload({ account, loaders }: Context, uploadId: string): Promise<AttachmentUpload | null> {
  const status = await loaders.uploadStatus(uploadId)
  return status === null ? null : { ...status, account: account.key, uploadId }
}

/** The files of a communication. `attachments` has all of them; `attachmentSet`, the only member in older API models, has only those of up to 5 MB. */
export const attachmentsOf = perObject(
  ({ account, attachments = [], attachmentSet = [] }: Communication): readonly Attachment[] => {
    const byId = new Map<string, Attachment>()
    for (const { attachmentId, fileName } of [...attachments, ...attachmentSet]) {
      if (attachmentId !== undefined && !byId.has(attachmentId))
        byId.set(attachmentId, { account, attachmentId, fileName })
    }
    return [...byId.values()]
  },
)

/** A page of these attachments. */
export function attachmentConnection(
  attachments: readonly Attachment[],
  page: PageArguments,
  listDigest: ListDigest,
): Connection<Attachment> {
  return connectionOf(attachments, page, listDigest, ({ attachmentId }) => attachmentId)
}

const encoded = perObject((bytes: Uint8Array) => ({
  data: Buffer.from(bytes).toString('base64'),
  sizeBytes: bytes.byteLength,
}))

/** Gets the extension first, because mime treats a whole name without a dot, such as `png`, as one. `win32` accepts both kinds of slashes. */
function contentTypeOf(fileName: string): string | null {
  const extension = win32.extname(fileName)
  return extension === '' ? null : mime.getType(extension)
}

const toStatus = enumReader(AttachmentUploadStatus)

/** `attachment-not-ready` → NOT_READY; OTHER for a value that the model does not list, null for a missing value. */
function toUploadStatus(status: string | undefined): AttachmentUploadStatus | null {
  return status === undefined ? null : toStatus(status.replace('attachment-', ''))
}

/** AWS caps an uploadId at 2048 characters and does not specify the form of an attachmentId: model. */
function isAwsId(id: string): boolean {
  return /^\S{1,2048}$/.test(id)
}
