/**
 * AWS Support in the model test: writes become visible late, on one replica before the other, and lists shift while
 * they are read.
 */
import type { Case } from '../../src/graph/models.js'
import { createRandom, type Random } from './random.js'

/** Maximum delay until a write is visible. */
export const LATE_MS = 60_000
/** With at most five messages, a response always has all of them. */
const MAX_MESSAGES = 5

export type Change =
  | { kind: 'create' }
  | { kind: 'message'; body: string; status: string }
  | { kind: 'status'; status: string }
  /** AWS omits the case everywhere, or returns it again. */
  | { kind: 'hidden'; isHidden: boolean }

interface Event {
  at: number
  /** When each replica shows the change. */
  seenAt: readonly number[]
  change: Change
}

/** Maximum offset of AWS's clock, ahead or behind. */
const AHEAD_MS = 1_500
const REPLICAS = [0, 1] as const

export interface ModelAws {
  /** The ids of all cases that ever existed. */
  ids: () => string[]
  write: (caseId: string, change: Change, isPrompt?: boolean) => void
  create: () => string
  /** The case with all of its changes. */
  latest: (caseId: string) => Case | undefined
  /** The case as each replica shows it. */
  views: (caseId: string, at: number) => (Case | undefined)[]
  /** All views of any replica between `from` and `to`, both included. */
  viewsBetween: (caseId: string, from: number, to: number) => (Case | undefined)[]
  canBeWritten: (caseId: string) => boolean
  wasHidden: (caseId: string) => boolean
  /** The number of changes of a case. */
  versionOf: (caseId: string) => number
  /** The response of DescribeCases. */
  describe: (input: {
    caseIdList?: string[] | undefined
    includeResolvedCases?: boolean | undefined
    includeCommunications?: boolean | undefined
    nextToken?: string | undefined
  }) => { cases: Case[]; nextToken?: string }
  expireTokens: () => void
  /** When a case was last in a response, or requested by id. */
  requestedAt: (caseId: string) => number
}

export function createModelAws(seed: number, clock: { time: number }): ModelAws {
  const random: Random = createRandom(seed)
  const histories = new Map<string, Event[]>()
  const asked = new Map<string, number>()
  const namesUnknown = random.chance(0.3)
  const failsUnknown = random.chance(0.7)
  const pageSize = 1 + random.below(3)
  const aheadMs = random.below(2 * AHEAD_MS) - AHEAD_MS
  let tokens = 0

  function seenAt(history: readonly Event[], isPrompt: boolean): number[] {
    const before = history.at(-1)?.seenAt
    const isLate = !isPrompt && random.chance(0.4)
    return REPLICAS.map((replica) => {
      const delay = isLate ? random.below(LATE_MS + 1) : 0
      return Math.max(before?.[replica] ?? 0, clock.time + delay)
    })
  }

  function view(caseId: string, holds: (event: Event) => boolean): Case | undefined {
    const found: { item: Case | undefined; isHidden: boolean } = { item: undefined, isHidden: false }
    for (const event of histories.get(caseId) ?? []) {
      if (!holds(event)) break
      const { change, at } = event
      const timeCreated = new Date(at + aheadMs).toISOString()
      if (change.kind === 'create') {
        const communications = [{ caseId, body: `opens ${caseId}`, timeCreated }]
        const item = { caseId, displayId: caseId.slice(5), subject: caseId, status: 'opened', timeCreated }
        found.item = { ...item, recentCommunications: { communications } }
      } else if (change.kind === 'hidden') found.isHidden = change.isHidden
      else if (found.item !== undefined) {
        found.item = { ...found.item, status: change.status }
        if (change.kind === 'message') {
          const before = found.item.recentCommunications?.communications ?? []
          const communications = [{ caseId, body: change.body, timeCreated }, ...before]
          found.item.recentCommunications = { communications }
        }
      }
    }
    return found.isHidden ? undefined : found.item
  }
  const viewOf = (caseId: string, replica: number, at: number) =>
    view(caseId, (event) => (event.seenAt[replica] ?? 0) <= at)

  const aws: ModelAws = {
    ids: () => [...histories.keys()],
    write(caseId, change, isPrompt = false) {
      const history = histories.get(caseId) ?? []
      history.push({ at: clock.time, seenAt: seenAt(history, isPrompt), change })
      histories.set(caseId, history)
    },
    create() {
      const caseId = `case-${histories.size}`
      aws.write(caseId, { kind: 'create' })
      return caseId
    },
    latest: (caseId) => view(caseId, () => true),
    views: (caseId, at) => REPLICAS.map((replica) => viewOf(caseId, replica, at)),
    viewsBetween(caseId, from, to) {
      const times = (histories.get(caseId) ?? []).flatMap((event) => event.seenAt.filter((at) => at > from && at <= to))
      return [from, ...times].flatMap((at) => aws.views(caseId, at))
    },
    canBeWritten(caseId) {
      const messages = histories.get(caseId)?.filter(({ change: { kind } }) => kind === 'create' || kind === 'message')
      return aws.latest(caseId) !== undefined && (messages?.length ?? 0) < MAX_MESSAGES
    },
    wasHidden: (caseId) => histories.get(caseId)?.some(({ change }) => change.kind === 'hidden') ?? false,
    versionOf: (caseId) => histories.get(caseId)?.length ?? 0,
    describe({ caseIdList, includeResolvedCases, includeCommunications, nextToken }) {
      const replica = random.pick(REPLICAS)
      const without = (item: Case): Case => {
        const { recentCommunications: _, ...rest } = item
        return includeCommunications === true ? item : rest
      }
      if (caseIdList !== undefined) {
        for (const caseId of caseIdList) asked.set(caseId, clock.time)
        const found = caseIdList.flatMap((caseId) => viewOf(caseId, replica, clock.time) ?? [])
        const unknown = caseIdList.filter((caseId) => !found.some((item) => item.caseId === caseId))
        if (unknown.length > 0 && failsUnknown)
          throw named('CaseIdNotFound', namesUnknown ? `unknown: ${unknown.join(', ')}` : '')
        return { cases: found.map(without) }
      }
      const [made, at] = (nextToken ?? `${tokens} 0`).split(' ').map(Number) as [number, number]
      if (made !== tokens) throw named('InvalidParameterValueException', 'nextToken')
      const all = [...histories.keys()]
        .toReversed()
        .flatMap((caseId) => viewOf(caseId, replica, clock.time) ?? [])
        .filter(({ status }) => includeResolvedCases === true || status !== 'resolved')
      const cases = all.slice(at, at + pageSize).map(without)
      for (const { caseId } of cases) asked.set(caseId, clock.time)
      return { cases, ...(at + pageSize < all.length && { nextToken: `${tokens} ${at + pageSize}` }) }
    },
    expireTokens: () => void tokens++,
    requestedAt: (caseId) => asked.get(caseId) ?? 0,
  }
  return aws
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
