/** What the executor keeps for a request, and for each selected field. */
import { collectFields } from '@graphql-tools/utils'
import {
  defaultFieldResolver,
  getArgumentValues,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql'
import type {
  FieldNode,
  GraphQLError,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  SelectionNode,
} from 'graphql'
import { perObject } from '../../lib/per-object.js'

/** The state of one request. */
export interface Execution {
  /** What `info` has in common for all fields. */
  shared: Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'rootValue' | 'operation' | 'variableValues'>
  contextValue: unknown
  /** Lets other requests run. Called before each group of objects, in long executions only. */
  pause: (() => Promise<void>) | undefined
  /** What the result waits for. A task can add others. */
  tasks: Promise<unknown>[]
  /** Whether the result may have a Failure, or null in a non-null place. */
  hasFailures: boolean
  /** The types of the result's objects whose field returns an interface or a union. */
  runtimeTypes: Map<unknown, GraphQLObjectType>
  /** Functions that create the errors of the result. */
  errors: (() => GraphQLError)[]
  /** An upper bound for the size of the data as JSON. */
  maxBytes: number
}

/** A selected field of an object type, with all that is the same for all objects. */
export interface Field {
  /** Its alias or name. */
  key: string
  resolve: GraphQLFieldResolver<unknown, unknown>
  args: Record<string, unknown> | Failure
  /** Its `path` has no list indices, because they differ between objects. */
  info: GraphQLResolveInfo
  /** The fields selected below it, by the type of the object. */
  below: Map<GraphQLObjectType, readonly Field[]> | undefined
}

/** Takes the place of a value in the result until its error is created. */
export class Failure {
  readonly reason: unknown
  constructor(reason: unknown) {
    this.reason = reason
  }
}

export function orFailure<T>(compute: () => T): T | Failure {
  try {
    return compute()
  } catch (reason) {
    return new Failure(reason)
  }
}

/** The fields that are selected below `parent` on objects of `type`. Throws if an argument of @skip or @include is invalid. */
export function fieldsBelow(x: Execution, parent: Field, type: GraphQLObjectType): readonly Field[] {
  const known = parent.below?.get(type)
  if (known !== undefined) return known
  const selections = parent.info.fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
  const fields = selectFields(x, type, selections, parent)
  parent.below = (parent.below ?? new Map<GraphQLObjectType, readonly Field[]>()).set(type, fields)
  return fields
}

/** Variables as graphql-tools expects them: in the form of graphql 17. One object per operation, because graphql-tools caches by identity. */
export const variablesOf = perObject((coerced: GraphQLResolveInfo['variableValues']) => ({ coerced, sources: {} }))

const NO_ARGS = {}
const metaFields = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
)

export function selectFields(
  { shared }: Execution,
  parentType: GraphQLObjectType,
  selections: readonly SelectionNode[],
  parent?: Field,
): Field[] {
  const { schema, fragments, variableValues } = shared
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const
  const { fields } = collectFields(schema, fragments, variablesOf(variableValues), parentType, selectionSet)
  return [...fields].map(([key, fieldNodes]) => {
    const node = fieldNodes[0] as FieldNode
    const fieldName = node.name.value
    const field = metaFields.get(fieldName) ?? parentType.getFields()[fieldName]
    if (field === undefined) throw new Error(`${parentType.name} has no field ${fieldName}.`)
    const path = { prev: parent?.info.path, key, typename: parentType.name }
    return {
      key,
      resolve: field.resolve ?? defaultFieldResolver,
      args: field.args.length === 0 ? NO_ARGS : orFailure(() => getArgumentValues(field, node, variableValues)),
      info: { fieldName, fieldNodes, returnType: field.type, parentType, path, ...shared },
      below: undefined,
    }
  })
}
