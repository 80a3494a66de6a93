import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Account } from '../account.js'
import { startEmulator } from '../start.js'
import { anAccount, connect, errorOf, failureOf, post, start, untilCalled } from './harness.js'
import { callOperation } from './scenario.js'

const message = async (call: Promise<unknown>) => (await failureOf(call)).message

describe('AWS JSON 1.1', () => {
  test('every response has a request id and the content type of AWS JSON 1.1', async () => {
    const { emulator } = await start()
    for (const operation of ['DescribeServices', 'DescribeCommunications', 'NoSuchOperation']) {
      const response = await post(emulator, operation, {})
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
      expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1')
    }
  })

  test('an error response names its error in the body and in x-amzn-errortype', async () => {
    const { emulator } = await start()
    const response = await post(emulator, 'DescribeCases', { caseIdList: ['x'] })
    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('CaseIdNotFound')
    expect(await response.json()).toEqual({ __type: 'CaseIdNotFound', message: expect.stringContaining("'x'") })
  })

  test('an unknown or missing target gets UnknownOperationException', async () => {
    const { emulator } = await start()
    for (const target of ['AWSSupport_20130415.Nope', 'AWSSupport_20130415.toString', 'Other.DescribeCases', '']) {
      const response = await post(emulator, '', {}, { 'x-amz-target': target })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' })
    }
  })

  test('malformed JSON or a member of the wrong type gets SerializationException', async () => {
    const { emulator } = await start()
    const wrong = [
      '{',
      '[]',
      '"x"',
      { maxResults: '10' },
      { maxResults: 10.5 },
      { caseIdList: 'x' },
      { caseIdList: [1] },
    ]
    for (const body of wrong) {
      expect(await callOperation(emulator, 'DescribeCases', body)).toMatchObject({
        status: 400,
        error: 'SerializationException',
      })
    }
    const blob = { attachments: [{ fileName: 'a', data: 'not base64!' }] }
    expect(await callOperation(emulator, 'AddAttachmentsToSet', blob)).toMatchObject({
      error: 'SerializationException',
    })
    expect(await callOperation(emulator, 'DescribeCases', { dryRun: 'true' })).toMatchObject({
      body: { message: "STRING_VALUE cannot be converted to a Boolean at 'dryRun'" },
    })
  })

  test('an integer of more than 32 bits gets SerializationException', async () => {
    const { emulator } = await start()
    for (const value of [2 ** 31, -(2 ** 31) - 1]) {
      const part = { uploadId: 'x', completedUploads: [{ partIndex: value, eTag: 'x' }] }
      const start = { ...linksTo(2), uploadRange: { startIndex: value } }
      for (const [operation, body] of [
        ['CompleteAttachmentUpload', part],
        ['GetAttachmentUploadLinks', start],
        ['GetAttachmentUploadLinks', linksTo(value)],
        ['DescribeCases', { maxResults: value }],
      ] as const) {
        expect(await callOperation(emulator, operation, body)).toMatchObject({
          status: 400,
          error: 'SerializationException',
        })
      }
    }
    const most = await callOperation(emulator, 'GetAttachmentUploadLinks', linksTo(2 ** 31 - 1))
    expect(most).toMatchObject({ error: 'InvalidParameterValueException' })
    const long = await callOperation(emulator, 'GetAttachmentUploadLinks', { fileName: 'x', fileSizeBytes: 2 ** 31 })
    expect(long).toMatchObject({ error: 'ValidationException' })
  })

  test('a body over 32 MB gets 413 with RequestEntityTooLargeException, and the emulator keeps serving', async () => {
    const { emulator } = await start()
    const body = `{"subject":"${'x'.repeat(33 * 1024 * 1024)}"}`
    expect(await callOperation(emulator, 'CreateCase', body)).toMatchObject({
      status: 413,
      error: 'RequestEntityTooLargeException',
    })
    expect(await callOperation(emulator, 'DescribeServices', {})).toMatchObject({ status: 200 })
  })

  test('unknown members, nulls, an empty body and a missing signature are accepted', async () => {
    const { emulator } = await start()
    for (const body of [{ nope: 1, __proto__: { maxResults: 1 } }, { maxResults: null }, '']) {
      expect(await callOperation(emulator, 'DescribeCases', body)).toMatchObject({ status: 200 })
    }
  })

  test('other paths and methods get 404 with UnknownOperationException', async () => {
    const { emulator } = await start()
    for (const [path, method] of [
      ['/nope', 'POST'],
      ['/', 'GET'],
      ['//', 'GET'],
    ]) {
      const response = await rawRequest(emulator.port, path ?? '', method ?? '')
      expect(response).toMatchObject({ status: 404, body: expect.stringContaining('UnknownOperationException') })
    }
  })

  test('a crash gets InternalServerError, which the SDK retries, and the emulator keeps serving', async () => {
    const reported: unknown[] = []
    const broken: Account = Object.defineProperty(anAccount(), 'services', {
      get: () => {
        throw new Error('broken')
      },
    })
    const { emulator, support } = await start({ account: () => broken, reportCrash: (error) => reported.push(error) })
    expect(await callOperation(emulator, 'DescribeServices', {})).toMatchObject({
      status: 500,
      error: 'InternalServerError',
      body: { __type: 'InternalServerError', message: expect.any(String) },
    })
    const patient = connect(emulator, 3)
    expect(await failureOf(patient.describeServices({}))).toMatchObject({
      name: 'InternalServerError',
      $metadata: { attempts: 3 },
    })
    patient.destroy()
    expect(reported).toHaveLength(4)
    await support.describeSeverityLevels({})
  })
})

describe('constraints', () => {
  test("violated constraints are reported all at once, in AWS's words", async () => {
    const { support } = await start()
    const small = await failureOf(support.describeCases({ maxResults: 5 }))
    expect(small.name).toBe('ValidationException')
    expect(small.message).toBe(
      "1 validation error detected: Value '5' at 'maxResults' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 10',
    )
    const two = await failureOf(support.createCase({ subject: undefined, communicationBody: 'x'.repeat(8001) }))
    expect(two.message).toMatch(
      /^2 validation errors detected: Value null at 'subject' .* must not be null; Value 'x+…'/,
    )
  })

  test('constraints apply to lengths, lists and list members', async () => {
    const { support } = await start()
    const hundred = Array.from({ length: 101 }, (_, index) => `case-${index}`)
    expect(await message(support.describeCases({ caseIdList: hundred }))).toContain(
      "at 'caseIdList' failed to satisfy constraint: Member must have length less than or equal to 100",
    )
    const parts = [{ partIndex: 1, eTag: '' }]
    expect(await message(support.completeAttachmentUpload({ uploadId: 'x', completedUploads: parts }))).toContain(
      "Value '' at 'completedUploads.1.member.eTag' failed to satisfy constraint: Member must have length greater",
    )
    expect(await message(support.getAttachmentUploadLinks({ fileName: 'x', fileSizeBytes: 157_286_401 }))).toContain(
      "Value '157286401' at 'fileSizeBytes'",
    )
  })

  test('length constraints count characters, not UTF-16 units', async () => {
    const { support } = await start()
    await support.createCase({ subject: 'x', communicationBody: '🙂'.repeat(8000) })
    const call = support.createCase({ subject: 'x', communicationBody: '🙂'.repeat(8001) })
    expect(await errorOf(call)).toBe('ValidationException')
  })
})

test('rate limits count calls per second, separately for support and Trusted Advisor', async () => {
  const limits = { supportPerSecond: 2, trustedAdvisorPerSecond: 1 }
  const { support, clock } = await start({ limits })
  await support.describeServices({})
  await support.describeSeverityLevels({})
  expect(await errorOf(support.describeServices({}))).toBe('ThrottlingException')
  await support.describeTrustedAdvisorChecks({ language: 'en' })
  expect(await errorOf(support.describeTrustedAdvisorChecks({ language: 'en' }))).toBe('ThrottlingException')
  clock.time += 1000
  await support.describeServices({})
})

test('latencyMs delays every call', async () => {
  const { support } = await start({ latencyMs: 60 })
  const before = performance.now()
  await support.describeServices({})
  expect(performance.now() - before).toBeGreaterThan(55)
})

describe('start and stop', () => {
  test('startEmulator fails with EADDRINUSE for a port in use', async () => {
    const first = await startEmulator({ account: () => anAccount() })
    await expect(startEmulator({ account: () => anAccount(), port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    await first.stop()
  })

  test('stop aborts calls in progress and can be called twice', async () => {
    const { emulator, support } = await start({ latencyMs: 60_000 })
    const call = message(support.createCase({ subject: 'x', communicationBody: 'x' }))
    await untilCalled(emulator, 'CreateCase', 1)
    await Promise.all([emulator.stop(), emulator.stop()])
    expect(await call).toContain('socket hang up')
    await emulator.stop()
  })
})

function linksTo(endIndex: number) {
  return { fileName: 'x', fileSizeBytes: 9, uploadRange: { startIndex: 1, endIndex } }
}

function rawRequest(port: number, path: string, method: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    request.on('error', reject)
    request.end()
  })
}
