/**
 * `validateOnly` must change nothing. But an upstream other than AWS, such as another emulator or a proxy, may drop `dryRun` and perform the write. So
 * the dry run of a write is sent only to an endpoint that has responded to the dry run of a read as AWS does.
 */
import { DRY_RUN_IGNORED, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import { createFlights } from '../lib/single-flight.js'
import type { Endpoint } from './endpoint.js'
import { factsOf, type Operation } from './operations.js'
import { isAboutCaller, UpstreamError } from './upstream-error.js'

/**
 * Returns a function that resolves to whether an endpoint is proven to honor `dryRun`. An unproven endpoint is tested with `prove`, one test at a time;
 * a success counts for the life of the process. A failed test is repeated on the next call.
 */
export function createDryRunProofs() {
  const proven = new WeakSet<Endpoint>()
  const flights = createFlights<boolean>(isAboutCaller)

  return async (
    endpoint: Endpoint,
    signal: AbortSignal,
    prove: (signal: AbortSignal) => Promise<boolean>,
  ): Promise<boolean> => {
    if (proven.has(endpoint)) return true
    const isProven = await flights.join(endpoint.label, signal, prove)
    if (isProven) proven.add(endpoint)
    return isProven
  }
}

/** The error for a dry run that got the response of a real call. A write has then probably happened. */
export function dryRunIgnored(operation: Operation): UpstreamError {
  if (!factsOf(operation).isWrite) return new UpstreamError({ name: DRY_RUN_IGNORED, operation, awsMessage: '' })
  return new UpstreamError({
    name: WRITE_OUTCOME_UNKNOWN,
    operation,
    awsMessage: '',
    message: `${operation} was sent as a dry run, but the upstream responded as if it were a real call, so the write has probably happened. Check in the AWS console before you continue, and do not use validateOnly with this upstream.`,
  })
}
