/**
 * One random schedule of processes that read and write the cases of an account through the case index, and the
 * invariants after each step.
 */
import { GraphQLError } from 'graphql'
import { isLive, type Mark, type Outcome } from '../../src/case-index/commit.js'
import type { DescribeCases } from '../../src/case-index/describe.js'
import { encodeCase } from '../../src/case-index/entry.js'
import {
  applyChanges,
  createMemory,
  effectiveStatus,
  type KnownCase,
  type Memory,
} from '../../src/case-index/memory.js'
import { runFullPass } from '../../src/case-index/pass.js'
import { createRedisStore } from '../../src/case-index/redis-store.js'
import { readByIds, refreshOpen } from '../../src/case-index/refresh.js'
import { createRoom } from '../../src/case-index/room.js'
import { createSharedList, type SharedList } from '../../src/case-index/shared-list.js'
import type { Redis } from '../../src/redis/redis.js'
import { createModelAws, LATE_MS } from './model-aws.js'
import type { Commands, ModelRedis } from './model-redis.js'
import { createRandom } from './random.js'

const PIN_MS = 60_000
const LEASE_MS = 5_000
const MAX_READS = 3
/** Maximum skew of a process's clock, which it uses until it first reaches Redis. */
const MAX_SKEW_MS = 5_000
const MAX_CALLS = 20
/** Maximum event-loop turns between two steps of a process. */
const MAX_TURNS = 3
const START = Date.parse('2026-03-01T12:00:00.000Z')
const upstream = 'http://aws'

interface Process {
  name: string
  list: SharedList
  status: 'ready' | 'end'
  /** Some of its commands are executed but their replies are lost. */
  losesReplies: boolean
  isDead: boolean
  scannedAt: number
}

/** A step of a process that waits until the schedule opens the gate. */
interface Gate {
  process: Process
  open: () => void
}

/** Throws if an invariant is violated. Resolves with the number of steps. */
export async function runSchedule(seed: number, server: ModelRedis, account: string): Promise<number> {
  const random = createRandom(seed)
  const clock = { time: START }
  const aws = createModelAws(seed + 1, clock)
  const processes: Process[] = []
  const gates: Gate[] = []
  const failures: unknown[] = []
  const busy = { commands: 0, steps: 0 }
  let isQuiet = false
  let ownMessages = 0
  let hasChanged = false
  const trace: string[] = []
  const passesGates = random.below(4) / 4

  const note = (step: string): void => void trace.push(`${clock.time - START} ${step}`)

  function waitFor(process: Process): Promise<void> {
    busy.steps++
    if (!process.isDead && (isQuiet || random.chance(passesGates))) return Promise.resolve()
    return new Promise((resolve) => {
      if (!process.isDead) gates.push({ process, open: resolve })
    })
  }

  function commandsOf(process: Process): Commands {
    const send =
      (name: keyof Commands) =>
      async (...args: unknown[]): Promise<never> => {
        await waitFor(process)
        if (process.status === 'end') throw new Error('Connection is closed.')
        busy.commands++
        hasChanged = true
        try {
          const reply = await (server[name] as (...args: unknown[]) => Promise<never>)(...args)
          if (process.losesReplies && !isQuiet && random.chance(0.2)) throw new Error('Command timed out')
          return reply
        } finally {
          busy.steps++
          busy.commands--
        }
      }
    return { callBuffer: send('callBuffer'), eval: send('eval'), set: send('set') }
  }

  function startProcess(): void {
    const skewMs = random.below(2 * MAX_SKEW_MS) - MAX_SKEW_MS
    const process = {
      name: `p${processes.length}`,
      status: 'ready',
      losesReplies: random.chance(0.2),
      isDead: false,
      scannedAt: 0,
    } as Process
    const redis = Object.defineProperty(commandsOf(process), 'status', { get: () => process.status })
    process.list = createSharedList({
      account,
      upstream,
      space: createRoom(Infinity).enter(),
      pinMs: PIN_MS,
      redis: redis as unknown as Redis,
      now: () => clock.time + skewMs,
    })
    processes.push(process)
  }

  const describeFor =
    (process: Process, failing: number): DescribeCases =>
    async (input) => {
      await waitFor(process)
      if (!isQuiet && random.chance(failing)) throw new Error('AWS fails')
      const reply = aws.describe(input)
      note(
        `${process.name} AWS ${input.caseIdList?.join(' ') ?? `list ${input.nextToken ?? ''}`}: ${reply.cases.map((it) => `${it.caseId} ${it.status} ${it.recentCommunications?.communications?.length}`).join(', ')}`,
      )
      return reply as never
    }

  async function refresh(process: Process): Promise<void> {
    const { list } = process
    await list.follow()
    const lease = await list.lease('refresh')
    if (lease === undefined) return
    try {
      const describeCases = describeFor(process, 0.05)
      const { scannedAt, ...head } = await refreshOpen({
        list,
        describeCases,
        minIntervalMs: 15_000,
        callsPerSecond: 5,
        space: createRoom(Infinity).enter(),
        scannedAt: process.scannedAt,
      })
      process.scannedAt = scannedAt
      note(`${process.name} finishes a refresh: ${await list.finish(lease, head)} ${head.asOf - START}`)
    } finally {
      await lease.release()
    }
  }

  async function pass(process: Process): Promise<void> {
    const { list } = process
    await list.follow()
    const lease = await list.lease('pass')
    if (lease === undefined) return
    try {
      const { passedAt, isWhole } = await runFullPass(
        list,
        describeFor(process, 0),
        new AbortController().signal,
        () => false,
        () => {},
      )
      const isNewer = isWhole && passedAt > list.memory().head.asOf
      note(
        `${process.name} finishes a pass: ${await list.finish(lease, { passedAt, ...(isNewer && { asOf: passedAt, intervalMs: 15_000 }) })}`,
      )
    } finally {
      await lease.release()
    }
  }

  async function readIds(process: Process, ids: readonly string[]): Promise<Map<string, Outcome>> {
    await process.list.follow()
    return (await readByIds(process.list, describeFor(process, 0.02), ids, MAX_CALLS)).outcomes
  }

  /** Cases resolved by the gateway, with the version after the resolution. */
  const resolved = new Map<string, number>()
  /** Resolved cases whose resolution may not have reached Redis yet. */
  const resolving = new Map<string, { version: number; pinnedUntil: number }>()
  /**
   * Cases to which the gateway is writing a reply. If it also resolves the case meanwhile, the order of the two is
   * unknown.
   */
  const replying = new Set<string>()

  async function write(process: Process, kind: 'create' | 'reply' | 'resolve'): Promise<void> {
    const { list } = process
    await list.follow()
    const openIds = aws.ids().filter((id) => aws.canBeWritten(id) && list.memory().cases.get(id)?.entry !== undefined)
    if (kind !== 'create' && openIds.length === 0) return
    const caseId = kind === 'create' ? aws.create() : random.pick(openIds)
    if (kind === 'reply') {
      replying.add(caseId)
      resolved.delete(caseId)
      resolving.delete(caseId)
    }
    const body = `own ${++ownMessages}`
    if (kind === 'reply') {
      const status = aws.latest(caseId)?.status === 'resolved' ? 'reopened' : 'customer-action-completed'
      aws.write(caseId, { kind: 'message', body, status })
    } else if (kind === 'resolve') aws.write(caseId, { kind: 'status', status: 'resolved' })
    const version = aws.versionOf(caseId)
    note(`${process.name} has written ${kind} ${caseId} ${body}`)
    const { bodies } = encodeCase(aws.latest(caseId) as never)
    const pin = {
      create: { kind: 'exists', value: '' },
      reply: { kind: 'message', value: bodies[0] ?? '' },
      resolve: { kind: 'status', value: 'resolved' },
    } as const
    const ticket = await list.ticket()
    const pinnedUntil = list.now() + PIN_MS
    await list.commit([{ kind: 'dirty', caseId, ticket, pin: pin[kind] }])
    if (kind === 'resolve' && !replying.has(caseId)) resolving.set(caseId, { version, pinnedUntil })
    if (kind === 'reply') replying.delete(caseId)
    for (let reads = 0; reads < MAX_READS && list.memory().cases.get(caseId)?.mark.dirty !== 0; reads++)
      await readIds(process, [caseId])
  }

  function others(): void {
    const ids = aws.ids()
    if (ids.length === 0 || (ids.length < 7 && random.chance(0.2))) return note(`others create ${aws.create()}`)
    const caseId = random.pick(ids)
    const isHidden = aws.latest(caseId) === undefined
    if (isHidden || random.chance(0.05)) aws.write(caseId, { kind: 'hidden', isHidden: !isHidden })
    else if (random.chance(0.5)) {
      const status = random.pick(['resolved', 'work-in-progress', 'pending-customer-action'])
      aws.write(caseId, { kind: 'status', status })
    } else if (aws.canBeWritten(caseId))
      aws.write(caseId, { kind: 'message', body: `other ${clock.time}`, status: 'reopened' })
    note(`others have changed ${caseId}: ${JSON.stringify(aws.latest(caseId)?.status)}`)
  }

  async function begin(work: Promise<unknown>): Promise<void> {
    work.catch((error: unknown) => {
      const isExpected =
        (error instanceof GraphQLError && error.extensions['code'] === 'UPSTREAM_UNAVAILABLE') ||
        (error instanceof Error &&
          /AWS fails|Connection is closed|timed out|InvalidParameter|Redis .* case index/.test(
            `${error.name} ${error.message}`,
          ))
      if (!isExpected) failures.push(error)
    })
    await settle()
  }

  /** Waits until all processes wait at a gate or are idle. */
  async function settle(): Promise<void> {
    for (let before = -1; busy.commands > 0 || busy.steps > before;) {
      before = busy.steps
      await turns(MAX_TURNS)
    }
  }

  async function advance(ms: number): Promise<void> {
    clock.time += ms
    await server.setTime(clock.time)
    if (ms >= LEASE_MS) await server.expireLeases()
    hasChanged = true
  }

  const store = createRedisStore(Object.assign({ status: 'ready' }, server) as unknown as Redis, {
    account,
    upstream,
    pinMs: PIN_MS,
  })
  let seen: Memory = createMemory(createRoom(Infinity).enter())

  /** The contents of Redis as seen by a process that follows its changes. Undefined if there is no list. */
  async function observe(): Promise<Memory | undefined> {
    const changes = await store.follow('', 0, clock.time)
    if (changes.head.epoch === '') return undefined
    const memory = createMemory(createRoom(Infinity).enter())
    check(applyChanges(memory, seen, changes.cases), 'the data in Redis can be decoded')
    const { count, sum } = memory.total()
    check(count === changes.head.count && sum === changes.head.sum, 'count and sum match the cases in Redis')
    memory.head = changes.head
    return (seen = memory)
  }

  function check(holds: boolean, what: string): void {
    if (!holds) throw new Error(`seed ${seed}: violated: ${what}\n${trace.slice(-40).join('\n')}`)
  }

  /** Messages that have been visible, by caseId. */
  const shown = new Map<string, Set<string>>()
  let asOf = 0
  const marks = new Map<string, Mark>()

  async function checkStep(): Promise<void> {
    if (failures.length > 0)
      throw new Error(`seed ${seed}: ${String((failures[0] as Error).stack)}\n${trace.slice(-40).join('\n')}`)
    if (!hasChanged) return
    hasChanged = false
    const memory = await observe()
    if (memory === undefined) return
    for (const [caseId, messages] of shown) {
      const known = memory.cases.get(caseId)
      if (aws.wasHidden(caseId)) continue
      const bodies = textsOf(known)
      for (const body of messages) check(bodies.includes(body), `${body} of ${caseId} stays visible`)
    }
    for (const [caseId, { version, pinnedUntil }] of resolving) {
      // A pin that ends earlier belongs to an earlier resolution.
      const { pins = [] } = memory.cases.get(caseId)?.mark ?? {}
      if (!pins.some((pin) => pin.kind === 'status' && isLive(pin, clock.time) && pin.until >= pinnedUntil)) continue
      resolving.delete(caseId)
      resolved.set(caseId, version)
    }
    for (const [caseId, version] of resolved) {
      if (aws.versionOf(caseId) !== version) {
        resolved.delete(caseId)
        continue
      }
      const known = memory.cases.get(caseId)
      check(known !== undefined, `${caseId}, which was resolved here, stays in the index`)
      if (known?.entry === undefined) continue
      const isSure =
        known.mark.dirty === 0 || known.mark.pins.some((pin) => pin.kind === 'status' && isLive(pin, clock.time))
      check(
        !isSure || effectiveStatus(known, clock.time) === 'resolved',
        `${caseId} stays resolved: ${JSON.stringify(known.mark)}`,
      )
    }
    for (const caseId of marks.keys()) if (!memory.cases.has(caseId)) marks.delete(caseId)
    for (const [caseId, known] of memory.cases) {
      if (known.mark.hash !== 0) shown.set(caseId, new Set([...(shown.get(caseId) ?? []), ...textsOf(known)]))
      const before = marks.get(caseId)
      // A mark without content belongs to a removed case, which must be looked up again.
      check(known.mark.hash === 0 || known.mark.ticket >= (before?.ticket ?? 0), `${caseId} has the newest read`)
      marks.set(caseId, known.mark)
      check(
        known.mark.hash === 0 || known.mark.readAt <= aws.requestedAt(caseId) + MAX_SKEW_MS,
        `readAt of ${caseId} is not after its last read: ${known.mark.readAt - START}, ${aws.requestedAt(caseId) - START}`,
      )
    }
    if (memory.head.asOf > asOf) checkClaim(memory)
    asOf = memory.head.asOf
  }

  /** Every case that was open at `asOf` has been read since then, or is marked to be read again. */
  function checkClaim(memory: Memory): void {
    const since = memory.head.asOf
    check(since <= clock.time, 'asOf is not in the future')
    // Cases that are opened, resolved or hidden meanwhile shift other cases between pages.
    const isShifting = aws
      .ids()
      .some(
        (caseId) =>
          new Set(aws.viewsBetween(caseId, since - 1, clock.time).map((it) => it && it.status === 'resolved')).size > 1,
      )
    for (const caseId of aws.ids()) {
      const views = aws.viewsBetween(caseId, since - 1, clock.time)
      if (!views.every((item) => item !== undefined && item.status !== 'resolved')) continue
      const known = memory.cases.get(caseId)
      if (known?.entry === undefined && isShifting) continue
      check(known !== undefined, `${caseId}, open at asOf ${since - START}, is in the index`)
      if (known === undefined || known.mark.dirty > 0 || known.mark.missingSince > 0) continue
      // A reply within two seconds after a resolution by the gateway becomes visible only when the pin ends.
      if (known.mark.pins.some((pin) => isLive(pin, since))) continue
      check(aws.requestedAt(caseId) >= since, `${caseId} has been read since asOf ${since - START}`)
      const before = aws.views(caseId, since - 1).map((item) => encodeCase(item as never))
      check(
        known.mark.newest >= Math.min(...before.map(({ newest }) => newest)),
        `${caseId} has its messages of asOf ${since - START}`,
      )
      const statuses = views.map((item) => item?.status)
      // An earlier read stays in the index if it shows a newer message; its status may differ from the lagging
      // replica's.
      const isEarlier = known.mark.readAt < since
      check(
        isEarlier || statuses.includes(known.entry?.header.status),
        `the status of ${caseId} is one that AWS has shown since asOf ${since - START}: ${known.entry?.header.status} of ${statuses.join()}`,
      )
    }
  }

  /** Called after Redis has lost data: stops expecting the lost data. */
  async function forgetLost(): Promise<void> {
    shown.clear()
    marks.clear()
    resolved.clear()
    resolving.clear()
    asOf = Infinity
    const memory = await observe()
    asOf = memory?.head.asOf ?? 0
  }

  let snapshot: unknown
  const alive = () => processes.filter(({ isDead }) => !isDead)
  const actions: [weight: number, action: () => Promise<unknown> | void][] = [
    [10, () => begin(refresh(random.pick(alive())))],
    [3, () => begin(pass(random.pick(alive())))],
    [
      6,
      () =>
        begin(
          readIds(
            random.pick(alive()),
            aws
              .ids()
              .filter(() => random.chance(0.4))
              .concat(random.chance(0.1) ? 'case-unknown' : []),
          ),
        ),
    ],
    [
      9,
      () =>
        begin(write(random.pick(alive()), random.pick(['create', 'reply', 'resolve', 'resolve', 'reply'] as const))),
    ],
    [12, others],
    [18, () => advance(random.pick([100, 1_000, 4_000, 6_000, 20_000, 61_000, 125_000]))],
    [4, () => begin(random.pick(alive()).list.follow())],
    [2, () => aws.expireTokens()],
    [
      2,
      () => {
        const process = random.pick(alive())
        process.isDead = true
        note(`${process.name} dies`)
        startProcess()
      },
    ],
    [
      4,
      () => {
        const process = random.pick(alive())
        process.status = process.status === 'end' ? 'ready' : 'end'
        note(`${process.name} ${process.status}`)
      },
    ],
    [2, async () => (snapshot = await server.snapshot())],
    [
      1,
      async () => {
        if (snapshot === undefined) return
        note('fail-over')
        await server.restore(snapshot)
        await forgetLost()
      },
    ],
    [
      1,
      async () => {
        note('flushed')
        await server.flush()
        await forgetLost()
      },
    ],
    [0, () => {}],
  ]
  const bag = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

  await server.setTime(clock.time)
  for (let count = 0; count < 2; count++) startProcess()
  for (let count = random.below(4); count >= 0; count--) aws.create()
  const length = 10 + random.below(50)
  let steps = 0
  for (; steps < length; steps++) {
    clock.time += 1
    await server.setTime(clock.time)
    const open = gates.filter(({ process }) => !process.isDead)
    gates.splice(0, gates.length, ...open)
    if (open.length > 0 && random.chance(0.6)) {
      const gate = random.pick(open)
      gates.splice(gates.indexOf(gate), 1)
      gate.open()
      await settle()
    } else {
      await random.pick(bag)()
      await settle()
    }
    await checkStep()
  }

  // Other writers stop, late changes become visible, and stalled processes continue.
  isQuiet = true
  note('quiet')
  for (const process of processes) {
    process.status = 'ready'
    process.losesReplies = false
  }
  for (const { process, open } of gates.splice(0)) if (!process.isDead) open()
  await settle()
  await checkStep()
  await advance(LATE_MS + 1)
  await checkStep()
  // Writes made while Redis was unavailable are pinned again.
  for (const { list } of alive()) await list.follow()
  await advance(PIN_MS + 1)
  await begin(refresh(random.pick(alive())))
  await checkStep()
  await advance(LATE_MS + 1)
  await begin(refresh(random.pick(alive())))
  await checkStep()
  await checkEqual(false)
  await begin(pass(random.pick(alive())))
  await advance(LATE_MS + 1)
  await begin(pass(random.pick(alive())))
  await checkStep()
  await checkEqual(true)
  return steps

  /** The index matches AWS, and all processes match the index. */
  async function checkEqual(isAll: boolean): Promise<void> {
    // An idle process may have data that Redis lost long ago.
    for (const { list } of alive()) await list.follow()
    const memory = await observe()
    if (memory === undefined) return check(false, 'the index exists')
    for (const caseId of new Set([...aws.ids(), ...memory.cases.keys()])) {
      const item = aws.latest(caseId)
      const known = memory.cases.get(caseId)
      const isOpen = item !== undefined && item.status !== 'resolved'
      const isShown = known?.entry !== undefined && effectiveStatus(known, clock.time) !== 'resolved'
      if (!isAll && !isOpen && !isShown) continue
      const hash = item === undefined ? 0 : encodeCase(item).hash
      const mark: Partial<Mark> = known?.mark ?? {}
      check(
        (mark.hash ?? 0) === hash && (mark.dirty ?? 0) === 0,
        `${isAll ? 'all cases' : 'open cases'} match AWS: ${caseId} ${JSON.stringify(item)} ${JSON.stringify(known?.mark)} ${known?.entry?.header.status}`,
      )
    }
    for (const { list, name } of alive()) {
      await list.follow()
      check(!list.isLocal(), `${name} reaches Redis`)
      const own = list.memory()
      check(JSON.stringify(own.total()) === JSON.stringify(memory.total()), `${name} has the cases of Redis`)
      check(own.head.seq === memory.head.seq && own.head.epoch === memory.head.epoch, `${name} has the head of Redis`)
    }
  }
}

function textsOf(known: KnownCase | undefined): string[] {
  return known?.entry?.text?.toString().split('\0') ?? []
}

/** Waits for turns of the event loop. */
function turns(count: number): Promise<void> {
  return new Promise((resolve) => {
    const turn = (left: number): void => (left === 0 ? resolve() : void setImmediate(turn, left - 1))
    turn(count)
  })
}
