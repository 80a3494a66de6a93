/**
 * The definition of "the same result" for two executors of one operation.
 *
 * 1. Data has the same members in the same order, and the same leaf values.
 * 2. Without promises, errors are the same, in the same order.
 * 3. With promises, the order of errors depends on when the promises settle, so errors are compared as multisets, by
 *    message, path, locations, extensions and original error.
 * 4. Errors whose position is in the response are the same. A position becomes null because of errors below it if their
 *    fields are non-null. Then the specification (6.4.4) lets an executor cancel the fields beside them, and graphql-js
 *    reports the error that happens first and drops those that happen later. So for each such position, both executors
 *    must report at least one error at or below it, and every error that the tested executor reports there must be one
 *    that happens when no error hides another: it must be among the errors of the same operation on the schema with all
 *    output types nullable, or report a null at a position that is null there.
 */
import { inspect } from 'node:util'
import { Kind, type ExecutionResult, type GraphQLError } from 'graphql'

interface Comparison {
  /** From graphql-js. */
  expected: ExecutionResult
  actual: ExecutionResult
  /** From graphql-js, on the schema whose output types are all nullable. Without it, errors may be impossible. */
  possible?: ExecutionResult
  /** Whether the operation ran without promises. */
  isSync: boolean
}

export function differences({ expected, actual, possible, isSync }: Comparison): string[] {
  const members = [expected, actual].map((result) => Object.keys(result).toSorted().join())
  if (members[0] !== members[1]) return [`members of the result: ${members[1]}, not ${members[0]}`]
  const inData = dataDifference(expected.data, actual.data, 'data')
  if (inData !== undefined) return [inData]
  const [own, others] = [expected.errors ?? [], actual.errors ?? []]
  const lists = [own.map(describe), others.map(describe)]
  if (isSync) return listDifferences('errors in order', lists[0] ?? [], lists[1] ?? [])
  const groups = new Map<string, { expected: GraphQLError[]; actual: GraphQLError[] }>()
  for (const [side, errors] of [
    ['expected', own],
    ['actual', others],
  ] as const) {
    for (const error of errors) {
      const position = inspect(positionOf(expected.data, error))
      const group = groups.get(position) ?? { expected: [], actual: [] }
      group[side].push(error)
      groups.set(position, group)
    }
  }
  return [...groups].flatMap(([position, group]) => groupDifferences(position, group, possible))
}

function groupDifferences(
  position: string,
  { expected, actual }: { expected: GraphQLError[]; actual: GraphQLError[] },
  possible: ExecutionResult | undefined,
): string[] {
  const isNulledByOthers = [...expected, ...actual].some(({ path = [] }) => inspect(path) !== position)
  if (!isNulledByOthers || position === 'outside') {
    return listDifferences(`errors at ${position}`, expected.map(describe).toSorted(), actual.map(describe).toSorted())
  }
  if (expected.length === 0 || actual.length === 0) {
    return [`errors below ${position}: ${inspect(actual.map(describe))}, not ${inspect(expected.map(describe))}`]
  }
  const known = new Set(possible?.errors?.map(describe))
  const seen = new Set<string>()
  return actual.flatMap((error) => {
    const text = describe(error)
    const isRepeated = seen.has(text)
    seen.add(text)
    if (isRepeated) return [`repeated error: ${text}`]
    return possible === undefined || known.has(text) || isNullViolation(error, possible.data)
      ? []
      : [`impossible error: ${text}`]
  })
}

function isNullViolation({ message, path = [], nodes = [] }: GraphQLError, data: unknown): boolean {
  const [, field] = /^Cannot return null for non-nullable field \w+\.(\w+)\.$/.exec(message) ?? []
  const [node] = nodes
  if (field === undefined || node?.kind !== Kind.FIELD || node.name.value !== field) return false
  const isOfField = (node.alias ?? node.name).value === path.findLast((key) => typeof key === 'string')
  return isOfField && valueAt(data, path) === null
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (isMemberOf(at, key) ? at[key] : undefined), data)
}

function isMemberOf(value: unknown, key: string | number): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
}

/** The part of the error's path that the response has: it ends with a null. "outside" if the response has no null there. */
function positionOf(data: unknown, { path = [] }: GraphQLError): readonly (string | number)[] | 'outside' {
  let at = data
  for (const [index, key] of path.entries()) {
    if (at === null) return path.slice(0, index)
    if (!isMemberOf(at, key)) return 'outside'
    at = at[key]
  }
  return at === null ? path : 'outside'
}

/** Whether the error removed more than its own field: an object or list around it became null. */
export function isBelowNull(data: unknown, error: GraphQLError): boolean {
  const position = positionOf(data, error)
  return position !== 'outside' && position.length < (error.path?.length ?? 0)
}

/** All that a caller or a plugin can see of an error. */
export function describe({ message, path, locations, extensions, originalError, name }: GraphQLError): string {
  const original = originalError && `${originalError.constructor.name} ${wording(originalError.message)}`
  return inspect(
    { message: wording(message), path, locations, extensions, original, name },
    { depth: 5, breakLength: Infinity },
  )
}

/** Both report these bugs of a schema, in which a type resolver or a scalar has no valid result, but not in the same words. */
const bugs = new Map([
  ['invalid runtime type', /^Abstract type "|^Runtime Object type "|^The type of a /],
  ['invalid leaf value', /^Expected `[^]*\.serialize\(|^\w+ serialized a value to /],
])

function wording(message: string): string {
  return [...bugs.keys()].find((name) => bugs.get(name)?.test(message)) ?? message
}

function listDifferences(what: string, expected: string[], actual: string[]): string[] {
  return inspect(expected) === inspect(actual) &&
    expected.length === actual.length &&
    expected.every((text, at) => text === actual[at])
    ? []
    : [`${what}:\n${actual.join('\n')}\n  expected:\n${expected.join('\n')}`]
}

/** The first difference between two values, or undefined. Leaves must be identical, and members in the same order. */
export function dataDifference(expected: unknown, actual: unknown, at: string): string | undefined {
  if (Object.is(expected, actual)) return undefined
  const isSameKind = Array.isArray(expected) === Array.isArray(actual)
  if (!isContainer(expected) || !isContainer(actual) || !isSameKind) {
    return `${at}: ${inspect(actual, { depth: 1 })}, not ${inspect(expected, { depth: 1 })}`
  }
  const keys = [expected, actual].map((value) => Object.keys(value).join())
  if (keys[0] !== keys[1]) return `members of ${at}: ${keys[1]}, not ${keys[0]}`
  for (const key of Object.keys(expected)) {
    const difference = dataDifference(expected[key], actual[key], `${at}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** Frozen values are leaf values of custom scalars. The prototypes of the others do not matter, because JSON does not show them. */
function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value)
}
