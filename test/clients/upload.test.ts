/** The upload code of docs/frontend.md, unchanged. */
import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { createApp, startBackend } from '../support/frontend.js'

interface Upload {
  upload: (file: File) => Promise<string>
}

test('the documented upload sends a file of more than ten parts and returns an id that AWS accepts', async () => {
  const emulator = await startEmulator({ settings: { partSizeBytes: 1_000 } })
  onTestFinished(() => emulator.stop())
  const { url, key } = await startBackend({ upstream: emulator.url })
  const { upload } = await createApp({ url, key }).load<Upload>('src/upload.ts')
  const uploadId = await upload(new File([new Uint8Array(11_500)], 'heap.hprof'))
  const query = '{ attachmentUpload(id: "' + uploadId + '") { fileName progress { totalParts completedParts } } }'
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query }),
  })
  expect(await response.json()).toMatchObject({
    data: { attachmentUpload: { fileName: 'heap.hprof', progress: { totalParts: 12, completedParts: 12 } } },
  })
})

test.each([
  ['an empty file', new File([], 'heap.hprof'), /sizeBytes/],
  ['a file without a name', new File(['a'], ''), /fileName/],
])('the documented upload throws the message of the userError for %s', async (_, file, message) => {
  const { upload } = await createApp(await startBackend()).load<Upload>('src/upload.ts')
  await expect(upload(file)).rejects.toThrow(message)
})
