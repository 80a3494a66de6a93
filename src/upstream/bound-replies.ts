import { PassThrough, pipeline, Transform, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { SupportClient } from '@aws-sdk/client-support'
import { UNKNOWN_ENCODING } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { malformed } from './validate-response.js'

/** The largest replies are attachments of 5 MB in base64 and checks with many findings. More than this is no reply of AWS Support. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024

/**
 * Ends an attempt whose reply does not come to its end within `timeoutMs`, or is larger than any that AWS Support has: the SDK's own timeout
 * is for the head of a reply only, and it keeps a body whole in memory.
 */
export function boundReplies(client: SupportClient, timeoutMs: number): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { response } = result as { response: HttpResponse }
      const decoder = createDecoder(response)
      const bounded = bound(timeoutMs)
      // an error of one ends the others; it reaches the deserializer through the one that it reads
      pipeline(response.body, decoder, bounded, () => {})
      response.body = bounded
      return result
    },
    // behind the deserializer, so that it reads what is returned here
    { name: 'boundReplies', step: 'deserialize', priority: 'low' },
  )
}

interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  body: Readable
}

/** AWS compresses nothing without being asked; proxies do. */
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
      done(bytes > MAX_REPLY_BYTES ? malformed(`its end, which is not within ${MAX_REPLY_BYTES} bytes`) : null, chunk)
    },
    destroy(error, done) {
      const isOfDecoder = /^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(String(property(error, 'code')))
      done(isOfDecoder ? malformed('its body, which cannot be decoded') : error)
    },
  })
  const timer = setTimeout(() => bounded.destroy(timeoutError(timeoutMs)), timeoutMs)
  return bounded.once('close', () => clearTimeout(timer))
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`the reply did not come to its end within ${timeoutMs} ms`)
  // the name by which the SDK tries again
  error.name = 'TimeoutError'
  return error
}
