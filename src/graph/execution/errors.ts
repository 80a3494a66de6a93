/** Moves null up to where it is allowed, and creates the errors with their paths and locations. */
import { isLeafType, isListType, isNonNullType, isObjectType, locatedError } from 'graphql'
import type { GraphQLError, GraphQLOutputType } from 'graphql'
import type { Data } from './columns.js'
import { Failure, fieldsBelow, type Execution, type Field } from './fields.js'

type Path = readonly (string | number)[]

/** The result for a list item or field that must not be null, but is: what contains it becomes null instead. */
const NULLED = Symbol('nulled')

/** Collects the errors of a result, in the order of the query. */
export function createErrorLocator(x: Execution) {
  const errors: (() => GraphQLError)[] = []

  /** Replaces the failures in an object by null. Returns false if the object itself must become null (specification, section 6.4.4). */
  function locateBelow(fields: readonly Field[], data: Data, path: Path): boolean {
    return fields.every((field) => {
      data[field.key] = locate(field, field.info.returnType, data[field.key], [...path, field.key])
      return data[field.key] !== NULLED
    })
  }

  function locate(field: Field, type: GraphQLOutputType, value: unknown, path: Path): unknown {
    const isRequired = isNonNullType(type)
    const isMissing = value instanceof Failure || (value === null && isRequired)
    if (isMissing) errors.push(() => errorOf(field, path, value))
    if (isMissing || !locateInside(field, isRequired ? type.ofType : type, value, path))
      return isRequired ? NULLED : null
    return value
  }

  function locateInside(field: Field, type: GraphQLOutputType, value: unknown, path: Path): boolean {
    if (value === null || isLeafType(type)) return true
    if (isListType(type)) {
      const items = value as unknown[]
      return items.every((item, i) => (items[i] = locate(field, type.ofType, item, [...path, i])) !== NULLED)
    }
    const objectType = isObjectType(type) ? type : x.runtimeTypes.get(value)
    return objectType === undefined || locateBelow(fieldsBelow(x, field, objectType), value as Data, path)
  }

  return {
    /** Returns false if the data must become null. */
    locate: (fields: readonly Field[], data: Data) => locateBelow(fields, data, []),
    /** Creates the errors, with pauses: creating one takes as long as resolving hundreds of fields. */
    async errors(): Promise<GraphQLError[]> {
      const created: GraphQLError[] = []
      for (const create of errors) {
        await x.pause?.()
        created.push(create())
      }
      return created
    },
  }
}

function errorOf({ info }: Field, path: Path, value: Failure | null): GraphQLError {
  const { fieldNodes, parentType, fieldName } = info
  const message = `Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`
  return locatedError(value === null ? new Error(message) : value.reason, fieldNodes, path)
}
