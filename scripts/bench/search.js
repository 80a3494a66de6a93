// Searches of 10,000 cases with 20 million characters, warm data: request latency and event-loop blocking.
import { pace, post } from './load.js'
import { percentiles, table } from './report.js'
import { startEmulator, startGateway } from './servers.js'

const SEED = { cases: 10_000, communicationsPerCase: 5, communicationBytes: 400, checks: 0 }
const REQUESTS = 200

const SEARCH = `query Search($query: String!, $filter: CaseFilter) {
  searchCases(query: $query, filter: $filter, first: 20) {
    totalCount isComplete
    edges { score node { caseId subject status } highlights { field text ranges { start end } } }
  }
}`

/** Each takes a request number and returns the search query of that request. */
const QUERIES = {
  'a word in no case': (number) => `nowhere${number}`,
  'a phrase in one case': (number) => `"message 4 of case ${number + 17}:"`,
  'a word in all cases': () => 'request',
  'three words': (number) => `request message ${number % 10}`,
  'a phrase in all cases': () => '"of case"',
  'a Japanese word': () => '障害',
}

export async function search() {
  const emulator = await startEmulator({ seed: SEED })
  const gateway = await startGateway(emulator.url)
  const ask = async (query, afterTime) => {
    const variables = { query, filter: { includeResolved: true, afterTime } }
    const { data } = JSON.parse(await post(gateway.url, JSON.stringify({ query: SEARCH, variables })))
    return data.searchCases
  }
  await ask('request')
  const rows = []
  const latencies = {}
  for (const [name, queryOf] of Object.entries(QUERIES)) {
    await gateway.ask('longestBlock')
    const times = []
    let found = 0
    for (let number = 0; number < pace(REQUESTS); number++) {
      // A different filter each time, so no request hits the response cache.
      const afterTime = new Date(946_684_800_000 + number * 1_000).toISOString()
      const from = performance.now()
      const { totalCount, isComplete } = await ask(queryOf(number), afterTime)
      times.push(performance.now() - from)
      if (!isComplete) throw new Error(`the search for ${name} was not complete`)
      found = totalCount
    }
    const { p50, p99 } = percentiles(times)
    latencies[name] = { p50, p99 }
    const block = await gateway.ask('longestBlock')
    rows.push([name, found.toLocaleString('en'), p50.toFixed(1), p99.toFixed(1), block.toFixed(1)])
  }
  const calls = await emulator.countCalls()
  if (calls > SEED.cases / 100 + 10) throw new Error(`the searches made ${calls} calls to AWS`)
  await Promise.all([gateway.stop(), emulator.stop()])
  const markdown = table(['', 'found', 'p50 ms', 'p99 ms', 'longest block ms'], rows)
  return { markdown, onePhrase: latencies['a phrase in one case'] }
}
