/** Operations for all fields of Query and Mutation, generated from the schema so tests need not list them. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

export interface RootField {
  kind: 'query' | 'mutation'
  name: string
  field: GraphQLField<unknown, unknown>
}

/**
 * The value of a string or id by its coordinate, such as `Query.case(id)` or `CaseFilter.text`. Undefined omits an
 * optional argument or input field.
 */
export type TextAt = (place: string, type: string) => string | undefined

/** All fields of Query and Mutation. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const of = (kind: RootField['kind'], root: GraphQLObjectType | null | undefined): RootField[] =>
    Object.values(root?.getFields() ?? {}).map((field) => ({ kind, name: field.name, field }))
  return [...of('query', schema.getQueryType()), ...of('mutation', schema.getMutationType())]
}

/** An operation for one field, with every argument that `textAt` has a value for as a variable. */
export function callOf({ kind, name, field }: RootField, textAt: TextAt, selection = '{ __typename }') {
  const root = kind === 'query' ? 'Query' : 'Mutation'
  const given = field.args.flatMap((arg) => {
    const value = valueOf(arg.type, `${root}.${name}(${arg.name})`, textAt)
    return value === undefined ? [] : [{ ...arg, value }]
  })
  const declared = given.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const selected = isLeafType(getNamedType(field.type)) ? '' : selection
  return {
    query: `${kind} Call${declared && `(${declared})`} { ${name}${passed && `(${passed})`} ${selected} }`,
    variables: Object.fromEntries(given.map((arg) => [arg.name, arg.value])),
  }
}

function valueOf(type: GraphQLInputType, place: string, textAt: TextAt): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, place, textAt) ?? textAt(place, '')
  if (isListType(type)) {
    const item = valueOf(type.ofType, place, textAt)
    return item === undefined ? undefined : [item]
  }
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map((field) => [
      field.name,
      valueOf(field.type, `${type.name}.${field.name}`, textAt),
    ])
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
  }
  if (place.endsWith('(last)')) return undefined
  if (type.name === 'Int' || type.name === 'SafeInt') return 2
  if (type.name === 'Boolean') return false
  return textAt(place, type.name)
}

/**
 * Selects every field of a type, recursively, in pages of two. Omits fields of a type that already encloses them. Each
 * field has the alias `Type_field`. Nodes of connections that also have edges get leaf fields only, to stay below the
 * token limit.
 */
export function selectAll(
  schema: GraphQLSchema,
  typeName: string,
  above: readonly string[] = [],
  leavesOnly = false,
): string {
  const type = schema.getType(typeName)
  if (isInterfaceType(type)) {
    const fragments = schema
      .getImplementations(type)
      .objects.map(({ name }) => `... on ${name} ${selectAll(schema, name, above)}`)
    return `{ typename: __typename ${fragments.join('\n')} }`
  }
  if (!isObjectType(type)) return ''
  const selections = Object.values(type.getFields())
    .filter((field) => !above.includes(getNamedType(field.type).name))
    .filter((field) => !leavesOnly || isLeafType(getNamedType(field.type)))
    .map((field) => {
      const page = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : ''
      const isRepeated = field.name === 'nodes' && 'edges' in type.getFields()
      const below = selectAll(schema, getNamedType(field.type).name, [...above, type.name], isRepeated)
      // Fields with the same name may differ in type between two object types; GraphQL then requires different keys.
      return `${type.name}_${field.name}: ${field.name}${page} ${below}`
    })
  return `{ typename: __typename ${selections.join('\n')} }`
}
