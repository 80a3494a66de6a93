/** A write was sent and its reply was lost: it may have happened. */
export const WRITE_OUTCOME_UNKNOWN = 'WriteOutcomeUnknown'

/** A reply that is JSON, but not of the shape that the service model has. */
export const MALFORMED_RESPONSE = 'MalformedResponse'

/**
 * A call to AWS that failed. `name` is AWS's name of the error (`CaseIdNotFound`), or a system error's code (`ECONNRESET`): callers match
 * it, never `instanceof`, since names outside the service model have no class of their own.
 */
export class UpstreamError extends Error {
  readonly operation: string
  readonly awsRequestId: string | undefined
  readonly httpStatus: number | undefined
  readonly attempts: number
  /** Whether the request may have reached AWS and taken effect, although no proper answer came. */
  readonly mayHaveHappened: boolean

  constructor(fields: {
    name: string
    message: string
    operation: string
    awsRequestId?: string | undefined
    httpStatus?: number | undefined
    attempts?: number | undefined
    mayHaveHappened: boolean
    cause?: unknown
  }) {
    super(fields.message, { cause: fields.cause })
    this.name = fields.name
    this.operation = fields.operation
    this.awsRequestId = fields.awsRequestId
    this.httpStatus = fields.httpStatus
    this.attempts = fields.attempts ?? 1
    this.mayHaveHappened = fields.mayHaveHappened
  }
}

interface ErrorLike {
  name?: unknown
  code?: unknown
  message?: unknown
  $metadata?: { requestId?: string; attempts?: number; httpStatusCode?: number }
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

/** Turns whatever the SDK threw into an `UpstreamError`. */
export function readUpstreamError(error: unknown, operation: string, signal: AbortSignal): UpstreamError {
  if (error instanceof UpstreamError) return error
  const { name, code, message, $metadata } = (error ?? {}) as ErrorLike
  const status = $metadata?.httpStatusCode
  const systemCode = typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : undefined
  const errorName = signal.aborted ? 'AbortError' : (systemCode ?? (typeof name === 'string' ? name : 'UnknownError'))
  return new UpstreamError({
    name: errorName,
    message: typeof message === 'string' ? message : '',
    operation,
    awsRequestId: $metadata?.requestId,
    httpStatus: status,
    attempts: $metadata?.attempts,
    // A 4xx is AWS's own word that nothing was done. All else, but for a socket that never opened, may have been.
    mayHaveHappened: !notSent.has(errorName) && !(status !== undefined && status >= 400 && status < 500),
    cause: error,
  })
}
