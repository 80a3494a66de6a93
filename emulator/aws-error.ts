/** An error that AWS would return. Callers match on its name. */
export class AwsError extends Error {
  readonly status: number

  constructor(name: string, message: string, status = statusOf(name)) {
    super(message)
    this.name = name
    this.status = status
  }
}

/** The HTTP status of an error: 400 for client errors, except some of STS. The SDK decides by the status whether to retry. */
export function statusOf(name: string): number {
  if (name === 'InternalServerError' || name === 'InternalFailure') return 500
  if (name === 'ServiceUnavailable' || name === 'ServiceUnavailableException') return 503
  if (name === 'AccessDenied' || name === 'ExpiredToken') return 403
  return 400
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
