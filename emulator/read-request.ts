import { AwsError } from './aws-error.js'
import type { Members, Shape } from './operations/operation.js'

/**
 * Turns parsed JSON into a request. A wrong type throws a SerializationException at once; violated constraints are
 * collected into one ValidationException. Members that the model does not have are dropped, because AWS ignores them,
 * and null counts as absent.
 */
export function readRequest(members: Members, json: unknown): Record<string, unknown> {
  const violations: string[] = []
  const request = readStructure(members, json, '', violations)
  if (violations.length > 0) {
    const errors = violations.length === 1 ? 'error' : 'errors'
    throw new AwsError(
      'ValidationException',
      `${violations.length} validation ${errors} detected: ${violations.join('; ')}`,
    )
  }
  return request
}

function read(shape: Shape, value: unknown, at: string, violations: string[]): unknown {
  switch (shape.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(value, 'a Boolean', at)
      return value
    case 'integer':
      // A signed 32-bit integer.
      if (typeof value !== 'number' || (value | 0) !== value) throw wrongType(value, 'an Integer', at)
      checkBounds(shape, value, 'value', at, value, violations)
      return value
    case 'long':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongType(value, 'a Long', at)
      checkBounds(shape, value, 'value', at, value, violations)
      return value
    case 'string':
      if (typeof value !== 'string') throw wrongType(value, 'a String', at)
      // AWS counts characters, not UTF-16 units.
      checkBounds(shape, Array.from(value).length, 'length', at, value, violations)
      return value
    case 'blob':
      return readBlob(value, at)
    case 'list':
      if (!Array.isArray(value)) throw wrongType(value, 'a List', at)
      checkBounds(shape, value.length, 'length', at, value, violations)
      return value.map((item, index) => read(shape.of, item, `${at}.${index + 1}.member`, violations))
    case 'structure':
      return readStructure(shape.members, value, at, violations)
    default:
      return shape satisfies never
  }
}

function readStructure(members: Members, value: unknown, at: string, violations: string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, 'a Structure', at)
  const given = new Map<string, unknown>(Object.entries(value))
  const structure: Record<string, unknown> = {}
  for (const [name, shape] of Object.entries(members)) {
    const path = at === '' ? name : `${at}.${name}`
    const member = given.get(name) ?? undefined
    if (member !== undefined) structure[name] = read(shape, member, path, violations)
    else if (shape.required) violations.push(violation(null, path, 'not be null'))
  }
  return structure
}

function readBlob(value: unknown, at: string): Uint8Array {
  if (typeof value !== 'string') throw wrongType(value, 'a Blob', at)
  const bytes = Buffer.from(value, 'base64')
  // Buffer silently skips characters that are not base64.
  if (bytes.length !== Math.floor((value.replace(/=+$/, '').length * 3) / 4)) throw wrongType(value, 'a Blob', at)
  return bytes
}

function checkBounds(
  bounds: { min?: number; max?: number },
  size: number,
  measure: 'value' | 'length',
  at: string,
  value: unknown,
  violations: string[],
): void {
  const { min = -Infinity, max = Infinity } = bounds
  if (size > max) violations.push(violation(value, at, `have ${measure} less than or equal to ${max}`))
  if (size < min) violations.push(violation(value, at, `have ${measure} greater than or equal to ${min}`))
}

/** Worded like AWS's own validation errors, because people and programs read them. */
function violation(value: unknown, at: string, must: string): string {
  const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
  const shown = text.length > 1000 ? `${text.slice(0, 1000)}…` : text
  return `Value ${value === null ? 'null' : `'${shown}'`} at '${at}' failed to satisfy constraint: Member must ${must}`
}

function wrongType(value: unknown, wanted: string, at: string): AwsError {
  const given = value === null ? 'NULL' : Array.isArray(value) ? 'LIST' : (typeof value).toUpperCase()
  const where = at === '' ? '' : ` at '${at}'`
  return new AwsError('SerializationException', `${given}_VALUE cannot be converted to ${wanted}${where}`)
}
