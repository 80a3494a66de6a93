/**
 * Request bodies: JSON, limited in bytes and values. Another limit applies to all bodies in flight together: callers may send half a body and wait.
 */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { Refusal, retryLater, quoted } from './errors.js'
import { onceDone } from './in-flight.js'

/** The largest list in an argument has 1,000 items. Each value takes about 70 bytes of memory and half a microsecond to parse. */
const MAX_VALUES = 100_000
/**
 * Bodies smaller than this share of MAX_BODY_BYTES_IN_FLIGHT, 64 KB of 256 MB, are counted but never refused. Otherwise a few callers with large
 * bodies could lock out all others.
 */
const SMALL_SHARE = 1 / 4_096
const RETRY_AFTER_MS = 2_000
/** Chunks of a fast upload are 64 KB each, so a body of the default MAX_BODY_BYTES has fewer chunks than this. */
const CHUNKS_PER_BLOCK = 1_024
/** In UTF-16 units. Longer bodies are usually writes, whose responses are not cached. */
const MAX_KEY_LENGTH = 20_000

declare module 'fastify' {
  interface FastifyRequest {
    /** The body of a POST as received, if it is short enough to be the key of a cached response. */
    bodyText?: string
    /** Bytes of the body that count toward MAX_BODY_BYTES_IN_FLIGHT. */
    bodyBytes: number
  }
}

export interface Bodies {
  /** Frees the body of a request once it is no longer needed. */
  drop: (request: FastifyRequest) => void
}

export function acceptJsonOnly(app: FastifyInstance, config: Config, metrics: Metrics): Bodies {
  const { maxBodyBytesInFlight } = config
  let inFlight = 0
  app.decorateRequest('bodyText')
  app.decorateRequest('bodyBytes', 0)
  app.addHook('onRequest', async (request, reply) => onceDone(reply, () => drop(request)))

  function count(request: FastifyRequest, bytes: number): void {
    request.bodyBytes += bytes
    inFlight += bytes
    metrics.bodyBytesInFlight.set(inFlight)
    if (inFlight <= maxBodyBytesInFlight || request.bodyBytes < maxBodyBytesInFlight * SMALL_SHARE) return
    metrics.limitRefusals.inc({ limit: 'bodies' })
    const message = `The bodies of all requests in flight together exceed ${maxBodyBytesInFlight} bytes (MAX_BODY_BYTES_IN_FLIGHT). Nothing was run; try again in a moment.`
    throw retryLater(503, message, RETRY_AFTER_MS)
  }

  function drop(request: FastifyRequest): void {
    inFlight -= request.bodyBytes
    metrics.bodyBytesInFlight.set(inFlight)
    request.bodyBytes = 0
    request.body = undefined
  }

  const parseJson = app.getDefaultJsonParser('error', 'error')
  const parse = (request: FastifyRequest, text: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      void parseJson(request, text, (error, value: unknown) => {
        if (error) reject(new Refusal(400, whyNotParsed(text)))
        else resolve(value)
      })
    })

  async function read(request: FastifyRequest, raw: IncomingMessage): Promise<unknown> {
    const limit = request.routeOptions.bodyLimit ?? config.maxBodyBytes
    const announced = Number(raw.headers['content-length'])
    if (announced > limit) throw tooLarge(limit, announced)
    const body = await readToEnd(raw, (size, bytes) => {
      if (size > limit) throw tooLarge(limit)
      count(request, bytes)
    })
    if (body.length === 0)
      throw new Refusal(400, 'The request body is empty; send a JSON object such as {"query":"{ __typename }"}.')
    // Decoding would replace invalid UTF-8 with U+FFFD, and a support case would be opened with that.
    if (!isUtf8(body)) throw new Refusal(400, 'The request body is not UTF-8, the encoding of JSON.')
    if (hasMoreValues(body, MAX_VALUES)) throw tooManyValues()
    const text = body.toString()
    if (text.length <= MAX_KEY_LENGTH) request.bodyText = text
    return parse(request, text)
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest, raw: IncomingMessage) => {
    try {
      return await read(request, raw)
    } catch (error) {
      drop(request)
      throw error
    }
  })

  return { drop }
}

/** Reads a body. Calls `onBytes` for each chunk, with the size so far and the size of the chunk. If `onBytes` throws, rejects with its error. */
function readToEnd(raw: IncomingMessage, onBytes: (size: number, bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // A body sent byte by byte would be millions of Buffer objects, so chunks are merged into blocks.
    const blocks: Buffer[] = []
    let chunks: Buffer[] = []
    let size = 0
    function onData(chunk: Buffer): void {
      size += chunk.length
      try {
        onBytes(size, chunk.length)
      } catch (error) {
        raw.off('data', onData)
        return reject(error)
      }
      chunks.push(chunk)
      if (chunks.length < CHUNKS_PER_BLOCK) return
      blocks.push(Buffer.concat(chunks))
      chunks = []
    }
    const onClose = () => reject(new Refusal(400, 'The request body ended early.'))
    raw.on('data', onData).once('error', onClose).once('close', onClose)
    raw.once('end', () => {
      // Every request closes in the end, and creating an error takes as long as parsing a short query.
      raw.off('close', onClose)
      resolve(Buffer.concat([...blocks, ...chunks], size))
    })
  })
}

function tooLarge(limit: number, cost?: number): Refusal {
  return new Refusal(
    413,
    `The request body is larger than the limit of ${limit} bytes (MAX_BODY_BYTES). Upload large files with createAttachmentUpload.`,
    {},
    { measure: 'bytes', limit, ...(cost !== undefined && { cost }) },
  )
}

function tooManyValues(): Refusal {
  return new Refusal(
    400,
    `The request body has more than ${MAX_VALUES} JSON values, which is the limit. Send less at once.`,
    {},
    { code: 'BAD_USER_INPUT', measure: 'values', limit: MAX_VALUES },
  )
}

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b])
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d])

/**
 * Whether JSON text has more than `max` values: objects, lists, strings, numbers and literals, at any depth. Member names do not count. Values are
 * counted before parsing, when each takes only a byte or two of memory. For text that is not JSON, the result does not matter: it fails to parse.
 */
function hasMoreValues(body: Buffer, max: number): boolean {
  // Counts the outermost value, one value after each comma, and the first value of each non-empty list and object.
  let values = 1
  let isOpened = false
  let isInString = false
  for (let at = 0; at < body.length && values <= max; at++) {
    const byte = body[at] ?? 0
    if (isInString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) isInString = false
    } else if (byte > SPACE) {
      if (byte === COMMA || (isOpened && !CLOSING.has(byte))) values++
      isOpened = OPENING.has(byte)
      isInString = byte === QUOTE
    }
  }
  return values > max
}

function whyNotParsed(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    return `The request body is not JSON: ${quoted(error instanceof Error ? error.message : String(error))}.`
  }
  return 'The request body has an object with the key __proto__ or constructor.prototype, which is not accepted.'
}
