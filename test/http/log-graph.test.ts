/** The log of the whole gateway. Requests contain a marker wherever the graph accepts text, and it must not appear in the log. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { schema } from '../support/schema.js'
import { start, type Running } from '../support/start.js'
import { post } from '../support/edge.js'

const MARKER = 'xMARKERx'

const lines: string[] = []
let gateway: Running

beforeAll(async () => {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'trace', SUPPORT_CALLS_PER_SECOND: '10000' })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(line) }))
})
afterAll(() => gateway.stop())

const queries = Object.values(schema.getQueryType()?.getFields() ?? {})
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

/** A value with the marker in all of its strings. */
function marked(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return marked(type.ofType)
  if (isListType(type)) return [marked(type.ofType)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, marked(field.type)]))
  }
  switch (type.name) {
    case 'Int':
    case 'SafeInt':
      return 5
    case 'Boolean':
      return false
    default:
      return MARKER
  }
}

/** A query for one field, with the marker in every argument, passed as variables. */
function markedCall(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>) {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ')
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
  return {
    query: `${kind} Marked${declared && `(${declared})`} { ${MARKER}: ${field.name}${passed && `(${passed})`} ${selection} }`,
    variables: Object.fromEntries(field.args.map(({ name, type }) => [name, marked(type)])),
  }
}

test.each([
  ...queries.map((field) => ['query', field.name, field] as const),
  ...mutations.map((field) => ['mutation', field.name, field] as const),
])('no argument of the %s %s appears in the log', async (kind, _, field) => {
  const response = await post(gateway, markedCall(kind, field))
  await response.text()
  // control: the request was logged
  expect(lines.join('')).toContain(response.headers.get('x-request-id'))
  expect(lines.join('')).not.toContain(MARKER)
})

test('the text, files and addresses of a case do not appear in the log', async () => {
  const input = {
    subject: `${MARKER} subject`,
    body: `${MARKER} body`,
    ccEmailAddresses: [`${MARKER}@example.com`],
    attachments: [{ fileName: `${MARKER}.txt`, data: Buffer.from(MARKER).toString('base64') }],
    serviceCode: 'billing',
    categoryCode: 'invoice',
    severityCode: 'low',
    issueType: 'CUSTOMER_SERVICE',
  }
  const query = `mutation Open($input: CreateCaseInput!) {
    createCase(input: $input) {
      case { subject communications { nodes { body attachments { nodes { fileName downloadLink { url } content { data } } } } } }
      userErrors { message }
    }
  }`
  const response = await (await post(gateway, { query, variables: { input } })).text()
  for (const text of ['subject', 'body']) expect(response).toContain(`${MARKER} ${text}`)
  const [, url = ''] = /"url":"([^"]+)"/.exec(response) ?? []
  expect(url).toMatch(/^http/)
  expect(lines.join('')).not.toContain(MARKER)
  expect(lines.join('')).not.toContain(new URL(url).pathname)
})

test('messages from AWS errors do not appear in the log', async () => {
  for (const error of ['InternalServerError', 'NobodyKnowsThisException']) {
    const fault = { operation: 'DescribeCases', count: 4, error, message: `no ${MARKER}` }
    await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const response = await (await post(gateway, { query: '{ cases { nodes { id } } }' })).text()
    expect(response).toContain('"errors"')
    await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'DELETE' })
  }
  expect(lines.join('')).not.toContain(MARKER)
})

test('each request in this file logs one line and no unexpected error', async () => {
  for (let i = 0; i < 100 && lines.length < queries.length + 2 * mutations.length + 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  // each mutation also logs an audit line
  expect(lines.filter((line) => line.includes('"audit"'))).toHaveLength(mutations.length + 1)
  expect(lines).toHaveLength(queries.length + 2 * mutations.length + 4)
  expect(lines.filter((line) => line.includes('unexpected error'))).toEqual([])
})
