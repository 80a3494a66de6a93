/** The one way into the index: what a read of AWS, or a write to it, changes. */
import { CLOCKS_APART_MS } from '../lib/time.js'

/** Dates a read of AWS. Both are taken before it. */
export interface Asked {
  /** A read with a higher one is a later read. */
  ticket: number
  /** By the clock of the list: between that and the commit a process may stall. */
  askedAt: number
}

/** What a commit brings of one case. */
export type Item =
  /** AWS has the case. */
  | (Asked & {
      kind: 'read'
      caseId: string
      hash: number
      newest: number
      status: string
      bodies: string[]
      /** Absent where the case is believed to be the same: then one that is not becomes dirty. */
      blob?: Buffer | undefined
    })
  /** AWS did not have it when it was asked for it by id, or in a list of all cases. */
  | (Asked & { kind: 'missing'; caseId: string })
  /**
   * This gateway may have written to it: it has to be read again. `pin`: what the write is known to have done. `pins`: those of earlier writes, put
   * back as they were made.
   */
  | { kind: 'dirty'; caseId: string; ticket: number; pin?: OwnWrite | undefined; pins?: readonly Pin[] }

/** A case that Redis had, and has lost. */
export interface Kept {
  kind: 'kept'
  caseId: string
  mark: Mark
  blob: Buffer
}

/** What a write of this gateway has done, and reads must not contradict for a while: AWS may show a write late. */
export interface Pin {
  /** The case has this status · it has this message (a digest) · it exists. */
  kind: 'status' | 'message' | 'exists'
  value: string
  /** A case with a message newer than this may have moved on. */
  newest: number
  /** Epoch milliseconds: what was read before must not contradict it. */
  until: number
}

/** What a write of this gateway is known to have done. */
export type OwnWrite = Pick<Pin, 'kind' | 'value'>

/** What the index knows of a case beside its content. */
export interface Mark {
  ticket: number
  /** 0: the case is known by its id alone. */
  hash: number
  newest: number
  /** When AWS was asked, epoch milliseconds. */
  readAt: number
  /** When AWS did not have it for the first time since; 0 while it has it. */
  missingSince: number
  /** The ticket of the last write that no read has shown yet; 0 without one. It has to be read again, with a higher one. */
  dirty: number
  pins: Pin[]
}

/** What became of an item. `older`, `stale` and `pinned` are rejections; `differs` has made the case dirty. */
export type Outcome = 'accepted' | 'older' | 'stale' | 'pinned' | 'differs' | 'missing' | 'removed' | 'dirty'

/**
 * For so long a read with older messages than the known ones is taken for AWS lagging; then for AWS's word. A process that stalls between a read and
 * its commit has as long: pins are kept until then, and later reads are not used.
 */
export const LAG_MS = 120_000
/** A case that AWS did not have twice, so far apart, is gone. */
export const GONE_AFTER_MS = 60_000
/** Several writes of one case within a minute; the oldest goes first. */
const MAX_PINS = 8
/** Newer than any message: only the message itself will do. */
const ANY = 1e15

export const noMark: Mark = { ticket: 0, hash: 0, newest: 0, readAt: 0, missingSince: 0, dirty: 0, pins: [] }

export function isLive({ until }: Pin, now: number): boolean {
  return until > now
}

interface Rules {
  now: number
  /** How long a read must not contradict a write, milliseconds. */
  pinMs: number
  /** What was read up to here belongs to a list before this one. */
  floor: number
}

/** What becomes of a case. */
interface Change {
  /** Undefined where the case is removed. */
  mark: Mark | undefined
  /** Undefined where it stays. */
  blob: Buffer | undefined
  /** Whether followers need it. */
  isChanged: boolean
  isDirty: boolean
}

/** Applies items one after the other. `changes` are by caseId, of those that the items have changed. */
export function applyAll(
  items: readonly (Item | Kept)[],
  known: ReadonlyMap<string, Mark | undefined>,
  rules: Rules,
): { outcomes: Outcome[]; changes: Map<string, Change> } {
  const changes = new Map<string, Change>()
  const outcomes = items.map((item) => {
    const { caseId } = item
    const before = changes.get(caseId) ?? { mark: known.get(caseId), blob: undefined, isChanged: false, isDirty: false }
    const { mark, outcome, isChanged } = apply(before.mark, item, rules)
    const isSame = (mark?.hash ?? 0) === (before.mark?.hash ?? 0)
    const blob = isSame ? before.blob : 'blob' in item && mark !== undefined ? item.blob : undefined
    if (mark !== before.mark || isChanged)
      changes.set(caseId, {
        mark,
        blob,
        isChanged: isChanged || before.isChanged,
        isDirty: item.kind === 'dirty' || before.isDirty,
      })
    return outcome
  })
  return { outcomes, changes }
}

/** The mark after an item, and what became of the item. */
function apply(
  known: Mark | undefined,
  item: Item | Kept,
  { now, pinMs, floor }: Rules,
): { mark: Mark | undefined; outcome: Outcome; isChanged: boolean } {
  const mark = known ?? noMark
  // A pin that would live for longer was made before the clock was set back.
  const pins = mark.pins.filter(({ until }) => until + LAG_MS > now && until - LAG_MS <= now + pinMs)
  const rejected = (outcome: Outcome) => ({ mark: known, outcome, isChanged: false })

  if (item.kind === 'dirty') {
    const made = item.pin && { ...item.pin, newest: newestFor(item.pin.kind, mark, now), until: now + pinMs }
    const added = [...(item.pins ?? []), ...(made ? [made] : [])]
    const next = { ...mark, dirty: Math.max(mark.dirty, item.ticket), pins: added.reduce(withPin, pins) }
    return { mark: next, outcome: 'dirty', isChanged: true }
  }
  if (item.kind === 'kept') {
    // Two processes may put a case back at once: the newer content stays, and all writes.
    if (!isNewer(item.mark, mark)) return rejected('older')
    const [ticket, dirty] = [Math.max(item.mark.ticket, mark.ticket), Math.max(item.mark.dirty, mark.dirty)]
    const next = { ...item.mark, ticket, dirty, pins: mark.pins.reduce(withPin, item.mark.pins) }
    return { mark: next, outcome: 'accepted', isChanged: true }
  }
  if (item.ticket <= Math.max(mark.ticket, floor)) return rejected('older')
  // A process may stall between its read and the commit: what counts is when it asked.
  const askedAt = Math.min(now, item.askedAt)
  // The pins that it may contradict are gone by now.
  const isTooLate = now - askedAt >= LAG_MS
  if (item.kind === 'missing') {
    if (item.ticket <= mark.dirty) return rejected('older')
    if (pins.some((pin) => isLive(pin, askedAt))) return rejected('pinned')
    if (isTooLate) return rejected('stale')
    const isGone = mark.hash === 0 || (mark.missingSince > 0 && now - mark.missingSince >= GONE_AFTER_MS)
    if (isGone) return { mark: undefined, outcome: 'removed', isChanged: known !== undefined }
    const next = { ...mark, ticket: item.ticket, missingSince: mark.missingSince || now, dirty: 0, pins }
    return { mark: next, outcome: 'missing', isChanged: mark.dirty > 0 || mark.missingSince === 0 }
  }
  const contradicts = pins.some((pin) => isLive(pin, askedAt) && contradictsPin(pin, item))
  if (mark.hash !== 0) {
    if (contradicts) return rejected('pinned')
    if (item.newest < mark.newest && askedAt - mark.readAt < LAG_MS) return rejected('stale')
  }
  if (isTooLate || (item.hash !== mark.hash && item.blob === undefined))
    return {
      mark: { ...mark, dirty: Math.max(mark.dirty, item.ticket), pins },
      outcome: 'differs',
      isChanged: mark.dirty === 0,
    }
  const { ticket, hash, newest } = item
  // What is newer than all that is known is shown, and stays dirty where it was read before the last write, or does not show it.
  const dirty = contradicts ? Math.max(mark.dirty, ticket) : ticket > mark.dirty ? 0 : mark.dirty
  const next = { ticket, hash, newest, readAt: askedAt, missingSince: 0, dirty, pins }
  const isChanged = hash !== mark.hash || dirty !== mark.dirty || mark.missingSince > 0
  return { mark: next, outcome: 'accepted', isChanged }
}

/** The item that makes the case dirty again and puts its pins back, for a Redis that may not know of them. */
export function dirtyAgain(caseId: string, { pins }: Mark): Item {
  return { kind: 'dirty', caseId, ticket: 0, pins }
}

function withPin(pins: readonly Pin[], added: Pin): Pin[] {
  const kept = pins.filter((pin) => !isReplaced(pin, added))
  return kept.some((pin) => isReplaced(added, pin)) ? kept : [...kept, added].slice(-MAX_PINS)
}

/** Whether content was read later: AWS takes no message back. */
export function isNewer(mark: Mark, known: Mark): boolean {
  return mark.newest > known.newest || (mark.newest === known.newest && mark.readAt > known.readAt)
}

/** Whether a write has undone another, or is the same. A reply reopens a resolved case, and may have the same second as the resolution. */
function isReplaced(pin: Pin, by: Pin): boolean {
  if (pin.until > by.until) return false
  return pin.kind === 'status' ? by.kind !== 'exists' : pin.kind === by.kind && pin.value === by.value
}

/** A status may be another once somebody has written since. A message is there, or something newer than all that was known before it. */
function newestFor(kind: Pin['kind'], mark: Mark, now: number): number {
  if (kind === 'status') return Math.max(mark.newest, now + CLOCKS_APART_MS)
  return mark.hash === 0 ? ANY : mark.newest
}

function contradictsPin({ kind, value, newest }: Pin, item: Extract<Item, { kind: 'read' }>): boolean {
  if (kind === 'exists' || item.newest > newest) return false
  return kind === 'status' ? item.status !== value : !item.bodies.includes(value)
}

/** A time by another clock. */
export function shifted(time: number, byMs: number): number {
  return time === 0 ? 0 : time + byMs
}

export function shiftedMark(mark: Mark, byMs: number): Mark {
  const pins = mark.pins.map((pin) => shiftedPin(pin, byMs))
  return { ...mark, readAt: shifted(mark.readAt, byMs), missingSince: shifted(mark.missingSince, byMs), pins }
}

export function shiftedItem(item: Item, byMs: number): Item {
  return item.kind === 'dirty' && item.pins ? { ...item, pins: item.pins.map((pin) => shiftedPin(pin, byMs)) } : item
}

/** A status pin outranks every message up to its time, by AWS's clock or this one. */
function shiftedPin(pin: Pin, byMs: number): Pin {
  const newest = pin.kind === 'status' ? pin.newest + Math.max(0, byMs) : pin.newest
  return { ...pin, newest, until: pin.until + byMs }
}
