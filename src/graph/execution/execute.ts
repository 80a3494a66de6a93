/**
 * Executes operations breadth-first: a field is resolved for all objects of a level before the fields below it. What graphql-js does for each object
 * is done once per field: reading arguments and directives, and building `info`. docs/execution.md has the details.
 */
import { execute as executeWithGraphqlJs, getOperationAST, getVariableValues, Kind, OperationTypeNode } from 'graphql'
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql'
import { Data, resolveFields } from './columns.js'
import { createErrors, placeNulls } from './errors.js'
import { selectFields, type Execution } from './fields.js'

/** Without `fieldResolver` and `typeResolver`: the executor always uses the default resolvers of graphql-js. */
type Supported = 'schema' | 'document' | 'rootValue' | 'contextValue' | 'variableValues' | 'operationName'
/** `pause` lets other requests run. It is called again and again during the execution, and must not reject. */
type Args = Pick<ExecutionArgs, Supported> & { pause?: (() => Promise<void>) | undefined }

/** Executes a valid document, with the same result as graphql-js. */
export async function execute(args: Args): Promise<ExecutionResult> {
  const x = prepare(args)
  const root = x?.shared.schema.getRootType(x.shared.operation.operation)
  if (x === undefined || root == null) return executeWithGraphqlJs(args)
  const { operation, rootValue } = x.shared
  try {
    const fields = selectFields(x, root, operation.selectionSet.selections)
    const data = new Data()
    // The fields of a mutation are executed one after the other.
    const steps = operation.operation === OperationTypeNode.MUTATION ? fields.map((field) => [field]) : [fields]
    for (const step of steps) {
      resolveFields(x, step, [rootValue], [data])
      while (x.tasks.length > 0) await x.tasks.pop()
      if (x.hasFailures && !placeNulls(x, step, data)) return { errors: await createErrors(x), data: null }
    }
    sizes.set(data, x.maxBytes)
    return x.hasFailures ? { errors: await createErrors(x), data } : { data }
  } catch (error) {
    return { errors: [error as GraphQLError], data: null }
  }
}

const sizes = new WeakMap<object, number>()

/** An upper bound for the size of a result's data as JSON, in bytes; undefined for a result of graphql-js. */
export function maxBytesOf(data: object): number | undefined {
  return sizes.get(data)
}

/** Undefined for what graphql-js executes: subscriptions, and operations that cannot start because of an error. */
function prepare({ document, pause, ...args }: Args): Execution | undefined {
  const { schema, rootValue, contextValue } = args
  const operation = getOperationAST(document, args.operationName)
  if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {})
  if (coerced === undefined) return undefined
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const fragments = Object.fromEntries(definitions.map((fragment) => [fragment.name.value, fragment]))
  const shared = { schema, fragments, rootValue, operation, variableValues: coerced }
  return {
    shared,
    contextValue,
    pause,
    tasks: [],
    hasFailures: false,
    runtimeTypes: new Map(),
    errors: [],
    maxBytes: 2,
  }
}
