import { hasName } from '../../lib/errors.js'
import { memoize } from '../../lib/memoize.js'
import type { Call } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'

/** AWS accepts one id per call in all of these operations: model. */
export function createAttachmentLoaders(call: Call, limit: Limit) {
  const oneByOne = <V>(read: (id: string) => Promise<V>, notFound: string) =>
    memoize(async (id: string): Promise<V | null> => {
      try {
        return await limit(() => read(id))
      } catch (error) {
        if (hasName(error, notFound)) return null
        throw error
      }
    })

  return {
    /** The file's name and a presigned link, for a file of any size; null for an unknown id. */
    downloadLink: oneByOne(
      (attachmentId) => call('GetAttachmentDownloadLink', { attachmentId }),
      'AttachmentIdNotFound',
    ),
    /** The file's name and bytes, up to 5 MB; null for an unknown id. AWS rejects a larger file with InvalidParameterValueException: model. */
    content: oneByOne(
      async (attachmentId) => (await call('DescribeAttachment', { attachmentId })).attachment ?? {},
      'AttachmentIdNotFound',
    ),
    /** The status of an upload; null for an unknown id. */
    uploadStatus: oneByOne((uploadId) => call('DescribeAttachmentUploadStatus', { uploadId }), 'UploadIdNotFound'),
  }
}
