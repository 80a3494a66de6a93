import { describe, expect, test } from 'vitest'
import { anAccount, HOUR, MINUTE } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type Gateway } from '../support/harness.js'

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) {
  caseId case { status } userErrors { code field message }
} }`
const REPLY = `mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) {
  communication { id body } userErrors { code field message }
} }`

const input = { subject: 'S', body: 'B', idempotencyKey: 'ticket-1' }

async function open(gateway: Gateway, given: object = {}): Promise<string> {
  const { data, errors } = await gateway.query(CREATE, { input: { ...input, ...given } })
  expect(errors).toEqual([])
  expect(read(data, 'createCase.userErrors')).toEqual([])
  return read(data, 'createCase.caseId')
}

async function countCases(gateway: Gateway): Promise<number> {
  const { data } = await gateway.query('{ cases(filter: { includeResolved: true }) { totalCount } }')
  return read(data, 'cases.totalCount')
}

describe('a request with an idempotencyKey', () => {
  test('opens one case, however often it is sent', async () => {
    const gateway = await startGateway()
    const caseId = await open(gateway)
    expect(await open(gateway)).toBe(caseId)
    expect(await open(gateway)).toBe(caseId)
    expect(await countCases(gateway)).toBe(1)
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('opens one case when it is sent again before the first answer', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', delayMs: 100 })
    const caseIds = await Promise.all([open(gateway), open(gateway), open(gateway)])
    expect(new Set(caseIds).size).toBe(1)
    expect(await countCases(gateway)).toBe(1)
  })

  test('adds one reply, however often it is sent', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications: [] }] }) })
    const reply = { caseId: 'case-0', body: 'Thanks', idempotencyKey: 'reply-1' }
    const first = await gateway.query(REPLY, { input: reply })
    const second = await gateway.query(REPLY, { input: reply })
    expect(second.data).toEqual(first.data)
    const { data } = await gateway.query('{ case(id: "case-0") { communications { totalCount } } }')
    expect(data).toEqual({ case: { communications: { totalCount: 1 } } })
  })

  test('puts its inline files into one set', async () => {
    const gateway = await startGateway()
    const attachments = [{ fileName: 'a.txt', data: Buffer.from('text').toString('base64') }]
    await open(gateway, { attachments })
    await open(gateway, { attachments })
    expect(await gateway.upstreamCalls()).toMatchObject({ AddAttachmentsToSet: 1, CreateCase: 1 })
  })

  test('is the same request whatever the order of its fields', async () => {
    const gateway = await startGateway()
    const caseId = await open(gateway, { severityCode: 'low', language: 'en' })
    const { data } = await gateway.query(CREATE, {
      input: { language: 'en', idempotencyKey: 'ticket-1', severityCode: 'low', body: 'B', subject: 'S' },
    })
    expect(read(data, 'createCase.caseId')).toBe(caseId)
  })

  test('shows the case as it is now, and not as it was', async () => {
    const gateway = await startGateway()
    const caseId = await open(gateway)
    await gateway.query('mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus } }', { id: caseId })
    const { data } = await gateway.query(CREATE, { input })
    expect(read(data, 'createCase.case.status')).toBe('RESOLVED')
  })

  test('is a CONFLICT, and opens nothing, with another input', async () => {
    const gateway = await startGateway()
    await open(gateway)
    const { data, errors } = await gateway.query(CREATE, { input: { ...input, subject: 'Other' } })
    expect(errors).toEqual([])
    expect(read(data, 'createCase')).toMatchObject({
      caseId: null,
      case: null,
      userErrors: [{ code: 'CONFLICT', field: ['input', 'idempotencyKey'] }],
    })
    expect(await countCases(gateway)).toBe(1)
  })

  test('is another request with another key, or none', async () => {
    const gateway = await startGateway()
    const caseIds = [
      await open(gateway),
      await open(gateway, { idempotencyKey: 'ticket-2' }),
      await open(gateway, { idempotencyKey: null }),
      await open(gateway, { idempotencyKey: null }),
    ]
    expect(new Set(caseIds).size).toBe(4)
  })

  test('shares no key with another mutation', async () => {
    const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
    await open(gateway)
    const { data } = await gateway.query(REPLY, { input: { caseId: 'case-0', body: 'B', idempotencyKey: 'ticket-1' } })
    expect(read(data, 'addCommunication')).toMatchObject({ communication: { body: 'B' }, userErrors: [] })
  })

  test('is remembered for 24 hours, and no longer', async () => {
    const gateway = await startGateway()
    const caseId = await open(gateway)
    gateway.clock.time += 24 * HOUR - MINUTE
    expect(await open(gateway)).toBe(caseId)
    gateway.clock.time += MINUTE
    expect(await open(gateway)).not.toBe(caseId)
  })

  test('may be mended and sent again with the same key after userErrors', async () => {
    const gateway = await startGateway()
    for (const wrong of [{ subject: '' }, { language: 'xx' }]) {
      const { data } = await gateway.query(CREATE, { input: { ...input, ...wrong } })
      expect(read(data, 'createCase.userErrors')).toHaveLength(1)
    }
    await open(gateway)
    expect(await countCases(gateway)).toBe(1)
  })

  test('may be sent again with the same key after an error that says that nothing was done', async () => {
    const gateway = await startGateway()
    await gateway.fault({ operation: 'CreateCase', error: 'ThrottlingException' })
    expect(codes(await gateway.query(CREATE, { input }))).toEqual(['UPSTREAM_THROTTLED'])
    await open(gateway)
    expect(await countCases(gateway)).toBe(1)
  })

  test('is not used up by validateOnly', async () => {
    const gateway = await startGateway()
    const validated = await gateway.query(CREATE, { input: { ...input, validateOnly: true } })
    expect(read(validated.data, 'createCase.caseId')).toBeNull()
    const caseId = await open(gateway)
    expect(caseId).toMatch(/^case-/)
    const again = await gateway.query(CREATE, { input: { ...input, validateOnly: true } })
    expect(read(again.data, 'createCase')).toEqual({ caseId: null, case: null, userErrors: [] })
  })

  test('works for two of the same request in one operation', async () => {
    const gateway = await startGateway()
    const { data } = await gateway.query(
      'mutation ($input: CreateCaseInput!) { a: createCase(input: $input) { caseId } b: createCase(input: $input) { caseId } }',
      { input },
    )
    expect(read(data, 'a')).toEqual(read(data, 'b'))
    expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1 })
  })
})
