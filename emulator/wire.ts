import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsError, statusOf } from './aws-error.js'
import type { Fault, Faults } from './faults.js'
import { dropsResponse, replacesResponse } from './faults.js'
import type { RawResponse } from './http.js'
import { readBody, send, sendHalf } from './http.js'
import type { Journal } from './journal.js'
import { checkLimit, countUsage } from './limits.js'
import type { OperationName } from './operations/index.js'
import { isOperation, operations } from './operations/index.js'
import type { Operation } from './operations/operation.js'
import { stopIfDryRun } from './operations/operation.js'
import { readRequest } from './read-request.js'
import type { State } from './state.js'

export interface Wire {
  state: State
  journal: Journal
  faults: Faults
  latencyMs: number
  /** Aborted when the emulator stops, so delayed calls do not run afterwards. */
  stopped: AbortSignal
  reportCrash: (error: unknown) => void
}

const CONTENT_TYPE = 'application/x-amz-json-1.1'
const TARGET = /^AWSSupport_20130415\.(\w+)$/

/** AWS JSON 1.1: one POST to `/` is one call, and every call gets a well-formed response. */
export async function handleCall(wire: Wire, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-amzn-requestid', crypto.randomUUID())
  const target = String(request.headers['x-amz-target'] ?? '')
  const operation = TARGET.exec(target)?.[1] ?? ''
  if (!isOperation(operation)) {
    await readBody(request).catch(() => '')
    send(response, errorResponse(unknownOperation(target)))
    return
  }

  const call = wire.journal.begin(operation, wire.state.now())
  const fault = wire.faults.take(operation)
  const result = await settle(wire, operation, request, fault)
  if (fault !== undefined && dropsResponse(fault)) {
    call.error = 'drop'
    request.socket.destroy()
    return
  }
  call.status = result.status
  call.error = result.headers?.['x-amzn-errortype'] ?? null
  if (fault?.truncate) sendHalf(response, result, fault.drop === true)
  else send(response, result)
}

/** Runs the operation with latency and faults applied, and returns the response. */
async function settle(
  wire: Wire,
  operation: OperationName,
  request: IncomingMessage,
  fault: Fault | undefined,
): Promise<RawResponse> {
  const body = await readBody(request).catch((error: unknown) => errorResponse(error))
  const act = () => (typeof body === 'string' ? perform(wire, operation, body) : body)
  const delayMs = wire.latencyMs + (fault?.delayMs ?? 0)
  const pause = async () => {
    if (delayMs > 0) await wait(delayMs, undefined, { signal: wire.stopped })
  }

  if (fault?.when === 'after') {
    const result = act()
    await pause()
    return replacesResponse(fault) ? faultResponse(fault) : result
  }
  await pause()
  return fault !== undefined && replacesResponse(fault) ? faultResponse(fault) : act()
}

function perform(wire: Wire, operation: OperationName, body: string): RawResponse {
  try {
    const { state } = wire
    const row: Operation = operations[operation]
    // Every call can be throttled, including dry runs and invalid requests.
    checkLimit(state, row.throttle)
    countUsage(state, row.throttle)
    const request = readRequest(row.members, parse(body))
    const response = row.run(request, state)
    // In a dry run, operations that change something have already stopped themselves.
    stopIfDryRun(request)
    return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(response, encodeBlob) }
  } catch (error) {
    if (!(error instanceof AwsError)) wire.reportCrash(error)
    return errorResponse(error)
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body)
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON')
  }
}

/** Reads the member from `this`, because `value` is the result of `toJSON` if the member is a Buffer. */
function encodeBlob(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const raw = this[name]
  return raw instanceof Uint8Array ? Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64') : value
}

export function errorResponse(error: unknown): RawResponse {
  const known =
    error instanceof AwsError
      ? error
      : new AwsError('InternalServerError', 'Internal error in the emulator: see its log')
  return {
    status: known.status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': known.name },
    body: JSON.stringify({ __type: known.name, message: known.message }),
  }
}

function faultResponse(fault: Fault): RawResponse {
  const { error, message = `Injected ${error}`, status = 200, contentType = CONTENT_TYPE } = fault
  // Half of an empty body would be empty, which the SDK reads as a complete response.
  const { body = fault.truncate ? { cut: 'here' } : '' } = fault
  if (error !== undefined) return errorResponse(new AwsError(error, message, fault.status ?? statusOf(error)))
  return {
    status,
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

function unknownOperation(target: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    target === ''
      ? 'The header x-amz-target is missing'
      : `'${target.slice(0, 100)}' is not AWSSupport_20130415.<Operation>; known operations: ${Object.keys(operations).join(', ')}`,
  )
}
