/** The file that TRUSTED_DOCUMENTS names: the only operations that are let through. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Kind, parse, TokenKind, type DocumentNode, type Token } from 'graphql'
import { ConfigError } from '../config.js'
import { property, whyUnreadable } from '../log.js'

/** As Apollo's tools write it, and take it. */
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
  /** Whether a document is listed, however it is laid out, and whichever `__typename` its client has added. */
  has(document: DocumentNode): boolean
  /** The text of a document by the id that the manifest gives it, or by the SHA-256 of its text, in hex. */
  textOf(id: string): string | undefined
  /** The names of their operations. */
  names: ReadonlySet<string>
}

/**
 * Reads a manifest: Apollo's (`{ "format": "apollo-persisted-query-manifest", … }`), or `{ "<id>": "<text>" }`, as Relay and GraphQL Code Generator
 * write it. Throws a ConfigError that names all that is wrong.
 */
export function readTrustedDocuments(path: string): TrustedDocuments {
  const problems: string[] = []
  const texts = new Map<string, string>()
  const keys = new Set<string>()
  const names = new Set<string>()
  for (const { where, id, body } of readEntries(path, problems)) {
    if (typeof id !== 'string' || id === '' || typeof body !== 'string') {
      problems.push(`${where} must have an id and a text`)
    } else if (texts.has(id)) {
      problems.push(`${where} has the id ${JSON.stringify(id)}, which another has too`)
    } else {
      try {
        const document = parse(body)
        keys.add(keyOf(document))
        for (const definition of document.definitions) {
          if (definition.kind === Kind.OPERATION_DEFINITION && definition.name) names.add(definition.name.value)
        }
        texts.set(id, body)
      } catch (error) {
        problems.push(`${where} is no GraphQL: ${String(property(error, 'message'))}`)
      }
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(problems.map((problem) => `TRUSTED_DOCUMENTS is ${JSON.stringify(path)}: ${problem}`))
  }
  const byHash = new Map([...texts.values()].map((body) => [sha256(body), body]))
  return { has: (document) => keys.has(keyOf(document)), textOf: (id) => texts.get(id) ?? byHash.get(id), names }
}

interface Entry {
  where: string
  id: unknown
  body: unknown
}

function readEntries(path: string, problems: string[]): Entry[] {
  const entries = entriesOf(readJson(path, problems))
  if (entries === undefined && problems.length === 0) {
    problems.push('it must be a manifest as `npm run trusted-documents` makes it, or an object of texts by their ids')
  }
  if (entries?.length === 0) problems.push('it has no operations, so that nothing could be asked')
  return entries ?? []
}

function readJson(path: string, problems: string[]): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is not JSON' : whyUnreadable(error)
    problems.push(`${problem}; make it with npm run trusted-documents`)
    return undefined
  }
}

function entriesOf(json: unknown): Entry[] | undefined {
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What two documents have in common that are the same but for their layout, and for the `__typename` that clients add to every selection. Made of
 * tokens: printing a document takes long for one that is nested deeply.
 */
function keyOf({ loc }: DocumentNode): string {
  const tokens: Token[] = []
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next) {
    if (token.kind !== TokenKind.COMMENT) tokens.push(token)
  }
  const isAdded = ({ kind, value }: Token, index: number) =>
    kind === TokenKind.NAME &&
    value === '__typename' &&
    !['...', ':', '@'].includes(tokens[index - 1]?.kind ?? '') &&
    ![':', '@'].includes(tokens[index + 1]?.kind ?? '')
  const kept = tokens.filter((token, index) => !isAdded(token, index))
  return sha256(kept.map(({ kind, value }) => JSON.stringify([kind, value])).join())
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
