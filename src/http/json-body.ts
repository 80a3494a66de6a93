/**
 * Bodies of requests: JSON, within the bounds of bytes and values. All bodies in flight are bounded together: a caller may send half of one and wait.
 */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import type { Metrics } from '../telemetry/metrics.js'
import { Refusal, retryLater, shown } from './errors.js'
import { onceDone } from './in-flight.js'

/** The largest list in an argument has 1,000 items. Each value takes some 70 bytes of memory, and half a microsecond. */
const MAX_VALUES = 100_000
/**
 * Bodies that are smaller than this part of MAX_BODY_BYTES_IN_FLIGHT, 64 KB of 256 MB, are counted but never refused: otherwise a few callers with large
 * ones could keep all others out.
 */
const SMALL_SHARE = 1 / 4_096
const RETRY_AFTER_MS = 2_000
/** Of 64 KB each, which chunks are when they come fast, more than the largest body has. */
const CHUNKS_PER_BLOCK = 1_024
/** Longer bodies are those of writes, whose responses are not cached. */
const MAX_KEY_LENGTH = 20_000

declare module 'fastify' {
  interface FastifyRequest {
    /** The body of a POST as it came, where it may be the key of a cached response. */
    bodyText?: string
    /** Bytes of its body that count towards MAX_BODY_BYTES_IN_FLIGHT. */
    bodyBytes: number
  }
}

export interface Bodies {
  /** Drops the body of a request, which is no longer needed. */
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
    const message = `The bodies of all requests in flight are more than ${maxBodyBytesInFlight} bytes (MAX_BODY_BYTES_IN_FLIGHT). Nothing was run; try again in a moment.`
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
        if (error) reject(new Refusal(400, `The request body is not JSON: ${whyNotJson(text)}.`))
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
    // Decoding would put U+FFFD for what is not UTF-8, and a support case would be opened with it.
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

/** Calls `onBytes` with how many there are, and how many of them are new, each time that some come; what it throws ends the reading. */
function readToEnd(raw: IncomingMessage, onBytes: (size: number, bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // A body in chunks of one byte is millions of them, and each is an object: a block is made of some at a time.
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
    const onGone = () => reject(new Refusal(400, 'The request body has ended early.'))
    raw.on('data', onData).once('error', onGone).once('close', onGone)
    raw.once('end', () => resolve(Buffer.concat([...blocks, ...chunks], size)))
  })
}

function tooLarge(limit: number, cost?: number): Refusal {
  return new Refusal(
    413,
    `The request body is larger than ${limit} bytes, the most that is accepted (MAX_BODY_BYTES). Large files go through createAttachmentUpload.`,
    {},
    { measure: 'bytes', limit, ...(cost !== undefined && { cost }) },
  )
}

function tooManyValues(): Refusal {
  return new Refusal(
    400,
    `The request body has more than ${MAX_VALUES} JSON values, the most that is accepted. Send less at once.`,
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
 * Whether JSON text has more than `max` values: objects, lists, strings, numbers and literals, at any depth. Names of members are none. They are
 * counted before parsing, while a value is a byte or two. For text that is not JSON the result does not matter, since it fails to parse.
 */
function hasMoreValues(body: Buffer, max: number): boolean {
  // The outermost value, one after each comma, and the first of each list and object that is not empty.
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

function whyNotJson(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    return shown(error instanceof Error ? error.message : String(error))
  }
  return 'an object in it has a key named __proto__ or constructor.prototype'
}
