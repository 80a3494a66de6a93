/**
 * Refusals by the edge, in the form of GraphQL errors: `{ errors: [{ message, extensions: { code, retryable, requestId } }] }`.
 * The code is the name of the HTTP status, so no second table is needed. Exceptions are 401, and refusals whose `extensions` have a different code.
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

/** How long to wait for the rest of a refused body. */
const DRAIN_MS = 5_000

/** The message from /readyz during shutdown, and for requests that are aborted then. */
export const STOPPING = 'The gateway is stopping.'

/** All HTTP statuses of refusals. */
export const refusalStatuses = [400, 401, 403, 404, 405, 406, 408, 413, 415, 421, 429, 431, 500, 503, 504] as const
export type RefusalStatus = (typeof refusalStatuses)[number]

/** Thrown to refuse a request. The message is for the caller: what was wrong, with which value, and what is allowed. */
export class Refusal extends Error {
  status: RefusalStatus
  headers: Record<string, string>
  /** Members of the error's `extensions` besides code, retryable and requestId. */
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

/** A refusal by a limit: the same request may work after `retryAfterMs`. */
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

/** `PAYLOAD_TOO_LARGE` for 413. For 401, the code that GraphQL clients know: HTTP's name, Unauthorized, suggests a missing permission. */
export function codeOf(status: RefusalStatus): string {
  if (status === 401) return 'UNAUTHENTICATED'
  return (STATUS_CODES[status] ?? 'Internal Server Error').toUpperCase().replace(/[^A-Z]+/g, '_')
}

/** Quotes a caller's value for an error message: on one line, at most 80 characters. */
export function quoted(value: string): string {
  return JSON.stringify(shortened(value, 80))
}

export function handleErrors(app: FastifyInstance, config: Config, log: Log): void {
  app.setErrorHandler(async (error: unknown, request, reply) => {
    const refusal = asRefusal(error, request)
    // A 503 is deliberate: its cause is logged where it arises, once and not per request.
    if (refusal.status >= 500 && refusal.status !== 503)
      log.error({ requestId: request.id, traceId: request.traceId, err: describeError(error) }, 'unexpected error')
    const complete = !announcesTooMuch(request.raw, config) && (await readToEnd(request.raw, config))
    if (!complete) reply.header('connection', 'close')
    return refuse(refusal, request, reply)
  })

  // Runs before the body is read, so a wrong path gets 404 or 405 even if the body is invalid.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw notFound(app, request)
  })
  app.setNotFoundHandler((request) => {
    throw notFound(app, request)
  })

  // Errors that Apollo returns before it creates a context (CSRF, a body without a query) have no request id, and no plugin sees their codes. This hook adds both.
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
  // The onSend hook adds the codes again, but does not run for an invalid path. The log drops duplicates.
  const body = errorBody(refusal.status, refusal.message, request.id, refusal.extensions)
  request.summary.errorCodes.push(...errorCodes(body.errors))
  return reply.code(refusal.status).headers(refusal.headers).type('application/json; charset=utf-8').send(body)
}

/** Whether a caller announces, with `Expect: 100-continue`, a body whose Content-Length is too large. */
export function announcesTooMuch({ headers }: IncomingMessage, { maxBodyBytes }: Config): boolean {
  return headers.expect !== undefined && Number(headers['content-length']) > maxBodyBytes
}

/**
 * Reads and drops the rest of a body. Callers read the response only after they have sent everything: closing the socket earlier would break their
 * write, and the response would be lost. Resolves to whether the body has ended. A body may be endless, so reading stops after DRAIN_MS, or at twice
 * MAX_BODY_BYTES, which is enough for callers that did not know the limit.
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

/** An error as the caller sees it: refusals unchanged, Fastify's own errors reworded, and all others without details. */
export function asRefusal(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  switch (property(error, 'code')) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const type = request.headers['content-type']
      return new Refusal(
        415,
        `${type ? `The content type ${quoted(type)} is not accepted` : 'The request has no content type'}; send application/json.`,
      )
    }
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Refusal(400, `The path ${quoted(pathOf(request))} is not a valid URL path.`)
  }
  const statusCode = property(error, 'statusCode')
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Refusal(400, `The request cannot be read: ${STATUS_CODES[statusCode] ?? 'bad request'}.`)
  }
  return new Refusal(500, 'The gateway failed to handle the request. Its log has the reason, under this requestId.')
}

function notFound(app: FastifyInstance, request: FastifyRequest): Refusal {
  const url = pathOf(request)
  const allowed = app.supportedMethods.filter((method) => app.hasRoute({ method, url }))
  if (allowed.length > 0) {
    const allow = allowed.join(', ')
    return new Refusal(405, `${request.method} is not allowed for ${quoted(url)}; use ${allow}.`, { allow })
  }
  return new Refusal(404, `There is nothing at ${quoted(url)}; the GraphQL endpoint is /graphql.`)
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
