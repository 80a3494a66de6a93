/**
 * The journal of one text: all sends of it in the last day, by any request, with what each is known to have created. A lookup uses it to skip what other
 * sends of the same text have created.
 */
import { isTime, parseJson, type WriteStore } from './store.js'

export interface Send {
  id: string
  /** When it was sent, in epoch milliseconds. */
  at: number
  /** A digest of the rest of the input. */
  details: string
  /** Set once the send is known to have worked. */
  made?: true
  /** The id of the created case; undefined for a reply, which has no id. */
  item?: string | undefined
}

/** Longer than records are kept, so that every lookup recognizes what other sends have created. */
const RETENTION_MS = 25 * 60 * 60 * 1000
/** More sends of the same text in a day than are realistic. */
const MAX_SENDS = 1_000
/** The maximum number of tries for one update. The lock lets only one request at a time write here, so another can interfere only if the lock has expired. */
const MAX_TRIES = 5

/**
 * How far AWS's clock may be from the gateway's. AWS refuses signatures that are more than 5 minutes off (documentation); one more minute allows for the
 * duration of a send.
 */
const SKEW_MS = 6 * 60 * 1000

export interface Journal {
  /** Rejects if another program has overwritten the journal: no item can be attributed to a send then. The next send starts a new journal. */
  read: () => Promise<Send[]>
  /** Adds or replaces a send. */
  put: (send: Send) => Promise<void>
  remove: (id: string) => Promise<void>
  /** Records what a send has created. Resolves to false if another send has already claimed the item. */
  claim: (send: Send, item: string | undefined) => Promise<boolean>
}

export function createJournal(store: WriteStore, key: string, now: () => number): Journal {
  const update = async (change: (others: Send[]) => Send[] | undefined, id: string): Promise<boolean> => {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const text = await store.read(key)
      const found = parse(text)
      const sends = (found ?? []).filter(({ at }) => at > now() - RETENTION_MS)
      const changed = change(sends.filter((send) => send.id !== id))
      if (changed === undefined) return false
      const next = changed.length === 0 ? null : JSON.stringify(changed.slice(-MAX_SENDS))
      // An unreadable value may not be valid text, so it cannot be compared for a swap.
      if (found === undefined) {
        await store.replace(key, next ?? '[]', RETENTION_MS)
        return true
      }
      if (next === text || (await store.swap(key, text, next, RETENTION_MS))) return true
    }
    throw new Error(
      `the journal of a text was changed by other processes during each of ${MAX_TRIES} attempts to update it`,
    )
  }

  return {
    async read() {
      const sends = parse(await store.read(key))
      if (sends === undefined) throw new Error('the journal of a text is unreadable')
      return sends
    },
    async put(send) {
      await update((others) => [...others, send], send.id)
    },
    async remove(id) {
      await update((others) => others, id)
    },
    claim: (send, item) =>
      update((others) => {
        if (item !== undefined && others.some((other) => other.item === item)) return undefined
        return [...others, { ...send, made: true, item }]
      }, send.id),
  }
}

function parse(text: string | null): Send[] | undefined {
  const found = text === null ? [] : parseJson(text)
  return Array.isArray(found) && found.every(isSend) ? found : undefined
}

function isSend(value: unknown): value is Send {
  const { id, at, details, made, item } = Object(value) as Record<string, unknown>
  return (
    typeof id === 'string' &&
    isTime(at) &&
    typeof details === 'string' &&
    (made === undefined || made === true) &&
    (item === undefined || typeof item === 'string')
  )
}

/**
 * The start of the time window in which to search for what a send at `sentAt` has created. Replies have no id, so those of other sends can only be counted
 * (`withoutOthers`). The window must therefore not start near another reply, or clock skew would decide whether that reply counts.
 */
export function startOfWindow(sentAt: number, sends: readonly Send[]): number {
  let start = sentAt - SKEW_MS
  const replies = sends.filter(({ made, item }) => made === true && item === undefined).map(({ at }) => at)
  for (const at of replies.toSorted((a, b) => b - a)) {
    if (Math.abs(at - start) <= SKEW_MS) start = at - SKEW_MS - 1
  }
  return start
}

/** Drops one found item for each reply that another send is known to have created since `start`. Cases have ids, by which `claim` tells them apart. */
export function withoutOthers<T>(items: readonly T[], start: number, others: readonly Send[]): T[] {
  return items.slice(others.filter(({ made, item, at }) => made === true && item === undefined && at > start).length)
}

/** Whether another send of the same text, but with other details, may have created what the lookup finds. */
export function hasRivals(details: string, others: readonly Send[]): boolean {
  return others.some((other) => other.made === undefined && other.details !== details)
}
