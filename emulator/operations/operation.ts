import { AwsError } from '../aws-error.js'
import type { Limits, State } from '../state.js'

/** All that is known of one operation. */
export interface Operation {
  /** What throttles it. AWS counts Trusted Advisor apart. */
  throttle: keyof Limits
  members: Members
  /** First checks everything; then, if it changes anything, stops if it is a dry run; and only then changes the state. */
  run(request: object, state: State): object
}

/** A row of the table. Its members are those of the SDK's request, which the wire has read when `run` gets it. */
export function operation<Request extends object>(row: {
  throttle: 'supportPerSecond' | 'trustedAdvisorPerSecond'
  members: Record<keyof Request & string, Shape>
  run(request: Request, state: State): object
}): Operation {
  return row
}

/**
 * What the service model says of every request member: type, required, length of a string or a list, range of a number.
 * (The model has no pattern and no enumeration on a request.) Where it is silent, so are the tables.
 */
export type Shape =
  | { type: 'string' | 'integer' | 'long'; min?: number; max?: number; required?: true }
  | { type: 'boolean' | 'blob'; required?: true }
  | { type: 'list'; of: Shape; min?: number; max?: number; required?: true }
  | { type: 'structure'; members: Members; required?: true }

export type Members = Readonly<Record<string, Shape>>

export const text = { type: 'string' } as const
export const flag = { type: 'boolean' } as const
export const maxResults = { type: 'integer', min: 10, max: 100 } as const
export const uploadId = { type: 'string', min: 1, max: 2048 } as const

export function required<S extends Shape>(shape: S): S & { required: true } {
  return { ...shape, required: true }
}

export function list(of: Shape, max = Infinity): Shape & { type: 'list' } {
  return { type: 'list', of, max }
}

/** Called once it is known that the operation would work, and before it changes anything. */
export function stopIfDryRun(request: { dryRun?: boolean | undefined }): void {
  if (request.dryRun === true) {
    throw new AwsError('DryRunOperationException', 'The request is valid; nothing was done because dryRun is true')
  }
}
