// An account with 10,000 cases, in one process without Redis: the full pass, then queries that need all cases.
import { setTimeout as delay } from 'node:timers/promises'
import { startProduction } from '../servers.js'
import { bar, byName, figure, report, spread } from './bars.js'
import { ask, startUpstream, SUPPORT_PER_SECOND } from './upstream.js'
import { pick } from './user.js'

const SEED = { cases: 10_000, openCases: 200, communicationsPerCase: 5, communicationBytes: 1_000 }
/** AWS's largest page. */
const PASS_CALLS = SEED.cases / 100
/** The share of the call budget that the full pass gets while other requests compete for it. */
const RESERVED_SHARE = 0.4
/** The number of concurrent readers of single cases that compete with the full pass. */
const READERS = 10
const ASK_AGAIN_MS = 250
const GIVE_UP_MS = 180_000
/** The number of requests for each kind of list. */
const REQUESTS = 100
const PAUSE_MS = 50

const LIST = `query List($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $last: Int) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, last: $last) {
    totalCount nodes { caseId subject status createdAt }
  }
}`
const COUNT = 'query Count($filter: CaseFilter) { cases(first: 1, filter: $filter) { totalCount } }'
const SEARCH = LIST.replace('createdAt', 'communications(first: 5) { nodes { body } }')
/** Each takes a request number and returns the query and variables of that request. */
const LISTS = {
  totalCount: () => [COUNT, {}],
  'order by SUBJECT': (number) => [
    LIST,
    { first: 20 + (number % 50), orderBy: { field: 'SUBJECT', direction: number % 2 === 0 ? 'ASC' : 'DESC' } },
  ],
  'text in subjects': (number) => [LIST, { first: 20, filter: { text: `(${number + 17})` } }],
  'text in messages': (number) => [
    SEARCH,
    { first: 20, filter: { text: `message 4 of case ${number + 17}:`, textScope: 'RECENT_COMMUNICATIONS' } },
  ],
  'last: 20': (number) => [LIST, { last: 20 + (number % 50) }],
}

export async function large() {
  const upstream = await startUpstream(SEED)
  const idle = await startProduction(upstream.url)
  await ask([idle], '{ severityLevels { name } }')
  const before = await idle.ask('memory')
  await idle.ask('longestBlock')
  const first = await firstCount(idle)
  const blockInPass = await idle.ask('longestBlock')
  const passCalls = (await upstream.calls()).length
  const lists = await measureLists(idle)
  const { data } = await ask([idle], LIST, { first: 100, filter: { status: ['RESOLVED'] } })
  const resolved = data.cases.nodes.map(({ caseId }) => caseId)
  const blockAfter = await idle.ask('longestBlock')
  const after = await idle.ask('memory')
  await idle.stop()

  const withReaders = await firstCountWithReaders(await startProduction(upstream.url), resolved)

  const megabytes = (name) => [before, after].map((memory) => (memory[name] / 2 ** 20).toFixed(0)).join(', ')
  const figures = {
    'full pass, idle': `${figure(first.seconds, ' s')}; until then ${byName(first.codes)}`,
    'calls during the pass': passCalls,
    'full pass, with readers competing for the budget': figure(withReaders.seconds, ' s'),
    'single cases read during the pass: p50 / p99 ms': spread(withReaders.times).text,
    ...Object.fromEntries(lists.map(({ name, text }) => [`${name}: p50 / p99 ms`, text])),
    'after a full garbage collection: RSS before, after MB': megabytes('rss'),
    '… heap MB': megabytes('heapUsed'),
    '… buffers MB': megabytes('arrayBuffers'),
  }
  const title = `${SEED.cases} cases with five messages of ${SEED.communicationBytes} bytes, one process, no Redis`
  return report(title, figures, [
    bar('full pass, idle', first.seconds, bound(1), ' s'),
    bar('full pass, with readers', withReaders.seconds, bound(RESERVED_SHARE), ' s'),
    ...lists.map(({ name, p99 }) => bar(`${name}, p99`, p99, 50, ' ms')),
    bar('longest event-loop block during the pass', blockInPass, 50, ' ms'),
    bar('longest event-loop block afterwards', blockAfter, 50, ' ms'),
    bar('growth of RSS', (after.rss - before.rss) / 2 ** 20, 150, ' MB'),
  ])
}

/** Maximum seconds for a pass with this share of the budget, with 10% added for other reads and 10% as a margin. */
function bound(share) {
  return Number(((PASS_CALLS * 1.1 * 1.1) / (share * SUPPORT_PER_SECOND)).toFixed(1))
}

/**
 * Queries the number of cases until it succeeds. Resolves with the seconds until then, and the error codes of the
 * failed queries.
 */
async function firstCount(member) {
  const from = performance.now()
  const codes = []
  while (performance.now() - from < GIVE_UP_MS) {
    const { data, code } = await ask([member], COUNT, { filter: { includeResolved: true } })
    if (data?.cases?.totalCount === SEED.cases) return { seconds: (performance.now() - from) / 1_000, codes }
    codes.push(code)
    await delay(ASK_AGAIN_MS)
  }
  throw new Error(`no count of all cases within ${GIVE_UP_MS} ms: ${byName(codes)}`)
}

/**
 * Like `firstCount`, while readers read resolved cases one by one. Each read costs a call, so the queue is never empty.
 */
async function firstCountWithReaders(member, resolved) {
  const times = []
  const done = new AbortController()
  const read = async () => {
    while (!done.signal.aborted) {
      const { code, ms } = await ask([member], 'query Case($id: ID!) { case(id: $id) { subject } }', {
        id: pick(resolved),
      })
      if (code === undefined) times.push(ms)
      else await delay(ASK_AGAIN_MS)
    }
  }
  const readers = Array.from({ length: READERS }, read)
  const first = await firstCount(member)
  done.abort()
  await Promise.all(readers)
  return { ...first, times }
}

/** A different filter, page or order each time, so no request hits the response cache. */
async function measureLists(member) {
  const times = Object.fromEntries(Object.keys(LISTS).map((name) => [name, []]))
  for (let number = 0; number < REQUESTS; number++) {
    const afterTime = new Date(946_684_800_000 + number * 1_000).toISOString()
    for (const [name, list] of Object.entries(LISTS)) {
      const [query, { filter, ...rest }] = list(number)
      const response = await ask([member], query, { ...rest, filter: { includeResolved: true, afterTime, ...filter } })
      if (response.code !== undefined) throw new Error(`${name}: ${response.code}`)
      times[name].push(response.ms)
      await delay(PAUSE_MS)
    }
  }
  return Object.entries(times).map(([name, ms]) => ({ name, ...spread(ms) }))
}
