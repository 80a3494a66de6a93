/**
 * How long each text and list of an argument may be, by its schema coordinate; times, numbers and enums are bounded by their types. These bounds are
 * for safety: they are above AWS's own limits, which the resolvers know, and above what clients send. test/graph/inputs.test.ts holds the table
 * against the schema.
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
const language = { length: 100 }
/** What is searched for. Four times as long as a subject may be. */
const search = { length: 1_000 }
/** AWS caps ETags at 256, file names at 255 (here) and bodies at 8,000 characters, each of up to two units. */
const line = { length: 10_000 }
const body = { length: 100_000 }

const cursors = [
  'Query.cases',
  'Query.services',
  'Query.trustedAdvisorChecks',
  'Case.communications',
  'Case.attachments',
  'Communication.attachments',
  'TrustedAdvisorCheckResult.flaggedResources',
].flatMap((field) => [`${field}(after:)`, `${field}(before:)`])

export const inputBounds: Readonly<Record<string, InputBound>> = {
  ...Object.fromEntries(cursors.map((coordinate) => [coordinate, { length: MAX_CURSOR_LENGTH }])),
  'Query.__type(name:)': { length: 255 },
  'Query.node(id:)': id,
  'Query.nodes(ids:)': { ...id, count: 1_000 },
  'Query.case(id:)': id,
  'Query.services(language:)': language,
  'Query.service(id:)': id,
  'Query.service(language:)': language,
  'Query.severityLevels(language:)': language,
  'Query.supportedLanguages(serviceCode:)': code,
  'Query.supportedLanguages(categoryCode:)': code,
  'Query.createCaseOptions(serviceCode:)': code,
  'Query.createCaseOptions(categoryCode:)': code,
  'Query.createCaseOptions(language:)': language,
  'Query.attachment(id:)': id,
  'Query.attachmentUpload(id:)': id,
  'Query.trustedAdvisorChecks(language:)': language,
  'Query.trustedAdvisorCheck(id:)': checkId,
  'Query.trustedAdvisorCheck(language:)': language,

  'CaseFilter.ids': { ...id, count: 1_000 },
  'CaseFilter.displayId': code,
  'CaseFilter.language': language,
  'CaseFilter.status': { count: 100 },
  'CaseFilter.severityCode': { ...code, count: 100 },
  'CaseFilter.serviceCode': { ...code, count: 1_000 },
  'CaseFilter.categoryCode': { ...code, count: 1_000 },
  'CaseFilter.submittedBy': { ...search, count: 100 },
  'CaseFilter.text': search,
  'ServiceFilter.codes': { ...code, count: 1_000 },
  'ServiceFilter.text': search,
  'TrustedAdvisorCheckFilter.ids': { ...checkId, count: 1_000 },
  'TrustedAdvisorCheckFilter.category': { count: 100 },
  'TrustedAdvisorCheckFilter.status': { count: 100 },
  'TrustedAdvisorCheckFilter.text': search,
  'TrustedAdvisorFlaggedResourceFilter.status': { count: 100 },
  'TrustedAdvisorFlaggedResourceFilter.region': { ...code, count: 100 },

  'CreateCaseInput.subject': line,
  'CreateCaseInput.body': body,
  'CreateCaseInput.serviceCode': code,
  'CreateCaseInput.categoryCode': code,
  'CreateCaseInput.severityCode': code,
  'CreateCaseInput.language': language,
  'CreateCaseInput.ccEmailAddresses': { ...line, count: 100 },
  'CreateCaseInput.attachments': { count: 100 },
  'CreateCaseInput.attachmentSetId': id,
  'CreateCaseInput.uploadIds': { ...id, count: 100 },
  'CreateCaseInput.idempotencyKey': line,
  'AddCommunicationInput.caseId': id,
  'AddCommunicationInput.body': body,
  'AddCommunicationInput.ccEmailAddresses': { ...line, count: 100 },
  'AddCommunicationInput.attachments': { count: 100 },
  'AddCommunicationInput.attachmentSetId': id,
  'AddCommunicationInput.uploadIds': { ...id, count: 100 },
  'AddCommunicationInput.idempotencyKey': line,
  'ResolveCaseInput.caseId': id,
  'RefreshCheckInput.checkId': checkId,
  'RefreshChecksInput.checkIds': { ...checkId, count: 1_000 },
  'AttachmentInput.fileName': line,
  // a file: MAX_BODY_BYTES bounds it
  'AttachmentInput.data': { length: Infinity },
  'AddAttachmentsInput.attachmentSetId': id,
  'AddAttachmentsInput.attachments': { count: 100 },
  'CreateAttachmentUploadInput.fileName': line,
  'AttachmentUploadPartsInput.uploadId': id,
  'AttachmentUploadPartsInput.fileName': line,
  'CompleteAttachmentUploadInput.uploadId': id,
  // an upload of 150 MB in the parts of 5 MB that AWS has, more than thirty times over
  'CompleteAttachmentUploadInput.parts': { count: 1_000 },
  'CompletedPartInput.eTag': line,
}
