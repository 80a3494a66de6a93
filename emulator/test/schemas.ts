import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'

/** The SDK's operations, derived from its exports. */
export const sdkOperations = Object.keys(sdk)
  .filter((name) => name.endsWith('Command') && name !== '$Command')
  .map((name) => name.slice(0, -'Command'.length))
  .toSorted()

export function requestSchema(operation: string): NormalizedSchema {
  return schemaNamed(`${operation}Request$`)
}

export function responseSchema(operation: string): NormalizedSchema {
  return schemaNamed(`${operation}Response$`)
}

function schemaNamed(name: string): NormalizedSchema {
  const found = new Map<string, unknown>(Object.entries(sdk)).get(name)
  if (!Array.isArray(found)) throw new Error(`The SDK exports no ${name}`)
  // A static schema is a tuple whose type the SDK does not export.
  return NormalizedSchema.of(found as unknown as Parameters<typeof NormalizedSchema.of>[0])
}

/** A structure's schema lists its required members first and ends with their number. */
export function requiredMembers(schema: NormalizedSchema): string[] {
  const tuple: unknown = schema.getSchema()
  if (!Array.isArray(tuple)) return []
  const [, , , , names, , count = 0]: unknown[] = tuple
  return Array.isArray(names) ? names.slice(0, Number(count)) : []
}

export function memberSchemas(schema: NormalizedSchema): Map<string, NormalizedSchema> {
  return new Map(schema.structIterator())
}

/** Everything wrong with a response: unknown members, wrong types, missing required members. */
export function* flawsOf(schema: NormalizedSchema, value: unknown, at: string): Generator<string> {
  if (schema.isStructSchema()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return yield `${at}: not a structure`
    const members = memberSchemas(schema)
    const given = new Map<string, unknown>(Object.entries(value))
    for (const name of requiredMembers(schema)) {
      if (given.get(name) == null) yield `${at}.${name}: missing`
    }
    for (const [name, member] of given) {
      const known = members.get(name)
      if (known) yield* flawsOf(known, member, `${at}.${name}`)
      else yield `${at}.${name}: unknown`
    }
    return undefined
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return yield `${at}: not a list`
    for (const [index, item] of value.entries()) yield* flawsOf(schema.getValueSchema(), item, `${at}[${index}]`)
    return undefined
  }
  const wanted = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : 'string'
  if (typeof value !== wanted) yield `${at}: ${JSON.stringify(value)} is not a ${wanted}`
  return undefined
}
