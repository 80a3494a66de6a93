import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { send } from './http.js'
import { LinkError } from './link-error.js'
import type { State, Upload } from './state.js'
import { partSize, totalParts } from './uploads.js'

/** Writes one part where it belongs in the file, chunk by chunk: a part may have 100 MB, and memory is for other things. */
export async function receivePart(
  state: State,
  { uploadId, partIndex }: { uploadId: string; partIndex: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const upload = state.uploads.get(uploadId)
  if (!upload || upload.completedAt !== undefined || partIndex > totalParts(upload)) {
    throw new LinkError(404, 'NoSuchUpload', 'The upload does not exist, or all of its parts are complete')
  }
  checkLength(upload, partIndex, request.headers['content-length'])
  if (upload.receiving.has(partIndex)) {
    throw new LinkError(409, 'OperationAborted', 'This part is being uploaded by another request: try again')
  }

  upload.parts.delete(partIndex)
  upload.receiving.add(partIndex)
  try {
    const hash = createHash('md5')
    const file = createWriteStream(upload.path, { flags: 'r+', start: (partIndex - 1) * upload.partSizeBytes })
    await pipeline(
      request,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          yield chunk
        }
      },
      file,
    )
    const eTag = hash.digest('hex')
    upload.parts.set(partIndex, { eTag, reported: false })
    response.setHeader('etag', `"${eTag}"`)
    send(response, { status: 200, body: '' })
  } finally {
    upload.receiving.delete(partIndex)
  }
}

/** The HTTP parser holds the sender to what the header says. */
function checkLength(upload: Upload, partIndex: number, header: string | undefined): void {
  if (header === undefined) throw new LinkError(411, 'MissingContentLength', 'The header content-length is needed')
  const length = Number(header)
  const wanted = partSize(upload, partIndex)
  const message = `Part ${partIndex} has ${wanted} bytes, not ${length}`
  if (length > wanted) throw new LinkError(400, 'EntityTooLarge', message)
  if (length < wanted) throw new LinkError(400, 'EntityTooSmall', message)
}
