/**
 * Draws operations for drawn schemas. Their fields exist and can be merged, which an executor relies on. Arguments and
 * directives can be invalid, so they also fail during execution.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  FieldsOnCorrectTypeRule,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { createRandom } from '../../chaos/random.js'

export interface DrawnOperation {
  query: string
  variables: Record<string, unknown>
}

const MAX_DEPTH = 4
const MAX_FIELDS = 30
const MOST_ATTEMPTS = 10_000
const aliases = ['a', 'b', 'c', '__proto__', 'constructor', 'toString', 'then', 'length']
const targets = ['A', 'B', 'C', 'Node', 'Named', 'Either', 'All']

const literals: Record<string, string[]> = {
  Int: ['1', '2', 'null', '0'],
  '[Int!]': ['[]', '[1, 2]', '3', 'null'],
  '[[Int]!]!': ['[[1], [null]]', '[]', '5'],
  Color: ['RED', 'BLUE', 'null'],
  In: ['{}', '{n: 1}', '{list: [{n: 2}, {}], color: null}', 'null'],
}
const wrongLiterals = ['"text"', '{m: 1}', 'PINK', '1.5', '[null]']
const values: Record<string, unknown[]> = {
  Int: [1, 2, null],
  '[Int!]': [[], [1, 2], 3, null],
  '[[Int]!]!': [[[1], [null]], []],
  Color: ['RED', 'BLUE', null],
  In: [{}, { n: 1 }, { list: [{ n: 2 }, {}] }, null],
}

export function drawOperation(schema: GraphQLSchema, seed: number): DrawnOperation {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const operation = drawAny(schema, seed + attempt * 1_000_003)
    if (
      validate(schema, parse(operation.query), [FieldsOnCorrectTypeRule, OverlappingFieldsCanBeMergedRule]).length === 0
    )
      return operation
  }
  throw new Error(`No operation of seed ${seed} has fields that can be merged`)
}

function drawAny(schema: GraphQLSchema, seed: number): DrawnOperation {
  const random = createRandom(seed)
  const variables: Record<string, unknown> = {}
  const definitions: string[] = []
  const fragments: string[] = []
  /** Most operations have no error that validation finds. */
  const isSloppy = random.chance(0.3)
  let fields = 0
  const isMutation = random.chance(0.25)
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType
  const selection = selectionOf(root, 0)
  const name = isMutation ? 'mutation' : 'query'
  const head = definitions.length > 0 ? `${name} Drawn(${definitions.join(', ')})` : name
  return { query: [`${head} ${selection}`, ...fragments].join('\n'), variables }

  function selectionOf(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = []
    const own = 'getFields' in type ? Object.values(type.getFields()) : []
    const isDeep = depth >= MAX_DEPTH || fields > MAX_FIELDS
    const fitting = isDeep ? own.filter((field) => !isCompositeType(getNamedType(field.type))) : own
    const count = depth === 0 ? 1 + random.below(4) : 1 + random.below(5)
    for (let i = 0; i < count && fitting.length > 0; i++) parts.push(fieldOf(random.pick(fitting), depth))
    if (parts.length === 0 || random.chance(0.15)) parts.push(`${alias(0.2)}__typename${directive()}`)
    if (!isDeep && isAbstractType(type)) {
      for (const target of targets) if (random.chance(0.4)) parts.push(fragmentOn(target, type, depth))
    } else if (!isDeep && random.chance(0.2)) parts.push(fragmentOn(type.name, type, depth))
    if (depth === 0 && random.chance(0.03)) parts.push('__schema { queryType { name } }', '__type(name: "A") { kind }')
    return `{ ${parts.join(' ')} }`
  }

  function fragmentOn(target: string, parent: GraphQLCompositeType, depth: number): string {
    if (random.chance(0.15)) return `...${directive()} ${selectionOf(parent, depth + 1)}`
    const body = selectionOf(schema.getType(target) as GraphQLCompositeType, depth + 1)
    if (random.chance(0.5)) return `... on ${target}${directive()} ${body}`
    const name = `F${fragments.length}`
    fragments.push(`fragment ${name} on ${target} ${body}`)
    const spread = `...${name}${directive()}`
    return random.chance(0.2) ? `${spread} ${spread}` : spread
  }

  /** A number keeps fields with different arguments apart. */
  function alias(probability: number, isNumbered = false): string {
    if (!random.chance(probability)) return ''
    return `${random.pick(aliases)}${isNumbered ? fields : ''}: `
  }

  function fieldOf(field: GraphQLField<unknown, unknown>, depth: number): string {
    fields += 1
    const args = field.args.flatMap(({ name, type }) => {
      const value = argument(String(type))
      return value === undefined ? [] : [`${name}: ${value}`]
    })
    const text = [
      args.length > 0 ? alias(0.8, random.chance(0.8)) : alias(0.2, random.chance(0.5)),
      field.name,
      args.length > 0 ? `(${args.join(', ')})` : '',
      directive(),
      isCompositeType(getNamedType(field.type))
        ? ` ${selectionOf(getNamedType(field.type) as GraphQLCompositeType, depth + 1)}`
        : '',
    ].join('')
    // Selections of the same field merge.
    return random.chance(0.05) && isObjectType(getNamedType(field.type)) ? `${text} ${text}` : text
  }

  function directive(): string {
    if (!random.chance(0.1)) return ''
    const name = random.pick(['skip', 'include'])
    const condition = random.below(isSloppy ? 6 : 4)
    if (condition < 2) return ` @${name}(if: ${random.chance(0.5)})`
    if (condition < 4) return ` @${name}(if: $${variable('Boolean!', random.chance(0.5))})`
    // Neither has a value at run time.
    return condition === 4 ? ` @${name}(if: $${variable('Boolean', undefined)})` : ` @${name}(if: "text")`
  }

  function argument(type: string): string | undefined {
    const named = literals[type] ? type : type.replace(/!$/, '')
    const isRequired = type.endsWith('!')
    if (random.chance(isRequired ? (isSloppy ? 0.05 : 0) : 0.4)) return undefined
    if (isSloppy && random.chance(0.05)) return random.pick(wrongLiterals)
    if (!random.chance(0.4))
      return random.pick((literals[named] ?? []).filter((text) => !isRequired || text !== 'null'))
    if (!isRequired && random.chance(0.3)) return `$${variable(named, undefined, random.chance(0.3))}`
    const value = random.pick((values[named] ?? []).filter((each) => !isRequired || each !== null))
    return `$${variable(type, isSloppy && random.chance(0.02) ? 'wrong' : value)}`
  }

  /** Declares a variable; it stays absent if its value is undefined. */
  function variable(type: string, value: unknown, hasDefault = false): string {
    const name = `v${definitions.length}`
    const literal = literals[type]?.[0]
    definitions.push(`$${name}: ${type}${hasDefault && literal !== undefined ? ` = ${literal}` : ''}`)
    if (value !== undefined) variables[name] = value
    return name
  }
}
