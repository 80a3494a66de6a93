import { describe, expect, test } from 'vitest'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'

/** An account with one object of each type. */
function withOneOfEach() {
  return startGateway({
    account: () => {
      const account = anAccount({
        cases: [{ communications: [aCommunication('hello', NOON, ['attachment-0'])] }],
        checks: [{}],
      })
      account.attachments.set('attachment-0', {
        attachmentId: 'attachment-0',
        fileName: 'a.txt',
        sizeBytes: 4,
        content: Buffer.from('text'),
      })
      return account
    },
  })
}

/** The global ids of one object of each type. */
async function readIds(gateway: Gateway): Promise<Record<string, string>> {
  const { data, errors } = await gateway.query(`{
    case(id: "case-0") {
      id communications { nodes { id attachments { nodes { id } } } } service { id } category { id } severity { id }
    }
    trustedAdvisorCheck(id: "check-0") { id }
  }`)
  const started = await gateway.query(
    'mutation { createAttachmentUpload(input: { fileName: "big.log", sizeBytes: 9 }) { upload { id } } }',
  )
  expect(errors).toEqual([])
  return {
    Case: read(data, 'case.id'),
    Communication: read(data, 'case.communications.nodes.0.id'),
    Attachment: read(data, 'case.communications.nodes.0.attachments.nodes.0.id'),
    AttachmentUpload: read(started.data, 'createAttachmentUpload.upload.id'),
    Service: read(data, 'case.service.id'),
    Category: read(data, 'case.category.id'),
    SeverityLevel: read(data, 'case.severity.id'),
    TrustedAdvisorCheck: read(data, 'trustedAdvisorCheck.id'),
  }
}

const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) {
  __typename id
  ... on Case { subject }
  ... on Communication { body case { subject } }
  ... on Attachment { fileName }
  ... on AttachmentUpload { fileName }
  ... on Service { name }
  ... on Category { name }
  ... on SeverityLevel { name }
  ... on TrustedAdvisorCheck { name }
} }`

describe('node', () => {
  test.each([
    ['Case', ['case-0', 'more']],
    ['Attachment', ['attachment-0', 'more']],
    ['Service', ['general-info', 'en']],
    ['Category', ['general-info', 'other', 'en']],
    ['Category', ['general-info', 'other', 'ja', 'more']],
    ['SeverityLevel', ['low', 'en']],
    ['SeverityLevel', ['low', 'ja', 'more']],
    ['TrustedAdvisorCheck', ['check-0', 'en']],
  ] as const)(
    'a global id of type %s with the redundant key %j is invalid, so each object has only one id',
    async (type, key) => {
      const gateway = await withOneOfEach()
      const response = await gateway.query('query ($id: ID!) { node(id: $id) { id } }', {
        id: toGlobalId(type, 'default', ...key),
      })
      expect(codes(response)).toEqual(['BAD_USER_INPUT'])
      expect(response.calls).toEqual({})
    },
  )

  test.each([
    ['Case', '... on Case { subject }', { subject: 'Subject 0' }, { DescribeCases: 1 }],
    ['Communication', '... on Communication { body }', { body: 'hello' }, { DescribeCases: 1 }],
    ['Attachment', '... on Attachment { fileName }', { fileName: 'a.txt' }, { GetAttachmentDownloadLink: 1 }],
    [
      'AttachmentUpload',
      '... on AttachmentUpload { fileName status }',
      { fileName: 'big.log', status: 'NOT_READY' },
      { DescribeAttachmentUploadStatus: 1 },
    ],
    ['Service', '... on Service { name }', { name: 'General Info' }, { DescribeServices: 1 }],
    ['Category', '... on Category { code name }', { code: 'other', name: 'Other' }, { DescribeServices: 1 }],
    [
      'SeverityLevel',
      '... on SeverityLevel { code name }',
      { code: 'low', name: 'General guidance' },
      { DescribeSeverityLevels: 1 },
    ],
    [
      'TrustedAdvisorCheck',
      '... on TrustedAdvisorCheck { name }',
      { name: 'Check 0' },
      { DescribeTrustedAdvisorChecks: 1 },
    ],
  ])('node finds an object of type %s by its global id in one call', async (type, fragment, fields, calls) => {
    const gateway = await withOneOfEach()
    const ids = await readIds(gateway)
    await gateway.upstreamCalls()
    const { data, errors } = await gateway.query(`query ($id: ID!) { node(id: $id) { __typename id ${fragment} } }`, {
      id: ids[type],
    })
    expect(errors).toEqual([])
    expect(data).toEqual({ node: { __typename: type, id: ids[type], ...fields } })
    expect(await gateway.upstreamCalls()).toEqual(calls)
  })

  test.each([
    'Case',
    'Communication',
    'Attachment',
    'AttachmentUpload',
    'Service',
    'Category',
    'SeverityLevel',
    'TrustedAdvisorCheck',
  ])('node is null without an error for an object of type %s that no longer exists', async (type) => {
    const ids = await readIds(await withOneOfEach())
    const gateway = await startGateway({ account: () => ({ ...anAccount(), services: [], severityLevels: [] }) })
    const response = await gateway.query('query ($id: ID!) { node(id: $id) { id } }', { id: ids[type] })
    expect(response).toMatchObject({ data: { node: null }, errors: [] })
  })

  test.each([
    ['an AWS id', 'case-0'],
    ['an empty string', ''],
    ['a plain word', 'junk'],
    ['unrelated JSON in base64url', Buffer.from('{"a":1}').toString('base64url')],
    ['a global id of another version', Buffer.from('[2,"Case","default","case-0"]').toString('base64url')],
    ['a global id of an unknown type', Buffer.from('[1,"Invoice","default","1"]').toString('base64url')],
    ['a global id from another account', Buffer.from('[1,"Case","other","case-0"]').toString('base64url')],
    ['a global id without a key', Buffer.from('[1,"Case","default"]').toString('base64url')],
    ['a global id with spaces in its JSON', Buffer.from('[1, "Case", "default", "case-0"]').toString('base64url')],
    ['a global id with a numeric key', Buffer.from('[1,"Case","default",7]').toString('base64url')],
  ])('node gets BAD_USER_INPUT for %s, without calling AWS', async (_, id) => {
    const gateway = await withOneOfEach()
    const response = await gateway.query('query ($id: ID!) { node(id: $id) { id } }', { id })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('is not a global id')
    expect(response.data).toEqual({ node: null })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('the error for an overlong id is shorter than 300 characters', async () => {
    const gateway = await withOneOfEach()
    const response = await gateway.query('query ($id: ID!) { node(id: $id) { id } }', { id: 'x'.repeat(10_000) })
    expect(response.errors[0]?.message.length).toBeLessThan(300)
  })
})

describe('nodes', () => {
  test('nodes returns objects of all types in the requested order, and null for one that no longer exists', async () => {
    const gateway = await withOneOfEach()
    const ids = await readIds(gateway)
    const gone = Buffer.from('[1,"Case","default","case-gone"]').toString('base64url')
    const { data, errors } = await gateway.query(NODES, {
      ids: [ids['TrustedAdvisorCheck'], gone, ids['Communication'], ids['Case'], ids['Attachment'], ids['Service']],
    })
    expect(errors).toEqual([])
    expect(read(data, 'nodes')).toMatchObject([
      { __typename: 'TrustedAdvisorCheck', name: 'Check 0' },
      null,
      { __typename: 'Communication', body: 'hello', case: { subject: 'Subject 0' } },
      { __typename: 'Case', subject: 'Subject 0' },
      { __typename: 'Attachment', fileName: 'a.txt' },
      { __typename: 'Service', name: 'General Info' },
    ])
  })

  test('nodes reads 100 cases in one call', async () => {
    const cases = Array.from({ length: 100 }, () => ({}))
    const gateway = await startGateway({ account: () => anAccount({ cases }) })
    const { data: page } = await gateway.query('{ cases(first: 100) { nodes { id } } }')
    const ids = read<{ id: string }[]>(page, 'cases.nodes').map(({ id }) => id)
    await gateway.upstreamCalls()
    const { data } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.toReversed() })
    expect(data).toEqual({ nodes: ids.toReversed().map((id) => ({ id })) })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('nodes returns an empty list for an empty list of ids', async () => {
    const gateway = await withOneOfEach()
    expect((await gateway.query(NODES, { ids: [] })).data).toEqual({ nodes: [] })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('an id that nodes cannot resolve affects only its own item', async () => {
    const gateway = await withOneOfEach()
    const ids = await readIds(gateway)
    await gateway.fault({ operation: 'DescribeServices', error: 'AccessDeniedException' })
    const response = await gateway.query(NODES, { ids: ['junk', ids['Service'], ids['Case']] })
    expect(read(response.data, 'nodes')).toMatchObject([null, null, { __typename: 'Case' }])
    expect(response.errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['nodes', 0], 'BAD_USER_INPUT'],
      [['nodes', 1], 'UPSTREAM_DENIED'],
    ])
  })

  test('nodes gets BAD_USER_INPUT for more than 100 ids, without calling AWS', async () => {
    const gateway = await withOneOfEach()
    const response = await gateway.query(NODES, { ids: Array.from({ length: 101 }, () => 'any') })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(response.errors[0]?.message).toContain('ids has 101 entries: at most 100')
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('global ids', () => {
  test('global ids are unique across types, opaque and URL-safe', async () => {
    const ids = Object.values(await readIds(await withOneOfEach()))
    expect(new Set(ids).size).toBe(8)
    for (const id of ids) expect(id).toMatch(/^[\w-]+$/)
  })

  test('an object has the same global id wherever it appears', async () => {
    const gateway = await withOneOfEach()
    const { data } = await gateway.query(`{
      case(id: "case-0") { id communications { nodes { case { id } attachments { nodes { id } } } } attachments { nodes { id } } service { id } }
      cases { nodes { id } } service(id: "general-info") { id } attachment(id: "attachment-0") { id }
    }`)
    expect(read(data, 'case.communications.nodes.0.case.id')).toBe(read(data, 'case.id'))
    expect(read(data, 'cases.nodes.0.id')).toBe(read(data, 'case.id'))
    expect(read(data, 'case.service.id')).toBe(read(data, 'service.id'))
    expect(read(data, 'case.communications.nodes.0.attachments.nodes.0.id')).toBe(read(data, 'attachment.id'))
    expect(read(data, 'case.attachments.nodes.0.id')).toBe(read(data, 'attachment.id'))
  })
})
