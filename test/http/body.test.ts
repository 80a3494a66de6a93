/** Requests that get their response before the whole body has arrived. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendRaw, startEdge, type Edge } from '../support/edge.js'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge({ env: { MAX_BODY_BYTES: '10000', LOG_LEVEL: 'silent' } })
})
afterAll(() => edge.close())

function head(path: string, ...headers: string[]): string {
  return [`POST ${path} HTTP/1.1`, 'host: localhost', 'content-type: application/json', ...headers, '', ''].join('\r\n')
}

describe('Expect: 100-continue', () => {
  test('a body over MAX_BODY_BYTES with Expect: 100-continue gets 413 at once and the connection closes', async () => {
    const request = head('/graphql', 'expect: 100-continue', 'content-length: 99999999999')
    const response = await sendRaw(edge, request, { end: false })
    expect(response).toMatch(/^HTTP\/1.1 413 /)
    expect(response).toContain('connection: close')
  })

  test('a body of allowed size with Expect: 100-continue gets 100 and then the response', async () => {
    const body = '{"query":"{ __typename }"}'
    const headers = ['expect: 100-continue', 'connection: close', `content-length: ${body.length}`]
    const response = await sendRaw(edge, head('/graphql', ...headers) + body, { end: false })
    expect(response).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /)
  })
})

describe('unfinished bodies', () => {
  // Sent simultaneously, because some take five seconds: the gateway waits that long for the rest of a body after its response.
  const kinds = [
    ['too large according to content-length', '/graphql', 'content-length: 99999999999', 'x'.repeat(50_000), 413],
    ['too large in chunks', '/graphql', 'transfer-encoding: chunked', `ffffff\r\n${'x'.repeat(50_000)}`, 413],
    ['for an unknown path', '/nope', 'content-length: 99999999999', 'x'.repeat(50_000), 404],
    ['never sent', '/graphql', 'content-length: 99999999999', '', 413],
  ] as const
  const responses = new Map<string, string>()
  beforeAll(async () => {
    await Promise.all(
      kinds.map(async ([kind, path, header, body]) => {
        responses.set(kind, await sendRaw(edge, head(path, header) + body, { end: false }))
      }),
    )
  })

  test.each(kinds)(
    'a request with an unfinished body gets its response and the connection closes: %s',
    (kind, _path, _header, _body, status) => {
      expect(responses.get(kind)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(responses.get(kind)).toContain('connection: close')
    },
  )
})
