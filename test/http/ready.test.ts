/** /readyz in front of the emulator. */
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { post, startEdge, type Edge } from '../support/edge.js'
import { awsError, deadUrl, startStubUpstream } from '../support/stub-upstream.js'

let gateway: Running | undefined
let edge: Edge | undefined
afterEach(async () => {
  await gateway?.stop()
  await edge?.close()
  gateway = edge = undefined
})

async function startOn(env: Record<string, string> = {}): Promise<Running> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', SUPPORT_CALLS_PER_SECOND: '10000', ...env })
  gateway = await start(config, createLog(config))
  return gateway
}

async function readiness({ url }: { url: string }): Promise<{ status: number; text: string; body: unknown }> {
  const response = await fetch(`${url}/readyz`)
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

test.each([
  ['ThrottlingException', 400, { code: 'UPSTREAM_THROTTLED', retryable: true, retryAfterMs: 1_000 }],
  ['AccessDeniedException', 400, { code: 'UPSTREAM_DENIED', retryable: false }],
  ['InternalServerError', 500, { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 1_000 }],
])(
  'readiness is asked for once, and not given with %s, which it names as every error does',
  async (error, status, why) => {
    const gateway = await startOn()
    const fault = { operation: 'DescribeCases', count: 'unlimited', error, status }
    await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const response = await fetch(`${gateway.url}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      errors: [
        {
          extensions: {
            ...why,
            operation: 'DescribeCases',
            awsRequestId: expect.any(String),
            requestId: response.headers.get('x-request-id'),
          },
        },
      ],
    })
    const calls = await fetch(`${gateway.emulatorUrl}/_emulator/calls`)
    expect(await calls.json()).toMatchObject({ counts: { DescribeCases: 1 } })
  },
)

function fail(): Promise<never> {
  return Promise.reject(new TypeError('secret'))
}

describe('readiness', () => {
  test('shows what it is made of: AWS, the circuit breakers, Redis', async () => {
    const { url } = await startOn()
    const { status, body } = await readiness({ url })
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'ok',
      upstream: 'emulator',
      checks: {
        upstream: { status: 'ok' },
        breakers: {
          status: 'ok',
          circuits: ['cases', 'attachments', 'reference', 'trusted-advisor'].map((family) => ({
            family,
            endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
            state: 'closed',
          })),
        },
        caseIndex: { status: 'ok', state: 'empty', isLocal: false, cases: 0, bytes: 0 },
      },
    })
  })

  test('shows how far the case index has come and how old it is', async () => {
    const { url } = await startOn()
    await post({ url }, { query: '{ cases { totalCount } }' })
    const { body } = await readiness({ url })
    expect(body).toMatchObject({
      checks: {
        caseIndex: {
          status: 'ok',
          state: 'open',
          isLocal: false,
          cases: expect.any(Number),
          ageMs: expect.any(Number),
        },
      },
    })
  })

  test('shows no case index that is off', async () => {
    const { body } = await readiness(await startOn({ CASE_INDEX: 'off' }))
    expect(Object.keys((body as { checks: object }).checks)).toEqual(['upstream', 'breakers'])
  })

  test('does not hang on circuits that are open, which wait for callers, but shows them', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [] } : (response) => void response.destroy(),
    )
    const { url } = await startOn({ SUPPORT_UPSTREAM: stub.url, SUPPORT_CALLS_PER_SECOND: '10000' })
    // each asks AWS for itself
    const ask = () => post({ url }, { query: '{ severityLevels { code } }' }, { 'cache-control': 'no-cache' })
    await Promise.all(Array.from({ length: 20 }, ask))
    const { status, body } = await readiness({ url })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      checks: {
        breakers: { status: 'open', circuits: expect.arrayContaining([expect.objectContaining({ state: 'open' })]) },
      },
    })
  })

  test('does not hang on Redis, of which it shows neither the password nor the address', async () => {
    const { port } = new URL(await deadUrl())
    const { url } = await startOn({ REDIS_URL: `redis://:hunter2@127.0.0.1:${port}` })
    await post({ url }, { query: '{ cases { totalCount } }' })
    const { status, text, body } = await readiness({ url })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'ok',
      checks: {
        redis: { status: 'unavailable', code: 'SERVICE_UNAVAILABLE', message: expect.stringMatching(/^redis did not/) },
        caseIndex: { status: 'ok', state: 'open', isLocal: true },
      },
    })
    expect(text).not.toMatch(new RegExp(`hunter2|${port}`))
  })

  test('is not given without something else that is required', async () => {
    edge = await startEdge({
      checks: [
        { name: 'jwks', required: true, check: fail },
        { name: 'weather', required: false, check: fail },
      ],
    })
    const { status, text, body } = await readiness(edge)
    expect(status).toBe(503)
    const message = 'jwks did not answer (TypeError).'
    expect(body).toMatchObject({
      status: 'unavailable',
      checks: {
        upstream: { status: 'ok' },
        jwks: { status: 'unavailable', message },
        weather: { status: 'unavailable' },
      },
      errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }],
    })
    expect(text).not.toContain('secret')
  })

  test('is given while reads have another endpoint to go to', async () => {
    const second = await startStubUpstream(() => awsError('DryRunOperationException'))
    const hanging = await startStubUpstream(() => () => {})
    for (const first of [await deadUrl(), hanging.url]) {
      const { url } = await startOn({ SUPPORT_UPSTREAM: first, SUPPORT_FAILOVER_ENDPOINTS: second.url })
      expect((await readiness({ url })).status).toBe(200)
      await gateway?.stop()
    }
  })

  test('is given by the last of any number of endpoints', async () => {
    const last = await startStubUpstream(() => awsError('DryRunOperationException'))
    for (const dead of [2, 3]) {
      const [first = '', ...others] = await Promise.all(Array.from({ length: dead }, deadUrl))
      const failover = [...others, last.url].join()
      const { url } = await startOn({ SUPPORT_UPSTREAM: first, SUPPORT_FAILOVER_ENDPOINTS: failover })
      expect((await readiness({ url })).status).toBe(200)
      await gateway?.stop()
    }
  })

  test('is not given when they have none, or would not go there', async () => {
    const second = await startStubUpstream(() => awsError('DryRunOperationException'))
    const denied = await startStubUpstream(() => awsError('AccessDeniedException'))
    const dead = await deadUrl()
    for (const [first, next, code] of [
      [dead, dead, 'UPSTREAM_UNAVAILABLE'],
      [denied.url, second.url, 'UPSTREAM_DENIED'],
    ] as const) {
      const { url } = await startOn({ SUPPORT_UPSTREAM: first, SUPPORT_FAILOVER_ENDPOINTS: next })
      const { status, body } = await readiness({ url })
      expect(status).toBe(503)
      expect(body).toMatchObject({ errors: [{ extensions: { code } }] })
      await gateway?.stop()
    }
    expect(second.asked).toEqual([])
  })

  test('ends at once when the gateway is about to stop, which asks nobody any more and lets go of sockets', async () => {
    let asked = 0
    const ready = async () => void (asked += 1)
    edge = await startEdge({ ready, isStopping: () => true })
    const { status, body } = await readiness(edge)
    expect(status).toBe(503)
    expect(body).toMatchObject({ status: 'stopping', errors: [{ message: 'The gateway is stopping.' }] })
    expect(asked).toBe(0)
    const answer = await post(edge, { query: '{ echo(text: "still here") }' })
    expect(answer.headers.get('connection')).toBe('close')
    expect(await answer.text()).toContain('still here')
  })
})
