import { GraphQLError } from 'graphql'
import { isInputRefused } from '../../lib/errors.js'
import type { AttachmentInput, UserError, UserErrorCode } from '../generated/resolvers.js'
import { findSecrets } from './secrets.js'
import { mentions, UpstreamError, wordsOf } from '../../upstream/upstream-error.js'

/** AWS caps communicationBody at 8000 characters: model. */
const MAX_BODY_LENGTH = 8_000
/** The AWS console's own limit for a subject; the model states none. */
const MAX_SUBJECT_LENGTH = 250
/** AWS caps ccEmailAddresses at 10: model. */
const MAX_CC_ADDRESSES = 10
/** An address cannot be longer: RFC 5321, section 4.5.3.1.3. */
const MAX_ADDRESS_LENGTH = 254
/** AWS caps uploadIds at 10, each at 2048 characters: model. */
const MAX_UPLOAD_IDS = 10
const MAX_UPLOAD_ID_LENGTH = 2_048
/** AWS accepts at most three files of 5 MB in a set: model. */
const MAX_ATTACHMENTS = 3
const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024
/** AWS caps an upload at 150 MB: model. */
export const MAX_UPLOAD_BYTES = 157_286_400
const MAX_FILE_NAME_LENGTH = 255

/** The values of `CaseForm.limits`. */
export const caseFormLimits = {
  subjectLength: MAX_SUBJECT_LENGTH,
  bodyLength: MAX_BODY_LENGTH,
  ccEmailAddresses: MAX_CC_ADDRESSES,
  attachments: MAX_ATTACHMENTS,
  attachmentBytes: MAX_ATTACHMENT_BYTES,
  uploads: MAX_UPLOAD_IDS,
  uploadBytes: MAX_UPLOAD_BYTES,
}

/** The maximum number of secrets reported for one text. */
const MAX_REPORTED_SECRETS = 10

/** The path of a value in the arguments of a mutation. */
export type Path = readonly (string | number)[]

/** An error that the caller can fix. `suggestions` are values that the caller probably meant. */
export function userError(
  code: UserErrorCode,
  path: Path | null,
  message: string,
  suggestions: string[] = [],
): UserError {
  return { code, field: path?.map(String) ?? null, message, suggestions }
}

/** Errors if a subject is blank or too long. */
export function subjectErrors(path: Path, value: string): UserError[] {
  return textErrors(path, value, MAX_SUBJECT_LENGTH)
}

/** Errors if the body of a communication is blank or too long. */
export function bodyErrors(path: Path, value: string): UserError[] {
  return textErrors(path, value, MAX_BODY_LENGTH)
}

/** Errors for likely secrets in text that is about to be sent. They give positions, never the secret: the response may be logged. */
export function sensitiveErrors(path: Path, value: string): UserError[] {
  // a text too long for any body is rejected anyway; a character has up to two code units
  if (value.length > 2 * MAX_BODY_LENGTH) return []
  const secrets = findSecrets(value).slice(0, MAX_REPORTED_SECRETS)
  return secrets.map(({ kind, start, end }) => {
    const before = charactersIn(value.slice(0, start))
    const line = value.slice(0, start).split('\n').length
    const where = `characters ${before + 1} to ${before + end - start}, line ${line}`
    const message = `${path.slice(1).join('.')} has what looks like ${kind} (${where}): remove it, or set allowSensitive: true if it is not a secret or must be sent.`
    return userError('SENSITIVE', path, message)
  })
}

/** Errors if a file name is blank, too long, or has a tab or a line break. */
export function fileNameErrors(path: Path, value: string): UserError[] {
  if (/[\t\n\r]/.test(value)) {
    return [
      userError(
        'INVALID',
        path,
        `${path.slice(1).join('.')} has a tab or a line break, which file names cannot contain.`,
      ),
    ]
  }
  return textErrors(path, value, MAX_FILE_NAME_LENGTH)
}

function textErrors(path: Path, value: string, maxLength: number): UserError[] {
  const name = path.slice(1).join('.')
  if (value.trim() === '')
    return [userError('BLANK', path, `${name} is empty: it must have 1 to ${maxLength} characters.`)]
  const length = charactersIn(value)
  if (length <= maxLength) return []
  return [userError('TOO_LONG', path, `${name} has ${length} characters: at most ${maxLength} are allowed.`)]
}

/** The service model counts Unicode characters: an emoji is one, though it is two code units in JavaScript. */
function charactersIn(value: string): number {
  return value.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '_').length
}

/** Errors for too many CC addresses, and for malformed ones. */
export function ccEmailAddressErrors(path: Path, addresses: readonly string[]): UserError[] {
  return [
    ...countErrors(path, addresses.length, MAX_CC_ADDRESSES),
    ...addresses.flatMap((address, index) =>
      isEmailAddress(address)
        ? []
        : [
            userError(
              'INVALID',
              [...path, index],
              `${path.slice(1).join('.')}.${index} is not an e-mail address like jane@example.com.`,
            ),
          ],
    ),
  ]
}

function isEmailAddress(address: string): boolean {
  return (
    address.length <= MAX_ADDRESS_LENGTH &&
    /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\.]+(?:\.[^\s@<>()[\],;:"\\.]+)+$/.test(address)
  )
}

/** Errors if an upload id is blank or too long. */
export function uploadIdErrors(path: Path, value: string): UserError[] {
  return textErrors(path, value, MAX_UPLOAD_ID_LENGTH)
}

/** Errors for too many upload ids in one message, and for malformed ones. */
export function uploadIdListErrors(path: Path, uploadIds: readonly string[]): UserError[] {
  return [
    ...countErrors(path, uploadIds.length, MAX_UPLOAD_IDS),
    ...uploadIds.flatMap((uploadId, index) => uploadIdErrors([...path, index], uploadId)),
  ]
}

/** Errors for files that cannot be added to a set. */
export function attachmentErrors(path: Path, attachments: readonly AttachmentInput[]): UserError[] {
  return [
    ...countErrors(path, attachments.length, MAX_ATTACHMENTS),
    ...attachments.flatMap(({ fileName, data }, index) => [
      ...fileNameErrors([...path, index, 'fileName'], fileName),
      ...dataErrors([...path, index, 'data'], data),
    ]),
  ]
}

function dataErrors(path: Path, data: string): UserError[] {
  if (data === '') return [userError('BLANK', path, 'data is empty: provide the bytes of the file in base64.')]
  // checked first, because decoding large data is slow
  const bytes = Buffer.byteLength(data, 'base64')
  if (bytes > MAX_ATTACHMENT_BYTES) {
    return [
      userError(
        'TOO_LARGE',
        path,
        `data has ${bytes} bytes: at most ${MAX_ATTACHMENT_BYTES} are allowed here. Use createAttachmentUpload for a larger file.`,
      ),
    ]
  }
  if (isBase64(data)) return []
  return [userError('INVALID', path, 'data is not base64 (RFC 4648, section 4, with padding and without line breaks).')]
}

/** Tested in pieces: a regular expression may overflow its stack on a string of seven million characters. */
const BASE64_PIECE = 65_536

function isBase64(text: string): boolean {
  const digits = text.replace(/={1,2}$/, '')
  for (let at = 0; at < digits.length; at += BASE64_PIECE) {
    if (!/^[A-Za-z0-9+/]+$/.test(digits.slice(at, at + BASE64_PIECE))) return false
  }
  return text.length % 4 === 0
}

function countErrors(path: Path, count: number, max: number): UserError[] {
  return count <= max
    ? []
    : [userError('TOO_MANY', path, `${path.at(-1)} has ${count} entries: at most ${max} are allowed.`)]
}

/** Upstream errors that the caller can fix, and the field that each concerns. */
const fixableErrors: Readonly<Record<string, { code: UserErrorCode; field: string | null }>> = {
  CaseIdNotFound: { code: 'NOT_FOUND', field: 'caseId' },
  AttachmentSetIdNotFound: { code: 'NOT_FOUND', field: 'attachmentSetId' },
  AttachmentSetExpired: { code: 'EXPIRED', field: 'attachmentSetId' },
  AttachmentSetSizeLimitExceeded: { code: 'TOO_LARGE', field: 'attachments' },
  UploadIdNotFound: { code: 'NOT_FOUND', field: 'uploadId' },
  AttachmentLimitExceeded: { code: 'LIMIT_EXCEEDED', field: null },
  CaseCreationLimitExceeded: { code: 'LIMIT_EXCEEDED', field: null },
}

/** The members of AWS's inputs, and their names in the graph. */
const fieldsByMember: Readonly<Record<string, string>> = {
  attachments: 'attachments',
  attachmentSetId: 'attachmentSetId',
  caseId: 'caseId',
  categoryCode: 'categoryCode',
  ccEmailAddresses: 'ccEmailAddresses',
  communicationBody: 'body',
  completedUploads: 'parts',
  fileName: 'fileName',
  fileSizeBytes: 'sizeBytes',
  issueType: 'issueType',
  language: 'language',
  serviceCode: 'serviceCode',
  severityCode: 'severityCode',
  subject: 'subject',
  uploadId: 'uploadId',
  uploadIds: 'uploadIds',
}

/** Fields whose values AWS's messages repeat without naming the field. `language` comes last, because its code may also be an ordinary word. */
const codeFields = ['serviceCode', 'categoryCode', 'severityCode', 'attachmentSetId', 'language']

/** The field that AWS's message names first; if it names none, the field whose value it repeats. */
function fieldNamed(error: UpstreamError, input: Readonly<Record<string, unknown>>): string | undefined {
  const member = wordsOf(error).find((word) => Object.hasOwn(fieldsByMember, word))
  if (member !== undefined) return fieldsByMember[member]
  return codeFields.find((code) => typeof input[code] === 'string' && mentions(error, input[code]))
}

/** Converts AWS's rejection of a write to userErrors. Rethrows errors that the caller cannot fix. */
export function readUserErrors(error: unknown, input: Readonly<Record<string, unknown>>): UserError[] {
  if (!(error instanceof UpstreamError)) throw error
  const known = Object.hasOwn(fixableErrors, error.name) ? fixableErrors[error.name] : undefined
  if (known === undefined && !isInputRefused(error)) throw error
  const field = known === undefined ? fieldNamed(error, input) : known.field
  // AWS's error is about one upload, but a case or a reply has a list of them
  const name = field === 'uploadId' && input['uploadId'] === undefined ? 'uploadIds' : field
  return [userError(known?.code ?? 'INVALID', name == null ? null : ['input', name], error.message)]
}

/** Converts a BAD_USER_INPUT error about one value of a mutation's input to a userError. Rethrows any other error. */
export function readInvalidInput(error: unknown, path: Path): UserError {
  if (!(error instanceof GraphQLError) || error.extensions['code'] !== 'BAD_USER_INPUT') throw error
  return userError('INVALID', path, error.message)
}
