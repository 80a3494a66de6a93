/**
 * `validateOnly` must change nothing, whatever the upstream is: another emulator, or a proxy, may drop `dryRun` and do the real thing. So a dry run
 * of a write goes only to an endpoint whose response to a dry run of a read was that of AWS.
 */
import { DRY_RUN_IGNORED, WRITE_OUTCOME_UNKNOWN } from '../lib/errors.js'
import type { Endpoint } from './endpoint.js'
import { factsOf, type Operation } from './operations.js'
import { isAboutCaller, UpstreamError } from './upstream-error.js'

/** Whether an endpoint is proven, by `prove` if it is not yet: once per process, and one proof at a time. A proof that fails is tried again next time. */
export function createDryRunProofs(): (endpoint: Endpoint, prove: () => Promise<boolean>) => Promise<boolean> {
  const proofs = new WeakMap<Endpoint, Promise<boolean>>()

  return async (endpoint, prove) => {
    const known = proofs.get(endpoint)
    if (known !== undefined && (await known.catch(ofAnother))) return true
    const proof = prove()
    const forget = (): void => {
      if (proofs.get(endpoint) === proof) proofs.delete(endpoint)
    }
    proofs.set(endpoint, proof)
    proof.then((isProven) => isProven || forget(), forget)
    return proof
  }
}

/** The proof of another request ends with that request: then this one proves it by itself. Other errors are also about this one. */
function ofAnother(error: unknown): false {
  if (isAboutCaller(error)) return false
  throw error
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
