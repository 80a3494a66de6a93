import { describe, expect, test } from 'vitest'
import { getDirective, type DirectableGraphQLObject } from '@graphql-tools/utils'
import {
  extendSchema,
  getIntrospectionQuery,
  getNamedType,
  graphql,
  isAbstractType,
  isNonNullType,
  isObjectType,
  parse,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { guardSchema } from '../../src/graph/access/guard-schema.js'
import { pageViewer, scopes, type Scope, type Viewer } from '../../src/lib/viewer.js'
import { toGlobalId, type NodeType } from '../../src/graph/relay/id.js'
import { schema } from '../support/schema.js'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { callOf, rootFields } from '../support/calls.js'
import { codes, read, startGateway, type QueryResponse, type Gateway } from '../support/harness.js'

function aViewer(...granted: Scope[]): Viewer {
  return { id: 'api-key:test', scopes: new Set(granted), roles: [] }
}

/** Whether a type or field itself requires a scope or an authenticated viewer. */
function isProtected(inSchema: GraphQLSchema, at: DirectableGraphQLObject): boolean {
  return ['requiresScope', 'authenticated'].some((name) => getDirective(inSchema, at, name) !== undefined)
}

function scopeOf(at: DirectableGraphQLObject): unknown {
  return getDirective(schema, at, 'requiresScope')?.[0]?.['scope']
}

/** The fields that introspection adds to every schema, and who may select them. Unauthenticated callers do not reach the graph. */
const introspection = {
  [SchemaMetaFieldDef.name]: 'every viewer, if INTROSPECTION is on',
  [TypeMetaFieldDef.name]: 'every viewer, if INTROSPECTION is on',
  [TypeNameMetaFieldDef.name]: 'every viewer: only the name of a type',
}

/** Every field that is reachable from Query or Mutation, and whether every path to it is protected. */
function walk(inSchema: GraphQLSchema): Map<string, boolean> {
  const fields = new Map<string, boolean>()
  const visit = (type: GraphQLObjectType, protectedBefore: boolean): void => {
    for (const field of [...Object.values(type.getFields()), TypeNameMetaFieldDef]) {
      const coordinate = `${type.name}.${field.name}`
      const isSafe =
        field.name in introspection ||
        protectedBefore ||
        isProtected(inSchema, field) ||
        objectsOf(inSchema, field.type).some((object) => isProtected(inSchema, object))
      if (fields.has(coordinate) && (isSafe || fields.get(coordinate) === false)) continue
      fields.set(coordinate, isSafe)
      for (const object of objectsOf(inSchema, field.type)) {
        visit(object, protectedBefore || isProtected(inSchema, field) || isProtected(inSchema, object))
      }
    }
  }
  for (const root of [inSchema.getQueryType(), inSchema.getMutationType()]) if (root != null) visit(root, false)
  return fields
}

function objectsOf(inSchema: GraphQLSchema, type: Parameters<typeof getNamedType>[0]): readonly GraphQLObjectType[] {
  const named = getNamedType(type)
  if (isAbstractType(named)) return inSchema.getPossibleTypes(named)
  return isObjectType(named) ? [named] : []
}

function unprotected(inSchema: GraphQLSchema): string[] {
  return [...walk(inSchema)].flatMap(([field, isSafe]) => (isSafe ? [] : [field]))
}

describe('scope coverage of the schema', () => {
  test('every path from a root type to a field requires a scope', () => {
    const fields = walk(schema)
    for (const name of ['Query.node', 'Query.nodes', 'UserError.message', 'PageInfo.endCursor', 'Case.subject'])
      expect(fields.get(name)).toBe(true)
    expect(fields.size).toBeGreaterThan(200)
    expect(unprotected(schema)).toEqual([])
  })

  test.each([
    ['a string', 'extend type Query { secret: String }', 'Query.secret'],
    ['a list of numbers', 'extend type Mutation { secret(all: Boolean): [Int!]! }', 'Mutation.secret'],
    ['an object', 'type Secret { text: String } extend type Query { secret: Secret }', 'Secret.text'],
    ['a type that is scoped on other paths', 'extend type Query { secret: PageInfo }', 'PageInfo.endCursor'],
    ['an object that leads to scoped types', 'type Me { case: Case } extend type Query { me: Me }', 'Query.me'],
    ['a union', 'type Secret { text: String } union Any = Case | Secret extend type Query { any: Any }', 'Secret.text'],
    ['a node', 'type Secret implements Node { id: ID! text: String }', 'Secret.text'],
  ])('guardSchema rejects an unscoped path to %s', (_, sdl, field) => {
    const extended = extendSchema(schema, parse(sdl))
    expect(unprotected(extended)).toContain(field)
    expect(() => guardSchema(extended)).toThrow(new RegExp(`No scope protects .*${field}`))
  })

  test('guardSchema rejects a directive that names an unknown scope', () => {
    const extended = extendSchema(schema, parse('extend type Query { x: Int @requiresScope(scope: "cases:raed") }'))
    expect(() => guardSchema(extended)).toThrow(
      '"cases:raed", which is not a scope: use one of cases:read, cases:write',
    )
  })

  test('a field that requires a different scope than its parent is nullable', () => {
    const required = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      // the items of a page require the same scope as the page
      .filter(({ name }) => !/(?:Connection|Edge)$/.test(name))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ type, field, result: getNamedType(field.type) })),
      )
      .filter(({ field }) => isNonNullType(field.type))
      .filter(
        ({ type, field, result }) =>
          isProtected(schema, field) ||
          // categories require the same scope as their service
          (isProtected(schema, result) && scopeOf(result) !== scopeOf(type)),
      )
    expect(required.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([
      // queries run only for authenticated callers
      'CaseForm.account',
      'Case.account',
      'Query.viewer',
      'Query.accounts',
      // requires the same scope as Query.searchServices
      'ServiceMatch.service',
      'TrustedAdvisorCheck.account',
    ])
  })
})

/** Written by hand to detect accidental changes to a directive. */
const rootScopes: Record<string, Scope> = {
  case: 'cases:read',
  cases: 'cases:read',
  caseForm: 'cases:read',
  caseSummary: 'cases:read',
  searchCases: 'cases:read',
  services: 'cases:read',
  service: 'cases:read',
  searchServices: 'cases:read',
  severityLevels: 'cases:read',
  supportedLanguages: 'cases:read',
  createCaseOptions: 'cases:read',
  attachment: 'attachments:read',
  attachmentUpload: 'attachments:write',
  trustedAdvisorChecks: 'trusted-advisor:read',
  trustedAdvisorCheck: 'trusted-advisor:read',
  trustedAdvisorSummary: 'trusted-advisor:read',
  createCase: 'cases:write',
  addCommunication: 'cases:write',
  resolveCase: 'cases:write',
  refreshCheck: 'trusted-advisor:refresh',
  refreshChecks: 'trusted-advisor:refresh',
  addAttachments: 'attachments:write',
  createAttachmentUpload: 'attachments:write',
  attachmentUploadParts: 'attachments:write',
  completeAttachmentUpload: 'attachments:write',
}

/** The types whose objects require a scope. */
type ScopedType = Exclude<NodeType, 'Account'>

const nodeScopes: Record<ScopedType, Scope> = {
  Case: 'cases:read',
  Communication: 'cases:read',
  Service: 'cases:read',
  Category: 'cases:read',
  SeverityLevel: 'cases:read',
  Attachment: 'attachments:read',
  AttachmentUpload: 'attachments:write',
  TrustedAdvisorCheck: 'trusted-advisor:read',
}

const ids: Record<ScopedType, string> = {
  Case: toGlobalId('Case', 'default', 'case-0'),
  Communication: toGlobalId('Communication', 'default', 'case-0', 'time', 'digest'),
  Service: toGlobalId('Service', 'default', 'general-info'),
  Category: toGlobalId('Category', 'default', 'general-info', 'other'),
  SeverityLevel: toGlobalId('SeverityLevel', 'default', 'low'),
  Attachment: toGlobalId('Attachment', 'default', 'attachment-0'),
  AttachmentUpload: toGlobalId('AttachmentUpload', 'default', 'upload-0'),
  TrustedAdvisorCheck: toGlobalId('TrustedAdvisorCheck', 'default', 'check-0'),
}

/** Queries a root field with `text` as every string and id. Only `node` and `nodes`, which need a global id, get `id`. */
function ask(gateway: Gateway, field: (typeof calls)[number], id = ids.Case): Promise<QueryResponse> {
  const { query, variables } = callOf(field, (place) => {
    if (/^Query\.nodes?\(/.test(place)) return id
    // left out, because files and addresses require other scopes and cursors must be valid
    if (/attachmentSetId|uploadIds|CaseFilter|Cursor|\((?:after|before)\)/.test(place)) return undefined
    return place.endsWith('displayId') ? undefined : 'text'
  })
  if (field.name !== 'addAttachments')
    delete (variables['input'] as Record<string, unknown> | undefined)?.['attachments']
  return gateway.query(query, variables)
}

const calls = rootFields(schema)

describe('a viewer without scopes', () => {
  test('a viewer without scopes gets FORBIDDEN from every root field and node type, without calling AWS', async () => {
    const gateway = await startGateway({ viewer: aViewer('cases:personal') })
    const others = ['account', 'accounts', 'node', 'nodes', 'viewer']
    expect(calls.map(({ name }) => name).toSorted()).toEqual([...Object.keys(rootScopes), ...others].toSorted())
    for (const call of calls.filter(({ name }) => name in rootScopes)) {
      const { data, errors } = await ask(gateway, call)
      expect([call.name, errors]).toEqual([call.name, [forbidden(rootScopes[call.name])]])
      expect(JSON.stringify(data)).toMatch(/^(null|\{"\w+":null\})$/)
    }
    for (const [type, id] of Object.entries(ids)) {
      for (const call of calls.filter(({ name }) => name.startsWith('node'))) {
        expect((await ask(gateway, call, id)).errors).toEqual([forbidden(nodeScopes[type as ScopedType])])
      }
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('a viewer without scopes can introspect the schema and read type names', async () => {
    const gateway = await startGateway({ viewer: aViewer() })
    for (const query of [getIntrospectionQuery(), '{ __typename }', '{ __type(name: "Case") { name } }'])
      expect((await gateway.query(query)).errors).toEqual([])
  })

  test('a FORBIDDEN field does not affect the other fields of the query', async () => {
    const gateway = await startGateway({ viewer: aViewer('trusted-advisor:read') })
    const response = await gateway.query('{ case(id: "case-0") { subject } trustedAdvisorSummary { totalChecks } }')
    expect(response.data).toEqual({ case: null, trustedAdvisorSummary: { totalChecks: 0 } })
    expect(response.errors).toEqual([forbidden('cases:read')])
    expect(response.errors[0]?.path).toEqual(['case'])
  })
})

function forbidden(requiredScope: Scope | undefined): unknown {
  const words = expect.stringContaining(`requires the scope ${requiredScope}, which you do not have`)
  return expect.objectContaining({
    message: words,
    extensions: { code: 'FORBIDDEN', retryable: false, requiredScope, requestId: 'test' },
  })
}

test.each(scopes)('a viewer with only %s can use exactly the root fields that require it', async (scope) => {
  const gateway = await startGateway({ viewer: aViewer(scope) })
  const allowed: string[] = []
  for (const call of calls) {
    const responses = call.name.startsWith('node')
      ? await Promise.all(Object.values(ids).map((id) => ask(gateway, call, id)))
      : [await ask(gateway, call)]
    if (responses.some((response) => !codes(response).includes('FORBIDDEN'))) allowed.push(call.name)
  }
  const nodes = Object.values(nodeScopes).includes(scope) ? ['node', 'nodes'] : []
  const own = Object.keys(rootScopes).filter((name) => rootScopes[name] === scope)
  expect(allowed.toSorted()).toEqual([...nodes, ...own, 'account', 'accounts', 'viewer'].toSorted())
})

function account() {
  return anAccount({ cases: [{ communications: [aCommunication('hello', NOON)] }], checks: [{}] })
}

describe('fields that require another scope', () => {
  const file = { fileName: 'a.txt', data: Buffer.from('text').toString('base64') }

  test('a viewer with cases:read alone sees a thread without its attachments', async () => {
    const gateway = await startGateway({ account, viewer: aViewer('cases:read') })
    const response = await gateway.query(`{ case(id: "case-0") {
      attachments { totalCount } communications { nodes { body attachments { nodes { fileName } } } }
    } }`)
    expect(response.data).toEqual({
      case: { attachments: null, communications: { nodes: [{ body: 'hello', attachments: null }] } },
    })
    expect(response.errors).toEqual([forbidden('attachments:read'), forbidden('attachments:read')])
  })

  test('a field whose scope the viewer lacks gets one error for the whole page and is null in every row', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: Array.from({ length: 100 }, () => ({})) }),
      viewer: aViewer('cases:read'),
    })
    const { data, errors } = await gateway.query('{ cases(first: 100) { nodes { attachments { totalCount } } } }')
    expect(read(data, 'cases.nodes')).toEqual(Array.from({ length: 100 }, () => ({ attachments: null })))
    expect(errors).toEqual([forbidden('attachments:read')])
    expect(errors[0]?.path).toEqual(['cases', 'nodes', 0, 'attachments'])
    // a later request gets its own error
    expect((await gateway.query('{ cases { nodes { attachments { totalCount } } } }')).errors).toHaveLength(1)
  })

  test('each alias of a field whose scope the viewer lacks, and each use of its fragment, gets an error', async () => {
    const gateway = await startGateway({
      account: () => anAccount({ cases: [{}, {}, {}] }),
      viewer: aViewer('cases:read'),
    })
    const { errors } = await gateway.query(`
      fragment Files on Case { files: attachments { totalCount } }
      { a: cases { nodes { ...Files one: attachments { totalCount } ... on Case { files: attachments { totalCount } } } }
        b: cases { edges { node { ...Files } } } }`)
    expect(errors.map(({ path }) => path?.join('.') ?? '').toSorted()).toEqual([
      'a.nodes.0.files',
      'a.nodes.0.one',
      'b.edges.0.node.files',
    ])
  })

  test('nodes returns one error per type whose scope the viewer lacks, and null for each id of that type', async () => {
    const gateway = await startGateway({ account, viewer: aViewer('cases:read') })
    const { Attachment, TrustedAdvisorCheck, Case } = ids
    const requested = [Attachment, Case, Attachment, TrustedAdvisorCheck, Attachment, TrustedAdvisorCheck]
    const { data, errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: requested })
    expect(read(data, 'nodes')).toEqual([null, { id: Case }, null, null, null, null])
    expect(errors).toEqual([forbidden('attachments:read'), forbidden('trusted-advisor:read')])
    expect(errors.map(({ path }) => path)).toEqual([
      ['nodes', 0],
      ['nodes', 3],
    ])
  })

  test.each([
    ['createCase(input: { subject: "S", body: "B" })', 'case { subject }', 'cases:write', 'cases:read'],
    ['addCommunication(input: { caseId: "case-0", body: "B" })', 'communication { id }', 'cases:write', 'cases:read'],
    ['addCommunication(input: { caseId: "case-0", body: "B" })', 'case { id }', 'cases:write', 'cases:read'],
    ['resolveCase(input: { caseId: "case-0" })', 'case { id }', 'cases:write', 'cases:read'],
    ['refreshCheck(input: { checkId: "check-0" })', 'check { id }', 'trusted-advisor:refresh', 'trusted-advisor:read'],
  ] as const)(
    '%s works with its own scope, but "%s" in its payload requires another',
    async (call, selection, scope, other) => {
      const gateway = await startGateway({ account, viewer: aViewer(scope) })
      const response = await gateway.query(`mutation { it: ${call} { ${selection} userErrors { message } } }`)
      expect(read(response.data, 'it')).toMatchObject({ [selection.split(' ')[0] ?? '']: null, userErrors: [] })
      expect(response.errors).toEqual([forbidden(other)])
      expect(Object.values(await gateway.upstreamCalls())).toEqual([1])
    },
  )

  test.each([
    ['attachments', [file]],
    ['attachmentSetId', 'set-0'],
    ['uploadIds', ['upload-0']],
  ])(
    '%s in createCase or addCommunication gets FORBIDDEN without attachments:write, before AWS is called',
    async (field, value) => {
      const gateway = await startGateway({ account, viewer: aViewer('cases:write') })
      for (const [mutation, input] of Object.entries({
        createCase: { subject: 'S', body: 'B', [field]: value },
        addCommunication: { caseId: 'case-0', body: 'B', [field]: value },
      })) {
        const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
        const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { message } } }`
        const { errors } = await gateway.query(source, { input })
        expect(errors).toEqual([forbidden('attachments:write')])
        expect(errors[0]?.message).toContain(`${type}.${field}`)
      }
      expect(await gateway.upstreamCalls()).toEqual({})
    },
  )

  test('an empty list of attachments does not require attachments:write', async () => {
    const gateway = await startGateway({ account, viewer: aViewer('cases:write') })
    const none = 'attachments: [], attachmentSetId: null'
    const { errors } = await gateway.query(
      `mutation { createCase(input: { subject: "S", body: "B", ${none} }) { caseId } }`,
    )
    expect(errors).toEqual([])
  })
})

test('resolveType of Node rejects a type whose scope the viewer lacks', async () => {
  const type = schema.getType('Node')
  if (!isAbstractType(type)) throw new Error('Node is not an interface')
  const context = { viewer: aViewer('cases:read') } as Parameters<NonNullable<typeof type.resolveType>>[1]
  const resolve = async (name: string) => type.resolveType?.({ __typename: name }, context, {} as never, type)
  expect(await resolve('Case')).toBe('Case')
  await expect(resolve('Attachment')).rejects.toThrow('requires the scope attachments:read')
})

/** The schema does not use its directives in these ways yet. */
describe('scopes on list items and asynchronous personal data', () => {
  const own = extendSchema(
    schema,
    parse(`
      type Row { secret: String! @requiresScope(scope: "cases:write") }
      input Filter { by: String @requiresScope(scope: "cases:personal"), any: [[Filter!]!], not: Filter }
      extend type Query {
        find(filters: [Filter!]): Boolean @requiresScope(scope: "cases:read")
        names: [String] @personalData @requiresScope(scope: "cases:read")
        rows: [Row!]! @authenticated
        nobody: String @personalData @requiresScope(scope: "cases:read")
      }`),
  )
  guardSchema(own)
  const rootValue = {
    rows: [{ secret: 'a' }, { secret: 'b' }],
    find: true,
    names: async () => ['Jane', null],
    nobody: async () => null,
  }

  function ask(query: string, variables: Record<string, unknown> = {}, ...more: Scope[]) {
    const contextValue = { viewer: aViewer('cases:read', ...more) }
    return graphql({ schema: own, source: query, rootValue, contextValue, variableValues: variables })
  }

  test.each([
    ['a list item', [{}, { by: 'a' }]],
    ['a nested list', [{ any: [[{}], [{}, { by: 'a' }]] }]],
    ['a single value instead of a list', { by: 'a' }],
    ['a nested input object', [{ not: { not: { by: 'a' } } }]],
  ])('a scoped input field in %s gets FORBIDDEN', async (_, filters) => {
    const query = 'query ($filters: [Filter!]) { find(filters: $filters) }'
    const { errors } = await ask(query, { filters })
    expect(errors?.map(({ message, extensions }) => [message, extensions['requiredScope']])).toEqual([
      ['Filter.by requires the scope cases:personal, which you do not have.', 'cases:personal'],
    ])
    expect(await ask(query, { filters }, 'cases:personal')).toEqual({ data: { find: true } })
  })

  test('list items that set no scoped input field are accepted', async () => {
    expect(await ask('{ find(filters: [{}, { by: null, any: [] }]) }')).toEqual({ data: { find: true } })
  })

  test('personal data from an asynchronous resolver is masked, and null stays null', async () => {
    expect(await ask('{ names nobody }')).toEqual({ data: { names: ['***', null], nobody: null } })
    expect(await ask('{ names nobody }', {}, 'cases:personal')).toEqual({
      data: { names: ['Jane', null], nobody: null },
    })
  })

  test('a non-null field whose scope the viewer lacks gets an error, and its parent becomes null', async () => {
    const { data, errors } = await ask('{ rows { secret } }')
    expect(data).toBeNull()
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN'])
  })

  test('a field for authenticated viewers gets UNAUTHENTICATED when the explorer pages load', async () => {
    const source = '{ rows { __typename } }'
    const { data, errors } = await graphql({ schema: own, source, rootValue, contextValue: { viewer: pageViewer } })
    expect(data).toBeNull()
    expect(errors?.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
      ['Query.rows requires authentication: send a token or an API key.', 'UNAUTHENTICATED'],
    ])
    expect((await ask(source)).errors).toBeUndefined()
  })
})
