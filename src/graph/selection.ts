import { collectSubFields } from '@graphql-tools/utils'
import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql'

/** What is needed of a query to look into it: of the field that is being resolved, or of one that may be. */
export type SelectionInfo = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues' | 'fieldNodes'>

/** Whether a field that is selected counts, by the values of its arguments. */
export type CountsWith = (args: Record<string, unknown>) => boolean

/**
 * Whether the query selects the field at `path` (names of fields, not aliases) below the field that is being resolved, read as `typeName`.
 * Fragments, aliases, @skip, @include and variables are followed.
 */
export function selects(
  info: SelectionInfo,
  typeName: string,
  path: readonly string[],
  counts: CountsWith = () => true,
): boolean {
  const type = info.schema.getType(typeName)
  return isObjectType(type) && search(info, type, [...info.fieldNodes], path, counts)
}

function search(
  info: SelectionInfo,
  type: GraphQLObjectType,
  fieldNodes: FieldNode[],
  [name, ...rest]: readonly string[],
  counts: CountsWith,
): boolean {
  const field = type.getFields()[name ?? '']
  if (field === undefined) return false
  // graphql-tools takes the variables in the form that graphql 17 has
  const variables = { coerced: info.variableValues, sources: {} } as Parameters<typeof collectSubFields>[2]
  const { fields } = collectSubFields(info.schema, info.fragments, variables, type, fieldNodes)
  return [...fields.values()].some((nodes) => {
    const node = nodes[0]
    if (node === undefined || node.name.value !== name) return false
    if (rest.length === 0) return counts(getArgumentValues(field, node, info.variableValues))
    const next = getNamedType(field.type)
    return isObjectType(next) && search(info, next, nodes, rest, counts)
  })
}
