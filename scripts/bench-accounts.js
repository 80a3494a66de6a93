// Compares lists of many accounts with lists of one account that has the same number of cases. `npm run bench:accounts`
// takes four minutes; `-- --quick` is too short for meaningful figures; `-- --write` writes the results to
// docs/accounts.md. Exits with 1 if a list of 50 accounts takes more than three times as long as that of one account.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { stopAll } from './bench/processes.js'
import { median, percentiles, table, times } from './bench/report.js'
import { startEmulator, startGateway } from './bench/servers.js'

const COUNTS = [3, 20, 50]
const CASES_PER_ACCOUNT = 100
/** The limit on the ratio at the largest number of accounts. */
const MOST = 3
const isQuick = process.argv.includes('--quick')
const ROUNDS = isQuick ? 3 : 15
const REQUESTS = isQuick ? 5 : 20
const FAILING_LISTS = isQuick ? 3 : 60
/** The gateway does not call a failing account for a few seconds. Lists are spread over many such pauses. */
const BETWEEN_LISTS_MS = 500
/** Long enough for a list to be read before it becomes stale, in seconds. */
const INTERVAL = 10

const LIST = `query List($first: Int, $afterTime: DateTime) {
  cases(first: $first, filter: { afterTime: $afterTime }) {
    totalCount
    nodes { displayId subject status createdAt severity { name } service { name } account { name } }
    failures { account { name } code }
  }
}`

const folder = mkdtempSync(join(tmpdir(), 'bench-accounts-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const seed = (accountId, cases) => ({ accountId, cases, openCases: cases, communicationsPerCase: 3 })
/** Accounts with 100 cases each. */
const many = Array.from({ length: Math.max(...COUNTS) }, (_, index) => String(200_000_000_000 + index))
/** An account with as many cases as `count` of them have. */
const single = (count) => String(100_000_000_000 + count)

const emulator = await startEmulator({ seed: seed(many[0], CASES_PER_ACCOUNT) })
for (const accountId of many.slice(1)) await emulator.control('POST', 'seed', seed(accountId, CASES_PER_ACCOUNT))
for (const count of COUNTS) await emulator.control('POST', 'seed', seed(single(count), count * CASES_PER_ACCOUNT))

/** A gateway with these accounts. The last one's role is assumed, so that the emulator can refuse it. */
function start(accountIds, env) {
  const role = (accountId) => ({ roleArn: `arn:aws:iam::${accountId}:role/bench`, stsEndpoint: emulator.url })
  const file = join(folder, `${accountIds.length}-${accountIds[0]}.json`)
  const entryOf = (accountId, index) => ({
    name: `account ${accountId}`,
    accountId,
    ...(index > 0 && index === accountIds.length - 1 && role(accountId)),
  })
  writeFileSync(file, JSON.stringify(accountIds.map(entryOf)))
  return startGateway(emulator.url, { ACCOUNTS_FILE: file, MAX_SCANNED_CASES: '20000', ...env })
}

/** Times mean little when more processes are runnable than there are cores. */
const load = () => loadavg()[0].toFixed(1)
const loadAtStart = load()

let requests = 0

/** Resolves with the list and how long it took. Unless it is `repeated`, no response cache can have it. */
async function list({ url }, { first = 100, repeated = false } = {}) {
  const afterTime = new Date(946_684_800_000 + (repeated ? 0 : ++requests) * 1_000).toISOString()
  const from = performance.now()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: LIST, variables: { first, afterTime } }),
  })
  const { data, errors } = await response.json()
  const ms = performance.now() - from
  if (errors !== undefined) throw new Error(`${url} responded with ${JSON.stringify(errors).slice(0, 500)}`)
  return { ...data.cases, ms }
}

/** Repeats `read` until it succeeds. */
async function eventually(what, read) {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await read()) return
    await delay(50)
  }
  throw new Error(`${what}: nothing after 10 seconds`)
}

/** The kinds of requests, in the order of the table's columns. */
const KINDS = { page100: {}, page20: { first: 20 }, cached: { repeated: true } }

/** A gateway that has all cases, and what is measured of it. */
async function prepare(name, accountIds, cases) {
  const gateway = await start(accountIds)
  await eventually(name, async () => (await list(gateway)).totalCount === cases)
  // Until the code is compiled.
  for (let request = 0; request < 5 * REQUESTS; request++)
    for (const kind of Object.values(KINDS)) await list(gateway, kind)
  return { name, gateway, ms: { page100: [], page20: [], cached: [] }, medians: [], cpu: [] }
}

async function measureRound({ gateway, ms, medians, cpu }) {
  for (const kind of Object.keys(KINDS)) {
    const before = await gateway.ask('cpu')
    const taken = []
    for (let request = 0; request < REQUESTS; request++) taken.push((await list(gateway, KINDS[kind])).ms)
    ms[kind].push(...taken)
    if (kind !== 'page100') continue
    medians.push(median(taken))
    cpu.push(((await gateway.ask('cpu')) - before) / REQUESTS)
  }
}

/** Both gateways in each round, so that a machine that is busy for a while affects both. */
async function compare(count) {
  const cases = count * CASES_PER_ACCOUNT
  const sides = [
    await prepare(`1 account × ${cases.toLocaleString('en')}`, [single(count)], cases),
    await prepare(`${count} accounts × ${CASES_PER_ACCOUNT}`, many.slice(0, count), cases),
  ]
  for (let round = 0; round < ROUNDS; round++) for (const side of sides) await measureRound(side)
  const [one, several] = sides
  const ratio = median(several.medians.map((value, round) => value / one.medians[round]))
  const rows = []
  for (const { name, gateway, ms, cpu } of sides) {
    const { rss, heapUsed } = await gateway.ask('memory')
    const figures = Object.values(ms).map((values) => percentiles(values))
    rows.push([
      name,
      ...figures.map(({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`),
      median(cpu).toFixed(1),
      ...[rss, heapUsed].map((bytes) => String(Math.round(bytes / 2 ** 20))),
      name === several.name ? `${times(ratio)} ×` : '',
    ])
    await gateway.stop()
  }
  return { ratio, rows }
}

/** How many calls a list costs: cold, again, and after the interval. */
async function countCalls(count) {
  await emulator.control('DELETE', 'calls')
  const gateway = await start(many.slice(0, count), { CASE_CACHE_SECONDS: String(INTERVAL) })
  const readAt = performance.now()
  await list(gateway)
  const cold = await callsByOperation()
  await list(gateway)
  const again = await callsByOperation()
  await delay(readAt + (INTERVAL + 1) * 1_000 - performance.now())
  await list(gateway)
  // Refreshes run in the background.
  await delay(2_000)
  const later = await callsByOperation()
  await gateway.stop()
  return [String(count), cold, again, later]
}

async function callsByOperation() {
  const { counts } = await emulator.control('GET', 'calls')
  await emulator.control('DELETE', 'calls')
  const shown = Object.entries(counts).map(([operation, calls]) => `${operation} ${calls}`)
  return shown.join(', ') || '0'
}

/** Lists of all accounts while one of them fails. The gateway has read nothing before. */
async function measureFailure(name, fail) {
  await fail()
  const gateway = await start(many)
  const lists = []
  for (let request = 0; request <= FAILING_LISTS; request++) {
    lists.push(await list(gateway))
    await delay(BETWEEN_LISTS_MS)
  }
  await gateway.stop()
  const codes = new Set(lists.flatMap(({ failures }) => failures.map(({ code }) => code)))
  const [first, ...later] = lists.map(({ ms }) => ms)
  const { p50, p99 } = percentiles(later)
  const slow = later.filter((ms) => ms > 1_000).length
  const figures = [first.toFixed(0), `${p50.toFixed(0)} / ${p99.toFixed(0)}`, `${slow} of ${later.length}`]
  return [name, ...figures, [...codes].join(', ')]
}

const lists = []
for (const count of COUNTS) lists.push(await compare(count))
const calls = []
for (const count of COUNTS) calls.push(await countCalls(count))
const failing = [
  await measureFailure('STS refuses the role of one account', () =>
    emulator.control('POST', 'roles', { refuse: [`arn:aws:iam::${many.at(-1)}:role/bench`] }),
  ),
  await measureFailure('the same, and calls of another account hang', () =>
    emulator.control('POST', 'faults', {
      accountId: many[1],
      operation: '*',
      delayMs: 60_000,
      count: 'unlimited',
    }),
  ),
]
await stopAll()

const markdown = [
  `One run of \`npm run bench:accounts\` with Node ${process.version} on ${cpus().length} cores, which the emulator and the client share, at a load
average of ${loadAtStart} at the start and ${load()} at the end. Times are p50 / p99. Memory is measured after a garbage collection. \`ratio\` is the median of the ratios of p50 per round.`,
  table(
    ['', 'page of 100, ms', 'page of 20, ms', 'cached, ms', 'CPU ms', 'RSS MB', 'heap MB', 'ratio'],
    lists.flatMap(({ rows }) => rows),
  ),
  table(['accounts', 'calls, cold', 'again', 'after the interval'], calls),
  table([`${many.length} accounts`, 'first, ms', 'later, ms', 'over 1 s', '`failures`'], failing),
].join('\n\n')
process.stdout.write(`${markdown}\n`)
if (process.argv.includes('--write')) writePage(markdown)
const { ratio } = lists.at(-1)
process.stdout.write(`${ratio <= MOST ? 'met' : 'NOT MET'}: ${times(ratio)} × one account, at most ${MOST} ×\n`)
process.exit(ratio <= MOST ? 0 : 1)

function writePage(text) {
  const page = 'docs/accounts.md'
  const marked = /(?<=<!-- measured:begin -->\n)[^]*(?=<!-- measured:end -->)/
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(marked, () => `\n${text}\n\n`),
  )
}
