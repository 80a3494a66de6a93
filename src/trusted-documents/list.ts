/** Makes a manifest of .graphql files. */
import {
  concatAST,
  Kind,
  LoneAnonymousOperationRule,
  NoUnusedFragmentsRule,
  parse,
  print,
  separateOperations,
  specifiedRules,
  validate,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type Source,
} from 'graphql'
import { sha256, type Manifest } from './manifest.js'

/** Ours says it for one alone, too; and a fragment may be for operations that are elsewhere. */
const rules = specifiedRules.filter((rule) => rule !== LoneAnonymousOperationRule && rule !== NoUnusedFragmentsRule)

/**
 * Lists each operation with the fragments that it needs, whichever of the sources they are in. `problems` says, by file and line, why there is no
 * manifest: what cannot be parsed or is not valid for the schema, two operations of one name, one without a name.
 */
export function listOperations(sources: Source[], schema: GraphQLSchema): { manifest: Manifest; problems: string[] } {
  const problems: string[] = []
  const documents = sources.flatMap((source) => parseSource(source, problems))
  const document = concatAST(documents)
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  for (const operation of operations) {
    if (operation.name === undefined)
      problems.push(`${placeOf(operation)}: the ${operation.operation} has no name: give it one.`)
  }
  if (problems.length === 0) problems.push(...validate(schema, document, rules).map(describe))
  if (problems.length === 0 && operations.length === 0) problems.push('There are no operations to list.')
  const listed = problems.length > 0 ? [] : operations.map((operation) => list(operation, document))
  return { manifest: { format: 'apollo-persisted-query-manifest', version: 1, operations: listed }, problems }
}

function parseSource(source: Source, problems: string[]): DocumentNode[] {
  try {
    return [parse(source)]
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    problems.push(describe(error))
    return []
  }
}

function list(operation: OperationDefinitionNode, document: DocumentNode) {
  const name = operation.name?.value ?? ''
  const alone = separateOperations(document)[name] ?? document
  const body = print(alone)
  return { id: sha256(body), name, type: operation.operation, body }
}

/** The first place of an error and its message; and where the others are of what there are two of. */
function describe({ message, nodes, source, locations }: GraphQLError): string {
  const [first, ...others] = nodes?.map(placeOf) ?? [`${source?.name}:${locations?.[0]?.line}`]
  return `${first}: ${message}${others.length > 0 ? ` See ${others.join(', ')}.` : ''}`
}

function placeOf({ loc }: { readonly loc?: OperationDefinitionNode['loc'] }): string {
  return `${loc?.source.name}:${loc?.startToken.line}`
}
