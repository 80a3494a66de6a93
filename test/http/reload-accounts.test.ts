/** ACCOUNTS_FILE that is read again while the gateway runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator, type Emulator } from '../../emulator/start.js'
import { anAccount } from '../../emulator/test/harness.js'
import { readConfig } from '../../src/config/config.js'
import { toGlobalId } from '../../src/graph/relay/id.js'
import { createLog } from '../../src/telemetry/log.js'
import { post } from '../support/edge.js'
import { read } from '../support/read.js'
import { start, type Running } from '../support/start.js'
import { until } from '../support/until.js'

const production = { name: 'production', accountId: '111122223333' }
const data = { name: 'data', accountId: '222233334444' }
const sandbox = { name: 'sandbox', accountId: '333344445555' }

let folder: string
let emulator: Emulator
let gateway: Running
let lines: Record<string, unknown>[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reload-accounts-'))
  emulator = await startEmulator({ account: (accountId) => anAccount({ accountId, cases: [{ subject: accountId }] }) })
  lines = []
})
afterEach(async () => {
  await gateway.stop()
  await emulator.stop()
  rmSync(folder, { recursive: true })
})

function write(content: unknown): string {
  const path = join(folder, 'accounts.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function startGateway(accounts: unknown, env: Record<string, string> = {}): Promise<void> {
  const config = readConfig({ PORT: '0', SUPPORT_UPSTREAM: emulator.url, ACCOUNTS_FILE: write(accounts), ...env })
  gateway = await start(config, createLog(config, { write: (line) => void lines.push(JSON.parse(line)) }))
}

async function reload(content: unknown): Promise<void> {
  write(content)
  gateway.reload()
}

async function ask(query: string, variables: object = {}): Promise<unknown> {
  const response = (await (await post(gateway, { query, variables })).json()) as { data: unknown; errors?: unknown }
  expect(response.errors).toBeUndefined()
  return response.data
}

const LIST = '{ accounts { nodes { name } } cases { totalCount nodes { subject } } }'

async function listed(): Promise<{ names: string[]; subjects: string[] }> {
  const found = await ask(LIST)
  return {
    names: read<{ name: string }[]>(found, 'accounts.nodes').map(({ name }) => name),
    subjects: read<{ subject: string }[]>(found, 'cases.nodes').map(({ subject }) => subject),
  }
}

function openOnce(accountId: string): Promise<unknown> {
  const input = { accountId, subject: 'S', body: 'B', idempotencyKey: 'once' }
  return ask('mutation ($input: CreateCaseInput!) { createCase(input: $input) { caseId userErrors { code } } }', {
    input,
  })
}

async function callsOf({ accountId }: { accountId: string }): Promise<Record<string, number>> {
  const response = await fetch(`${emulator.url}/_emulator/calls?accountId=${accountId}`)
  return ((await response.json()) as { counts: Record<string, number> }).counts
}

const problems = () => lines.filter(({ level }) => level === 'error').flatMap(({ problems: found }) => found)

describe('a reload of ACCOUNTS_FILE', () => {
  test('accounts come and go, and ids of an account that is gone are null', async () => {
    await startGateway([production, data])
    expect(await listed()).toEqual({ names: ['production', 'data'], subjects: [production.accountId, data.accountId] })
    await reload([production, sandbox])
    expect(await listed()).toEqual({
      names: ['production', 'sandbox'],
      subjects: [production.accountId, sandbox.accountId],
    })
    const ids = [toGlobalId('Account', data.accountId), toGlobalId('Case', data.accountId, `case-${data.accountId}-0`)]
    const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    expect(await ask(nodes, { ids })).toEqual({ nodes: [null, null] })
    await reload([production, data, sandbox])
    expect(await ask(nodes, { ids })).toEqual({ nodes: ids.map((id) => ({ id })) })
  })

  test('accounts whose entry is unchanged keep their case index', async () => {
    await startGateway([production, data])
    await listed()
    const before = await callsOf(production)
    await reload([production, { ...data, name: 'renamed' }])
    expect((await listed()).names).toEqual(['production', 'renamed'])
    expect(await callsOf(production)).toEqual(before)
  })

  test('a request in flight ends with the accounts that it began with', async () => {
    await startGateway([production, data])
    const fault = { operation: 'DescribeCases', accountId: data.accountId, delayMs: 500 }
    await fetch(`${emulator.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) })
    const inFlight = listed()
    await until(async () => ((await callsOf(data))['DescribeCases'] ?? 0) > 0)
    await reload([production])
    expect((await inFlight).subjects).toEqual([production.accountId, data.accountId])
    expect((await listed()).subjects).toEqual([production.accountId])
  })

  test.each([
    ['is not JSON', '[{', /^ACCOUNTS_FILE is ".*", which is not JSON$/],
    [
      'has another first account',
      [data, production],
      /the first account was "production" \(111122223333\) and must stay first/,
    ],
    ['has an invalid entry', [production, { name: 'x', accountId: '12' }], /accountId/],
  ])('a file that %s changes nothing, and the log says why', async (_, content, problem) => {
    await startGateway([production, data])
    await reload(content)
    expect((await listed()).names).toEqual(['production', 'data'])
    expect(problems()).toEqual([expect.stringMatching(problem)])
  })

  test('a key that was used before an account was renamed still belongs to the case that it opened', async () => {
    await startGateway([production, data])
    const first = await openOnce('data')
    await reload([production, { ...data, name: 'renamed' }])
    expect(await openOnce('renamed')).toEqual(first)
    expect((await callsOf(data))['CreateCase']).toBe(1)
  })
})
