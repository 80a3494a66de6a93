import type { Call } from '../../src/upstream/operations.js'
import { createScope, type RequestScope } from '../../src/upstream/request-scope.js'
import type { UpstreamClient } from '../../src/upstream/upstream.js'

/** A function that calls operations as a request does, each call as if in a separate request. */
export function callerOf(client: UpstreamClient, scope: Partial<RequestScope> = {}): Call {
  const { signal } = new AbortController()
  return (operation, input) => client.call(operation, input, createScope(signal, scope))
}
