// Stand-in: thrown away at merge.
import { createServer } from 'node:http'

export async function startEmulator({ host = '127.0.0.1', port = 0 } = {}) {
  const server = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url: `http://${host}:${actual}`, port: actual, stop }
}
