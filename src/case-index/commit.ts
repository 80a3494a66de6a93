/**
 * The rules of the index: how reads from AWS, and writes to it, change what the index knows about a case. Processes read the same cases at the same time, and
 * AWS may show a write late, so a read can be outdated when it is committed. Each read takes a ticket before its call. It is accepted only if the ticket is
 * higher than that of the last accepted read. A write makes its case dirty until a later read shows it, and may pin what contradicting reads must not undo.
 */
import { MAX_CLOCK_SKEW_MS } from '../lib/time.js'

/** When a read started. Both members are taken before the call to AWS. */
export interface ReadStart {
  /** A read with a higher ticket is a later read. */
  ticket: number
  /** By the clock of the list. A process may stall between this and the commit. */
  requestedAt: number
}

/** What a commit says about one case. */
export type Item =
  /** AWS has the case. */
  | (ReadStart & {
      kind: 'read'
      caseId: string
      hash: number
      newest: number
      status: string
      bodies: string[]
      /** Absent if the content seems unchanged. If it has changed after all, the case becomes dirty. */
      blob?: Buffer | undefined
    })
  /** AWS did not return the case, by id or in a list of all cases. */
  | (ReadStart & { kind: 'missing'; caseId: string })
  /**
   * This gateway may have written to the case, so it must be read again. `pin`: what the write is known to have done. `pins`: the pins of earlier writes,
   * restored unchanged.
   */
  | { kind: 'dirty'; caseId: string; ticket: number; pin?: OwnWrite | undefined; pins?: readonly Pin[] }

/** A case that Redis has lost and that a process puts back. */
export interface Restored {
  kind: 'restored'
  caseId: string
  mark: Mark
  blob: Buffer
}

/** What a write by this gateway has done. For a while, reads must not contradict it, because AWS may show a write late. */
export interface Pin {
  /** The case has this status · it has this message (a digest) · it exists. */
  kind: 'status' | 'message' | 'exists'
  value: string
  /** If the case has a message newer than this, it may have changed again, and the pin does not apply. */
  newest: number
  /** Reads that started before this time (epoch milliseconds) must not contradict the pin. */
  until: number
}

/** What a write by this gateway is known to have done. */
export type OwnWrite = Pick<Pin, 'kind' | 'value'>

/** What the index knows about a case besides its content. */
export interface Mark {
  /** The ticket of the last accepted read. */
  ticket: number
  /** 0: only the id of the case is known. */
  hash: number
  newest: number
  /** When the content was requested from AWS, in epoch milliseconds. */
  readAt: number
  /** When AWS first failed to return the case; 0 if the last read found it. */
  missingSince: number
  /** The ticket of the last write or read after which the case must be read again; 0 if none. Only a read with a higher ticket clears it. */
  dirty: number
  pins: Pin[]
}

/** What happened to an item. `older`, `stale` and `pinned` are rejections; `differs` has made the case dirty. */
export type Outcome = 'accepted' | 'older' | 'stale' | 'pinned' | 'differs' | 'missing' | 'removed' | 'dirty'

/**
 * For this long, a read whose messages are older than the known ones is rejected, because AWS may lag behind. After that, it is accepted. This is also the
 * maximum time from a read to its commit: expired pins are kept that long, and reads that take longer are not used.
 */
export const LAG_MS = 120_000
/** A case is removed if AWS did not return it in two reads at least this far apart. */
export const GONE_AFTER_MS = 60_000
/** Enough for the writes to one case within a minute. The oldest pin is dropped first. */
const MAX_PINS = 8
/** Newer than any message, so that only the pinned message itself satisfies the pin. */
const NEVER_NEWER = 1e15

export const noMark: Mark = { ticket: 0, hash: 0, newest: 0, readAt: 0, missingSince: 0, dirty: 0, pins: [] }

export function isLive({ until }: Pin, now: number): boolean {
  return until > now
}

interface Rules {
  now: number
  /** How long after a write reads that contradict it are rejected, in milliseconds. */
  pinMs: number
  /** Reads with tickets up to this one belong to an earlier list. */
  floor: number
}

/** The change of one case. */
interface Change {
  /** Undefined if the case is removed. */
  mark: Mark | undefined
  /** Undefined if the content is unchanged. */
  blob: Buffer | undefined
  /** Whether followers need it. */
  isChanged: boolean
  isDirty: boolean
}

/** Applies items in order. Returns their outcomes, and the changed cases by caseId. */
export function applyAll(
  items: readonly (Item | Restored)[],
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

/** Returns the mark after an item, and the outcome of the item. */
function apply(
  known: Mark | undefined,
  item: Item | Restored,
  { now, pinMs, floor }: Rules,
): { mark: Mark | undefined; outcome: Outcome; isChanged: boolean } {
  const mark = known ?? noMark
  // A pin that would last longer than `pinMs` was made before the clock was set back.
  const pins = mark.pins.filter(({ until }) => until + LAG_MS > now && until - LAG_MS <= now + pinMs)
  const rejected = (outcome: Outcome) => ({ mark: known, outcome, isChanged: false })

  if (item.kind === 'dirty') {
    const pin = item.pin && { ...item.pin, newest: newestFor(item.pin.kind, mark, now), until: now + pinMs }
    const added = [...(item.pins ?? []), ...(pin ? [pin] : [])]
    const next = { ...mark, dirty: Math.max(mark.dirty, item.ticket), pins: added.reduce(withPin, pins) }
    return { mark: next, outcome: 'dirty', isChanged: true }
  }
  if (item.kind === 'restored') {
    // Two processes may put a case back at once: the newer content wins, and the writes of both are kept.
    if (!isNewer(item.mark, mark)) return rejected('older')
    const [ticket, dirty] = [Math.max(item.mark.ticket, mark.ticket), Math.max(item.mark.dirty, mark.dirty)]
    const next = { ...item.mark, ticket, dirty, pins: mark.pins.reduce(withPin, item.mark.pins) }
    return { mark: next, outcome: 'accepted', isChanged: true }
  }
  if (item.ticket <= Math.max(mark.ticket, floor)) return rejected('older')
  // A process may stall between its read and the commit: what counts is the start of the read.
  const requestedAt = Math.min(now, item.requestedAt)
  // Pins that this read contradicts may have been deleted by now.
  const isTooLate = now - requestedAt >= LAG_MS
  if (item.kind === 'missing') {
    if (item.ticket <= mark.dirty) return rejected('older')
    if (pins.some((pin) => isLive(pin, requestedAt))) return rejected('pinned')
    if (isTooLate) return rejected('stale')
    const isGone = mark.hash === 0 || (mark.missingSince > 0 && now - mark.missingSince >= GONE_AFTER_MS)
    if (isGone) return { mark: undefined, outcome: 'removed', isChanged: known !== undefined }
    const next = { ...mark, ticket: item.ticket, missingSince: mark.missingSince || now, dirty: 0, pins }
    return { mark: next, outcome: 'missing', isChanged: mark.dirty > 0 || mark.missingSince === 0 }
  }
  const contradicts = pins.some((pin) => isLive(pin, requestedAt) && contradictsPin(pin, item))
  if (mark.hash !== 0) {
    if (contradicts) return rejected('pinned')
    if (item.newest < mark.newest && requestedAt - mark.readAt < LAG_MS) return rejected('stale')
  }
  if (isTooLate || (item.hash !== mark.hash && item.blob === undefined))
    return {
      mark: { ...mark, dirty: Math.max(mark.dirty, item.ticket), pins },
      outcome: 'differs',
      isChanged: mark.dirty === 0,
    }
  const { ticket, hash, newest } = item
  // The read is the newest so far, so it is accepted. The case stays dirty if the read started before the last write, or does not show it.
  const dirty = contradicts ? Math.max(mark.dirty, ticket) : ticket > mark.dirty ? 0 : mark.dirty
  const next = { ticket, hash, newest, readAt: requestedAt, missingSince: 0, dirty, pins }
  const isChanged = hash !== mark.hash || dirty !== mark.dirty || mark.missingSince > 0
  return { mark: next, outcome: 'accepted', isChanged }
}

/** The item that marks the case dirty again and restores its pins, for a Redis that may have lost them. */
export function dirtyAgain(caseId: string, { pins }: Mark): Item {
  return { kind: 'dirty', caseId, ticket: 0, pins }
}

function withPin(pins: readonly Pin[], added: Pin): Pin[] {
  const others = pins.filter((pin) => !isReplaced(pin, added))
  return others.some((pin) => isReplaced(added, pin)) ? others : [...others, added].slice(-MAX_PINS)
}

/** Whether the content of `mark` is newer. AWS never removes a message, so a newer message means newer content. */
export function isNewer(mark: Mark, known: Mark): boolean {
  return mark.newest > known.newest || (mark.newest === known.newest && mark.readAt > known.readAt)
}

/** Whether `by` replaces `pin`: it is the same write, or one that undid it. A reply reopens a resolved case, perhaps in the same second as its resolution. */
function isReplaced(pin: Pin, by: Pin): boolean {
  if (pin.until > by.until) return false
  return pin.kind === 'status' ? by.kind !== 'exists' : pin.kind === by.kind && pin.value === by.value
}

/**
 * The `newest` of a new pin. A status pin does not apply to a read with a message from after the write, which may have changed the status. A message pin does
 * not apply to a read with a newer message than all that were known at the time of the write.
 */
function newestFor(kind: Pin['kind'], mark: Mark, now: number): number {
  if (kind === 'status') return Math.max(mark.newest, now + MAX_CLOCK_SKEW_MS)
  return mark.hash === 0 ? NEVER_NEWER : mark.newest
}

function contradictsPin({ kind, value, newest }: Pin, item: Extract<Item, { kind: 'read' }>): boolean {
  if (kind === 'exists' || item.newest > newest) return false
  return kind === 'status' ? item.status !== value : !item.bodies.includes(value)
}

/** Converts a time to another clock. 0 means no time, and is left as is. */
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

/** The `newest` of a status pin is a time by AWS's clock or by this clock. It is only shifted forward, so the pin is not dropped too early. */
function shiftedPin(pin: Pin, byMs: number): Pin {
  const newest = pin.kind === 'status' ? pin.newest + Math.max(0, byMs) : pin.newest
  return { ...pin, newest, until: pin.until + byMs }
}
