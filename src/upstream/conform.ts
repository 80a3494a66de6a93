import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'
import { MALFORMED_RESPONSE } from '../lib/errors.js'
import { isDryRun, isWrite, nameOf, requiredOutput, type OperationKey } from './operations.js'

const schemas = sdk as unknown as Record<string, Parameters<typeof NormalizedSchema.of>[0] | undefined>

/** What the model has as doubles and as 32-bit integers; its other numbers are 64-bit integers. The SDK's schemas say of all only "a number". */
const doubles = new Set(['estimatedMonthlySavings', 'estimatedPercentMonthlySavings'])
const integers = new Set(['partIndex', 'totalParts', 'completedPartsCount', 'nextIndex'])
const MAX_INTEGER = 2 ** 31 - 1

/**
 * What identifies an item of each list. An item without it, or a null in its place, could only be left out, and the list would look complete.
 * Communications have no id, but none of them is null. Other lists hold nulls in practice (public reports), or items that nothing refers to.
 */
const idsOf: Readonly<Record<string, readonly string[]>> = {
  attachments: ['attachmentId'],
  attachmentSet: ['attachmentId'],
  cases: ['caseId'],
  categories: ['code'],
  checks: ['id'],
  communications: [],
  services: ['code'],
  severityLevels: ['code'],
  statuses: ['checkId'],
  summaries: ['checkId'],
  supportedLanguages: ['code'],
  uploadUrls: ['partIndex', 'url'],
}

/** What a value that is there becomes; undefined for one that counts as missing. */
type Conform = (value: unknown) => unknown
type ConformStructure = (value: unknown) => Record<string, unknown>

const conformByOperation = new Map<string, ConformStructure>()

/** The reply as the SDK has read it. Throws if it is not one of this operation. */
export function readReply(key: OperationKey, input: object, output: object): object {
  const reply = conform(nameOf(key), output)
  // The SDK takes a 200 without a body for an answer. "No cases" must be AWS's own word.
  if (!isWrite(key) && Object.keys(reply).length === 0) throw malformed(`${nameOf(key)}, which is empty`)
  const required = requiredOutput[key]
  if (required !== undefined && !isDryRun(input) && !(required in input || Boolean(reply[required]))) {
    throw malformed(`${nameOf(key)}.${required}, without which nothing says that it worked`)
  }
  return reply
}

/**
 * Makes a reply what the SDK's types say that it is, so that nothing behind this line needs to doubt them:
 * a scalar of the wrong type or out of its range and a null count as missing, also in lists, which are the shorter for it; but for Trusted Advisor's
 * `metadata`, where they stay as nulls. A list or structure of the wrong type, and an item of a list without its id, make a reply that cannot be
 * trusted: MalformedResponse.
 */
export function conform(operation: string, output: object): Record<string, unknown> {
  const conformOutput = conformByOperation.get(operation) ?? compile(operation)
  conformByOperation.set(operation, conformOutput)
  return conformOutput(output)
}

/** A schema is walked once, and not for each value: that takes longer than all that is done to the value. */
function compile(operation: string): ConformStructure {
  const schema = schemas[`${operation}Response$`]
  if (schema === undefined) throw new Error(`the SDK exports no schema for the response of ${operation}`)
  return structure(NormalizedSchema.of(schema), operation)
}

function structure(schema: NormalizedSchema, path: string): ConformStructure {
  const members = [...schema.structIterator()].map(
    ([name, member]) => [name, conformerOf(member, `${path}.${name}`)] as const,
  )
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path)
    const conformed: Record<string, unknown> = {}
    for (const [name, conformMember] of members) {
      const given = (value as Record<string, unknown>)[name]
      const member = given === undefined || given === null ? undefined : conformMember(given)
      if (member !== undefined) conformed[name] = member
    }
    return conformed
  }
}

function conformerOf(schema: NormalizedSchema, path: string): Conform {
  if (schema.isStructSchema()) return structure(schema, path)
  if (schema.isListSchema()) return list(schema.getValueSchema(), path)
  if (schema.isBlobSchema()) return (value) => (value instanceof Uint8Array ? value : undefined)
  if (schema.isStringSchema()) return (value) => (typeof value === 'string' ? value : undefined)
  if (schema.isBooleanSchema()) return (value) => (typeof value === 'boolean' ? value : undefined)
  if (schema.isNumericSchema()) {
    const name = lastPart(path)
    return (value) => (isNumber(value, name) ? value : undefined)
  }
  return (value) => value
}

function isNumber(value: unknown, member: string): boolean {
  if (doubles.has(member)) return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return Number.isSafeInteger(value) && (!integers.has(member) || Math.abs(Number(value)) <= MAX_INTEGER)
}

function list(member: NormalizedSchema, path: string): Conform {
  const conformItem = conformerOf(member, path)
  // A check's headings of columns, and a finding's cells: what stands under which heading is known by its place.
  const isPositional = path.endsWith('.metadata')
  const ids = idsOf[lastPart(path)]
  return (value) => {
    if (!Array.isArray(value)) throw malformed(path)
    const items: unknown[] = value.map((item) => (item == null ? null : (conformItem(item) ?? null)))
    if (ids !== undefined && !items.every((item) => isIdentified(item, ids))) throw malformed(path)
    return isPositional ? items : items.filter((item) => item !== null)
  }
}

function isIdentified(item: unknown, ids: readonly string[]): boolean {
  return item !== null && ids.every((id) => isId((item as Record<string, unknown>)[id]))
}

function isId(value: unknown): boolean {
  return value !== undefined && value !== ''
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** The error for a reply that cannot be trusted. */
export function malformed(path: string): Error {
  const error = new Error(`the reply has something else than the service model says at ${path}`)
  error.name = MALFORMED_RESPONSE
  return error
}
