/**
 * Maximum sizes of strings and lists in arguments, by the name of the argument or input field. Times, numbers and enums are bounded by their types.
 * These bounds are for safety: they are above AWS's own limits, which the resolvers check, and above what clients send. test/graph/inputs.test.ts
 * compares the table with the schema.
 */
import { MAX_CURSOR_LENGTH } from '../relay/cursor.js'

export interface InputBound {
  /** Maximum UTF-16 code units in a string, or in each string of a list. */
  length?: number
  /** Maximum number of items in a list. */
  count?: number
}

/**
 * AWS caps its longest ids, those of uploads, at 2,048 characters: model. As a global id in base64url, they have 2,800, and more if they are not
 * ASCII.
 */
const id = { length: 10_000 }
/** The global ids of checks contain a short id and a language. */
const checkId = { length: 1_000 }
/** AWS caps codes at 100 characters where it has a limit: model. */
const code = { length: 1_000 }
/** The name of an account has at most 100 characters. */
const account = { length: 1_000 }
/** Search text: four times the maximum length of a subject. */
const search = { length: 1_000 }
/** AWS caps ETags at 256 and bodies at 8,000 characters, and the gateway caps file names at 255. Each character has up to two code units. */
const line = { length: 10_000 }

export const inputBounds: Readonly<Record<string, InputBound>> = {
  accountId: account,
  accountIds: { ...account, count: 1_000 },
  after: { length: MAX_CURSOR_LENGTH },
  attachmentSetId: id,
  attachments: { count: 100 },
  before: { length: MAX_CURSOR_LENGTH },
  body: { length: 100_000 },
  caseId: id,
  category: { count: 100 },
  categoryCode: { ...code, count: 1_000 },
  ccEmailAddresses: { ...line, count: 100 },
  checkId,
  checkIds: { ...checkId, count: 1_000 },
  codes: { ...code, count: 1_000 },
  // a file, bounded by MAX_BODY_BYTES
  data: { length: Infinity },
  displayId: code,
  eTag: line,
  fileName: line,
  id,
  idempotencyKey: line,
  ids: { ...id, count: 1_000 },
  language: { length: 100 },
  // the type name in an introspection query
  name: { length: 255 },
  // more than thirty times the parts of a 150 MB upload: AWS uses parts of 5 MB
  parts: { count: 1_000 },
  // what people type into a search box
  query: { length: 200 },
  region: { ...code, count: 100 },
  serviceCode: { ...code, count: 1_000 },
  severityCode: { ...code, count: 100 },
  status: { count: 100 },
  subject: line,
  submittedBy: { ...search, count: 100 },
  text: search,
  uploadId: id,
  uploadIds: { ...id, count: 100 },
  waitingOn: { count: 100 },
}
