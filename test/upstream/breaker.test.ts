import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../support/until.js'
import { codes, startGateway, type QueryResponse, type Gateway, type GatewayOptions } from '../support/harness.js'
import { awsError, deadUrl, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

/** A write that makes exactly one call: it is not retried, and there is no lookup after a lost response. */
const ADD =
  'mutation { addAttachments(input: { attachmentSetId: "set-1", attachments: [{ fileName: "a.txt", data: "YQ==" }] }) { attachmentSet { id } userErrors { code } } }'
const SEVERITIES = '{ severityLevels { code } }'

const dropped: StubReply = (response) => void response.destroy()
const hanging: StubReply = () => {}
const added: StubReply = { attachmentSetId: 'set-1' }

/** The stub's response to further calls. */
let reply: StubReply = dropped
afterEach(() => {
  reply = dropped
})

async function startOnStub(options: GatewayOptions = {}): Promise<{ gateway: Gateway; sent: () => number }> {
  const stub = await startStubUpstream((operation) =>
    operation === 'AddAttachmentsToSet' ? reply : { severityLevels: [] },
  )
  const gateway = await startGateway({ upstreamUrl: stub.url, ...options })
  return { gateway, sent: () => stub.calls.filter(({ operation }) => operation === 'AddAttachmentsToSet').length }
}

function add(gateway: Gateway, count: number, signal?: AbortSignal): Promise<QueryResponse[]> {
  return Promise.all(Array.from({ length: count }, () => gateway.query(ADD, {}, signal && AbortSignal.any([signal]))))
}

function stateOf(gateway: Gateway, family = 'attachments'): string | undefined {
  return gateway.breakers().find((breaker) => breaker.family === family)?.state
}

describe('circuit breaker', () => {
  test('a circuit opens after 20 failures and rejects calls with retryAfterMs without sending them', async () => {
    const { gateway, sent } = await startOnStub()
    await add(gateway, 19)
    expect(stateOf(gateway)).toBe('closed')
    expect(codes((await add(gateway, 1))[0] as QueryResponse)).toEqual(['WRITE_OUTCOME_UNKNOWN'])
    expect(stateOf(gateway)).toBe('open')

    const [response] = (await add(gateway, 1)) as [QueryResponse]
    expect(response.errors).toMatchObject([
      {
        message: expect.stringMatching(/AddAttachmentsToSet was not sent \(the circuit is open\): try again in \d s/),
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, operation: 'AddAttachmentsToSet' },
      },
    ])
    expect(response.errors[0]?.extensions['retryAfterMs']).toBeGreaterThan(0)
    expect(response.errors[0]?.extensions['retryAfterMs']).toBeLessThanOrEqual(5_000)
    expect(response.calls).toEqual({})
    expect(sent()).toBe(20)
  })

  test('each family of operations has its own circuit', async () => {
    const { gateway } = await startOnStub()
    await add(gateway, 20)
    expect(codes(await gateway.query('{ attachment(id: "attachment-1") { fileName } }'))).toEqual([
      'UPSTREAM_UNAVAILABLE',
    ])
    expect((await gateway.query(SEVERITIES)).data).toEqual({ severityLevels: [] })
    expect(gateway.breakers().map(({ family, state }) => `${family} ${state}`)).toEqual([
      'cases closed',
      'attachments open',
      'reference closed',
      'trusted-advisor closed',
    ])
  })

  test('an open circuit ends the retries of a read', async () => {
    const stub = await startStubUpstream(() => dropped)
    const gateway = await startGateway({ upstreamUrl: stub.url })
    await Promise.all(Array.from({ length: 30 }, () => gateway.query(SEVERITIES)))
    expect(stateOf(gateway, 'reference')).toBe('open')
    // Without the circuit breaker, there would be ninety attempts.
    expect(stub.calls.length).toBeLessThan(60)
  })

  test.each<[string, StubReply]>([
    ['dropped connections', dropped],
    ['an HTTP 500', awsError('InternalServerError', '', 500)],
    ['a 503 from a proxy', (response) => void response.writeHead(503).end('<html>')],
    ['no response in time', hanging],
    ['a truncated response', (response) => void response.writeHead(200, { 'content-length': '99' }).write('{')],
  ])('a circuit opens on %s', async (_, failure) => {
    const { gateway } = await startOnStub({ upstreamTimeoutMs: 100 })
    reply = failure
    await add(gateway, 20)
    expect(stateOf(gateway)).toBe('open')
  })

  test('a circuit opens on refused connections', async () => {
    const gateway = await startGateway({ upstreamUrl: await deadUrl() })
    await add(gateway, 20)
    expect(stateOf(gateway)).toBe('open')
  })

  test.each<[string, StubReply]>([
    ['throttling', awsError('ThrottlingException')],
    ['a missing permission', awsError('AccessDeniedException')],
    ['an invalid input that looks like a network error', awsError('ValidationException', 'subject: ECONNRESET')],
    ['an unknown error', awsError('BrandNewException')],
    ['an unreadable response', (response) => void response.end('<html>')],
    ['a redirect', (response) => void response.writeHead(302, { location: '/' }).end()],
  ])('a circuit stays closed on %s', async (_, response) => {
    const { gateway, sent } = await startOnStub()
    reply = response
    await add(gateway, 30)
    expect(stateOf(gateway)).toBe('closed')
    expect(sent()).toBe(30)
  })

  test('aborted calls count neither as failures nor as successes', async () => {
    const { gateway, sent } = await startOnStub()
    reply = hanging
    const controller = new AbortController()
    const responses = add(gateway, 30, controller.signal)
    await until(() => sent() === 30)
    controller.abort()
    await responses
    expect(stateOf(gateway)).toBe('closed')
    reply = dropped
    await add(gateway, 20)
    expect(stateOf(gateway)).toBe('open')
  })

  test('a circuit stays closed while a quarter of the calls succeed', async () => {
    const { gateway } = await startOnStub()
    reply = added
    await add(gateway, 10)
    reply = dropped
    await add(gateway, 30)
    expect(stateOf(gateway)).toBe('closed')
    await add(gateway, 10)
    expect(stateOf(gateway)).toBe('open')
  })
})

/** A gateway whose circuit has opened and is now half-open. */
async function startOpen(options: GatewayOptions = {}) {
  const started = await startOnStub({ halfOpenAfterMs: 50, ...options })
  await add(started.gateway, 20)
  await until(() => stateOf(started.gateway) === 'half-open')
  return started
}

describe('open circuit', () => {
  test('an open circuit closes after a successful probe and discards the earlier failures', async () => {
    const { gateway, sent } = await startOpen()
    reply = added
    const [response] = (await add(gateway, 1)) as [QueryResponse]
    expect(response.data).toEqual({ addAttachments: { attachmentSet: { id: 'set-1' }, userErrors: [] } })
    await add(gateway, 5)
    expect(sent()).toBe(26)
    expect(gateway.breakerChanges.map(({ family, state }) => `${family} ${state}`)).toEqual([
      'attachments open',
      'attachments half-open',
      'attachments closed',
    ])
    reply = dropped
    await add(gateway, 10)
    expect(stateOf(gateway)).toBe('closed')
  })

  test('a half-open circuit lets only one probe through', async () => {
    const { gateway, sent } = await startOpen({ upstreamTimeoutMs: 800 })
    reply = hanging
    let hasEnded = false
    const probe = add(gateway, 1).finally(() => (hasEnded = true))
    await until(() => sent() === 21)
    const others = await add(gateway, 5)
    expect(others.flatMap(codes)).toEqual(Array.from({ length: 5 }, () => 'UPSTREAM_UNAVAILABLE'))
    // The other calls were rejected without waiting for the probe.
    expect(hasEnded).toBe(false)
    await probe
    expect(sent()).toBe(21)
  })

  test.each(['fails', 'is aborted by its caller'])('a circuit stays open when its probe %s', async (end) => {
    const { gateway, sent } = await startOpen()
    const controller = new AbortController()
    if (end !== 'fails') reply = hanging
    const probe = add(gateway, 1, controller.signal)
    await until(() => sent() === 21)
    controller.abort()
    await probe
    expect(gateway.breakerChanges.map(({ state }) => state)).toEqual(['open', 'half-open', 'open'])
  })

  test('a circuit closes when AWS rejects the probe, because AWS responded', async () => {
    const { gateway } = await startOpen()
    reply = awsError('ThrottlingException')
    expect((await add(gateway, 1)).flatMap(codes)).toEqual(['UPSTREAM_THROTTLED'])
    expect(stateOf(gateway)).toBe('closed')
  })

  test('calls sent before the circuit opened do not reopen it', async () => {
    const { gateway, sent } = await startOnStub({ halfOpenAfterMs: 50, upstreamTimeoutMs: 60_000 })
    const hung: ServerResponse[] = []
    reply = (response) => void hung.push(response)
    const late = add(gateway, 25)
    await until(() => sent() === 25)
    reply = dropped
    await add(gateway, 20)
    await until(() => stateOf(gateway) === 'half-open')
    reply = added
    await add(gateway, 1)
    for (const response of hung) response.destroy()
    await late
    expect(stateOf(gateway)).toBe('closed')
  })
})
