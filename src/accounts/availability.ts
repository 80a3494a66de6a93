/** Keeps the result of the last call of an account, so that it can be shown without a call. */
import { errorCodeOf, property } from '../lib/thrown.js'
import { isAboutCaller } from '../upstream/upstream-error.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Availability } from './account.js'

/** The error codes that say something about the account or its endpoint, as opposed to the input of the call. */
const codes: ReadonlySet<unknown> = new Set([
  'UPSTREAM_THROTTLED',
  'UPSTREAM_LIMIT_EXCEEDED',
  'SUBSCRIPTION_REQUIRED',
  'UPSTREAM_DENIED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
])

export function observeAvailability(client: UpstreamClient): {
  upstream: UpstreamClient
  availability: () => Availability | undefined
} {
  let last: Availability | undefined

  async function observe<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work
      last = { checkedAt: Date.now() }
      return result
    } catch (error) {
      if (!isAboutCaller(error)) last = { ...(isAboutAccount(error) && { error }), checkedAt: Date.now() }
      throw error
    }
  }

  return {
    upstream: {
      ...client,
      call: (...call) => observe(client.call(...call)),
      ready: (...check) => observe(client.ready(...check)),
    },
    availability: () => last,
  }
}

function isAboutAccount(error: unknown): boolean {
  // AWS's response to a dry run that would have worked.
  if (property(error, 'name') === 'DryRunOperationException') return false
  return codes.has(errorCodeOf(error))
}
