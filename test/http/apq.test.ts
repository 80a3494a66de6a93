/** Automatic persisted queries, through the whole gateway. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { errorsIn, post } from '../support/edge.js'

const query = '{ __typename }'
const sha256Hash = createHash('sha256').update(query).digest('hex')

/** Nested too deeply for recursive code. */
const nested = '['.repeat(90_000) + ']'.repeat(90_000)

let gateway: Running
let lines: string[] = []
beforeAll(async () => {
  const config = readConfig({ PORT: '0' })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(line) }))
})
beforeEach(() => {
  lines = []
})
afterAll(() => gateway.stop())

test('an unknown persisted query gets PERSISTED_QUERY_NOT_FOUND, and runs by hash after its text has been sent', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  const unknown = await post(gateway, { extensions })
  expect(errorsIn(await unknown.text())).toMatchObject([
    { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true } },
  ])
  for (const body of [{ query, extensions }, { extensions }]) {
    expect(await (await post(gateway, body)).json()).toMatchObject({ data: { __typename: 'Query' } })
  }
})

test.each([
  ['with the wrong hash', `{"version":1,"sha256Hash":"${'0'.repeat(64)}"}`, 'provided sha does not match query'],
  ['with an unknown version', `{"version":2,"sha256Hash":"${sha256Hash}"}`, 'Unsupported persisted query version'],
  ['that is a number', '1', 'Unsupported persisted query version'],
  ['whose hash is not a string', '{"version":1,"sha256Hash":7}', 'provided sha does not match query'],
  ['whose hash is a deeply nested list', `{"version":1,"sha256Hash":${nested}}`, 'provided sha does not match query'],
])('a persisted query %s gets 400 BAD_REQUEST and logs no error', async (_, persistedQuery, message) => {
  const response = await post(gateway, `{"query":"${query}","extensions":{"persistedQuery":${persistedQuery}}}`)
  expect(response.status).toBe(400)
  const requestId = response.headers.get('x-request-id')
  expect(errorsIn(await response.text())).toEqual([
    { message, extensions: { code: 'BAD_REQUEST', retryable: false, requestId } },
  ])
  expect(lines.filter((line) => line.includes('"error"'))).toEqual([])
})
