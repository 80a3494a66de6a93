/**
 * Properties of lists and reads that hold for any sequence of writes, by callers of the gateway and by others directly at AWS. `PROPERTIES_SEED=1`
 * repeats a run.
 */
import { afterEach, describe, expect, test } from 'vitest'
import type { Support } from '@aws-sdk/client-support'
import { createRandom, type Random } from '../chaos/random.js'
import { anAccount, connect } from '../../emulator/test/harness.js'
import { connectTo, hasRedis, redisDatabases } from '../support/redis-server.js'
import { read, startGateway, type Gateway } from '../support/harness.js'

if (!hasRedis) process.stdout.write('redis-server is not installed: two gateways with one index are not tested.\n')

const SEED = Number(process.env['PROPERTIES_SEED'] ?? Date.now() % 1_000_000)
const ACTIONS = 60
const CASES = 12

const CREATE =
  'mutation ($text: String!) { createCase(input: { subject: $text, body: $text }) { caseId userErrors { code } } }'
const REPLY =
  'mutation ($id: ID!, $text: String!) { addCommunication(input: { caseId: $id, body: $text }) { userErrors { code } } }'
const RESOLVE = 'mutation ($id: ID!) { resolveCase(input: { caseId: $id }) { finalStatus userErrors { code } } }'
const LIST = `query ($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String, $last: Int, $before: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes { caseId status subject }
    pageInfo { endCursor startCursor hasNextPage hasPreviousPage }
  }
}`
const SEARCH = `query ($text: String!) {
  cases(first: 100, filter: { text: $text, textScope: RECENT_COMMUNICATIONS, includeResolved: true }) { nodes { caseId communications(first: 5) { nodes { body } } } }
}`
const BY_ID = 'query ($id: ID!) { case(id: $id) { status communications(first: 5) { nodes { body } } } }'

const aDatabase = redisDatabases()
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

interface Node {
  caseId: string
  status: string
  subject: string
}

interface Connection {
  totalCount: number
  nodes: Node[]
  pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean; hasPreviousPage: boolean }
}

/** What callers have written to a case through the gateways. */
interface Own {
  caseId: string
  /** Absent for a case that others have created. */
  subject?: string
  /** At most four, so that all are among the newest messages. */
  messages: string[]
  /** Undefined if others may have changed it since. */
  isResolved?: boolean | undefined
}

interface World {
  random: Random
  gateways: Gateway[]
  /** The client with which others write directly to AWS. */
  aws: Support
  own: Map<string, Own>
  written: number
}

const account = () =>
  anAccount({
    cases: Array.from({ length: CASES }, (_, index) => ({
      subject: `Subject ${(index * 7) % CASES}`,
      severityCode: index % 3 === 0 ? 'urgent' : 'low',
      status: index % 4 === 3 ? 'resolved' : 'opened',
    })),
  })

async function aWorld(seed: number, gateways: Gateway[]): Promise<World> {
  const aws = connect({ url: gateways[0]?.upstreamUrl ?? '' })
  stops.push(() => aws.destroy())
  return { random: createRandom(seed), gateways, aws, own: new Map(), written: 0 }
}

const cacheSeconds = { cases: 60 }

async function oneGateway(seed: number): Promise<World> {
  return aWorld(seed, [await startGateway({ account, cacheSeconds })])
}

async function twoGateways(seed: number): Promise<World> {
  const database = aDatabase()
  const gateways: Gateway[] = []
  for (let count = 0; count < 2; count++) {
    const redis = await connectTo(database)
    const upstreamUrl = gateways[0]?.upstreamUrl
    gateways.push(
      await startGateway({ account, cacheSeconds, redis, ...(upstreamUrl !== undefined && { upstreamUrl }) }),
    )
  }
  return aWorld(seed, gateways)
}

const worlds: [string, (seed: number) => Promise<World>][] = [['one gateway', oneGateway]]
if (hasRedis) worlds.push(['two gateways that share a Redis', twoGateways])

/** Sends a query to a random gateway. */
async function ask(
  world: World,
  query: string,
  variables: Record<string, unknown> = {},
  bypass = false,
): Promise<unknown> {
  const gateway = world.random.pick(world.gateways)
  const { data, errors } = await gateway.query(query, variables, undefined, undefined, { bypassCache: bypass })
  expect(errors).toEqual([])
  return data
}

async function list(world: World, variables: Record<string, unknown>): Promise<Connection> {
  return read<Connection>(await ask(world, LIST, { first: 100, ...variables }), 'cases')
}

function pass(world: World, ms: number): void {
  for (const { clock } of world.gateways) clock.time += ms
}

/** Refreshes the list, so that it shows writes by others. */
async function refresh(world: World): Promise<void> {
  pass(world, 6_000)
  await ask(world, LIST, { first: 1 }, true)
}

function ownOf(world: World, caseId: string): Own {
  const known = world.own.get(caseId) ?? { caseId, messages: [] }
  world.own.set(caseId, known)
  return known
}

async function anOpenCase(world: World): Promise<string | undefined> {
  const { cases = [] } = await world.aws.describeCases({ maxResults: 100, includeCommunications: true })
  const open = cases.filter(({ recentCommunications }) => (recentCommunications?.communications?.length ?? 0) < 5)
  return open.length === 0 ? undefined : world.random.pick(open).caseId
}

const ownWrites: ((world: World) => Promise<void>)[] = [
  async (world) => {
    const text = `own subject ${world.written++}.`
    const caseId = read(await ask(world, CREATE, { text }), 'createCase.caseId')
    Object.assign(ownOf(world, caseId), { subject: text, messages: [text], isResolved: false })
  },
  async (world) => {
    const caseId = await anOpenCase(world)
    if (caseId === undefined) return
    const text = `own reply ${world.written++}.`
    await ask(world, REPLY, { id: caseId, text })
    ownOf(world, caseId).messages.push(text)
    ownOf(world, caseId).isResolved = false
  },
  async (world) => {
    const caseId = await anOpenCase(world)
    if (caseId === undefined) return
    expect(read(await ask(world, RESOLVE, { id: caseId }), 'resolveCase.finalStatus')).toBe('RESOLVED')
    ownOf(world, caseId).isResolved = true
  },
]

const otherWrites: ((world: World) => Promise<void>)[] = [
  async ({ aws, written }) => {
    await aws.createCase({ subject: `other subject ${written}`, communicationBody: 'b' })
  },
  async (world) => {
    const caseId = await anOpenCase(world)
    if (caseId === undefined) return
    await world.aws.addCommunicationToCase({ caseId, communicationBody: `other reply ${world.written++}` })
  },
  async (world) => {
    const caseId = await anOpenCase(world)
    if (caseId === undefined) return
    await world.aws.resolveCase({ caseId })
    ownOf(world, caseId).isResolved = undefined
  },
]

const SOME = 4

/** The case that was added to `own` last and a few others, or all if there are few. */
function someOf({ random, own }: World): Own[] {
  const all = [...own.values()]
  return all.length <= SOME ? all : [all.at(-1) as Own, ...Array.from({ length: SOME - 1 }, () => random.pick(all))]
}

function allOf({ own }: World): Own[] {
  return [...own.values()]
}

/** Reads through any gateway that must show every write by callers. Lists are checked for all cases, and reads of single cases for `cases`. */
const checks: ((world: World, cases: Own[]) => Promise<void>)[] = [
  async (world) => {
    const orderBy = world.random.pick([
      null,
      { field: 'STATUS', direction: 'ASC' },
      { field: 'SUBJECT', direction: 'DESC' },
      { field: 'SEVERITY', direction: 'DESC' },
    ])
    const { nodes, totalCount } = await list(world, { filter: { includeResolved: true }, orderBy })
    expect(totalCount).toBe(nodes.length)
    const found = new Map(nodes.map((node) => [node.caseId, node.status]))
    for (const { caseId, subject, isResolved } of world.own.values()) {
      if (subject !== undefined) expect(found.has(caseId)).toBe(true)
      if (isResolved !== undefined) expect([caseId, found.get(caseId) === 'RESOLVED']).toEqual([caseId, isResolved])
    }
  },
  async (world) => {
    const { nodes, totalCount } = await list(world, {})
    expect(totalCount).toBe(nodes.length)
    const open = new Set(nodes.map(({ caseId }) => caseId))
    for (const { caseId, isResolved } of world.own.values())
      if (isResolved !== undefined) expect([caseId, open.has(caseId)]).toEqual([caseId, !isResolved])
  },
  async (world) => {
    const { nodes } = await list(world, { filter: { status: ['RESOLVED'] }, first: undefined, last: 100 })
    const resolved = new Set(nodes.map(({ caseId }) => caseId))
    for (const { caseId, isResolved } of world.own.values())
      if (isResolved !== undefined) expect([caseId, resolved.has(caseId)]).toEqual([caseId, isResolved])
  },
  async (world, cases) => {
    for (const { caseId, messages } of cases) {
      const text = messages.at(-1)
      if (text === undefined) continue
      const nodes = read<{ caseId: string }[]>(await ask(world, SEARCH, { text }), 'cases.nodes')
      expect([text, nodes.map((node) => node.caseId)]).toEqual([text, [caseId]])
    }
  },
  async (world, cases) => {
    for (const { caseId, messages, isResolved } of cases) {
      const data = await ask(world, BY_ID, { id: caseId })
      const bodies = read<{ body: string }[]>(data, 'case.communications.nodes').map(({ body }) => body)
      expect(bodies).toEqual(expect.arrayContaining(messages))
      if (isResolved !== undefined) expect(read(data, 'case.status') === 'RESOLVED').toBe(isResolved)
    }
  },
]

describe.each(worlds)('through %s', (_, start) => {
  test(`every later list, search, count and read includes what callers have written, from seed ${SEED}`, async () => {
    const world = await start(SEED)
    for (let action = 0; action < ACTIONS; action++) {
      const { random } = world
      await random.pick(random.chance(0.6) ? ownWrites : otherWrites)(world)
      pass(world, random.pick([0, 100, 1_000]))
      if (random.chance(0.2)) await refresh(world)
      await random.pick(checks)(world, someOf(world))
    }
    for (const check of checks) await check(world, allOf(world))
  })

  test(`the list of open cases matches AWS in the end, from seed ${SEED}`, async () => {
    const world = await start(SEED)
    await list(world, { filter: { includeResolved: true } })
    for (let action = 0; action < ACTIONS / 2; action++) {
      await world.random.pick(otherWrites)(world)
      if (world.random.chance(0.3)) await refresh(world)
    }
    await refresh(world)
    await refresh(world)
    const { cases = [] } = await world.aws.describeCases({ maxResults: 100, includeResolvedCases: false })
    const { nodes, totalCount } = await list(world, {})
    expect(new Set(nodes.map(({ caseId }) => caseId))).toEqual(new Set(cases.map(({ caseId }) => caseId)))
    expect(totalCount).toBe(cases.length)
  })

  const orders = ['CREATED_AT', 'SUBJECT', 'SEVERITY', 'STATUS'].flatMap((field) =>
    ['ASC', 'DESC'].map((direction) => ({ field, direction })),
  )
  test.each(
    [null, ...orders].map(
      (order) => [order ? `by ${order.field} ${order.direction}` : 'in the default order', order] as const,
    ),
  )(
    `paging %s during writes shows each case that does not move exactly once, from seed ${SEED}`,
    async (_, orderBy) => {
      const world = await start(SEED)
      const { random } = world
      const isForward = random.chance(0.7)
      const filter = { includeResolved: true }
      const { nodes: before } = await list(world, { filter, orderBy })
      const moved = new Set<string>()
      const seen: string[] = []
      let cursor: string | undefined
      for (;;) {
        const size = 1 + random.below(5)
        const page = isForward ? { first: size, after: cursor } : { first: undefined, last: size, before: cursor }
        const { nodes, pageInfo } = await list(world, { filter, orderBy, ...page })
        seen.push(...nodes.map(({ caseId }) => caseId))
        if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break
        cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor
        await random.pick(random.chance(0.5) ? ownWrites : otherWrites)(world)
        if (random.chance(0.5)) await refresh(world)
      }
      // In a list ordered by status, a case moves when its status changes.
      const statuses = new Map((await list(world, { filter })).nodes.map(({ caseId, status }) => [caseId, status]))
      if (orderBy?.field === 'STATUS')
        for (const { caseId, status } of before) if (statuses.get(caseId) !== status) moved.add(caseId)
      const times = before.map(({ caseId }) => [caseId, seen.filter((id) => id === caseId).length])
      expect(times.filter(([caseId]) => !moved.has(String(caseId)))).toEqual(
        before.filter(({ caseId }) => !moved.has(caseId)).map(({ caseId }) => [caseId, 1]),
      )
    },
  )
})
