import { PassThrough, pipeline, Transform, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { SupportClient } from '@aws-sdk/client-support'
import { UNKNOWN_ENCODING } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { malformed } from './validate-response.js'

/** Larger than any AWS Support response: the largest are attachments of 5 MB in base64 and checks with many findings. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

/**
 * Aborts an attempt whose response is not complete within `timeoutMs`, or is larger than any AWS Support response. The SDK's own timeout covers
 * only the head of a response, and the SDK buffers the whole body in memory.
 */
export function boundResponses(client: SupportClient, timeoutMs: number): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { response } = result as { response: HttpResponse }
      const decoder = createDecoder(response)
      const bounded = bound(timeoutMs)
      // An error in any of these streams ends the others. The deserializer reads `bounded`, and so gets the error.
      pipeline(response.body, decoder, bounded, () => {})
      response.body = bounded
      return result
    },
    // runs before the deserializer, which reads the body set above
    { name: 'boundResponses', step: 'deserialize', priority: 'low' },
  )
}

interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  body: Readable
}

/** AWS compresses a response only if the request allows it; a proxy may compress any response. */
const decoders: Readonly<Record<string, () => Transform>> = {
  identity: () => new PassThrough(),
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

function createDecoder({ headers, statusCode, body }: HttpResponse): Transform {
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity'
  const create = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined
  if (create) return create()
  body.destroy()
  const error = new Error(encoding)
  throw Object.assign(error, { name: UNKNOWN_ENCODING, $metadata: { httpStatusCode: statusCode } })
}

function bound(timeoutMs: number): Transform {
  let bytes = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      done(bytes > MAX_RESPONSE_BYTES ? malformed(`the body is larger than ${MAX_RESPONSE_BYTES} bytes`) : null, chunk)
    },
    destroy(error, done) {
      const isFromDecoder = /^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(String(property(error, 'code')))
      done(isFromDecoder ? malformed('the body cannot be decoded') : error)
    },
  })
  const timer = setTimeout(() => bounded.destroy(timeoutError(timeoutMs)), timeoutMs)
  return bounded.once('close', () => clearTimeout(timer))
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`the response was not complete within ${timeoutMs} ms`)
  // the SDK retries errors with this name
  error.name = 'TimeoutError'
  return error
}
