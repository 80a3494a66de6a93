import { expect, test } from 'vitest'
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

test('createCase with the same idempotencyKey creates one case, however often it is sent', async () => {
  const gateway = await startGateway()
  const caseId = await open(gateway)
  expect(await open(gateway)).toBe(caseId)
  expect(await open(gateway)).toBe(caseId)
  expect(await countCases(gateway)).toBe(1)
  expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
})

test('simultaneous createCase calls with the same idempotencyKey create one case', async () => {
  const gateway = await startGateway()
  await gateway.fault({ operation: 'CreateCase', delayMs: 100 })
  const caseIds = await Promise.all([open(gateway), open(gateway), open(gateway)])
  expect(new Set(caseIds).size).toBe(1)
  expect(await countCases(gateway)).toBe(1)
})

test('addCommunication with the same idempotencyKey adds one reply', async () => {
  const gateway = await startGateway({ account: () => anAccount({ cases: [{ communications: [] }] }) })
  const reply = { caseId: 'case-0', body: 'Thanks', idempotencyKey: 'reply-1' }
  const first = await gateway.query(REPLY, { input: reply })
  const second = await gateway.query(REPLY, { input: reply })
  expect(second.data).toEqual(first.data)
  const { data } = await gateway.query('{ case(id: "case-0") { communications { totalCount } } }')
  expect(data).toEqual({ case: { communications: { totalCount: 1 } } })
})

test('repeated inline attachments with an idempotencyKey are added to one set', async () => {
  const gateway = await startGateway()
  const attachments = [{ fileName: 'a.txt', data: Buffer.from('text').toString('base64') }]
  await open(gateway, { attachments })
  await open(gateway, { attachments })
  expect(await gateway.upstreamCalls()).toMatchObject({ AddAttachmentsToSet: 1, CreateCase: 1 })
})

test('the order of input fields does not matter for an idempotencyKey', async () => {
  const gateway = await startGateway()
  const caseId = await open(gateway, { severityCode: 'low', language: 'en' })
  const { data } = await gateway.query(CREATE, {
    input: { language: 'en', idempotencyKey: 'ticket-1', severityCode: 'low', body: 'B', subject: 'S' },
  })
  expect(read(data, 'createCase.caseId')).toBe(caseId)
})

test('a repeated createCase returns the case in its current state', async () => {
  const gateway = await startGateway()
  const caseId = await open(gateway)
  await gateway.query('mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus } }', { id: caseId })
  const { data } = await gateway.query(CREATE, { input })
  expect(read(data, 'createCase.case.status')).toBe('RESOLVED')
})

test('an idempotencyKey with a different input gets CONFLICT and creates nothing', async () => {
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

test('createCase with a different idempotencyKey, or none, creates another case', async () => {
  const gateway = await startGateway()
  const caseIds = [
    await open(gateway),
    await open(gateway, { idempotencyKey: 'ticket-2' }),
    await open(gateway, { idempotencyKey: null }),
    await open(gateway, { idempotencyKey: null }),
  ]
  expect(new Set(caseIds).size).toBe(4)
})

test('an idempotencyKey can be used again for another mutation', async () => {
  const gateway = await startGateway({ account: () => anAccount({ cases: [{}] }) })
  await open(gateway)
  const { data } = await gateway.query(REPLY, { input: { caseId: 'case-0', body: 'B', idempotencyKey: 'ticket-1' } })
  expect(read(data, 'addCommunication')).toMatchObject({ communication: { body: 'B' }, userErrors: [] })
})

test('an idempotencyKey expires after 24 hours', async () => {
  const gateway = await startGateway()
  const caseId = await open(gateway)
  gateway.clock.time += 24 * HOUR - MINUTE
  expect(await open(gateway)).toBe(caseId)
  gateway.clock.time += MINUTE
  expect(await open(gateway)).not.toBe(caseId)
})

test('an idempotencyKey can be used again after userErrors', async () => {
  const gateway = await startGateway()
  for (const wrong of [{ subject: '' }, { language: 'xx' }]) {
    const { data } = await gateway.query(CREATE, { input: { ...input, ...wrong } })
    expect(read(data, 'createCase.userErrors')).toHaveLength(1)
  }
  await open(gateway)
  expect(await countCases(gateway)).toBe(1)
})

test('an idempotencyKey can be used again after an error that says nothing was sent', async () => {
  const gateway = await startGateway()
  await gateway.fault({ operation: 'CreateCase', error: 'ThrottlingException' })
  expect(codes(await gateway.query(CREATE, { input }))).toEqual(['UPSTREAM_THROTTLED'])
  await open(gateway)
  expect(await countCases(gateway)).toBe(1)
})

test('validateOnly does not use up an idempotencyKey', async () => {
  const gateway = await startGateway()
  const validated = await gateway.query(CREATE, { input: { ...input, validateOnly: true } })
  expect(read(validated.data, 'createCase.caseId')).toBeNull()
  const caseId = await open(gateway)
  expect(caseId).toMatch(/^case-/)
  const again = await gateway.query(CREATE, { input: { ...input, validateOnly: true } })
  expect(read(again.data, 'createCase')).toEqual({ caseId: null, case: null, userErrors: [] })
})

test('two createCase fields with the same idempotencyKey in one operation create one case', async () => {
  const gateway = await startGateway()
  const { data } = await gateway.query(
    'mutation ($input: CreateCaseInput!) { a: createCase(input: $input) { caseId } b: createCase(input: $input) { caseId } }',
    { input },
  )
  expect(read(data, 'a')).toEqual(read(data, 'b'))
  expect(await gateway.upstreamCalls()).toEqual({ CreateCase: 1 })
})
