/**
 * Draws schemas: objects, interfaces, unions, enums and scalars, lists of lists, and non-null types at every depth.
 * Their resolvers are in `drawn-values.ts`.
 */
import {
  buildSchema,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { createRandom, type Random } from '../../chaos/random.js'
import { serializers, typeResolverOf, valueResolverOf, type FieldTypes } from './drawn-values.js'
import { hashOf } from './hash.js'

export interface DrawnSchema {
  schema: GraphQLSchema
  /** The same schema with the same values, but every field and list item is nullable. An error in it hides no others. */
  nullable: GraphQLSchema
  sdl: string
}

interface DrawnField {
  name: string
  args: string
  type: string
}

const objects = ['Query', 'Mutation', 'A', 'B', 'C']
const interfaces = new Map([
  ['Node', ['A', 'B']],
  ['Named', ['B', 'C']],
])
const others = `
union Either = A | C
union All = A | B | C
enum Color { RED GREEN BLUE }
input In { n: Int! = 5, list: [In!], color: Color = GREEN }
scalar Anything
scalar Picky
`
const leaves = ['Int', 'String', 'Boolean', 'Float', 'ID', 'Color', 'Anything', 'Picky']
const composites = ['A', 'B', 'C', 'Node', 'Named', 'Either', 'All']
const argumentTypes = ['Int', 'Int!', '[Int!]', '[[Int]!]!', 'Color', 'In', 'Int = 7', 'Color! = RED', 'In = { n: 3 }']

export function drawSchema(seed: number): DrawnSchema {
  const random = createRandom(seed)
  const shared = new Map([...interfaces.keys()].map((name) => [name, drawFields(random, name.toLowerCase(), 2)]))
  const declarations = objects.map((name) => {
    const implemented = [...interfaces.keys()].filter((candidate) => interfaces.get(candidate)?.includes(name))
    const fields = implemented.flatMap((candidate) => shared.get(candidate) ?? [])
    const head = implemented.length > 0 ? `type ${name} implements ${implemented.join(' & ')}` : `type ${name}`
    return {
      head,
      fields: [...fields, ...drawFields(random, name.toLowerCase(), 5), ...(name === 'A' ? inheritedNames : [])],
    }
  })
  for (const [name, fields] of shared) declarations.push({ head: `interface ${name}`, fields })
  const print = (typeOf: (field: DrawnField) => string): string =>
    declarations
      .map(({ head, fields }) => {
        const lines = fields.map((field) => `  ${field.name}${field.args}: ${typeOf(field)}`)
        return `${head} {\n${lines.join('\n')}\n}`
      })
      .join('\n') + others
  const sdl = print(({ type }) => type)
  const schema = buildSchema(sdl)
  const nullable = buildSchema(print(({ type }) => type.replaceAll('!', '')))
  const types = typesOf(schema)
  for (const each of [schema, nullable]) addResolvers(each, types, seed)
  return { schema, nullable, sdl }
}

/** Fields with the names of members that every JavaScript object has. */
const inheritedNames: DrawnField[] = [
  { name: 'constructor', args: '', type: 'String' },
  { name: 'toString', args: '', type: 'Int!' },
]

function drawFields(random: Random, prefix: string, count: number): DrawnField[] {
  return Array.from({ length: count }, (_, index) => {
    const args = Array.from({ length: random.below(3) }, (_, arg) => `x${arg}: ${random.pick(argumentTypes)}`)
    return {
      name: `${prefix}${index}`,
      args: args.length > 0 ? `(${args.join(', ')})` : '',
      type: wrapped(random, random.pick(random.chance(0.4) ? leaves : composites), 0),
    }
  })
}

/** The type, perhaps in lists, and perhaps non-null. */
function wrapped(random: Random, type: string, lists: number): string {
  const nonNull = random.chance(0.35) ? `${type}!` : type
  return lists < 3 && random.chance(0.35) ? wrapped(random, `[${nonNull}]`, lists + 1) : nonNull
}

function typesOf(schema: GraphQLSchema): FieldTypes {
  const types = new Map<string, GraphQLOutputType>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    for (const field of Object.values(type.getFields())) types.set(`${type.name}.${field.name}`, field.type)
  }
  return types
}

function addResolvers(schema: GraphQLSchema, types: FieldTypes, seed: number): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue
    const serialize = serializers.get(type.name)
    if (isScalarType(type) && serialize !== undefined) type.serialize = serialize
    if (isAbstractType(type)) type.resolveType = typeResolverOf(hashOf(`${seed} ${type.name}`))
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const resolve = valueResolverOf(type.name, field.name, types)
      if (resolve !== undefined) field.resolve = resolve
    }
  }
}
