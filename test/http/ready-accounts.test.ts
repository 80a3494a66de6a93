/** /readyz and /metrics of a gateway with several accounts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { createLog } from '../../src/telemetry/log.js'
import { post } from '../support/edge.js'
import { readMetrics, seriesOf } from '../support/metrics.js'
import { start, type Running } from '../support/start.js'

const production = { name: 'production', accountId: '111122223333' }
const data = { name: 'data', accountId: '222233334444' }

let folder: string
let gateway: Running
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'accounts-'))))
afterEach(async () => {
  await gateway.stop()
  rmSync(folder, { recursive: true })
})

function write(entries: object[]): string {
  const path = join(folder, 'accounts.json')
  writeFileSync(path, JSON.stringify(entries))
  return path
}

async function startWith(entries: object[]): Promise<void> {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    SUPPORT_CALLS_PER_SECOND: '10000',
    ACCOUNTS_FILE: write(entries),
  })
  gateway = await start(config, createLog(config))
}

async function fault(accountId: string, error: string): Promise<void> {
  const body = JSON.stringify({ accountId, operation: 'DescribeCases', count: 'unlimited', error })
  await fetch(`${gateway.emulatorUrl}/_emulator/faults`, { method: 'POST', body })
}

async function readiness(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${gateway.url}/readyz`)
  return { status: response.status, body: await response.json() }
}

test('/readyz returns 200 while one account responds, and says which does not', async () => {
  await startWith([production, data])
  await fault(production.accountId, 'AccessDeniedException')
  const { status, body } = await readiness()
  expect(status).toBe(200)
  expect(body).toMatchObject({
    checks: {
      upstream: {
        status: 'ok',
        accounts: 2,
        unavailable: 1,
        unavailableAccounts: [{ account: 'production', code: 'UPSTREAM_DENIED' }],
      },
      breakers: { status: 'ok', circuits: [] },
      caseIndex: { status: 'ok', states: { empty: 2, open: 0, complete: 0 }, cases: 0 },
    },
  })
})

test('/readyz returns 503 with the error of the first account when no account responds', async () => {
  await startWith([production, data])
  await fault(production.accountId, 'AccessDeniedException')
  await fault(data.accountId, 'ThrottlingException')
  const { status, body } = await readiness()
  expect(status).toBe(503)
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_DENIED' } }] })
})

test('/readyz checks 25 of many accounts at a time', async () => {
  const others = Array.from({ length: 30 }, (_, index) => ({
    name: `account ${index}`,
    accountId: String(500_000_000_000 + index),
  }))
  await startWith([production, ...others])
  await readiness()
  const calls = await fetch(`${gateway.emulatorUrl}/_emulator/calls`)
  expect(await calls.json()).toMatchObject({ counts: { DescribeCases: 25 } })
})

test('metrics of several accounts have their names, and those of an account that is gone go', async () => {
  await startWith([production, data])
  await (await post(gateway, { query: '{ cases { nodes { subject } } }' })).text()
  const before = await readMetrics(gateway)
  expect(seriesOf(before, 'upstream_calls_total')).toEqual({
    '{operation="DescribeCases",code="none",account="production"}': 1,
    '{operation="DescribeCases",code="none",account="data"}': 1,
  })
  expect(seriesOf(before, 'budget_share')).toMatchObject({ '{family="support",account="data"}': 1 })
  expect(Object.keys(seriesOf(before, 'case_index_age_seconds'))).toEqual([
    '{account="production"}',
    '{account="data"}',
  ])
  write([production])
  gateway.reload()
  const after = await readMetrics(gateway)
  expect([...after.keys()].filter((series) => series.includes('account="data"'))).toEqual([])
  expect(seriesOf(after, 'upstream_calls_total')).toEqual({
    '{operation="DescribeCases",code="none",account="production"}': 1,
  })
})

test('/readyz checks the accounts of the file as it was read last', async () => {
  await startWith([production, data])
  write([production, { ...data, name: 'renamed' }])
  gateway.reload()
  await fault(data.accountId, 'AccessDeniedException')
  expect((await readiness()).body).toMatchObject({
    checks: { upstream: { unavailableAccounts: [{ account: 'renamed' }] } },
  })
})
