import type { ApolloServerPlugin } from '@apollo/server'
import {
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  isListType,
  Kind,
  parse,
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type Token,
} from 'graphql'
import { getComplexity, type ComplexityEstimatorArgs } from 'graphql-query-complexity'
import type { Config } from './config.js'
import type { Context } from './context.js'
import { codedError } from './errors.js'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './relay/connection.js'

/** A field of Query or Mutation may be a call to AWS, of which AWS is said to allow five a second. Those by id are batched: hundreds are fine. */
const ROOT_FIELD = 500
/** Reading a check's HTML takes about 0.2 ms, some fifteen times as long as a field does on its way into the answer: measured. */
const HTML_FIELD = 20
/** Lists without pages are short: the categories of a service, the cells of a finding, the urls of an upload. */
const LIST_LENGTH = 10
/** More than any client writes. It ends what could take long before the complexity is known: validation, and counting itself. */
const MAX_SELECTIONS = 5_000
/** The same, with those of a fragment counted wherever it is spread: counting them takes 0.1 s. */
const MAX_SPREAD_SELECTIONS = 20_000
/** Fragments in fragments make no answer deeper, but what reads them recurses; so it is with lists and objects in arguments. */
const MAX_NESTED_FRAGMENTS = 100
const MAX_NESTED_BRACKETS = 300

type Limits = Pick<Config, 'maxQueryDepth' | 'maxQueryComplexity'>

/** Refuses, with QUERY_TOO_COMPLEX and before anything runs, what would keep the process busy for long, or overflow its stack. */
export function complexityPlugin(limits: Limits): ApolloServerPlugin<Context> {
  /** By the document in place of the one that was refused: Apollo Server caches documents, and this one for as long. */
  const refusals = new WeakMap<DocumentNode, string>()
  return {
    requestDidStart: async () => ({
      // What callers may see can be thrown in didResolveOperation only, and validation before it recurses: it gets a document with nothing in it.
      async validationDidStart(request) {
        const reason = tooLarge(request.document, limits)
        if (reason === undefined) return
        const nothing = parse('{ __typename }', { noLocation: true })
        refusals.set(nothing, reason)
        Object.assign(request, { document: nothing })
      },
      async didResolveOperation({ schema, document, operation, request }) {
        const reason = refusals.get(document)
        if (reason !== undefined) throw tooComplex(reason)
        if (operation !== undefined) checkComplexity(schema, document, operation, request.variables ?? {}, limits)
      },
    }),
  }
}

function tooComplex(reason: string): GraphQLError {
  return codedError('QUERY_TOO_COMPLEX', `${reason} Nothing was run.`, { http: { status: 400 } })
}

function depthAdvice({ maxQueryDepth }: Limits): string {
  return `At most ${maxQueryDepth} levels are allowed (MAX_QUERY_DEPTH), and a fragment that spreads itself has no end.`
}

interface Place {
  selectionSet: SelectionSetNode
  /** How many fields it lies in, itself a level, and how many fragments. */
  fields: number
  fragments: number
}

/** Why a document is too deep or too long, if it is. Fragments are followed, each again only where it lies deeper than before. */
function tooLarge(document: DocumentNode, limits: Limits): string | undefined {
  if (nestedBrackets(document) > MAX_NESTED_BRACKETS)
    return `The query has more than ${MAX_NESTED_BRACKETS} brackets in one another. ${depthAdvice(limits)}`
  const places: Place[] = []
  const spread = new Map<string, Place>()
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue
    const place = { selectionSet: definition.selectionSet, fields: 1, fragments: 0 }
    places.push(place)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) spread.set(definition.name.value, place)
  }
  const seen = new Set<SelectionSetNode>()
  let selections = 0
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { selectionSet, fields, fragments } = place
    if (fields > limits.maxQueryDepth) return `The query has ${fields} levels of fields or more. ${depthAdvice(limits)}`
    if (fragments > MAX_NESTED_FRAGMENTS)
      return `The query has more than ${MAX_NESTED_FRAGMENTS} fragments in one another.`
    if (!seen.has(selectionSet)) selections += selectionSet.selections.length
    seen.add(selectionSet)
    if (selections > MAX_SELECTIONS) return `The query has more than ${MAX_SELECTIONS} selections: ask in parts.`
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.selectionSet) places.push({ selectionSet: selection.selectionSet, fields: fields + 1, fragments })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        places.push({ selectionSet: selection.selectionSet, fields, fragments: fragments + 1 })
      } else {
        const known = spread.get(selection.name.value)
        if (known === undefined || (known.fields >= fields && known.fragments > fragments)) continue
        const deeper = {
          selectionSet: known.selectionSet,
          fields: Math.max(known.fields, fields),
          fragments: Math.max(known.fragments, fragments + 1),
        }
        spread.set(selection.name.value, deeper)
        places.push(deeper)
      }
    }
  }
  return undefined
}

function nestedBrackets({ loc }: DocumentNode): number {
  let [nested, most] = [0, 0]
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next) {
    if ('([{'.includes(token.kind)) most = Math.max(most, ++nested)
    else if (')]}'.includes(token.kind)) nested--
  }
  return most
}

function checkComplexity(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  { maxQueryComplexity }: Limits,
): void {
  // wrong variables are BAD_USER_INPUT: what runs the query says so, all of them at once
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return
  const complexity = complexityOf(schema, document, operation, variables)
  if (complexity <= maxQueryComplexity) return
  throw tooComplex(
    `The query has a complexity of ${complexity}: at most ${maxQueryComplexity} is allowed (MAX_QUERY_COMPLEXITY). ` +
      `A field of Query or Mutation counts ${ROOT_FIELD}, others mostly 1, and what is in a list as often as the list is long: ` +
      'ask for smaller pages (`first`), or in parts.',
  )
}

function complexityOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const operationName = operation.name?.value
  try {
    return getComplexity({
      schema,
      query,
      variables,
      estimators: [estimate],
      maxQueryNodes: MAX_SPREAD_SELECTIONS,
      ...(operationName !== undefined && { operationName }),
    })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (error.message.startsWith('Query exceeds the maximum allowed number of nodes')) {
      throw tooComplex(
        `The query has ${MAX_SPREAD_SELECTIONS} selections or more, counting fragments wherever they are spread: ask in parts.`,
      )
    }
    // a null in a variable for what has a default, but takes no null
    throw codedError('BAD_USER_INPUT', error.message, { http: { status: 400 } })
  }
}

function estimate({ type, field, args, childComplexity }: ComplexityEstimatorArgs): number {
  return weightOf(`${type.name}.${field.name}`) + lengthOf(type, field, args) * childComplexity
}

function weightOf(coordinate: string): number {
  if (coordinate.startsWith('TrustedAdvisorCheck.description')) return HTML_FIELD
  return /^(?:Query|Mutation)\.(?!__)/.test(coordinate) ? ROOT_FIELD : 1
}

/** How often at most, as far as can be known, there is what is selected below a field. */
function lengthOf(
  { name: parent }: GraphQLNamedType,
  { name, type }: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
): number {
  if (getNamedType(type).name.endsWith('Connection')) return pageSizeOf(args)
  // a category of checks, or all of them by their ids
  if (parent === 'RefreshChecksPayload' && name === 'results') return MAX_PAGE_SIZE
  // the items of a page are counted already, where it is asked for
  if (!isListType(getNullableType(type)) || parent.endsWith('Connection')) return 1
  return Array.isArray(args['ids']) ? args['ids'].length : LIST_LENGTH
}

/** A page that is no size is refused where it is asked for, and counts as one that is. */
function pageSizeOf({ first, last }: Readonly<Record<string, unknown>>): number {
  return Math.min(Math.max(Number(first ?? last ?? DEFAULT_PAGE_SIZE), 1), MAX_PAGE_SIZE)
}
