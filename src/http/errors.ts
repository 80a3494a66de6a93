/**
 * Every refusal of the edge, in the form of a GraphQL error: `{ errors: [{ message, extensions: { code, retryable, requestId } }] }`.
 * The code is the name of the HTTP status, so that no second table has to be kept, but for 401 and where `extensions` have another.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLFormattedError } from 'graphql'
import type { Config } from '../config/config.js'
import { shortened } from '../lib/errors.js'
import { property } from '../lib/thrown.js'
import { describeError, type Log } from '../telemetry/log.js'
import { errorCodes } from './request-log.js'

/** How long the rest of a refused body is waited for. */
const DRAIN_MS = 5_000

/** Of what is no longer waited for, and of /readyz. */
export const STOPPING = 'The gateway is stopping.'

/** With what the edge answers when it does not answer the question. */
export const refusalStatuses = [400, 401, 403, 404, 405, 406, 408, 413, 415, 421, 429, 431, 500, 503, 504] as const
export type RefusalStatus = (typeof refusalStatuses)[number]

/** Thrown where the edge refuses a request. The message is for the caller: what was wrong, with which value, and what is allowed. */
export class Refusal extends Error {
  status: RefusalStatus
  headers: Record<string, string>
  /** What the error's `extensions` have beside code, retryable and requestId. */
  extensions: Record<string, unknown>
  constructor(
    status: RefusalStatus,
    message: string,
    headers: Record<string, string> = {},
    extensions: Record<string, unknown> = {},
  ) {
    super(message)
    this.status = status
    this.headers = headers
    this.extensions = extensions
  }
}

/** A refusal of what may work a little later, as the limits give. */
export function retryLater(status: 429 | 503, message: string, retryAfterMs: number): Refusal {
  return new Refusal(status, message, { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }, { retryAfterMs })
}

export function errorBody(
  status: RefusalStatus,
  message: string,
  requestId: string,
  extensions: Record<string, unknown> = {},
) {
  const retryable = status === 408 || status === 429 || status >= 503
  return { errors: [{ message, extensions: { code: codeOf(status), ...extensions, retryable, requestId } }] }
}

/** `PAYLOAD_TOO_LARGE` for 413. For 401 the code that GraphQL clients know: its HTTP name is about another thing, permission. */
export function codeOf(status: RefusalStatus): string {
  if (status === 401) return 'UNAUTHENTICATED'
  return (STATUS_CODES[status] ?? 'Internal Server Error').toUpperCase().replace(/[^A-Z]+/g, '_')
}

/** A caller's value as an error message may show it: quoted, on one line, and short. */
export function shown(value: string): string {
  return JSON.stringify(shortened(value, 80))
}

export function answerErrors(app: FastifyInstance, config: Config, log: Log): void {
  app.setErrorHandler(async (error: unknown, request, reply) => {
    const refusal = asRefusal(error, request)
    // A 503 is said on purpose, by what has logged why, once and not for each caller.
    if (refusal.status >= 500 && refusal.status !== 503)
      log.error({ requestId: request.id, traceId: request.traceId, err: describeError(error) }, 'unexpected error')
    const complete = !announcesTooMuch(request.raw, config) && (await readToEnd(request.raw, config))
    if (!complete) reply.header('connection', 'close')
    return refuse(refusal, request, reply)
  })

  // Before the body is read: whoever asks for nothing we have need not send it, nor hear first that it is not JSON.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw notFound(app, request)
  })
  app.setNotFoundHandler((request) => {
    throw notFound(app, request)
  })

  // What Apollo refuses before there is a context (CSRF, a body without a query) knows no request id, and no plugin sees its code.
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string' || !/json/.test(String(reply.getHeader('content-type'))))
      return payload
    const body: { errors?: GraphQLFormattedError[] } = JSON.parse(payload)
    if (!body.errors) return payload
    request.summary.errorCodes.push(...errorCodes(body.errors))
    const errors = body.errors.map((error) => ({
      ...error,
      extensions: { requestId: request.id, ...error.extensions },
    }))
    return JSON.stringify({ ...body, errors })
  })
}

export function refuse(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Again in onSend, but for what no route was found for: hooks do not run for that.
  const body = errorBody(refusal.status, refusal.message, request.id, refusal.extensions)
  request.summary.errorCodes.push(...errorCodes(body.errors))
  return reply.code(refusal.status).headers(refusal.headers).type('application/json; charset=utf-8').send(body)
}

/** Whether a caller asks before it sends a body, with `Expect: 100-continue`, that is too large by its own word. */
export function announcesTooMuch({ headers }: IncomingMessage, { maxBodyBytes }: Config): boolean {
  return headers.expect !== undefined && Number(headers['content-length']) > maxBodyBytes
}

/**
 * Drops the rest of a body. A caller reads the answer when it has sent everything; closing the socket before that would break its write, and the
 * answer would be lost. Resolves to whether it has come to an end: it may have none, so that it is read for DRAIN_MS, and up to twice
 * MAX_BODY_BYTES, which is what callers come to who did not know the limit.
 */
async function readToEnd(request: IncomingMessage, { maxBodyBytes }: Config): Promise<boolean> {
  const enough = new AbortController()
  const timer = setTimeout(() => enough.abort(), DRAIN_MS)
  let read = 0
  const count = (chunk: Buffer): void => {
    read += chunk.length
    if (read > 2 * maxBodyBytes) enough.abort()
  }
  await finished(request.on('data', count), { writable: false, signal: enough.signal }).catch(() => {})
  clearTimeout(timer)
  request.off('data', count)
  return request.complete
}

/** What a caller is told about an error: refusals as they are, Fastify's own in our words, nothing of all others. */
export function asRefusal(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  switch (property(error, 'code')) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const type = request.headers['content-type']
      return new Refusal(
        415,
        `${type ? `The content type ${shown(type)} is not accepted` : 'The request has no content type'}; send application/json.`,
      )
    }
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Refusal(400, `The path ${shown(pathOf(request))} is not a valid URL path.`)
  }
  const statusCode = property(error, 'statusCode')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Refusal(400, `The request cannot be read: ${STATUS_CODES[statusCode] ?? 'bad request'}.`)
  }
  return new Refusal(500, 'The gateway failed to answer. The request id finds the reason in its log.')
}

function notFound(app: FastifyInstance, request: FastifyRequest): Refusal {
  const url = pathOf(request)
  const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url }))
  if (allowed.length > 0) {
    const allow = allowed.join(', ')
    return new Refusal(405, `${request.method} is not allowed for ${shown(url)}; use ${allow}.`, { allow })
  }
  return new Refusal(404, `There is nothing at ${shown(url)}; the graph is at /graphql.`)
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
