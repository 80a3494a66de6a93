import { expect, test } from 'vitest'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isWrappingType,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql'
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import { createDemoAccount } from '../../emulator/demo/index.js'
import { anonymous } from '../../src/lib/viewer.js'
import { schema } from '../support/schema.js'
import { selectAll } from '../support/calls.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

const types: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)
const objectTypes: GraphQLObjectType[] = types.filter(isObjectType)

const DAY_MS = 86_400_000

/** `Case.subject`, for every field of every object. */
const allFields = objectTypes.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`))

test('the printed schema matches its snapshot', () => {
  const withoutDescriptions = visit(parse(printSchema(lexicographicSortSchema(schema))), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  })
  expect(print(withoutDescriptions)).toMatchSnapshot()
})

test('every type, field, argument, enum value and input field has a description', () => {
  const undescribed = types.flatMap((type) => {
    const parts: { at: string; description?: string | null | undefined }[] = [
      { at: type.name, description: type.description },
    ]
    if (isEnumType(type)) {
      for (const { name, description } of type.getValues()) parts.push({ at: `${type.name}.${name}`, description })
    } else if (isInputObjectType(type) || isInterfaceType(type) || isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        parts.push({ at: `${type.name}.${field.name}`, description: field.description })
        for (const { name, description } of 'args' in field ? field.args : [])
          parts.push({ at: `${type.name}.${field.name}(${name}:)`, description })
      }
    }
    return parts.filter(({ description }) => (description ?? '').trim() === '').map(({ at }) => at)
  })
  expect(undescribed).toEqual([])
})

test('every enum of AWS string values has OTHER, and every field of such an enum has a code field next to it', () => {
  const closed = types.filter(isEnumType).filter((type) => type.getValue('OTHER') === undefined)
  // defined by the gateway, or only used as input
  expect(closed.map(({ name }) => name).toSorted(alphabetically)).toEqual([
    'CaseOrderField',
    'CaseSearchField',
    'CaseTextScope',
    'IssueType',
    'OrderDirection',
    'TrustedAdvisorCheckOrderField',
  ])
  const withoutCode = objectTypes.flatMap((type) =>
    Object.values(type.getFields())
      .filter(({ type: fieldType }) => isEnumType(getNamedType(fieldType)))
      .filter(({ name }) => !(`${name}Code` in type.getFields()))
      .map(({ name }) => `${type.name}.${name}`),
  )
  // counts, and enums that the gateway defines
  expect(withoutCode.toSorted(alphabetically)).toEqual([
    'AccountAvailability.code',
    'AccountFailure.code',
    'Case.waitingOn',
    'CaseSearchHighlight.field',
    'CaseStatusCount.status',
    'CaseWaitingOnCount.waitingOn',
    'CommunicationAuthor.kind',
    'CommunicationType.kind',
    'TrustedAdvisorCategoryCount.category',
    'TrustedAdvisorStatusCount.status',
    'UserError.code',
  ])
})

test('every connection has the types and arguments of the Relay specification', () => {
  const connections = objectTypes.filter(({ name }) => name.endsWith('Connection'))
  expect(connections.map(({ name }) => name).toSorted(alphabetically)).toEqual([
    'AccountConnection',
    'AttachmentConnection',
    'CaseConnection',
    'CaseSearchConnection',
    'CommunicationConnection',
    'ServiceConnection',
    'TrustedAdvisorCheckConnection',
    'TrustedAdvisorFlaggedResourceConnection',
  ])
  for (const connection of connections) {
    const item = connection.name.replace('Connection', '')
    // a search result is a case, with more fields in its edge
    const isSearch = item === 'CaseSearch'
    const node = isSearch ? 'Case' : item
    expect(fieldTypes(connection)).toEqual({
      edges: `[${item}Edge!]!`,
      nodes: `[${node}!]!`,
      pageInfo: 'PageInfo!',
      // lists that are read as a whole are counted without a call
      totalCount: /^(?:Account|Service|TrustedAdvisorFlaggedResource)Connection$/.test(connection.name)
        ? 'Int!'
        : 'Int',
      // the list of cases is shared between requests and so has an age
      ...(item === 'Case' && { asOf: 'DateTime!' }),
      ...(isSearch && { isComplete: 'Boolean!' }),
      // the accounts that could not be read
      ...(node === 'Case' && { failures: '[AccountFailure!]!' }),
    })
    expect(fieldTypes(schema.getType(`${item}Edge`))).toEqual({
      cursor: 'String!',
      node: `${node}!`,
      ...(isSearch && { score: 'Float!', highlights: '[CaseSearchHighlight!]!' }),
    })
  }
  for (const field of objectTypes.flatMap((type) => Object.values(type.getFields()))) {
    const args = Object.fromEntries(field.args.map(({ name, type }) => [name, String(type)]))
    const { name } = getNamedType(field.type)
    const isPaged = name.endsWith('Connection')
    // The worst matches of a search are useless, so it only pages forward.
    const needed = {
      first: 'Int',
      after: 'String',
      ...(name !== 'CaseSearchConnection' && { last: 'Int', before: 'String' }),
    }
    expect(isPaged ? args : needed).toMatchObject(needed)
  }
})

test('every mutation has one input and one payload with userErrors', () => {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const name = field.name.charAt(0).toUpperCase() + field.name.slice(1)
    expect(field.args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual([`input: ${name}Input!`])
    // nullable: a failed mutation must not hide the results of others in its document
    expect(String(field.type)).toBe(`${name}Payload`)
    expect(fieldTypes(getNamedType(field.type))).toMatchObject({ userErrors: '[UserError!]!' })
  }
})

test('every query field is nullable, as are the items of nodes, so a failure affects only one field', () => {
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {})
  const required = queries.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)
  // viewer and accounts cannot fail
  expect(required).toEqual(['nodes', 'viewer', 'accounts'])
  expect(String(schema.getQueryType()?.getFields()['nodes']?.type)).toBe('[Node]!')
})

test('every nullable mutation field and connection is marked @semanticNonNull, and no non-null field is', () => {
  const fields = objectTypes.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  expect(fields.filter(({ field }) => isSemanticNonNull(field) && isNonNullType(field.type))).toEqual([])
  const unmarked = fields.filter(
    ({ type, field }) =>
      !isSemanticNonNull(field) &&
      !isNonNullType(field.type) &&
      (type === schema.getMutationType() || getNamedType(field.type).name.endsWith('Connection')),
  )
  expect(unmarked.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([])
})

test('every deprecation names a replacement and the day of removal', () => {
  const reasons = types.flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ deprecationReason }) => deprecationReason)
    if (!isObjectType(type) && !isInputObjectType(type) && !isInterfaceType(type)) return []
    const fields = Object.values(type.getFields())
    return [...fields, ...fields.flatMap((field) => ('args' in field ? field.args : []))].map(
      ({ deprecationReason }) => deprecationReason,
    )
  })
  const given = reasons.filter((reason) => reason != null)
  expect(given.length).toBeGreaterThan(0)
  for (const reason of given) expect(reason).toMatch(/`\w+.*\. Removal on \d{4}-\d{2}-\d{2}\.$/)
})

/**
 * Runs generated operations on the demo account that select every field they reach. A field without a resolver, and without a property of its name
 * in the parent object, would always be null.
 */

test('every field of every type has a value somewhere in the demo account', async () => {
  const gateway = await startGateway({
    account: (accountId) => createDemoAccount(Date.now(), accountId),
    accounts: [
      { name: 'production', accountId: '111122223333' },
      { name: 'data-platform', accountId: '222233334444' },
    ],
    settings: { partSizeBytes: 1024 * 1024 },
    responseTargets: 'low=24h,normal=12h,high=4h,urgent=1h,critical=15m',
    viewer: { ...anonymous, name: 'Tester' },
  })
  const seen = new Set<string>()
  await askEverything(gateway, seen)
  await changeEverything(gateway, seen)
  expect(allFields.filter((field) => !seen.has(field))).toEqual([])
})

async function askEverything(gateway: Gateway, seen: Set<string>): Promise<void> {
  const { data } = await gateway.query(`{
    cases(first: 100, filter: { includeResolved: true, accountIds: ["production"] }) { nodes {
      id attachments { nodes { id attachmentId } } communications(first: 1) { nodes { id } } service { id }
    } }
    trustedAdvisorChecks(first: 1, filter: { category: [COST_OPTIMIZING] }, orderBy: { field: ESTIMATED_MONTHLY_SAVINGS, direction: DESC }) {
      nodes { id }
    }
    service(id: "general-info") { categories { code } }
  }`)
  interface Found {
    id: string
    attachments: { nodes: { id: string }[] }
    communications: { nodes: { id: string }[] }
    service: { id: string }
  }
  const withFiles = read<Found[]>(data, 'cases.nodes').find(({ attachments }) => attachments.nodes.length > 0)
  const checkId = read(data, 'trustedAdvisorChecks.nodes.0.id')
  const ids = [
    withFiles?.id,
    withFiles?.communications.nodes[0]?.id,
    withFiles?.attachments.nodes[0]?.id,
    withFiles?.service.id,
    checkId,
  ]
  const { data: created } = await gateway.query(
    'mutation { createAttachmentUpload(input: { accountId: "production", fileName: "big.log", sizeBytes: 99 }) { upload { uploadId } } }',
  )
  const about = { serviceCode: 'general-info', categoryCode: read(data, 'service.categories.0.code') }
  await run(gateway, seen, 'query', {
    'Query.node': { id: withFiles?.id },
    'Query.nodes': { ids },
    'Query.case': { id: withFiles?.id },
    'Query.account': { id: 'data-platform' },
    'Query.attachment': { id: withFiles?.attachments.nodes[0]?.id },
    'Query.service': { id: 'general-info' },
    'Query.caseForm': about,
    'Query.searchServices': { query: 's3' },
    'Query.searchCases': { query: 'the' },
    'Query.supportedLanguages': about,
    'Query.createCaseOptions': about,
    'Query.attachmentUpload': { id: read(created, 'createAttachmentUpload.upload.uploadId') },
    'Query.trustedAdvisorCheck': { id: checkId },
  })
  const filter = { accountIds: ['production'] }
  await run(gateway, seen, 'query', { 'Query.cases': { filter }, 'Query.searchCases': { query: 'the', filter } }, [
    'cases',
    'searchCases',
  ])
  await gateway.fault({ operation: 'DescribeCases', accountId: '222233334444', error: 'ThrottlingException', count: 9 })
  const { data: failed } = await gateway.query(
    `{ Query_cases: cases(first: 1) ${selectAll(schema, 'CaseConnection', ['Query'])} }`,
  )
  note(failed, schema.getQueryType() as GraphQLObjectType, seen)
  // At noon UTC of the next day, Japanese support is closed.
  gateway.clock.time += DAY_MS - (gateway.clock.time % DAY_MS) + DAY_MS / 2
  await run(gateway, seen, 'query', { 'Query.caseForm': { ...about, language: 'ja' } }, ['caseForm'])
}

async function changeEverything(gateway: Gateway, seen: Set<string>): Promise<void> {
  const { data } = await gateway.query(
    `mutation { createAttachmentUpload(input: { accountId: "production", fileName: "big.log", sizeBytes: ${15 * 1024 * 1024} }) {
      upload { uploadId parts { url } }
    } }
    `,
  )
  const uploadId = read(data, 'createAttachmentUpload.upload.uploadId')
  const sent = await fetch(read(data, 'createAttachmentUpload.upload.parts.0.url'), {
    method: 'PUT',
    body: Buffer.alloc(1024 * 1024),
  })
  const { data: found } = await gateway.query(
    '{ cases(first: 1, filter: { accountIds: ["production"] }) { nodes { id } } }',
  )
  const caseId = read(found, 'cases.nodes.0.id')
  const { data: checks } = await gateway.query('{ trustedAdvisorChecks(first: 1) { nodes { checkId } } }')
  const checkId = read(checks, 'trustedAdvisorChecks.nodes.0.checkId')
  const accountId = 'production'
  const attachments = [{ fileName: 'a.txt', data: Buffer.from('text').toString('base64') }]
  await run(gateway, seen, 'mutation', {
    'Mutation.createCase': { input: { accountId, subject: 'S', body: 'B', attachments } },
    'Mutation.addCommunication': { input: { caseId, body: 'Thanks', attachments } },
    'Mutation.resolveCase': { input: { caseId } },
    'Mutation.refreshCheck': { input: { checkId } },
    'Mutation.refreshChecks': { input: { accountId, checkIds: [checkId, 'unknown'] } },
    'Mutation.addAttachments': { input: { accountId, attachments } },
    'Mutation.createAttachmentUpload': { input: { accountId, fileName: 'big.log', sizeBytes: 15 * 1024 * 1024 } },
    'Mutation.attachmentUploadParts': { input: { uploadId, fileName: 'big.log', from: 3 } },
    'Mutation.completeAttachmentUpload': { input: { uploadId, parts: [{ index: 1, eTag: sent.headers.get('etag') }] } },
  })
  // fields that have values only for invalid input
  await run(
    gateway,
    seen,
    'mutation',
    { 'Mutation.createCase': { input: { accountId, subject: '', body: 'B', serviceCode: 's3' } } },
    ['createCase'],
  )
  await run(gateway, seen, 'mutation', { 'Mutation.refreshChecks': { input: {} } }, ['refreshChecks'])
}

/** Queries these root fields, or all of them, with every field below them, and records the fields that have a value. */
async function run(
  gateway: Gateway,
  seen: Set<string>,
  operation: 'query' | 'mutation',
  args: Record<string, Record<string, unknown>>,
  only?: string[],
): Promise<void> {
  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType()
  if (root == null) throw new Error(`the schema has no ${operation}`)
  // One at a time: together, they have more tokens than a query may have.
  for (const field of Object.values(root.getFields()).filter(({ name }) => only?.includes(name) ?? true)) {
    const variables: Record<string, unknown> = {}
    const definitions: string[] = []
    const given = Object.entries(args[`${root.name}.${field.name}`] ?? {})
    const passed = given.map(([name, value]) => {
      const variable = `${field.name}_${name}`
      variables[variable] = value
      definitions.push(`$${variable}: ${String(field.args.find((arg) => arg.name === name)?.type)}`)
      return `${name}: $${variable}`
    })
    if (field.args.some(({ name }) => name === 'first')) passed.push('first: 3')
    const selection = `${keyOf(root, field.name)}: ${field.name}${passed.length > 0 ? `(${passed.join(', ')})` : ''} ${selectAll(schema, getNamedType(field.type).name, [root.name])}`
    const head = definitions.length > 0 ? `${operation} (${definitions.join(', ')})` : operation
    const { data, errors } = await gateway.query(`${head} { ${selection} }`, variables)
    expect(errors).toEqual([])
    note(data, root, seen)
  }
}

function note(value: unknown, outputType: GraphQLOutputType, seen: Set<string>): void {
  if (value === null || value === undefined) return
  if (isWrappingType(outputType)) {
    const items = isListType(outputType) ? (value as unknown[]) : [value]
    for (const item of items) note(item, outputType.ofType, seen)
    return
  }
  const name = (value as { typename?: string }).typename ?? outputType.name
  const type = schema.getType(name)
  if (!isObjectType(type)) return
  for (const [key, field] of Object.entries(type.getFields())) {
    const fieldValue = (value as Record<string, unknown>)[keyOf(type, key)]
    if (fieldValue === null || fieldValue === undefined) continue
    seen.add(`${type.name}.${key}`)
    note(fieldValue, field.type, seen)
  }
}

/** Fields with the same name on two types may have different types, in which case GraphQL requires different response keys. */
function keyOf(type: GraphQLObjectType, fieldName: string): string {
  return `${type.name}_${fieldName}`
}

function fieldTypes(type: GraphQLNamedType | undefined): Record<string, string> {
  if (!isObjectType(type)) return {}
  return Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, String(field.type)]))
}

function isSemanticNonNull(field: DirectableGraphQLObject): boolean {
  return getDirective(schema, field, 'semanticNonNull') !== undefined
}

function alphabetically(a: string, b: string): number {
  return a.localeCompare(b)
}
