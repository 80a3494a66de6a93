/** Plants personal data wherever the graph reads or accepts a @personalData value. It must not reach viewers who may not see it, or the log. */
import { oneAccount } from '../support/account-set.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import { isInputObjectType, isObjectType, type GraphQLInputObjectType, type GraphQLObjectType } from 'graphql'
import { anonymous, type Viewer } from '../../src/lib/viewer.js'
import { readConfigFiles } from '../../src/config/files.js'
import { readConfig } from '../../src/config/config.js'
import { createContext, type Context } from '../../src/graph/context.js'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { createGateway } from '../../src/graph/server.js'
import { createApp, edgePlugins } from '../../src/http/app.js'
import { apolloLogger, stringifyLogged } from '../../src/http/request-log.js'
import { createLog } from '../../src/telemetry/log.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { schema } from '../support/schema.js'
import { createMetrics } from '../../src/telemetry/metrics.js'
import { createUpstream } from '../../src/upstream/upstream.js'
import { createIdempotency } from '../../src/writes/idempotency.js'
import { anAccount, control, HOUR, NOON } from '../../emulator/test/harness.js'
import { callOf, rootFields, selectAll } from '../support/calls.js'
import { post } from '../support/edge.js'
import { codes, read, startGateway } from '../support/harness.js'

const PLANTED = 'pLaNtEd'
const ADDRESS = `${PLANTED}@example.com`

const types = Object.values(schema.getTypeMap())

function personal(among: (GraphQLObjectType | GraphQLInputObjectType)[]): string[] {
  return among.flatMap((type) =>
    Object.values<DirectableGraphQLObject & { name: string }>(type.getFields())
      .filter((field) => getDirective(schema, field, 'personalData') !== undefined)
      .map(({ name }) => `${type.name}.${name}`),
  )
}
const personalFields = personal(types.filter(isObjectType))
const personalInputs = personal(types.filter(isInputObjectType))

const masked: Viewer = {
  ...anonymous,
  scopes: new Set([...anonymous.scopes].filter((scope) => scope !== 'cases:personal')),
}

function account() {
  const submittedBy = `${PLANTED} (Role) <${ADDRESS}>`
  const communications = Array.from({ length: 7 }, (_, index) => ({
    body: `message ${index}`,
    timeCreated: NOON - index * HOUR,
    attachmentIds: [],
    submittedBy,
  }))
  return anAccount({ cases: [{ submittedBy, ccEmailAddresses: [ADDRESS, ADDRESS], communications }], checks: [{}] })
}

/** Queries that select everything in a case, through each kind of field that returns cases. */
const EVERYTHING = [
  `{ case(id: "case-0") ${selectAll(schema, 'Case')} }`,
  `{ cases(first: 2) ${selectAll(schema, 'CaseConnection')} }`,
  `query ($ids: [ID!]!) { nodes(ids: $ids) ${selectAll(schema, 'Node')} }`,
]
const ids = [toGlobalId('Case', 'default', 'case-0')]

async function queryEverything(viewer: Viewer): Promise<unknown[]> {
  const gateway = await startGateway({ account, viewer })
  const responses: unknown[] = []
  for (const query of EVERYTHING) {
    const { data, errors } = await gateway.query(query, { ids })
    expect(errors).toEqual([])
    responses.push(data)
  }
  return responses
}

/** The values in a response to `selectAll`, by `Type.field`. */
function valuesIn(data: unknown, found = new Map<string, unknown[]>()): Map<string, unknown[]> {
  if (typeof data !== 'object' || data === null) return found
  for (const [key, value] of Object.entries(data)) {
    const coordinate = key.replace('_', '.')
    if (/^[A-Z]/.test(key) && value !== null) found.set(coordinate, [...(found.get(coordinate) ?? []), value])
    valuesIn(value, found)
  }
  return found
}

describe('a viewer without cases:personal', () => {
  test('a viewer without cases:personal sees *** instead of every name and address', async () => {
    const open = valuesIn(await queryEverything(anonymous))
    const responses = await queryEverything(masked)
    const closed = valuesIn(responses)
    for (const field of personalFields) {
      // control: the same response contains the planted data if the viewer has the scope
      expect([field, JSON.stringify(open.get(field))]).toEqual([field, expect.stringContaining(PLANTED)])
      expect([field, JSON.stringify(closed.get(field)).replaceAll(/"\*\*\*"|[[\],]/g, '')]).toEqual([field, ''])
      expect(closed.get(field)?.flat()).toHaveLength(open.get(field)?.flat().length ?? 0)
    }
    expect(JSON.stringify(responses)).not.toContain(PLANTED)
    expect(new Set(closed.get('CommunicationAuthor.kind'))).toEqual(new Set(['CUSTOMER']))
  })

  test('a viewer without cases:personal sees null if there is no name or address', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }), viewer: masked })
    const { data } = await gateway.query(
      '{ case(id: "case-0") { communications { nodes { author { name email } } } } }',
    )
    expect(read(data, 'case.communications.nodes.0.author')).toEqual({ name: '***', email: null })
  })

  test('a viewer without cases:personal gets FORBIDDEN for the submittedBy filter, without calling AWS', async () => {
    const gateway = await startGateway({ account, viewer: masked })
    for (const filter of [`{ submittedBy: ["${ADDRESS}"] }`, '{ submittedBy: ["a"], ids: ["case-0"] }']) {
      const response = await gateway.query(`{ cases(filter: ${filter}) { totalCount } }`)
      expect(codes(response)).toEqual(['FORBIDDEN'])
      expect(response.errors[0]?.extensions).toMatchObject({ requiredScope: 'cases:personal' })
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('the ids of messages do not depend on their authors', async () => {
    const seen: unknown[] = []
    for (const submittedBy of ['a@example.com', 'b@example.com']) {
      const communications = [{ body: 'hello', timeCreated: NOON, attachmentIds: [], submittedBy }]
      const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications }] }), viewer: masked })
      const { data } = await gateway.query('{ case(id: "case-0") { communications { edges { cursor node { id } } } } }')
      seen.push(read(data, 'case.communications.edges.0'))
    }
    expect(seen[0]).toEqual(seen[1])
  })
})

describe('personal data in logs and errors', () => {
  const lines: string[] = []
  const stops: (() => unknown)[] = []
  let edge: { url: string }
  let emulator: Emulator

  beforeAll(async () => {
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'trace' })
    const metrics = createMetrics()
    const log = createLog(config, { write: (line) => void lines.push(line) })
    emulator = await startEmulator({ account })
    const upstream = createUpstream({ ...config, upstream: new URL(emulator.url) })
    const idempotency = createIdempotency({ config })
    const gateway = createGateway({
      config,
      schema,
      plugins: edgePlugins<Context>(config, log, metrics),
      logger: apolloLogger(log),
      stringifyResult: stringifyLogged(log),
    })
    await gateway.start()
    const app = createApp<Context>({
      config,
      log,
      metrics,
      gateway,
      graphiqlFolder: new URL('file:///nowhere/'),
      schemaText: () => '',
      context: (request) => createContext({ ...request, accounts: oneAccount({ upstream, idempotency }), config }),
      authenticate: async () => masked,
      currentFiles: () => readConfigFiles(config),
      checks: [],
      isStopping: () => false,
    })
    edge = { url: await app.listen({ host: '127.0.0.1', port: 0 }) }
    stops.push(
      () => app.close(),
      () => gateway.stop(),
      () => upstream.stop(),
      () => emulator.stop(),
    )
  })
  afterAll(async () => {
    for (const stop of stops) await stop()
  })

  /** Queries every root field with an address in every @personalData input, then selects everything in a case. */
  const queryAll = async (): Promise<string[]> => {
    const responses: string[] = []
    for (const call of rootFields(schema)) {
      const given = callOf(call, textAt, '{ __typename }')
      responses.push(await (await post(edge, given)).text())
    }
    for (const query of EVERYTHING) responses.push(await (await post(edge, { query, variables: { ids } })).text())
    return responses
  }
  const given = new Set<string>()
  const textAt = (place: string): string | undefined => {
    if (personalInputs.includes(place)) {
      given.add(place)
      return ADDRESS
    }
    if (/\((?:after|before)\)|Cursor|attachmentSetId|uploadIds/.test(place)) return undefined
    if (/afterTime|beforeTime/.test(place)) return '2026-01-01'
    if (/^Query\.nodes?\(/.test(place)) return ids[0]
    return /caseId|case\(id\)|CaseFilter\.ids/.test(place) ? 'case-0' : 'low'
  }

  test('logs and responses contain no personal data when requests succeed', async () => {
    for (const response of await queryAll()) expect(response).not.toContain(PLANTED)
    expect([...given].toSorted()).toEqual(personalInputs.toSorted())
    expect(lines.join('')).not.toContain(PLANTED)
  })

  test.each([
    'InvalidParameterValueException',
    'ValidationException',
    'CaseIdNotFound',
    'AttachmentIdNotFound',
    'InternalServerError',
    'AccessDeniedException',
    'NobodyKnowsThisException',
  ])('logs and responses contain no personal data when AWS repeats it in the error %s', async (error) => {
    const message = `1 validation error: ${ADDRESS}, "${ADDRESS}" (arn:aws:sts::1:assumed-role/Admin/${ADDRESS}) is wrong`
    await control(emulator, 'POST', 'faults', { operation: '*', count: 1_000, error, message })
    const responses = await queryAll()
    await control(emulator, 'DELETE', 'faults')
    expect(responses.filter((response) => response.includes('"errors"')).length).toBeGreaterThan(5)
    for (const response of responses) expect(response).not.toContain(PLANTED)
    expect(lines.join('')).not.toContain(PLANTED)
  })

  test('userErrors contain no personal data', async () => {
    const query = `mutation ($input: CreateCaseInput!) { createCase(input: $input) { userErrors { field message } } }`
    const input = { subject: 'S', body: 'B', ccEmailAddresses: [`${ADDRESS},x`] }
    const response = await (await post(edge, { query, variables: { input } })).text()
    expect(response).toContain('["input","ccEmailAddresses","0"]')
    expect(response).not.toContain(PLANTED)
  })
})
