/** Several requests on one connection: one after the other, and sent without waiting for responses. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { post, startEdge, type Edge } from '../support/edge.js'
import { until } from '../support/until.js'

let edge: Edge
beforeEach(async () => {
  edge = await startEdge({ env: { SHUTDOWN_TIMEOUT_MS: '60000', MAX_REQUESTS_PER_VIEWER: '1' } })
})
afterEach(() => edge.close())

function rawPost(query: string): string {
  const body = JSON.stringify({ query })
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

async function open(): Promise<Socket> {
  const socket = connect(edge.port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  return socket
}

test('a connection serves 30 requests in sequence, including responses of 5 MB', async () => {
  const socket = await open()
  let received = ''
  socket.on('data', (data) => (received += String(data)))
  for (let i = 0; i < 30; i++) {
    received = ''
    // Some responses are larger than the kernel accepts at once.
    const text = `${'x'.repeat(i % 10 === 9 ? 5_000_000 : 1)} number ${i}.`
    socket.write(rawPost(`{ echo(text: "${text}") }`))
    await until(() => received.endsWith(`number ${i}."}}\n`))
  }
  socket.destroy()
  await until(() => edge.log.length === 30)
  expect(edge.log.filter(({ status, aborted }) => status !== 200 || aborted)).toEqual([])
})

test('a pipelined request closes the connection and aborts the query before it', async () => {
  const socket = await open()
  socket.resume().write(rawPost('{ wait }').repeat(20))
  await once(socket, 'close')
  await until(() => edge.log.length === 1)
  expect(edge.log).toMatchObject([{ path: '/graphql', aborted: true }])
  // A 200 shows that no request is in flight any more, because MAX_REQUESTS_PER_VIEWER is 1.
  await until(async () => (await post(edge, { query: '{ __typename }' })).status === 200)
})

test('a pipelined request closes the connection but does not abort the write before it', async () => {
  const socket = await open()
  socket.resume().write(rawPost('mutation { write(ms: 300) }'))
  await edge.began(1)
  socket.write(rawPost('{ __typename }'))
  await once(socket, 'close')
  expect(edge.writes).toEqual([])
  await until(() => edge.writes.length === 1)
  expect(edge.writes).toEqual(['written'])
})

test('a connection with a write followed by invalid HTTP closes without a response, and the write completes', async () => {
  const socket = await open()
  let received = ''
  socket.on('data', (data) => (received += String(data)))
  socket.write(rawPost('mutation { write(ms: 300) }'))
  await edge.began(1)
  socket.write('HELO example.com\r\n\r\n')
  await once(socket, 'close')
  expect(received).toBe('')
  await until(() => edge.writes.length === 1)
  expect(edge.writes).toEqual(['written'])
})
