import { AwsError } from '../aws-error.js'
import type { Limits, State } from '../state.js'

/** Everything about one operation. */
export interface Operation {
  /** The limit that throttles it. AWS counts Trusted Advisor calls separately. */
  throttle: keyof Limits
  members: Members
  /**
   * Makes all checks, then stops if it is a dry run, then changes state. Operations that only read need not handle dry
   * runs: `wire.ts` does.
   */
  run(request: object, state: State): object
}

/**
 * A row of the table of operations. Its members are those of the SDK's request; `wire.ts` validates a request against
 * them before it calls `run`.
 */
export function operation<Request extends object>(row: {
  throttle: 'supportPerSecond' | 'trustedAdvisorPerSecond'
  members: Record<keyof Request & string, Shape>
  run(request: Request, state: State): object
}): Operation {
  return row
}

/**
 * What the service model says about every request member: type, whether it is required, length of a string or a list,
 * range of a number. (The model has no patterns or enumerations on requests.) The tables add nothing to the model.
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

/** Call it when all checks have passed, before anything is changed. */
export function stopIfDryRun(request: { dryRun?: boolean | undefined }): void {
  if (request.dryRun === true) {
    throw new AwsError('DryRunOperationException', 'The request is valid; nothing was done because dryRun is true')
  }
}
