import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { GetAttachmentUploadLinksCommandOutput } from '@aws-sdk/client-support'
import { connect } from './harness.js'
import { startProcess } from './process.js'

const MB = 1024 * 1024

/** Parts that differ from each other and are cheap to generate. */
function content(partIndex: number, size: number): Buffer {
  return Buffer.alloc(size, `part ${partIndex} `)
}

test('the emulator prints its URL and a command to try, and exits with 0 on SIGINT', async () => {
  const emulator = await startProcess({ EMULATOR_PORT: '0' })
  expect(emulator.output()).toContain(`aws --endpoint-url ${emulator.url} support describe-cases`)
  emulator.kill('SIGINT')
  expect(await emulator.exitCode).toBe(0)
})

test('the emulator reports every invalid variable on its own line and exits with 1', async () => {
  const env = { EMULATOR_HOST: 'http://me:secret@host/', EMULATOR_PORT: '65536', EMULATOR_LATENCY_MS: '-1' }
  const emulator = await startProcess(env)
  expect(await emulator.exitCode).toBe(1)
  expect(emulator.output().split('\n')).toEqual([
    'EMULATOR_HOST is "http://***@host/", but must be a host name or an IP address to listen on, without a port',
    'EMULATOR_PORT is "65536", but must be a whole number from 0 to 65535, in digits only',
    'EMULATOR_LATENCY_MS is "-1", but must be a whole number from 0 to 60000, in digits only',
    '',
  ])
})

test('the emulator reports a port in use in one line and exits with 1', async () => {
  const first = await startProcess({ EMULATOR_PORT: '0' })
  const second = await startProcess({ EMULATOR_PORT: new URL(first.url).port })
  expect(await second.exitCode).toBe(1)
  expect(second.output()).toMatch(/^[^\n]*EADDRINUSE[^\n]*EMULATOR_PORT\n$/)
  first.kill('SIGTERM')
  expect(await first.exitCode).toBe(0)
})

test('an upload of 150 MB in parts downloads byte for byte, without being held in memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-test-'))
  const emulator = await startProcess({ EMULATOR_PORT: '0', TMPDIR: folder })
  const support = connect(emulator)
  const fileSizeBytes = 150 * MB
  const { caseId } = await support.createCase({ subject: 'x', communicationBody: 'x' })

  const before = emulator.residentMegabytes()
  let most = before
  const sent = createHash('sha256')
  let uploadId: string | undefined
  let next: number | undefined = 1
  for (let call = 0; call < 10 && next !== undefined; call += 1) {
    const links: GetAttachmentUploadLinksCommandOutput = await support.getAttachmentUploadLinks({
      fileName: 'large.bin',
      ...(uploadId === undefined ? { fileSizeBytes } : { uploadId, uploadRange: { startIndex: next } }),
    })
    const completedUploads: { partIndex: number; eTag: string }[] = []
    for (const { url = '', partIndex = 0 } of links.uploadUrls ?? []) {
      const size = Math.min(links.partSizeBytes ?? 0, fileSizeBytes - (partIndex - 1) * (links.partSizeBytes ?? 0))
      const part = content(partIndex, size)
      sent.update(part)
      const response = await fetch(url, { method: 'PUT', body: part })
      completedUploads.push({ partIndex, eTag: response.headers.get('etag') ?? '' })
      most = Math.max(most, emulator.residentMegabytes())
    }
    uploadId = links.uploadId
    await support.completeAttachmentUpload({ uploadId, completedUploads })
    next = links.nextIndex
  }
  await fetch(`${emulator.url}/_emulator/clock`, { method: 'POST', body: '{"advanceMs":1000}' })
  await support.addCommunicationToCase({ caseId, communicationBody: 'x', uploadIds: [uploadId ?? ''] })

  const { communications } = await support.describeCommunications({ caseId })
  const attachmentId = communications?.[0]?.attachments?.[0]?.attachmentId
  const link = await support.getAttachmentDownloadLink({ attachmentId })
  const received = createHash('sha256')
  const download = await fetch(link.downloadUrl?.url ?? '')
  for await (const chunk of download.body ?? []) {
    received.update(chunk)
    most = Math.max(most, emulator.residentMegabytes())
  }
  expect(download.headers.get('content-length')).toBe(String(fileSizeBytes))
  expect(received.digest('hex')).toBe(sent.digest('hex'))
  expect(most - before).toBeLessThan(64)

  support.destroy()
  // Sent when a terminal is closed.
  emulator.kill('SIGHUP')
  expect(await emulator.exitCode).toBe(0)
  // tsx leaves its compile cache there.
  expect(readdirSync(folder).filter((name) => !name.startsWith('tsx-'))).toEqual([])
  rmSync(folder, { recursive: true })
})
