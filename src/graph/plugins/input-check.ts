/** Checks the arguments of an operation against their bounds after GraphQL has coerced them: literals, variables and defaults alike. */
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  Kind,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql'
import { codedError } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { inputBounds } from './input-bounds.js'

/** A value's place in the arguments: its type, its name in `inputBounds`, and the path to it from the field name. */
interface InputPlace {
  type: GraphQLInputType
  name: string
  path: readonly (string | number)[]
  /** Whether malformed text is refused here. Mutations report it in their userErrors instead. */
  checksText: boolean
}

/** Throws BAD_USER_INPUT for values longer than `inputBounds` allows, and for malformed text. */
export type CheckArguments = (
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
) => void

/** Creates the check for one request. It checks a long string or list only once, even if a query repeats it in each alias. */
export function createArgumentCheck(schema: GraphQLSchema): CheckArguments {
  const checked = new Map<string, Set<unknown>>()

  function isChecked({ name, checksText }: InputPlace, value: unknown): boolean {
    const key = `${name} ${checksText}`
    const values = checked.get(key) ?? new Set()
    const known = values.has(value)
    checked.set(key, values.add(value))
    return known
  }

  function check(value: unknown, place: InputPlace): void {
    const { name, path, checksText } = place
    const type = getNullableType(place.type)
    const { length = Infinity, count = Infinity } = inputBounds[name] ?? {}
    if (isListType(type) && Array.isArray(value)) {
      if (isChecked(place, value)) return
      if (value.length > count) throw refusal(path, `has ${value.length} entries: at most ${count} are allowed.`)
      for (const [index, item] of value.entries()) check(item, { ...place, type: type.ofType, path: [...path, index] })
    } else if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
      for (const [member, memberValue] of Object.entries(value)) {
        const field = type.getFields()[member]
        if (field) check(memberValue, { type: field.type, name: member, path: [...path, member], checksText })
      }
    } else if (typeof value === 'string' && !isChecked(place, value)) {
      if (value.length > length) throw refusal(path, `has ${value.length} characters: at most ${length} are allowed.`)
      const problem = checksText ? textProblem(value) : undefined
      if (problem !== undefined) throw refusal(path, problem)
    }
  }

  return (parent, field, args) => {
    const checksText = parent !== schema.getMutationType()
    for (const { name, type } of field.args) check(args[name], { type, name, path: [field.name, name], checksText })
  }
}

/** No name in the schema is longer. */
const MAX_NAME_LENGTH = 100

/**
 * Throws BAD_USER_INPUT for overlong names of enum values and input fields in variables. To suggest alternatives, graphql-js compares an unknown name
 * with all known ones, which takes seconds for 20 MB. Not recursive, because lists may be nested deeply.
 */
export function checkNames(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const places = variableDefinitions.map(({ variable: { name }, type }) => ({
    value: variables[name.value],
    type: schema.getType(nameOf(type)),
    path: `$${name.value}`,
  }))
  for (const { value, type, path } of places) {
    if (Array.isArray(value)) {
      for (const item of value) places.push({ value: item, type, path })
    } else if (isEnumType(type) && typeof value === 'string') {
      checkName(value, path)
    } else if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        checkName(name, path)
        places.push({ value: member, type: getNamedType(type.getFields()[name]?.type), path })
      }
    }
  }
}

function checkName({ length }: string, path: string): void {
  if (length <= MAX_NAME_LENGTH) return
  throw refusal([path], `has a name of ${length} characters: at most ${MAX_NAME_LENGTH} are allowed.`)
}

/** The name of a type without its list and non-null wrappers. */
function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}

function refusal(path: InputPlace['path'], problem: string): Error {
  return codedError('BAD_USER_INPUT', `${path.join('.')} ${problem}`, { http: { status: 400 } })
}
