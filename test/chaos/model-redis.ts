/**
 * Redis for the case index: an in-memory model with the rules of commit.ts, and a real one with a clock that tests set.
 */
import type { Redis } from 'ioredis'
import { LAG_MS } from '../../src/case-index/commit.js'
import { SUM_MODULUS } from '../../src/case-index/memory.js'
import {
  BEGIN,
  COMMIT,
  EXPIRE,
  FINISH,
  FOLLOW,
  FORMAT,
  READ_MARKS,
  members,
  PAGE,
  RAISE,
  RELEASE,
  RENEW,
  TICKET,
} from '../../src/case-index/redis-scripts.js'

/** The commands that the index sends. */
export interface Commands {
  callBuffer: (...command: unknown[]) => Promise<unknown>
  eval: (script: string, keys: number, ...rest: unknown[]) => Promise<unknown>
  set: (key: string, value: string, ...options: unknown[]) => Promise<string | null>
}

/** A Redis with the data of one account. */
export interface ModelRedis extends Commands {
  /** Sets its clock, in epoch milliseconds. */
  setTime: (now: number) => Promise<void>
  /** Expires all leases, as if they had not been renewed. */
  expireLeases: () => Promise<void>
  /** Saves all data. `restore` restores it, like a failover to a lagging replica. */
  snapshot: () => Promise<unknown>
  restore: (snapshot: unknown) => Promise<void>
  flush: () => Promise<void>
}

interface Stored {
  meta: Map<string, string>
  marks: Map<string, string>
  blobs: Map<string, Buffer>
  changes: Map<string, number>
  touched: Map<string, number>
  leases: Map<string, string>
}

const nothing = (): Stored => ({
  meta: new Map(),
  marks: new Map(),
  blobs: new Map(),
  changes: new Map(),
  touched: new Map(),
  leases: new Map(),
})

const copyOf = (stored: Stored): Stored =>
  Object.fromEntries(Object.entries(stored).map(([name, map]) => [name, new Map(map as Map<string, unknown>)])) as never

/** The scripts as functions, so schedules run without Redis. */
export function memoryRedis(): ModelRedis {
  let stored = nothing()
  let now = 0
  const number = (name: string): number => Number(stored.meta.get(name) ?? 0)
  const put = (values: Record<string, number | string>): void => {
    for (const [name, value] of Object.entries(values)) stored.meta.set(name, String(value))
  }

  function commit([epoch, decidedAt, count, sum, ...cases]: unknown[]): unknown {
    const { meta, marks, blobs, changes, touched } = stored
    if (meta.get('epoch') !== epoch) return null
    if (Math.abs(now - Number(decidedAt)) > 1_000) return 0
    const rows = Array.from({ length: cases.length / 5 }, (_, row) => cases.slice(5 * row, 5 * row + 5))
    if (rows.some(([caseId, known]) => (marks.get(String(caseId)) ?? '') !== String(known))) return 0
    for (const [caseId, , mark, blob, change] of rows as [string, unknown, string, Buffer | '', string][]) {
      if (mark === '') {
        marks.delete(caseId)
        blobs.delete(caseId)
      } else marks.set(caseId, mark)
      if (blob !== '') blobs.set(caseId, blob)
      if (change !== '') {
        put({ seq: number('seq') + 1 })
        changes.set(caseId, number('seq'))
      }
      if (change === 'dirty') {
        put({ writes: number('writes') + 1 })
        touched.set(`${FORMAT} ${caseId}`, now)
      }
    }
    for (const [member, at] of touched) if (at <= now - LAG_MS) touched.delete(member)
    const added = (number('sum') + Number(sum)) % SUM_MODULUS
    put({ count: number('count') + Number(count), sum: added < 0 ? added + SUM_MODULUS : added })
    return 1
  }

  function follow(epoch: unknown, seq: unknown, touchedSince: unknown): unknown[] {
    const head = members.map((name) => stored.meta.get(name))
    let from = Number(seq)
    if (head[0] !== epoch || number('seq') < from) from = 0
    const found = [...stored.changes].filter(([, at]) => at > from).toSorted(([, a], [, b]) => a - b)
    const page = head[0] === undefined ? [] : found.slice(0, PAGE)
    const ids = page.map(([caseId]) => caseId)
    // By score, then by name.
    const written = [...stored.touched]
      .filter(([, at]) => at > Number(touchedSince))
      .toSorted(([a, atA], [b, atB]) => atA - atB || (a < b ? -1 : 1))
      .map(([member]) => member)
    const texts = ids.map((id) => stored.marks.get(id)).map((mark) => mark && Buffer.from(mark))
    const last = page.at(-1)?.[1] ?? from
    return [now, head, from, last, ids, texts, ids.map((id) => stored.blobs.get(id)), written]
  }

  const scripts: Record<string, (keys: readonly string[], args: unknown[]) => unknown> = {
    [READ_MARKS](_, [epoch, ...caseIds]) {
      if (stored.meta.get('epoch') !== epoch) return null
      const texts = caseIds.map((caseId) => stored.marks.get(String(caseId)))
      return [now, stored.meta.get('floor') ?? null, texts.map((text) => (text ? Buffer.from(text) : null))]
    },
    [COMMIT]: (_, args) => commit(args),
    [FOLLOW]: (_, [epoch, seq, since]) => follow(epoch, seq, since),
    [BEGIN](_, [before, epoch, known]) {
      const found = stored.meta.get('epoch')
      if (found !== undefined && found !== before && before !== 'any') return 0
      const ticket = Math.max(number('ticket'), Number(known), now)
      stored = { ...nothing(), touched: stored.touched, leases: stored.leases }
      put({ epoch: String(epoch), seq: 0, ticket, floor: ticket, writes: 0, count: 0, sum: 0 })
      return 1
    },
    [TICKET](_, [known]) {
      put({ ticket: Math.max(now, Number(known) + 1, number('ticket') + 1) })
      return number('ticket')
    },
    [RAISE](_, [epoch, least, ...rest]) {
      if (stored.meta.get('epoch') !== epoch || number('count') < Number(least)) return 0
      for (let at = 0; at < rest.length; at += 2) {
        const [name, value] = rest.slice(at, at + 2).map(String) as [string, string]
        if (number(name) < Number(value)) put({ [name]: value })
      }
      return 1
    },
    [FINISH]([, lease = ''], [epoch, least, id, ...rest]) {
      if (stored.meta.get('epoch') !== epoch || number('seq') < Number(least)) return 0
      if (stored.leases.get(lease) !== id) return 0
      for (let at = 0; at < rest.length; at += 2) put({ [String(rest[at])]: String(rest[at + 1]) })
      return 1
    },
    [EXPIRE](_, [epoch]) {
      if (stored.meta.get('epoch') !== epoch) return 0
      put({ notBefore: now, writes: number('writes') + 1 })
      return 1
    },
    [RENEW]: ([lease = ''], [id]) => Number(stored.leases.get(lease) === id),
    [RELEASE]: ([lease = ''], [id]) => (stored.leases.get(lease) === id ? stored.leases.delete(lease) && 1 : 0),
  }
  const run = (script: string, keys: number, rest: unknown[]): unknown =>
    scripts[script]?.(rest.slice(0, keys).map(String), rest.slice(keys))

  return {
    callBuffer: async (_, script, keys, ...rest) => run(String(script), Number(keys), rest),
    eval: async (script, keys, ...rest) => run(script, keys, rest),
    async set(key, id) {
      if (stored.leases.has(key)) return null
      stored.leases.set(key, id)
      return 'OK'
    },
    setTime: async (time) => void (now = time),
    expireLeases: async () => stored.leases.clear(),
    snapshot: async () => copyOf(stored),
    restore: async (snapshot) => void (stored = copyOf(snapshot as Stored)),
    flush: async () => void (stored = nothing()),
  }
}

/** The real scripts, with a separate clock for `account` instead of TIME. */
export function realRedis(redis: Redis, account: string): ModelRedis {
  const clock = `clock:${account}`
  /** Passes the clock as an additional first key, hidden from the script. */
  const withClock = (script: string, keys: number, rest: unknown[]): [string, number, ...string[]] => {
    const timed = script.replaceAll("redis.call('TIME')", "redis.call('LRANGE', CLOCK, 0, 1)")
    return [`local CLOCK = table.remove(KEYS, 1)\n${timed}`, keys + 1, clock, ...(rest as string[])]
  }
  const keysOf = (pattern = '*'): Promise<string[]> => redis.keys(`aws-support-graph:case-index:*${account}:${pattern}`)

  async function flush(): Promise<void> {
    const keys = await keysOf()
    if (keys.length > 0) await redis.del(keys)
  }
  return {
    callBuffer: (name, script, keys, ...rest) =>
      redis.callBuffer(String(name), ...withClock(String(script), Number(keys), rest)),
    eval: (script, keys, ...rest) => redis.eval(...withClock(script, keys, rest)),
    set: (key, value) => redis.set(key, value, 'NX'),
    async setTime(now) {
      await redis
        .multi()
        .del(clock)
        .rpush(clock, Math.floor(now / 1_000), (now % 1_000) * 1_000)
        .exec()
    },
    async expireLeases() {
      const keys = [...(await keysOf('*:refresh')), ...(await keysOf('*:pass'))]
      if (keys.length > 0) await redis.del(keys)
    },
    async snapshot() {
      const keys = await keysOf()
      return Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key)] as const))
    },
    async restore(snapshot) {
      await flush()
      for (const [key, value] of snapshot as [string, Buffer][]) await redis.restore(key, 0, value)
    },
    flush,
  }
}
