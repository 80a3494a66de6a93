/** Moves null up to where it is allowed, and gives errors their path and locations. */
import { isLeafType, isListType, isNonNullType, isObjectType, locatedError } from 'graphql'
import type { GraphQLError, GraphQLOutputType } from 'graphql'
import type { Data } from './columns.js'
import { Failure, fieldsBelow, type Execution, type Field } from './fields.js'

type Path = readonly (string | number)[]

/** The error of a field or list item. `value` is its Failure, or null if it must not be null. */
export class FieldError {
  readonly field: Field
  readonly path: Path
  readonly value: Failure | null
  constructor(field: Field, path: Path, value: Failure | null) {
    this.field = field
    this.path = path
    this.value = value
  }
}

/**
 * Replaces the failures in an object by null, and appends their errors to `errors`, in the order of the query. Returns the error of a field that must
 * not be null: then the object itself is null, if its own type allows that (specification, section 6.4.4).
 */
export function locateErrors(
  x: Execution,
  fields: readonly Field[],
  data: Data,
  path: Path,
  errors: FieldError[],
): FieldError | undefined {
  for (const field of fields) {
    const { key, info } = field
    const located = locate(x, field, info.returnType, data[key], [...path, key], errors)
    if (located instanceof FieldError) return located
    data[key] = located
  }
  return undefined
}

/** Returns the value of a field or list item without failures, or the error if it must not be null. */
function locate(
  x: Execution,
  field: Field,
  type: GraphQLOutputType,
  value: unknown,
  path: Path,
  errors: FieldError[],
): unknown {
  const isRequired = isNonNullType(type)
  const error = errorIn(x, field, isRequired ? type.ofType : type, value, path, errors)
  if (value !== null && error === undefined) return value
  if (isRequired) return error ?? new FieldError(field, path, null)
  if (error !== undefined) errors.push(error)
  return null
}

function errorIn(
  x: Execution,
  field: Field,
  type: GraphQLOutputType,
  value: unknown,
  path: Path,
  errors: FieldError[],
) {
  if (value instanceof Failure) return new FieldError(field, path, value)
  if (value === null || isLeafType(type)) return undefined
  if (isListType(type)) {
    const items = value as unknown[]
    for (let i = 0; i < items.length; i++) {
      const located = locate(x, field, type.ofType, items[i], [...path, i], errors)
      if (located instanceof FieldError) return located
      items[i] = located
    }
    return undefined
  }
  const objectType = isObjectType(type) ? type : x.runtimeTypes.get(value)
  return objectType && locateErrors(x, fieldsBelow(x, field, objectType), value as Data, path, errors)
}

/** Creates the errors. Each takes as long as resolving hundreds of fields. */
export async function toGraphqlErrors({ pause }: Execution, errors: readonly FieldError[]): Promise<GraphQLError[]> {
  const created: GraphQLError[] = []
  for (const { field, path, value } of errors) {
    await pause?.()
    const { fieldNodes, parentType, fieldName } = field.info
    const reason =
      value === null
        ? new Error(`Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`)
        : value.reason
    created.push(locatedError(reason, fieldNodes, path))
  }
  return created
}
