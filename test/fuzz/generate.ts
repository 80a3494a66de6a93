/** Generates valid random operations from the schema: fields, arguments, aliases, fragments, directives, variables. */
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { scalarValue, type Draw, type Pool } from './values.js'

export interface Operation {
  query: string
  variables: Record<string, unknown>
}

const MAX_DEPTH = 7
const MAX_FIELDS = 40

type Composite = GraphQLObjectType | GraphQLInterfaceType

/** A random operation with at most about forty fields. */
export function generateOperation(schema: GraphQLSchema, pool: Pool, draw: Draw): Operation {
  const variables: Record<string, unknown> = {}
  const definitions: string[] = []
  const fragments: string[] = []
  let fields = 0
  let names = 0
  const kind = draw.chance(20) ? 'mutation' : 'query'
  const root = (kind === 'mutation' ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType
  const selection = selectionOf(root, 0, true)
  const head = `${kind} Fuzz${definitions.length > 0 ? `(${definitions.join(', ')})` : ''}${directive('QUERY')}`
  return { query: [`${head} ${selection}`, ...fragments].join('\n'), variables }

  /** `bare`: whether fields may lack an alias. Fields of fragments need one, to avoid conflicts. */
  function selectionOf(type: Composite, depth: number, bare: boolean): string {
    const all = Object.values(type.getFields())
    const fitting =
      depth < MAX_DEPTH && fields < MAX_FIELDS ? all : all.filter((field) => isLeafType(getNamedType(field.type)))
    const used = new Set<string>()
    const parts: string[] = []
    const count = draw.integer(1, depth === 0 ? 3 : 5)
    for (let i = 0; i < count && fitting.length > 0; i++) parts.push(fieldOf(draw.one(fitting), depth, bare, used))
    if (isAbstractType(type) || fitting.length === 0 || draw.chance(10)) parts.push('__typename')
    const concrete = isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
    if (depth < MAX_DEPTH && (isAbstractType(type) || draw.chance(15))) {
      for (const target of concrete.filter(() => draw.chance(60))) parts.push(fragmentOf(target, depth))
    }
    return `{ ${parts.join(' ')} }`
  }

  function fragmentOf(target: GraphQLObjectType, depth: number): string {
    if (draw.chance(50)) return `... on ${target.name}${directive('FIELD')} ${selectionOf(target, depth + 1, false)}`
    const name = `F${(names += 1)}`
    fragments.push(`fragment ${name} on ${target.name} ${selectionOf(target, depth + 1, false)}`)
    return `...${name}${directive('FIELD')}`
  }

  function fieldOf(field: GraphQLField<unknown, unknown>, depth: number, bare: boolean, used: Set<string>): string {
    fields += 1
    const own = bare && !used.has(field.name) && draw.chance(70)
    used.add(field.name)
    const given = field.args.filter((arg) => isRequiredArgument(arg) || draw.chance(35))
    const args = given.map(({ name, type }) => `${name}: ${argument(type, name)}`)
    const named = getNamedType(field.type)
    return [
      own ? field.name : `a${(names += 1)}: ${field.name}`,
      args.length > 0 ? `(${args.join(', ')})` : '',
      directive('FIELD'),
      isLeafType(named) ? '' : ` ${selectionOf(named as Composite, depth + 1, bare)}`,
    ].join('')
  }

  function directive(where: 'FIELD' | 'QUERY'): string {
    if (where === 'QUERY' || !draw.chance(8)) return ''
    const name = draw.one(['include', 'skip'])
    if (draw.chance(50)) return ` @${name}(if: ${draw.chance(50)})`
    return ` @${name}(if: ${variable('Boolean!', draw.chance(50))})`
  }

  function variable(type: string, value: unknown): string {
    const name = `v${(names += 1)}`
    definitions.push(`$${name}: ${type}`)
    variables[name] = value
    return `$${name}`
  }

  function argument(type: GraphQLInputType, name: string): string {
    const value = valueOf(type, name)
    return draw.chance(40) ? variable(String(type), value) : literal(type, value)
  }

  function valueOf(type: GraphQLInputType, name: string): unknown {
    if (!isNonNullType(type) && draw.chance(5)) return null
    const nullable = getNullableType(type)
    if (isListType(nullable)) {
      const length = draw.chance(3) ? 101 : draw.integer(0, 3)
      return Array.from({ length }, () => valueOf(nullable.ofType, name))
    }
    if (isEnumType(nullable)) return draw.one(nullable.getValues()).name
    if (isInputObjectType(nullable)) {
      const members = Object.values(nullable.getFields()).filter(
        (member) => isRequiredInputField(member) || draw.chance(30),
      )
      return Object.fromEntries(members.map((member) => [member.name, valueOf(member.type, member.name)]))
    }
    return scalarValue(draw, pool, getNamedType(type).name, name)
  }
}

/** The value as a GraphQL literal. */
function literal(type: GraphQLInputType, value: unknown): string {
  const nullable = getNullableType(type)
  if (value === null) return 'null'
  if (isListType(nullable)) return `[${(value as unknown[]).map((item) => literal(nullable.ofType, item)).join(', ')}]`
  if (isEnumType(nullable)) return value as string
  if (isInputObjectType(nullable)) {
    const members = Object.entries(value as object).map(
      ([name, member]) => `${name}: ${literal(nullable.getFields()[name]?.type as GraphQLInputType, member)}`,
    )
    return `{${members.join(', ')}}`
  }
  // GraphQL strings are JSON strings, except that GraphQL cannot escape a lone surrogate: it becomes U+FFFD.
  return typeof value === 'string'
    ? JSON.stringify(value).replaceAll(/\\ud[89a-f]../g, '\\ufffd')
    : JSON.stringify(value)
}
