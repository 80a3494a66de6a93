import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start } from '../support/start.js'
import { until } from '../support/until.js'
import { errorsIn, post, startEdge, type Edge } from '../support/edge.js'

/** A test that waits for all of SHUTDOWN_TIMEOUT_MS times out. */
const quiet = { LOG_LEVEL: 'silent', SHUTDOWN_TIMEOUT_MS: '60000' }

async function open(edge: Edge, bytes = ''): Promise<Socket> {
  const socket = connect(edge.port, '127.0.0.1').resume()
  await once(socket, 'connect')
  if (bytes) socket.write(bytes)
  return socket
}

/** Resolves when this many calls to AWS are in flight. */
async function calling(url: string, count: number): Promise<void> {
  await until(async () =>
    (await (await fetch(`${url}/metrics`)).text()).includes(`\nsupport_graph_upstream_calls_in_flight ${count}\n`),
  )
}

describe('shutting down the HTTP layer', () => {
  test('a server that is shutting down finishes requests in flight, refuses new connections and then closes', async () => {
    const edge = await startEdge({ env: quiet })
    const inFlight = post(edge, { query: '{ sleep(ms: 500) }' })
    await delay(100)
    const closing = edge.close()
    await delay(50)
    await expect(fetch(`${edge.url}/livez`)).rejects.toThrow('fetch failed')

    const response = await inFlight
    expect(await response.json()).toEqual({ data: { sleep: 'slept' } })
    expect(response.headers.get('connection')).toBe('close')
    await closing
  })

  test('a server that is shutting down immediately closes sockets that are idle or have sent nothing', async () => {
    const edge = await startEdge({ env: quiet })
    const silent = await open(edge)
    const keptAlive = await open(edge, 'GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await once(keptAlive, 'data')
    const closed = Promise.all([once(silent, 'close'), once(keptAlive, 'close')])
    await edge.close()
    await closed
  })

  test('a server that is shutting down aborts a query at SHUTDOWN_TIMEOUT_MS and still sends a response', async () => {
    const edge = await startEdge({ env: { ...quiet, SHUTDOWN_TIMEOUT_MS: '500' } })
    const inFlight = post(edge, { query: '{ wait }' })
    await delay(100)
    await edge.close()
    expect(errorsIn(await (await inFlight).text())[0]?.message).toBe('The gateway is stopping.')
  })

  test('a server that is shutting down responds with 503 to unfinished bodies and cuts off unfinished headers', async () => {
    const edge = await startEdge({ env: { SHUTDOWN_TIMEOUT_MS: '1000' } })
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
    const halfABody = await open(edge, `${head}content-length: 100\r\n\r\n{`)
    const halfAHead = await open(edge, head)
    const responses = Promise.all([text(halfABody), text(halfAHead)])
    await delay(100)
    await edge.close()
    const [response, cutOff] = await responses
    expect(errorsIn(response.split('\r\n\r\n')[1] ?? '')).toMatchObject([
      { message: 'The gateway is stopping.', extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } },
    ])
    expect(cutOff).toBe('')
    expect(edge.log).toMatchObject([{ status: 503 }])
  })

  test('a server that is shutting down responds with 503 to a query that cannot be aborted within SHUTDOWN_TIMEOUT_MS', async () => {
    const edge = await startEdge({ env: { ...quiet, SHUTDOWN_TIMEOUT_MS: '500' } })
    const inFlight = post(edge, { query: '{ sleep(ms: 15000) }' })
    await delay(100)
    const closing = edge.close()
    const response = await inFlight
    expect(response.status).toBe(503)
    expect(errorsIn(await response.text())).toMatchObject([
      { message: 'The gateway is stopping.', extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } },
    ])
    await closing
  })

  test('a server that is shutting down lets a mutation run until its own deadline, even if its client disconnects', async () => {
    const edge = await startEdge({ env: { ...quiet, SHUTDOWN_TIMEOUT_MS: '200', REQUEST_TIMEOUT_MS: '1500' } })
    const client = new AbortController()
    const mutation = (ms: number, signal?: AbortSignal) =>
      post(edge, { query: `mutation { write(ms: ${ms}) }` }, {}, signal).then((response) => response.json())
    const completed = mutation(1_000)
    const abandoned = mutation(1_200, client.signal).catch(() => 'disconnected')
    const overdue = mutation(60_000)
    const read = post(edge, { query: '{ wait }' })
    await edge.began(4)
    client.abort()
    expect(await abandoned).toBe('disconnected')
    const closing = edge.close()
    expect(errorsIn(await (await read).text())[0]?.message).toBe('The gateway is stopping.')
    expect(edge.writes).toEqual([])
    expect(await completed).toEqual({ data: { write: 'written' } })
    expect(await overdue).toEqual({ data: { write: 'cut' } })
    await closing
    expect(edge.writes).toEqual(['written', 'written', 'cut'])
  })

  test('a server that is shutting down does not wait for a mutation past its deadline', async () => {
    const edge = await startEdge({ env: { ...quiet, SHUTDOWN_TIMEOUT_MS: '200', REQUEST_TIMEOUT_MS: '300' } })
    const overdue = post(edge, { query: 'mutation { stall(ms: 60000) }' }).catch(() => 'cut')
    await edge.began(1)
    await edge.close()
    expect(await overdue).toBe('cut')
  })

  test('a server that is shutting down lets a write finish after its client has disconnected', async () => {
    const edge = await startEdge({ env: quiet })
    const client = new AbortController()
    const write = post(edge, { query: 'mutation { write(ms: 600) }' }, {}, client.signal).catch(() => 'disconnected')
    await edge.began(1)
    client.abort()
    expect(await write).toBe('disconnected')
    expect(edge.writes).toEqual([])
    await edge.close()
    expect(edge.writes).toEqual(['written'])
  })
})

test('when a client disconnects, its reads are aborted but not its writes', async () => {
  const edge = await startEdge({ env: quiet })
  const client = new AbortController()
  const read = post(edge, { query: '{ wait }' }, {}, client.signal).catch(() => {})
  const write = post(edge, { query: 'mutation { write(ms: 400) }' }, {}, client.signal).catch(() => {})
  await edge.began(2)
  client.abort()
  await Promise.all([read, write])
  // A read that is not aborted would keep edge.close() waiting for all of SHUTDOWN_TIMEOUT_MS.
  await edge.close()
  expect(edge.writes).toEqual(['written'])
})

describe('start and stop', () => {
  test('the gateway starts with its emulator, stops twice without error and leaves no port open', async () => {
    const config = readConfig({ PORT: '0', ...quiet })
    const { url, emulatorUrl = '', stop } = await start(config, createLog(config))
    expect(await (await post({ url }, { query: '{ __typename }' })).json()).toMatchObject({
      data: { __typename: 'Query' },
    })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)

    await Promise.all([stop(), stop()])
    await stop()
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
    await expect(fetch(emulatorUrl)).rejects.toThrow('fetch failed')
  })

  test('a stopping gateway waits for the AWS response of a query in flight', async () => {
    const config = readConfig({ PORT: '0', EMULATOR_LATENCY_MS: '400', ...quiet })
    const { url, stop } = await start(config, createLog(config))
    const inFlight = post({ url }, { query: '{ severityLevels { code } }' })
    await delay(150)
    await stop()
    expect(await (await inFlight).json()).toMatchObject({ data: { severityLevels: expect.any(Array) } })
  })

  test('a gateway that cannot listen leaves no port open', async () => {
    const config = readConfig({ PORT: '0', ...quiet })
    const first = await start(config, createLog(config))
    const port = new URL(first.url).port
    await expect(start(readConfig({ PORT: port, ...quiet }), createLog(config))).rejects.toThrow('EADDRINUSE')
    await first.stop()
  })

  test.each([
    ['that is waiting for AWS', { EMULATOR_LATENCY_MS: '60000' }],
    ['that is waiting for the call budget', { EMULATOR_LATENCY_MS: '60000', SUPPORT_CALLS_PER_SECOND: '1' }],
  ])('a query %s at shutdown gets SERVICE_UNAVAILABLE instead of an AWS timeout', async (_, env) => {
    const config = readConfig({ PORT: '0', ...quiet, SHUTDOWN_TIMEOUT_MS: '600', UPSTREAM_TIMEOUT_MS: '60000', ...env })
    const { url, stop } = await start(config, createLog(config))
    const inFlight = ['severityLevels { code }', 'services { totalCount }'].map((field) =>
      post({ url }, { query: `{ ${field} }` }),
    )
    await calling(url, 2)
    await stop()
    for (const response of await Promise.all(inFlight)) {
      expect(errorsIn(await response.text())).toMatchObject([
        {
          message: expect.stringMatching(
            /^The gateway is shutting down and did not wait for Describe\w+: try again\.$/,
          ),
          extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, retryAfterMs: 1_000 },
        },
      ])
    }
  })

  test('a mutation whose AWS response comes after SHUTDOWN_TIMEOUT_MS still completes', async () => {
    const config = readConfig({ PORT: '0', ...quiet, SHUTDOWN_TIMEOUT_MS: '200', EMULATOR_LATENCY_MS: '800' })
    const { url, stop } = await start(config, createLog(config))
    const inFlight = post(
      { url },
      { query: 'mutation { resolveCase(input: { caseId: "174559230877914" }) { finalStatus userErrors { code } } }' },
    )
    await calling(url, 1)
    await stop()
    expect(await (await inFlight).json()).toMatchObject({ data: { resolveCase: { userErrors: [] } } })
  })
})
