import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'
import { MALFORMED_RESPONSE } from '../errors.js'

const schemas = sdk as unknown as Record<string, Parameters<typeof NormalizedSchema.of>[0] | undefined>

/**
 * Makes a reply what the SDK's types say that it is, so that nothing behind this line needs to doubt them:
 * a scalar of the wrong type, a number out of its type's range and a null count as missing, nulls in lists of structures are dropped. Nulls in lists of strings stay, since
 * Trusted Advisor's metadata is positional. A list or structure of the wrong type is a reply that cannot be trusted: MalformedResponse.
 */
export function conform(operation: string, output: object): object {
  const schema = schemas[`${operation}Response$`]
  if (schema === undefined) throw new Error(`the SDK exports no schema for the response of ${operation}`)
  return structure(NormalizedSchema.of(schema), output, operation)
}

function structure(schema: NormalizedSchema, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path)
  const members: Record<string, unknown> = {}
  for (const [name, member] of schema.structIterator()) {
    const conformed = conformValue(member, (value as Record<string, unknown>)[name], `${path}.${name}`)
    if (conformed !== undefined) members[name] = conformed
  }
  return members
}

function conformValue(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (value === undefined || value === null) return undefined
  if (schema.isStructSchema()) return structure(schema, value, path)
  if (schema.isListSchema()) return list(schema.getValueSchema(), value, path)
  if (schema.isBlobSchema()) return value instanceof Uint8Array ? value : undefined
  if (schema.isStringSchema()) return typeof value === 'string' ? value : undefined
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? value : undefined
  if (schema.isNumericSchema()) return isInRange(schema.getMemberName(), value) ? value : undefined
  return value
}

/** Which numbers are 32-bit and which may be fractions is in the service model; the SDK's schemas call them all alike. */
const integers = new Set(['completedPartsCount', 'nextIndex', 'partIndex', 'totalParts'])
const doubles = new Set(['estimatedMonthlySavings', 'estimatedPercentMonthlySavings'])

function isInRange(name: string, value: unknown): boolean {
  if (typeof value !== 'number') return false
  if (doubles.has(name)) return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return Number.isSafeInteger(value) && (!integers.has(name) || value === (value | 0))
}

function list(member: NormalizedSchema, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(path)
  const items: unknown[] = value.map((item) => conformValue(member, item, path) ?? null)
  return member.isStructSchema() ? items.filter((item) => item !== null) : items
}

/** The error for a reply that cannot be trusted. */
export function malformed(path: string): Error {
  const error = new Error(`the reply has something else than the service model says at ${path}`)
  error.name = MALFORMED_RESPONSE
  return error
}
