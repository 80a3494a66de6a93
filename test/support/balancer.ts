/** A minimal load balancer: it polls /readyz, keeps connections alive and never retries. */
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Much less than a gateway's shutdown grace period, as with real load balancers. */
const POLL_MS = 200

export interface Balancer {
  url: string
  /** The gateways that receive requests now. */
  ready: () => string[]
  add: (url: string) => void
  stop: () => Promise<void>
}

export async function startBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true })
  const known = new Map<string, boolean>()
  const ready = () => [...known.keys()].filter((url) => known.get(url))
  let next = 0
  const stopped = new AbortController()

  const server = createServer((incoming, outgoing) => {
    const urls = ready()
    const target = urls[next++ % urls.length]
    if (target === undefined) {
      outgoing.writeHead(502).end('no gateway is ready')
      return
    }
    const { 'content-type': type, 'content-length': length, 'cache-control': cache } = incoming.headers
    const headers = {
      ...(type && { 'content-type': type }),
      ...(length && { 'content-length': length }),
      ...(cache && { 'cache-control': cache }),
    }
    const forwarded = request(`${target}${incoming.url}`, { method: incoming.method, headers, agent })
    forwarded.on('response', (response: IncomingMessage) => {
      outgoing.writeHead(response.statusCode ?? 502, {
        'content-type': response.headers['content-type'] ?? 'text/plain',
      })
      response.pipe(outgoing)
    })
    forwarded.on('error', (error) => outgoing.writeHead(502).end(`${target}: ${error.message}`))
    incoming.pipe(forwarded)
  })

  async function poll(): Promise<void> {
    while (!stopped.signal.aborted) {
      await Promise.all(
        [...known.keys()].map(async (url) => {
          const isReady = await fetch(`${url}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          )
          known.set(url, isReady)
        }),
      )
      await delay(POLL_MS)
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const polling = poll()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready,
    add: (url) => void known.set(url, false),
    async stop() {
      stopped.abort()
      await polling
      agent.destroy()
      server.close()
      server.closeAllConnections()
    },
  }
}
