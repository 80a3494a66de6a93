import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'
import { MALFORMED_RESPONSE } from '../errors.js'

const schemas = sdk as unknown as Record<string, Parameters<typeof NormalizedSchema.of>[0] | undefined>

/** What the model has as doubles and as 32-bit integers; its other numbers are 64-bit integers. The SDK's schemas say of all only "a number". */
const doubles = new Set(['estimatedMonthlySavings', 'estimatedPercentMonthlySavings'])
const integers = new Set(['partIndex', 'totalParts', 'completedPartsCount', 'nextIndex'])
const MAX_INTEGER = 2 ** 31 - 1

/**
 * Makes a reply what the SDK's types say that it is, so that nothing behind this line needs to doubt them:
 * a scalar of the wrong type or out of its range and a null count as missing, also in lists, which are the shorter for it; but for Trusted Advisor's
 * `metadata`, where they stay as nulls. A list or structure of the wrong type is a reply that cannot be trusted: MalformedResponse.
 */
export function conform(operation: string, output: object): Record<string, unknown> {
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
  if (schema.isNumericSchema()) return isNumber(value, path.slice(path.lastIndexOf('.') + 1)) ? value : undefined
  return value
}

function isNumber(value: unknown, member: string): boolean {
  if (doubles.has(member)) return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return Number.isSafeInteger(value) && (!integers.has(member) || Math.abs(Number(value)) <= MAX_INTEGER)
}

function list(member: NormalizedSchema, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(path)
  const items: unknown[] = value.map((item) => conformValue(member, item, path) ?? null)
  return isPositional(path) ? items : items.filter((item) => item !== null)
}

/** A check's headings of columns, and a finding's cells: what stands under which heading is known by its place. */
function isPositional(path: string): boolean {
  return path.endsWith('.metadata')
}

/** The error for a reply that cannot be trusted. */
export function malformed(path: string): Error {
  const error = new Error(`the reply has something else than the service model says at ${path}`)
  error.name = MALFORMED_RESPONSE
  return error
}
