// An account with 10,000 cases, in one process without Redis: the full pass, and then whatever reads all cases.
import { setTimeout as delay } from 'node:timers/promises'
import { bar, byName, figure, report, spread } from './bars.js'
import { createDice } from './dice.js'
import { ask, startMember, startUpstream, SUPPORT_PER_SECOND } from './upstream.js'

const SEED = { cases: 10_000, openCases: 200, communicationsPerCase: 5, communicationBytes: 1_000 }
/** AWS's largest page. */
const PASS_CALLS = SEED.cases / 100
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
    variables: (number) => ({ first: 20 + (number % 50), direction: number % 2 === 0 ? 'ASC' : 'DESC' }),
  },
  'text in subjects': {
    query: `query Search($filter: CaseFilter) { cases(first: 20, filter: $filter) { totalCount ${FIELDS} } }`,
    variables: (number) => ({ filter: { text: `(${number + 17})` } }),
  },
  'text in messages': {
    query: `query Deep($filter: CaseFilter) {
      cases(first: 20, filter: $filter) { totalCount nodes { caseId communications(first: 5) { nodes { body } } } }
    }`,
    variables: (number) => ({ filter: { text: `message 4 of case ${number + 17}:` } }),
  },
  'last: 20': {
    query: `query Last($filter: CaseFilter, $last: Int) { cases(last: $last, filter: $filter) { ${FIELDS} } }`,
    variables: (number) => ({ last: 20 + (number % 50) }),
  },
}

export async function large() {
  const upstream = await startUpstream(SEED)
  const env = { NODE_ENV: 'production' }
  const idle = await startMember(upstream.url, env)
  await ask([idle], '{ severityLevels { name } }')
  const before = await idle.process.ask('memory')
  await idle.process.ask('longestBlock')
  const first = await firstCount(idle)
  const blockInPass = await idle.process.ask('longestBlock')
  const passCalls = (await upstream.calls()).length
  const lists = first.ms === undefined ? [] : await measureLists(idle)
  const blockAfter = await idle.process.ask('longestBlock')
  const after = await idle.process.ask('memory')
  await idle.kill()

  const busy = await startMember(upstream.url, env)
  const beside = first.ms === undefined ? {} : await firstCountBeside(busy, upstream.cases)

  const megabytes = (figureName) =>
    [before, after].map((memory) => (memory[figureName] / 2 ** 20).toFixed(0)).join(', ')
  const figures = {
    'full pass, nothing else going on': `${figure(seconds(first), ' s')}; until then ${byName(first.codes)}`,
    'calls until then': passCalls,
    'full pass, beside others who want all of the budget': figure(seconds(beside), ' s'),
    'single cases read meanwhile: p50 / p99 ms': beside.others ?? '–',
    ...Object.fromEntries(lists.map(({ name, times }) => [`${name}: p50 / p99 ms`, times.text])),
    'errors of lists': byName(lists.flatMap(({ codes }) => codes)),
    'after a full garbage collection, RSS before, after MB': megabytes('rss'),
    '… heap MB': megabytes('heapUsed'),
    '… buffers MB': megabytes('arrayBuffers'),
  }
  return report(
    `${SEED.cases} cases with five messages of ${SEED.communicationBytes} bytes, one process, no Redis`,
    figures,
    [
      bar('full pass, nothing else going on', seconds(first), { most: bound(1), unit: ' s' }),
      bar('full pass, beside others', seconds(beside), { most: bound(RESERVED_SHARE), unit: ' s' }),
      ...lists.map(({ name, times }) => bar(`${name}, p99`, times.p99, { most: 50, unit: ' ms' })),
      bar('longest event-loop block of its own during the pass', blockInPass, { most: 50, unit: ' ms' }),
      bar('longest event-loop block of its own afterwards', blockAfter, { most: 50, unit: ' ms' }),
      bar('growth of RSS', (after.rss - before.rss) / 2 ** 20, { most: 150, unit: ' MB' }),
    ],
  )
}

/** For how many seconds a pass may take with this share of the budget: a tenth of it is for what else there is to be read, and a tenth to spare. */
function bound(share) {
  return Number(((PASS_CALLS * 1.1 * 1.1) / (share * SUPPORT_PER_SECOND)).toFixed(1))
}

function seconds({ ms }) {
  return ms === undefined ? undefined : ms / 1_000
}

/** Asks how many cases there are until it is told. `ms` is undefined if it never is. */
async function firstCount(member) {
  const from = performance.now()
  const codes = []
  while (performance.now() - from < GIVE_UP_MS) {
    const { data, code, retryable } = await ask([member], COUNT, { filter: { includeResolved: true } })
    if (data?.cases?.totalCount === SEED.cases) return { ms: performance.now() - from, codes }
    codes.push(code ?? `totalCount ${data.cases.totalCount}`)
    if (code !== undefined && !retryable) break
    await delay(ASK_AGAIN_MS)
  }
  return { codes }
}

/** Meanwhile others read resolved cases one by one, each of which takes a call: there is always one of them in the queue. */
async function firstCountBeside(member, cases) {
  const dice = createDice(1)
  const resolved = cases.filter(({ status }) => status === 'resolved')
  const times = []
  const done = new AbortController()
  const read = async () => {
    while (!done.signal.aborted) {
      const id = dice.pick(resolved).caseId
      const { code, ms } = await ask([member], 'query Case($id: ID!) { case(id: $id) { subject } }', { id })
      if (code === undefined && !done.signal.aborted) times.push(ms)
      if (code !== undefined) await delay(ASK_AGAIN_MS)
    }
  }
  const others = Array.from({ length: OTHERS }, read)
  const first = await firstCount(member)
  done.abort()
  await Promise.all(others)
  return { ...first, others: spread(times).text }
}

/** Another filter, page or order each time, so that no response comes from the cache of whole responses. */
async function measureLists(member) {
  const results = Object.entries(LISTS).map(([name, list]) => ({ name, ...list, ms: [], codes: [] }))
  const end = performance.now() + MAX_LISTS_MS
  for (let number = 0; number < REQUESTS && performance.now() < end; number++) {
    const afterTime = new Date(946_684_800_000 + number * 1_000).toISOString()
    for (const { query, variables, ms, codes } of results) {
      const { filter, ...rest } = variables(number)
      const response = await ask([member], query, { ...rest, filter: { includeResolved: true, afterTime, ...filter } })
      if (response.code === undefined) ms.push(response.ms)
      else codes.push(response.code)
      await delay(PAUSE_MS)
    }
  }
  return results.map(({ name, ms, codes }) => ({ name, codes, times: spread(ms) }))
}
