/** The list of an account's cases in Redis, for all processes. */
import { randomUUID } from 'node:crypto'
import { digest } from '../lib/digest.js'
import { redisKey, type Redis } from '../redis/redis.js'
import { applyAll, type Item, type Kept, type Mark, type Outcome, type Pin } from './commit.js'
import type { Change, Head } from './memory.js'
import {
  BEGIN,
  COMMIT,
  EXPIRE,
  FINISH,
  FOLLOW,
  FORMAT,
  LEASE_MS,
  LOOK,
  members,
  PAGE,
  RAISE,
  RELEASE,
  RENEW,
  TICKET,
} from './redis-scripts.js'

export interface RedisStore {
  /** What has changed behind `seq` of the list `epoch`, 100 cases at most; from the start, where Redis has another list or less of this one. */
  follow: (epoch: string, seq: number, touchedSince: number) => Promise<Changes>
  /** Higher than all before, and than `known`. Taken before AWS is asked. */
  ticket: (known?: number) => Promise<number>
  /** Undefined where Redis has another list by now. */
  commit: (epoch: string, items: readonly (Item | Kept)[]) => Promise<Outcome[] | undefined>
  /** Begins a new list in place of the one of `epoch`, of none for an empty one; of any, and of garbage, without. Its tickets are higher than `ticket`. Resolves to whether this process has done it. */
  begin: (epoch: string | undefined, ticket: number) => Promise<boolean>
  /** Sets members of the head that are lower, if the list has at least so many cases. */
  raise: (epoch: string, count: number, head: Partial<Head>) => Promise<void>
  /** Sets members of the head, by the holder of a lease. Resolves to false where the lease or the epoch is another's. */
  finish: (known: Pick<Head, 'epoch' | 'seq'>, lease: Lease, head: Partial<Head>) => Promise<boolean>
  /** A list that was begun before this moment may miss a case. */
  expire: (epoch: string) => Promise<void>
  lease: (name: string) => Promise<Lease | undefined>
}

/** One step on the way to what Redis has. */
export interface Changes {
  /** Redis's clock, epoch milliseconds. */
  now: number
  /** As it is with these changes, if they are the last. An empty epoch: there is no list. */
  head: Head
  /** Where they begin: 0 is the start. */
  from: number
  cases: Change[]
  /** The next step is behind this; undefined behind the last. */
  next: number | undefined
  /** The cases that processes of another format have written to since `touchedSince`; `written`: those of this one. */
  touched: string[]
  written: string[]
}

/** Work that one process of the fleet does. */
export interface Lease {
  name: string
  id: string
  /** Resolves to false where it is another's by now. */
  renew: () => Promise<boolean>
  release: () => Promise<void>
}

/** Thrown for what something else has put there. */
class UnreadableIndex extends Error {
  override name = 'UnreadableIndex'
}

/** One of those that commit to a case at the same time succeeds. */
const MAX_TRIES = 20

/** `upstream` is where the account is: what two upstreams have is never mixed up. */
export function createRedisStore(
  redis: Redis,
  { account, upstream, pinMs }: { account: string; upstream: string; pinMs: number },
): RedisStore {
  const prefix = prefixOf(account, upstream)
  const meta = prefix + 'meta'
  /** Which cases were written to, and when: processes of another format write and read it as well. */
  const touched = redisKey('case-index', account, 'touched')
  const marks = prefix + 'marks'
  const keys = [meta, prefix + 'cases', marks, prefix + 'changes', touched]

  /** Decides by what Redis has of the cases, and again where another process has changed one of them meanwhile. */
  async function commitPage(epoch: string, items: readonly (Item | Kept)[]): Promise<Outcome[] | undefined> {
    const caseIds = [...new Set(items.map(({ caseId }) => caseId))]
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const reply = (await redis.callBuffer('EVAL', LOOK, 2, meta, marks, epoch, ...caseIds)) as unknown[] | null
      if (reply === null) return undefined
      const [now, floor, texts] = reply as [number, Buffer | null, (Buffer | null)[]]
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
    throw new Error(
      `${MAX_TRIES} tries to commit cases failed: each time they changed meanwhile, or the try took too long`,
    )
  }

  return {
    async follow(epoch, seq, touchedSince) {
      const reply = (await redis.callBuffer('EVAL', FOLLOW, 5, ...keys, epoch, seq, touchedSince)) as unknown[]
      const [now, found, from, last, ids, markTexts, blobs, writes] = reply as [
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
        throw new UnreadableIndex('the head has no numbers')
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
          if (mark !== undefined && mark.hash !== 0 && !blob) throw new UnreadableIndex('a case is gone')
          // A copy: what came with it would stay in memory for as long.
          return { caseId: String(id), mark, blob: blob ? Buffer.from(blob) : undefined }
        }),
        next: ids.length === PAGE ? readNumber(last) : undefined,
        touched: touches.filter(([format]) => format !== own).flatMap(([, caseId]) => caseId ?? []),
        written: touches.filter(([format]) => format === own).flatMap(([, caseId]) => caseId ?? []),
      }
    },
    async ticket(known = 0) {
      const ticket = await redis.eval(TICKET, 1, meta, Math.floor(known))
      if (typeof ticket !== 'number') throw new UnreadableIndex('the ticket is no number')
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

/** What `npm run doctor` shows of the list in Redis; undefined without one. Throws for garbage. */
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

/** What the scripts calculate with. */
const counters = ['ticket', 'seq', 'writes', 'count', 'sum'] as const

/** Lua writes numbers into JSON with 14 digits. */
function isCount(text: Buffer | number | null | undefined): boolean {
  return /^\d{1,14}$/.test(String(text))
}

function readMark(text: Buffer | null | undefined): Mark | undefined {
  if (!text) return undefined
  const mark = Object(JSON.parse(text.toString())) as Mark
  const numbers = [mark.ticket, mark.hash, mark.newest, mark.readAt, mark.missingSince, mark.dirty]
  if (!numbers.every(Number.isFinite)) throw new UnreadableIndex('a mark has no numbers')
  // What the Lua of earlier versions has made of an empty list.
  const pins: unknown = JSON.stringify(mark.pins) === '{}' ? [] : mark.pins
  if (!Array.isArray(pins) || !pins.every((pin: Partial<Pin> | null) => Number.isFinite(pin?.until)))
    throw new UnreadableIndex('a mark has no pins')
  return { ...mark, pins }
}

/** Whether something else than the index is under its keys. */
export function isGarbage(error: unknown): boolean {
  return (
    error instanceof UnreadableIndex ||
    error instanceof SyntaxError ||
    (error instanceof Error && /WRONGTYPE|attempt to|bad argument|not an integer|would overflow/.test(error.message))
  )
}
