/** The list of an account's cases in the memory of a process: a copy of the list in Redis or, without Redis, the only one. */
import { applyAll, isLive, type Item, type Mark, noMark, type Outcome } from './commit.js'
import type { Case } from '../upstream/operations.js'
import { sizeOf, toEntry, wholeCase, type Entry, type ListedCase } from './entry.js'
import type { Space } from './room.js'

/** The state of the list as a whole. Times are epoch milliseconds by the clock of the store. */
export interface Head {
  /** Identifies the list: after a flush of Redis, for example, there is a new one. Empty before the first list. */
  epoch: string
  /** The highest ticket issued so far. */
  ticket: number
  /** Counts the changes that followers need. */
  seq: number
  /** Every open case is as AWS had it at this time, or newer; 0 before the first refresh. */
  asOf: number
  /** How long after `asOf` the list is fresh. */
  intervalMs: number
  /** A list read before this time may lack a case that this gateway has created. */
  notBefore: number
  /** When the last completed full pass started; 0 before the first one. */
  passedAt: number
  /** Counts writes by this gateway. */
  writes: number
  /** As in `Memory.total`. */
  count: number
  sum: number
}

export const noHead: Head = {
  epoch: '',
  ticket: 0,
  seq: 0,
  asOf: 0,
  intervalMs: 0,
  notBefore: 0,
  passedAt: 0,
  writes: 0,
  count: 0,
  sum: 0,
}

export interface KnownCase {
  mark: Mark
  /** Undefined if only the id of the case is known. */
  entry: Entry | undefined
}

export interface Memory {
  head: Head
  /** Reads with tickets up to this one belong to a list that has been cleared. */
  floor: number
  cases: ReadonlyMap<string, KnownCase>
  /** All cases with content, newest first; ties by caseId. */
  inOrder: () => readonly KnownCase[]
  byDisplayId: (displayId: string) => KnownCase | undefined
  /** The ids of the cases that must be read again. */
  dirty: ReadonlySet<string>
  /** The ids of the cases with pins. */
  pinned: ReadonlySet<string>
  set: (caseId: string, known: KnownCase | undefined) => void
  /** Sets the mark of a case whose content is unchanged. */
  setMark: (caseId: string, mark: Mark) => void
  /** The number of cases and the sum of their hashes, which are compared with those in Redis. */
  total: () => { count: number; sum: number }
  /** The approximate size of the cases. */
  bytes: () => number
  openBytes: () => number
  /** Whether there are still folded texts or messages of resolved cases to drop. */
  canDrop: () => boolean
  /** Drops the folded texts. If that has been done before, drops the messages of resolved cases. */
  drop: () => void
}

/** A case as Redis has it; without mark and blob if it was removed. */
export interface Change {
  caseId: string
  mark: Mark | undefined
  blob: Buffer | undefined
}

/** Hashes have 44 bits, and so does their sum. */
export const SUM_MODULUS = 2 ** 44

export function createMemory(space: Pick<Space, 'hold'>): Memory {
  const cases = new Map<string, KnownCase>()
  const idByDisplayId = new Map<string, string>()
  const dirty = new Set<string>()
  const pinned = new Set<string>()
  let ordered: readonly KnownCase[] | undefined
  let bytes = 0
  let openBytes = 0
  let count = 0
  let sum = 0
  let dropped: 'nothing' | 'texts' | 'messages' = 'nothing'

  function fitted(entry: Entry): Entry {
    if (dropped === 'nothing') return entry
    const isDropped = dropped === 'messages' && entry.header.status === 'resolved'
    return { ...entry, text: undefined, blob: isDropped ? undefined : entry.blob }
  }

  function addBytes(entry: Entry, sign: 1 | -1): void {
    const size = sign * sizeOf(entry)
    bytes += size
    if (entry.header.status !== 'resolved') openBytes += size
  }

  function noteMark(caseId: string, mark: Mark = noMark): void {
    if (mark.dirty > 0) dirty.add(caseId)
    else dirty.delete(caseId)
    if (mark.pins.length > 0) pinned.add(caseId)
    else pinned.delete(caseId)
  }

  const memory: Memory = {
    head: noHead,
    floor: 0,
    cases,
    dirty,
    pinned,
    inOrder: () => (ordered ??= [...cases.values()].filter(({ entry }) => entry !== undefined).toSorted(newestFirst)),
    byDisplayId: (displayId) => cases.get(idByDisplayId.get(displayId) ?? ''),
    set(caseId, known) {
      const before = cases.get(caseId)
      if (before?.entry !== undefined) {
        addBytes(before.entry, -1)
        idByDisplayId.delete(before.entry.header.displayId ?? '')
      }
      const [hashBefore, hash] = [before?.mark.hash ?? 0, known?.mark.hash ?? 0]
      count += Number(hash !== 0) - Number(hashBefore !== 0)
      sum = (sum + hash - hashBefore + SUM_MODULUS) % SUM_MODULUS
      ordered = undefined
      noteMark(caseId, known?.mark)
      const entry = known?.entry && fitted(known.entry)
      if (known === undefined) cases.delete(caseId)
      else cases.set(caseId, { ...known, entry })
      if (entry !== undefined) {
        addBytes(entry, 1)
        if (entry.header.displayId !== undefined) idByDisplayId.set(entry.header.displayId, caseId)
      }
      space.hold(memory)
    },
    setMark(caseId, mark) {
      const known = cases.get(caseId)
      if (known !== undefined) known.mark = mark
      noteMark(caseId, mark)
    },
    total: () => ({ count, sum }),
    bytes: () => bytes,
    openBytes: () => openBytes,
    canDrop: () => dropped !== 'messages',
    drop() {
      dropped = dropped === 'nothing' ? 'texts' : 'messages'
      bytes = 0
      openBytes = 0
      for (const known of cases.values()) {
        if (known.entry === undefined) continue
        known.entry = fitted(known.entry)
        addBytes(known.entry, 1)
      }
    },
  }
  return memory
}

function newestFirst({ entry: a }: KnownCase, { entry: b }: KnownCase): number {
  if (a === undefined || b === undefined) return 0
  return b.createdAt - a.createdAt || (a.header.caseId < b.header.caseId ? -1 : 1)
}

/** Commits directly to memory, without Redis. Returns the outcome of each item. */
export function commitToMemory(memory: Memory, items: readonly Item[], now: number, pinMs: number): Outcome[] {
  const known = new Map(items.map(({ caseId }) => [caseId, memory.cases.get(caseId)?.mark]))
  const { outcomes, changes } = applyAll(items, known, { now, pinMs, floor: memory.floor })
  for (const [caseId, { mark, blob, isChanged, isDirty }] of changes) {
    if (mark === undefined || mark.hash !== known.get(caseId)?.hash)
      memory.set(caseId, mark && { mark, entry: blob && toEntry(blob) })
    else memory.setMark(caseId, mark)
    const { head } = memory
    memory.head = { ...head, seq: head.seq + Number(isChanged), writes: head.writes + Number(isDirty) }
  }
  return outcomes
}

/** Applies changes from Redis. Unchanged entries are reused from `before` instead of being decoded. Returns false if a change does not contain a valid case. */
export function applyChanges(memory: Memory, before: Memory, changes: readonly Change[]): boolean {
  try {
    for (const { caseId, mark, blob } of changes) {
      const known = memory.cases.get(caseId) ?? before.cases.get(caseId)
      const isSame = mark !== undefined && known?.mark.hash === mark.hash
      memory.set(caseId, mark && { mark, entry: isSame ? known?.entry : blob && toEntry(blob) })
    }
    return true
  } catch {
    return false
  }
}

/** The status for callers. A status that this gateway has just set overrides AWS's, which may be outdated. */
export function effectiveStatus({ mark, entry }: KnownCase, now: number): string | undefined {
  const pinned = mark.pins.findLast((pin) => pin.kind === 'status' && isLive(pin, now) && mark.newest <= pin.newest)
  return pinned?.value ?? entry?.header.status
}

/** A case as callers see it. `read`: the case as just read, used if its messages are not in memory. */
export function effectiveCase(
  known: KnownCase | undefined,
  now: number,
  communications: boolean,
  read?: Case,
): Case | null {
  if (known?.entry === undefined) return null
  const { header } = known.entry
  const item = communications ? (wholeCase(known.entry) ?? read ?? header) : header
  const status = effectiveStatus(known, now)
  return status === item.status ? item : { ...item, status }
}

/** Cases as callers see them, without their messages. */
export function effectiveCases(inOrder: readonly KnownCase[], now: number, includeResolved: boolean): ListedCase[] {
  const listed: ListedCase[] = []
  for (const known of inOrder) {
    const item = known.mark.pins.length === 0 ? known.entry?.header : effectiveCase(known, now, false)
    if (item && known.entry && (includeResolved || item.status !== 'resolved'))
      listed.push({ item, entry: known.entry })
  }
  return listed
}
