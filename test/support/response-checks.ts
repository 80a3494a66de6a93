/**
 * Sends requests over HTTP, and reports what is wrong with a response: as a GraphQL response over HTTP, and as a
 * response to its query. For suites that send thousands of requests.
 */
import { request, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import { allErrorCodes } from '../../src/lib/error-codes.js'
import { codeOf, refusalStatuses } from '../../src/http/errors.js'

export interface HttpResponse {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** Milliseconds from the call to the last byte. */
  ms: number
}

/** Codes of field errors. */
export const fieldCodes: ReadonlySet<string> = new Set(allErrorCodes)

/**
 * Codes of requests that were rejected as a whole: by Apollo Server, or by the HTTP layer, where they are names of HTTP
 * statuses.
 */
const requestCodes: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  ...refusalStatuses.map(codeOf),
])

/**
 * Sends a body to /graphql: strings and bytes unchanged, anything else as JSON. Rejects if there is no response within
 * `timeoutMs`.
 */
export function send(
  url: string,
  body: unknown,
  {
    timeoutMs = 20_000,
    agent,
    headers: more,
  }: { timeoutMs?: number; agent?: Agent; headers?: OutgoingHttpHeaders } = {},
) {
  const start = performance.now()
  return new Promise<HttpResponse>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...more }
    const signal = AbortSignal.timeout(timeoutMs)
    // Without an agent, the connection closes after the response, so leak checks do not count idle connections.
    const sent = request(`${url}/graphql`, { method: 'POST', headers, agent: agent ?? false, signal }, (response) => {
      text(response).then(
        (body) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: body,
            ms: performance.now() - start,
          }),
        reject,
      )
    })
    sent.on('error', reject)
    sent.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
  })
}

export interface ResponseError {
  message: string
  path?: (string | number)[]
  extensions: Record<string, unknown>
}

export interface GraphqlResponse {
  data?: Record<string, unknown> | null
  errors?: ResponseError[]
}

/**
 * What is wrong with a response, whatever the query: members that GraphQL does not have, errors without a known code or
 * request id, masked errors.
 */
export function problemsOf({ status, headers, text: body }: HttpResponse): string[] {
  let response: Record<string, unknown>
  try {
    response = JSON.parse(body) as Record<string, unknown>
  } catch {
    return [`not JSON: ${body.slice(0, 200)}`]
  }
  const problems: string[] = []
  const unknown = Object.keys(response).filter((key) => !['data', 'errors', 'extensions'].includes(key))
  if (unknown.length > 0) problems.push(`members that GraphQL does not have: ${unknown.join(', ')}`)
  if (!/^application\/(graphql-response\+)?json\b/.test(headers['content-type'] ?? '')) {
    problems.push(`content type ${headers['content-type']}`)
  }
  const { data, errors } = response
  if (data === undefined && errors === undefined) problems.push('neither data nor errors')
  if (data !== undefined && (typeof data !== 'object' || Array.isArray(data))) problems.push('data is not an object')
  if (data === undefined && status === 200 && /response/.test(headers['content-type'] ?? ''))
    problems.push('200 without data')
  if (errors !== undefined && (!Array.isArray(errors) || errors.length === 0))
    problems.push('errors is not a non-empty list')
  for (const error of Array.isArray(errors) ? (errors as Partial<ResponseError>[]) : []) {
    const { message, path, extensions = {} } = error
    const code = String(extensions['code'])
    const known = fieldCodes.has(code) || (path === undefined && requestCodes.has(code))
    if (typeof message !== 'string' || message === '') problems.push('an error without a message')
    if (path !== undefined && !Array.isArray(path)) problems.push('a path that is not a list')
    if (!known || code === 'INTERNAL_SERVER_ERROR') problems.push(`the code ${code}: ${message}`)
    if (extensions['requestId'] !== headers['x-request-id'])
      problems.push(`requestId ${String(extensions['requestId'])}`)
    if (typeof extensions['retryable'] !== 'boolean') problems.push(`${code} without retryable`)
  }
  return problems
}

export interface SentOperation {
  document: DocumentNode
  operationName?: string | undefined
  variables: Record<string, unknown>
}

/**
 * Where `data` violates the schema or the query: unselected or missing fields, values of the wrong type, nulls without
 * an error.
 */
export function schemaViolations(
  schema: GraphQLSchema,
  { document, operationName, variables }: SentOperation,
  response: GraphqlResponse,
): string[] {
  const { data, errors = [] } = response
  if (data == null) return []
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )
  const operation = operations.find(({ name }) => operationName === undefined || name?.value === operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!root) return ['data for an unknown operation']
  const fragments = Object.fromEntries(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  )
  const found: string[] = []
  checkObject(root, collectFields(schema, fragments, variables, root, operation.selectionSet), data, '')
  return found

  function checkObject(
    type: GraphQLObjectType,
    selected: Map<string, readonly FieldNode[]>,
    value: object,
    path: string,
  ): void {
    const members = value as Record<string, unknown>
    for (const key of Object.keys(members)) if (!selected.has(key)) found.push(`${path}${key} was not selected`)
    for (const [key, nodes] of selected) {
      const name = nodes[0]?.name.value ?? ''
      const fieldType = name === '__typename' ? null : type.getFields()[name]?.type
      if (!Object.hasOwn(members, key)) found.push(`${path}${key} is missing`)
      else if (fieldType === null && members[key] !== type.name) found.push(`${path}${key} is not ${type.name}`)
      else if (fieldType) check(fieldType, nodes, members[key], `${path}${key}`)
    }
  }

  function check(type: GraphQLOutputType, nodes: readonly FieldNode[], value: unknown, path: string): void {
    if (value === null || value === undefined) {
      const excused = errors.some((error) => (error.path ?? []).join('.').startsWith(path))
      if (isNonNullType(type)) found.push(`${path} is null, but has type ${String(type)}`)
      else if (value === undefined && !excused) found.push(`${path} is undefined`)
      return
    }
    const nullable = getNullableType(type)
    if (isListType(nullable)) {
      if (!Array.isArray(value)) found.push(`${path} is not a list`)
      else for (const [index, item] of value.entries()) check(nullable.ofType, nodes, item, `${path}.${index}`)
      return
    }
    if (isLeafType(nullable)) {
      if (typeof value === 'object') found.push(`${path} is an object, but has type ${nullable.name}`)
      else if (isEnumType(nullable) && !nullable.getValue(value as string))
        found.push(`${path} is not a value of ${nullable.name}`)
      else if (/^(Int|SafeInt)$/.test(nullable.name) && !Number.isSafeInteger(value))
        found.push(`${path} is not an integer`)
      else if (/^(ID|String|DateTime)$/.test(nullable.name) && typeof value !== 'string')
        found.push(`${path} is not a string`)
      return
    }
    if (typeof value !== 'object' || Array.isArray(value)) return void found.push(`${path} is not an object`)
    const named = isAbstractType(nullable) ? runtimeType(nullable.name, value) : getNamedType(nullable)
    if (!isObjectType(named)) return void found.push(`${path} has no known __typename`)
    checkObject(named, collectSubfields(schema, fragments, variables, named, nodes), value, `${path}.`)
  }

  function runtimeType(abstract: string, value: object) {
    const type = schema.getType(String(Reflect.get(value, '__typename')))
    return isObjectType(type) && type.getInterfaces().some(({ name }) => name === abstract) ? type : undefined
  }
}
