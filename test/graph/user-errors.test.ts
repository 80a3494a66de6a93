import { describe, expect, test } from 'vitest'
import { anAccount } from '../../emulator/test/harness.js'
import { codes, read, startGateway } from '../support/harness.js'

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) {
  caseId case { id } userErrors { code field message }
} }`
const REPLY = `mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) {
  communication { id } userErrors { code field message }
} }`
const ADD_FILES = `mutation ($input: AddAttachmentsInput!) { addAttachments(input: $input) {
  attachmentSet { id } userErrors { code field message }
} }`

interface UserError {
  code: string
  field: string[] | null
  message: string
}

const minimal = { subject: 'S', body: 'B' }
const aFile = { fileName: 'a.txt', data: Buffer.from('text').toString('base64') }
const addresses = (count: number) => Array.from({ length: count }, (_, index) => `person${index}@example.com`)

/** Runs createCase, and returns its userErrors and the AWS calls. */
async function create(given: object): Promise<{ userErrors: UserError[]; calls: Record<string, number> }> {
  const gateway = await startGateway()
  const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, ...given } })
  expect(errors).toEqual([])
  return { userErrors: read(data, 'createCase.userErrors'), calls: await gateway.upstreamCalls() }
}

describe('userErrors from the gateway', () => {
  test.each<[string, object, string, string[], string]>([
    ['an empty subject', { subject: '' }, 'BLANK', ['subject'], 'subject is empty: it must have 1 to 250 characters.'],
    ['a blank subject', { subject: ' \t\n' }, 'BLANK', ['subject'], 'subject is empty'],
    ['a long subject', { subject: 'x'.repeat(251) }, 'TOO_LONG', ['subject'], '251 characters: at most 250'],
    ['a long emoji subject', { subject: '😀'.repeat(251) }, 'TOO_LONG', ['subject'], '251 characters: at most 250'],
    ['an empty body', { body: '' }, 'BLANK', ['body'], 'body is empty: it must have 1 to 8000 characters.'],
    ['a long body', { body: 'x'.repeat(8001) }, 'TOO_LONG', ['body'], '8001 characters: at most 8000'],
    [
      'too many addresses',
      { ccEmailAddresses: addresses(11) },
      'TOO_MANY',
      ['ccEmailAddresses'],
      'ccEmailAddresses has 11 entries: at most 10',
    ],
    [
      'an empty address',
      { ccEmailAddresses: [''] },
      'INVALID',
      ['ccEmailAddresses', '0'],
      'ccEmailAddresses.0 is not an e-mail address',
    ],
    [
      'an address without a host',
      { ccEmailAddresses: ['a@example.com', 'jane@'] },
      'INVALID',
      ['ccEmailAddresses', '1'],
      'ccEmailAddresses.1 is not an e-mail address like jane@example.com.',
    ],
    [
      'two addresses in one',
      { ccEmailAddresses: ['a@b.com, c@d.com'] },
      'INVALID',
      ['ccEmailAddresses', '0'],
      'ccEmailAddresses.0 is not an e-mail address',
    ],
    [
      'a host without a dot',
      { ccEmailAddresses: ['a@localhost'] },
      'INVALID',
      ['ccEmailAddresses', '0'],
      'ccEmailAddresses.0 is not an e-mail address',
    ],
    [
      'an overlong address',
      { ccEmailAddresses: [`${'x'.repeat(250)}@example.com`] },
      'INVALID',
      ['ccEmailAddresses', '0'],
      'ccEmailAddresses.0 is not an e-mail address',
    ],
    [
      'too many uploads',
      { uploadIds: Array.from({ length: 11 }, (_, index) => `upload-${index}`) },
      'TOO_MANY',
      ['uploadIds'],
      'uploadIds has 11 entries: at most 10',
    ],
    ['a blank upload id', { uploadIds: ['upload-1', ''] }, 'BLANK', ['uploadIds', '1'], 'uploadIds.1 is empty'],
    [
      'a long upload id',
      { uploadIds: ['x'.repeat(2049)] },
      'TOO_LONG',
      ['uploadIds', '0'],
      'uploadIds.0 has 2049 characters',
    ],
    [
      'too many files',
      { attachments: [aFile, aFile, aFile, aFile] },
      'TOO_MANY',
      ['attachments'],
      'attachments has 4 entries: at most 3',
    ],
    [
      'a file without a name',
      { attachments: [{ ...aFile, fileName: '' }] },
      'BLANK',
      ['attachments', '0', 'fileName'],
      'attachments.0.fileName is empty',
    ],
    [
      'a file that is not base64',
      { attachments: [aFile, { fileName: 'b', data: 'a\nb=' }] },
      'INVALID',
      ['attachments', '1', 'data'],
      'not base64 (RFC 4648',
    ],
    [
      'an empty file',
      { attachments: [{ fileName: 'b', data: '' }] },
      'BLANK',
      ['attachments', '0', 'data'],
      'data is empty',
    ],
    [
      'a large file',
      { attachments: [{ fileName: 'b', data: Buffer.alloc(5 * 1024 * 1024 + 1).toString('base64') }] },
      'TOO_LARGE',
      ['attachments', '0', 'data'],
      '5242881 bytes: at most 5242880 are allowed here. Use createAttachmentUpload',
    ],
    [
      'files together with an attachment set',
      { attachments: [aFile], attachmentSetId: 'as-1' },
      'CONFLICT',
      ['attachments'],
      'either attachments or attachmentSetId',
    ],
    ['no language', { language: '' }, 'INVALID', ['language'], 'language is "", which is not a language code'],
    ['a language name', { language: 'english' }, 'INVALID', ['language'], 'one such as en, ja, zh or pt_BR'],
    ['a blank key', { idempotencyKey: ' ' }, 'INVALID', ['idempotencyKey'], 'it must have 1 to 255'],
    ['a long key', { idempotencyKey: 'x'.repeat(256) }, 'INVALID', ['idempotencyKey'], 'has 256 characters'],
  ])('createCase returns a userError for %s, without calling AWS', async (_, given, code, field, message) => {
    const { userErrors, calls } = await create(given)
    expect(userErrors).toEqual([{ code, field: ['input', ...field], message: expect.stringContaining(message) }])
    expect(calls).toEqual({})
  })

  test('createCase returns all userErrors at once', async () => {
    const { userErrors, calls } = await create({
      subject: '',
      body: '',
      ccEmailAddresses: ['nobody'],
      attachments: [{ fileName: '', data: '?' }],
      uploadIds: [''],
      attachmentSetId: 'as-1',
      idempotencyKey: '',
      language: 'Klingon',
      serviceCode: 'unknown',
      severityCode: 'unknown',
    })
    expect(userErrors.map(({ code, field }) => [code, field?.slice(1).join('.')])).toEqual([
      ['BLANK', 'subject'],
      ['BLANK', 'body'],
      ['INVALID', 'ccEmailAddresses.0'],
      ['BLANK', 'attachments.0.fileName'],
      ['INVALID', 'attachments.0.data'],
      ['BLANK', 'uploadIds.0'],
      ['CONFLICT', 'attachments'],
      ['INVALID', 'idempotencyKey'],
      ['INVALID', 'language'],
      ['NOT_FOUND', 'serviceCode'],
      ['NOT_FOUND', 'severityCode'],
    ])
    // only the lists of codes are read
    expect(calls).toEqual({ DescribeServices: 1, DescribeSeverityLevels: 1 })
  })

  test('createCase with validateOnly also returns the userErrors of the gateway', async () => {
    const { userErrors, calls } = await create({ subject: '', validateOnly: true })
    expect(userErrors).toMatchObject([{ code: 'BLANK', field: ['input', 'subject'] }])
    expect(calls).toEqual({})
  })

  test('createCase accepts input that is just within the limits', async () => {
    const { userErrors } = await create({
      subject: '😀'.repeat(250),
      body: '😀'.repeat(8000),
      ccEmailAddresses: addresses(10),
      attachments: [aFile, aFile, { fileName: 'x'.repeat(255), data: aFile.data }],
      uploadIds: [],
      idempotencyKey: 'x'.repeat(255),
    })
    expect(userErrors).toEqual([])
  })

  test.each(['first.last+tag@sub.example.co.uk', "o'hara@example.com", 'jäger@exämple.de', 'a@b.io'])(
    'createCase accepts the address %s',
    async (address) => {
      expect((await create({ ccEmailAddresses: [address] })).userErrors).toEqual([])
    },
  )

  test('createCase gets BAD_USER_INPUT from GraphQL for a missing or mistyped field', async () => {
    const gateway = await startGateway()
    for (const input of [
      { subject: 'S' },
      { ...minimal, subject: 7 },
      { ...minimal, issueType: 'BILLING' },
      { ...minimal, more: 1 },
    ]) {
      expect(codes(await gateway.query(CREATE, { input }))).toEqual(['BAD_USER_INPUT'])
    }
    expect(await gateway.upstreamCalls()).toEqual({})
  })
})

describe('userErrors from AWS', () => {
  test.each<[string, string, string[] | null, string]>([
    ['AttachmentSetIdNotFound', 'NOT_FOUND', ['input', 'attachmentSetId'], 'the value 77'],
    ['AttachmentSetExpired', 'EXPIRED', ['input', 'attachmentSetId'], 'the value 77'],
    ['UploadIdNotFound', 'NOT_FOUND', ['input', 'uploadIds'], 'the value 77'],
    ['CaseCreationLimitExceeded', 'LIMIT_EXCEEDED', null, 'try again later'],
    ['InvalidParameterValueException', 'INVALID', null, 'the value 77'],
    ['ValidationException', 'INVALID', null, 'the value 77'],
    ['InvalidParameterCombination', 'INVALID', null, 'the value 77'],
  ])('createCase returns the AWS error %s as the userError %s', async (error, code, field, message) => {
    for (const validateOnly of [false, true]) {
      const gateway = await startGateway()
      await gateway.fault({ operation: 'CreateCase', error, message: 'the value 77' })
      const { data, errors } = await gateway.query(CREATE, { input: { ...minimal, validateOnly } })
      expect(errors).toEqual([])
      expect(data).toEqual({
        createCase: {
          caseId: null,
          case: null,
          userErrors: [{ code, field, message: expect.stringContaining(message) }],
        },
      })
    }
  })

  test.each<[string, string | null]>([
    [
      "Value at 'uploadIds' failed to satisfy constraint: Member must have length less than or equal to 10",
      'uploadIds',
    ],
    ["Value at 'uploadIds.1.member' failed to satisfy constraint", 'uploadIds'],
    ['The uploadId 7 is not complete', 'uploadIds'],
    ["Value at 'communicationBody' failed to satisfy constraint", 'body'],
    ['categoryCode [other] does not belong to serviceCode [general-info]', 'categoryCode'],
    ["'ja' is not offered by your plan", 'language'],
    ['Invalid value: low', 'severityCode'],
    ['Invalid value: lowest', null],
    ['general-info cannot be chosen at the moment', 'serviceCode'],
    ['The request is not valid', null],
  ])('a userError names the field that the AWS message mentions: %s → %s', async (message, field) => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'ValidationException', message })
    const given = { serviceCode: 'general-info', categoryCode: 'other', severityCode: 'low', language: 'ja' }
    const { data } = await gateway.query(CREATE, { input: { ...minimal, ...given } })
    expect(read(data, 'createCase.userErrors')).toEqual([
      { code: 'INVALID', field: field === null ? null : ['input', field], message: expect.stringContaining(message) },
    ])
  })

  test.each<[string, string, string[] | null]>([
    ['CaseIdNotFound', 'NOT_FOUND', ['input', 'caseId']],
    ['AttachmentSetIdNotFound', 'NOT_FOUND', ['input', 'attachmentSetId']],
    ['AttachmentSetExpired', 'EXPIRED', ['input', 'attachmentSetId']],
    ['UploadIdNotFound', 'NOT_FOUND', ['input', 'uploadIds']],
  ])('addCommunication returns the AWS error %s as the userError %s', async (error, code, field) => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    await gateway.fault({ operation: 'AddCommunicationToCase', error })
    const { data, errors } = await gateway.query(REPLY, { input: { caseId: 'case-0', body: 'B' } })
    expect(errors).toEqual([])
    expect(read(data, 'addCommunication')).toMatchObject({ communication: null, userErrors: [{ code, field }] })
  })

  test.each<[string, string, string[] | null]>([
    ['AttachmentLimitExceeded', 'LIMIT_EXCEEDED', null],
    ['AttachmentSetSizeLimitExceeded', 'TOO_LARGE', ['input', 'attachments']],
  ])('addAttachments and createCase return the AWS error %s as the userError %s', async (error, code, field) => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'AddAttachmentsToSet', count: 2, error })
    const added = await gateway.query(ADD_FILES, { input: { attachments: [aFile] } })
    expect(read(added.data, 'addAttachments')).toMatchObject({ attachmentSet: null, userErrors: [{ code, field }] })
    const opened = await gateway.query(CREATE, { input: { ...minimal, attachments: [aFile] } })
    expect(read(opened.data, 'createCase')).toMatchObject({ caseId: null, userErrors: [{ code, field }] })
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 2 })
  })

  test('createCase gets UPSTREAM_DENIED, not a userError, for an error that the caller cannot fix', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'AccessDeniedException' })
    const response = await gateway.query(CREATE, { input: minimal })
    expect(response.data).toEqual({ createCase: null })
    expect(codes(response)).toEqual(['UPSTREAM_DENIED'])
  })
})
