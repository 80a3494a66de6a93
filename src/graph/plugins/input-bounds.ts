/**
 * How long each text and list of an argument may be, by the name of the argument or of the member of an input; times, numbers and enums are bounded by
 * their types. These bounds are for safety: they are above AWS's own limits, which the resolvers know, and above what clients send.
 * test/graph/inputs.test.ts holds the table against the schema.
 */
import { MAX_CURSOR_LENGTH } from '../relay/cursor.js'

export interface InputBound {
  /** Of a text, or of each text in a list: the most UTF-16 units. */
  length?: number
  /** Of a list: the most items. */
  count?: number
}

/** AWS caps its longest ids, those of uploads, at 2,048 characters: model. In base64url, with the type, they have 2,800, and more if they are not ASCII. */
const id = { length: 10_000 }
/** The global ids of checks hold a short id and a language. */
const checkId = { length: 1_000 }
/** AWS caps codes at 100 characters where it has a limit: model. */
const code = { length: 1_000 }
/** What is searched for. Four times as long as a subject may be. */
const search = { length: 1_000 }
/** AWS caps ETags at 256, file names at 255 (here) and bodies at 8,000 characters, each of up to two units. */
const line = { length: 10_000 }

export const inputBounds: Readonly<Record<string, InputBound>> = {
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
  // a file: MAX_BODY_BYTES bounds it
  data: { length: Infinity },
  displayId: code,
  eTag: line,
  fileName: line,
  id,
  idempotencyKey: line,
  ids: { ...id, count: 1_000 },
  language: { length: 100 },
  // of a type that introspection asks for
  name: { length: 255 },
  // an upload of 150 MB in the parts of 5 MB that AWS has, more than thirty times over
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
