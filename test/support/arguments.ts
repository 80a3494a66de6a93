/** Every argument and input field of a schema, each with an operation that sets it. For suites that try all of them. */
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

export interface ArgumentPlace {
  /** `Query.cases(after:)`, `CaseFilter.text` */
  coordinate: string
  type: GraphQLInputType
  /** The field, the argument and any input fields that lead to the value, by name. */
  path: string[]
  isMutation: boolean
  /** An operation that passes the value in a variable. */
  operation: (value: unknown) => { query: string; variables: Record<string, unknown> }
}

/** Each argument once, even if several paths lead to it. */
export function argumentsOf(schema: GraphQLSchema): ArgumentPlace[] {
  const places = new Map<string, ArgumentPlace>()
  const reached = new Set<GraphQLObjectType>()
  for (const kind of ['query', 'mutation'] as const) {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
    if (root == null) continue
    const ways: { type: GraphQLObjectType; wrap: (selection: string) => string }[] = [
      { type: root, wrap: (selection) => selection },
    ]
    for (const { type, wrap } of ways) {
      if (reached.has(type)) continue
      reached.add(type)
      for (const field of Object.values(type.getFields())) {
        addPlaces(type, field, kind, wrap)
        const next = getNamedType(field.type)
        const select = (selection: string) => wrap(`${field.name}${requiredArguments(field)} { ${selection} }`)
        if (isObjectType(next)) ways.push({ type: next, wrap: select })
      }
    }
  }
  return [...places.values()]

  function addPlaces(
    parent: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    kind: 'query' | 'mutation',
    wrap: (selection: string) => string,
  ): void {
    const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''
    for (const argument of field.args) {
      const others = requiredArguments(field, argument.name)
      const operation = (value: unknown) => ({
        query: `${kind} ($v: ${String(argument.type)}) { ${wrap(`${field.name}(${argument.name}: $v${others.replace(/^\(/, ', ') || ')'}${selection}`)} }`,
        variables: { v: value },
      })
      add(`${parent.name}.${field.name}(${argument.name}:)`, argument.type, [field.name, argument.name], operation)
    }

    function add(
      coordinate: string,
      type: GraphQLInputType,
      path: string[],
      operation: ArgumentPlace['operation'],
    ): void {
      if (places.has(coordinate)) return
      places.set(coordinate, { coordinate, type, path, operation, isMutation: kind === 'mutation' })
      const nullable = getNullableType(type)
      const isList = isListType(nullable)
      const named = getNamedType(type)
      if (!isInputObjectType(named)) return
      for (const member of Object.values(named.getFields())) {
        add(`${named.name}.${member.name}`, member.type, [...path, ...(isList ? ['0'] : []), member.name], (value) => {
          const object = { ...(sampleOf(named) as object), [member.name]: value }
          return operation(isList ? [object] : object)
        })
      }
    }
  }
}

function requiredArguments(field: GraphQLField<unknown, unknown>, except?: string): string {
  const given = field.args.filter((argument) => argument.name !== except && isRequiredArgument(argument))
  return given.length === 0
    ? ''
    : `(${given.map(({ name, type }) => `${name}: ${JSON.stringify(sampleOf(type))}`).join(', ')})`
}

/** A value of the type with required fields only. */
function sampleOf(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return []
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name
  if (isInputObjectType(nullable)) {
    const members = Object.values(nullable.getFields()).filter(isRequiredInputField)
    return Object.fromEntries(members.map((member) => [member.name, sampleOf(member.type)]))
  }
  const samples: Record<string, unknown> = { Int: 1, SafeInt: 1, Float: 1, Boolean: false, DateTime: '2026-01-01' }
  return samples[getNamedType(nullable).name] ?? '1'
}
