import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorsIn, post, sendRaw, startEdge, type Edge } from '../support/edge.js'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge({ env: { MAX_BODY_BYTES: '3000000', LOG_LEVEL: 'silent' } })
})
afterAll(() => edge.close())

/** Checks that the error response has the common form and repeats the request id of its header. */
async function refusal(response: Response): Promise<{ status: number; code: string; message: string }> {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const errors = errorsIn(await response.text())
  expect(errors).toHaveLength(1)
  const [error] = errors
  expect(error?.extensions.requestId).toBe(response.headers.get('x-request-id'))
  return { status: response.status, code: error?.extensions.code ?? '', message: error?.message ?? '' }
}

describe('POST /graphql', () => {
  test('POST /graphql runs an operation', async () => {
    const response = await post(edge, { query: '{ echo(text: "hello") }' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ data: { echo: 'hello' } })
  })

  test('malformed JSON gets 400 and the message shows where it breaks', async () => {
    expect(await refusal(await post(edge, '{"query": oops}'))).toEqual({
      status: 400,
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^The request body is not JSON: "Unexpected token .*oops/),
    })
  })

  test.each([
    ['an empty body', '', /empty; send a JSON object/],
    ['a body without a query', '{"variables":{}}', /must contain a non-empty `query`/],
    ['a body that is not an object', '"query"', /POST body missing/],
    ['a batch', '[{"query":"{ __typename }"}]', /batching disabled/],
    ['a __proto__ key', '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}', /__proto__/],
    ['a syntax error', '{"query":"{"}', /Syntax Error/],
    ['an unknown field', '{"query":"{ nope }"}', /Cannot query field "nope"/],
    ['an empty batch', '[]', /batching disabled/],
  ])('a POST with %s gets 400', async (_, body, message) => {
    expect(await refusal(await post(edge, body))).toMatchObject({
      status: 400,
      message: expect.stringMatching(message),
    })
  })

  test('a body that is not UTF-8 gets 400 instead of replacement characters', async () => {
    const body = Buffer.from('{"query":"{ echo(text: \\"caf\xe9\\") }"}', 'latin1')
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(await refusal(response)).toMatchObject({ status: 400, message: expect.stringContaining('not UTF-8') })
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '???',
  ])('the content type %s gets 415', async (type) => {
    const response = await post(edge, { query: '{ __typename }' }, { 'content-type': type })
    expect(await refusal(response)).toEqual({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: `The content type ${JSON.stringify(type)} is not accepted; send application/json.`,
    })
  })

  test('a compressed body gets 415', async () => {
    const response = await post(edge, { query: '{ __typename }' }, { 'content-encoding': 'gzip' })
    expect(await refusal(response)).toMatchObject({ status: 415, message: expect.stringContaining('"gzip"') })
  })

  test.each([
    ['with its length in a header', undefined],
    ['sent in chunks', 'half' as const],
  ])('a body over MAX_BODY_BYTES, %s, gets 413 with the limit', async (_, duplex) => {
    const text = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(5_000_000) })
    const response = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: duplex ? new Blob([text]).stream() : text,
      ...(duplex && { duplex }),
    })
    const cost = duplex ? {} : { cost: text.length }
    expect(errorsIn(await response.clone().text())[0]?.extensions).toEqual({
      code: 'PAYLOAD_TOO_LARGE',
      measure: 'bytes',
      limit: 3_000_000,
      ...cost,
      retryable: false,
      requestId: expect.any(String),
    })
    expect(await refusal(response)).toEqual({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('limit of 3000000 bytes'),
    })
  })

  test.each(['text/html', 'multipart/mixed', 'multipart/mixed; deferSpec=20220824', 'application/json;q=0', 'junk'])(
    'a request with accept: %s gets 406 and runs nothing',
    async (accept) => {
      const response = await post(edge, { query: 'mutation { write(ms: 1) }' }, { accept })
      expect(await refusal(response)).toEqual({
        status: 406,
        code: 'NOT_ACCEPTABLE',
        message: `Nothing was run because accept is ${JSON.stringify(accept)}; accept application/json or application/graphql-response+json.`,
      })
      expect(edge.writes).toEqual([])
    },
  )

  test.each([
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*;q=0.1', 'application/json'],
    ['application/json;charset=utf8', 'application/json'],
    ['multipart/mixed;deferSpec=20220824, application/json; q=0.8', 'application/json'],
    ['application/graphql-response+json; charset=utf-8, application/json; q=0.9', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
  ])('a request with accept: %s gets a response in %s', async (accept, type) => {
    const response = await post(edge, { query: '{ __typename }' }, { accept })
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })

  test('a mutation with GET gets 405 and does not run', async () => {
    const response = await fetch(`${edge.url}/graphql?query=mutation{write(ms:1)}`, {
      headers: { 'apollo-require-preflight': '1' },
    })
    expect(response.headers.get('allow')).toBe('POST')
    expect(await refusal(response)).toMatchObject({ status: 405 })
    expect(edge.writes).toEqual([])
  })
})

describe('CSRF prevention', () => {
  test('a GET without a preflight header gets 400 for CSRF', async () => {
    const response = await fetch(`${edge.url}/graphql?query={__typename}`)
    expect(await refusal(response)).toMatchObject({ status: 400, message: expect.stringContaining('CSRF') })
  })

  test('a POST without a content type gets 400 for CSRF', async () => {
    const response = await fetch(`${edge.url}/graphql`, { method: 'POST' })
    expect(await refusal(response)).toMatchObject({ status: 400, message: expect.stringContaining('CSRF') })
  })

  test('a GET with apollo-require-preflight is served', async () => {
    const response = await fetch(`${edge.url}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': '1' },
    })
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })
})

describe('unknown paths and methods', () => {
  test('an unknown path gets 404 with the path but not the query string', async () => {
    expect(await refusal(await fetch(`${edge.url}/graphq?token=secret`))).toEqual({
      status: 404,
      code: 'NOT_FOUND',
      message: 'There is nothing at "/graphq"; the GraphQL endpoint is /graphql.',
    })
  })

  test('an unknown path gets 404 before its body is parsed', async () => {
    const response = await fetch(`${edge.url}/nope`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect((await refusal(response)).status).toBe(404)
  })

  test.each([
    ['PUT', '/graphql', 'GET, OPTIONS, POST'],
    ['DELETE', '/graphql', 'GET, OPTIONS, POST'],
    ['POST', '/livez', 'GET, HEAD'],
  ])('%s %s gets 405 with the allowed methods', async (method, path, allow) => {
    const response = await fetch(edge.url + path, { method })
    expect(response.headers.get('allow')).toBe(allow)
    expect(await refusal(response)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' })
  })

  test('a long path is shortened in the 404 message', async () => {
    const { message } = await refusal(await fetch(`${edge.url}/${'x'.repeat(2_000)}`))
    expect(message.length).toBeLessThan(150)
  })
})

describe('malformed HTTP', () => {
  test.each([
    [
      'a malformed escape in the path',
      'GET /%zz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
      400,
      '/%zz',
    ],
    ['an invalid Host header', 'GET /graphql HTTP/1.1\r\nhost: [\r\nconnection: close\r\n\r\n', 400, 'Host header'],
    ['no Host header', 'GET /graphql HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'Host header'],
    ['a line that is not HTTP', 'HELO example.com\r\n\r\n', 400, 'not valid HTTP/1.1'],
    [
      'headers that are too large',
      `GET /graphql HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      '16384 bytes',
    ],
    [
      'a URL that is too long',
      `GET /graphql?query=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
      431,
      'by POST',
    ],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'not valid HTTP/1.1',
    ],
  ])('malformed HTTP gets a JSON error with a request id: %s', async (_, bytes, status, message) => {
    const response = await sendRaw(edge, bytes)
    const [head = '', body = ''] = response.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head.toLowerCase()).toContain('content-type: application/json')
    const [error] = errorsIn(body)
    expect(error?.message).toContain(message)
    expect(head).toContain(`x-request-id: ${error?.extensions.requestId}`)
  })

  test('an unknown Expect header is ignored', async () => {
    const response = await sendRaw(
      edge,
      'GET /livez HTTP/1.1\r\nhost: localhost\r\nexpect: miracles\r\nconnection: close\r\n\r\n',
    )
    expect(response).toMatch(/^HTTP\/1.1 200 /)
  })
})

describe('request ids', () => {
  test('a valid x-request-id of the client is used', async () => {
    const response = await post(edge, { query: '{ nope }' }, { 'x-request-id': 'Job-7.a_b' })
    expect(response.headers.get('x-request-id')).toBe('Job-7.a_b')
    const [error] = errorsIn(await response.text())
    expect(error?.extensions.requestId).toBe('Job-7.a_b')
  })

  test.each(['with space', 'a'.repeat(65), '<script>', '"'])(
    'an invalid x-request-id is replaced by a UUID: %j',
    async (id) => {
      const response = await fetch(`${edge.url}/livez`, { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})

describe('timeouts', () => {
  test('a query is aborted at REQUEST_TIMEOUT_MS and gets UPSTREAM_TIMEOUT', async () => {
    const quick = await startEdge({ env: { REQUEST_TIMEOUT_MS: '100', LOG_LEVEL: 'silent' } })
    const response = await post(quick, { query: '{ wait }' })
    expect(errorsIn(await response.text())[0]).toMatchObject({
      message: expect.stringContaining('100 ms'),
      extensions: { code: 'UPSTREAM_TIMEOUT' },
    })
    await quick.close()
  })

  test('a query whose resolver ignores the abort gets 504 GATEWAY_TIMEOUT', async () => {
    const quick = await startEdge({ env: { REQUEST_TIMEOUT_MS: '100', LOG_LEVEL: 'silent' } })
    const response = await post(quick, { query: '{ sleep(ms: 3000) }' })
    expect(await refusal(response)).toMatchObject({ status: 504, code: 'GATEWAY_TIMEOUT' })
    await quick.close()
  })
})

describe('health checks', () => {
  test('/livez returns 200 while the process responds', async () => {
    expect(await (await fetch(`${edge.url}/livez`)).json()).toEqual({ status: 'ok' })
  })

  test('20 simultaneous requests to /readyz share one check of the upstream', async () => {
    let checks = 0
    const probed = await startEdge({
      env: { LOG_LEVEL: 'silent' },
      ready: async () => {
        checks += 1
      },
    })
    const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${probed.url}/readyz`)))
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(await responses[0]?.json()).toEqual({
      status: 'ok',
      upstream: 'emulator',
      checks: { upstream: { status: 'ok' } },
    })
    expect(checks).toBe(1)
    await probed.close()
  })

  test('/readyz returns 503 with the coded error from a failed check', async () => {
    const extensions = { code: 'UPSTREAM_DENIED', retryable: false, operation: 'DescribeCases' }
    const coded = Object.assign(new Error('AWS refuses the credentials.'), { extensions })
    const down = await startEdge({ env: { LOG_LEVEL: 'silent' }, ready: () => Promise.reject(coded) })
    const response = await fetch(`${down.url}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      status: 'unavailable',
      errors: [{ message: 'AWS refuses the credentials.', extensions }],
    })
    await down.close()
  })

  test('/readyz returns 503 without the message of an uncoded error, and when AWS does not respond', async () => {
    const failing = await startEdge({
      env: { LOG_LEVEL: 'silent' },
      ready: () => Promise.reject(new TypeError('secret')),
    })
    const result = await (await fetch(`${failing.url}/readyz`)).text()
    expect(result).toContain('TypeError')
    expect(result).not.toContain('secret')
    await failing.close()

    const silent = await startEdge({ env: { LOG_LEVEL: 'silent' }, ready: () => new Promise(() => {}) })
    const response = await fetch(`${silent.url}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UPSTREAM_TIMEOUT', retryable: true } }],
    })
    await silent.close()
  })
})
