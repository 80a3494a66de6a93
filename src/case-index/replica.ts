/** The list of an account's cases in the memory of a process, as it is in Redis. */
import {
  dirtyAgain,
  isLive,
  isNewer,
  noMark,
  shifted,
  shiftedItem,
  shiftedMark,
  type Item,
  type Kept,
  type Mark,
  type Outcome,
  type Pin,
} from './commit.js'
import { applyChanges, createMemory, type Memory } from './memory.js'
import { isGarbage, type RedisStore } from './redis-store.js'

export interface Replica {
  memory: () => Memory
  /** Redis's clock is so far ahead of the own one, milliseconds. */
  skewMs: () => number
  /** How often Redis had another list than before, or less of it. */
  losses: () => number
  /** To be taken before AWS is asked. */
  ticket: () => Promise<number>
  /**
   * Resolves when the memory has all that Redis has. `isBack`: the memory has gone on without Redis, and all of it may differ. `written`: what is
   * to be read again.
   */
  follow: (isBack: boolean, written: readonly Item[]) => Promise<void>
  /** Resolves when the memory has what came of it. */
  commit: (items: readonly Item[]) => Promise<Outcome[]>
  /** Begins anew, with nothing. */
  reset: (memory: Memory) => void
}

/** A Redis in which nothing lasts is of no use. */
const MAX_BEGINNINGS = 3
const MAX_ROUNDS = 6

export function createReplica(store: RedisStore, maxBytes: number, now: () => number): Replica {
  let memory = createMemory(maxBytes)
  let skewMs = 0
  let touchedSince = 0
  let losses = 0

  async function follow(isBack: boolean, written: readonly Item[]): Promise<void> {
    const before = memory
    let from = isBack ? createMemory(maxBytes) : memory
    let again: Item[] = []
    // Once more where something is to be put back or read again, and where Redis has begun anew in between.
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
      const { target, head, now: storeNow, touched, isTorn } = await read(from)
      const isReplaced = rounds === 0 && (head.epoch !== before.head.epoch || head.seq < before.head.seq || isTorn)
      const isPutBack = rounds === 0 && (isReplaced || isBack) && before.head.epoch !== ''
      target.head = { ...head, ticket: Math.max(head.ticket, memory.head.ticket) }
      if (isReplaced) losses++
      const skewNow = storeNow - now()
      if (rounds === 0) again.push(...written.map((item) => shiftedItem(item, skewNow - skewMs)))
      again.push(...touched.map((caseId): Item => ({ kind: 'dirty', caseId, ticket: 0 })))
      if (isPutBack) again.push(...(await putBack(before, target, storeNow, isBack)))
      if (again.length === 0 && !isPutBack) {
        memory = target
        skewMs = skewNow
        return
      }
      from = target
      if (again.length === 0) continue
      const ticket = await takeTicket()
      const items = again.map((item) => ({ ...item, ticket }))
      const outcomes = await store.commit(head.epoch, items)
      if (outcomes !== undefined) again = []
    }
    throw new Error('Redis does not keep the case index')
  }

  async function takeTicket(): Promise<number> {
    const ticket = await store.ticket(memory.head.ticket)
    memory.head = { ...memory.head, ticket: Math.max(ticket, memory.head.ticket) }
    return ticket
  }

  /** Applies what has changed in Redis; to a new memory where all may have. */
  async function read(from: Memory) {
    let target = from
    let { epoch, seq } = target.head
    let isTorn = false
    for (let beginnings = 0; ;) {
      const changes = await store.follow(epoch, seq, touchedSince).catch((error: unknown) => {
        if (!isGarbage(error)) throw error
      })
      if (changes !== undefined && changes.head.epoch !== '') {
        if (changes.from === 0) target = createMemory(maxBytes)
        epoch = changes.head.epoch
        const isReadable = applyChanges(target, memory, changes.cases)
        if (isReadable && changes.next !== undefined) {
          seq = changes.next
          continue
        }
        const { count, sum } = target.total()
        if (isReadable && count === changes.head.count && sum === changes.head.sum) {
          touchedSince = changes.now - 1
          return { target, head: changes.head, now: changes.now, touched: changes.touched, isTorn }
        }
        // Redis has failed over to one that lacked a commit, and has got others since. All of it may differ.
        if (isReadable && target === from) {
          isTorn = true
          epoch = ''
          continue
        }
      }
      // There is no list, or garbage in its place, or only a part of it.
      if (++beginnings > MAX_BEGINNINGS) throw new Error('Redis does not keep the case index')
      const isMine = await store.begin(changes?.head.epoch, memory.head.ticket)
      if (isMine && memory.total().count > 0) {
        const { head, now: storeNow } = await store.follow('', 0, 0)
        await restore(memory, head.epoch, storeNow - now() - skewMs)
      }
      epoch = ''
    }
  }

  /** Puts into Redis what it has not: all that AWS would be asked for again otherwise. */
  async function restore(from: Memory, epoch: string, byMs: number): Promise<void> {
    const { asOf, intervalMs, passedAt } = from.head
    const known = [...from.cases].filter(([, { mark }]) => mark.hash !== 0)
    const kept = known.flatMap(([caseId, { mark, entry }]): Kept[] =>
      entry?.blob === undefined ? [] : [{ kind: 'kept', caseId, mark: shiftedMark(mark, byMs), blob: entry.blob }],
    )
    // A case that is known by its id alone is not put back. A list that lacks it must not count as complete.
    const isAll = known.length === from.cases.size
    await store.commit(epoch, kept)
    await store.raise(epoch, kept.length, {
      asOf: isAll ? shifted(asOf, byMs) : 0,
      intervalMs,
      passedAt: kept.length === from.cases.size ? shifted(passedAt, byMs) : 0,
    })
  }

  /**
   * What this process has of Redis, and Redis has lost since, is put back. Resolves to what has to be read again: where Redis has something older,
   * and what was written to of late, by other processes too.
   */
  async function putBack(before: Memory, after: Memory, storeNow: number, isBack: boolean): Promise<Item[]> {
    const { epoch, seq } = after.head
    const isNew = before.head.epoch !== epoch
    const lost: Item[] = []
    let lacks = false
    for (const [caseId, { mark }] of before.cases) {
      const found = after.cases.get(caseId)?.mark ?? noMark
      const isRestored = isNew && !isBack && isNewer(mark, found)
      // The next refresh finds a case that Redis does not have.
      const isLeft = isRestored || (isBack && found.hash === 0)
      lacks ||= isRestored
      // Another process that does not know of the write may commit newer content before this is put back.
      if (lacksPin(mark, found, storeNow) || (!isLeft && isLost(mark, found))) lost.push(dirtyAgain(caseId, mark))
    }
    if (lacks) await restore(before, epoch, 0)
    const { written } = await store.follow(epoch, seq, 0)
    return [...lost, ...written.map((caseId): Item => ({ kind: 'dirty', caseId, ticket: 0 }))]
  }

  /** What was read while Redis was away may be older than what others have read since, whatever its ticket. */
  async function commitOnly(all: readonly Item[]): Promise<Outcome[]> {
    const items: Item[] = []
    for (const item of all) {
      if (isOfRedis(item)) items.push(item)
      else if (item.kind === 'dirty') items.push({ ...item, ticket: await takeTicket() })
    }
    const outcomes = items.length === 0 ? [] : await commitSince(items)
    return all.map((item) => (isOfRedis(item) || item.kind === 'dirty' ? outcomes.shift() : undefined) ?? 'older')
  }

  /** Until Redis has them, or refuses. */
  async function commitSince(items: readonly Item[]): Promise<Outcome[]> {
    for (let tries = 0; tries < MAX_BEGINNINGS; tries++) {
      const outcomes = await store.commit(memory.head.epoch, items)
      if (outcomes !== undefined) return outcomes
      await follow(false, [])
    }
    throw new Error('Redis does not keep the case index')
  }

  return {
    memory: () => memory,
    skewMs: () => skewMs,
    losses: () => losses,
    ticket: takeTicket,
    follow,
    async commit(items) {
      const outcomes = await commitOnly(items)
      await follow(false, [])
      const lost = items.filter((item, at) => isGone(item, outcomes[at], memory.cases.get(item.caseId)?.mark))
      if (lost.length > 0) {
        // Redis lost the list before this process followed it. Only writes are committed again: reads are too old for another list.
        losses++
        await commitOnly(lost.filter(({ kind }) => kind === 'dirty'))
        await follow(false, [])
      }
      // What has not changed is no change to follow, but it was read just now.
      for (const [index, item] of items.entries()) {
        const mark = memory.cases.get(item.caseId)?.mark
        if (item.kind !== 'read' || outcomes[index] !== 'accepted' || mark?.hash !== item.hash) continue
        const { ticket, askedAt: readAt } = item
        if (mark.ticket < ticket) memory.setMark(item.caseId, { ...mark, ticket, readAt })
      }
      return outcomes
    },
    reset(to) {
      memory = to
    },
  }
}

/** Whether Redis has taken an item, or has refused it for something newer, and has neither any more. */
function isGone(item: Item, outcome: Outcome | undefined, mark: Mark | undefined): boolean {
  if (item.kind === 'missing') return false
  if (mark === undefined) return true
  if (outcome === 'stale' || outcome === 'pinned') return false
  return (
    Math.max(mark.dirty, mark.ticket) < Math.floor(item.ticket) && (item.kind === 'dirty' || mark.hash !== item.hash)
  )
}

function isOfRedis({ ticket }: Item): boolean {
  return Number.isInteger(ticket)
}

/** Whether Redis has something older than what this process has followed. */
function isLost(mark: Mark, found: Mark): boolean {
  const isLater = isNewer(mark, found) || Math.max(mark.ticket, mark.dirty) > Math.max(found.ticket, found.dirty)
  return isLater && (mark.hash !== found.hash || mark.dirty > 0)
}

function lacksPin(mark: Mark, found: Mark, now: number): boolean {
  const has = ({ kind, value, until }: Pin): boolean =>
    found.pins.some((pin) => pin.kind === kind && pin.value === value && pin.until === until)
  return mark.pins.some((pin) => isLive(pin, now) && !has(pin))
}
