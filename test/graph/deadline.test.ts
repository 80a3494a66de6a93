/** A request that is aborted or times out also aborts its AWS calls. Tested over HTTP, with an upstream that observes closed connections. */
import { afterEach, describe, expect, test } from 'vitest'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { until } from '../support/until.js'
import { errorsIn, post } from '../support/edge.js'
import { startGateway } from '../support/harness.js'
import { awsError, startStubUpstream, type StubReply } from '../support/stub-upstream.js'

/** Long enough that a call left running during shutdown makes the test time out. */
const patient = { PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_TIMEOUT_MS: '60000' }

/** Twenty check results, which are requested from AWS five at a time. */
const RESULTS = '{ trustedAdvisorChecks { nodes { result { status } } } }'
const checks = Array.from({ length: 20 }, (_, i) => ({ id: `check-${i}` }))

let running: Running | undefined
afterEach(async () => {
  await running?.stop()
  running = undefined
})

async function startBefore(reply: StubReply, env: Record<string, string> = {}) {
  const hungUp: Promise<unknown>[] = []
  const stub = await startStubUpstream((operation) => (response) => {
    hungUp.push(once(response, 'close'))
    const result = operation === 'DescribeTrustedAdvisorChecks' ? { checks } : reply
    if (typeof result === 'function') result(response)
    else response.end(JSON.stringify(result))
  })
  const config = readConfig({ ...patient, SUPPORT_UPSTREAM: stub.url, ...env })
  running = await start(config, createLog(config))
  const calls = () => stub.calls.length
  const callsOf = async (count: number): Promise<void> => {
    await until(() => calls() >= count)
  }
  return { url: running.url, calls, callsOf, hungUp }
}

describe('aborted requests', () => {
  test('a request whose client has disconnected aborts its calls to AWS and sends no more', async () => {
    const { url, calls, callsOf, hungUp } = await startBefore(() => {})
    const client = new AbortController()
    const response = post({ url }, { query: RESULTS }, {}, client.signal).catch(() => 'aborted')
    await callsOf(6)
    client.abort()
    expect(await response).toBe('aborted')
    await Promise.all(hungUp)
    await running?.stop()
    expect(calls()).toBe(6)
  })

  test('a request past REQUEST_TIMEOUT_MS aborts its calls to AWS and gets UPSTREAM_TIMEOUT', async () => {
    const { url, calls, hungUp } = await startBefore(() => {}, { REQUEST_TIMEOUT_MS: '1000' })
    const response = await post({ url }, { query: RESULTS })
    const codes = errorsIn(await response.text()).map(({ extensions }) => extensions.code)
    expect(new Set(codes)).toEqual(new Set(['UPSTREAM_TIMEOUT']))
    expect(codes).toHaveLength(20)
    await Promise.all(hungUp)
    await running?.stop()
    expect(calls()).toBe(6)
  })

  test('an aborted request does not retry its calls', async () => {
    // a throttled call would be retried after up to a second
    const { url, calls, callsOf } = await startBefore(awsError('ThrottlingException'))
    const client = new AbortController()
    const response = post({ url }, { query: RESULTS }, {}, client.signal).catch(() => 'aborted')
    await callsOf(6)
    client.abort()
    await response
    await running?.stop()
    const before = calls()
    await delay(500)
    expect(calls()).toBe(before)
  })
})

test('if calls keep failing, the retry budget of the process allows 35 retries in total', async () => {
  const stub = await startStubUpstream((operation) =>
    operation === 'DescribeServices' ? { services: [] } : awsError('InternalServerError', '', 500),
  )
  const gateway = await startGateway({ upstreamUrl: stub.url })
  const ask = (query: string, times: number) => Promise.all(Array.from({ length: times }, () => gateway.query(query)))
  // enough successful calls to keep the circuit closed
  await ask('{ services { totalCount } }', 40)
  await ask('{ severityLevels { code } }', 25)
  expect(stub.calls.filter(({ operation }) => operation === 'DescribeSeverityLevels')).toHaveLength(25 + 35)
})
