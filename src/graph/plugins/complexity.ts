/** Limits a query's complexity (AWS calls and fields) and checks its arguments before it runs. `schema/` has the weights, in `@upstreamCost`. */
import type { ApolloServerPlugin } from '@apollo/server'
import {
  getDirectiveValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  isListType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Config } from '../../config/config.js'
import type { Context } from '../context.js'
import { codedError } from '../../lib/errors.js'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../relay/connection.js'
import { selects } from '../selection.js'
import { callsForIds } from './calls-for-ids.js'
import { checkNames, createArgumentCheck } from './input-check.js'
import { tooComplex } from './query-refusal.js'
import { createTotals, type TotalsOptions, type WeighField } from './selection-totals.js'

/** The weight of an AWS call. AWS reportedly allows five a second. */
const CALL = 500
/** The assumed length of lists without pages. They are short: the categories of a service, the cells of a finding, the URLs of an upload. */
const LIST_LENGTH = 10
/** The maximum number of selections. Those of a fragment count wherever it is spread. */
const MAX_SPREAD_SELECTIONS = 20_000

/** Above this complexity, the executor pauses. Below it, producing a response takes a few tenths of a second at most; errors take longest. */
const PACED_COMPLEXITY = 20_000

/** How many sets of variables are cached per operation, and their maximum length. A few thousand documents are cached. */
const MAX_CACHED_VARIABLES = 5
const MAX_CACHED_CHARACTERS = 500
/** graphql-js reports up to 50 invalid values, and its messages repeat them: for 20 MB of variables, the messages reached a gigabyte. */
const MAX_REPEATED_CHARACTERS = 100_000

type ComplexityConfig = Pick<Config, 'maxQueryComplexity'>

/** Before anything runs, refuses queries that could cost too much with QUERY_TOO_COMPLEX, and overlong arguments with BAD_USER_INPUT. */
export function complexityPlugin({ maxQueryComplexity }: ComplexityConfig): ApolloServerPlugin<Context> {
  /** The complexity of accepted queries, by variables, for as long as their document is cached: clients repeat the same queries. */
  const acceptedQueries = new WeakMap<OperationDefinitionNode, LRUCache<string, number>>()
  const constants: TotalsOptions['constants'] = new WeakMap()

  return {
    requestDidStart: async () => ({
      async didResolveOperation({ schema, document, operation, request, contextValue }) {
        if (operation === undefined) return
        const variables = request.variables ?? {}
        checkNames(schema, operation, variables)
        const definitions = operation.variableDefinitions ?? []
        const { errors, coerced } = getVariableValues(schema, definitions, variables, { maxErrors: 1 })
        if (errors) {
          // Leave short variables to execution, which reports all invalid ones with BAD_USER_INPUT. Its messages may repeat whole variables, so refuse
          // long ones here with the first error alone.
          if (isShort(variables)) return
          throw codedError('BAD_USER_INPUT', errors[0]?.message ?? '', { http: { status: 400 } })
        }
        const before = acceptedQueries.get(operation) ?? new LRUCache({ max: MAX_CACHED_VARIABLES })
        const values = JSON.stringify(coerced)
        const known = before.get(values)
        if (known !== undefined) {
          contextValue.paced = known > PACED_COMPLEXITY
          return
        }
        const complexity = complexityOf({ schema, variableValues: coerced, constants }, document, operation)
        if (complexity <= maxQueryComplexity) {
          contextValue.paced = complexity > PACED_COMPLEXITY
          if (values.length <= MAX_CACHED_CHARACTERS) acceptedQueries.set(operation, before.set(values, complexity))
          return
        }
        throw tooComplex({
          measure: 'complexity',
          cost: complexity,
          limit: maxQueryComplexity,
          message:
            `The query has a complexity of ${complexity}: at most ${maxQueryComplexity} is allowed (MAX_QUERY_COMPLEXITY). ` +
            `An AWS call adds ${CALL}, most other fields add 1, and fields in a list are multiplied by the length of the list. ` +
            'Request smaller pages (`first`), or split the query.',
        })
      },
    }),
  }
}

function isShort(variables: unknown): boolean {
  try {
    return JSON.stringify(variables).length <= MAX_REPEATED_CHARACTERS
  } catch {
    // nested too deeply for JSON.stringify, which recurses
    return false
  }
}

function complexityOf(
  given: Omit<TotalsOptions, 'fragments'>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  const root = given.schema.getRootType(operation.operation)
  if (root == null) return 0
  const fragments: Record<string, FragmentDefinitionNode> = {}
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  const options = { ...given, fragments }
  const { selections, complexity } = orBadInput(() =>
    createTotals(options, createWeights(options))(operation.selectionSet, root),
  )
  if (selections <= MAX_SPREAD_SELECTIONS) return complexity
  throw tooComplex({
    measure: 'selections',
    cost: MAX_SPREAD_SELECTIONS + 1,
    limit: MAX_SPREAD_SELECTIONS,
    message: `The query has more than ${MAX_SPREAD_SELECTIONS} selections, counting fragments wherever they are spread. Split the query.`,
  })
}

/** Reports errors in arguments as BAD_USER_INPUT: a value that is too long, or a null variable for a non-null argument with a default. */
function orBadInput<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw codedError('BAD_USER_INPUT', error.message, { http: { status: 400 } })
  }
}

/** The arguments of `@upstreamCost`. */
interface Cost {
  calls: number
  weight: number
  pastFirst: number
  atMost?: number | null
}

const NO_COST: Cost = { calls: 0, weight: 1, pastFirst: 0 }

function createWeights({ schema, fragments, variableValues }: TotalsOptions): WeighField {
  const roots = new Set<GraphQLNamedType | null | undefined>([schema.getQueryType(), schema.getMutationType()])
  const checkArguments = createArgumentCheck(schema)

  return (field, { parent, node, args }, childComplexity) => {
    checkArguments(parent, field, args)
    const cost = costOf(schema, field)
    const info = { schema, fragments, variableValues, fieldNodes: [node] }
    const isCalled =
      cost.calls > 0 &&
      (Number(args['first'] ?? DEFAULT_PAGE_SIZE) > cost.pastFirst ||
        [args['after'], args['last'], args['before']].some((argument) => argument != null) ||
        selects(info, getNamedType(field.type).name, ['totalCount']))
    const calls = (isCalled ? cost.calls : 0) + (roots.has(parent) && !field.name.startsWith('__') ? 1 : 0)
    const weight = calls * CALL + cost.weight + (roots.has(parent) ? callsForIds(args) * CALL : 0)
    return weight + lengthOf(parent, field, args, cost) * childComplexity
  }
}

/** The costs of fields that have been weighed. A field's directive never changes. */
const costs = new WeakMap<GraphQLField<unknown, unknown>, Cost>()

function costOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): Cost {
  const cost = costs.get(field) ?? readCost(schema, field)
  costs.set(field, cost)
  return cost
}

function readCost(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>): Cost {
  const directive = schema.getDirective('upstreamCost')
  if (directive == null || astNode == null) return NO_COST
  return (getDirectiveValues(directive, astNode) as Cost | undefined) ?? NO_COST
}

/** The maximum number of objects below a field, or an estimate if it is unknown. */
function lengthOf(
  { name: parent }: GraphQLNamedType,
  { type }: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
  { atMost }: Cost,
): number {
  if (getNamedType(type).name.endsWith('Connection')) return Math.min(pageSizeOf(args), atMost ?? MAX_PAGE_SIZE)
  // the connection field has already counted the items of the page
  if (!isListType(getNullableType(type)) || parent.endsWith('Connection')) return 1
  return Array.isArray(args['ids']) ? args['ids'].length : (atMost ?? LIST_LENGTH)
}

/** The resolver refuses an invalid page size. Here it counts as the nearest valid one. */
function pageSizeOf({ first, last }: Readonly<Record<string, unknown>>): number {
  return Math.min(Math.max(Number(first ?? last ?? DEFAULT_PAGE_SIZE), 1), MAX_PAGE_SIZE)
}
