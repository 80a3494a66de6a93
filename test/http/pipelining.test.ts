/** Several requests on one connection: one after the other, and sent without waiting for responses. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

describe('a connection', () => {
  test('carries request after request, each sent as soon as the last byte of the response has come', async () => {
    const socket = await open()
    let received = ''
    socket.on('data', (data) => (received += String(data)))
    for (let i = 0; i < 30; i++) {
      received = ''
      // Some of more than the kernel takes at once.
      const text = `${'x'.repeat(i % 10 === 9 ? 5_000_000 : 1)} number ${i}.`
      socket.write(rawPost(`{ echo(text: "${text}") }`))
      await until(() => received.endsWith(`number ${i}."}}\n`))
    }
    socket.destroy()
    await until(() => edge.log.length === 30)
    expect(edge.log.filter(({ status, aborted }) => status !== 200 || aborted)).toEqual([])
  })

  test('is closed by a request that does not wait for the response to the one before, which ends as if its caller had gone', async () => {
    const socket = await open()
    socket.resume().write(rawPost('{ wait }').repeat(20))
    await once(socket, 'close')
    await until(() => edge.log.length === 1)
    expect(edge.log).toMatchObject([{ path: '/graphql', aborted: true }])
    // Nothing is left that would count as in flight. A read that goes on would keep edge.close() waiting.
    await until(async () => (await post(edge, { query: '{ __typename }' })).status === 200)
  })

  test('that is closed so does not cut a write that it carries', async () => {
    const socket = await open()
    socket.resume().write(rawPost('mutation { write(ms: 300) }'))
    await edge.began(1)
    socket.write(rawPost('{ __typename }'))
    await once(socket, 'close')
    expect(edge.writes).toEqual([])
    await until(() => edge.writes.length === 1)
    expect(edge.writes).toEqual(['written'])
  })

  test('that carries a write, and then what is not HTTP, is closed, without a word that would be taken for the response to the write', async () => {
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
})
