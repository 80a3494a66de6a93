import { collectSubFields } from '@graphql-tools/utils'
import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql'
import { variablesOf } from './execution/fields.js'

/** The parts of GraphQLResolveInfo that are needed to inspect the selections below a field. */
export type SelectionInfo = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues' | 'fieldNodes'>

/** Decides by its arguments whether a selected field counts. */
export type MatchesArguments = (args: Record<string, unknown>) => boolean

export const always: MatchesArguments = () => true

/**
 * Whether the query selects the field at `path` (field names, not aliases) below the field that is being resolved, whose object has the type
 * `typeName`. Takes fragments, aliases, @skip, @include and variables into account.
 */
export function selects(
  info: SelectionInfo,
  typeName: string,
  path: readonly string[],
  counts: MatchesArguments = always,
): boolean {
  return selectsAny(info, typeName, path.slice(0, -1), { [path.at(-1) ?? '']: counts })
}

/** Whether the query selects any of these fields below `path`. Searches the query only once. */
export function selectsAny(
  info: SelectionInfo,
  typeName: string,
  path: readonly string[],
  names: Readonly<Record<string, MatchesArguments>>,
): boolean {
  const type = info.schema.getType(typeName)
  return isObjectType(type) && search(info, type, info.fieldNodes, path, names)
}

function search(
  info: SelectionInfo,
  type: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
  [name, ...rest]: readonly string[],
  names: Readonly<Record<string, MatchesArguments>>,
): boolean {
  const { schema, fragments, variableValues } = info
  const { fields } = collectSubFields(schema, fragments, variablesOf(variableValues), type, fieldNodes as FieldNode[])
  return [...fields.values()].some((nodes) => {
    const node = nodes[0]
    const field = type.getFields()[node?.name.value ?? '']
    if (node === undefined || field === undefined) return false
    if (name === undefined) return names[field.name]?.(getArgumentValues(field, node, info.variableValues)) === true
    const next = getNamedType(field.type)
    return field.name === name && isObjectType(next) && search(info, next, nodes, rest, names)
  })
}
