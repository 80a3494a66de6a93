import { hasName } from '../../lib/errors.js'
import type { Trace } from '../../telemetry/tracing.js'
import type { Call } from '../../upstream/operations.js'
import type { Limit } from '../../upstream/split.js'
import { createLoader } from './batch.js'

/** AWS takes one id a call in all of these: model. */
export function createAttachmentLoaders(call: Call, limit: Limit, trace?: Trace) {
  const oneByOne = <V>(name: string, read: (id: string) => Promise<V>, notFound: string) =>
    createLoader<string, V | null>(trace, name, (ids) =>
      Promise.all(
        ids.map((id) => limit(() => read(id)).catch((error: Error) => (hasName(error, notFound) ? null : error))),
      ),
    )

  return {
    /** The file's name and a presigned link, for a file of any size; null for an unknown id. */
    downloadLinkById: oneByOne(
      'downloadLinkById',
      (attachmentId) => call('GetAttachmentDownloadLink', { attachmentId }),
      'AttachmentIdNotFound',
    ),
    /** The file's name and bytes, up to 5 MB; null for an unknown id. AWS refuses a larger one as InvalidParameterValueException: model. */
    contentById: oneByOne(
      'contentById',
      async (attachmentId) => (await call('DescribeAttachment', { attachmentId })).attachment ?? {},
      'AttachmentIdNotFound',
    ),
    /** How far an upload is; null for an unknown id. */
    uploadStatusById: oneByOne(
      'uploadStatusById',
      (uploadId) => call('DescribeAttachmentUploadStatus', { uploadId }),
      'UploadIdNotFound',
    ),
  }
}
