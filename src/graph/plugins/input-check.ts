/** Checks the arguments of an operation against their bounds, as GraphQL has read them: literals, variables and defaults alike. */
import {
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { codedError } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { inputBounds } from './input-bounds.js'

/** A value's place in the arguments: its type, the name that bounds it, and the way to it, from the name of the field. */
interface InputPlace {
  type: GraphQLInputType
  name: string
  path: readonly (string | number)[]
  /** Whether text that is not well formed is refused here: mutations list it in their userErrors. */
  checksText: boolean
}

/** Throws BAD_USER_INPUT for what is longer than `inputBounds` allows, and for text that is not well formed. */
export type CheckArguments = (
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
) => void

/** Makes the check for one request: a query may repeat a long text or list in each of its aliases, where it is checked once. */
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

function refusal(path: InputPlace['path'], problem: string): Error {
  return codedError('BAD_USER_INPUT', `${path.join('.')} ${problem}`, { http: { status: 400 } })
}
