/** The copy of the Redis list that a process has in memory. It also puts back what Redis has lost. */
import {
  dirtyAgain,
  isLive,
  isNewer,
  noMark,
  shifted,
  shiftedItem,
  shiftedMark,
  type Item,
  type Mark,
  type Outcome,
  type Pin,
  type Restored,
} from './commit.js'
import { applyChanges, createMemory, type Memory } from './memory.js'
import type { Space } from './room.js'
import { isGarbage, type RedisStore } from './redis-store.js'

export interface Replica {
  memory: () => Memory
  /** How far Redis's clock is ahead of the clock of this process, in milliseconds. */
  skewMs: () => number
  /** How often Redis had lost its list, or a part of it. */
  losses: () => number
  /** Issues a ticket for a read. Call this before calling AWS. */
  ticket: () => Promise<number>
  /**
   * Resolves once the memory has everything that Redis has. `isBack`: the process has been working without Redis, so any case may differ. `written`: the
   * cases to which it has written in that time.
   */
  follow: (isBack: boolean, written: readonly Item[]) => Promise<void>
  /** Resolves once the memory has the result of the commit. */
  commit: (items: readonly Item[]) => Promise<Outcome[]>
  /** Replaces the memory with this empty one. */
  reset: (memory: Memory) => void
}

/** After this many new lists, Redis is considered unable to keep data. */
const MAX_NEW_LISTS = 3
const MAX_ROUNDS = 6

export function createReplica(store: RedisStore, space: Space, now: () => number): Replica {
  let memory = createMemory(space)
  let skewMs = 0
  let touchedSince = 0
  let losses = 0

  async function follow(isBack: boolean, written: readonly Item[]): Promise<void> {
    // Another memory is filled in the meantime, which is not used if Redis fails.
    await catchUp(isBack, written).finally(() => space.hold(memory))
  }

  async function catchUp(isBack: boolean, written: readonly Item[]): Promise<void> {
    const before = memory
    let from = isBack ? createMemory(space) : memory
    let again: Item[] = []
    // Another round follows if something is put back or marked dirty, or if Redis has a new list in the meantime.
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
    throw new Error('Redis keeps losing the case index')
  }

  async function takeTicket(): Promise<number> {
    const ticket = await store.ticket(memory.head.ticket)
    memory.head = { ...memory.head, ticket: Math.max(ticket, memory.head.ticket) }
    return ticket
  }

  /** Applies the changes in Redis: to a new memory if all cases may have changed. */
  async function read(from: Memory) {
    let target = from
    let { epoch, seq } = target.head
    let isTorn = false
    for (let newLists = 0; ;) {
      const changes = await store.follow(epoch, seq, touchedSince).catch((error: unknown) => {
        if (!isGarbage(error)) throw error
      })
      if (changes !== undefined && changes.head.epoch !== '') {
        if (changes.from === 0) target = createMemory(space)
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
        // Redis has failed over to a replica that lacked a commit, and has received other commits since. Any case may differ.
        if (isReadable && target === from) {
          isTorn = true
          epoch = ''
          continue
        }
      }
      // Redis has no list, only part of one, or garbage.
      if (++newLists > MAX_NEW_LISTS) throw new Error('Redis keeps losing the case index')
      const isMine = await store.begin(changes?.head.epoch, memory.head.ticket)
      if (isMine && memory.total().count > 0) {
        const { head, now: storeNow } = await store.follow('', 0, 0)
        await restore(memory, head.epoch, storeNow - now() - skewMs)
      }
      epoch = ''
    }
  }

  /** Writes the cases of this process to Redis, so that they need not be read from AWS again. */
  async function restore(from: Memory, epoch: string, byMs: number): Promise<void> {
    const { asOf, intervalMs, passedAt } = from.head
    const known = [...from.cases].filter(([, { mark }]) => mark.hash !== 0)
    const restored = known.flatMap(([caseId, { mark, entry }]): Restored[] =>
      entry?.blob === undefined ? [] : [{ kind: 'restored', caseId, mark: shiftedMark(mark, byMs), blob: entry.blob }],
    )
    // Cases known only by their ids are not put back, and a list without them must not count as complete.
    const isAll = known.length === from.cases.size
    await store.commit(epoch, restored)
    await store.raise(epoch, restored.length, {
      asOf: isAll ? shifted(asOf, byMs) : 0,
      intervalMs,
      passedAt: restored.length === from.cases.size ? shifted(passedAt, byMs) : 0,
    })
  }

  /**
   * Puts back what Redis has lost. Resolves to items that mark cases dirty: the cases of which Redis has an older state, and all cases with recent writes,
   * including writes by other processes.
   */
  async function putBack(before: Memory, after: Memory, storeNow: number, isBack: boolean): Promise<Item[]> {
    const { epoch, seq } = after.head
    const isNew = before.head.epoch !== epoch
    const lost: Item[] = []
    let lacks = false
    for (const [caseId, { mark }] of before.cases) {
      const found = after.cases.get(caseId)?.mark ?? noMark
      const isRestored = isNew && !isBack && isNewer(mark, found)
      // A case that Redis does not have is found by the next refresh.
      const isLeft = isRestored || (isBack && found.hash === 0)
      lacks ||= isRestored
      // A lost pin counts too: a process that does not know about the write may have committed newer content before the pin is restored.
      if (lacksPin(mark, found, storeNow) || (!isLeft && isLost(mark, found))) lost.push(dirtyAgain(caseId, mark))
    }
    if (lacks) await restore(before, epoch, 0)
    const { written } = await store.follow(epoch, seq, 0)
    return [...lost, ...written.map((caseId): Item => ({ kind: 'dirty', caseId, ticket: 0 }))]
  }

  /** Commits without following. Rejects reads whose tickets were issued without Redis: other processes may have read later with lower tickets. */
  async function commitOnly(all: readonly Item[]): Promise<Outcome[]> {
    const items: Item[] = []
    for (const item of all) {
      if (hasRedisTicket(item)) items.push(item)
      else if (item.kind === 'dirty') items.push({ ...item, ticket: await takeTicket() })
    }
    const outcomes = items.length === 0 ? [] : await commitSince(items)
    return all.map((item) => (hasRedisTicket(item) || item.kind === 'dirty' ? outcomes.shift() : undefined) ?? 'older')
  }

  /** Commits to the current list; follows and tries again if Redis has a new one. */
  async function commitSince(items: readonly Item[]): Promise<Outcome[]> {
    for (let tries = 0; tries < MAX_NEW_LISTS; tries++) {
      const outcomes = await store.commit(memory.head.epoch, items)
      if (outcomes !== undefined) return outcomes
      await follow(false, [])
    }
    throw new Error('Redis keeps losing the case index')
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
      const lost = items.filter((item, at) => isLostCommit(item, outcomes[at], memory.cases.get(item.caseId)?.mark))
      if (lost.length > 0) {
        // Redis lost the commit before this process read it back. Only writes are committed again: reads are too old for the new list.
        losses++
        await commitOnly(lost.filter(({ kind }) => kind === 'dirty'))
        await follow(false, [])
      }
      // Reads of unchanged cases publish nothing to follow, so update the times of those reads here.
      for (const [index, item] of items.entries()) {
        const mark = memory.cases.get(item.caseId)?.mark
        if (item.kind !== 'read' || outcomes[index] !== 'accepted' || mark?.hash !== item.hash) continue
        const { ticket, requestedAt: readAt } = item
        if (mark.ticket < ticket) memory.setMark(item.caseId, { ...mark, ticket, readAt })
      }
      return outcomes
    },
    reset(to) {
      memory = to
    },
  }
}

/** Whether Redis has lost a commit: neither the item nor the newer state for which it was rejected is there. `mark`: the current mark in Redis. */
function isLostCommit(item: Item, outcome: Outcome | undefined, mark: Mark | undefined): boolean {
  if (item.kind === 'missing') return false
  if (mark === undefined) return true
  if (outcome === 'stale' || outcome === 'pinned') return false
  return (
    Math.max(mark.dirty, mark.ticket) < Math.floor(item.ticket) && (item.kind === 'dirty' || mark.hash !== item.hash)
  )
}

/** Tickets that a process issues without Redis are not whole numbers. */
function hasRedisTicket({ ticket }: Item): boolean {
  return Number.isInteger(ticket)
}

/** Whether Redis has an older state of a case than the one that this process had followed. */
function isLost(mark: Mark, found: Mark): boolean {
  const isLater = isNewer(mark, found) || Math.max(mark.ticket, mark.dirty) > Math.max(found.ticket, found.dirty)
  return isLater && (mark.hash !== found.hash || mark.dirty > 0)
}

function lacksPin(mark: Mark, found: Mark, now: number): boolean {
  const has = ({ kind, value, until }: Pin): boolean =>
    found.pins.some((pin) => pin.kind === kind && pin.value === value && pin.until === until)
  return mark.pins.some((pin) => isLive(pin, now) && !has(pin))
}
