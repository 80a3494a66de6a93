import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { LinkError } from './link-error.js'
import type { State } from './state.js'

export async function sendAttachment(
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

/** By way of one buffer: a stream makes a new one for each chunk, and newer versions of Node let 40 MB of them lie around. */
async function sendFile(path: string, start: number, end: number, response: ServerResponse): Promise<void> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let position = start; position < end;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK_BYTES, end - position), position)
      if (bytesRead === 0) throw new Error(`${path} has ended before byte ${end}`)
      await written(response, buffer.subarray(0, bytesRead))
      position += bytesRead
    }
    response.end()
  } finally {
    await file.close()
  }
}

/** Resolves when the bytes have left, and their buffer may be used again. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** One range, empty if it is outside of the file; or the whole where the header is invalid, as RFC 9110 has it. */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return { start, end }
}

/** Old clients read the plain name, newer ones the encoded one. Going through bytes mends halves of surrogate pairs. */
function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(Buffer.from(fileName).toString()).replaceAll("'", '%27')}`
}
