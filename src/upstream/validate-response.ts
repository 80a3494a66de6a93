import * as sdk from '@aws-sdk/client-support'
import { NormalizedSchema } from '@smithy/core/schema'
import { fromBase64 } from '@smithy/core/serde'
import { MALFORMED_RESPONSE } from '../lib/errors.js'
import { factsOf, isDryRun, type Operation } from './operations.js'

/** The doubles and 32-bit integers of the model; its other numbers are 64-bit integers. The SDK's schemas do not tell them apart. */
const doubles = new Set(['estimatedMonthlySavings', 'estimatedPercentMonthlySavings'])
const integers = new Set(['partIndex', 'totalParts', 'completedPartsCount', 'nextIndex'])
const MAX_INTEGER = 2 ** 31 - 1

/**
 * The members that identify the items of a list. In these lists, a null item or one without its id makes the response invalid: dropping it would make an
 * incomplete list look complete. Communications have no id, but must not be null. Other lists are not checked: some contain nulls in practice (public
 * reports), and items in the rest are never looked up.
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

/** Returns the validated value, or undefined if the value is treated as missing. Not called for null and undefined. */
type Validate = (value: unknown) => unknown
type ValidateStructure = (value: unknown) => Record<string, unknown>

const validators = new Map<Operation, ValidateStructure>()

/** Validates the JSON that an operation returned. Throws if it is not a response of this operation. */
export function readResponse(operation: Operation, input: object, output: object): object {
  const response = validateResponse(operation, output)
  const { isWrite, requiredOutput } = factsOf(operation)
  // The SDK accepts a 200 without a body. But only an explicit response may mean "no cases".
  if (!isWrite && Object.keys(response).length === 0) throw malformed(`${operation} returned nothing`)
  if (
    requiredOutput !== undefined &&
    !isDryRun(input) &&
    !Reflect.get(input, requiredOutput) &&
    !response[requiredOutput]
  ) {
    throw malformed(`${operation} returned no ${requiredOutput}, the only proof that it worked`)
  }
  return response
}

/**
 * Makes sure that a response conforms to the SDK's types, so that all further code can rely on them.
 * A null, or a scalar of the wrong type or out of range, is treated as missing. In lists it is dropped, except in Trusted Advisor's `metadata`, where it
 * becomes null. A list or structure of the wrong type, or a list item without its id, makes the whole response invalid: throws MalformedResponse.
 */
export function validateResponse(operation: Operation, output: object): Record<string, unknown> {
  const validate = validators.get(operation) ?? compile(operation)
  validators.set(operation, validate)
  return validate(output)
}

/** Compiles a schema once per operation: walking a schema takes longer than validating a value. */
function compile(operation: Operation): ValidateStructure {
  // oxlint-disable-next-line import/namespace -- the type of Operation guarantees that the export exists
  return structure(NormalizedSchema.of(sdk[`${operation}Response$`]), operation)
}

function structure(schema: NormalizedSchema, path: string): ValidateStructure {
  const members = [...schema.structIterator()].map(
    ([name, member]) => [name, validatorOf(member, `${path}.${name}`)] as const,
  )
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notInModel(path)
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
  if (schema.isBlobSchema()) return (value) => (typeof value === 'string' ? bytesOf(value, path) : undefined)
  if (schema.isStringSchema()) return (value) => (typeof value === 'string' ? value : undefined)
  if (schema.isBooleanSchema()) return (value) => (typeof value === 'boolean' ? value : undefined)
  if (schema.isNumericSchema()) {
    const name = lastPart(path)
    return (value) => (isNumber(value, name) ? value : undefined)
  }
  return (value) => value
}

function bytesOf(base64: string, path: string): Uint8Array {
  try {
    return fromBase64(base64)
  } catch {
    throw notInModel(path)
  }
}

function isNumber(value: unknown, member: string): boolean {
  if (doubles.has(member)) return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return Number.isSafeInteger(value) && (!integers.has(member) || Math.abs(Number(value)) <= MAX_INTEGER)
}

function list(member: NormalizedSchema, path: string): Validate {
  const validateItem = validatorOf(member, path)
  // The column headings of a check and the cells of its findings: cells are matched to headings by position.
  const isPositional = path.endsWith('.metadata')
  const ids = idsOf[lastPart(path)]
  return (value) => {
    if (!Array.isArray(value)) throw notInModel(path)
    const items: unknown[] = value.map((item) => (item == null ? null : (validateItem(item) ?? null)))
    if (ids !== undefined && !items.every((item) => isIdentified(item, ids))) throw notInModel(path)
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

function notInModel(path: string): Error {
  return malformed(`${path} does not match the service model`)
}

/** The error for a response that cannot be trusted. */
export function malformed(detail: string): Error {
  const error = new Error(`invalid response: ${detail}`)
  error.name = MALFORMED_RESPONSE
  return error
}
