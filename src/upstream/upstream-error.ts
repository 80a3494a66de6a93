import { describeFailure, MALFORMED_RESPONSE, WRITE_OUTCOME_UNKNOWN, type UpstreamFailure } from '../errors.js'

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
  $metadata?: { requestId?: string; httpStatusCode?: number }
}

/** Errors of the socket that come before any byte of the request has left. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
])

/**
 * Turns whatever the SDK threw into an `UpstreamError`. For a call that must not be repeated (`once`), an error that leaves open whether it
 * took effect is WriteOutcomeUnknown.
 */
export function readUpstreamError(
  error: unknown,
  operation: string,
  signal: AbortSignal,
  once: boolean,
): UpstreamError {
  // what was not sent because the viewer's share is spent
  if (error instanceof UpstreamError) return error
  const { name, code, message, $metadata } = (error ?? {}) as ErrorLike
  const httpStatus = $metadata?.httpStatusCode
  // A 4xx is AWS's own word that nothing was done. All else, but for a socket that never opened, may have been.
  const isRefusal = httpStatus !== undefined && httpStatus >= 400 && httpStatus < 500
  // AWS repeats the caller's values in the message of a refusal: there an ECONNRESET is no system error.
  const systemCode = isRefusal ? undefined : systemCodeOf(code, message)
  const errorName = signal.aborted ? 'AbortError' : (systemCode ?? nameOf(name, httpStatus))
  const mayHaveHappened = !notSent.has(errorName) && !isRefusal
  return new UpstreamError(
    {
      name: once && mayHaveHappened ? WRITE_OUTCOME_UNKNOWN : errorName,
      operation,
      awsMessage: typeof message === 'string' ? message : '',
      awsRequestId: $metadata?.requestId,
      httpStatus,
    },
    error,
  )
}

/** What the SDK calls a reply in which AWS names no error: a page of a proxy, or JSON without a name. */
const nameless = new Set(['SyntaxError', 'Unknown', 'UnknownError'])

/** AWS's name of the error. Without one, the HTTP status says the most. */
function nameOf(name: unknown, httpStatus: number | undefined): string {
  if (typeof name === 'string' && !nameless.has(name)) return name
  return httpStatus !== undefined && httpStatus >= 300 ? `HTTP${httpStatus}` : MALFORMED_RESPONSE
}

/** `ECONNREFUSED` and its like. Where the SDK wraps an error, as it does with those of another realm, only the message still holds it. */
function systemCodeOf(code: unknown, message: unknown): string | undefined {
  const text = typeof code === 'string' ? code : typeof message === 'string' ? message : ''
  return /\bE(?:CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE|TIMEDOUT)[A-Z]*\b/.exec(text)?.[0]
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
