/** Many requests on one socket, sent without waiting for answers. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { sendRaw, startEdge, type Edge } from '../support/edge.js'

let edge: Edge
afterEach(() => edge.close())

function rawPost(query: string): string {
  const body = JSON.stringify({ query })
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

async function linesOf(count: number): Promise<Record<string, unknown>[]> {
  for (let i = 0; i < 200 && edge.log.length < count; i++) await delay(10)
  return edge.log
}

describe('pipelined requests', () => {
  test('end, and are logged once each, when the caller hangs up', async () => {
    edge = await startEdge({ env: { SHUTDOWN_TIMEOUT_MS: '60000' } })
    const socket = connect(edge.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(rawPost('{ wait }').repeat(20))
    await edge.began(20)
    socket.destroy()
    const lines = await linesOf(20)
    // A read that was not aborted would keep this open for the whole of SHUTDOWN_TIMEOUT_MS.
    await edge.close()
    expect(lines).toHaveLength(20)
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(20)
    expect(lines.map(({ aborted }) => aborted)).toEqual(Array.from({ length: 20 }, () => true))
  })

  test('share their listeners on the socket, of which Node warns when they are many', async () => {
    edge = await startEdge()
    const accepted: Socket[] = []
    const onSocket = (message: unknown) => void accepted.push((message as { socket: Socket }).socket)
    subscribe('net.server.socket', onSocket)
    const socket = connect(edge.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(rawPost('{ wait }').repeat(20))
    await edge.began(20)
    unsubscribe('net.server.socket', onSocket)
    expect(accepted).toHaveLength(1)
    expect(accepted[0]?.listenerCount('close')).toBeLessThan(EventEmitter.defaultMaxListeners)
    socket.destroy()
  })

  test('are all answered, in order', async () => {
    edge = await startEdge()
    const queries = Array.from({ length: 30 }, (_, i) => `{ echo(text: "number ${i}.") }`)
    const answers = await sendRaw(edge, queries.map((query) => rawPost(query)).join(''))
    expect(answers.match(/number \d+\./g)).toEqual(queries.map((_, i) => `number ${i}.`))
    expect((await linesOf(30)).map(({ status }) => status)).toEqual(queries.map(() => 200))
  })
})
