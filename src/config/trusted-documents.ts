/** TRUSTED_DOCUMENTS: the manifest of the only operations that the gateway runs. */
import { createHash, randomUUID } from 'node:crypto'
import { Kind, OperationTypeNode, parse, type ASTNode, type DocumentNode } from 'graphql'
import { ConfigError } from './config.js'
import { isObject, readJsonFile } from './json-file.js'
import { property } from '../lib/thrown.js'

/** The format that Apollo's tools write and read. */
export interface Manifest {
  format: 'apollo-persisted-query-manifest'
  version: 1
  operations: ListedOperation[]
}

export interface ListedOperation {
  id: string
  name: string
  type: string
  body: string
}

export interface TrustedDocuments {
  /** Whether a document is listed, in any layout and order, with or without the `__typename` that clients add. */
  has(document: DocumentNode): boolean
  /** The text of a document, by its id in the manifest or by the SHA-256 of its text, in hex, with or without `sha256:`. */
  textOf(id: string): string | undefined
  /** The names of the listed operations. */
  names: ReadonlySet<string>
}

/**
 * Reads a manifest: Apollo's (`{ "format": "apollo-persisted-query-manifest", … }`), or `{ "<id>": "<text>" }`, as Relay and GraphQL Code Generator
 * write it. Throws a ConfigError that lists every problem.
 */
export function readTrustedDocuments(path: string): TrustedDocuments {
  const problems: string[] = []
  const texts = new Map<string, string>()
  const keys = new Set<string>()
  const names = new Set<string>()
  for (const { where, id: listedId, body } of readEntries(path, problems)) {
    const id = typeof listedId === 'string' ? withoutHashName(listedId) : ''
    if (id === '' || typeof body !== 'string') {
      problems.push(`${where} must have an id and a text`)
    } else if (texts.has(id)) {
      problems.push(`${where} has the id ${JSON.stringify(id)}, which is already in use`)
    } else {
      try {
        const document = parse(body)
        keys.add(keyOf(document))
        for (const definition of document.definitions) {
          if (definition.kind === Kind.OPERATION_DEFINITION && definition.name) names.add(definition.name.value)
        }
        texts.set(id, body)
      } catch (error) {
        problems.push(`${where} is not valid GraphQL: ${String(property(error, 'message'))}`)
      }
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(problems.map((problem) => `TRUSTED_DOCUMENTS is ${JSON.stringify(path)}: ${problem}`))
  }
  const byHash = new Map([...texts.values()].map((body) => [sha256(body), body]))
  const textOf = (id: string) => texts.get(withoutHashName(id)) ?? byHash.get(withoutHashName(id))
  // Apollo caches parsed documents, so the same document is the same object each time.
  const isListed = new WeakMap<DocumentNode, boolean>()
  function has(document: DocumentNode): boolean {
    const listed = isListed.get(document) ?? keys.has(keyOf(document))
    isListed.set(document, listed)
    return listed
  }
  return { has, textOf, names }
}

interface ManifestEntry {
  where: string
  id: unknown
  body: unknown
}

function readEntries(path: string, problems: string[]): ManifestEntry[] {
  const entries = entriesOf(readJsonFile(path, `TRUSTED_DOCUMENTS is ${JSON.stringify(path)}, which`))
  if (entries === undefined) {
    problems.push('it must be a manifest from `npm run trusted-documents`, or an object that maps ids to texts')
  }
  if (entries?.length === 0) problems.push('it has no operations, so nothing could be run')
  return entries ?? []
}

function entriesOf(json: unknown): ManifestEntry[] | undefined {
  if (!isObject(json)) return undefined
  if (!('operations' in json)) {
    return 'format' in json
      ? undefined
      : Object.entries(json).map(([id, body]) => ({ where: JSON.stringify(id), id, body }))
  }
  const { format, version, operations } = json
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations)) return undefined
  return operations.map((operation: unknown, index) => ({
    where: `operations[${index}]`,
    ...(isObject(operation) ? { id: operation['id'], body: operation['body'] } : { id: undefined, body: undefined }),
  }))
}

/** Maximum nesting depth of the nodes of a document. Each bracket adds two levels, and no operation needs 500 nested brackets. */
const MAX_NODE_DEPTH = 1_000

/** Node members whose order has no meaning. */
const UNORDERED = new Set(['definitions', 'variableDefinitions', 'selections', 'arguments', 'fields'])

/**
 * A key that is the same for documents with the same operations. It ignores the layout, plain `__typename` selections, which clients add, and the
 * order of definitions, variables, selections, arguments and members of input objects. The order of a mutation's fields counts: they run one after
 * the other.
 */
function keyOf(node: ASTNode, isMutation = false, depth = 0): string {
  // At greater depths, the stack might overflow. A random key matches no other document.
  if (depth > MAX_NODE_DEPTH) return randomUUID()
  const isOrdered = node.kind === Kind.FIELD ? false : isMutation || isOfMutation(node)
  const members: string[] = []
  for (const [name, value] of Object.entries<unknown>({ ...node })) {
    if (name === 'loc' || name === 'block') continue
    if (Array.isArray(value)) {
      const items: string[] = []
      for (const item of value) if (!isPlainTypename(item)) items.push(keyOf(item, isOrdered, depth + 1))
      if (UNORDERED.has(name) && !(name === 'selections' && isOrdered)) items.sort()
      members.push(`[${items.join()}]`)
    } else {
      members.push(isNode(value) ? keyOf(value, isOrdered, depth + 1) : JSON.stringify(value ?? null))
    }
  }
  const text = `[${members.join()}]`
  // Without the hash, nested text would be copied once for each level.
  return node.kind === Kind.SELECTION_SET ? sha256(text) : text
}

function isOfMutation(node: ASTNode): boolean {
  return (
    (node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION) ||
    (node.kind === Kind.FRAGMENT_DEFINITION && node.typeCondition.name.value === 'Mutation')
  )
}

function isPlainTypename(node: ASTNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias && !node.directives?.length
}

function isNode(value: unknown): value is ASTNode {
  return isObject(value) && 'kind' in value
}

/** Removes the `sha256:` that GraphQL Code Generator and the GraphQL-over-HTTP draft put before a hash. Apollo does not. */
export function withoutHashName(id: string): string {
  return id.replace(/^sha256:(?=[0-9a-f]{64}$)/, '')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
