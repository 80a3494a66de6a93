import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditServer } from 'graphql-http'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'

/** Where the gateway differs from what GraphQL over HTTP says it SHOULD or MAY do, and why. None of these is a MUST. */
const csrf = 'CSRF prevention refuses a GET without a header that makes browsers send a preflight'
const status400 =
  'Apollo responds with 400 if no field was executed, so clients, caches and monitors recognize a failed request'
const differences: Record<string, string> = {
  '5A70 MAY accept application/x-www-form-urlencoded formatted GET requests': csrf,
  'D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json':
    csrf,
  '6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json': csrf,
  '572B SHOULD use 200 status code on document parsing failure when accepting application/json': status400,
  'FDE2 SHOULD use 200 status code on document validation failure when accepting application/json': status400,
  '7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json': status400,
}

let gateway: Running
beforeAll(async () => {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' })
  gateway = await start(config, createLog(config))
})
afterAll(() => gateway.stop())

test('the gateway passes the GraphQL over HTTP audit except for listed differences', async () => {
  const audits = await auditServer({ url: `${gateway.url}/graphql` })
  const failed = audits.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`)
  expect(failed.filter((name) => /^\w+ MUST\b/.test(name))).toEqual([])
  expect(failed.toSorted()).toEqual(Object.keys(differences).toSorted())
})

test.each(['GET', 'POST'])('an empty operationName in a %s request counts as absent', async (method) => {
  const operation = { query: '{ __typename }', operationName: '' }
  const byGet = method === 'GET'
  const response = await fetch(
    `${gateway.url}/graphql${byGet ? `?${new URLSearchParams(operation).toString()}` : ''}`,
    {
      method,
      headers: { 'content-type': 'application/json', 'apollo-require-preflight': '1' },
      ...(!byGet && { body: JSON.stringify(operation) }),
    },
  )
  expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } })
})
