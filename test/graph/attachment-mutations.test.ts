import { describe, expect, test } from 'vitest'
import { anAccount, HOUR } from '../../emulator/test/harness.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'

const MB = 1024 * 1024
const aFile = { fileName: 'a.txt', data: Buffer.from('text').toString('base64') }

const ADD = `mutation ($input: AddAttachmentsInput!) { addAttachments(input: $input) {
  attachmentSet { id expiresAt } userErrors { code field message }
} }`
const UPLOAD = `uploadId fileName partSizeBytes totalParts parts { index url expiresAt } nextIndex
  status statusCode progress { totalParts completedParts }`
const CREATE = `mutation ($input: CreateAttachmentUploadInput!) { createAttachmentUpload(input: $input) {
  upload { ${UPLOAD} } userErrors { code field message }
} }`
const PARTS = `mutation ($input: AttachmentUploadPartsInput!) { attachmentUploadParts(input: $input) {
  upload { uploadId parts { index url } nextIndex } userErrors { code field message }
} }`
const COMPLETE = `mutation ($input: CompleteAttachmentUploadInput!) { completeAttachmentUpload(input: $input) {
  upload { uploadId fileName totalParts status progress { totalParts completedParts } } userErrors { code field message }
} }`

/** A gateway whose upstream uses four-byte parts. */
const withSmallParts = () => startGateway({ account: () => anAccount({ cases: [{}] }), settings: { partSizeBytes: 4 } })

async function startUpload(gateway: Gateway, sizeBytes: number): Promise<unknown> {
  const { data, errors } = await gateway.query(CREATE, { input: { fileName: 'big.log', sizeBytes } })
  expect(errors).toEqual([])
  return read(data, 'createAttachmentUpload.upload')
}

/** PUTs the bytes of a part, and returns its ETag in quotes, as in S3's response. */
async function put(url: string, bytes: string): Promise<string> {
  const response = await fetch(url, { method: 'PUT', body: bytes })
  expect(response.status).toBe(200)
  return response.headers.get('etag') ?? ''
}

describe('addAttachments', () => {
  test('addAttachments creates an attachment set and returns its expiry time', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(ADD, { input: { attachments: [aFile] } })
    expect(errors).toEqual([])
    expect(data).toEqual({
      addAttachments: {
        attachmentSet: {
          id: expect.stringMatching(/^as-/),
          expiresAt: new Date(gateway.clock.time + HOUR).toISOString(),
        },
        userErrors: [],
      },
    })
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 1 })
  })

  test('addAttachments adds files to an existing attachment set', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(ADD, { input: { attachments: [aFile] } })
    const attachmentSetId = read(data, 'addAttachments.attachmentSet.id')
    const more = await gateway.query(ADD, {
      input: { attachmentSetId, attachments: [{ ...aFile, fileName: 'b.txt' }] },
    })
    expect(read(more.data, 'addAttachments.attachmentSet.id')).toBe(attachmentSetId)
    const { data: opened } = await gateway.query(
      `mutation ($id: ID) { createCase(input: { subject: "S", body: "B", attachmentSetId: $id }) {
        case { attachments { nodes { fileName } } }
      } }`,
      { id: attachmentSetId },
    )
    expect(read(opened, 'createCase.case.attachments.nodes')).toEqual([{ fileName: 'a.txt' }, { fileName: 'b.txt' }])
  })

  test('addAttachments returns a userError for an unknown, expired or full attachment set', async () => {
    const gateway = await startGateway()
    const errorsOf = async (input: object) => {
      const { data, errors } = await gateway.query(ADD, { input })
      expect(errors).toEqual([])
      expect(read(data, 'addAttachments.attachmentSet')).toBeNull()
      return read(data, 'addAttachments.userErrors')
    }
    const { data } = await gateway.query(ADD, { input: { attachments: [aFile, aFile] } })
    const attachmentSetId = read(data, 'addAttachments.attachmentSet.id')
    expect(await errorsOf({ attachmentSetId: 'as-unknown', attachments: [aFile] })).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', 'attachmentSetId'] },
    ])
    expect(await errorsOf({ attachmentSetId, attachments: [aFile, aFile] })).toMatchObject([
      { code: 'TOO_LARGE', field: ['input', 'attachments'] },
    ])
    gateway.clock.time += HOUR
    expect(await errorsOf({ attachmentSetId, attachments: [aFile] })).toMatchObject([
      { code: 'EXPIRED', field: ['input', 'attachmentSetId'] },
    ])
  })

  test('addAttachments returns a userError for every invalid file, without calling AWS', async () => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(ADD, {
      input: {
        attachments: [
          { fileName: '', data: 'not base64' },
          { fileName: 'x'.repeat(256), data: '' },
          aFile,
          { fileName: 'large.bin', data: Buffer.alloc(5 * MB + 1).toString('base64') },
        ],
      },
    })
    expect(errors).toEqual([])
    expect(read(data, 'addAttachments')).toMatchObject({
      attachmentSet: null,
      userErrors: [
        { code: 'TOO_MANY', field: ['input', 'attachments'] },
        { code: 'BLANK', field: ['input', 'attachments', '0', 'fileName'] },
        { code: 'INVALID', field: ['input', 'attachments', '0', 'data'] },
        { code: 'TOO_LONG', field: ['input', 'attachments', '1', 'fileName'] },
        { code: 'BLANK', field: ['input', 'attachments', '1', 'data'] },
        { code: 'TOO_LARGE', field: ['input', 'attachments', '3', 'data'] },
      ],
    })
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('addAttachments returns a userError for an empty list and accepts a file of exactly 5 MB', async () => {
    const gateway = await startGateway()
    const none = await gateway.query(ADD, { input: { attachments: [] } })
    expect(read(none.data, 'addAttachments.userErrors')).toMatchObject([
      { code: 'BLANK', field: ['input', 'attachments'] },
    ])
    const data = Buffer.alloc(5 * MB).toString('base64')
    const full = await gateway.query(ADD, { input: { attachments: [{ fileName: 'full.bin', data }] } })
    expect(read(full.data, 'addAttachments.userErrors')).toEqual([])
  })

  test('adding to an existing attachment set is not retried, because a retry would add the files twice', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(ADD, { input: { attachments: [aFile] } })
    const attachmentSetId = read(data, 'addAttachments.attachmentSet.id')
    await gateway.upstreamCalls()
    await gateway.fault({ operation: 'AddAttachmentsToSet', when: 'after', drop: true })
    const response = await gateway.query(ADD, { input: { attachmentSetId, attachments: [aFile] } })
    expect(codes(response)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(await gateway.upstreamCalls()).toEqual({ AddAttachmentsToSet: 1 })
  })
})

describe('multipart uploads', () => {
  test('createAttachmentUpload returns links for the first 10 parts', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 45)
    expect(upload).toMatchObject({
      uploadId: expect.stringMatching(/^upload-/),
      fileName: 'big.log',
      partSizeBytes: 4,
      totalParts: 12,
      nextIndex: 11,
      status: 'NOT_READY',
      statusCode: 'attachment-not-ready',
      progress: { totalParts: 12, completedParts: 0 },
    })
    const parts = read<{ index: number; url: string; expiresAt: string }[]>(upload, 'parts')
    expect(parts.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(new Set(parts.map(({ url }) => url)).size).toBe(10)
    expect(parts[0]?.expiresAt).toBe(new Date(gateway.clock.time + 15 * 60_000).toISOString())
    expect(await gateway.upstreamCalls()).toEqual({ GetAttachmentUploadLinks: 1, DescribeAttachmentUploadStatus: 1 })
  })

  test('attachmentUploadParts returns links for further parts, and new links for earlier ones', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 45)
    const uploadId = read(upload, 'uploadId')
    const rest = await gateway.query(PARTS, { input: { uploadId, fileName: 'big.log', from: 11 } })
    expect(read(rest.data, 'attachmentUploadParts')).toMatchObject({
      upload: { uploadId, parts: [{ index: 11 }, { index: 12 }], nextIndex: null },
      userErrors: [],
    })
    const some = await gateway.query(PARTS, { input: { uploadId, fileName: 'big.log', from: 3, to: 5 } })
    expect(read(some.data, 'attachmentUploadParts.upload')).toMatchObject({
      parts: [{ index: 3 }, { index: 4 }],
      nextIndex: 5,
    })
    const first = await gateway.query(PARTS, { input: { uploadId, fileName: 'big.log' } })
    expect(read(first.data, 'attachmentUploadParts.upload.parts')).toHaveLength(10)
  })

  test('a completed upload becomes a case attachment, byte for byte', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 10)
    const uploadId = read(upload, 'uploadId')
    const urls = read<{ url: string }[]>(upload, 'parts').map(({ url }) => url)
    const eTags = await Promise.all(['0123', '4567', '89'].map((bytes, index) => put(urls[index] ?? '', bytes)))
    const report = (...indexes: number[]) =>
      gateway.query(COMPLETE, {
        input: { uploadId, parts: indexes.map((index) => ({ index, eTag: eTags[index - 1] })) },
      })

    const some = await report(2)
    expect(read(some.data, 'completeAttachmentUpload')).toEqual({
      upload: {
        uploadId,
        fileName: 'big.log',
        totalParts: 3,
        status: 'NOT_READY',
        progress: { totalParts: 3, completedParts: 1 },
      },
      userErrors: [],
    })
    await report(1, 3)
    gateway.clock.time += 1_000
    const ready = await gateway.query(`query ($id: ID!) { attachmentUpload(id: $id) { ${UPLOAD} } }`, { id: uploadId })
    expect(ready.errors).toEqual([])
    expect(read(ready.data, 'attachmentUpload')).toEqual({
      uploadId,
      fileName: 'big.log',
      partSizeBytes: null,
      totalParts: 3,
      parts: null,
      nextIndex: null,
      status: 'READY',
      statusCode: 'attachment-ready',
      progress: { totalParts: 3, completedParts: 3 },
    })

    const { data } = await gateway.query(
      `mutation ($ids: [ID!]) { addCommunication(input: { caseId: "case-0", body: "See file", uploadIds: $ids }) {
        communication { attachments { nodes { fileName downloadLink { url } } } } userErrors { message }
      } }`,
      { ids: [uploadId] },
    )
    const attachment = read(data, 'addCommunication.communication.attachments.nodes.0')
    expect(read(attachment, 'fileName')).toBe('big.log')
    expect(await (await fetch(read(attachment, 'downloadLink.url'))).text()).toBe('0123456789')
  })

  test('an upload is found, continued, completed and attached by its global id', async () => {
    const gateway = await withSmallParts()
    const uploadId = read(await startUpload(gateway, 4), 'uploadId')
    const id = toGlobalId('AttachmentUpload', 'default', uploadId)
    const more = await gateway.query(PARTS, { input: { uploadId: id, fileName: 'big.log' } })
    expect(read(more.data, 'attachmentUploadParts')).toMatchObject({ upload: { uploadId }, userErrors: [] })
    const eTag = await put(read(more.data, 'attachmentUploadParts.upload.parts.0.url'), '0123')
    const done = await gateway.query(COMPLETE, { input: { uploadId: id, parts: [{ index: 1, eTag }] } })
    expect(read(done.data, 'completeAttachmentUpload')).toMatchObject({ upload: { uploadId }, userErrors: [] })
    gateway.clock.time += 1_000
    const found = await gateway.query('query ($id: ID!) { attachmentUpload(id: $id) { id uploadId status } }', { id })
    expect(found.data).toEqual({ attachmentUpload: { id, uploadId, status: 'READY' } })
    const reply = `mutation ($ids: [ID!], $key: String) { addCommunication(
      input: { caseId: "case-0", body: "See file", uploadIds: $ids, idempotencyKey: $key }
    ) { communication { attachments { nodes { fileName } } } userErrors { code } } }`
    const sent = await gateway.query(reply, { ids: [id], key: 'once' })
    expect(read(sent.data, 'addCommunication')).toEqual({
      communication: { attachments: { nodes: [{ fileName: 'big.log' }] } },
      userErrors: [],
    })
    // the repeated mutation counts as the same request, even though it uses the other form of the id
    await gateway.upstreamCalls()
    const again = await gateway.query(reply, { ids: [uploadId], key: 'once' })
    expect(read(again.data, 'addCommunication.userErrors')).toEqual([])
    expect(await gateway.upstreamCalls()).not.toHaveProperty('AddCommunicationToCase')
  })

  test('a global id of another type gets INVALID as an upload id, without calling AWS', async () => {
    const gateway = await withSmallParts()
    const id = toGlobalId('Attachment', 'default', 'attachment-0')
    const message = expect.stringContaining('is the id of an Attachment, not of an AttachmentUpload') as string
    const { data } = await gateway.query(COMPLETE, { input: { uploadId: id, parts: [{ index: 1, eTag: 'e' }] } })
    expect(read(data, 'completeAttachmentUpload')).toEqual({
      upload: null,
      userErrors: [{ code: 'INVALID', field: ['input', 'uploadId'], message }],
    })
    const reply = await gateway.query(
      `mutation ($ids: [ID!]) { addCommunication(input: { caseId: "case-0", body: "See file", uploadIds: $ids }) {
        userErrors { code field }
      } }`,
      { ids: ['upload-0', id] },
    )
    expect(read(reply.data, 'addCommunication.userErrors')).toEqual([
      { code: 'INVALID', field: ['input', 'uploadIds', '1'] },
    ])
    const asked = await gateway.query('query ($id: ID!) { attachmentUpload(id: $id) { id } }', { id })
    expect(codes(asked)).toEqual(['BAD_USER_INPUT'])
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test('each completeAttachmentUpload in a request returns the progress after its own call', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 8)
    const urls = read<{ url: string }[]>(upload, 'parts').map(({ url }) => url)
    const [first, second] = await Promise.all(['0123', '4567'].map((bytes, index) => put(urls[index] ?? '', bytes)))
    const { data } = await gateway.query(
      `mutation ($one: CompleteAttachmentUploadInput!, $two: CompleteAttachmentUploadInput!) {
        one: completeAttachmentUpload(input: $one) { upload { progress { completedParts } } }
        two: completeAttachmentUpload(input: $two) { upload { progress { completedParts } } }
      }`,
      {
        one: { uploadId: read(upload, 'uploadId'), parts: [{ index: 1, eTag: first }] },
        two: { uploadId: read(upload, 'uploadId'), parts: [{ index: 2, eTag: second }] },
      },
    )
    expect(data).toEqual({
      one: { upload: { progress: { completedParts: 1 } } },
      two: { upload: { progress: { completedParts: 2 } } },
    })
  })

  test('attachmentUpload is null without an error for an upload that AWS does not know', async () => {
    const gateway = await startGateway()
    const response = await gateway.query('{ attachmentUpload(id: "upload-unknown") { status } }')
    expect(response).toMatchObject({ data: { attachmentUpload: null }, errors: [] })
  })

  test('attachmentUpload costs one call with any selection', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 10)
    await gateway.upstreamCalls()
    await gateway.query(`query ($id: ID!) { attachmentUpload(id: $id) { ${UPLOAD} } }`, {
      id: read(upload, 'uploadId'),
    })
    expect(await gateway.upstreamCalls()).toEqual({ DescribeAttachmentUploadStatus: 1 })
  })

  test('an upload whose parts have not arrived after 24 hours is FAILED', async () => {
    const gateway = await withSmallParts()
    const upload = await startUpload(gateway, 10)
    gateway.clock.time += 24 * HOUR
    const { data } = await gateway.query('query ($id: ID!) { attachmentUpload(id: $id) { status statusCode } }', {
      id: read(upload, 'uploadId'),
    })
    expect(data).toEqual({ attachmentUpload: { status: 'FAILED', statusCode: 'failed' } })
  })
})

describe('userErrors for uploads', () => {
  const name = { fileName: 'big.log' }
  const upload = { uploadId: 'upload-1', fileName: 'big.log' }

  test.each<[string, string, object, object[]]>([
    ['createAttachmentUpload', CREATE, { ...name, sizeBytes: 0 }, [{ code: 'INVALID', field: ['input', 'sizeBytes'] }]],
    [
      'createAttachmentUpload',
      CREATE,
      { fileName: ' ', sizeBytes: 157_286_401 },
      [
        { code: 'BLANK', field: ['input', 'fileName'] },
        { code: 'TOO_LARGE', field: ['input', 'sizeBytes'] },
      ],
    ],
    [
      'attachmentUploadParts',
      PARTS,
      { uploadId: '', fileName: '', from: 0 },
      [
        { code: 'BLANK', field: ['input', 'uploadId'], message: expect.stringContaining('uploadId is empty') },
        { code: 'BLANK', field: ['input', 'fileName'] },
        { code: 'INVALID', field: ['input', 'from'] },
      ],
    ],
    ['attachmentUploadParts', PARTS, { ...upload, from: 3, to: 3 }, [{ code: 'INVALID', field: ['input', 'to'] }]],
    ['attachmentUploadParts', PARTS, { ...upload, from: 3, to: 14 }, [{ code: 'INVALID', field: ['input', 'to'] }]],
    [
      'completeAttachmentUpload',
      COMPLETE,
      {
        uploadId: 'x'.repeat(2049),
        parts: [
          { index: 1, eTag: 'a' },
          { index: 0, eTag: '' },
          { index: 2, eTag: 'x'.repeat(257) },
        ],
      },
      [
        { code: 'TOO_LONG', field: ['input', 'uploadId'] },
        { code: 'INVALID', field: ['input', 'parts', '1', 'index'] },
        { code: 'INVALID', field: ['input', 'parts', '1', 'eTag'] },
        { code: 'INVALID', field: ['input', 'parts', '2', 'eTag'] },
      ],
    ],
    [
      'completeAttachmentUpload',
      COMPLETE,
      { uploadId: 'upload-1', parts: [] },
      [{ code: 'BLANK', field: ['input', 'parts'] }],
    ],
  ])('%s returns all userErrors at once, without calling AWS (%#)', async (mutation, source, input, userErrors) => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(source, { input })
    expect(errors).toEqual([])
    expect(read(data, mutation)).toMatchObject({ upload: null, userErrors })
    expect(read(data, `${mutation}.userErrors`)).toHaveLength(userErrors.length)
    expect(await gateway.upstreamCalls()).toEqual({})
  })

  test.each([
    ['attachmentUploadParts', PARTS, { uploadId: 'upload-unknown', fileName: 'big.log' }],
    ['completeAttachmentUpload', COMPLETE, { uploadId: 'upload-unknown', parts: [{ index: 1, eTag: 'a' }] }],
  ])('%s returns NOT_FOUND for an upload that AWS does not know', async (mutation, source, input) => {
    const gateway = await startGateway()
    const { data, errors } = await gateway.query(source, { input })
    expect(errors).toEqual([])
    expect(read(data, mutation)).toMatchObject({
      upload: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['input', 'uploadId'] }],
    })
  })

  test("a wrong ETag or file name returns a userError with AWS's message", async () => {
    const gateway = await withSmallParts()
    const uploadId = read(await startUpload(gateway, 4), 'uploadId')
    const wrong = await gateway.query(COMPLETE, { input: { uploadId, parts: [{ index: 1, eTag: 'wrong' }] } })
    expect(read(wrong.data, 'completeAttachmentUpload.userErrors')).toMatchObject([{ code: 'INVALID', field: null }])
    expect(read(wrong.data, 'completeAttachmentUpload.userErrors.0.message')).toContain('has not been uploaded')
    const other = await gateway.query(PARTS, { input: { uploadId, fileName: 'other.log' } })
    expect(read(other.data, 'attachmentUploadParts.userErrors.0.message')).toContain(
      "The upload is for the file 'big.log'",
    )
  })

  test('createCase returns a userError for an upload that is unknown or not ready', async () => {
    const gateway = await withSmallParts()
    const uploadId = read(await startUpload(gateway, 4), 'uploadId')
    for (const id of [uploadId, 'upload-unknown']) {
      const { data, errors } = await gateway.query(
        `mutation ($ids: [ID!]) { createCase(input: { subject: "S", body: "B", uploadIds: $ids }) {
          caseId userErrors { code message }
        } }`,
        { ids: [id] },
      )
      expect(errors).toEqual([])
      expect(read(data, 'createCase')).toMatchObject({ caseId: null, userErrors: [{ code: 'INVALID' }] })
      expect(read(data, 'createCase.userErrors.0.message')).toContain(id)
    }
  })
})

test.each(['', 'x'.repeat(2049)])(
  'attachmentUpload gets BAD_USER_INPUT for the invalid id $0, without calling AWS',
  async (id) => {
    const gateway = await startGateway()
    const response = await gateway.query('query ($id: ID!) { attachmentUpload(id: $id) { status } }', { id })
    expect(codes(response)).toEqual(['BAD_USER_INPUT'])
    expect(await gateway.upstreamCalls()).toEqual({})
  },
)
