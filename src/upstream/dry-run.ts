/**
 * `validateOnly` must change nothing, whatever the upstream is: another emulator, or a proxy, may drop `dryRun` and do the real thing. So a dry run
 * of a write goes only to an endpoint whose response to a dry run of a read was that of AWS.
 */
import { DRY_RUN_IGNORED, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import { createFlights } from '../lib/single-flight.js'
import type { Endpoint } from './endpoint.js'
import { factsOf, type Operation } from './operations.js'
import { isAboutCaller, UpstreamError } from './upstream-error.js'

/** Whether an endpoint is proven, by `prove` if it is not yet: once per process, and one proof at a time. A proof that fails is tried again next time. */
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

/** The error for a dry run whose response was that of the real call. A write has probably happened then. */
export function dryRunIgnored(operation: Operation): UpstreamError {
  if (!factsOf(operation).isWrite) return new UpstreamError({ name: DRY_RUN_IGNORED, operation, awsMessage: '' })
  return new UpstreamError({
    name: WRITE_OUTCOME_UNKNOWN,
    operation,
    awsMessage: '',
    message: `${operation} was sent as a dry run, and the upstream answered it like the real call: it has probably happened. Check at AWS before you go on, and do not use validateOnly with this upstream.`,
  })
}
