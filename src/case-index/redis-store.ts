/** The list of an account's cases in Redis, for all processes. Long, because reading and writing share the format of the head and the marks. */
import { randomUUID } from 'node:crypto'
import { digest } from '../lib/digest.js'
import { redisKey, type Redis } from '../redis/redis.js'
import { applyAll, type Item, type Mark, type Outcome, type Pin, type Restored } from './commit.js'
import type { Change, Head } from './memory.js'
import {
  BEGIN,
  COMMIT,
  EXPIRE,
  FINISH,
  FOLLOW,
  FORMAT,
  LEASE_MS,
  members,
  PAGE,
  RAISE,
  READ_MARKS,
  RELEASE,
  RENEW,
  TICKET,
} from './redis-scripts.js'

export interface RedisStore {
  /** The changes after `seq` of the list `epoch`, at most 100 cases. They begin at seq 0 if Redis has another list, or has lost changes of this one. */
  follow: (epoch: string, seq: number, touchedSince: number) => Promise<Changes>
  /** Issues a ticket that is higher than all earlier ones and than `known`. Call this before calling AWS. */
  ticket: (known?: number) => Promise<number>
  /** Resolves to undefined if Redis now has another list. */
  commit: (epoch: string, items: readonly (Item | Restored)[]) => Promise<Outcome[] | undefined>
  /** Starts a new list with tickets above `ticket` if Redis has the list `epoch` (empty: no list; undefined: anything). Resolves to whether it did. */
  begin: (epoch: string | undefined, ticket: number) => Promise<boolean>
  /** Raises members of the head to these values if they are lower, and the list has at least `count` cases. */
  raise: (epoch: string, count: number, head: Partial<Head>) => Promise<void>
  /** Sets members of the head for the holder of a lease. Resolves to false if the lease is lost, or the list has been replaced. */
  finish: (known: Pick<Head, 'epoch' | 'seq'>, lease: Lease, head: Partial<Head>) => Promise<boolean>
  /** Marks lists whose read started before now as possibly lacking a case. */
  expire: (epoch: string) => Promise<void>
  lease: (name: string) => Promise<Lease | undefined>
}

/** One batch of changes from Redis. */
export interface Changes {
  /** Redis's clock, in epoch milliseconds. */
  now: number
  /** The current head, which the follower reaches with the last batch. An empty epoch: there is no list. */
  head: Head
  /** The seq after which the batch begins; 0 is the start of the list. */
  from: number
  cases: Change[]
  /** The seq after which the next batch begins; undefined for the last batch. */
  next: number | undefined
  /** The cases to which processes with another format have written since `touchedSince`. */
  touched: string[]
  /** The cases to which processes with this format have written since then. */
  written: string[]
}

/** The exclusive right of one process of the fleet to do some work. */
export interface Lease {
  name: string
  id: string
  /** Resolves to false if another process now holds the lease. */
  renew: () => Promise<boolean>
  release: () => Promise<void>
}

/** Thrown for data that is not from the index. */
class UnreadableIndex extends Error {
  override name = 'UnreadableIndex'
}

/** If several processes commit to a case at the same time, one of them succeeds on each try. */
const MAX_TRIES = 20

/** `upstream` is part of the keys, so that the data of two upstreams is never mixed. */
export function createRedisStore(
  redis: Redis,
  { account, upstream, pinMs }: { account: string; upstream: string; pinMs: number },
): RedisStore {
  const prefix = prefixOf(account, upstream)
  const meta = prefix + 'meta'
  /** The recent writes to cases, with their times. Processes with other formats also read and write this key. */
  const touched = redisKey('case-index', account, 'touched')
  const marks = prefix + 'marks'
  const keys = [meta, prefix + 'cases', marks, prefix + 'changes', touched]

  /** Computes the changes from the marks in Redis and commits them. Tries again if another process has changed one of these marks in the meantime. */
  async function commitPage(epoch: string, items: readonly (Item | Restored)[]): Promise<Outcome[] | undefined> {
    const caseIds = [...new Set(items.map(({ caseId }) => caseId))]
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = (await redis.callBuffer('EVAL', READ_MARKS, 2, meta, marks, epoch, ...caseIds)) as unknown[] | null
      if (found === null) return undefined
      const [now, floor, texts] = found as [number, Buffer | null, (Buffer | null)[]]
      const known = new Map(caseIds.map((caseId, index) => [caseId, readMark(texts[index])]))
      const { outcomes, changes } = applyAll(items, known, { now, pinMs, floor: readNumber(floor) })
      let [count, sum] = [0, 0]
      const args = caseIds.flatMap((caseId, index) => {
        const change = changes.get(caseId)
        if (change === undefined) return []
        const { mark, blob, isChanged, isDirty } = change
        const [before, after] = [known.get(caseId)?.hash ?? 0, mark?.hash ?? 0]
        count += Math.sign(after) - Math.sign(before)
        sum += after - before
        const followed = isDirty ? 'dirty' : isChanged ? 'changed' : ''
        return [caseId, texts[index] ?? '', mark ? JSON.stringify(mark) : '', blob ?? '', followed]
      })
      if (args.length === 0) return outcomes
      const isDone = await redis.eval(COMMIT, 5, ...keys, epoch, now, count, sum, ...args)
      if (isDone === null) return undefined
      if (isDone === 1) return outcomes
    }
    throw new Error(`failed to commit cases in ${MAX_TRIES} tries: others were faster, or the tries took too long`)
  }

  return {
    async follow(epoch, seq, touchedSince) {
      const result = (await redis.callBuffer('EVAL', FOLLOW, 5, ...keys, epoch, seq, touchedSince)) as unknown[]
      const [now, found, from, last, ids, markTexts, blobs, writes] = result as [
        number,
        (Buffer | null)[],
        number,
        Buffer | number,
        Buffer[],
        (Buffer | null)[],
        (Buffer | null)[],
        Buffer[],
      ]
      const texts = new Map(members.map((name, index) => [name, found[index]]))
      if (found[0] && !counters.every((name) => isCount(texts.get(name))))
        throw new UnreadableIndex('the counters of the head are not numbers')
      const head = Object.fromEntries([...texts].map(([name, text]) => [name, readNumber(text)]))
      const own = String(FORMAT)
      const touches = writes.map((member) => String(member).split(' '))
      return {
        now,
        head: { ...(head as Omit<Head, 'epoch'>), epoch: String(found[0] ?? '') },
        from,
        cases: ids.map((id, index) => {
          const mark = readMark(markTexts[index])
          const blob = blobs[index]
          if (mark !== undefined && mark.hash !== 0 && !blob)
            throw new UnreadableIndex('the content of a case is missing')
          // A copy, because the original is a slice that would keep the whole result in memory.
          return { caseId: String(id), mark, blob: blob ? Buffer.from(blob) : undefined }
        }),
        next: ids.length === PAGE ? readNumber(last) : undefined,
        touched: touches.filter(([format]) => format !== own).flatMap(([, caseId]) => caseId ?? []),
        written: touches.filter(([format]) => format === own).flatMap(([, caseId]) => caseId ?? []),
      }
    },
    async ticket(known = 0) {
      const ticket = await redis.eval(TICKET, 1, meta, Math.floor(known))
      if (typeof ticket !== 'number') throw new UnreadableIndex('the ticket is not a number')
      return ticket
    },
    async commit(epoch, items) {
      const outcomes: Outcome[] = []
      for (let at = 0; at < items.length; at += PAGE) {
        const committed = await commitPage(epoch, items.slice(at, at + PAGE))
        if (committed === undefined) return undefined
        outcomes.push(...committed)
      }
      return outcomes
    },
    async begin(epoch, ticket) {
      return (await redis.eval(BEGIN, 5, ...keys, epoch ?? 'any', randomUUID(), Math.ceil(ticket))) === 1
    },
    async raise(epoch, count, head) {
      await redis.eval(RAISE, 1, meta, epoch, count, ...textsOf(head))
    },
    async finish({ epoch, seq }, { name, id }, head) {
      return (await redis.eval(FINISH, 2, meta, prefix + name, epoch, seq, id, ...textsOf(head))) === 1
    },
    async expire(epoch) {
      await redis.eval(EXPIRE, 1, meta, epoch)
    },
    async lease(name) {
      const key = prefix + name
      const id = randomUUID()
      if ((await redis.set(key, id, 'PX', LEASE_MS, 'NX')) === null) return undefined
      return {
        name,
        id,
        renew: async () => (await redis.eval(RENEW, 1, key, id)) === 1,
        release: async () => void (await redis.eval(RELEASE, 1, key, id)),
      }
    },
  }
}

/** The state of the list in Redis for `npm run doctor`; undefined if there is none. Throws for garbage. */
export async function readStoredIndex(
  redis: Redis,
  { account, upstream }: { account: string; upstream: string },
): Promise<{ cases: number; isComplete: boolean; ageMs: number | undefined } | undefined> {
  const [epoch, ...texts] = await redis.hmget(
    prefixOf(account, upstream) + 'meta',
    'epoch',
    'count',
    'asOf',
    'passedAt',
  )
  if (!epoch) return undefined
  const [cases = 0, asOf = 0, passedAt = 0] = texts.map(readNumber)
  const [seconds = 0] = await redis.time()
  return { cases, isComplete: passedAt > 0, ageMs: asOf > 0 ? Math.max(0, seconds * 1_000 - asOf) : undefined }
}

function prefixOf(account: string, upstream: string): string {
  return redisKey('case-index', String(FORMAT), account, digest(upstream), '')
}

function textsOf(head: Partial<Head>): string[] {
  return Object.entries(head).flatMap(([member, value]) => [member, String(value)])
}

function readNumber(text: Buffer | number | string | null | undefined): number {
  const value = Number(text ?? 0)
  return Number.isSafeInteger(value) && value >= 0 ? value : 0
}

/** The members of the head that the scripts calculate with. */
const counters = ['ticket', 'seq', 'writes', 'count', 'sum'] as const

/** Lua writes numbers to JSON with at most 14 digits. */
function isCount(text: Buffer | number | null | undefined): boolean {
  return /^\d{1,14}$/.test(String(text))
}

function readMark(text: Buffer | null | undefined): Mark | undefined {
  if (!text) return undefined
  const mark = Object(JSON.parse(text.toString())) as Mark
  const numbers = [mark.ticket, mark.hash, mark.newest, mark.readAt, mark.missingSince, mark.dirty]
  if (!numbers.every(Number.isFinite)) throw new UnreadableIndex('a mark lacks a number')
  // The Lua of earlier versions encoded an empty list as an object.
  const pins: unknown = JSON.stringify(mark.pins) === '{}' ? [] : mark.pins
  if (!Array.isArray(pins) || !pins.every((pin: Partial<Pin> | null) => Number.isFinite(pin?.until)))
    throw new UnreadableIndex('the pins of a mark are invalid')
  return { ...mark, pins }
}

/** Whether the error means that the index's keys hold data that is not from the index. */
export function isGarbage(error: unknown): boolean {
  return (
    error instanceof UnreadableIndex ||
    error instanceof SyntaxError ||
    (error instanceof Error && /WRONGTYPE|attempt to\b|bad argument|not an integer|would overflow/.test(error.message))
  )
}
