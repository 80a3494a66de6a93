/** Resolves a field for many objects at once, and completes the values: serializes leaves, unpacks lists, and continues with objects. */
import {
  defaultTypeResolver,
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphQLAbstractType, GraphQLLeafType, GraphQLObjectType, GraphQLOutputType } from 'graphql'
import { Failure, fieldsBelow, orFailure, type Execution, type Field } from './fields.js'

/** An object of the response. Without a prototype, `__proto__` is a key like any other. Objects of a class are faster than Object.create(null). */
export class Data {
  [key: string]: unknown
  static {
    Object.setPrototypeOf(this.prototype, null)
  }
}

/** Values of a field, and where they belong: `values[i]` into `holders[i]`, under `keys` or, in lists, under `keys[i]`. */
interface Column {
  values: unknown[]
  holders: object[]
  keys: string | number[]
}

/** How many objects are resolved between two pauses. */
const GROUP = 100

/** Resolves fields of objects of one type. `sources` are the objects as resolvers get them, `results` the same as in the response. */
export function resolveFields(x: Execution, fields: readonly Field[], sources: unknown[], results: Data[]): void {
  for (const field of fields) {
    const { resolve, args, info, key } = field
    const values = sources.map((source) => {
      try {
        return args instanceof Failure ? args : resolve(source, args, x.contextValue, info)
      } catch (reason) {
        return new Failure(reason)
      }
    })
    x.maxBytes += values.length * (key.length + 4)
    complete(x, field, info.returnType, { values, holders: results, keys: key })
  }
}

function complete(x: Execution, field: Field, type: GraphQLOutputType, column: Column): void {
  const nullable = getNullableType(type)
  const present = takePresent(x, column, isNonNullType(type), (settled) => complete(x, field, type, settled))
  if (present.values.length === 0) return
  if (isLeafType(nullable)) completeLeaves(x, nullable, present)
  else if (isListType(nullable)) completeLists(x, field, nullable.ofType, present)
  else if (isAbstractType(nullable)) completeAbstract(x, field, nullable, present)
  else completeObjects(x, field, nullable, present)
}

function completeLeaves(x: Execution, type: GraphQLLeafType, column: Column): void {
  for (let i = 0; i < column.values.length; i++) {
    const leaf = serialize(type, column.values[i])
    put(x, column, i, leaf)
    // A UTF-16 unit takes up to six bytes (`\u0000`), a number up to 24. Custom scalars may be objects of any size.
    x.maxBytes += typeof leaf === 'string' ? 6 * leaf.length : typeof leaf === 'object' ? Infinity : 24
  }
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value) ?? new Failure(new Error(`${type.name} serialized a value to null.`))
  } catch (reason) {
    return new Failure(reason)
  }
}

function completeLists(x: Execution, field: Field, itemType: GraphQLOutputType, column: Column): void {
  const items = { values: [] as unknown[], holders: [] as object[], keys: [] as number[] }
  for (let i = 0; i < column.values.length; i++) {
    const list = orFailure(() => toList(column.values[i], field))
    const holder = list instanceof Failure ? list : Array<unknown>(list.length)
    put(x, column, i, holder)
    if (list instanceof Failure) continue
    for (let index = 0; index < list.length; index++) {
      items.values.push(list[index])
      items.holders.push(holder)
      items.keys.push(index)
    }
  }
  complete(x, field, itemType, items)
}

function toList(value: unknown, { info }: Field): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return [...(value as Iterable<unknown>)]
  const name = `${info.parentType.name}.${info.fieldName}`
  throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`)
}

function completeObjects(x: Execution, field: Field, type: GraphQLObjectType, column: Column): void {
  const { values } = column
  const fields = orFailure(() => fieldsBelow(x, field, type))
  const results = values.map(() => new Data())
  results.forEach((result, i) => put(x, column, i, fields instanceof Failure ? fields : result))
  if (fields instanceof Failure) return
  if (isAbstractType(getNamedType(field.info.returnType)))
    for (const result of results) x.runtimeTypes.set(result, type)
  if (x.pause === undefined) return resolveFields(x, fields, values, results)
  for (let start = 0; start < values.length; start += GROUP) {
    const [from, to] = [start, start + GROUP]
    const resolveGroup = () => resolveFields(x, fields, values.slice(from, to), results.slice(from, to))
    addTask(x, x.pause().then(resolveGroup))
  }
}

/** An object with its type. */
type Typed = readonly [GraphQLObjectType, unknown]

function completeAbstract(x: Execution, field: Field, type: GraphQLAbstractType, column: Column): void {
  const { schema } = x.shared
  const resolveType = type.resolveType ?? defaultTypeResolver
  const withType = (name: unknown, value: unknown): Typed => {
    const found = typeof name === 'string' ? schema.getType(name) : undefined
    if (isObjectType(found) && schema.isSubType(type, found)) return [found, value]
    throw new GraphQLError(`The type of a ${type.name} was resolved to ${String(name)}, which is not one of its types.`)
  }
  const values = column.values.map((value) =>
    orFailure(() => {
      const name = resolveType(value, x.contextValue, field.info, type)
      return isPromise(name) ? name.then((settled) => withType(settled, value)) : withType(name, value)
    }),
  )
  const completeByType = (typed: Column): void => {
    const present = takePresent(x, typed, true, completeByType)
    const pairs = present.values as Typed[]
    for (const objectType of new Set(pairs.map(([each]) => each))) {
      const objects = select(
        { ...present, values: pairs.map(([, value]) => value) },
        [...pairs.keys()].filter((i) => pairs[i]?.[0] === objectType),
      )
      completeObjects(x, field, objectType, objects)
    }
  }
  completeByType({ ...column, values })
}

/**
 * Returns the values that can be completed now, and puts null and failures in their places. `onSettled` gets the values of promises: those that
 * settle at the same time come together, so they are batched, and no slow one delays the others.
 */
function takePresent(x: Execution, column: Column, isRequired: boolean, onSettled: (settled: Column) => void): Column {
  const present: number[] = []
  const promises: number[] = []
  for (let i = 0; i < column.values.length; i++) {
    const value = column.values[i]
    if (value == null) {
      x.hasFailures ||= isRequired
      put(x, column, i, null)
    } else if (typeof value !== 'object') present.push(i)
    else if (value instanceof Failure) put(x, column, i, value)
    else if (value instanceof Error) put(x, column, i, new Failure(value))
    else if (isPromise(value)) promises.push(i)
    else present.push(i)
  }
  // Room for a key of the response, so that they remain in the order of the query.
  for (const i of promises) put(x, column, i, undefined)
  x.maxBytes += 7 * column.values.length
  if (promises.length > 0) whenSettled(x, column, promises, onSettled)
  return present.length === column.values.length ? column : select(column, present)
}

function whenSettled(x: Execution, column: Column, promises: number[], onSettled: (settled: Column) => void): void {
  const { values } = column
  let settled: number[] = []
  const settle = async (i: number): Promise<void> => {
    try {
      values[i] = await values[i]
    } catch (reason) {
      values[i] = new Failure(reason)
    }
    if (settled.push(i) > 1) return
    await Promise.resolve()
    const together = settled
    settled = []
    onSettled(select(column, together))
  }
  addTask(x, Promise.all(promises.map(settle)))
}

/** Makes the result wait for a task. It rejects only because of a bug, which does not go unnoticed: execute() awaits all tasks. */
function addTask(x: Execution, task: Promise<unknown>): void {
  task.catch(() => {})
  x.tasks.push(task)
}

function select({ values, holders, keys }: Column, indexes: readonly number[]): Column {
  return {
    values: indexes.map((i) => values[i]),
    holders: indexes.map((i) => holders[i] as object),
    keys: typeof keys === 'string' ? keys : indexes.map((i) => keys[i] as number),
  }
}

function put(x: Execution, { holders, keys }: Column, i: number, value: unknown): void {
  if (value instanceof Failure) x.hasFailures = true
  const holder = holders[i] as Data
  holder[(typeof keys === 'string' ? keys : keys[i]) as string] = value
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
