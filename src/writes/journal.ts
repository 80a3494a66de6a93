/**
 * The sends of one text, by all requests of the last day: which of them are known to have worked, and what came of them. Whoever looks for what
 * a send has made can so leave to others what is theirs.
 */
import { isTime, parseJson, type WriteStore } from './store.js'

export interface Send {
  id: string
  /** When it was sent, epoch milliseconds. */
  at: number
  /** A digest of what was asked for beside the text. */
  details: string
  /** Absent while nobody knows whether it worked. */
  made?: true
  /** What it made, where AWS names that: a case has an id, a reply has none. */
  item?: string | undefined
}

/** Longer than the keys are remembered: what a look-up may find has to be known as somebody else's. */
const REMEMBERED_MS = 25 * 60 * 60 * 1000
/** More of the same text in one day than anybody sends. */
const MAX_SENDS = 1_000
/** Only one request at a time works on a text; another comes between when its lease has run out. */
const MAX_TRIES = 5

/**
 * How far AWS's clock may be from the gateway's: AWS refuses what is signed 5 minutes off, documentation. One minute more for the time that a
 * send takes.
 */
const SKEW_MS = 6 * 60 * 1000

export interface Journal {
  /** Rejects where something else has overwritten it: then nobody knows what is whose. The next send replaces what is there. */
  read: () => Promise<Send[]>
  /** Writes down a send, in place of what is there of it. */
  put: (send: Send) => Promise<void>
  remove: (id: string) => Promise<void>
  /** Writes down what a send has made, unless that is another's by now: then it resolves to false. */
  claim: (send: Send, item: string | undefined) => Promise<boolean>
}

export function createJournal(store: WriteStore, key: string, now: () => number): Journal {
  const update = async (change: (others: Send[]) => Send[] | undefined, id: string): Promise<boolean> => {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const text = await store.read(key)
      const found = parse(text)
      const sends = (found ?? []).filter(({ at }) => at > now() - REMEMBERED_MS)
      const changed = change(sends.filter((send) => send.id !== id))
      if (changed === undefined) return false
      const next = changed.length === 0 ? null : JSON.stringify(changed.slice(-MAX_SENDS))
      // Unreadable bytes may not be text, so that they cannot be compared for a swap.
      if (found === undefined) {
        await store.replace(key, next ?? '[]', REMEMBERED_MS)
        return true
      }
      if (next === text || (await store.swap(key, text, next, REMEMBERED_MS))) return true
    }
    throw new Error('the journal of a text changes faster than it can be written')
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
 * From when on to look for what a send at `sentAt` has made. What has no name is told from others' by count, so that the window must not begin
 * near one of them, where a clock that is off would decide on which side it is.
 */
export function windowOf(sentAt: number, sends: readonly Send[]): number {
  let start = sentAt - SKEW_MS
  const unnamed = sends.filter(({ made, item }) => made === true && item === undefined).map(({ at }) => at)
  for (const at of unnamed.toSorted((a, b) => b - a)) {
    if (Math.abs(at - start) <= SKEW_MS) start = at - SKEW_MS - 1
  }
  return start
}

/** Of what was found from `start` on, what is left when each of the other sends has taken its own. What has a name is taken by `claim`. */
export function notOfOthers<T>(items: readonly T[], start: number, others: readonly Send[]): T[] {
  return items.slice(others.filter(({ made, item, at }) => made === true && item === undefined && at > start).length)
}

/** Whether another send of the same text, but with other details, may have made what is found. */
export function hasRivals(details: string, others: readonly Send[]): boolean {
  return others.some((other) => other.made === undefined && other.details !== details)
}
