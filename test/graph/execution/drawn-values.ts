/**
 * Resolvers of drawn schemas. What a field returns depends only on the salt of the run, its object, its name and its
 * arguments, so two executors get the same values in whichever order they call the resolvers.
 */
import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
} from 'graphql'
import { setImmediate } from 'node:timers/promises'
import { createRandom, type Random } from '../../chaos/random.js'
import { hashOf } from './hash.js'

export interface DrawContext {
  salt: number
  /** Whether resolvers, type resolvers and lists may return promises. */
  isAsync: boolean
  /** Every call of a resolver: field, object, response keys from the root, arguments. */
  calls: string[]
}

/** The type of each field, by `Type.field`. Both variants of a schema draw their values by these types. */
export type FieldTypes = ReadonlyMap<string, GraphQLOutputType>

/** An object that a resolver returned. */
interface Source {
  seed: number
  /** What `resolveType` returns, or throws if it is an error. */
  claim: unknown
}

interface Draw {
  random: Random
  context: DrawContext
  types: FieldTypes
}

export const rootValue: Source = { seed: 0, claim: 'Query' }

const shared = new Error('one error that many fields share')
const frozen = Object.freeze(new Error('a frozen error'))
const nothing = (): void => {}

const errors: ((random: Random) => unknown)[] = [
  (random) => new Error(`error ${random.below(1_000)}`),
  (random) => new RangeError(`range error ${random.below(1_000)}`),
  (random) => new GraphQLError(`coded ${random.below(1_000)}`, { extensions: { code: 'DRAWN', n: random.below(9) } }),
  () => Object.assign(new Error('with extensions'), { extensions: { code: 'PLAIN' } }),
  () => shared,
  () => frozen,
]
const thrown: ((random: Random) => unknown)[] = [
  ...errors,
  ...errors,
  (random) => `text ${random.below(1_000)}`,
  () => ({ message: 'an object' }),
  () => null,
  () => undefined,
  () => 42,
]

const wrongValues: readonly unknown[] = [
  42,
  'text',
  '',
  Number.NaN,
  2 ** 40,
  5n,
  Symbol('a symbol'),
  true,
  {},
  [],
  [[null]],
  Object.create(null),
  new Map([['a', 1]]),
  nothing,
  new Date(0),
  { async *[Symbol.asyncIterator]() {} },
]

/** Values that only a custom scalar can return. An executor must not take them for errors or lists. */
const serialized: readonly unknown[] = [
  Object.freeze(new Error('a value, not an error')),
  Object.freeze([null, new Error('a member'), Object.freeze([undefined])]),
  Object.freeze({ a: null, b: new Error('a member'), __proto__: null }),
  Object.freeze({ errors: [], data: null }),
  Symbol.iterator,
  Number.NaN,
  '',
  0,
  false,
]

export const serializers = new Map<string, (value: unknown) => unknown>([
  [
    'Anything',
    (value) => {
      if (typeof value === 'number') return serialized[value % serialized.length]
      // graphql-js waits forever for an object with a function under the alias `then`.
      return typeof value === 'function' ? 'a function' : value
    },
  ],
  [
    'Picky',
    (value) => {
      if (typeof value !== 'number') throw new TypeError('Picky accepts only numbers')
      // oxlint-disable-next-line typescript/only-throw-error
      if (value % 6 === 0) throw 'Picky throws a text'
      return value % 6 === 1 ? null : value % 6 === 2 ? undefined : `picky ${value}`
    },
  ],
])

/** The field's resolver; undefined for the default resolver, which reads a member of the object. */
export function valueResolverOf(
  type: string,
  field: string,
  types: FieldTypes,
): GraphQLFieldResolver<unknown, DrawContext> | undefined {
  const coordinate = `${type}.${field}`
  if (isMember(coordinate) || isInherited(field)) return undefined
  return (source, args, context, info) =>
    drawField(coordinate, isSource(source) ? source.seed : 0, args, context, types, info)
}

/** Whether objects have a member for the field, which then has no resolver of its own. */
function isMember(coordinate: string): boolean {
  return hashOf(coordinate) % 4 === 0
}

/** Every object inherits these members, so their fields have the default resolver but no member of their own. */
function isInherited(field: string): boolean {
  return field === 'constructor' || field === 'toString'
}

function isSource(value: unknown): value is Source {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && 'seed' in value
}

export function typeResolverOf(kind: number): GraphQLTypeResolver<unknown, DrawContext> | undefined {
  // Then the default one looks for `__typename`.
  if (kind % 3 === 0) return undefined
  return (value, context) => {
    const claim = isSource(value) ? value.claim : undefined
    // Type resolvers may return anything, which TypeScript does not allow.
    if (kind % 3 === 1 && context.isAsync) return settle(claim) as Promise<string>
    if (claim instanceof Error) throw claim
    return claim as string
  }
}

async function settle(value: unknown): Promise<unknown> {
  await Promise.resolve()
  if (value instanceof Error) throw value
  return value
}

function drawField(
  coordinate: string,
  seed: number,
  args: unknown,
  context: DrawContext,
  types: FieldTypes,
  info?: GraphQLResolveInfo,
): unknown {
  context.calls.push(`${coordinate} of ${seed} at ${info ? keysTo(info).join('.') : '?'} ${JSON.stringify(args)}`)
  const random = createRandom(hashOf(`${context.salt} ${coordinate} ${seed} ${JSON.stringify(args)}`))
  return drawResult(types.get(coordinate) as GraphQLOutputType, { random, context, types }, 0.6)
}

/** The response keys from the root, without list indices. */
export function keysTo({ path }: GraphQLResolveInfo): (string | number)[] {
  const keys = []
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at !== undefined; at = at.prev) {
    if (typeof at.key === 'string') keys.unshift(at.key)
  }
  return keys
}

/** A value, or an error that is thrown, or a promise of one or the other. */
function drawResult(type: GraphQLOutputType, draw: Draw, promises: number): unknown {
  const { random, context } = draw
  const error = random.chance(0.04) ? { thrown: random.pick(thrown)(random) } : undefined
  if (!context.isAsync || !random.chance(promises)) {
    // oxlint-disable-next-line typescript/only-throw-error
    if (error) throw error.thrown
    return drawValue(type, draw)
  }
  const ticks = random.below(4)
  const isSlow = random.chance(0.15)
  const promise = (async () => {
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
    if (isSlow) await setImmediate()
    // oxlint-disable-next-line typescript/only-throw-error
    if (error) throw error.thrown
    return drawValue(type, draw)
  })()
  // oxlint-disable-next-line unicorn/no-thenable
  return random.chance(0.2) ? { then: promise.then.bind(promise) } : promise
}

function drawValue(type: GraphQLOutputType, draw: Draw): unknown {
  const { random } = draw
  if (random.chance(isNonNullType(type) ? 0.02 : 0.1)) return random.pick([null, undefined])
  if (random.chance(0.02)) return random.pick(errors)(random)
  if (random.chance(0.02)) return random.pick(wrongValues)
  const nullable = getNullableType(type)
  if (isListType(nullable)) return drawList(nullable.ofType, draw)
  if (isLeafType(nullable)) return drawLeaf(nullable.name, random)
  if (isAbstractType(nullable)) return drawSource(random.pick(possibleTypes[nullable.name] ?? []), draw)
  return isObjectType(nullable) ? drawSource(random.chance(0.03) ? 'C' : nullable.name, draw) : undefined
}

const possibleTypes: Record<string, string[]> = {
  Node: ['A', 'B'],
  Named: ['B', 'C'],
  Either: ['A', 'C'],
  All: ['A', 'B', 'C'],
}

function drawList(itemType: GraphQLOutputType, draw: Draw): unknown {
  const { random } = draw
  const shape = random.below(20)
  const items = Array.from({ length: random.below(4) }, () => {
    try {
      return drawResult(itemType, draw, 0.25)
    } catch (error) {
      // A list cannot throw for one of its items, but it can have an error as an item.
      return error
    }
  })
  if (shape < 14) return shape === 0 ? Object.freeze(items) : items
  return shape < 17 ? new Set(items) : iterate(items)
}

function* iterate(items: unknown[]): Generator {
  yield* items
}

function drawLeaf(type: string, random: Random): unknown {
  const n = random.below(100)
  switch (type) {
    case 'Int':
      return random.pick([n, -n, String(n), n / 2, 2 ** 31])
    case 'Float':
      return random.pick([n / 3, n, String(n), -0])
    case 'Boolean':
      return random.pick([true, false, n, 0])
    case 'Color':
      return random.pick(['RED', 'GREEN', 'BLUE', 'RED', 'GREEN', 'BLUE', 'PINK'])
    case 'Anything':
    case 'Picky':
      return n
    default:
      return random.pick<unknown>([`text ${n}`, '', n, true, { toString: () => 'an object' }, { valueOf: () => n }])
  }
}

const wrongClaims: readonly unknown[] = [
  'Query',
  'Color',
  'Node',
  'Nowhere',
  'toString',
  42,
  null,
  undefined,
  new Error('a type resolver failed'),
]

/** An object of the type, with members for the fields that have no resolver. */
function drawSource(type: string, { random, context, types }: Draw): Source {
  const seed = random.below(2 ** 31)
  const claim = random.chance(0.05) ? random.pick(wrongClaims) : type
  const source = Object.assign(random.chance(0.03) ? () => nothing : {}, { seed, claim })
  // For the default type resolver.
  if (random.chance(0.7) && typeof claim === 'string') Object.assign(source, { __typename: claim })
  for (const coordinate of types.keys()) {
    const [owner, field = ''] = coordinate.split('.')
    if (owner !== type || !isMember(coordinate) || isInherited(field)) continue
    const isMethod = hashOf(coordinate) % 8 === 0
    // Not enumerable: messages print objects, which must not call resolvers.
    Object.defineProperty(
      source,
      field,
      isMethod
        ? {
            value: (args: unknown, _context: unknown, info: GraphQLResolveInfo) =>
              drawField(coordinate, seed, args, context, types, info),
          }
        : { get: () => drawField(coordinate, seed, {}, context, types) },
    )
  }
  return source
}
