/** Policies that restrict accounts: everything else of an account that a viewer may not see is as if it did not exist, cost included. */
import { describe, expect, test } from 'vitest'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import type { Policy, Role } from '../../src/config/policy.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { anonymous, type Viewer } from '../../src/lib/viewer.js'
import { production, sandbox, data as dataPlatform } from '../support/accounts.js'
import { codes, read, startGateway, type Gateway, type GatewayOptions, type QueryResponse } from '../support/harness.js'

const data = { ...dataPlatform, name: 'data-platform' }
const accounts = [production, data, sandbox]
const UNKNOWN = '999999999999'

const policy: Policy = new Map(
  Object.entries<Role>({
    production: { accounts: ['production'] },
    'data-low': { accounts: [data.accountId], severities: ['low'] },
    urgent: { severities: ['urgent'] },
    everything: {},
    nowhere: { accounts: ['nobody'] },
  }),
)

function withRoles(...roles: string[]): Viewer {
  return { ...anonymous, id: `api-key:${roles.join('+')}`, roles }
}

const caseIdIn = (accountId: string, index = 0) => `case-${accountId}-muen-2026-${String(index).padStart(16, '0')}`
const displayIdIn = (accountId: string) => accountId.slice(0, 6)

function account(accountId: string) {
  const built = anAccount({
    accountId,
    cases: ['low', 'urgent'].map((severityCode, index) => ({
      caseId: caseIdIn(accountId, index),
      displayId: index === 0 ? displayIdIn(accountId) : `${displayIdIn(accountId)}1`,
      subject: `${severityCode} of ${accountId}`,
      severityCode,
      communications: [aCommunication(`secret of ${accountId}`, NOON, ['file'])],
    })),
    checks: [{ name: `check of ${accountId}` }],
  })
  built.attachments.set('file', { attachmentId: 'file', fileName: 'a.txt', sizeBytes: 2, content: Buffer.from('hi') })
  return built
}

function start(roles: string[], options: GatewayOptions = {}): Promise<Gateway> {
  return startGateway({ accounts, account, policy, viewer: withRoles(...roles), ...options })
}

const SUBJECTS = '{ cases(first: 100) { totalCount nodes { subject } failures { code } } accounts { nodes { name } } }'

async function seenBy(...roles: string[]): Promise<{ subjects: string[]; names: string[] }> {
  const gateway = await start(roles)
  const { data: found, errors } = await gateway.query(SUBJECTS)
  expect(errors).toEqual([])
  return {
    subjects: read<{ subject: string }[]>(found, 'cases.nodes').map(({ subject }) => subject),
    names: read<{ name: string }[]>(found, 'accounts.nodes').map(({ name }) => name),
  }
}

describe('roles that are restricted to accounts', () => {
  test('a viewer sees the accounts of all its roles, and in each what the roles for it allow', async () => {
    const all = ['production', 'data-platform', 'sandbox']
    expect(await seenBy('production')).toEqual({
      names: ['production'],
      subjects: ['low', 'urgent'].map((severity) => `${severity} of ${production.accountId}`),
    })
    expect(await seenBy('data-low')).toEqual({ names: ['data-platform'], subjects: [`low of ${data.accountId}`] })
    expect(await seenBy('production', 'data-low')).toEqual({
      names: ['production', 'data-platform'],
      subjects: [`low of ${production.accountId}`, `low of ${data.accountId}`, `urgent of ${production.accountId}`],
    })
    const urgent = await seenBy('data-low', 'urgent')
    expect(urgent.names).toEqual(all)
    expect(urgent.subjects.toSorted()).toEqual(
      [`low of ${data.accountId}`, ...accounts.map(({ accountId }) => `urgent of ${accountId}`)].toSorted(),
    )
    expect((await seenBy('data-low', 'everything')).subjects).toHaveLength(6)
  })

  test('a role that is only restricted to accounts may see everything in them, files by id included', async () => {
    const gateway = await start(['production', 'data-low'])
    const query = 'query ($id: ID!) { attachment(id: $id) { fileName } }'
    const fileNames = []
    for (const account of ['default', data.accountId]) {
      const { data: found } = await gateway.query(query, { id: toGlobalId('Attachment', account, 'file') })
      fileNames.push(read(found, 'attachment'))
    }
    expect(fileNames).toEqual([{ fileName: 'a.txt' }, null])
  })

  test.each([[['nowhere']], [[]], [['unknown role']]])(
    'a viewer with the roles %j sees no account and no case',
    async (roles) => {
      const gateway = await start(roles)
      const { data: found, errors } = await gateway.query(`{
      cases { totalCount nodes { id } } caseSummary { totalCount byAccount { count } } searchCases(query: "secret") { totalCount }
      accounts { totalCount } account(id: "production") { id } case(id: "${caseIdIn(production.accountId)}") { id }
      byDisplayId: case(id: "${displayIdIn(production.accountId)}") { id }
    }`)
      expect(errors).toEqual([])
      expect(found).toEqual({
        cases: { totalCount: 0, nodes: [] },
        caseSummary: { totalCount: 0, byAccount: [] },
        searchCases: { totalCount: 0 },
        accounts: { totalCount: 0 },
        account: null,
        case: null,
        byDisplayId: null,
      })
      for (const field of ['services { totalCount }', 'trustedAdvisorChecks { totalCount }', 'severityLevels { code }'])
        expect(codes(await gateway.query(`{ ${field} }`))).toEqual(['FORBIDDEN'])
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('fields of the root describe the first account that the viewer may see', async () => {
    const gateway = await start(['data-low'])
    const { data: found, errors } = await gateway.query(`{
      trustedAdvisorChecks { nodes { name account { name } } } severityLevels { id code } services { nodes { id code } }
      caseForm { account { name } }
    }`)
    expect(errors).toEqual([])
    expect(found).toMatchObject({
      trustedAdvisorChecks: { nodes: [{ name: `check of ${data.accountId}`, account: { name: 'data-platform' } }] },
      severityLevels: [{ code: 'low', id: toGlobalId('SeverityLevel', data.accountId, 'low') }],
      caseForm: { account: { name: 'data-platform' } },
    })
    const calls = read<{ accountId: string }[]>(await gateway.control('GET', 'calls'), 'calls')
    expect(new Set(calls.map(({ accountId }) => accountId))).toEqual(new Set([data.accountId]))
    // services have ids of the first account of the endpoint, which this viewer may not see
    const id = read(found, 'services.nodes.0.id')
    expect(id).toBe(toGlobalId('Service', 'default', 'general-info'))
    const { data: node } = await gateway.query(
      'query ($id: ID!) { node(id: $id) { ... on Service { code } } service(id: $id) { code } }',
      { id },
    )
    expect(node).toEqual({ node: { code: 'general-info' }, service: { code: 'general-info' } })
  })

  test('a viewer who may see one account of several needs no accountId', async () => {
    const gateway = await start(['production'])
    const { data: found } = await gateway.query(
      'mutation { createCase(input: { subject: "S", body: "B" }) { case { account { name } } userErrors { code } } }',
    )
    expect(found).toEqual({ createCase: { case: { account: { name: 'production' } }, userErrors: [] } })
  })
})

/** Everything that a viewer sees of a response, with each of `ids` replaced by `ID`. */
function seen({ data: found, errors, cost }: QueryResponse, ids: readonly string[]): string {
  const { ageMs: _, ...comparable } = cost
  return ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify({ data: found, errors, cost: comparable }))
}

/** A mutation with one input. */
const input = (name: string, type: string, payload = 'userErrors { code field message }') =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`

describe('a hidden account looks and costs the same as one that does not exist', () => {
  const CASE = 'query ($id: ID!) { case(id: $id) { subject } }'
  const NODE = 'query ($id: ID!) { node(id: $id) { id } }'
  type Variables = (names: { name: string; accountId: string }) => Record<string, unknown>

  const lookups: [what: string, source: string, variables: Variables][] = [
    ['account(id) by name', 'query ($id: ID!) { account(id: $id) { name } }', ({ name }) => ({ id: name })],
    ['account(id) by digits', 'query ($id: ID!) { account(id: $id) { name } }', ({ accountId }) => ({ id: accountId })],
    [
      'account(id) by global id',
      'query ($id: ID!) { account(id: $id) { name } }',
      ({ accountId }) => ({ id: toGlobalId('Account', accountId) }),
    ],
    ['node of the account', NODE, ({ accountId }) => ({ id: toGlobalId('Account', accountId) })],
    ['node of a case', NODE, ({ accountId }) => ({ id: toGlobalId('Case', accountId, caseIdIn(accountId)) })],
    [
      'node of a message',
      NODE,
      ({ accountId }) => ({ id: toGlobalId('Communication', accountId, caseIdIn(accountId), 'a', 'b') }),
    ],
    ['node of a file', NODE, ({ accountId }) => ({ id: toGlobalId('Attachment', accountId, 'file') })],
    ['node of a service', NODE, ({ accountId }) => ({ id: toGlobalId('Service', accountId, 'general-info') })],
    [
      'node of a category',
      NODE,
      ({ accountId }) => ({ id: toGlobalId('Category', accountId, 'general-info', 'other') }),
    ],
    [
      'a service by global id',
      'query ($id: ID!) { service(id: $id) { code } }',
      ({ accountId }) => ({ id: toGlobalId('Service', accountId, 'general-info') }),
    ],
    ['node of a severity', NODE, ({ accountId }) => ({ id: toGlobalId('SeverityLevel', accountId, 'low') })],
    ['node of a check', NODE, ({ accountId }) => ({ id: toGlobalId('TrustedAdvisorCheck', accountId, 'check-0') })],
    ['case by global id', CASE, ({ accountId }) => ({ id: toGlobalId('Case', accountId, caseIdIn(accountId)) })],
    ['case by caseId', CASE, ({ accountId }) => ({ id: caseIdIn(accountId) })],
    ['case by displayId', CASE, ({ accountId }) => ({ id: displayIdIn(accountId) })],
    [
      'a file by accountId',
      'query ($id: ID!) { attachment(id: "file", accountId: $id) { id } }',
      ({ name }) => ({ id: name }),
    ],
    [
      'a check by accountId',
      'query ($id: ID!) { trustedAdvisorCheck(id: "check-0", accountId: $id) { id } }',
      ({ accountId }) => ({ id: accountId }),
    ],
    [
      'a service by accountId',
      'query ($id: ID!) { service(id: "general-info", accountId: $id) { id } }',
      ({ name }) => ({ id: name }),
    ],
    [
      'a form by accountId',
      'query ($id: ID!) { caseForm(accountId: $id) { account { id } } }',
      ({ name }) => ({ id: name }),
    ],
    [
      'a list by accountIds',
      'query ($id: ID!) { cases(filter: { accountIds: [$id] }) { totalCount } }',
      ({ name }) => ({ id: name }),
    ],
    [
      'a count by accountIds',
      'query ($id: ID!) { caseSummary(filter: { accountIds: [$id] }) { totalCount } }',
      ({ accountId }) => ({ id: accountId }),
    ],
    [
      'a search by accountIds',
      'query ($id: ID!) { searchCases(query: "secret", filter: { accountIds: [$id, "production"] }) { totalCount } }',
      ({ accountId }) => ({ id: toGlobalId('Account', accountId) }),
    ],
    [
      'a list by caseIds',
      'query ($ids: [ID!]) { cases(filter: { ids: $ids }) { totalCount nodes { id } failures { code } } }',
      ({ accountId }) => ({ ids: [caseIdIn(accountId), caseIdIn(production.accountId)] }),
    ],
    [
      'a list by global ids',
      'query ($ids: [ID!]) { cases(filter: { ids: $ids }) { totalCount failures { code } } }',
      ({ accountId }) => ({ ids: [toGlobalId('Case', accountId, caseIdIn(accountId))] }),
    ],
    [
      'a list by displayId',
      'query ($id: String) { cases(filter: { displayId: $id }) { totalCount failures { code } } }',
      ({ accountId }) => ({ id: displayIdIn(accountId) }),
    ],
    [
      'createCase',
      input('createCase', 'CreateCaseInput'),
      ({ name }) => ({ input: { accountId: name, subject: 'S', body: 'B' } }),
    ],
    [
      'addCommunication by caseId',
      input('addCommunication', 'AddCommunicationInput'),
      ({ accountId }) => ({ input: { caseId: caseIdIn(accountId), body: 'B' } }),
    ],
    [
      'addCommunication by global id',
      input('addCommunication', 'AddCommunicationInput'),
      ({ accountId }) => ({ input: { caseId: toGlobalId('Case', accountId, caseIdIn(accountId)), body: 'B' } }),
    ],
    [
      'resolveCase by displayId',
      input('resolveCase', 'ResolveCaseInput'),
      ({ accountId }) => ({ input: { caseId: displayIdIn(accountId) } }),
    ],
    [
      'refreshCheck',
      input('refreshCheck', 'RefreshCheckInput'),
      ({ accountId }) => ({ input: { checkId: toGlobalId('TrustedAdvisorCheck', accountId, 'check-0') } }),
    ],
    [
      'refreshChecks',
      input('refreshChecks', 'RefreshChecksInput'),
      ({ accountId }) => ({ input: { accountId, category: 'SECURITY' } }),
    ],
    [
      'addAttachments',
      input('addAttachments', 'AddAttachmentsInput'),
      ({ name }) => ({ input: { accountId: name, attachments: [{ fileName: 'a.txt', data: 'aGk=' }] } }),
    ],
    [
      'createAttachmentUpload',
      input('createAttachmentUpload', 'CreateAttachmentUploadInput'),
      ({ name }) => ({ input: { accountId: name, fileName: 'a.log', sizeBytes: 9 } }),
    ],
    [
      'completeAttachmentUpload',
      input('completeAttachmentUpload', 'CompleteAttachmentUploadInput'),
      ({ accountId }) => ({
        input: { uploadId: toGlobalId('AttachmentUpload', accountId, 'u'), parts: [{ index: 1, eTag: 'e' }] },
      }),
    ],
    [
      'searchServices',
      'query ($id: ID!) { searchServices(query: "dynamodb", accountId: $id) { score } }',
      ({ name }) => ({ id: name }),
    ],
    [
      'attachmentUploadParts',
      input('attachmentUploadParts', 'AttachmentUploadPartsInput'),
      ({ accountId }) => ({ input: { uploadId: toGlobalId('AttachmentUpload', accountId, 'u'), fileName: 'a.log' } }),
    ],
  ]

  test.each(lookups)('%s', async (_, source, variables) => {
    const results: unknown[] = []
    for (const hidden of [data, { name: 'nobody', accountId: UNKNOWN }]) {
      const gateway = await start(['production'], { cacheSeconds: { cases: 60 } })
      // Another viewer has read everything, so the caches know the hidden account.
      await gateway.query(SUBJECTS, {}, undefined, undefined, { viewer: withRoles('everything') })
      await gateway.upstreamCalls()
      const given = variables(hidden)
      const ids = [...JSON.stringify(given).matchAll(/WzEs[\w-]+/g)].map(([id]) => id)
      const known = [...ids, caseIdIn(hidden.accountId), hidden.accountId, displayIdIn(hidden.accountId), hidden.name]
      for (const round of ['cold', 'warm'])
        results.push([round, seen(await gateway.query(source, given), known), await gateway.upstreamCalls()])
    }
    expect(results.slice(0, 2)).toEqual(results.slice(2))
  })

  test('a failing hidden account is not among the failures, and costs no call', async () => {
    const gateway = await start(['production'])
    await gateway.fault({
      operation: '*',
      accountId: data.accountId,
      error: 'AccessDeniedException',
      count: 'unlimited',
    })
    const { data: found } = await gateway.query(SUBJECTS)
    expect(read(found, 'cases')).toMatchObject({ totalCount: 2, failures: [] })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })
})
