// The gateway's own client of AWS Support, with a memory: what it has read once it hands out for ever, the same objects each time.
import { createUpstream } from '../../../src/upstream/upstream.ts'

/** To be bound to requests as the gateway's is, whatever they are. */
export function createWarmUpstream(url) {
  const client = createUpstream({
    upstream: new URL(url),
    region: 'us-east-1',
    failoverEndpoints: [],
    upstreamTimeoutMs: 10_000,
  })
  const { signal } = new AbortController()
  const upstream = client.bind({ signal, deadline: signal, upstreamCalls: { calls: {}, total: 0 } })
  const remembered = Object.fromEntries(Object.entries(upstream).map(([key, call]) => [key, remember(call)]))
  return { ...client, bind: () => remembered }
}

function remember(call) {
  const replies = new Map()
  return (input) => {
    const key = JSON.stringify(input)
    const reply = replies.get(key) ?? call(input)
    replies.set(key, reply)
    return reply
  }
}
