import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Accounts } from '../accounts.js'
import { CORS_HEADERS, send } from '../http.js'
import { partSize, totalParts, type State, type Upload } from '../state.js'
import { LinkError, type Signer } from './links.js'

export interface LinkServer {
  accounts: Accounts
  signer: Signer
}

/**
 * Serves the presigned URLs: the part of S3 that AWS Support exposes. The signature in the URL is the only credential.
 */
export async function handleLink(
  { accounts, signer }: LinkServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value)
  if (request.method === 'OPTIONS') {
    request.resume()
    return send(response, { status: 200, body: '' })
  }
  try {
    const { grant, accountId, expiresAt } = signer.read(new URL(request.url ?? '', 'http://emulator'))
    const state = accounts.of(accountId)
    const method = grant.kind === 'part' ? 'PUT' : 'GET'
    if (request.method !== method) {
      response.setHeader('allow', method)
      throw new LinkError(405, 'MethodNotAllowed', `This URL was signed for ${method}, not for ${request.method}`)
    }
    if (state.now() >= expiresAt) throw new LinkError(403, 'AccessDenied', 'Request has expired')
    if (grant.kind === 'part') await receivePart(state, grant, request, response)
    else await sendAttachment(state, grant.attachmentId, request, response)
  } catch (error) {
    if (!(error instanceof LinkError)) throw error
    // Discard the rest of the part, so the sender gets to read the response.
    request.resume()
    send(response, { status: error.status, headers: { 'content-type': 'application/xml' }, body: error.xml() })
  }
}

/** Writes one part at its position in the file, chunk by chunk: a part of up to 100 MB should not be held in memory. */
async function receivePart(
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
    throw new LinkError(409, 'OperationAborted', 'Another request is uploading this part: try again')
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

/** Checks only the declared length, because the HTTP parser enforces it. */
function checkLength(upload: Upload, partIndex: number, header: string | undefined): void {
  if (header === undefined) throw new LinkError(411, 'MissingContentLength', 'The header content-length is required')
  const length = Number(header)
  const wanted = partSize(upload, partIndex)
  const message = `Part ${partIndex} has ${wanted} bytes, not ${length}`
  if (length > wanted) throw new LinkError(400, 'EntityTooLarge', message)
  if (length < wanted) throw new LinkError(400, 'EntityTooSmall', message)
}

async function sendAttachment(
  state: State,
  attachmentId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const attachment = state.account.attachments.get(attachmentId)
  if (!attachment) throw new LinkError(404, 'NoSuchKey', 'The attachment does not exist')
  request.resume()

  const { fileName, sizeBytes, content } = attachment
  const range = readRange(request.headers.range, sizeBytes)
  if (range && range.start >= range.end) {
    response.setHeader('content-range', `bytes */${sizeBytes}`)
    throw new LinkError(416, 'InvalidRange', `The attachment has ${sizeBytes} bytes`)
  }
  const { start, end } = range ?? { start: 0, end: sizeBytes }
  response.writeHead(range ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(fileName),
    'content-length': end - start,
    'accept-ranges': 'bytes',
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
  })
  if (start === end) {
    response.end()
    return
  }
  if ('path' in content) await sendFile(content.path, start, end, response)
  else response.end(content.subarray(start, end))
}

const CHUNK_BYTES = 64 * 1024

/** Reuses one buffer: a stream allocates one per chunk, and newer versions of Node leave 40 MB of them uncollected. */
async function sendFile(path: string, start: number, end: number, response: ServerResponse): Promise<void> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let position = start; position < end;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK_BYTES, end - position), position)
      if (bytesRead === 0) throw new Error(`${path} ended before byte ${end}`)
      await written(response, buffer.subarray(0, bytesRead))
      position += bytesRead
    }
    response.end()
  } finally {
    await file.close()
  }
}

/** Resolves when the bytes have been sent and their buffer can be reused. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/**
 * A single range, empty if it is outside the file. Undefined, meaning the whole file, if the header is absent or
 * invalid (RFC 9110).
 */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return { start, end }
}

/**
 * Old clients read the plain name, newer ones the encoded one. The conversion to bytes replaces lone surrogates, for
 * which `encodeURIComponent` would throw.
 */
function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(Buffer.from(fileName).toString()).replaceAll("'", '%27')}`
}
