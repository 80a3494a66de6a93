import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { apolloLogger } from '../../src/http/request-log.js'
import { createLog, describeError } from '../../src/telemetry/log.js'
import { errorsIn, post, sendRaw, startEdge, type Edge } from '../support/edge.js'

let edge: Edge

/** Waits for `count` lines: a line is written when the response has been sent, possibly after the caller has read it. */
async function linesOf(count: number): Promise<Record<string, unknown>[]> {
  for (let i = 0; i < 1_000 && edge.log.length < count; i++) await new Promise((resolve) => setTimeout(resolve, 10))
  return edge.log
}

describe('request log', () => {
  afterEach(() => edge.close())

  test('each request logs one line with its id, operation, status, duration and upstream calls', async () => {
    edge = await startEdge()
    await post(edge, { query: 'query Inbox { echo(text: "x") }' }, { 'x-request-id': 'r-1' })
    expect(await linesOf(1)).toEqual([
      {
        level: 'info',
        time: expect.any(Number),
        msg: 'request',
        requestId: 'r-1',
        method: 'POST',
        path: '/graphql',
        status: 200,
        durationMs: expect.any(Number),
        operation: 'Inbox',
        upstreamCalls: { calls: { Echo: 1 }, total: 1, cached: 0, stale: 0, ageMs: 0 },
      },
    ])
  })

  test('the log has error codes from fields, from Apollo Server and from the HTTP layer', async () => {
    edge = await startEdge()
    await post(edge, { query: '{ a: refuse b: refuse echo }' })
    await post(edge, { query: '{ nope }' })
    await fetch(`${edge.url}/graphql?query={__typename}`)
    await post(edge, '{')
    await fetch(`${edge.url}/nope`)
    await fetch(`${edge.url}/%zz`)
    await sendRaw(edge, 'HELO\r\n\r\n')
    expect((await linesOf(7)).map(({ status, errorCodes }) => [status, errorCodes])).toEqual([
      [200, ['BAD_USER_INPUT']],
      [400, ['GRAPHQL_VALIDATION_FAILED']],
      [400, ['BAD_REQUEST']],
      [400, ['BAD_REQUEST']],
      [404, ['NOT_FOUND']],
      [400, ['BAD_REQUEST']],
      [400, ['HPE_INVALID_METHOD']],
    ])
  })

  const halfARequest =
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-request-id: r-4\r\ncontent-type: application/json\r\n'

  test('a malformed body logs one line with the request id of the response', async () => {
    edge = await startEdge()
    const response = await sendRaw(edge, `${halfARequest}transfer-encoding: chunked\r\n\r\nno length\r\n`)
    expect(response).toMatch(/^HTTP\/1.1 400 /)
    expect(response).toContain('x-request-id: r-4')
    expect(response).toContain('"requestId":"r-4"')
    await edge.close()
    expect(edge.log).toMatchObject([{ requestId: 'r-4', status: 400, errorCodes: ['BAD_REQUEST'] }])
  })

  test('a client that disconnects mid-body logs one aborted line, and one that disconnects mid-headers logs none', async () => {
    edge = await startEdge()
    expect(await sendRaw(edge, `${halfARequest}content-length: 100\r\n\r\n{`)).toBe('')
    expect(await sendRaw(edge, halfARequest)).toBe('')
    await edge.close()
    expect(edge.log).toMatchObject([{ requestId: 'r-4', status: null, aborted: true }])
  })

  test('the log marks a request as aborted if the client disconnects before the response', async () => {
    edge = await startEdge()
    const caller = new AbortController()
    const response = post(edge, { query: '{ wait }' }, {}, caller.signal)
    await edge.began(1)
    caller.abort()
    await expect(response).rejects.toThrow('aborted')
    expect(await linesOf(1)).toMatchObject([{ status: null, aborted: true }])
  })

  const long = `https://${'a'.repeat(60)}.${'b'.repeat(60)}.example`
  const refusedOrigins = [
    ['https://evil.example:8443', 'https://evil.example:8443'],
    ['null', 'null'],
    [long, `${long.slice(0, 100)}…`],
    ['https://evil.example/path', 'invalid'],
    ['https://user:secret@evil.example', 'invalid'],
    ['x'.repeat(5_000), 'invalid'],
  ] as const

  test.each(refusedOrigins)('the log line for a rejected preflight contains the origin: %s', async (origin, logged) => {
    edge = await startEdge()
    const method = 'OPTIONS'
    await fetch(`${edge.url}/graphql`, { method, headers: { origin, 'access-control-request-method': 'POST' } })
    expect(await linesOf(1)).toMatchObject([{ status: 403, errorCodes: ['FORBIDDEN'], refusedOrigin: logged }])
  })

  test('the log contains no text from queries, variables, bodies, invalid headers or unknown paths', async () => {
    edge = await startEdge({ env: { LOG_LEVEL: 'trace' }, ready: () => Promise.reject(new Error('MARKER')) })
    const json = { 'content-type': 'application/json' }
    await Promise.all([
      post(edge, {
        query: 'query Q($t: String) { echo(text: $t) MARKER: echo(text: "MARKER") }',
        variables: { t: 'MARKER' },
      }),
      post(edge, { query: 'query Q { echo(text: "MARKER") }', operationName: 'MARKER' }),
      post(edge, { query: `query ${'MARKER'.repeat(20)} { echo }` }),
      post(edge, { query: '{ fail(message: "MARKER\\n    at MARKER (/MARKER:1:1)") }' }),
      post(edge, { query: '{ refuse(message: "MARKER") }' }),
      post(edge, { query: '{ MARKER }', extensions: { MARKER: 'MARKER' } }),
      post(edge, 'MARKER'),
      post(edge, `{"MARKER":"${'MARKER'.repeat(10)}"}`),
      post(edge, '', { ...json, 'content-type': 'application/MARKER' }),
      post(
        edge,
        { query: '{ echo }' },
        {
          'x-request-id': 'MARKER <',
          authorization: 'MARKER',
          cookie: 'a=MARKER',
          referer: 'http://MARKER/',
          'user-agent': 'MARKER',
        },
      ),
      post(edge, { query: '{ echo }' }, { 'content-encoding': 'MARKER', origin: 'https://MARKER.example' }),
      fetch(`${edge.url}/graphql?query={echo}&MARKER=MARKER`, { headers: { 'apollo-require-preflight': 'MARKER' } }),
      fetch(`${edge.url}/graphql?variables=MARKER`, { headers: { 'apollo-require-preflight': 'MARKER' } }),
      fetch(`${edge.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin: 'https://a.example/MARKER', 'access-control-request-method': 'MARKER' },
      }),
      fetch(`${edge.url}/MARKER?MARKER`),
      fetch(`${edge.url}/graphiql/MARKER`),
      fetch(`${edge.url}/readyz?MARKER`),
      sendRaw(edge, 'GET /%zzMARKER HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'),
      sendRaw(edge, 'GET /graphql HTTP/1.1\r\nhost: MARKER[\r\nconnection: close\r\n\r\n'),
      sendRaw(edge, `GET /graphql HTTP/1.1\r\nhost: localhost\r\nMARKER: ${'MARKER'.repeat(5_000)}\r\n\r\n`),
      sendRaw(edge, 'MARKER MARKER\r\n\r\n'),
    ])
    const lines = await linesOf(22)
    expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(21)
    expect(JSON.stringify(lines)).not.toContain('MARKER')
  })

  test('an unexpected error is logged with its name, stack frames and request id, without its message', async () => {
    edge = await startEdge()
    await post(edge, { query: '{ fail(message: "secret") }' }, { 'x-request-id': 'r-2' })
    const [error] = await linesOf(2)
    expect(error).toMatchObject({ level: 'error', requestId: 'r-2', err: { name: 'Error' } })
    expect(JSON.stringify(error)).toMatch(/edge\.ts:\d+:\d+/)
  })

  test('a response that cannot be serialized logs an error with the request id', async () => {
    edge = await startEdge()
    const response = await post(edge, { query: '{ endless }' }, { 'x-request-id': 'r-3' })
    expect(response.status).toBe(500)
    expect(errorsIn(await response.text())).toMatchObject([
      { message: expect.stringContaining('inside the gateway'), extensions: { requestId: 'r-3' } },
    ])
    expect(await linesOf(2)).toMatchObject([
      { level: 'error', requestId: 'r-3', err: { name: 'TypeError' } },
      { msg: 'request', status: 500, errorCodes: ['INTERNAL_SERVER_ERROR'] },
    ])
  })

  test('an error that is masked because its code is unknown is logged', async () => {
    edge = await startEdge()
    const response = await post(edge, { query: '{ refuse(code: "EACCES", message: "secret") }' })
    expect(errorsIn(await response.text())).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(await linesOf(2)).toMatchObject([{ level: 'error' }, { errorCodes: ['INTERNAL_SERVER_ERROR'] }])
  })
})

test('errors reported by Apollo Server are logged without their messages', async () => {
  const lines: string[] = []
  const logger = apolloLogger(createLog(readConfig({}), { write: (line) => void lines.push(line) }))
  logger.error('Unexpected error processing request: Error: secret')
  logger.warn(new Error('secret'))
  expect(lines.join('')).toContain('"apollo":"Unexpected error processing request"')
  expect(lines.join('')).not.toContain('secret')
})

describe('describeError', () => {
  test('describeError leaves out messages and includes causes', () => {
    const cause = Object.assign(new TypeError('secret\n    at secret (/secret.js:1:1)'), { code: 'ECONNREFUSED' })
    const described = describeError(new Error('secret', { cause }))
    expect(described).toMatchObject({ name: 'Error', cause: { name: 'TypeError', code: 'ECONNREFUSED' } })
    expect(JSON.stringify(described)).not.toContain('secret')
  })

  test('describeError includes names and codes only if they are identifiers', () => {
    const odd = Object.assign(new Error('x'), { name: 'not a name', code: 'a@b.example' })
    expect(describeError(odd)).toMatchObject({ name: 'Error' })
    expect(describeError(odd)).not.toHaveProperty('code')
    expect(describeError('secret')).toEqual({ name: 'string' })
  })
})
