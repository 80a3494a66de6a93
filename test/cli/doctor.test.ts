/** `npm run doctor`, against an emulator with faults. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import * as sdk from '@aws-sdk/client-support'
import { Redis } from 'ioredis'
import { FORMAT } from '../../src/case-index/redis-scripts.js'
import { doctor } from '../../src/cli/doctor/doctor.js'
import { readConfig } from '../../src/config/config.js'
import { digest } from '../../src/lib/digest.js'
import type { Emulator } from '../../emulator/start.js'
import { createLog } from '../../src/telemetry/log.js'
import { start as startGateway } from '../support/start.js'
import { built } from '../support/built.js'
import { anAccount, control, start } from '../../emulator/test/harness.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis-server.js'
import { post } from '../support/edge.js'

const bundle = built('doctor.js')

const fast = { SUPPORT_CALLS_PER_SECOND: '10000' }

let server: Server | undefined
afterEach(() => void server?.close())

interface Finding {
  subject: string
  status: string
  detail: string
  advice?: string
}

interface Run {
  exitCode: number
  output: string
}

interface Diagnosis extends Run {
  ok: boolean
  findings: Finding[]
}

async function run(env: Record<string, string>, ...args: string[]): Promise<Run> {
  let output = ''
  const exitCode = await doctor(args, { ...fast, ...env }, (text) => void (output += text))
  return { exitCode, output }
}

/** Runs the doctor as a separate process. */
function runCommand(env: Record<string, string>, ...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [bundle, ...args],
      { env: { PATH: process.env['PATH'], ...fast, ...env } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

async function diagnose(env: Record<string, string>, ...args: string[]): Promise<Diagnosis> {
  const { exitCode, output } = await run(env, '--json', ...args)
  return { exitCode, output, ...(JSON.parse(output) as Pick<Diagnosis, 'ok' | 'findings'>) }
}

/** Diagnoses an account without cases, because the doctor checks it faster than the demo account. */
async function diagnoseEmpty(env: Record<string, string>): Promise<Diagnosis> {
  return diagnose({ SUPPORT_UPSTREAM: (await start()).emulator.url, ...env })
}

function about({ findings }: Diagnosis, subject: string): Finding | undefined {
  return findings.find((finding) => finding.subject === subject)
}

function failures({ findings }: Diagnosis): string[] {
  return findings.filter(({ status }) => status === 'failed').map(({ subject }) => subject)
}

interface Stubbed {
  status: number
  headers?: Record<string, string>
  body: string
}

/** Starts a server that responds in place of AWS. Returns its URL. */
async function serve(reply: (operation: string) => Stubbed): Promise<string> {
  server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('AWSSupport_20130415.', '')
    const { status, headers, body } = reply(operation)
    response.writeHead(status, headers).end(body)
  })
  const { port } = await new Promise<{ port: number }>((resolve) => {
    server?.listen(0, '127.0.0.1', () => resolve(server?.address() as { port: number }))
  })
  return `http://127.0.0.1:${port}`
}

function wouldWork(clockMs = 0): Stubbed {
  const headers = { 'content-type': 'application/json', date: new Date(Date.now() + clockMs).toUTCString() }
  return { status: 400, headers, body: '{"__type":"DryRunOperationException"}' }
}

function fault(emulator: Emulator, body: Record<string, unknown>) {
  return control(emulator, 'POST', 'faults', { count: 'unlimited', ...body })
}

describe('doctor', () => {
  test('the doctor reports that everything works with the default configuration', async () => {
    const { exitCode, output } = await runCommand({})
    expect(output).toContain('Everything that is needed works.\n')
    expect(output).toMatch(/^CreateCase +ok +Allowed\.$/m)
    expect(output).toMatch(/^RefreshTrustedAdvisorCheck +- +Not tried/m)
    expect(exitCode).toBe(0)
  })

  test('the doctor checks every operation, changes nothing, and skips the operations passed to --without', async () => {
    const { emulator } = await start()
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url }, '--without', 'ResolveCase')
    const operations = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
    const subjects = diagnosis.findings.map(({ subject }) => subject)
    expect(subjects.filter((subject) => operations.includes(subject)).toSorted()).toEqual(operations.toSorted())
    expect(about(diagnosis, 'ResolveCase')).toMatchObject({ status: 'off', detail: 'Not tried (--without).' })
    const { body } = await control(emulator, 'GET', 'calls')
    const { calls } = body as { calls: { operation: string; error: string | null }[] }
    const changed = calls.filter(({ operation, error }) => !operation.startsWith('Describe') && error === null)
    expect({ changed, ok: diagnosis.ok }).toEqual({ changed: [], ok: true })
  })

  test('the doctor names the one operation that is denied and the permission that it requires', async () => {
    const { emulator } = await start()
    await fault(emulator, { operation: 'CreateCase', error: 'AccessDeniedException', message: 'arn:aws:iam::1:user/x' })
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url })
    expect(failures(diagnosis)).toEqual(['CreateCase'])
    expect(about(diagnosis, 'CreateCase')?.advice).toContain('support:CreateCase')
    expect(about(diagnosis, 'Plan')?.status).toBe('ok')
    expect(diagnosis.output).not.toContain('arn:')
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor reports a missing support plan once', async () => {
    const { emulator } = await start()
    await fault(emulator, { operation: '*', error: 'SubscriptionRequiredException' })
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url })
    expect(failures(diagnosis)).toEqual(['Plan'])
    expect(about(diagnosis, 'Plan')?.detail).toContain('no support plan')
    expect(about(diagnosis, 'Plan')?.advice).not.toContain('ACCOUNTS_FILE')
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor distinguishes expired credentials from a missing permission', async () => {
    const { emulator } = await start()
    await fault(emulator, { operation: '*', error: 'ExpiredTokenException' })
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url })
    expect(about(diagnosis, 'Plan')).toMatchObject({ status: 'failed', advice: expect.stringContaining('Renew') })
  })

  test('the doctor attempts no write if the upstream does not honor dryRun', async () => {
    const { emulator } = await start()
    await fault(emulator, { operation: 'DescribeCases', body: { cases: [] } })
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url })
    expect(about(diagnosis, 'CreateCase')).toMatchObject({ status: 'doubtful' })
    const { body } = await control(emulator, 'GET', 'calls')
    expect((body as { counts: object }).counts).not.toHaveProperty('CreateCase')
  })

  test.each<[string, Record<string, unknown>]>([
    ['throttles', { operation: '*', error: 'ThrottlingException' }],
    ['fails', { operation: '*', error: 'InternalServerError', status: 500 }],
    ['sends responses that cannot be parsed', { operation: '*', body: '<html>' }],
  ])('the doctor does not report success when AWS %s', async (_, faulty) => {
    const { emulator } = await start()
    await fault(emulator, faulty)
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: emulator.url })
    expect(about(diagnosis, 'Plan')?.status).toBe('failed')
    expect(diagnosis).toMatchObject({ ok: false, exitCode: 1 })
  })

  test('the doctor fails when one operation could not be verified, and names it', async () => {
    const { emulator } = await start()
    await fault(emulator, { operation: 'DescribeServices', error: 'ThrottlingException' })
    const env = { SUPPORT_UPSTREAM: emulator.url }
    const [diagnosis, { output }, without] = await Promise.all([
      diagnose(env),
      run(env),
      diagnose(env, '--without', 'DescribeServices'),
    ])
    expect(about(diagnosis, 'DescribeServices')?.status).toBe('doubtful')
    expect(diagnosis).toMatchObject({ ok: false, exitCode: 1 })
    expect(output).toMatch(/\n\d+ checks: 0 failed, 1 inconclusive\.\n$/)
    expect(without).toMatchObject({ ok: true, exitCode: 0 })
  })

  test("the doctor fails for a proxy's HTML page and for an upstream without most operations", async () => {
    const proxy = await serve(() => ({ status: 429, headers: { 'content-type': 'text/html' }, body: '<h1>Slow</h1>' }))
    const throttled = await diagnose({ SUPPORT_UPSTREAM: proxy })
    expect(about(throttled, 'Plan')?.status).toBe('failed')
    expect(throttled.exitCode).toBe(1)
    server?.close()

    const partial = await serve((operation) =>
      operation === 'DescribeCases'
        ? wouldWork()
        : {
            status: 400,
            headers: { 'content-type': 'application/json' },
            body: '{"__type":"UnknownOperationException"}',
          },
    )
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: partial })
    expect(about(diagnosis, 'DescribeCases')?.status).toBe('ok')
    expect(failures(diagnosis)).toContain('CreateCase')
    expect(about(diagnosis, 'DescribeServices')).toMatchObject({
      status: 'failed',
      advice: expect.stringContaining('--without DescribeServices'),
    })
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor does not count a ValidationException as proof that an operation or a dry run works', async () => {
    const refused = { status: 400, body: '{"__type":"ValidationException","message":"no"}' }
    const nothing = await diagnose({ SUPPORT_UPSTREAM: await serve(() => refused) })
    server?.close()
    const url = await serve((operation) => (operation === 'DescribeSeverityLevels' ? refused : wouldWork()))
    const unproven = await diagnose({ SUPPORT_UPSTREAM: url })
    for (const diagnosis of [nothing, unproven]) {
      expect(diagnosis).toMatchObject({ exitCode: 1, ok: false })
      expect(about(diagnosis, 'DescribeSeverityLevels')).toMatchObject({ status: 'doubtful' })
      expect(about(diagnosis, 'CreateCase')).toMatchObject({ status: 'doubtful' })
    }
    expect(about(nothing, 'DescribeCases')).toMatchObject({ status: 'doubtful' })
    expect(about(unproven, 'DescribeCases')).toMatchObject({ status: 'ok' })
  })

  test('the doctor reads cases at each failover endpoint', async () => {
    const { emulator } = await start()
    const page = await serve(() => ({
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Nothing</h1>',
    }))
    const diagnosis = await diagnose({
      SUPPORT_UPSTREAM: emulator.url,
      SUPPORT_FAILOVER_ENDPOINTS: `${emulator.url.replace('127.0.0.1', 'localhost')},${page}`,
    })
    expect([1, 2].map((number) => about(diagnosis, `Fail-over ${number}`)?.status)).toEqual(['ok', 'failed'])
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor fails for a clock that is an hour ahead and states the difference', async () => {
    const url = await serve(() => wouldWork(-3_600_000))
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: url })
    expect(about(diagnosis, 'Clock')).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/^3[56]\d\d s ahead of AWS's clock/),
    })
    expect(failures(diagnosis)).toEqual(['Clock'])
  })

  test('the doctor only warns about a clock that is two minutes off', async () => {
    const url = await serve(() => wouldWork(-120_000))
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: url })
    expect(about(diagnosis, 'Clock')?.status).toBe('warning')
    expect(diagnosis).toMatchObject({ ok: true, exitCode: 0 })
  })

  test('the doctor names everything that does not respond and prints no secret', async () => {
    const { emulator } = await start()
    const { url: gone } = emulator
    await emulator.stop()
    const diagnosis = await diagnose({
      SUPPORT_UPSTREAM: gone,
      SUPPORT_FAILOVER_ENDPOINTS: gone,
      REDIS_URL: gone.replace('http://', 'redis://someone:hush@'),
      AUTH_MODE: 'jwt,api-key',
      JWT_JWKS_URL: `${gone}/keys?token=hush`,
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
      API_KEYS_FILE: 'nowhere.json',
      POLICY_FILE: 'README.md',
    })
    expect(failures(diagnosis)).toEqual(['Endpoint', 'Plan', 'Fail-over 1', 'Redis', 'JWKS', 'API keys', 'Policy'])
    expect(diagnosis.findings.filter(({ status, advice }) => status === 'failed' && !advice)).toEqual([])
    expect(about(diagnosis, 'Configuration')?.detail).toBe(`Valid; SUPPORT_UPSTREAM is ${new URL(gone).href}.`)
    expect(diagnosis.output).not.toContain('hush')
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor describes the API keys file and reports every problem in the policy file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
    const [keys, policy] = [join(folder, 'keys.json'), join(folder, 'policy.json')]
    const key = { name: 'ci', sha256: '0'.repeat(64), scopes: ['cases:read'], expiresAt: '2020-01-01T00:00:00Z' }
    writeFileSync(keys, JSON.stringify([key]))
    writeFileSync(policy, JSON.stringify({ roles: { a: { severity: ['low'] }, b: 1 } }))
    const diagnosis = await diagnoseEmpty({ AUTH_MODE: 'api-key', API_KEYS_FILE: keys, POLICY_FILE: policy })
    rmSync(folder, { recursive: true })
    expect(about(diagnosis, 'API keys')).toMatchObject({
      status: 'ok',
      detail: `"${keys}" has 1 key, 1 of them expired.`,
    })
    expect(about(diagnosis, 'Policy')?.detail).toMatch(
      /the role "a" has the unknown member "severity".*; .*the role "b" must be an object/,
    )
    expect(failures(diagnosis)).toEqual(['Policy'])
  })

  test('the doctor names every invalid variable', async () => {
    const { exitCode, output } = await runCommand({ PORT: 'http', LOG_LEVEL: 'loud' })
    expect(output).toMatch(/^Configuration +FAILED +PORT is "http".*$/m)
    expect(output).toMatch(/^Configuration +FAILED +LOG_LEVEL is "loud".*$/m)
    expect(output).toMatch(/\n2 checks: 2 failed, 0 inconclusive\.\n$/)
    expect(exitCode).toBe(1)
  })

  test('the doctor rejects an unknown operation and lists those that exist', async () => {
    const { exitCode, output } = await runCommand({}, '--without', 'MakeCase')
    expect(output).toContain('unknown operations: MakeCase. AWS has AddAttachmentsToSet')
    expect(exitCode).toBe(1)
  })
})

describe('case index', () => {
  test('the doctor reports a case index in memory if REDIS_URL is not set', async () => {
    const diagnosis = await diagnoseEmpty({})
    expect(about(diagnosis, 'Case index')).toMatchObject({ status: 'ok', detail: expect.stringContaining('memory') })
  })

  test.each([{ CASE_INDEX: 'off' }, { CASE_CACHE_SECONDS: '0' }])(
    'the doctor reports that the case index is off with %j',
    async (env) => {
      const diagnosis = await diagnoseEmpty(env)
      expect(about(diagnosis, 'Case index')).toMatchObject({
        status: 'off',
        detail: expect.stringContaining('no case data is stored'),
      })
    },
  )
})

;(hasRedis ? describe : describe.skip)('Redis', () => {
  let redis: RedisServer
  let client: Redis
  const stops: (() => unknown)[] = []
  beforeAll(async () => {
    redis = await startRedis()
    client = new Redis(redis.url.href)
  })
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop()
    await client.flushall()
    await limitMemory('0', 'noeviction')
  })
  afterAll(async () => {
    client.disconnect()
    await redis.kill()
  })

  async function limitMemory(maxmemory: string, policy: string): Promise<void> {
    await client.config('SET', 'maxmemory', maxmemory, 'maxmemory-policy', policy)
  }

  test('the doctor writes to Redis, because a full Redis still responds to a ping', async () => {
    await limitMemory('1', 'noeviction')
    const diagnosis = await diagnoseEmpty({ REDIS_URL: redis.url.href })
    expect(about(diagnosis, 'Redis')).toMatchObject({ status: 'failed', detail: expect.stringContaining('OOM') })
    expect(about(diagnosis, 'Case index')).toMatchObject({ status: 'off' })
    expect(diagnosis.exitCode).toBe(1)
  })

  test('the doctor reports how many cases the index in Redis has and when it was refreshed', async () => {
    const { emulator } = await start({ account: () => anAccount({ cases: Array.from({ length: 20 }, () => ({})) }) })
    const env = { SUPPORT_UPSTREAM: emulator.url, REDIS_URL: redis.url.href, SUPPORT_CALLS_PER_SECOND: '10000' }
    expect(about(await diagnose(env), 'Case index')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/in 127\.0\.0\.1:\d+, which is still empty\.$/),
    })
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...env })
    const gateway = await startGateway(config, createLog(config))
    stops.push(() => gateway.stop())
    const query = '{ cases(filter: { includeResolved: true }) { totalCount } }'
    await (await post(gateway, { query })).text()
    expect(about(await diagnose(env), 'Case index')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/: 20 cases, all cases of the account, refreshed \d+ s ago\.$/),
    })
  })

  test('the doctor warns if something else has overwritten a Redis key of the case index', async () => {
    const config = readConfig({})
    const { url } = (await start()).emulator
    await client.set(`aws-support-graph:case-index:${FORMAT}:${config.account}:${digest(`${url}/`)}:meta`, 'x')
    const diagnosis = await diagnose({ SUPPORT_UPSTREAM: url, REDIS_URL: redis.url.href })
    expect(about(diagnosis, 'Case index')).toMatchObject({ status: 'warning', detail: expect.stringContaining('else') })
  })

  test.each([
    ['may drop keys', '100mb', 'allkeys-lru', 'warning', /noeviction/],
    ['may drop keys that expire', '100mb', 'volatile-ttl', 'warning', /noeviction/],
    ['has too little memory', '20mb', 'noeviction', 'warning', 'Raise maxmemory'],
    ['has enough memory', '100mb', 'noeviction', 'ok', /^$/],
    ['may drop keys, but has no memory limit', '0', 'allkeys-lru', 'ok', /^$/],
  ])('the doctor reports the case index of a Redis that %s', async (_, maxmemory, policy, status, advice) => {
    await limitMemory(maxmemory, policy)
    const found = about(await diagnoseEmpty({ REDIS_URL: redis.url.href }), 'Case index')
    expect(found?.status).toBe(status)
    expect(found?.advice ?? '').toMatch(advice)
  })

  test('the doctor does not judge the memory of a Redis that denies INFO', async () => {
    await client.acl('SETUSER', 'reader', 'on', '>secret', '~*', '&*', '+@all', '-info')
    await limitMemory('20mb', 'noeviction')
    const asReader = redis.url.href.replace('//', '//reader:secret@')
    // ioredis warns that INFO is denied.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const found = about(await diagnoseEmpty({ REDIS_URL: asReader }), 'Case index')
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('NOPERM'))
    warn.mockRestore()
    expect(found).toMatchObject({ status: 'ok' })
  })
})
