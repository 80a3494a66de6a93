// Bar 2: an account with 10,000 cases, in one process without Redis: the full pass, and then whatever reads all cases.
import { setTimeout as delay } from 'node:timers/promises'
import { bar, createDice, figure, machineLoad, printBars, printFigures, spread } from './bars.js'
import { ask, startMember } from './gateways.js'
import { byName, startUpstream, SUPPORT_PER_SECOND } from './upstream.js'

export const LARGE = { cases: 10_000, openCases: 200, communicationsPerCase: 5, communicationBytes: 1_000 }
/** AWS's largest page. */
export const PASS_CALLS = LARGE.cases / 100
/** What the pass has of the budget while others want all of it. */
const RESERVED_SHARE = 0.4
/** How many keep asking for single cases then. */
const OTHERS = 10
const ASK_AGAIN_MS = 250
const GIVE_UP_MS = 180_000
/** Of each kind, in at most a minute altogether. */
const REQUESTS = 100
const MAX_LISTS_MS = 60_000
const PAUSE_MS = 50

const COUNT = 'query Count($filter: CaseFilter) { cases(first: 1, filter: $filter) { totalCount } }'
const FIELDS = 'nodes { caseId subject status createdAt }'
const LISTS = {
  totalCount: { query: COUNT, variables: () => ({}) },
  'order by SUBJECT': {
    query: `query Sorted($filter: CaseFilter, $first: Int, $direction: OrderDirection!) {
      cases(first: $first, filter: $filter, orderBy: { field: SUBJECT, direction: $direction }) { ${FIELDS} }
    }`,
    variables: (dice, number) => ({ first: 20 + (number % 50), direction: dice.pick(['ASC', 'DESC']) }),
  },
  'text in subjects': {
    query: `query Search($filter: CaseFilter) { cases(first: 20, filter: $filter) { totalCount ${FIELDS} } }`,
    variables: (_, number) => ({ filter: { text: `(${number + 17})` } }),
  },
  'text in messages': {
    query: `query Deep($filter: CaseFilter) {
      cases(first: 20, filter: $filter) { totalCount nodes { caseId communications(first: 5) { nodes { body } } } }
    }`,
    variables: (_, number) => ({ filter: { text: `message 4 of case ${number + 17}:` } }),
  },
  'last: 20': {
    query: `query Last($filter: CaseFilter, $last: Int) { cases(last: $last, filter: $filter) { ${FIELDS} } }`,
    variables: (_, number) => ({ last: 20 + (number % 50) }),
  },
}

export async function large({ dice: number }) {
  const upstream = await startUpstream({ seed: LARGE })
  const idle = await startMember(upstream.url, { env: { NODE_ENV: 'production' } })
  await ask([idle], '{ severityLevels { name } }')
  const before = await idle.process.ask('memory')
  await idle.process.ask('watchLoop')
  const first = await firstCount([idle])
  const blocksInPass = await idle.process.ask('loop')
  const passCalls = (await upstream.calls()).length
  await idle.process.ask('watchLoop')
  const lists = first.ms === undefined ? {} : await measureLists(idle, createDice(number))
  const blocksAfter = await idle.process.ask('loop')
  const rss = await idle.process.ask('rss')
  const after = await idle.process.ask('memory')
  await idle.kill()

  const busy = await startMember(upstream.url, { env: { NODE_ENV: 'production' } })
  const loaded = first.ms === undefined ? {} : await firstCountBeside(busy, upstream.cases, createDice(number + 1))
  await busy.kill()

  const grown = megabytes(after.rss - before.rss)
  const [longestInPass, longestAfter] = [blocksInPass, blocksAfter].map(longestOwn)
  printFigures(`${LARGE.cases} cases with five messages of ${LARGE.communicationBytes} bytes, one process, no Redis`, {
    measured: {
      'full pass, nothing else going on': `${figure(seconds(first.ms), ' s')} (${first.asked} requests; ${first.codes})`,
      'calls until then': passCalls,
      'full pass, beside others who want all of the budget': `${figure(seconds(loaded.ms), ' s')} (${loaded.asked ?? 0} requests; ${loaded.codes ?? 'none'})`,
      'single cases read meanwhile: p50 / p99 ms': loaded.others ?? '–',
      ...Object.fromEntries(
        Object.entries(lists).flatMap(([name, { text, cpu, codes }]) => [
          [`${name}: p50 / p99 ms`, text],
          [`${name}: CPU ms`, cpu],
          [`${name}: errors`, codes],
        ]),
      ),
      'event-loop blocks during the pass, the longest': shownBlocks(blocksInPass),
      'event-loop blocks afterwards': shownBlocks(blocksAfter),
      'RSS before, after MB': `${megabytes(before.rss).toFixed(0)}, ${megabytes(rss).toFixed(0)}`,
      'RSS after a full garbage collection MB': megabytes(after.rss).toFixed(0),
      'load of the machine, of its cores': machineLoad(),
      'heap, buffers before MB': `${megabytes(before.heapUsed).toFixed(0)}, ${megabytes(before.arrayBuffers).toFixed(0)}`,
      'heap, buffers after MB': `${megabytes(after.heapUsed).toFixed(0)}, ${megabytes(after.arrayBuffers).toFixed(0)}`,
    },
  })
  const bars = [
    bar('full pass, nothing else going on', seconds(first.ms), { most: bound(1), unit: ' s' }),
    bar('full pass, beside others', seconds(loaded.ms), { most: bound(RESERVED_SHARE), unit: ' s' }),
    ...Object.keys(LISTS).map((name) => bar(`${name}, p99`, lists[name]?.p99, { most: 50, unit: ' ms' })),
    bar('longest event-loop block of its own during the pass', longestInPass, { most: 50, unit: ' ms' }),
    bar('longest event-loop block of its own afterwards', longestAfter, { most: 50, unit: ' ms' }),
    bar('growth of RSS, after a full garbage collection', grown, { most: 150, unit: ' MB' }),
  ]
  printBars(bars)
  return bars
}

/** For how many seconds a pass may take with this share of the budget: a tenth of it is for what else there is to be read, and a tenth to spare. */
function bound(share) {
  return (((PASS_CALLS * 1.1) / (share * SUPPORT_PER_SECOND)) * 1.1).toFixed(1)
}

function seconds(ms) {
  return ms === undefined ? undefined : ms / 1_000
}

function megabytes(bytes) {
  return bytes / 2 ** 20
}

/** A loop that was late while its process had no CPU has waited for other processes of the machine: that is no block of its own. */
function longestOwn(blocks) {
  return Math.max(0, ...blocks.map(({ ms, cpuMs }) => Math.min(ms, cpuMs)))
}

/** Each with the CPU time that the process took meanwhile: much less of it means that the machine was busy with something else. */
function shownBlocks(blocks) {
  const shown = blocks
    .slice(0, 5)
    .map(({ ms, cpuMs, afterMs }) => `${ms.toFixed(0)} (${cpuMs.toFixed(0)} CPU, at ${(afterMs / 1_000).toFixed(1)} s)`)
  return shown.join(', ') || 'none over 20 ms'
}

/** Asks how many cases there are until it is told. `ms` is undefined if it never is. */
export async function firstCount(members) {
  const from = performance.now()
  const codes = []
  while (performance.now() - from < GIVE_UP_MS) {
    const { data, code, errors } = await ask(members, COUNT, { filter: { includeResolved: true } })
    const asked = codes.length + 1
    if (code === undefined && data.cases.totalCount === LARGE.cases) {
      return { ms: performance.now() - from, asked, codes: byName(codes) }
    }
    codes.push(code ?? `totalCount ${data.cases.totalCount}`)
    if (errors && errors[0].extensions?.retryable !== true) break
    await delay(ASK_AGAIN_MS)
  }
  return { asked: codes.length, codes: byName(codes) }
}

/** Meanwhile others read resolved cases one by one, each of which takes a call: there is always one of them in the queue. */
async function firstCountBeside(member, cases, dice) {
  const resolved = cases.filter(({ status }) => status === 'resolved')
  const times = []
  const done = new AbortController()
  const read = async () => {
    while (!done.signal.aborted) {
      const { code, ms } = await ask([member], 'query Case($id: ID!) { case(id: $id) { subject } }', {
        id: dice.pick(resolved).caseId,
      })
      if (code === undefined && !done.signal.aborted) times.push(ms)
      if (code !== undefined) await delay(ASK_AGAIN_MS)
    }
  }
  const others = Array.from({ length: OTHERS }, read)
  const first = await firstCount([member])
  done.abort()
  await Promise.all(others)
  return { ...first, others: spread(times).text }
}

/** What the process has used so far: unlike time, it does not grow with what else the machine does. */
export async function cpuMs(member) {
  const { user, system } = await member.process.ask('cpu')
  return (user + system) / 1_000
}

/** Another filter, page or order each time, so that no response comes from the cache of whole responses. */
async function measureLists(member, dice) {
  const times = Object.fromEntries(Object.keys(LISTS).map((name) => [name, []]))
  const cpu = Object.fromEntries(Object.keys(LISTS).map((name) => [name, []]))
  const codes = Object.fromEntries(Object.keys(LISTS).map((name) => [name, []]))
  const end = performance.now() + MAX_LISTS_MS
  for (let number = 0; number < REQUESTS && performance.now() < end; number++) {
    for (const [name, { query, variables }] of Object.entries(LISTS)) {
      const { filter, ...rest } = variables(dice, number)
      const created = { afterTime: new Date(946_684_800_000 + number * 1_000).toISOString() }
      const before = await cpuMs(member)
      const { ms, code } = await ask([member], query, {
        ...rest,
        filter: { includeResolved: true, ...created, ...filter },
      })
      cpu[name].push((await cpuMs(member)) - before)
      if (code === undefined) times[name].push(ms)
      else codes[name].push(code)
      await delay(PAUSE_MS)
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => [
      name,
      { ...spread(list), cpu: spread(cpu[name]).text, codes: byName(codes[name]) },
    ]),
  )
}
