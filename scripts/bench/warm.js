// Warm data: the gateway's own overhead, compared with other servers of the same graph, and with a hand-written handler
// as the lower bound. All servers get the same requests.
import { checkSameData, compare, CONNECTIONS, load, row } from './compare.js'
import { startRedis } from './processes.js'
import { rateTable, table, times } from './report.js'
import { startContender, startEmulator, startGateway } from './servers.js'
import { dashboards, smallQueries, trustedAdvisorChecks } from './workloads.js'

const GATEWAY = 'this gateway'
/** The contenders: the name in contenders/main.js, and the name in tables. */
const CONTENDERS = {
  mercurius: 'Mercurius with JIT',
  apollo: 'standalone Apollo Server',
  yoga: 'graphql-yoga',
  'by-hand': 'a hand-written handler',
}

/** How the requests of a row differ: the names in tables. The last two are measured with the gateway only. */
export const KINDS = {
  again: 'same query again',
  variables: 'known document, new variables',
  document: 'new document each time',
  bypass: '`Cache-Control: no-cache`',
  redis: 'same query again, with Redis',
}

/** 25 cases with service, severity, five messages each and their attachments. */
export async function warm() {
  const emulator = await startEmulator()
  const redis = await startRedis()
  const rows = await startAll(emulator, dashboards)
  const addRow = async (kind, env, headers) =>
    rows.push(row(nameOf(GATEWAY, kind), await startGateway(emulator.url, env), dashboards.again, headers))
  await addRow('bypass', {}, { 'cache-control': 'no-cache' })
  await addRow('redis', { REDIS_URL: redis.url })
  return report(await compare(rows, emulator, { rounds: 7, warmUpMs: 3_000 }))
}

/** 300 checks and their summaries. */
export async function trustedAdvisor() {
  const emulator = await startEmulator()
  const rows = await startAll(emulator, trustedAdvisorChecks)
  // V8 takes about 4,000 such requests to optimize the gateway's code. A server runs for much longer.
  return report(await compare(rows, emulator, { warmUpMs: 8_000 }))
}

/** One case with ten fields, another one each time. */
export async function small() {
  const emulator = await startEmulator()
  const caseIds = await emulator.caseIds()
  const rows = await startAll(emulator, { variables: smallQueries(caseIds) })
  // Read every case once, so that the data is warm.
  for (const each of rows) await load(each, { connections: CONNECTIONS, amount: caseIds.length })
  return report(await compare(rows, emulator))
}

function nameOf(server, kind) {
  return `${server}, ${KINDS[kind]}`
}

/**
 * Rows for each kind of request and each server. Each row has its own process, so none has the documents and the
 * garbage of another. The hand-written handler cannot serve other documents.
 */
async function startAll(emulator, bodies) {
  const rows = []
  for (const [kind, body] of Object.entries(bodies)) {
    const ofKind = [row(nameOf(GATEWAY, kind), await startGateway(emulator.url), body)]
    for (const [key, name] of Object.entries(CONTENDERS)) {
      if (kind === 'document' && key === 'by-hand') continue
      ofKind.push(row(nameOf(name, kind), await startContender(emulator.url, key), body))
    }
    await checkSameData(ofKind)
    rows.push(...ofKind)
  }
  return rows
}

/** The gateway's speed relative to the contenders, and a table of all figures. */
function report(results) {
  const find = (server, kind) => results.find(({ name }) => name === nameOf(server, kind))
  /** The gateway with one kind of request, relative to each contender with another kind. */
  const compareTo = (kind, theirs) => {
    const names = Object.values(CONTENDERS).filter((name) => find(name, theirs))
    return Object.fromEntries(names.map((name) => [name, find(GATEWAY, kind).ratios[nameOf(name, theirs)]]))
  }
  const kinds = Object.keys(KINDS).filter((kind) => find(GATEWAY, kind))
  const shared = kinds.filter((kind) => find(CONTENDERS.apollo, kind))
  const ratios = Object.fromEntries(shared.map((kind) => [kind, compareTo(kind, kind)]))
  const stricter = kinds
    .filter((kind) => shared.includes('again') && ['document', 'bypass'].includes(kind))
    .map((kind) => [`${KINDS[kind]}; the others: ${KINDS.again}`, compareTo(kind, 'again')])
  const relative = table(
    ['this gateway', ...Object.values(CONTENDERS).map((name) => `× ${name}`)],
    [...shared.map((kind) => [KINDS[kind], ratios[kind]]), ...stricter].map(([what, of]) => [
      what,
      ...Object.values(CONTENDERS).map((name) => (name in of ? times(of[name]) : '–')),
    ]),
  )
  return { ratios, markdown: `${relative}\n\n${rateTable(results)}` }
}
