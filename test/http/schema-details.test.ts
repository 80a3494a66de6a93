/** A gateway in production reveals nothing of its schema that the query does not name itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getIntrospectionQuery } from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { errorsIn, post } from '../support/edge.js'

const SUPPORT_UPSTREAM = 'http://127.0.0.1:1'

async function startWith(env: Record<string, string>): Promise<Running> {
  const config = readConfig({ PORT: '0', SUPPORT_UPSTREAM, ...env })
  return start(config, createLog(config, { write: () => {} }))
}

let production: Running
let development: Running
beforeAll(async () => {
  production = await startWith({ NODE_ENV: 'production' })
  development = await startWith({})
})
afterAll(async () => {
  await production.stop()
  await development.stop()
})

async function refusal(gateway: Running, query: string, variables = {}) {
  const response = await post(gateway, { query, variables })
  const [error] = errorsIn(await response.text())
  return { status: response.status, code: error?.extensions.code, message: error?.message ?? '' }
}

describe('production', () => {
  test.each([getIntrospectionQuery(), '{ __type(name: "Query") { name } }'])(
    'introspection is rejected in production: %.30s',
    async (query) => {
      expect(await refusal(production, query)).toEqual({
        status: 400,
        code: 'GRAPHQL_VALIDATION_FAILED',
        message: 'Introspection is disabled (INTROSPECTION). Ask the operator of the gateway for the schema.',
      })
    },
  )

  test('__typename is allowed in production', async () => {
    expect(await (await post(production, { query: '{ __typename }' })).json()).toMatchObject({
      data: { __typename: 'Query' },
    })
  })

  test.each([
    ['a misspelled field', '{ casses { totalCount } }', {}, 'Cannot query field "casses" on type "Query".'],
    [
      'a misspelled argument',
      '{ cases(frist: 1) { totalCount } }',
      {},
      'Unknown argument "frist" on field "Query.cases".',
    ],
    ['a misspelled type', '{ node(id: "x") { ... on Caze { id } } }', {}, 'Unknown type "Caze".'],
    [
      'a misspelled enum value in a variable',
      'query ($status: [CaseStatus!]) { cases(filter: { status: $status }) { totalCount } }',
      { status: ['OPEND'] },
      /Value "OPEND" does not exist in "CaseStatus" enum\.$/,
    ],
    [
      'a misspelled input field in a variable',
      'query ($filter: CaseFilter) { cases(filter: $filter) { totalCount } }',
      { filter: { langauge: 'en' } },
      /Field "langauge" is not defined by type "CaseFilter"\.$/,
    ],
    [
      'a misspelled input field in a long variable',
      'query ($filter: CaseFilter) { cases(filter: $filter) { totalCount } }',
      { filter: { langauge: 'en', text: 'x'.repeat(865) } },
      /Field "langauge" is not defined by type "CaseFilter"\.$/,
    ],
  ])('production does not suggest the right name for %s, unlike development', async (_, query, variables, message) => {
    const refused = await refusal(production, query, variables)
    expect(refused).toMatchObject({ status: 400, message: expect.stringMatching(message) })
    expect(refused.message).not.toContain('Did you mean')
    expect((await refusal(development, query, variables)).message).toContain('Did you mean')
  })
})

test('a subscription over POST is rejected before anything runs', async () => {
  expect(await refusal(development, 'subscription { cases { totalCount } }')).toEqual({
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'This graph has no subscriptions.',
  })
})
