/** How a gateway reports the state of Redis in /readyz and /metrics. It keeps working in every state. */
import { afterEach, describe, expect, test } from 'vitest'
import { Redis } from 'ioredis'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { freePort } from '../support/free-port.js'
import { read } from '../support/read.js'
import { aRedis, hasRedis } from '../support/redis-server.js'
import { until } from '../support/until.js'
import { post } from '../support/edge.js'
import { readMetrics, seriesOf } from '../support/metrics.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: reports on Redis are not tested.\n')

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function startOn({ url }: { url: URL }, env: Record<string, string> = {}): Promise<Running> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', REDIS_URL: url.href, ...env })
  const gateway = await start(config, createLog(config))
  stops.push(() => gateway.stop())
  return gateway
}

/** Queries the same data each time. A different `alias` makes it a different query, which the response cache does not serve. */
async function ask(gateway: Running, headers: Record<string, string> = {}, alias = 'a'): Promise<void> {
  const query = `{ cases(first: 1) { nodes { caseId ${alias}: subject } } severityLevels { code } }`
  const response = await post(gateway, { query }, headers)
  expect(await response.json()).toMatchObject({
    data: { cases: { nodes: [{ caseId: expect.any(String) }] }, severityLevels: expect.any(Array) },
  })
}

async function readiness({ url }: Running): Promise<{ status: number; redis: unknown }> {
  const response = await fetch(`${url}/readyz`)
  const body = (await response.json()) as { status: string; checks: { redis: unknown } }
  expect(body.status).toBe('ok')
  return { status: response.status, redis: body.checks.redis }
}

async function metric(gateway: Running, name: string, labels = ''): Promise<number | undefined> {
  return seriesOf(await readMetrics(gateway), name)[labels]
}

const failures = (gateway: Running, use: 'cache' | 'case-index') =>
  metric(gateway, 'redis_failures_total', `{use="${use}"}`)
const unavailable = {
  status: 200,
  redis: {
    status: 'unavailable',
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringMatching(/^redis did not respond/),
  },
}

;(hasRedis ? describe : describe.skip)('Redis health', () => {
  test('a healthy Redis is ready in /readyz, and /metrics counts cache hits and misses', async () => {
    const gateway = await startOn(await aRedis(stops))
    await ask(gateway)
    await ask(gateway, {}, 'b')
    await ask(gateway, {}, 'c')
    expect(await readiness(gateway)).toEqual({ status: 200, redis: { status: 'ok' } })
    expect(await metric(gateway, 'redis_up', '{connection="main"}')).toBe(1)
    for (const use of ['cache', 'case-index'] as const) expect(await failures(gateway, use)).toBe(0)
    const reads = seriesOf(await readMetrics(gateway), 'cache_reads_total')
    expect(reads).toMatchObject({ '{kind="reference",outcome="miss"}': 1, '{kind="reference",outcome="hit"}': 2 })
  })

  test('with a full Redis the gateway stays ready, and /readyz and /metrics report the failed writes', async () => {
    const server = await aRedis(stops)
    const gateway = await startOn(server)
    const redis = new Redis(server.url.href)
    stops.push(() => redis.disconnect())
    await redis.config('SET', 'maxmemory', '1')
    const refused = { ...unavailable.redis, message: 'Redis refuses writes (OOM).' }
    expect(await readiness(gateway)).toEqual({ ...unavailable, redis: refused })
    expect(await metric(gateway, 'redis_up', '{connection="main"}')).toBe(1)
    await ask(gateway, { 'cache-control': 'no-cache' })
    for (const use of ['cache', 'case-index'] as const)
      await until(async () => Number(await failures(gateway, use)) > 0)
  })

  test('while Redis hangs, the gateway stays ready and reports it as unavailable', async () => {
    const server = await aRedis(stops)
    const gateway = await startOn(server)
    await ask(gateway)
    server.pause()
    stops.push(() => server.resume())
    expect(await readiness(gateway)).toEqual(unavailable)
    await ask(gateway)
    await until(async () => (await metric(gateway, 'redis_up', '{connection="main"}')) === 0)
    server.resume()
    await until(async () => (await metric(gateway, 'redis_up', '{connection="main"}')) === 1)
  })

  test('while Redis is down, the gateway stays ready and reports it as unavailable', async () => {
    const port = await freePort()
    const server = await aRedis(stops, port)
    const gateway = await startOn(server)
    await ask(gateway)
    await server.kill()
    await until(async () => (await metric(gateway, 'redis_up', '{connection="main"}')) === 0)
    expect(await readiness(gateway)).toEqual(unavailable)
    await ask(gateway)
    await aRedis(stops, port)
    await until(async () => (await metric(gateway, 'redis_up', '{connection="main"}')) === 1)
    // the result of /readyz is cached for a few seconds
    await until(async () => JSON.stringify((await readiness(gateway)).redis) === '{"status":"ok"}')
    await ask(gateway)
  })

  test('a demo account starts fresh with its gateway, even if Redis has data from an earlier one', async () => {
    const server = await aRedis(stops)
    // The URL of the upstream is part of most keys in Redis, so both gateways need the same one. Other suites listen on
    // 127.0.0.1, and could take the port there between the two.
    const env = { EMULATOR_HOST: '127.0.0.2', EMULATOR_PORT: String(await freePort()) }
    const input = `subject: "Again", body: "Again", serviceCode: "aws-lambda", categoryCode: "throttling", severityCode: "low"`
    const mutation = `mutation { createCase(input: { ${input}, idempotencyKey: "again" }) { case { caseId } } }`
    const caseIds = []
    for (const _ of [1, 2]) {
      const gateway = await startOn(server, env)
      const list = await (await post(gateway, { query: '{ cases(first: 1) { nodes { subject } } }' })).json()
      expect(read(list, 'data.cases.nodes.0.subject')).not.toBe('Again')
      caseIds.push(read(await (await post(gateway, { query: mutation })).json(), 'data.createCase.case.caseId'))
      await gateway.stop()
    }
    expect(caseIds).toEqual([expect.any(String), expect.any(String)])
    expect(caseIds[0]).not.toBe(caseIds[1])
  })
})
