/** The limit on the size of a response, and the memory that large values take. */
import { describe, expect, test } from 'vitest'
import { isLargerThan } from '../../src/graph/plugins/response-size.js'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'

/** The default of MAX_RESPONSE_BYTES. */
const LIMIT = 22_020_096

const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')

const thread = (fields: string) => `{ case(id: "case-0") { communications(first: 100) { nodes { ${fields} } } } }`
const file = (fields: string) => `{ attachment(id: "file") { ${fields} } }`

/** One case with a thread of `length` messages of 8,000 three-byte characters each. */
const withThread = (length: number) =>
  startGateway({
    account: () =>
      anAccount({
        cases: [{ communications: Array.from({ length }, (_, n) => aCommunication('€'.repeat(8_000), NOON + n)) }],
      }),
    cacheSeconds: { cases: 3_600 },
  })

const withFile = (sizeBytes: number) =>
  startGateway({
    upstreamTimeoutMs: 60_000,
    account: () => {
      const account = anAccount()
      const content = Buffer.alloc(sizeBytes, 7)
      account.attachments.set('file', { attachmentId: 'file', fileName: 'f.bin', sizeBytes, content })
      return account
    },
  })

describe('MAX_RESPONSE_BYTES', () => {
  test('a response over MAX_RESPONSE_BYTES gets RESPONSE_TOO_LARGE instead of its data', async () => {
    const gateway = await withThread(100)
    const { data, errors } = await gateway.query(thread(aliases(9, 'body')))
    expect(errors).toEqual([])
    expect(JSON.stringify(data).length).toBeGreaterThan(9 * 100 * 8_000)
    const response = await gateway.query(thread(aliases(10, 'body')))
    expect(response.data).toBeNull()
    expect(response.errors).toEqual([
      {
        message: expect.stringContaining(`larger than ${LIMIT} bytes, the maximum (MAX_RESPONSE_BYTES)`),
        extensions: {
          code: 'RESPONSE_TOO_LARGE',
          retryable: false,
          measure: 'bytes',
          limit: LIMIT,
          requestId: 'test',
        },
      },
    ])
    expect(response.cost).toMatchObject({ total: 0 })
  })

  test('a file selected under hundreds of aliases gets RESPONSE_TOO_LARGE and is encoded in base64 once', async () => {
    const gateway = await withFile(5 * 1024 * 1024)
    const before = process.memoryUsage.rss()
    expect(codes(await gateway.query(file(`content { ${aliases(600, 'data')} }`)))).toEqual(['RESPONSE_TOO_LARGE'])
    expect(codes(await gateway.query(file(aliases(300, 'content { data }'))))).toEqual(['RESPONSE_TOO_LARGE'])
    // encoding it for each alias would take 900 times 7 MB
    expect(process.memoryUsage.rss() - before).toBeLessThan(500 * 1024 * 1024)
  })

  test('a response with three files of 5 MB is sent', async () => {
    const gateway = await withFile(5 * 1024 * 1024)
    const { data, errors } = await gateway.query(file(`content { ${aliases(3, 'data')} }`))
    expect(errors).toEqual([])
    expect(read(data, 'attachment.content.a2')).toBe(Buffer.alloc(5 * 1024 * 1024, 7).toString('base64'))
  })

  test('a mutation whose response is too large returns its result without the case that it read back', async () => {
    const gateway = await withThread(1)
    const body = '€'.repeat(8_000)
    const response = await gateway.query(
      `mutation ($body: String!) {
        createCase(input: { subject: "S", body: $body }) { caseId userErrors { code } case { communications(first: 5) { nodes { ...F } edges { node { ...F } } } } }
      }
      fragment F on Communication { ${aliases(600, 'body')} }`,
      { body },
    )
    expect(codes(response)).toEqual(['RESPONSE_TOO_LARGE'])
    expect(response.data).toEqual({
      createCase: { caseId: expect.stringMatching(/^case-/), userErrors: [], case: null },
    })
    expect(response.errors[0]?.message).toContain('The mutation was executed nevertheless')
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })
})

test.each([
  ['text', 'x'.repeat(1_000)],
  ['three-byte characters', '€'.repeat(1_000)],
  ['four-byte characters', '🧨'.repeat(1_000)],
  ['escapes', '"\\\n'.repeat(1_000)],
  ['control characters', '\u0001'.repeat(1_000)],
  ['lone surrogates', '\ud800'.repeat(1_000)],
  ['numbers', Array.from({ length: 500 }, (_, index) => index * 1_001.25)],
  ['constants', Array.from({ length: 500 }, (_, index) => [null, true, false][index % 3])],
  ['objects', Array.from({ length: 500 }, (_, index) => ({ name: `${index}`, other: [{}] }))],
])('the estimated size of a response is close to that of its JSON: %s', (_, value) => {
  const bytes = Buffer.byteLength(JSON.stringify({ value }))
  expect(isLargerThan(bytes * 0.95, { value })).toBe(true)
  expect(isLargerThan(bytes * 1.1, { value })).toBe(false)
})
