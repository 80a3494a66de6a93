import { describe, expect, test } from 'vitest'
import { anAccount } from '../../emulator/test/harness.js'
import { read, startGateway } from '../support/harness.js'
import { startStubUpstream } from '../support/stub-upstream.js'

const THREAD = 'communications(first: 5) { nodes { body } }'

/** Runs the query against an AWS stub that knows every case, and returns the `includeCommunications` of each call. */
async function included(source: string, variables: Record<string, unknown> = {}): Promise<unknown[]> {
  const stub = await startStubUpstream((_, { caseIdList }) => ({
    cases: ((caseIdList ?? ['case-0']) as string[]).map((caseId) => ({
      caseId,
      recentCommunications: { communications: [{ body: 'hello' }] },
    })),
  }))
  const gateway = await startGateway({ upstreamUrl: stub.url })
  const { errors } = await gateway.query(source, variables)
  expect(errors).toEqual([])
  return stub.calls
    .filter(({ operation }) => operation === 'DescribeCases')
    .map(({ input }) => input['includeCommunications'])
}

const globalId = Buffer.from('[1,"Case","default","case-0"]').toString('base64url')

describe('communications of a case', () => {
  test.each([
    ['directly', `{ case(id: "case-0") { ${THREAD} } }`, true],
    ['not at all', '{ case(id: "case-0") { subject service { code } } }', false],
    ['under an alias', `{ mine: case(id: "case-0") { thread: ${THREAD} } }`, true],
    ['in a fragment', `{ case(id: "case-0") { ...F } } fragment F on Case { subject ${THREAD} }`, true],
    [
      'in a nested fragment',
      `{ case(id: "case-0") { ...F } } fragment F on Case { ...G } fragment G on Case { ${THREAD} }`,
      true,
    ],
    ['in an inline fragment without a type', `{ case(id: "case-0") { ... { ${THREAD} } } }`, true],
    ['in an inline fragment on Node', `{ case(id: "case-0") { ... on Node { id ... on Case { ${THREAD} } } } }`, true],
    [
      'in the second of two selections of one field',
      `{ case(id: "case-0") { id } case(id: "case-0") { ${THREAD} } }`,
      true,
    ],
    ['behind @skip(if: true)', `{ case(id: "case-0") { id ${THREAD.replace('{', '@skip(if: true) {')} } }`, false],
    ['behind @skip(if: false)', `{ case(id: "case-0") { ${THREAD.replace('{', '@skip(if: false) {')} } }`, true],
    [
      'behind @include(if: false)',
      `{ case(id: "case-0") { id ${THREAD.replace('{', '@include(if: false) {')} } }`,
      false,
    ],
    [
      'in a fragment behind @include(if: false)',
      `{ case(id: "case-0") { id ...F @include(if: false) } } fragment F on Case { ${THREAD} }`,
      false,
    ],
    ['for their attachments', '{ case(id: "case-0") { attachments { totalCount } } }', true],
    ['for their count', '{ case(id: "case-0") { communications { totalCount } } }', true],
    ['on node', `query ($id: ID!) { node(id: $id) { ... on Case { ${THREAD} } } }`, true],
    ['on node, for another type', 'query ($id: ID!) { node(id: $id) { id ... on Attachment { fileName } } }', false],
    ['on nodes', `query ($id: ID!) { nodes(ids: [$id]) { ...F } } fragment F on Case { ${THREAD} }`, true],
    ['in neither of two selections', '{ case(id: "case-0") { subject } again: case(id: "case-0") { status } }', false],
  ])('includeCommunications is true exactly when communications are selected: %s → $2', async (_, source, expected) => {
    expect(await included(source, { id: globalId })).toEqual([expected])
  })

  test.each([
    [true, false],
    [false, true],
  ])('includeCommunications follows @skip with a variable: %s → %s', async (without, expected) => {
    const source = `query ($without: Boolean!) { case(id: "case-0") { id communications @skip(if: $without) { totalCount } } }`
    expect(await included(source, { without })).toEqual([expected])
  })

  test.each([
    [
      'a variable with the default true',
      `query ($with: Boolean = true) { case(id: "case-0") { id ... @include(if: $with) { ${THREAD} } } }`,
      true,
    ],
    [
      'a variable with the default false',
      `query ($with: Boolean = false) { case(id: "case-0") { id ... @include(if: $with) { ${THREAD} } } }`,
      false,
    ],
    ['after: null', '{ case(id: "case-0") { communications(after: null) { totalCount } } }', true],
  ])('includeCommunications follows defaults: %s → $2', async (_, source, expected) => {
    expect(await included(source)).toEqual([expected])
  })

  test('two selections of a case share one call, with communications if either needs them', async () => {
    expect(await included(`{ a: case(id: "case-0") { subject } b: case(id: "case-0") { ${THREAD} } }`)).toEqual([true])
  })

  test('the case of a communication found by its id has its communications without another call', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    const { data } = await gateway.query('{ case(id: "case-0") { communications { nodes { id } } } }')
    await gateway.upstreamCalls()
    const response = await gateway.query(
      `query ($id: ID!) { node(id: $id) { ... on Communication { case { subject ${THREAD} } } } }`,
      { id: read(data, 'case.communications.nodes.0.id') },
    )
    expect(response.errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ DescribeCases: 1 })
  })

  test('the case in the payload of createCase has its communications without another call', async () => {
    const gateway = await startGateway()
    const { errors } = await gateway.query(
      `mutation { createCase(input: { subject: "S", body: "B" }) { case { subject ${THREAD} } } }`,
    )
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1, DescribeCases: 1 })
  })
})

test.each([
  ['attachment(id: "a") { fileName ...F @skip(if: true) }', { GetAttachmentDownloadLink: 1 }],
  ['attachment(id: "a") { fileName ...F }', { DescribeAttachment: 1 }],
  ['attachment(id: "a") { file: content { sizeBytes } }', { DescribeAttachment: 1 }],
])(
  'DescribeAttachment replaces GetAttachmentDownloadLink only when content is selected: %s → %j',
  async (field, calls) => {
    const gateway = await startGateway({
      account: () => {
        const account = anAccount()
        account.attachments.set('a', { attachmentId: 'a', fileName: 'a', sizeBytes: 1, content: Buffer.from('a') })
        return account
      },
    })
    const fragment = field.includes('...F') ? 'fragment F on Attachment { content { data } }' : ''
    const { errors } = await gateway.query(`{ ${field} } ${fragment}`)
    expect(errors).toEqual([])
    expect(await gateway.upstreamCalls()).toEqual(calls)
  },
)
