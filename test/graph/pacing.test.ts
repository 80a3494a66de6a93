/** Long-running requests yield the event loop to others. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { createServices } from '../../emulator/demo/services.js'
import { aCommunication, anAccount, NOON } from '../../emulator/test/harness.js'
import { codes, read, startGateway, type QueryResponse, type Gateway, type GatewayOptions } from '../support/harness.js'

/**
 * The gateway pauses after 50 ms of CPU time, and a fast machine may need less for a whole query. With every millisecond counted twenty times, it
 * pauses on any machine. Shares stay the same.
 */
const SLOWDOWN = 20

const cpuUsage = process.cpuUsage.bind(process)
vi.spyOn(process, 'cpuUsage').mockImplementation((since = { user: 0, system: 0 }) => {
  const { user, system } = cpuUsage()
  return { user: user * SLOWDOWN - since.user, system: system * SLOWDOWN - since.system }
})

const aliases = (count: number, field: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field(index)}`).join(' ')

const withCases = (count: number, text = '', cacheSeconds: GatewayOptions['cacheSeconds'] = { cases: 3_600 }) =>
  startGateway({
    account: () =>
      anAccount({
        cases: Array.from({ length: count }, (_, index) => ({
          communications: [0, 1, 2, 3, 4].map((n) => aCommunication(`message ${n}${text}`, NOON + index * 60_000 + n)),
        })),
      }),
    cacheSeconds,
  })

/**
 * Runs a query. Returns its response and, as `share`, the longest time that it blocked other requests, divided by its total time: 1 if none could run.
 * Measured in CPU time, because the machine may be busy.
 */
async function queryAndMeasure(
  gateway: Gateway,
  query: string,
  variables = {},
  calls = 0,
): Promise<{ response: QueryResponse; share: number }> {
  let longest = 0
  let last = process.cpuUsage()
  const lap = (): void => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, user + system)
    last = process.cpuUsage()
  }
  let timer = globalThis.setImmediate(function tick() {
    lap()
    timer = globalThis.setImmediate(tick)
  })
  const start = process.cpuUsage()
  const response = await gateway.query(query, variables)
  lap()
  clearImmediate(timer)
  const { user, system } = process.cpuUsage(start)
  expect(response.cost.total).toBe(calls)
  return { response, share: longest / (user + system) }
}

/** Queries the messages of a hundred cases. */
const MESSAGES = '{ cases(first: 100) { nodes { communications(first: 5) { nodes { FIELDS } } } } }'

const categories = (count: number) => `case { ${aliases(count, () => 'category { code }')} }`
const MORE = Array.from({ length: 7 }, (_, index) => `b${index}: attachments(first: 13) { totalCount }`).join(' ')

const searches = (index: number) =>
  `cases(first: 1, filter: { text: "none ${index}", textScope: RECENT_COMMUNICATIONS }) { totalCount }`

// Other suites run in threads of the same process, and their CPU time counts as well: it can only raise a share. Without pauses, each attempt fails.
describe('event loop', { retry: 2 }, () => {
  test('other requests proceed while a response of 150,000 fields is built', async () => {
    const gateway = await withCases(100)
    await gateway.query(MESSAGES.replace('FIELDS', 'id'))
    const fields = aliases(300, () => 'createdAt')
    const { response, share } = await queryAndMeasure(gateway, MESSAGES.replace('FIELDS', fields))
    expect(response.errors).toEqual([])
    const nodes = read<{ communications: { nodes: object[] } }[]>(response.data, 'cases.nodes')
    expect(nodes).toHaveLength(100)
    for (const { communications } of nodes) {
      expect(communications.nodes.map((node) => Object.keys(node).length)).toEqual([300, 300, 300, 300, 300])
    }
    expect(share).toBeLessThan(0.8)
  })

  test('other requests proceed while the asynchronous fields of many objects are resolved', async () => {
    const gateway = await withCases(100)
    await gateway.query(MESSAGES.replace('FIELDS', categories(1)))
    const { response, share } = await queryAndMeasure(gateway, MESSAGES.replace('FIELDS', categories(160)))
    expect(response.errors).toEqual([])
    expect(share).toBeLessThan(0.7)
  })

  test('other requests proceed while thousands of errors are built', async () => {
    const gateway = await withCases(100)
    await gateway.query(MESSAGES.replace('FIELDS', 'id'))
    // MORE raises the complexity of the query above PACED_COMPLEXITY
    const fields = `${aliases(10, () => 'attachments(first: 0) { totalCount }')} ${MORE}`
    const { response, share } = await queryAndMeasure(gateway, MESSAGES.replace('FIELDS', fields))
    expect(response.errors).toHaveLength(10 * 500)
    expect(new Set(codes(response))).toEqual(new Set(['BAD_USER_INPUT']))
    expect(share).toBeLessThan(0.7)
  })

  test('other requests proceed while one query filters cases by text sixty times', async () => {
    const gateway = await withCases(1_500)
    await gateway.query('{ cases { totalCount } }')
    const fields = aliases(60, searches)
    const { response, share } = await queryAndMeasure(gateway, `{ ${fields} }`)
    expect(response).toMatchObject({ errors: [], data: { a0: { totalCount: 0 }, a59: { totalCount: 0 } } })
    expect(share).toBeLessThan(0.7)
  })

  test('other requests proceed while one query runs sixty aliased case searches', async () => {
    const gateway = await withCases(1_500)
    await gateway.query('{ cases { totalCount } }')
    const fields = aliases(60, (index) => `searchCases(query: "a e g m s ${index}", first: 1) { totalCount }`)
    const { response, share } = await queryAndMeasure(gateway, `{ ${fields} }`)
    expect(response.errors).toEqual([])
    expect(share).toBeLessThan(0.5)
  })

  test('other requests proceed while one query runs sixty aliased service searches', async () => {
    const gateway = await startGateway({
      account: () => ({ ...anAccount(), services: createServices() }),
      cacheSeconds: {},
    })
    const text =
      'my elastic load balancer has unhealthy targets behind the application load balancing group of a service'
    await gateway.query('{ searchServices(query: "s3") { score } }')
    const fields = aliases(60, (index) => `searchServices(query: "${text} ${index}", first: 1) { score }`)
    const { response, share } = await queryAndMeasure(gateway, `{ ${fields} }`)
    expect(response.errors).toEqual([])
    expect(share).toBeLessThan(0.5)
  })

  test('other requests proceed while uncached cases are searched', async () => {
    // With this many combining marks, folding the text takes longer than reading the cases.
    const gateway = await withCases(100, '\u0301\u0323'.repeat(3_000), {})
    const { response, share } = await queryAndMeasure(
      gateway,
      '{ searchCases(query: "nowhere") { totalCount } }',
      {},
      1,
    )
    expect(response.errors).toEqual([])
    expect(share).toBeLessThan(0.5)
  })

  test.each([
    ['cases', 'cases(first: 100)'],
    ['search results', 'searchCases(query: "message", first: 100)'],
  ])('other requests proceed while the long messages of a page of %s are unpacked', async (_, list) => {
    // Text that compresses poorly takes longer to unpack.
    const noise = Array.from({ length: 7_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index ** 2 * 7_919) % 20_000)),
    )
    const gateway = await withCases(100, noise.join(''))
    await gateway.query('{ cases { totalCount } }')
    const { response, share } = await queryAndMeasure(
      gateway,
      `{ ${list} { nodes { latestCommunication { createdAt } } } }`,
    )
    expect(response.errors).toEqual([])
    expect(share).toBeLessThan(0.8)
  })

  test('a single search finishes well before a request with sixty searches that started earlier', async () => {
    const gateway = await withCases(1_500, ` ${'text '.repeat(200)}`)
    await gateway.query('{ cases { totalCount } }')
    const fields = aliases(60, (index) => `searchCases(query: "a e g m s ${index}", first: 1) { totalCount }`)
    const start = process.cpuUsage()
    const cpuOf = async (query: string) => {
      expect((await gateway.query(query)).errors).toEqual([])
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    const sixty = cpuOf(`{ ${fields} }`)
    await setImmediate()
    const one = cpuOf('{ searchCases(query: "a e g m s 1") { totalCount } }')
    expect(await one).toBeLessThan(0.6 * (await sixty))
  })

  test('a search stops when its client disconnects, even though it waits for no AWS call', async () => {
    const gateway = await withCases(1_500)
    await gateway.query('{ cases { totalCount } }')
    const client = new AbortController()
    const fields = aliases(60, (index) => `searchCases(query: "a e g m s ${index}", first: 1) { totalCount }`)
    const pending = gateway.query(`{ ${fields} }`, {}, client.signal)
    await setImmediate()
    client.abort()
    const response = await pending
    expect(new Set(codes(response))).toEqual(new Set(['UPSTREAM_TIMEOUT']))
    expect(response.errors).toHaveLength(60)
  })

  test('highlights are computed once, no matter how many aliases select them', async () => {
    const gateway = await withCases(100, ` ${'приём nowhere данных '.repeat(195)}`)
    await gateway.query('{ cases { totalCount } }')
    const cpuOf = async (count: number) => {
      const before = process.cpuUsage()
      const fields = aliases(count, () => 'highlights { field }')
      const response = await gateway.query(`{ searchCases(query: "приём", first: 100) { edges { ${fields} } } }`)
      expect(response.errors).toEqual([])
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    await cpuOf(1)
    expect(await cpuOf(20)).toBeLessThan(8 * (await cpuOf(1)))
  })

  test.each([
    ['20 million characters are searched', 'nowhere else', 0],
    ['a page of matches in long messages is highlighted', 'приём', 100],
  ])('other requests proceed while %s', async (_, query, matches) => {
    const gateway = await withCases(1_000, ` ${'приём nowhere данных '.repeat(195)}`)
    await gateway.query('{ cases { totalCount } }')
    const source = `query ($query: String!) {
      searchCases(query: $query, first: 100) { edges { highlights { text ranges { start end } } } }
    }`
    const { response, share } = await queryAndMeasure(gateway, source, { query })
    expect(response.errors).toEqual([])
    const edges = read<{ highlights: object[] }[]>(response.data, 'searchCases.edges')
    expect(edges.map(({ highlights }) => highlights.length)).toEqual(Array.from({ length: matches }, () => 5))
    expect(share).toBeLessThan(0.7)
  })
})

test('an item that fails in a paced list does not affect the others', async () => {
  const gateway = await withCases(100)
  const { data } = await gateway.query('{ cases(first: 100) { nodes { id } } }')
  const ids = read<{ id: string }[]>(data, 'cases.nodes').map(({ id }) => id)
  const response = await gateway.query(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { FIELDS } } }'.replace(
      'FIELDS',
      aliases(500, () => 'subject'),
    ),
    {
      ids: [...ids.slice(0, 99), 'none'],
    },
  )
  expect(codes(response)).toEqual(['BAD_USER_INPUT'])
  expect(response.errors[0]?.path).toEqual(['nodes', 99])
  expect(read<unknown[]>(response.data, 'nodes').filter((node) => node !== null)).toHaveLength(99)
})
