/** Generates a manifest from .graphql files, as Apollo's generator does: with the documents that Apollo Client sends. */
import {
  concatAST,
  Kind,
  LoneAnonymousOperationRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  print,
  separateOperations,
  specifiedRules,
  validate,
  visit,
  GraphQLError,
  type ASTVisitor,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type Source,
} from 'graphql'
import { sha256, type ListedOperation, type Manifest } from '../config/trusted-documents.js'

/**
 * Rules that are not applied to the documents as sent. This module itself reports anonymous operations, even a lone one. Unused fragments are allowed:
 * operations elsewhere may need them. Variables are checked in the document as written, because Apollo Client removes them with the fields that use them.
 */
const otherRules = new Set([LoneAnonymousOperationRule, NoUnusedFragmentsRule, NoUnusedVariablesRule])
const rules = specifiedRules.filter((rule) => !otherRules.has(rule))

/**
 * Lists each operation with the fragments that it needs, from any of the sources. `problems` lists, by file and line, why the manifest is empty:
 * syntax errors, documents that are invalid for the schema, duplicate names, anonymous operations.
 */
export function listOperations(sources: Source[], schema: GraphQLSchema): { manifest: Manifest; problems: string[] } {
  const problems: string[] = []
  const documents = sources.flatMap((source) => parseSource(source, problems))
  const document = concatAST(documents)
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.name === undefined)
      problems.push(`${locationOf(definition)}: the ${definition.operation} has no name: give it one.`)
  }
  const sent = asSent(document)
  if (problems.length === 0) {
    const errors = [...validate(schema, document, [NoUnusedVariablesRule]), ...validate(schema, sent, rules)]
    problems.push(...errors.map(describe))
  }
  const listed = problems.length > 0 ? [] : list(sent)
  if (problems.length === 0 && listed.length === 0) problems.push('There are no operations to list.')
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

/** Client directives that Apollo Client removes before it sends a field. */
const clientDirectives = new Set(['connection', 'nonreactive', 'unmask'])

function removeForClient({ directives }: { readonly directives?: readonly DirectiveNode[] | undefined }) {
  return directives?.some(({ name }) => name.value === 'client') ? null : undefined
}

/** The document as Apollo Client sends it: with `__typename` in all but root selections, and without client-only parts. */
function asSent(document: DocumentNode): DocumentNode {
  const sent = visit(document, {
    SelectionSet(node, _key, parent) {
      const isRoot = parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
      if (isRoot || node.selections.some(isMeta)) return undefined
      return { ...node, selections: [...node.selections, TYPENAME] }
    },
    Field: removeForClient,
    InlineFragment: removeForClient,
    FragmentSpread: removeForClient,
    Directive: ({ name }) => (clientDirectives.has(name.value) ? null : undefined),
  })
  const emptied = new Set(
    sent.definitions.flatMap((definition, index) =>
      definition.kind === Kind.FRAGMENT_DEFINITION &&
      hasOnlyTypename(definition) &&
      !hasOnlyTypename(document.definitions[index])
        ? [definition.name.value]
        : [],
    ),
  )
  const removeEmptied = ({ name }: { name: { value: string } }) => (emptied.has(name.value) ? null : undefined)
  const withoutEmptied = visit(sent, { FragmentSpread: removeEmptied, FragmentDefinition: removeEmptied })
  const definitions = withoutEmptied.definitions.filter(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.selectionSet.selections.length > 0,
  )
  return { ...withoutEmptied, definitions }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** An introspection field, including `__typename`. */
function isMeta(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith('__')
}

function hasOnlyTypename(definition: DefinitionNode | undefined): boolean {
  return (
    definition !== undefined &&
    'selectionSet' in definition &&
    definition.selectionSet.selections.every(
      (selection) => selection.kind === Kind.FIELD && selection.name.value === '__typename',
    )
  )
}

/** In the order of Apollo's generator: by name, and in each document the operation before its fragments. */
function list(document: DocumentNode): ListedOperation[] {
  const separate = Object.entries(separateOperations(document)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return separate.flatMap(([name, { definitions }]) => {
    const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    if (operation === undefined) return []
    const fragments = definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1))
    const body = print({ kind: Kind.DOCUMENT, definitions: [withUsedVariables(operation, fragments), ...fragments] })
    return [{ id: sha256(body), name, type: operation.operation, body }]
  })
}

/** The operation without the variables of removed fields. */
function withUsedVariables(operation: OperationDefinitionNode, fragments: FragmentDefinitionNode[]) {
  const used = new Set<string>()
  const visitor: ASTVisitor = {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  }
  for (const definition of [operation, ...fragments]) visit(definition, visitor)
  const definitions = operation.variableDefinitions ?? []
  const variableDefinitions = definitions.filter(({ variable }) => used.has(variable.name.value))
  return { ...operation, variableDefinitions }
}

/** The location and message of an error; for duplicates, with the other locations. */
function describe({ message, nodes, source, locations }: GraphQLError): string {
  const [first, ...others] = nodes?.map(locationOf) ?? [`${source?.name}:${locations?.[0]?.line}`]
  return `${first}: ${message}${others.length > 0 ? ` See ${others.join(', ')}.` : ''}`
}

function locationOf({ loc }: { readonly loc?: OperationDefinitionNode['loc'] }): string {
  return `${loc?.source.name}:${loc?.startToken.line}`
}
