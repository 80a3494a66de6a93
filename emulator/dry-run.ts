import { AwsError } from './aws-error.js'

/** Called by an operation once it knows that it would work, and before it changes anything. */
export function stopIfDryRun(request: { dryRun?: boolean | undefined }): void {
  if (request.dryRun === true) {
    throw new AwsError('DryRunOperationException', 'The request is valid; nothing was done because dryRun is true')
  }
}
