/** Requests that are not valid HTTP, or that end early: Node hands over the raw socket. */
import { randomUUID } from 'node:crypto'
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../telemetry/log.js'
import type { Metrics } from '../telemetry/metrics.js'
import { errorBody, refuse, Refusal, type RefusalStatus } from './errors.js'
import { replyOn } from './in-flight.js'

const TIMED_OUT = 'The request did not arrive in time.'
const HEADERS_TOO_LARGE = `The request line and headers together exceed ${maxHeaderSize} bytes. Send long queries by POST.`
const NOT_HTTP = 'The request is not valid HTTP/1.1.'

/** The caller hung up: the socket was reset, or its stream ended in the middle of a request. */
const hangUpCodes = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE'])

export function handleClientErrors(log: Log, metrics: Metrics) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // error.rawPacket holds what was sent and must not be logged. When a caller hangs up, the log line of its request is enough.
    if (hangUpCodes.has(error.code ?? '') || !socket.writable) {
      socket.destroy()
      return
    }
    const [status, message] = refusalOf(error.code)
    const reply = replyOn(socket)
    if (reply) {
      // The headers of this request have arrived, so it has an id and a log line. If it is complete, the error is in what was sent after it.
      if (reply.sent || reply.request.raw.complete) socket.destroy()
      else refuse(new Refusal(status, message, { connection: 'close' }), reply.request, reply)
      return
    }
    const requestId = randomUUID()
    const body = JSON.stringify(errorBody(status, message, requestId))
    log.info({ requestId, method: null, path: null, status, errorCodes: [error.code] }, 'request')
    metrics.httpResponses.inc({ route: 'none', status })
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        `x-request-id: ${requestId}`,
        'x-content-type-options: nosniff',
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
}

function refusalOf(code: string | undefined): [status: RefusalStatus, message: string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, TIMED_OUT]
  if (code === 'HPE_HEADER_OVERFLOW') return [431, HEADERS_TOO_LARGE]
  return [400, NOT_HTTP]
}
