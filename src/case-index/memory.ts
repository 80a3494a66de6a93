/** The list of an account's cases in the memory of a process: what Redis has, or all there is where there is no Redis. */
import { applyAll, isLive, type Item, type Mark, noMark, type Outcome } from './commit.js'
import type { Case } from '../upstream/operations.js'
import { sizeOf, toEntry, wholeCase, type Entry, type ListedCase } from './entry.js'

/** What is known of the list as a whole. Times are epoch milliseconds by the clock of the store. */
export interface Head {
  /** Unlike that of any other list, such as the one before Redis was flushed. Empty before there is one. */
  epoch: string
  /** The highest ticket that was given out. */
  ticket: number
  /** Counts the changes that followers need. */
  seq: number
  /** All open cases were read since then, and are as AWS had them, or newer; 0 before the first time. */
  asOf: number
  /** For how long after `asOf` the list answers. */
  intervalMs: number
  /** A list from before this may miss a case that was opened here. */
  notBefore: number
  /** When the last full pass over all cases that came to its end has begun; 0 before the first one. */
  passedAt: number
  /** Counts the writes of this gateway. */
  writes: number
  /** As `total` of the memory. */
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

export interface Known {
  mark: Mark
  /** Undefined for a case that is known by its id alone. */
  entry: Entry | undefined
}

export interface Memory {
  head: Head
  /** What was read up to here belongs to a list that was cleared since. */
  floor: number
  cases: ReadonlyMap<string, Known>
  /** All cases with content, newest first; ties by caseId. */
  inOrder: () => readonly Known[]
  byDisplayId: (displayId: string) => Known | undefined
  /** The ids of those that have to be read again, and of those with pins. */
  dirty: ReadonlySet<string>
  pinned: ReadonlySet<string>
  set: (caseId: string, known: Known | undefined) => void
  /** Sets the mark of a case whose content stays. */
  setMark: (caseId: string, mark: Mark) => void
  /** How many cases there are, and the sum of their hashes: whether it is what Redis has. */
  total: () => { count: number; sum: number }
  /** About how many bytes the cases take. */
  bytes: () => number
  /** Whether not even their headers fit. */
  isFull: () => boolean
}

/** What Redis has of a case; neither mark nor blob of one that is gone. */
export interface Change {
  caseId: string
  mark: Mark | undefined
  blob: Buffer | undefined
}

/** Hashes have 44 bits, and so has their sum. */
export const SUM_MODULUS = 2 ** 44

/** `maxBytes`: past it folded texts go first, then the messages of resolved cases. */
export function createMemory(maxBytes: number): Memory {
  const cases = new Map<string, Known>()
  const idByDisplayId = new Map<string, string>()
  const dirty = new Set<string>()
  const pinned = new Set<string>()
  let ordered: readonly Known[] | undefined
  let bytes = 0
  let count = 0
  let sum = 0
  let leavesOut: 'nothing' | 'texts' | 'messages' = 'nothing'

  function fitted(entry: Entry): Entry {
    if (leavesOut === 'nothing') return entry
    const isDropped = leavesOut === 'messages' && entry.header.status === 'resolved'
    return { ...entry, text: undefined, blob: isDropped ? undefined : entry.blob }
  }

  function noteMark(caseId: string, mark: Mark = noMark): void {
    if (mark.dirty > 0) dirty.add(caseId)
    else dirty.delete(caseId)
    if (mark.pins.length > 0) pinned.add(caseId)
    else pinned.delete(caseId)
  }

  function shrink(): void {
    while (bytes > maxBytes && leavesOut !== 'messages') {
      leavesOut = leavesOut === 'nothing' ? 'texts' : 'messages'
      bytes = 0
      for (const known of cases.values()) {
        if (known.entry === undefined) continue
        known.entry = fitted(known.entry)
        bytes += sizeOf(known.entry)
      }
    }
  }

  return {
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
        bytes -= sizeOf(before.entry)
        idByDisplayId.delete(before.entry.header.displayId ?? '')
      }
      const [hashBefore, hash] = [before?.mark.hash ?? 0, known?.mark.hash ?? 0]
      count += Number(hash !== 0) - Number(hashBefore !== 0)
      sum = (sum + hash - hashBefore + SUM_MODULUS) % SUM_MODULUS
      ordered = undefined
      noteMark(caseId, known?.mark)
      if (known === undefined) {
        cases.delete(caseId)
        return
      }
      const entry = known.entry && fitted(known.entry)
      cases.set(caseId, { ...known, entry })
      if (entry === undefined) return
      bytes += sizeOf(entry)
      if (entry.header.displayId !== undefined) idByDisplayId.set(entry.header.displayId, caseId)
      shrink()
    },
    setMark(caseId, mark) {
      const known = cases.get(caseId)
      if (known !== undefined) known.mark = mark
      noteMark(caseId, mark)
    },
    total: () => ({ count, sum }),
    bytes: () => bytes,
    isFull: () => bytes > maxBytes,
  }
}

function newestFirst({ entry: a }: Known, { entry: b }: Known): number {
  if (a === undefined || b === undefined) return 0
  return b.createdAt - a.createdAt || (a.header.caseId < b.header.caseId ? -1 : 1)
}

/** Commits into the memory itself, where there is no Redis. Returns what became of each item. */
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

/** Applies what Redis has of some cases. `before` spares reading what has not changed. False where something else than a case is among them. */
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

/** The status that a case is shown with: one that a write of this gateway has given it goes before AWS's, which may be late. */
export function shownStatus({ mark, entry }: Known, now: number): string | undefined {
  const pinned = mark.pins.findLast((pin) => pin.kind === 'status' && isLive(pin, now) && mark.newest <= pin.newest)
  return pinned?.value ?? entry?.header.status
}

/** A case as callers see it. `read`: as it was just read, where the memory does not hold its messages. */
export function shownCase(known: Known | undefined, now: number, communications: boolean, read?: Case): Case | null {
  if (known?.entry === undefined) return null
  const { header } = known.entry
  const item = communications ? (wholeCase(known.entry) ?? read ?? header) : header
  const status = shownStatus(known, now)
  return status === item.status ? item : { ...item, status }
}

/** These cases as callers see them, without their messages. */
export function shownList(inOrder: readonly Known[], now: number, includeResolved: boolean): ListedCase[] {
  const listed: ListedCase[] = []
  for (const known of inOrder) {
    const item = known.mark.pins.length === 0 ? known.entry?.header : shownCase(known, now, false)
    if (item && known.entry && (includeResolved || item.status !== 'resolved'))
      listed.push({ item, entry: known.entry })
  }
  return listed
}
