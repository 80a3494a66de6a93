import { existsSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Support } from '@aws-sdk/client-support'
import { createFiles } from '../files/folder.js'
import { anAccount, errorOf, failureOf, HOUR, MINUTE, start } from './harness.js'

const oneCase = () => anAccount({ cases: [{}] })
/** Parts have four bytes, so eleven bytes are three parts. */
const smallParts = { account: oneCase, settings: { partSizeBytes: 4 } }
const bytes = Buffer.from('hello world')

async function begin(support: Support, fileSizeBytes = bytes.length) {
  const links = await support.getAttachmentUploadLinks({ fileName: 'h.txt', fileSizeBytes })
  return { ...links, uploadId: links.uploadId ?? '', urls: (links.uploadUrls ?? []).map(({ url }) => url ?? '') }
}

async function put(url: string | undefined, body: Buffer) {
  const response = await fetch(url ?? '', { method: 'PUT', body })
  return { status: response.status, eTag: response.headers.get('etag') ?? '', text: await response.text() }
}

/** Uploads and reports every part. */
async function upload(support: Support) {
  const { uploadId, urls } = await begin(support)
  const completedUploads: { partIndex: number; eTag: string }[] = []
  for (const [index, url] of urls.entries()) {
    const { eTag } = await put(url, bytes.subarray(index * 4, index * 4 + 4))
    completedUploads.push({ partIndex: index + 1, eTag })
  }
  const { uploadStatus } = await support.completeAttachmentUpload({ uploadId, completedUploads })
  return { uploadId, uploadStatus, urls }
}

async function attach(support: Support, uploadId: string): Promise<string> {
  await support.addCommunicationToCase({ caseId: 'case-0', communicationBody: 'x', uploadIds: [uploadId] })
  const { communications } = await support.describeCommunications({ caseId: 'case-0' })
  return communications?.[0]?.attachments?.[0]?.attachmentId ?? ''
}

async function link(content: Buffer, fileName = 'h.txt') {
  const account = anAccount()
  account.attachments.set('a', { attachmentId: 'a', fileName, sizeBytes: content.length, content })
  const harness = await start({ account: () => account })
  const response = await harness.support.getAttachmentDownloadLink({ attachmentId: 'a' })
  return { ...harness, response, url: response.downloadUrl?.url ?? '' }
}

describe('GetAttachmentUploadLinks', () => {
  test('GetAttachmentUploadLinks returns ten links at a time for parts of one size, and the next index', async () => {
    const { support } = await start(smallParts)
    const first = await support.getAttachmentUploadLinks({ fileName: 'h.txt', fileSizeBytes: 90 })
    expect(first).toMatchObject({ partSizeBytes: 4, totalParts: 23, nextIndex: 11 })
    expect(first.uploadUrls?.map(({ partIndex }) => partIndex)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(first.uploadUrls?.[0]?.expiryDate).toBe('2026-03-01T12:15:00.000Z')
    const again = { fileName: 'h.txt', uploadId: first.uploadId }
    const last = await support.getAttachmentUploadLinks({ ...again, uploadRange: { startIndex: 21 } })
    expect(last.uploadUrls?.map(({ partIndex }) => partIndex)).toEqual([21, 22, 23])
    expect(last).not.toHaveProperty('nextIndex')
    const some = await support.getAttachmentUploadLinks({ ...again, uploadRange: { startIndex: 2, endIndex: 4 } })
    expect(some.uploadUrls?.map(({ partIndex }) => partIndex)).toEqual([2, 3])
    expect(some.nextIndex).toBe(4)
  })

  test.each([
    { fileName: 'h.txt' },
    { fileName: 'h.txt', fileSizeBytes: 90, uploadRange: { startIndex: 1, endIndex: 12 } },
    { fileName: 'h.txt', fileSizeBytes: 90, uploadRange: { startIndex: 24 } },
    { fileName: 'h.txt', fileSizeBytes: 90, uploadRange: { startIndex: 3, endIndex: 3 } },
  ])('GetAttachmentUploadLinks rejects %j', async (input) => {
    const { support } = await start(smallParts)
    expect(await errorOf(support.getAttachmentUploadLinks(input))).toBe('InvalidParameterValueException')
  })

  test('GetAttachmentUploadLinks continues an upload only for the same file and while parts are missing', async () => {
    const { support } = await start(smallParts)
    expect(await errorOf(support.getAttachmentUploadLinks({ fileName: 'h.txt', uploadId: 'x' }))).toBe(
      'UploadIdNotFound',
    )
    const { uploadId } = await begin(support)
    const other = support.getAttachmentUploadLinks({ fileName: 'other.txt', uploadId })
    expect(await errorOf(other)).toBe('InvalidParameterValueException')
    const done = await upload(support)
    const late = support.getAttachmentUploadLinks({ fileName: 'h.txt', uploadId: done.uploadId })
    expect(await errorOf(late)).toBe('InvalidParameterValueException')
  })
})

describe('uploads', () => {
  test('an upload is ready a second after its last part is completed, and can be attached once', async () => {
    const { support, clock } = await start(smallParts)
    const { uploadId, uploadStatus } = await upload(support)
    expect(uploadStatus).toBe('attachment-not-ready')
    const early = await failureOf(attach(support, uploadId))
    expect(early.message).toContain('attachment-not-ready')
    clock.time += 1000
    expect(await support.describeAttachmentUploadStatus({ uploadId })).toMatchObject({
      uploadStatus: 'attachment-ready',
      fileName: 'h.txt',
      uploadProgress: { totalParts: 3, completedPartsCount: 3 },
    })
    const attachmentId = await attach(support, uploadId)
    const { attachment } = await support.describeAttachment({ attachmentId })
    expect(Buffer.from(attachment?.data ?? []).toString()).toBe('hello world')
    expect(await errorOf(attach(support, uploadId))).toBe('InvalidParameterValueException')
  })

  test('parts of an upload can be completed one by one and in any order', async () => {
    const { support } = await start(smallParts)
    const { uploadId, urls } = await begin(support)
    const third = await put(urls[2], bytes.subarray(8))
    await support.completeAttachmentUpload({ uploadId, completedUploads: [{ partIndex: 3, eTag: third.eTag }] })
    const { uploadProgress } = await support.describeAttachmentUploadStatus({ uploadId })
    expect(uploadProgress).toMatchObject({ totalParts: 3, completedPartsCount: 1 })
  })

  test('CompleteAttachmentUpload rejects a wrong ETag, a part that was not sent and an unknown upload', async () => {
    const { support } = await start(smallParts)
    const { uploadId, urls } = await begin(support)
    await put(urls[0], bytes.subarray(0, 4))
    const report = (partIndex: number, eTag: string) =>
      support.completeAttachmentUpload({ uploadId, completedUploads: [{ partIndex, eTag }] })
    expect(await errorOf(report(1, '"0"'))).toBe('InvalidParameterValueException')
    expect(await errorOf(report(2, '"0"'))).toBe('InvalidParameterValueException')
    const empty = support.completeAttachmentUpload({ uploadId, completedUploads: [] })
    expect(await errorOf(empty)).toBe('InvalidParameterValueException')
    const unknown = support.completeAttachmentUpload({ uploadId: 'x', completedUploads: [] })
    expect(await errorOf(unknown)).toBe('UploadIdNotFound')
    expect(await errorOf(support.describeAttachmentUploadStatus({ uploadId: 'x' }))).toBe('UploadIdNotFound')
  })

  test('an upload that is not completed within a day has failed', async () => {
    const { support, clock } = await start(smallParts)
    const { uploadId } = await begin(support)
    clock.time += 24 * HOUR
    expect(await support.describeAttachmentUploadStatus({ uploadId })).toMatchObject({ uploadStatus: 'failed' })
    expect(await errorOf(attach(support, uploadId))).toBe('InvalidParameterValueException')
  })
})

describe('presigned upload URLs', () => {
  test('a presigned upload URL accepts its part, and accepts it again', async () => {
    const { support } = await start(smallParts)
    const { urls } = await begin(support)
    const first = await put(urls[0], Buffer.from('xxxx'))
    const second = await put(urls[0], bytes.subarray(0, 4))
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.eTag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(second.eTag).not.toBe(first.eTag)
  })

  test('a presigned upload URL accepts its part again after a sender aborted halfway', async () => {
    const { support, emulator } = await start({ ...smallParts, settings: { partSizeBytes: 200_000 } })
    const { urls } = await begin(support, 200_000)
    const url = new URL(urls[0] ?? '')
    await new Promise<void>((resolve) => {
      const socket = connectSocket(emulator.port, '127.0.0.1', () => {
        socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\n\r\n`)
        socket.write(Buffer.alloc(100_000), () => setTimeout(() => socket.destroy(), 20))
      })
      socket.on('close', () => resolve())
    })
    const statuses: number[] = []
    for (let attempt = 0; attempt < 50 && statuses.at(-1) !== 200; attempt += 1) {
      statuses.push((await put(urls[0], Buffer.alloc(200_000))).status)
    }
    expect(statuses.at(-1)).toBe(200)
  })

  test('a presigned upload URL accepts one sender at a time and rejects others with 409', async () => {
    const { support } = await start({ ...smallParts, settings: { partSizeBytes: 5_000_000 } })
    const { urls } = await begin(support, 5_000_000)
    const part = Buffer.alloc(5_000_000)
    const sent = await Promise.all([put(urls[0], part), put(urls[0], part)])
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })

  test('a presigned upload URL rejects a part of the wrong size with 400', async () => {
    const { support } = await start(smallParts)
    const { urls } = await begin(support)
    expect(await put(urls[0], Buffer.from('12345'))).toMatchObject({
      status: 400,
      text: expect.stringContaining('EntityTooLarge'),
    })
    expect(await put(urls[2], Buffer.from('12'))).toMatchObject({
      status: 400,
      text: expect.stringContaining('EntityTooSmall'),
    })
  })

  test('a presigned upload URL gets 403 after 15 minutes or if anything in it has been changed', async () => {
    const { support, clock } = await start(smallParts)
    const { urls } = await begin(support)
    const [url = ''] = urls
    const forged = [url.replace('/1?', '/2?'), url.replace(/Expires=\d/, 'Expires=9'), url.replace(/.$/, '_')]
    for (const wrong of [...forged, url.split('&')[0]]) {
      expect(await put(wrong, bytes.subarray(0, 4))).toMatchObject({
        status: 403,
        text: expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
      })
    }
    clock.time += 15 * MINUTE
    expect(await put(url, bytes.subarray(0, 4))).toMatchObject({
      status: 403,
      text: expect.stringContaining('Request has expired'),
    })
  })

  test('a presigned upload URL gets 404 once the upload is complete', async () => {
    const { support } = await start(smallParts)
    const { urls } = await upload(support)
    expect(await put(urls[0], bytes.subarray(0, 4))).toMatchObject({
      status: 404,
      text: expect.stringContaining('NoSuchUpload'),
    })
  })

  test('a presigned upload URL allows only PUT and can be used from a web page', async () => {
    const { support } = await start(smallParts)
    const { urls } = await begin(support)
    const get = await fetch(urls[0] ?? '')
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'PUT'])
    const preflight = await fetch(urls[0] ?? '', { method: 'OPTIONS' })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
    expect(preflight.headers.get('access-control-expose-headers')).toContain('etag')
  })
})

describe('presigned download URLs', () => {
  test('a presigned download URL sends the file under its name', async () => {
    const { response: details, url } = await link(bytes, 'naïve "report".txt')
    expect(details).toMatchObject({
      fileName: 'naïve "report".txt',
      downloadUrl: { expiryDate: '2026-03-01T12:15:00.000Z' },
    })
    const response = await fetch(url)
    expect(response.headers.get('content-length')).toBe('11')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="na_ve _report_.txt"; filename*=UTF-8''na%C3%AFve%20%22report%22.txt`,
    )
    expect(await response.text()).toBe('hello world')
  })

  test.each([
    ['bytes=0-4', 'hello', 'bytes 0-4/11'],
    ['bytes=6-', 'world', 'bytes 6-10/11'],
    ['bytes=-3', 'rld', 'bytes 8-10/11'],
  ])('a presigned download URL sends the range %s with 206', async (range, text, contentRange) => {
    const { url } = await link(bytes)
    const response = await fetch(url, { headers: { range } })
    expect([response.status, response.headers.get('content-range')]).toEqual([206, contentRange])
    expect(await response.text()).toBe(text)
  })

  test.each(['bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=0-4'])(
    'a presigned download URL ignores the invalid range %s',
    async (range) => {
      const { url } = await link(bytes)
      const response = await fetch(url, { headers: { range } })
      expect([response.status, response.headers.get('content-range')]).toEqual([200, null])
      expect(await response.text()).toBe('hello world')
    },
  )

  test.each(['bytes=11-', 'bytes=11-12', 'bytes=-0'])(
    'a presigned download URL rejects the range %s, past the end, with 416 and the size',
    async (range) => {
      const { url } = await link(bytes)
      const response = await fetch(url, { headers: { range } })
      expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */11'])
      expect(await response.text()).toContain('<Code>InvalidRange</Code>')
    },
  )

  test('a presigned download URL sends an empty file, which has no range', async () => {
    const { url } = await link(Buffer.alloc(0))
    expect(await (await fetch(url)).text()).toBe('')
    expect((await fetch(url, { headers: { range: 'bytes=4-5' } })).status).toBe(416)
  })

  test('a presigned download URL allows only GET, expires after 15 minutes and needs an existing attachment', async () => {
    const { url, clock, support } = await link(bytes)
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(405)
    clock.time += 15 * MINUTE
    expect((await fetch(url)).status).toBe(403)
    expect(await errorOf(support.getAttachmentDownloadLink({ attachmentId: 'x' }))).toBe('AttachmentIdNotFound')
  })
})

test('temporary files are removed when the emulator stops', async () => {
  const files = createFiles()
  const path = files.newPath()
  expect(existsSync(dirname(path))).toBe(true)
  files.removeAll()
  files.removeAll()
  expect(existsSync(dirname(path))).toBe(false)
})
