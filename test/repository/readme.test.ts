/**
 * The table "Why not call the SDK?" of README.md. Each row is measured here: the emulator counts the calls of the real
 * SDK and of the gateway.
 */
import { readFileSync, statSync } from 'node:fs'
import { Support, paginateDescribeCases } from '@aws-sdk/client-support'
import { expect, onTestFinished, test } from 'vitest'
import { anAccount } from '../../emulator/test/harness.js'
import { ACCOUNT } from '../support/costs.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

/** AWS's rate limit for one account, according to its user guide of 2022. */
const CALLS_PER_SECOND = 5
/** The default of CASE_CACHE_SECONDS. */
const FRESH_SECONDS = 15

const INBOX = '{ cases(first: 20) { nodes { subject status service { name } severity { name } } } }'
const SEARCH = `{ searchCases(query: "\\"message 1 of case 17:\\"", filter: { includeResolved: true }) {
  isComplete nodes { displayId }
} }`
const CREATE = `mutation { createCase(input: { subject: "Late orders", body: "Ten minutes late, since noon." }) {
  caseId userErrors { message }
} }`

const readme = readFileSync('README.md', 'utf8')

/** The cells of a task's row: for the SDK and for the gateway. */
function shown(task: string): string[] | undefined {
  const rows = readme.split('\n')
  const row = rows.map((line) => line.split('|').map((cell) => cell.trim())).find((cells) => cells[1] === task)
  return row?.slice(2, 4)
}

/** A gateway with empty caches, in front of an account with this seed. */
async function startSeeded(seed: object = {}, freshSeconds = FRESH_SECONDS): Promise<Gateway> {
  const gateway = await startGateway({ cacheSeconds: { cases: freshSeconds } })
  await gateway.control('POST', 'seed', { ...ACCOUNT, ...seed })
  return gateway
}

/** The SDK with its defaults, except for `options`. */
function createSdk({ upstreamUrl }: Gateway, options: { maxAttempts?: number } = {}, accessKeyId = 'any'): Support {
  const credentials = { accessKeyId, secretAccessKey: 'any' }
  const sdk = new Support({ endpoint: upstreamUrl, region: 'us-east-1', credentials, ...options })
  onTestFinished(() => sdk.destroy())
  return sdk
}

/** The number of calls that reach AWS during `run`, and how many of them AWS refuses. */
async function countCalls(gateway: Gateway, run: () => Promise<unknown>) {
  await gateway.control('DELETE', 'calls')
  await run()
  const calls = read<{ error?: string | null }[]>(await gateway.control('GET', 'calls'), 'calls')
  return { calls: calls.length, refused: calls.filter(({ error }) => error === 'ThrottlingException').length }
}

async function ask(gateway: Gateway, query: string): Promise<unknown> {
  const { data, errors } = await gateway.query(query)
  expect(errors).toEqual([])
  return data
}

function readInbox(sdk: Support) {
  return Promise.allSettled([
    sdk.describeCases({ maxResults: 20 }),
    sdk.describeServices(),
    sdk.describeSeverityLevels(),
  ])
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

test('the README, its tables and its picture are small', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12_288)
  const wide = readme.split('\n').filter((line) => line.startsWith('|') && line.length > 120)
  expect(wide).toEqual([])
  expect(statSync('docs/graphiql.png').size).toBeLessThanOrEqual(200 * 1_024)
})

test('the README shows what a page of the inbox costs', async () => {
  const gateway = await startSeeded()
  const sdk = createSdk(gateway)
  const bySdk = await countCalls(gateway, () => readInbox(sdk))
  const first = await countCalls(gateway, () => ask(gateway, INBOX))
  // Five seconds less: the clock also advances while the test runs.
  gateway.clock.time += (FRESH_SECONDS - 5) * 1_000
  const next = await countCalls(gateway, () => ask(gateway, INBOX))
  expect(shown('Show 20 open cases with service and severity names')).toEqual([
    `${bySdk.calls} calls, each time`,
    `${first.calls} calls, then ${next.calls} for ${FRESH_SECONDS} s`,
  ])
})

test('the README shows what the inbox costs 50 people at once', async () => {
  const people = Array.from({ length: 50 })
  const gateway = await startSeeded()
  // The emulator's clock does not advance, so all calls are within one second. One attempt each, because retries would
  // be refused, too.
  await gateway.control('POST', 'limits', { supportPerSecond: CALLS_PER_SECOND })
  const bySdk = await countCalls(gateway, () =>
    Promise.all(people.map(() => readInbox(createSdk(gateway, { maxAttempts: 1 })))),
  )
  await gateway.control('POST', 'limits', { supportPerSecond: CALLS_PER_SECOND })
  const byGateway = await countCalls(gateway, () => Promise.all(people.map(() => ask(gateway, INBOX))))
  expect(shown('Show that page to 50 people within one second')).toEqual([
    `${bySdk.calls} calls, ${bySdk.refused} refused by AWS`,
    `${byGateway.calls} calls, ${byGateway.refused} refused`,
  ])
})

test('the README shows what 100 cases by id cost', async () => {
  const gateway = await startSeeded()
  const sdk = createSdk(gateway)
  const { cases = [] } = await sdk.describeCases({ maxResults: 100, includeResolvedCases: true })
  const ids = cases.map(({ caseId = '' }) => caseId)
  const oneByOne = await countCalls(gateway, () =>
    Promise.all(ids.map((caseId) => sdk.describeCases({ caseIdList: [caseId] }))),
  )
  const batched = await countCalls(gateway, () => sdk.describeCases({ caseIdList: ids, includeResolvedCases: true }))
  const fields = ids.map((id, index) => `case${index}: case(id: "${id}") { subject }`)
  const byGateway = await countCalls(gateway, () => ask(gateway, `{ ${fields.join('\n')} }`))
  expect(shown('Show 100 cases by id, each in its own component')).toEqual([
    `${oneByOne.calls} calls, or ${batched.calls} if you batch`,
    plural(byGateway.calls, 'call'),
  ])
})

test('the README shows what a search through 10,000 cases costs', async () => {
  // The clock also advances while the gateway reads the cases, which takes a slow machine longer than FRESH_SECONDS.
  const seed = { cases: 10_000, communicationsPerCase: 2, attachmentsPerCommunication: 0 }
  const gateway = await startSeeded(seed, 10 * FRESH_SECONDS)
  const sdk = createSdk(gateway)
  const bySdk = await countCalls(gateway, async () => {
    const pages = paginateDescribeCases({ client: sdk, pageSize: 100 }, { includeResolvedCases: true })
    let read = 0
    for await (const { cases = [] } of pages) read += cases.length
    expect(read).toBe(10_000)
  })
  const search = async () =>
    expect(await ask(gateway, SEARCH)).toMatchObject({
      searchCases: { isComplete: true, nodes: [{ displayId: expect.any(String) }] },
    })
  const first = await countCalls(gateway, search)
  const next = await countCalls(gateway, search)
  expect(shown('Search the recent messages of 10,000 cases')).toEqual([
    `${bySdk.calls} calls (${bySdk.calls / CALLS_PER_SECOND} s), each time`,
    `${first.calls} calls once, then ${next.calls}`,
  ])
})

/** The number of cases after `create`, if AWS's first response to CreateCase is lost. */
async function countOpened(create: (gateway: Gateway) => Promise<unknown>): Promise<number> {
  const gateway = await startSeeded({ cases: 0, openCases: 0 })
  await gateway.fault({ operation: 'CreateCase', when: 'after', drop: true })
  await create(gateway)
  const { cases = [] } = await createSdk(gateway).describeCases()
  return cases.length
}

test('the README shows how many cases a lost response to CreateCase opens', async () => {
  const bySdk = await countOpened((gateway) =>
    createSdk(gateway).createCase({ subject: 'Late orders', communicationBody: 'Ten minutes late, since noon.' }),
  )
  const byGateway = await countOpened((gateway) => ask(gateway, CREATE))
  expect(shown('Open a case when the response from AWS gets lost')).toEqual([
    `${plural(bySdk, 'case')} opened`,
    `${plural(byGateway, 'case')} opened`,
  ])
})

test('the README shows what a list of 50 accounts costs', async () => {
  const accounts = Array.from({ length: 50 }, (_, index) => ({
    name: `account ${index}`,
    accountId: String(100_000_000_000 + index),
  }))
  const gateway = await startGateway({
    accounts,
    cacheSeconds: { cases: FRESH_SECONDS },
    account: (accountId) => anAccount({ accountId, cases: [{}] }),
  })
  const bySdk = await countCalls(gateway, () =>
    Promise.all(accounts.map(({ accountId }) => createSdk(gateway, {}, accountId).describeCases({}))),
  )
  const list = '{ cases(first: 100) { nodes { subject account { name } } failures { code } totalCount } }'
  const first = await countCalls(gateway, async () => {
    expect(read(await ask(gateway, list), 'cases')).toMatchObject({ totalCount: 50, failures: [] })
  })
  const next = await countCalls(gateway, () => ask(gateway, list))
  expect(shown('List the open cases of 50 accounts')).toEqual([
    `${bySdk.calls} calls, each time`,
    `${first.calls} calls, then ${next.calls}`,
  ])
})
