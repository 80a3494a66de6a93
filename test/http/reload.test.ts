/** API keys, policy and trusted documents that are reloaded while requests run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf } from '../../src/config/api-keys.js'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { start, type Running } from '../support/start.js'
import { until } from '../support/until.js'
import { post } from '../support/edge.js'

let folder: string
let gateway: Running
let lines: Record<string, unknown>[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reload-'))
  lines = []
})
afterEach(async () => {
  await gateway.stop()
  rmSync(folder, { recursive: true })
})

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const secretOf = (name: string) => name.repeat(43)
const keyOf = (name: string, scopes = ['cases:read'], roles = ['all']) => ({
  name,
  sha256: digestOf(secretOf(name)).toString('hex'),
  scopes,
  roles,
})
const everything = { roles: { all: {} } }
const dynamoDbOnly = { roles: { all: { services: ['amazon-dynamodb'] } } }

async function startGateway(env: Record<string, string>): Promise<void> {
  const config = readConfig({ PORT: '0', SUPPORT_CALLS_PER_SECOND: '10000', CASE_CACHE_SECONDS: '600', ...env })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(JSON.parse(line)) }))
}

const withKeysAndPolicy = () => ({
  AUTH_MODE: 'api-key',
  API_KEYS_FILE: write('keys.json', [keyOf('a')]),
  POLICY_FILE: write('policy.json', everything),
})

const CASES = '{ cases(first: 5, filter: { includeResolved: true }) { nodes { service { code } submittedBy } } }'

interface Case {
  service: { code: string }
  submittedBy: string
}

function casesIn(body: string): Case[] {
  const { data } = JSON.parse(body) as { data: { cases: { nodes: Case[] } } }
  return data.cases.nodes
}

const ask = (key: string, query: string) => post(gateway, { query }, { 'x-api-key': secretOf(key) })
const cases = async (key: string) => casesIn(await (await ask(key, CASES)).text())
const status = async (key: string) => (await ask(key, '{ __typename }')).status

function isRestricted(found: readonly Case[]): boolean {
  return found.length > 0 && found.every(({ service }) => service.code === 'amazon-dynamodb')
}

/** How many DescribeCases calls the built-in emulator received. */
async function describeCalls(): Promise<number> {
  const { counts } = (await (await fetch(`${gateway.emulatorUrl}/_emulator/calls`)).json()) as {
    counts: Record<string, number>
  }
  return counts['DescribeCases'] ?? 0
}

describe('reload', () => {
  test('a reload accepts new API keys, rejects removed ones and applies changed scopes', async () => {
    await startGateway(withKeysAndPolicy())
    expect([await status('a'), await status('b')]).toEqual([200, 401])
    expect((await cases('a')).every(({ submittedBy }) => submittedBy === '***')).toBe(true)
    write('keys.json', [keyOf('a', ['cases:read', 'cases:personal']), keyOf('b')])
    gateway.reload()
    expect([await status('a'), await status('b')]).toEqual([200, 200])
    expect((await cases('a')).every(({ submittedBy }) => submittedBy.includes('@'))).toBe(true)
    write('keys.json', [keyOf('b')])
    gateway.reload()
    expect([await status('a'), await status('b')]).toEqual([401, 200])
    expect(lines.filter(({ msg }) => msg !== 'request')).toEqual([
      expect.objectContaining({ level: 'info', API_KEYS_FILE: 2, POLICY_FILE: 1 }),
      expect.objectContaining({ level: 'info', API_KEYS_FILE: 1, POLICY_FILE: 1 }),
    ])
  })

  test('a reload of the policy invalidates cached responses made under the old one', async () => {
    await startGateway(withKeysAndPolicy())
    for (let i = 0; i < 2; i++) expect(isRestricted(await cases('a'))).toBe(false)
    write('policy.json', dynamoDbOnly)
    gateway.reload()
    for (let i = 0; i < 2; i++) expect(isRestricted(await cases('a'))).toBe(true)
    // The AWS responses are still in the cache, because they do not depend on the viewer.
    const calls = await describeCalls()
    write('policy.json', everything)
    gateway.reload()
    expect(isRestricted(await cases('a'))).toBe(false)
    expect(await describeCalls()).toBe(calls)
  })

  test('a reload does not affect requests in flight, and their responses are not cached', async () => {
    await startGateway({ ...withKeysAndPolicy(), EMULATOR_LATENCY_MS: '500' })
    const inFlight = cases('a')
    await until(async () => (await describeCalls()) > 0)
    write('policy.json', dynamoDbOnly)
    gateway.reload()
    expect(isRestricted(await inFlight)).toBe(false)
    for (let i = 0; i < 2; i++) expect(isRestricted(await cases('a'))).toBe(true)
  })

  test('a reload does not affect a request whose body is still arriving', async () => {
    await startGateway(withKeysAndPolicy())
    const { port } = new URL(gateway.url)
    const body = JSON.stringify({ query: CASES })
    const socket = connect(Number(port), '127.0.0.1')
    const head = `host: 127.0.0.1\r\ncontent-type: application/json\r\nx-api-key: ${secretOf('a')}\r\nconnection: close\r\n`
    socket.write(`POST /graphql HTTP/1.1\r\n${head}content-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`)
    const isInFlight = async () =>
      (await (await fetch(`${gateway.url}/metrics`)).text()).includes('support_graph_requests_in_flight 1')
    await until(isInFlight)
    write('keys.json', [keyOf('b', ['cases:read'], ['none'])])
    write('policy.json', dynamoDbOnly)
    gateway.reload()
    socket.write(body.slice(10))
    const [, response = ''] = (await text(socket)).split('\r\n\r\n')
    expect(isRestricted(casesIn(response.slice(response.indexOf('{'), response.lastIndexOf('}') + 1)))).toBe(false)
    expect(await status('a')).toBe(401)
  })

  test('a reload replaces all files or, if one of them is invalid, none, and logs the problems', async () => {
    await startGateway(withKeysAndPolicy())
    write('keys.json', [keyOf('b')])
    for (const broken of ['{ "roles": ', '{ "roles": { "all": { "service": [] } } }']) {
      write('policy.json', broken)
      gateway.reload()
      expect([await status('a'), await status('b')]).toEqual([200, 401])
      expect(isRestricted(await cases('a'))).toBe(false)
    }
    rmSync(join(folder, 'policy.json'))
    write('keys.json', [{ ...keyOf('b'), sha256: secretOf('b') }])
    gateway.reload()
    expect(await status('a')).toBe(200)
    const errors = lines.filter(({ level }) => level === 'error')
    expect(errors.map(({ problems }) => problems)).toEqual([
      [expect.stringMatching(/^POLICY_FILE is ".*", which is not JSON$/)],
      [
        'POLICY_FILE: the role "all" has the unknown member "service": only severities, services, submitters, accounts are allowed',
      ],
      [
        expect.stringContaining('sha256 of the entry "b" must be'),
        expect.stringMatching(/^POLICY_FILE is .* there is no such file \(ENOENT\)$/),
      ],
    ])
    expect(JSON.stringify(errors)).not.toContain(secretOf('b'))
    write('policy.json', dynamoDbOnly)
    write('keys.json', [keyOf('b')])
    gateway.reload()
    expect([await status('a'), await status('b')]).toEqual([401, 200])
  })

  test('a reload without files logs that there are none', async () => {
    await startGateway({})
    gateway.reload()
    expect(lines).toMatchObject([{ level: 'info', msg: expect.stringContaining('no configuration files to reload') }])
    expect((await post(gateway, { query: '{ __typename }' })).status).toBe(200)
  })
})

const LEVELS = 'query Levels { severityLevels { code } }'
const LANGUAGES = 'query Languages { services(first: 1) { totalCount } }'

const listOf = (...bodies: string[]) => Object.fromEntries(bodies.map((body, index) => [`id-${index}`, body]))
const run = async (query: string) => (await post(gateway, { query })).status
const runId = async (id: string) => (await post(gateway, { documentId: id })).status

describe('trusted documents', () => {
  test('a reload of trusted documents allows added ones and rejects removed ones, despite caches', async () => {
    await startGateway({ TRUSTED_DOCUMENTS: write('list.json', listOf(LEVELS)) })
    for (let i = 0; i < 2; i++) expect([await run(LEVELS), await run(LANGUAGES)]).toEqual([200, 400])
    expect([await runId('id-0'), await runId('id-1')]).toEqual([200, 400])
    write('list.json', listOf(LANGUAGES, LEVELS))
    gateway.reload()
    for (let i = 0; i < 2; i++) expect([await run(LEVELS), await run(LANGUAGES)]).toEqual([200, 200])
    expect([await runId('id-0'), await runId('id-1')]).toEqual([200, 200])
    write('list.json', listOf(LANGUAGES))
    gateway.reload()
    for (let i = 0; i < 2; i++) expect([await run(LEVELS), await run(LANGUAGES)]).toEqual([400, 200])
    expect([await runId('id-0'), await runId('id-1')]).toEqual([200, 400])
    write('list.json', '[]')
    gateway.reload()
    expect([await run(LEVELS), await run(LANGUAGES)]).toEqual([400, 200])
  })

  test('a reload of trusted documents adds the new operation names to /metrics', async () => {
    await startGateway({ TRUSTED_DOCUMENTS: write('list.json', listOf(LEVELS)) })
    const operations = async () => {
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
      return [...metrics.matchAll(/^support_graph_requests_total\{operation="(\w+)".*outcome="ok"/gm)].map(
        ([, name]) => name,
      )
    }
    await run(LEVELS)
    write('list.json', listOf(LANGUAGES))
    gateway.reload()
    await run(LANGUAGES)
    expect(await operations()).toEqual(['Levels', 'Languages'])
  })

  test('a trusted document over the limits still gets QUERY_TOO_COMPLEX', async () => {
    const large = `query Large { case(id: "1") { communications { nodes { ${'case { communications { nodes { '.repeat(6)}body${' } } }'.repeat(7)} }`
    await startGateway({ TRUSTED_DOCUMENTS: write('list.json', listOf(large)), MAX_QUERY_DEPTH: '15' })
    expect(await (await post(gateway, { query: large })).text()).toContain('QUERY_TOO_COMPLEX')
  })
})
