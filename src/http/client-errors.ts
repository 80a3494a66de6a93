/** Requests that are broken below HTTP's own grammar, or break off: Node hands over a socket. */
import { randomUUID } from 'node:crypto'
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../telemetry/log.js'
import type { Metrics } from '../telemetry/metrics.js'
import { errorBody, refuse, Refusal, type RefusalStatus } from './errors.js'
import { replyOn } from './in-flight.js'

const TIMED_OUT = 'The request did not arrive in time.'
const HEADERS_TOO_LARGE = `The request line and headers are larger than ${maxHeaderSize} bytes in all. Send a long query by POST.`
const NOT_HTTP = 'The request is not valid HTTP/1.1.'

/** Of a caller that has gone: the socket was reset, or its stream has ended in the middle of a request. */
const gone = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE'])

export function answerClientErrors(log: Log, metrics: Metrics) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // What was sent is in error.rawPacket and not for the log. Nor is a caller that went away worth a line, beyond that of its request.
    if (gone.has(error.code ?? '') || !socket.writable) {
      socket.destroy()
      return
    }
    const [status, message] = refusalOf(error.code)
    const reply = replyOn(socket)
    if (reply) {
      // Its headers have come, so that it has an id and a line of its own. What is wrong comes after it, if it is complete.
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
