import {
  CALLS_EXCEEDED,
  CIRCUIT_OPEN,
  describeFailure,
  hasName,
  isAboutClock,
  isDenied,
  INSECURE_CREDENTIAL_ENDPOINT,
  isThrottled,
  MALFORMED_RESPONSE,
  BUDGET_SPENT,
  safeName,
  SHUTTING_DOWN,
  WRITE_OUTCOME_UNKNOWN,
  type UpstreamFailure,
} from '../lib/errors.js'
import type { Verdict } from './breaker.js'
import { isBeforeConnection } from './connections.js'

/**
 * A failed call to AWS. Code that handles it matches `name`, AWS's name for the error, and never `instanceof`: errors outside the service model have no
 * class. `message` and `extensions` are safe for the gateway's callers; AWS's own message may contain account numbers and ARNs.
 */
export class UpstreamError extends Error implements UpstreamFailure {
  readonly operation: string
  readonly awsMessage: string
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(failure: UpstreamFailure, cause?: unknown) {
    const { message, extensions } = describeFailure(failure)
    super(message, { cause })
    this.name = failure.name
    this.operation = failure.operation
    this.awsMessage = failure.awsMessage
    this.extensions = extensions
  }
}

/** The role of an account could not be assumed. `cause` is the error of STS, or of the credentials that the request to STS needs. */
export class RoleNotAssumed extends Error {}

interface ErrorLike {
  name?: unknown
  code?: unknown
  message?: unknown
  retryAfterMs?: number
  $metadata?: { requestId?: string; httpStatusCode?: number; clockSkewCorrected?: boolean }
}

/**
 * Converts anything that the SDK throws to an `UpstreamError`: WriteOutcomeUnknown for a non-idempotent write that AWS may have processed
 * (`mayHaveHappened`).
 */
export function readUpstreamError(
  error: unknown,
  operation: string,
  signal: AbortSignal,
  mayHaveHappened = false,
): UpstreamError {
  // An error of the gateway itself, for example because the budget or the viewer's share is used up.
  if (error instanceof UpstreamError) return error
  if (error instanceof RoleNotAssumed) return readRoleError(error.cause, operation, signal)
  const { name, message, retryAfterMs, $metadata } = (error ?? {}) as ErrorLike
  // AWS's message for a refused call may quote the caller's values, so an ECONNRESET in it is not a system error.
  const systemCode = isRefusal(error) ? undefined : systemCodeOf(error)
  const errorName = signal.aborted ? abortNameOf(signal) : (systemCode ?? nameOf(name, $metadata?.httpStatusCode))
  return new UpstreamError(
    {
      name: mayHaveHappened ? WRITE_OUTCOME_UNKNOWN : errorName,
      operation,
      awsMessage: typeof message === 'string' ? message : '',
      awsRequestId: $metadata?.requestId,
      httpStatus: $metadata?.httpStatusCode,
      retryAfterMs: name === CIRCUIT_OPEN ? retryAfterMs : undefined,
    },
    error,
  )
}

/** STS has refused or failed. Its messages contain ARNs, and its errors are not about the operation, which was not sent. */
function readRoleError(error: unknown, operation: string, signal: AbortSignal): UpstreamError {
  const failure = readUpstreamError(error, operation, signal)
  // These are about the credentials of the process, and their messages say so.
  const isAboutProcess = hasName(error, 'CredentialsProviderError', INSECURE_CREDENTIAL_ENDPOINT)
  if (isAboutProcess) return failure
  // STS uses names of input errors, too, but the caller cannot fix its input.
  const name = isRefusal(error) && !isThrottled(error) ? 'AccessDenied' : failure.name
  const fix =
    failure.extensions['retryable'] === true
      ? 'try again.'
      : "the gateway's operator must check the trust policy and external id of the role, the gateway's permission for sts:AssumeRole, and the STS endpoint."
  const message = `The gateway cannot assume the role of the account (${safeName(failure.name)}), so ${operation} was not sent: ${fix}`
  return new UpstreamError({ name, operation, awsMessage: '', message }, error)
}

/** Throws if the request has ended. For long work that makes no calls, and would otherwise continue although no caller waits for it. */
export function checkRequest({ readSignal }: { readSignal: AbortSignal }): void {
  if (readSignal.aborted) throw readUpstreamError(readSignal.reason, 'DescribeCases', readSignal)
}

/** Waits for `work`, but rejects when the request ends. The work continues for other requests. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, operation = 'DescribeCases'): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(readUpstreamError(signal.reason, operation, signal))
    if (signal.aborted) {
      work.catch(() => {})
      return leave()
    }
    signal.addEventListener('abort', leave, { once: true })
    work.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject)
  })
}

function abortNameOf({ reason }: AbortSignal): string {
  return hasName(reason, SHUTTING_DOWN) ? SHUTTING_DOWN : 'AbortError'
}

/** What a failed attempt says about its endpoint: no connection, a broken one, a timeout and a 5xx count as failures of the endpoint. */
export function verdictOn(error: unknown, signal: AbortSignal): Verdict {
  if (signal.aborted) return 'ignore'
  if (isThrottled(error)) return 'success'
  const { name, $metadata } = (error ?? {}) as ErrorLike
  const status = $metadata?.httpStatusCode
  if (status !== undefined && status >= 300) return status >= 500 ? 'failure' : 'success'
  // Any other error means that there was a response, even if an unusual one.
  return name === 'TimeoutError' || systemCodeOf(error) !== undefined ? 'failure' : 'success'
}

/** Whether AWS may have processed a failed attempt: not if AWS refused it, and not if there was no connection. */
export function mayHaveBeenProcessed(error: unknown): boolean {
  return !isRefusal(error) && !hadNoConnection(error)
}

export function hadNoConnection(error: unknown): boolean {
  const { name, message, $metadata } = (error ?? {}) as ErrorLike
  // A response proves a connection, whatever the error's name and message.
  if ($metadata?.httpStatusCode !== undefined) return false
  if (name === CIRCUIT_OPEN || isBeforeConnection(error)) return true
  // The SDK's message when its connectionTimeout passes while the request waits for a socket.
  return typeof message === 'string' && message.includes('did not establish a connection')
}

/** A 4xx means that AWS did nothing. So does throttling or denial with any status. The exception is an aborted request, which may have been processed. */
export function isRefusal(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as ErrorLike
  const status = $metadata?.httpStatusCode
  if (status === undefined || name === 'RequestAbortedException') return false
  return (status >= 400 && status < 500) || isThrottled(error) || isDenied(error)
}

/** Whether AWS has refused a signature because of its time, so that one with the correct time may work. */
export function isClockRefusal(error: unknown): boolean {
  const { name, message, $metadata } = (error ?? {}) as ErrorLike
  // Some services only report denied access. The time of their response shows that the clock was wrong.
  const wasCorrected = isDenied(error) && $metadata?.clockSkewCorrected === true
  return wasCorrected || isAboutClock({ name: String(name), awsMessage: String(message) })
}

/** The names that the SDK gives to errors if the response has no AWS error name, as in a proxy's page or JSON without a name. */
const nameless = new Set(['SyntaxError', 'Unknown', 'UnknownError'])

/** AWS's name for the error, or a name made from the HTTP status if there is none. */
function nameOf(name: unknown, httpStatus: number | undefined): string {
  if (typeof name === 'string' && !nameless.has(name)) return name
  return httpStatus !== undefined && httpStatus >= 300 ? `HTTP${httpStatus}` : MALFORMED_RESPONSE
}

/** A system error code such as `ECONNREFUSED`. If the SDK wraps an error, such as one from another realm, only the message still contains the code. */
function systemCodeOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as ErrorLike
  // Certificate and TLS errors have their own codes.
  if (isBeforeConnection(error) && typeof code === 'string') return code
  const text = typeof code === 'string' ? code : typeof message === 'string' ? message : ''
  return /\bE(?:CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE|TIMEDOUT)[A-Z]*\b/.exec(text)?.[0]
}

/** Whether a call failed because its caller ran out of time or calls, or disconnected: it may work for another caller. */
export function isAboutCaller(error: unknown): boolean {
  return hasName(error, 'AbortError', SHUTTING_DOWN, BUDGET_SPENT, CALLS_EXCEEDED)
}

/** AWS's own message, or an empty string. */
export function awsMessageOf(error: unknown): string {
  return error instanceof UpstreamError ? error.awsMessage : ''
}

/** Whether AWS's message contains this key or value as a whole word. */
export function mentions(error: Error, key: string): boolean {
  return wordsOf(error).includes(key)
}

/** The words of AWS's message, in order. Keys, codes and member names are words, whatever punctuation surrounds them. */
export function wordsOf(error: Error): string[] {
  return awsMessageOf(error).split(/[^\w-]+/)
}

/** Makes a dry run. If it would have worked, AWS responds with a DryRunOperationException (model), and this resolves. */
export async function dryRun(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof UpstreamError && error.name === 'DryRunOperationException')) throw error
  }
}
