/** Checks every argument of an operation against its bound, once, before anything runs: literals, variables and their defaults. */
import type { ApolloServerPlugin } from '@apollo/server'
import {
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type { Context } from '../context.js'
import { codedError, shortened } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { inputBounds, otherwise } from './input-bounds.js'

/** A value's place in the arguments: its type, its schema coordinate, and the way to it, from the name of the field. */
interface InputPlace {
  type: GraphQLInputType
  coordinate: string
  path: readonly (string | number)[]
  /** Whether text that is not well formed is refused here: mutations list it in their userErrors. */
  checksText: boolean
}

/** Stands for the value of a variable, in the values of an operation that has none yet. */
class Variable {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

interface Inputs {
  /** What is wrong with the operation itself, whatever its variables are. */
  problem: string | undefined
  /** Every place of every variable, each once. */
  uses: readonly (InputPlace & { name: string })[]
}

/** Refuses, with BAD_USER_INPUT, what is longer than `inputBounds` allows, and text that is not well formed. */
export function inputPlugin(): ApolloServerPlugin<Context> {
  const known = new WeakMap<OperationDefinitionNode, Inputs>()
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ schema, document, operation, request }) {
        if (operation === undefined) return
        const inputs = known.get(operation) ?? readInputs(schema, document, operation)
        known.set(operation, inputs)
        const sent = request.variables ?? {}
        const problem =
          inputs.problem ??
          inputs.uses.map(({ name, ...place }) => problemOf(sent[name], place)).find((found) => found !== undefined)
        // All plugins run, even if one throws: none gets a value that is too long, or one that the operation does not declare.
        const declared = problem === undefined ? (operation.variableDefinitions ?? []) : []
        request.variables = Object.fromEntries(
          declared
            .map(({ variable }) => variable.name.value)
            .flatMap((name) => (Object.hasOwn(sent, name) ? [[name, sent[name]]] : [])),
        )
        if (problem !== undefined) throw codedError('BAD_USER_INPUT', problem, { http: { status: 400 } })
      },
    }),
  }
}

/** All arguments of the operation and of the fragments that it spreads. */
function readInputs(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Inputs {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const definitions = operation.variableDefinitions ?? []
  const variables = Object.fromEntries(
    definitions.map(({ variable }) => [variable.name.value, new Variable(variable.name.value)]),
  )
  const uses = new Map<string, InputPlace & { name: string }>()
  let problem: string | undefined
  const collect = ({ name }: Variable, place: InputPlace): void => {
    uses.set(`${name} ${place.coordinate} ${String(place.type)}`, { ...place, name })
  }

  const typeInfo = new TypeInfo(schema)
  const reached = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation])
  const visitor = visitWithTypeInfo(typeInfo, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value)
      if (fragment !== undefined) reached.add(fragment)
    },
    Argument({ value }) {
      const argument = typeInfo.getArgument()
      const directive = typeInfo.getDirective()
      const field = typeInfo.getFieldDef()?.name ?? ''
      if (argument == null) return
      const place: InputPlace = {
        type: argument.type,
        coordinate: directive
          ? `@${directive.name}(${argument.name}:)`
          : `${typeInfo.getParentType()?.name}.${field}(${argument.name}:)`,
        path: [directive ? `@${directive.name}` : field, argument.name],
        checksText: typeInfo.getParentType() !== schema.getMutationType(),
      }
      problem ??= problemOf(valueFromASTUntyped(value, variables), place, collect)
    },
  })
  for (const definition of reached) visit(definition, visitor)

  for (const { variable, defaultValue } of definitions) {
    if (defaultValue === undefined) continue
    const value = valueFromASTUntyped(defaultValue)
    for (const { name, ...place } of uses.values())
      if (name === variable.name.value) problem ??= problemOf(value, place)
  }
  return { problem, uses: [...uses.values()] }
}

/**
 * What is wrong with a value, the first of all. A value that is not of its type is for graphql-js to refuse, which repeats it in its message: it
 * only must not be large. `found` gets the variables in it.
 */
function problemOf(
  value: unknown,
  place: InputPlace,
  found?: (variable: Variable, place: InputPlace) => void,
): string | undefined {
  if (value == null) return undefined
  if (value instanceof Variable) {
    found?.(value, place)
    return undefined
  }
  const { coordinate, path } = place
  const type = getNullableType(place.type)
  const { length = otherwise.length, count = otherwise.count } = inputBounds[coordinate] ?? otherwise
  const name = () => path.join('.')

  if (isListType(type)) {
    // GraphQL takes a single value for a list of it
    if (!Array.isArray(value)) return problemOf(value, { ...place, type: type.ofType }, found)
    if (value.length > count) return `${name()} has ${value.length} entries: at most ${count} are allowed.`
    return firstOf(value.entries(), ([index, item]) =>
      problemOf(item, { ...place, type: type.ofType, path: [...path, index] }, found),
    )
  }
  if (isInputObjectType(type) && typeof value === 'object' && !Array.isArray(value)) {
    const fields = type.getFields()
    const members = Object.entries(value)
    const most = Object.keys(fields).length
    if (members.length > most) return `${name()} has ${members.length} members: ${type.name} has ${most}.`
    return firstOf(members, ([key, member]) => {
      const field = fields[key]
      if (field === undefined)
        return isShort([key, member])
          ? undefined
          : `${name()} has a member ${JSON.stringify(shortened(key))} that ${type.name} does not have.`
      return problemOf(
        member,
        { ...place, type: field.type, coordinate: `${type.name}.${key}`, path: [...path, key] },
        found,
      )
    })
  }
  if (typeof value !== 'string') return isShort(value) ? undefined : `${name()} is not a value of type ${type.name}.`
  if (value.length > length) return `${name()} has ${value.length} characters: at most ${length} are allowed.`
  const problem = place.checksText ? textProblem(value) : undefined
  return problem && `${name()} ${problem}`
}

function firstOf<T>(items: Iterable<T>, read: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = read(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Whether a message may repeat a value, whatever its type. Without recursion: it may be nested deeply. */
function isShort(json: unknown): boolean {
  let length = 0
  const values = [json]
  for (const value of values) {
    if (typeof value === 'string') length += value.length
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        length += key.length
        values.push(member)
      }
    }
    if (length + values.length > otherwise.length) return false
  }
  return true
}
