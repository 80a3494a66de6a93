import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from './aws-error.js'

/**
 * Room for three files of 5 MB in base64 and a fourth, which the operation must reject. AWS's own limit is not
 * documented.
 */
export const MAX_BODY_BYTES = 32 * 1024 * 1024

export interface RawResponse {
  status: number
  headers?: Record<string, string>
  body: string
  /** The name of the error that it reports, for the journal. */
  error?: string
}

/**
 * Reads the whole body. A body that is too large is read to its end and discarded, so the caller gets to read the
 * response.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (size > MAX_BODY_BYTES) {
    throw new AwsError('RequestEntityTooLargeException', `The request has more than ${MAX_BODY_BYTES} bytes`, 413)
  }
  return Buffer.concat(chunks).toString()
}

export function send(response: ServerResponse, { status, headers, body }: RawResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/**
 * Sends half of the response as if it were complete or, with `breakOff`, closes the connection before the declared
 * length.
 */
export function sendHalf(response: ServerResponse, { status, headers, body }: RawResponse, breakOff: boolean): void {
  const half = Buffer.from(body).subarray(0, Math.floor(Buffer.byteLength(body) / 2))
  if (!breakOff) {
    response.writeHead(status, { ...headers, 'content-length': half.length })
    response.end(half)
    return
  }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.write(half, () => response.destroy())
}

/**
 * For pages in browsers. Any page may use the presigned URLs; only pages served from this machine may use the control
 * API.
 */
export const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE, OPTIONS',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'etag, content-length, content-range, content-disposition',
  'access-control-max-age': '600',
}
