/** No read is older than an earlier write, in any process. Sends hundreds of random reads and writes through two processes that share a Redis. */
import { afterEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../emulator/start.js'
import { built } from '../support/built.js'
import { createRandom, type Random } from '../chaos/random.js'
import { anAccount } from '../../emulator/test/harness.js'
import { hasRedis, startRedis } from '../support/redis-server.js'
import { post } from '../support/post.js'
import { read } from '../support/read.js'
import { readMetrics, seriesOf } from '../support/metrics.js'
import { ready, runGateway } from '../support/process.js'

if (!hasRedis)
  process.stdout.write('redis-server is not installed: reads after writes by other processes are not tested.\n')

const OPERATIONS = 500
const WORKERS = 6
/** Fewer than a page, so that a list shows all of them. */
const MAX_CASES = 40
const SEED = Number(process.env['CASE_INDEX_SEED'] ?? Date.now() % 1_000_000)

const bundle = built('main.js')

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

/** The confirmed writes to a case. Every read that starts later must show them. */
interface Written {
  caseId: string
  subject: string
  replies: string[]
  /** How many replies are in flight. */
  replying: number
  /** A resolution has started: from then on the case gets no replies, which would reopen it. */
  isClosing: boolean
  isResolved: boolean
}

interface World {
  cases: Written[]
  /** How many unique texts have been used. */
  texts: number
  /** Sends a request to a random process. */
  ask: (query: string, variables?: object) => Promise<unknown>
}

type Act = (world: World, random: Random) => Promise<void>

const CREATE =
  'mutation ($text: String!) { createCase(input: { subject: $text, body: $text }) { caseId userErrors { message } } }'
const REPLY =
  'mutation ($id: ID!, $text: String!) { addCommunication(input: { caseId: $id, body: $text }) { userErrors { message } } }'
const RESOLVE = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { userErrors { message } } }'

const writes: Record<string, Act> = {
  async create(world, random) {
    if (world.cases.length >= MAX_CASES) return writes['reply']?.(world, random)
    const subject = `<${world.texts++}>`
    const caseId = read(await world.ask(CREATE, { text: subject }), 'createCase.caseId')
    world.cases.push({ caseId, subject, replies: [], replying: 0, isClosing: false, isResolved: false })
  },
  async reply(world, random) {
    const open = world.cases.filter(({ isClosing }) => !isClosing)
    if (open.length === 0) return writes['create']?.(world, random)
    const item = random.pick(open)
    const text = `<${world.texts++}>`
    item.replying++
    await world.ask(REPLY, { id: item.caseId, text })
    item.replying--
    item.replies.push(text)
  },
  async resolve(world, random) {
    const open = world.cases.filter(({ isClosing, replying }) => !isClosing && replying === 0)
    // keeps half of the cases open
    if (open.length <= world.cases.length / 2) return writes['reply']?.(world, random)
    const item = random.pick(open)
    item.isClosing = true
    await world.ask(RESOLVE, { id: item.caseId })
    item.isResolved = true
  },
}

/** What a read that starts now must show for a case. */
const knownOf = ({ isResolved, replies }: Written) => ({ isResolved, replies: [...replies] })

const all = 'filter: { includeResolved: true }'

const reads: Record<string, Act> = {
  async status(world, random) {
    const item = random.pick(world.cases)
    const known = knownOf(item)
    const data = await world.ask('query ($id: ID!) { case(id: $id) { status } }', { id: item.caseId })
    const status = read(data, 'case.status')
    if (known.isResolved) expect(status).toBe('RESOLVED')
    if (!item.isClosing) expect(status).not.toBe('RESOLVED')
  },
  async thread(world, random) {
    const item = random.pick(world.cases)
    const known = knownOf(item)
    const data = await world.ask(
      'query ($id: ID!) { case(id: $id) { communications(first: 100) { totalCount nodes { body } } } }',
      { id: item.caseId },
    )
    const bodies = read<{ body: string }[]>(data, 'case.communications.nodes').map(({ body }) => body)
    expect(bodies).toEqual(expect.arrayContaining(known.replies))
    expect(read<number>(data, 'case.communications.totalCount')).toBeGreaterThan(known.replies.length)
  },
  async newest(world, random) {
    const item = random.pick(world.cases)
    const known = knownOf(item)
    const data = await world.ask('query ($id: ID!) { case(id: $id) { communications(first: 5) { nodes { body } } } }', {
      id: item.caseId,
    })
    const bodies = read<{ body: string }[]>(data, 'case.communications.nodes').map(({ body }) => body)
    expect(bodies.length).toBeGreaterThanOrEqual(Math.min(5, known.replies.length + 1))
  },
  async total(world) {
    const known = world.cases.length
    const data = await world.ask(`{ cases(first: 1, ${all}) { totalCount } }`)
    expect(read<number>(data, 'cases.totalCount')).toBeGreaterThanOrEqual(known)
  },
  async sorted(world) {
    const known = world.cases.map((item) => ({ ...item }))
    const order = 'orderBy: { field: CREATED_AT, direction: DESC }'
    const data = await world.ask(`{ cases(first: 100, ${all}, ${order}) { nodes { caseId status } } }`)
    const found = new Map(
      read<{ caseId: string; status: string }[]>(data, 'cases.nodes').map(({ caseId, status }) => [caseId, status]),
    )
    for (const { caseId, isResolved } of known)
      expect(found.get(caseId)).toEqual(isResolved ? 'RESOLVED' : expect.any(String))
  },
  async open(world) {
    const resolved = world.cases.filter(({ isResolved }) => isResolved).map(({ caseId }) => caseId)
    const data = await world.ask('{ cases(first: 100) { nodes { caseId } } }')
    const open = new Set(read<{ caseId: string }[]>(data, 'cases.nodes').map(({ caseId }) => caseId))
    expect(resolved.filter((caseId) => open.has(caseId))).toEqual([])
  },
  async search(world, random) {
    const { subject, caseId } = random.pick(world.cases)
    const data = await world.ask(
      'query ($text: String!) { cases(first: 5, filter: { text: $text, includeResolved: true }) { nodes { caseId } } }',
      { text: subject },
    )
    expect(read(data, 'cases.nodes')).toEqual([{ caseId }])
  },
}

/** Two processes that share one emulator and one Redis. */
async function startTwo(): Promise<string[]> {
  const emulator = await startEmulator({ account: () => anAccount() })
  const redis = await startRedis()
  stops.push(emulator.stop, redis.kill)
  const env = {
    SUPPORT_UPSTREAM: emulator.url,
    REDIS_URL: redis.url.href,
    CASE_CACHE_SECONDS: '3600',
    SUPPORT_CALLS_PER_SECOND: '10000',
    TRUSTED_ADVISOR_CALLS_PER_SECOND: '10000',
    LOG_LEVEL: 'silent',
  }
  return Promise.all([ready(runGateway(bundle, env)), ready(runGateway(bundle, env))])
}

interface GraphqlResponse {
  data: unknown
  errors?: unknown
  extensions: { upstream: { total: number } }
}

;(hasRedis ? describe : describe.skip)('two processes that share a Redis', () => {
  test('in 500 operations by two processes that share a Redis, no read is older than an earlier write', async () => {
    const random = createRandom(SEED)
    const urls = await startTwo()
    const free = urls.map(() => 0)
    const world: World = {
      cases: [],
      texts: 0,
      async ask(query, variables = {}) {
        const process = random.below(urls.length)
        const response = await post({ url: urls[process] ?? '' }, { query, variables })
        const result = (await response.json()) as GraphqlResponse
        expect(result).not.toHaveProperty('errors')
        expect(JSON.stringify(result.data)).not.toContain('"message"')
        if (result.extensions.upstream.total === 0) free[process] = (free[process] ?? 0) + 1
        return result.data
      },
    }
    await writes['create']?.(world, random)
    let begun = 0
    const work = async (): Promise<void> => {
      while (begun++ < OPERATIONS) {
        const [name, act] = random.pick(Object.entries(random.chance(0.25) ? writes : reads))
        await act(world, random).catch(async (error: unknown) => {
          begun = OPERATIONS
          // On a very slow machine, Redis may seem unavailable. Processes then work without it, and see only their own writes.
          const failures = await Promise.all(
            urls.map(async (url) => seriesOf(await readMetrics({ url }), 'redis_failures_total')),
          )
          throw new Error(`${name}, with CASE_INDEX_SEED=${SEED} and Redis failures ${JSON.stringify(failures)}`, {
            cause: error,
          })
        })
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, work))
    // Otherwise too few reads were served from the index for a stale one to be noticed.
    expect(free.every((count) => count > 25)).toBe(true)
  })
})
