import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'
import { MALFORMED_RESPONSE } from '../lib/errors.js'
import { factsOf, isDryRun, type Operation } from './operations.js'

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
type Validate = (value: unknown) => unknown
type ValidateStructure = (value: unknown) => Record<string, unknown>

const validators = new Map<Operation, ValidateStructure>()

/** The response as the SDK has read it. Throws if it is not one of this operation. */
export function readResponse(operation: Operation, input: object, output: object): object {
  const response = validateResponse(operation, output)
  const { isWrite, requiredOutput } = factsOf(operation)
  // The SDK takes a 200 without a body for a response. "No cases" must be AWS's own word.
  if (!isWrite && Object.keys(response).length === 0) throw malformed(`${operation}, which is empty`)
  if (
    requiredOutput !== undefined &&
    !isDryRun(input) &&
    !Reflect.get(input, requiredOutput) &&
    !response[requiredOutput]
  ) {
    throw malformed(`${operation}.${requiredOutput}, without which nothing says that it worked`)
  }
  return response
}

/**
 * Makes a reply what the SDK's types say that it is, so that nothing behind this line needs to doubt them:
 * a scalar of the wrong type or out of its range and a null count as missing, also in lists, which are the shorter for it; but for Trusted Advisor's
 * `metadata`, where they stay as nulls. A list or structure of the wrong type, and an item of a list without its id, make a reply that cannot be
 * trusted: MalformedResponse.
 */
export function validateResponse(operation: Operation, output: object): Record<string, unknown> {
  const validate = validators.get(operation) ?? compile(operation)
  validators.set(operation, validate)
  return validate(output)
}

/** A schema is walked once, and not for each value: that takes longer than all that is done to the value. */
function compile(operation: Operation): ValidateStructure {
  // oxlint-disable-next-line import/namespace -- the types say that it is there
  return structure(NormalizedSchema.of(sdk[`${operation}Response$`]), operation)
}

function structure(schema: NormalizedSchema, path: string): ValidateStructure {
  const members = [...schema.structIterator()].map(
    ([name, member]) => [name, validatorOf(member, `${path}.${name}`)] as const,
  )
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path)
    const validated: Record<string, unknown> = {}
    for (const [name, validateMember] of members) {
      const given = (value as Record<string, unknown>)[name]
      const member = given === undefined || given === null ? undefined : validateMember(given)
      if (member !== undefined) validated[name] = member
    }
    return validated
  }
}

function validatorOf(schema: NormalizedSchema, path: string): Validate {
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

function list(member: NormalizedSchema, path: string): Validate {
  const validateItem = validatorOf(member, path)
  // A check's headings of columns, and a finding's cells: what stands under which heading is known by its place.
  const isPositional = path.endsWith('.metadata')
  const ids = idsOf[lastPart(path)]
  return (value) => {
    if (!Array.isArray(value)) throw malformed(path)
    const items: unknown[] = value.map((item) => (item == null ? null : (validateItem(item) ?? null)))
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
