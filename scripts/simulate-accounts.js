// Simulates gateways that serve thousands of accounts, and prints the tables of docs/accounts.md; `--write` writes them
// there. It takes a few seconds, and always prints the same. The comments say where the constants come from.
import { readFileSync, writeFileSync } from 'node:fs'
import { percentiles, table } from './bench/report.js'

/** What viewers do. Assumptions. */
const load = {
  accounts: 2_000,
  viewers: 200,
  /** The mean time between two requests of a viewer, in seconds. */
  pauseS: 20,
  /** The shares of requests. The others read one case by id. Accounts are equally likely. */
  allAccounts: 0.2,
  oneAccount: 0.3,
  write: 0.02,
  /** Open cases per account: most have few, some have many (log-normal). */
  medianOpen: 2.5,
  spreadOfOpen: 1.2,
  maxOpen: 500,
  /** How many resolved cases there are for each open one, in the 24 months for which AWS retains them. */
  resolvedPerOpen: 20,
}

/** The defaults of CASE_CACHE_SECONDS and SUPPORT_CALLS_PER_SECOND, and the constants of src/case-index/. */
const index = {
  freshS: 15,
  callsPerSecond: 5,
  share: 0.2,
  scanEveryS: 60,
  casesPerCall: 100,
  /** The share of resolved cases that are also read by id: those of 14 days, out of 24 months. */
  reread: 14 / 730,
  /** By how much the intervals of accounts differ, as a share. 0: a list makes all indexes stale at the same time. */
  spread: 0.25,
}

/** How long AWS takes for a call, in seconds. Assumption. */
const CALL_S = 0.15

/**
 * CPU time in milliseconds. Measured with 50 to 200 accounts of 0, 5 and 100 cases with four messages, by
 * process.cpuUsage() before and after a step: on an AMD EPYC, Node 20, with the emulator as AWS and a Redis 7 on the
 * same machine. The CPU time of Redis is from INFO. TLS connections were measured separately. The simulation is cautious:
 * the indexes of 500 accounts with five cases, and two lists of all per second, really took 13% of a core, 0.03 s at p50
 * and 0.4 to 0.6 s at p99.
 */
const cpuMs = {
  /** A refresh that finds no changes, with its first call and its commands to Redis. */
  refresh: (cases) => 1.9 + 0.13 * cases,
  /** Another call. */
  call: 1.5,
  /** An account in a list: its index follows Redis (0.06 to 0.1), and its cases are merged with those of the others. */
  accountInList: 0.12,
  /** The rest of a request that is executed (docs/performance.md). */
  request: 3,
  /** The first read of an account: TLS connections to STS and AWS Support, AssumeRole, and the open cases. */
  firstRead: (cases) => 2 * 0.9 + 1.8 + 2.8 + 0.3 * cases,
  /** The same for a process that finds the cases in Redis. */
  load: (cases) => 0.4 + 0.1 * cases,
  redisFollow: 0.014,
  redisRefresh: (cases) => 0.14 + 0.0125 * cases,
}

/** Sizes in bytes: of an account, the measured heap and the memory of a TLS connection; of a case, as in docs/caching.md. */
const bytes = {
  process: 150e6,
  account: 115e3 + 77e3,
  caseInMemory: 8e3,
  /** The index without cases, and severity levels. */
  accountInRedis: 2.3e3 + 1.5e3,
  caseInRedis: 3e3,
}

/** The keys of an account in Redis that stay: `meta`, severity levels and, with cases, `cases`, `marks` and `changes`. */
const keys = { withCases: 5, withoutCases: 2 }

/** Its multiples are spread evenly between whole numbers. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

const WARM_UP_S = 60
const MEASURED_S = 180

/** Mulberry32: returns a function that returns numbers from 0 to 1. */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The number of open cases of each account. */
function drawOpenCases(accounts) {
  const random = createRandom(1)
  return Array.from({ length: accounts }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.min(load.maxOpen, Math.floor(load.medianOpen * Math.exp(load.spreadOfOpen * normal)))
  })
}

/**
 * Runs the load. `isPartitioned`: each process serves a part of the accounts, and a list of all accounts asks every
 * process. Otherwise each process serves all accounts, and gets requests in turn. `isComplete`: a full pass has read the
 * resolved cases, too.
 */
function simulate({ accounts = load.accounts, processes = 1, isPartitioned = false, isComplete = false }) {
  const random = createRandom(2)
  const open = drawOpenCases(accounts)
  const filled = (value, length = accounts) => new Float64Array(length).fill(value)
  const [asOf, scannedAt, refreshedBy, calls] = [filled(-Infinity), filled(-Infinity), filled(0), filled(0)]
  const [busyUntil, cpuS] = [filled(0, processes), filled(0, processes)]
  /** When a case was last read by id. */
  const readAt = new Map()
  const counts = { refresh: 0, byId: 0, write: 0, redisMs: 0 }
  const waits = []
  let now = 0

  /** A process does its work in order of arrival. Returns how long it will be busy, in seconds. */
  function work(process, ms) {
    busyUntil[process] = Math.max(now, busyUntil[process]) + ms / 1_000
    if (now >= WARM_UP_S) cpuS[process] += ms / 1_000
    return busyUntil[process] - now
  }

  function call(kind, account, count) {
    if (now < WARM_UP_S) return
    counts[kind] += count
    calls[account] += count
  }

  /** What a list needs of an account: if its index is stale, a refresh starts, which the list does not wait for. */
  function follow(account, process) {
    if (now >= WARM_UP_S) counts.redisMs += cpuMs.redisFollow
    if (now < refreshedBy[account]) return
    const isScanned = isComplete && now - scannedAt[account] >= index.scanEveryS
    const reread = isComplete ? Math.round(index.reread * load.resolvedPerOpen * open[account]) : 0
    const pages = Math.max(1, Math.ceil(open[account] / index.casesPerCall))
    const count = pages + (reread > 0 ? 1 : 0) + (isScanned ? 1 : 0)
    const freshS = index.freshS * (1 - index.spread * ((account * GOLDEN_RATIO) % 1))
    if (now - asOf[account] < Math.max(freshS, count / (index.share * index.callsPerSecond))) return
    if (isScanned) scannedAt[account] = now
    asOf[account] = now
    const cases = open[account] + Math.min(index.casesPerCall, reread)
    const busyS = work(process, cpuMs.refresh(cases) + (count - 1) * cpuMs.call)
    refreshedBy[account] = now + Math.max(count * CALL_S, busyS)
    call('refresh', account, count)
    if (now >= WARM_UP_S) counts.redisMs += cpuMs.redisRefresh(cases)
  }

  function listAll(turn) {
    const asked = isPartitioned ? Array.from({ length: processes }, (_, process) => process) : [turn]
    for (const process of asked) work(process, cpuMs.request + (cpuMs.accountInList * accounts) / asked.length)
    for (let account = 0; account < accounts; account++) follow(account, asked[account % asked.length])
  }

  function readCase(account, process) {
    const caseId = `${account} ${Math.floor(random() * open[account])}`
    if (now - Math.max(asOf[account], readAt.get(caseId) ?? -Infinity) < index.freshS) return
    readAt.set(caseId, now)
    call('byId', account, 1)
    work(process, cpuMs.call)
  }

  for (let arrival = 0; now < WARM_UP_S + MEASURED_S; arrival++) {
    now -= (Math.log(1 - random()) * load.pauseS) / load.viewers
    const account = Math.floor(random() * accounts)
    const process = (isPartitioned ? account : arrival) % processes
    if (now >= WARM_UP_S) waits.push(Math.max(0, busyUntil[process] - now))
    const kind = random()
    if (kind < load.allAccounts) {
      listAll(process)
      continue
    }
    work(process, cpuMs.request)
    if (kind < load.allAccounts + load.oneAccount) follow(account, process)
    else if (kind < load.allAccounts + load.oneAccount + load.write) {
      // The write itself, and a read of its case.
      call('write', account, 2)
      work(process, 2 * cpuMs.call)
    } else readCase(account, process)
  }

  const cases = sum(open) * (isComplete ? 1 + load.resolvedPerOpen : 1)
  const part = isPartitioned ? 1 / processes : 1
  return {
    cases,
    calls: { all: counts.refresh + counts.byId + counts.write, ...counts, busiest: Math.max(...calls) },
    cpuShare: Math.max(...cpuS) / MEASURED_S,
    waitS: percentiles(waits),
    memory: bytes.process + part * (accounts * bytes.account + cases * bytes.caseInMemory),
    firstReadS: (part * sum(open.map(cpuMs.firstRead))) / 1_000,
    loadS: (part * sum(open.map(cpuMs.load))) / 1_000,
    redis: {
      cpuShare: counts.redisMs / 1_000 / MEASURED_S,
      size: accounts * bytes.accountInRedis + cases * bytes.caseInRedis,
      keys: sum(open.map((count) => (count > 0 ? keys.withCases : keys.withoutCases))),
    },
  }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)
const fixed = (number, digits = 0) =>
  number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const perSecond = (count, digits = 0) => fixed(count / MEASURED_S, digits)
const percent = (share) => `${fixed(100 * share)}%`
const megabytes = (size) => fixed(size / 1e6)

function loadTable() {
  const runs = [simulate({}), simulate({ isComplete: true })]
  const row = (name, read) => [name, ...runs.map(read)]
  return table(
    [`${fixed(load.accounts)} accounts, ${load.viewers} viewers`, 'open cases only', 'with resolved cases'],
    [
      row('cases in the index', ({ cases }) => fixed(cases)),
      row('AWS calls per second, all accounts', ({ calls }) => perSecond(calls.all)),
      row('of these by refreshes', ({ calls }) => perSecond(calls.refresh, 1)),
      row('of these for cases by id', ({ calls }) => perSecond(calls.byId, 1)),
      row('of these for writes', ({ calls }) => perSecond(calls.write, 1)),
      row('AWS calls per second, busiest account', ({ calls }) => perSecond(calls.busiest, 2)),
      row('Redis: keys', ({ redis }) => fixed(redis.keys)),
      row('Redis: MB', ({ redis }) => megabytes(redis.size)),
      row('Redis: CPU', ({ redis }) => percent(redis.cpuShare)),
    ],
  )
}

function processTable() {
  const setups = [
    ...[1, 2, 4, 8].map((processes) => ({ processes, isPartitioned: false })),
    ...[2, 4, 8].map((processes) => ({ processes, isPartitioned: true })),
  ]
  const rows = setups.map((setup) => {
    const { cpuShare, waitS, memory, firstReadS, loadS } = simulate(setup)
    const complete = simulate({ ...setup, isComplete: true })
    return [
      `${setup.processes}, ${setup.isPartitioned ? 'each with its part' : 'each with all'}`,
      percent(cpuShare),
      percent(complete.cpuShare),
      fixed(waitS.p50, 2),
      fixed(waitS.p99, 2),
      megabytes(memory),
      megabytes(complete.memory),
      fixed(firstReadS, 1),
      fixed(loadS, 1),
    ]
  })
  return table(['processes', 'CPU', 'CPU, resolved', 'p50 s', 'p99 s', 'MB', 'MB, resolved', 'cold s', 'load s'], rows)
}

/** The fewest processes, each with its part of the accounts, that are busy for less than two thirds of the time, and have short queues. */
function growthTable() {
  const rows = [500, 2_000, 5_000, 10_000].map((accounts) => {
    const runs = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]
    let run
    const processes = runs.find((count) => {
      run = simulate({ accounts, processes: count, isPartitioned: true })
      return run.cpuShare < 2 / 3 && run.waitS.p99 < 1
    })
    const { calls, cpuShare, waitS, memory, redis } = run
    return [
      fixed(accounts),
      String(processes),
      perSecond(calls.all),
      percent(cpuShare),
      fixed(waitS.p99, 2),
      megabytes(memory),
      percent(redis.cpuShare),
      megabytes(redis.size),
    ]
  })
  return table(['accounts', 'processes', 'calls/s', 'CPU', 'p99 s', 'MB', 'Redis CPU', 'Redis MB'], rows)
}

const PAGE = 'docs/accounts.md'
const tables = { load: loadTable(), processes: processTable(), growth: growthTable() }
if (process.argv[2] === '--write') {
  let page = readFileSync(PAGE, 'utf8')
  for (const [name, text] of Object.entries(tables)) {
    const block = new RegExp(`(<!-- simulation:${name} -->\n)[^]*?(<!-- /simulation -->)`)
    page = page.replace(block, (_, begin, end) => `${begin}\n${text}\n\n${end}`)
  }
  writeFileSync(PAGE, page)
} else process.stdout.write(`${Object.values(tables).join('\n\n')}\n`)
