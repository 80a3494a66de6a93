// The gateway's own client of AWS Support, with a memory: what it has read once it hands out for ever, the same objects each time.
import { createScope } from '../../../src/upstream/request-scope.ts'
import { createUpstream } from '../../../src/upstream/upstream.ts'

export function createWarmUpstream(url) {
  const client = createUpstream({
    upstream: new URL(url),
    region: 'us-east-1',
    failoverEndpoints: [],
    upstreamTimeoutMs: 10_000,
  })
  const scope = createScope(new AbortController().signal)
  const responses = new Map()
  return {
    ...client,
    call(operation, input) {
      const key = `${operation} ${JSON.stringify(input)}`
      const response = responses.get(key) ?? client.call(operation, input, scope)
      responses.set(key, response)
      return response
    },
  }
}
