/** Moves null up to where it is allowed, and creates the errors with their paths and locations. */
import { isLeafType, isListType, isNonNullType, isObjectType, locatedError } from 'graphql'
import type { GraphQLError, GraphQLOutputType } from 'graphql'
import type { Data } from './columns.js'
import { Failure, fieldsBelow, type Execution, type Field } from './fields.js'

type Path = readonly (string | number)[]

/** The result for a list item or field that must not be null, but is: what contains it becomes null instead. */
const NULLED = Symbol('nulled')

/**
 * Replaces the failures in an object by null, and notes their errors in the order of the query. Returns false if the object itself must become null
 * (specification, section 6.4.4).
 */
export function placeNulls(x: Execution, fields: readonly Field[], data: Data, path: Path = []): boolean {
  return fields.every((field) => {
    data[field.key] = place(x, field, field.info.returnType, data[field.key], [...path, field.key])
    return data[field.key] !== NULLED
  })
}

function place(x: Execution, field: Field, type: GraphQLOutputType, value: unknown, path: Path): unknown {
  const isRequired = isNonNullType(type)
  const isMissing = value instanceof Failure || (value === null && isRequired)
  if (isMissing) x.errors.push(() => errorOf(field, path, value))
  const isValid = !isMissing && placeInside(x, field, isRequired ? type.ofType : type, value, path)
  if (isValid) return value
  return isRequired ? NULLED : null
}

function placeInside(x: Execution, field: Field, type: GraphQLOutputType, value: unknown, path: Path): boolean {
  if (value === null || isLeafType(type)) return true
  if (isListType(type)) {
    const items = value as unknown[]
    return items.every((item, i) => (items[i] = place(x, field, type.ofType, item, [...path, i])) !== NULLED)
  }
  const objectType = isObjectType(type) ? type : x.runtimeTypes.get(value)
  return objectType === undefined || placeNulls(x, fieldsBelow(x, field, objectType), value as Data, path)
}

/** Creates the noted errors, with pauses: creating one takes as long as resolving hundreds of fields. */
export async function createErrors(x: Execution): Promise<GraphQLError[]> {
  const errors: GraphQLError[] = []
  for (const create of x.errors) {
    await x.pause?.()
    errors.push(create())
  }
  return errors
}

function errorOf({ info }: Field, path: Path, value: Failure | null): GraphQLError {
  const { fieldNodes, parentType, fieldName } = info
  const message = `Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`
  return locatedError(value === null ? new Error(message) : value.reason, fieldNodes, path)
}
