/** Writes with lost responses: they never create two cases, nor a case that no caller learns of. */
import { describe, expect, test } from 'vitest'
import { anAccount, aCommunication, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type QueryResponse, type Gateway } from '../support/harness.js'

const CREATE = `mutation ($input: CreateCaseInput!) { createCase(input: $input) {
  caseId case { severityCode } userErrors { code message }
} }`
const REPLY = `mutation ($input: AddCommunicationInput!) { addCommunication(input: $input) {
  case { caseId } communication { id } userErrors { code }
} }`

const input = { subject: 'Down', body: 'All of it.', idempotencyKey: 'one' }
const LOST_BEFORE = { operation: 'CreateCase', when: 'before', drop: true }
const LOST_AFTER = { operation: 'CreateCase', when: 'after', drop: true }
const BLIND = { operation: 'DescribeCases', error: 'AccessDeniedException', count: 'unlimited' }

function create(gateway: Gateway, given: object = {}, deadline?: AbortSignal): Promise<QueryResponse> {
  return gateway.query(CREATE, { input: { ...input, ...given } }, undefined, deadline)
}

/** Opens a case, expects no errors, and returns its caseId. */
async function open(gateway: Gateway, given: object = {}): Promise<string> {
  const { data, errors } = await create(gateway, given)
  expect(errors).toEqual([])
  return read(data, 'createCase.caseId')
}

async function caseIds(gateway: Gateway): Promise<string[]> {
  const { data } = await gateway.query('{ cases(filter: { includeResolved: true }) { nodes { caseId } } }')
  return read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId)
}

describe('createCase with a lost response', () => {
  test('createCase with a key and a lost response can be repeated and creates the missing case', async () => {
    const gateway = await startGateway()
    await gateway.fault(LOST_BEFORE)
    const { errors } = await create(gateway)
    expect(errors).toMatchObject([{ extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: true } }])
    expect(errors[0]?.extensions).not.toHaveProperty('retryAfterMs')
    const caseId = await open(gateway)
    expect(await open(gateway)).toBe(caseId)
    expect(await caseIds(gateway)).toEqual([caseId])
  })

  test('createCase at its deadline returns retryAfterMs, and an immediate repetition waits for the settle time', async () => {
    const gateway = await startGateway({ writeSettleMs: 400 })
    await gateway.fault(LOST_BEFORE)
    const { errors } = await create(gateway, {}, AbortSignal.timeout(150))
    expect(errors).toMatchObject([{ extensions: { code: 'WRITE_OUTCOME_UNKNOWN', retryable: true } }])
    expect(errors[0]?.extensions['retryAfterMs']).toBe(1_000)
    await gateway.upstreamCalls()
    const caseId = await open(gateway)
    // At least two lookups, one at once and one after the settle time, and one read of the new case.
    const { CreateCase, DescribeCases = 0 } = await gateway.upstreamCalls()
    expect(CreateCase).toBe(1)
    expect(DescribeCases).toBeGreaterThanOrEqual(3)
    expect(await caseIds(gateway)).toEqual([caseId])
  })

  test.each([
    ['in the same request', undefined],
    ['in the next one with its key', 200],
  ])('a case that appears after UPSTREAM_TIMEOUT_MS is found %s', async (_, firstHasMs) => {
    const gateway = await startGateway({ upstreamTimeoutMs: 100, writeSettleMs: 900 })
    await gateway.fault({ operation: 'CreateCase', when: 'before', delayMs: 400 })
    if (firstHasMs !== undefined) await create(gateway, {}, AbortSignal.timeout(firstHasMs))
    const caseId = await open(gateway)
    expect(await caseIds(gateway)).toEqual([caseId])
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('createCase is not sent again while the lookup fails', async () => {
    const gateway = await startGateway()
    await gateway.fault(LOST_AFTER)
    await gateway.fault(BLIND)
    for (const _ of [1, 2]) expect(codes(await create(gateway))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
    await gateway.control('DELETE', 'faults')
    expect(await caseIds(gateway)).toEqual([await open(gateway)])
  })

  test('a lost case is found even if it is resolved and has more messages than AWS sends with a case', async () => {
    const gateway = await startGateway()
    await gateway.fault(LOST_AFTER)
    await gateway.fault(BLIND)
    await create(gateway)
    await gateway.control('DELETE', 'faults')
    const [caseId] = await caseIds(gateway)
    for (let count = 0; count < 6; count++) {
      await gateway.query(REPLY, { input: { caseId, body: `More ${count}` } })
    }
    await gateway.query('mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus } }', { id: caseId })
    expect(await open(gateway)).toBe(caseId)
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('createCase continues and looks up the case after its client has disconnected', async () => {
    const gateway = await startGateway()
    await gateway.fault({ ...LOST_AFTER, delayMs: 300 })
    const caller = new AbortController()
    const pending = gateway.query(CREATE, { input }, caller.signal, new AbortController().signal)
    for (let sent = false; !sent;) {
      const { counts } = (await gateway.control('GET', 'calls')) as { counts: Record<string, number> }
      sent = counts['CreateCase'] === 1
    }
    caller.abort()
    const { data } = await pending
    expect(await caseIds(gateway)).toEqual([read(data, 'createCase.caseId')])
    expect(await open(gateway)).toBe(read(data, 'createCase.caseId'))
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 1 })
  })

  test('createCase stays recorded as sent when a second attempt fails', async () => {
    const gateway = await startGateway()
    await gateway.fault(LOST_BEFORE)
    await create(gateway)
    await gateway.fault({ operation: 'CreateCase', error: 'ThrottlingException' })
    expect(codes(await create(gateway))).toEqual(['UPSTREAM_THROTTLED'])
    expect(read((await create(gateway, { body: 'Other' })).data, 'createCase.userErrors.0.code')).toBe('CONFLICT')
    const caseId = await open(gateway)
    expect(await caseIds(gateway)).toEqual([caseId])
  })
})

describe('createCase with the same text', () => {
  test.each([
    ['one response lost', [LOST_AFTER]],
    ['both responses lost', [LOST_AFTER, LOST_AFTER]],
    ['one response late', [{ operation: 'CreateCase', when: 'after', delayMs: 400 }]],
    ['one request late', [{ operation: 'CreateCase', when: 'before', delayMs: 400 }]],
  ])('simultaneous createCase calls with the same text and two keys create two cases: %s', async (_, faults) => {
    const gateway = await startGateway({ upstreamTimeoutMs: 150, writeSettleMs: 700 })
    for (const fault of faults) await gateway.fault(fault)
    const opened = await Promise.all([open(gateway), open(gateway, { idempotencyKey: 'two' })])
    expect((await caseIds(gateway)).toSorted()).toEqual(opened.toSorted())
    expect(await gateway.upstreamCalls()).toMatchObject({ CreateCase: 2 })
  })

  test('createCase with a lost response does not adopt a case created by another call', async () => {
    const gateway = await startGateway()
    const others = [await open(gateway, { idempotencyKey: null }), await open(gateway, { idempotencyKey: 'two' })]
    await gateway.fault(LOST_BEFORE)
    expect(codes(await create(gateway))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    // a case created later is not adopted either
    others.push(await open(gateway, { idempotencyKey: 'three' }))
    const caseId = await open(gateway)
    expect(others).not.toContain(caseId)
    expect(await caseIds(gateway)).toHaveLength(4)
  })

  test('createCase with a lost response does not adopt a case with a different severity', async () => {
    const gateway = await startGateway()
    await gateway.fault(LOST_AFTER)
    await gateway.fault(BLIND)
    await create(gateway, { severityCode: 'low' })
    await gateway.control('DELETE', 'faults')
    await gateway.fault(LOST_BEFORE)
    const urgent = { severityCode: 'urgent', idempotencyKey: 'two' }
    expect(codes(await create(gateway, urgent))).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    const responses = [await create(gateway, urgent), await create(gateway, { severityCode: 'low' })]
    expect(responses.map(({ data }) => read(data, 'createCase.case.severityCode'))).toEqual(['urgent', 'low'])
    expect(await caseIds(gateway)).toHaveLength(2)
  })
})

async function startThread(...bodies: string[]): Promise<Gateway> {
  const communications = bodies.map((body, index) => aCommunication(body, NOON + index))
  return startGateway({ account: () => anAccount({ cases: [{ communications }] }) })
}

describe('addCommunication with a lost response', () => {
  const LOST = { operation: 'AddCommunicationToCase', drop: true }
  const reply = { caseId: 'case-0', body: 'Any news?', idempotencyKey: 'one' }

  async function send(gateway: Gateway, given: object = {}): Promise<unknown[]> {
    return codes(await gateway.query(REPLY, { input: { ...reply, ...given } }))
  }
  async function countReplies(gateway: Gateway): Promise<number> {
    const { data } = await gateway.query('{ case(id: "case-0") { communications(last: 100) { nodes { body } } } }')
    return read<{ body: string }[]>(data, 'case.communications.nodes').filter(({ body }) => body === reply.body).length
  }

  test('addCommunication with a lost response is found and not sent again', async () => {
    const gateway = await startThread('first', 'Any news?')
    await gateway.fault({ ...LOST, when: 'after' })
    expect(await send(gateway)).toEqual([])
    expect(await send(gateway)).toEqual([])
    expect(await countReplies(gateway)).toBe(2)
  })

  test('an addCommunication that did not happen is sent again despite identical replies before and after', async () => {
    const gateway = await startThread('first')
    expect(await send(gateway, { idempotencyKey: 'before' })).toEqual([])
    await gateway.fault({ ...LOST, when: 'before' })
    expect(await send(gateway)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(await countReplies(gateway)).toBe(1)
    expect(await send(gateway, { idempotencyKey: null })).toEqual([])
    expect(await send(gateway)).toEqual([])
    expect(await send(gateway)).toEqual([])
    expect(await countReplies(gateway)).toBe(3)
  })
})
