import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { SupportClient } from '@aws-sdk/client-support'
import { UNKNOWN_ENCODING } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { malformed } from './validate-response.js'

/** Larger than any AWS Support response: the largest are attachments of 5 MB in base64 and checks with many findings. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/**
 * Far larger than any error, and than any response of STS. The SDK keeps the body of an error in memory as long as the error, and parsing a large XML
 * document blocks the process for seconds.
 */
const MAX_OTHER_BYTES = 512 * 1024

type Deserialize = (
  operation: unknown,
  context: unknown,
  response: { statusCode: number; body: IncomingMessage },
) => Promise<object>

/**
 * Makes the client return the JSON of a successful response as it is. The SDK would copy it member by member, and
 * validate-response.ts copies it again, with more checks.
 */
export function parseOnly({ config }: SupportClient, timeoutMs: number): void {
  const protocol = config.protocol as { deserializeResponse: Deserialize }
  const deserialize = protocol.deserializeResponse.bind(protocol)
  protocol.deserializeResponse = async (operation, context, response) => {
    if (response.statusCode >= 300) return deserialize(operation, context, response)
    const text = (await readBody(response.body, timeoutMs, MAX_RESPONSE_BYTES)).toString()
    const output = text === '' ? {} : parse(text)
    // the SDK's retries record the number of attempts in $metadata
    return { ...output, $metadata: {} }
  }
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    // The parser's error keeps the whole text in memory for as long as the error is remembered.
    throw malformed('the body is not JSON')
  }
}

/**
 * Reads the body of a response into memory. Rejects if it is not complete within `timeoutMs`, or is larger than `maxBytes`. The SDK's own timeout covers
 * only the head of a response, and the SDK does not limit the size.
 */
export async function readBody(
  response: IncomingMessage,
  timeoutMs: number,
  maxBytes = MAX_OTHER_BYTES,
): Promise<Buffer> {
  const body = decode(response)
  const timer = setTimeout(() => body.destroy(timeoutError(timeoutMs)), timeoutMs)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) throw malformed(`the body is larger than ${maxBytes} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    const isFromDecoder = /^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(String(property(error, 'code')))
    throw isFromDecoder ? malformed('the body cannot be decoded') : error
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(chunks, bytes)
}

/** AWS compresses a response only if the request allows it; a proxy may compress any response. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

function decode(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() || 'identity'
  if (encoding === 'identity') return response
  const create = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined
  // An error in one of the streams ends the other.
  if (create) return pipeline(response, create(), () => {})
  response.destroy()
  const error = new Error(encoding)
  throw Object.assign(error, { name: UNKNOWN_ENCODING, $metadata: { httpStatusCode: response.statusCode } })
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`the response was not complete within ${timeoutMs} ms`)
  // the SDK retries errors with this name
  error.name = 'TimeoutError'
  return error
}
