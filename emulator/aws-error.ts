/** An error that AWS would return. Callers match on its name. */
export class AwsError extends Error {
  readonly status: number

  constructor(name: string, message: string, status = statusOf(name)) {
    super(message)
    this.name = name
    this.status = status
  }
}

/** Client errors are 400: the SDK's retry decision depends on the status. */
export function statusOf(name: string): number {
  if (name === 'InternalServerError' || name === 'InternalFailure') return 500
  if (name === 'ServiceUnavailable' || name === 'ServiceUnavailableException') return 503
  return 400
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message)
}
