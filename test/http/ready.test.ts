/** /readyz of a gateway in front of the emulator or a stub of AWS. */
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
])('/readyz calls AWS once and returns 503 with the coded error for %s', async (error, status, why) => {
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
})

function fail(): Promise<never> {
  return Promise.reject(new TypeError('secret'))
}

describe('readiness', () => {
  test('/readyz lists the upstream, circuit breakers and the case index', async () => {
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

  test('/readyz shows the state and age of the case index', async () => {
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

  test('/readyz does not list the case index if CASE_INDEX is off', async () => {
    const { body } = await readiness(await startOn({ CASE_INDEX: 'off' }))
    expect(Object.keys((body as { checks: object }).checks)).toEqual(['upstream', 'breakers'])
  })

  test('/readyz returns 200 with open circuits and lists them', async () => {
    const stub = await startStubUpstream((operation) =>
      operation === 'DescribeCases' ? { cases: [] } : (response) => void response.destroy(),
    )
    const { url } = await startOn({ SUPPORT_UPSTREAM: stub.url, SUPPORT_CALLS_PER_SECOND: '10000' })
    // with no-cache, each request calls AWS
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

  test('/readyz returns 200 without Redis and reveals neither its password nor its address', async () => {
    const { port } = new URL(await deadUrl())
    const { url } = await startOn({ REDIS_URL: `redis://:hunter2@127.0.0.1:${port}` })
    await post({ url }, { query: '{ cases { totalCount } }' })
    const { status, text, body } = await readiness({ url })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'ok',
      checks: {
        redis: { status: 'unavailable', code: 'SERVICE_UNAVAILABLE', message: 'redis did not respond.' },
        caseIndex: { status: 'ok', state: 'open', isLocal: true },
      },
    })
    expect(text).not.toMatch(new RegExp(`hunter2|${port}`))
  })

  test('/readyz returns 503 when another required check fails', async () => {
    edge = await startEdge({
      checks: [
        { name: 'jwks', required: true, check: fail },
        { name: 'weather', required: false, check: fail },
      ],
    })
    const { status, text, body } = await readiness(edge)
    expect(status).toBe(503)
    const message = 'jwks did not respond (TypeError).'
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

  test('/readyz returns 200 while reads can fail over to another endpoint', async () => {
    const second = await startStubUpstream(() => awsError('DryRunOperationException'))
    const hanging = await startStubUpstream(() => () => {})
    for (const first of [await deadUrl(), hanging.url]) {
      const { url } = await startOn({ SUPPORT_UPSTREAM: first, SUPPORT_FAILOVER_ENDPOINTS: second.url })
      expect((await readiness({ url })).status).toBe(200)
      await gateway?.stop()
    }
  })

  test('/readyz returns 200 when only the last of several endpoints responds', async () => {
    const last = await startStubUpstream(() => awsError('DryRunOperationException'))
    for (const dead of [2, 3]) {
      const [first = '', ...others] = await Promise.all(Array.from({ length: dead }, deadUrl))
      const failover = [...others, last.url].join()
      const { url } = await startOn({ SUPPORT_UPSTREAM: first, SUPPORT_FAILOVER_ENDPOINTS: failover })
      expect((await readiness({ url })).status).toBe(200)
      await gateway?.stop()
    }
  })

  test('/readyz returns 503 when no endpoint responds, or when the first responds with an error that causes no failover', async () => {
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
    expect(second.calls).toEqual([])
  })

  test('/readyz returns 503 without a check while the gateway stops, and responses close their connections', async () => {
    let checks = 0
    const ready = async () => void (checks += 1)
    edge = await startEdge({ ready, isStopping: () => true })
    const { status, body } = await readiness(edge)
    expect(status).toBe(503)
    expect(body).toMatchObject({ status: 'stopping', errors: [{ message: 'The gateway is stopping.' }] })
    expect(checks).toBe(0)
    const response = await post(edge, { query: '{ echo(text: "still here") }' })
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.text()).toContain('still here')
  })
})
