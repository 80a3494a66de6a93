import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { AwsError } from './aws-error.js'
import { handleCall, type Call, type Calls } from './calls.js'
import { accessKeyIdOf, accountIdOf } from './credentials.js'
import type { RawResponse } from './http.js'
import { readBody, send } from './http.js'
import { checkLimit, countUsage } from './limits.js'
import type { OperationName } from './operations/index.js'
import { isOperation, operations } from './operations/index.js'
import type { Operation } from './operations/operation.js'
import { stopIfDryRun } from './operations/operation.js'
import { readRequest } from './read-request.js'
import { EXPIRED_MESSAGE } from './sessions.js'
import type { State } from './state.js'

const CONTENT_TYPE = 'application/x-amz-json-1.1'
const NO_PLAN_MESSAGE = 'Amazon Web Services Premium Support Subscription is required to use this service.'
const TARGET = /^AWSSupport_20130415\.(\w+)$/

/** AWS JSON 1.1: one POST to `/` is one call, and every call gets a well-formed response. */
export async function handleJsonCall(calls: Calls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-amzn-requestid', crypto.randomUUID())
  const body = readBody(request)
  let call: Call
  try {
    call = readCall(calls, request.headers, body)
  } catch (error) {
    if (!(error instanceof AwsError)) calls.reportCrash(error)
    await body.catch(() => '')
    send(response, errorResponse(error))
    return
  }
  await handleCall(calls, call, request, response)
}

function readCall(calls: Calls, headers: IncomingHttpHeaders, body: Promise<string>): Call {
  const target = String(headers['x-amz-target'] ?? '')
  const operation = TARGET.exec(target)?.[1] ?? ''
  if (!isOperation(operation)) throw unknownOperation(target)
  const accessKeyId = accessKeyIdOf(headers)
  const accountId = accountIdOf(accessKeyId)
  const state = calls.accounts.of(accountId)
  return {
    operation,
    accountId,
    isSupport: true,
    body,
    contentType: CONTENT_TYPE,
    perform: (text) => run(calls, { operation, accessKeyId, state }, text),
    encodeError: errorResponse,
  }
}

function run(
  calls: Calls,
  { operation, accessKeyId, state }: { operation: OperationName; accessKeyId: string; state: State },
  body: string,
): RawResponse {
  try {
    if (calls.sessions.isExpired(accessKeyId)) throw new AwsError('ExpiredTokenException', EXPIRED_MESSAGE)
    const row: Operation = operations[operation]
    if (state.account.hasPlan === false) throw new AwsError('SubscriptionRequiredException', NO_PLAN_MESSAGE)
    // Every call can be throttled, including dry runs and invalid requests.
    checkLimit(state, row.throttle)
    countUsage(state, row.throttle)
    const request = readRequest(row.members, parse(body))
    const response = row.run(request, state)
    // In a dry run, operations that change something have already stopped themselves.
    stopIfDryRun(request)
    return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(response, encodeBlob) }
  } catch (error) {
    if (!(error instanceof AwsError)) calls.reportCrash(error)
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
    error: known.name,
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
