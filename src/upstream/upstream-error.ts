import {
  CALLS_EXCEEDED,
  CIRCUIT_OPEN,
  describeFailure,
  hasName,
  isAboutClock,
  isDenied,
  isThrottled,
  MALFORMED_RESPONSE,
  BUDGET_SPENT,
  SHUTTING_DOWN,
  WRITE_OUTCOME_UNKNOWN,
  type UpstreamFailure,
} from '../lib/errors.js'
import type { Verdict } from './breaker.js'
import { isBeforeConnection } from './connections.js'

/**
 * A call to AWS that failed. Callers match `name`, AWS's name of the error, never `instanceof`: names outside the service model have no class
 * of their own. `message` and `extensions` are for the gateway's callers; AWS's own message may hold account numbers and ARNs.
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

interface ErrorLike {
  name?: unknown
  code?: unknown
  message?: unknown
  retryAfterMs?: number
  $metadata?: { requestId?: string; httpStatusCode?: number; clockSkewCorrected?: boolean }
}

/**
 * Turns whatever the SDK threw into an `UpstreamError`. For a write whose repetition would do it twice, and which AWS may have taken
 * (`mayHaveHappened`), that is WriteOutcomeUnknown.
 */
export function readUpstreamError(
  error: unknown,
  operation: string,
  signal: AbortSignal,
  mayHaveHappened = false,
): UpstreamError {
  // what was not sent because the viewer's share, or the budget of all, is spent
  if (error instanceof UpstreamError) return error
  const { name, message, retryAfterMs, $metadata } = (error ?? {}) as ErrorLike
  // AWS repeats the caller's values in the message of a refusal: there an ECONNRESET is no system error.
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

/** Throws if the request has ended. For work without calls, which would otherwise go on for nobody. */
export function checkRequest({ readSignal }: { readSignal: AbortSignal }): void {
  if (readSignal.aborted) throw readUpstreamError(readSignal.reason, 'DescribeCases', readSignal)
}

function abortNameOf({ reason }: AbortSignal): string {
  return hasName(reason, SHUTTING_DOWN) ? SHUTTING_DOWN : 'AbortError'
}

/** What an attempt that failed says of its endpoint: no connection, a broken one, no reply in time and a 5xx are an illness. */
export function verdictOn(error: unknown, signal: AbortSignal): Verdict {
  if (signal.aborted) return 'ignore'
  if (isThrottled(error)) return 'success'
  const { name, $metadata } = (error ?? {}) as ErrorLike
  const status = $metadata?.httpStatusCode
  if (status !== undefined && status >= 300) return status >= 500 ? 'failure' : 'success'
  // The rest is an answer, if an odd one.
  return name === 'TimeoutError' || systemCodeOf(error) !== undefined ? 'failure' : 'success'
}

/** Whether AWS may have taken what an attempt sent: not if it says so, nor if there was no connection to send it over. */
export function mayHaveBeenProcessed(error: unknown): boolean {
  return !isRefusal(error) && !hadNoConnection(error)
}

export function hadNoConnection(error: unknown): boolean {
  const { name, message, $metadata } = (error ?? {}) as ErrorLike
  // A response came over a connection, whatever name and message it has.
  if ($metadata?.httpStatusCode !== undefined) return false
  if (name === CIRCUIT_OPEN || isBeforeConnection(error)) return true
  // The SDK's own: its connectionTimeout has passed while the request waited for a socket.
  return typeof message === 'string' && message.includes('did not establish a connection')
}

/** A 4xx means that AWS did nothing, and so do throttling and denial with any status; only an aborted request may have come far. */
export function isRefusal(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as ErrorLike
  const status = $metadata?.httpStatusCode
  if (status === undefined || name === 'RequestAbortedException') return false
  return (status >= 400 && status < 500) || isThrottled(error) || isDenied(error)
}

/** Whether AWS has refused a signature for its time, so that one with the right time may work. */
export function isClockRefusal(error: unknown): boolean {
  const { name, message, $metadata } = (error ?? {}) as ErrorLike
  // Some services say no more than that they deny access; that the clock was wrong shows by the time of their response.
  const wasCorrected = isDenied(error) && $metadata?.clockSkewCorrected === true
  return wasCorrected || isAboutClock({ name: String(name), awsMessage: String(message) })
}

/** What the SDK calls a reply in which AWS names no error: a page of a proxy, or JSON without a name. */
const nameless = new Set(['SyntaxError', 'Unknown', 'UnknownError'])

/** AWS's name of the error. Without one, the HTTP status says the most. */
function nameOf(name: unknown, httpStatus: number | undefined): string {
  if (typeof name === 'string' && !nameless.has(name)) return name
  return httpStatus !== undefined && httpStatus >= 300 ? `HTTP${httpStatus}` : MALFORMED_RESPONSE
}

/** `ECONNREFUSED` and its like. Where the SDK wraps an error, as it does with those of another realm, only the message still holds it. */
function systemCodeOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as ErrorLike
  // Certificates and TLS have codes of their own.
  if (isBeforeConnection(error) && typeof code === 'string') return code
  const text = typeof code === 'string' ? code : typeof message === 'string' ? message : ''
  return /\bE(?:CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE|TIMEDOUT)[A-Z]*\b/.exec(text)?.[0]
}

/** Whether a call failed by what its caller had left, of time or of calls: it may work for another. */
export function isAboutCaller(error: unknown): boolean {
  return hasName(error, 'AbortError', SHUTTING_DOWN, BUDGET_SPENT, CALLS_EXCEEDED)
}

/** What AWS said, where it said anything. */
export function awsMessageOf(error: unknown): string {
  return error instanceof UpstreamError ? error.awsMessage : ''
}

/** Whether AWS's message speaks of this key or value, and not of a longer one that it is part of. */
export function names(error: Error, key: string): boolean {
  return wordsOf(error).includes(key)
}

/** The words of AWS's message, in order. Keys, codes and names of members are such words, whatever stands around them. */
export function wordsOf(error: Error): string[] {
  return awsMessageOf(error).split(/[^\w-]+/)
}

/** AWS answers a dry run that would have worked with this error: model. */
export async function dryRun(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof UpstreamError && error.name === 'DryRunOperationException')) throw error
  }
}
