import { digest } from '../../lib/digest.js'
import { badUserInput, codedError } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { createReader, encodeOpaque } from './opaque.js'

/**
 * A position in a list. `anchor` identifies the item there, to find the position again after items were added or removed before it. `token` and
 * `size` identify the upstream's page, if the list has such pages. `index` counts within that page, or within the whole list; -1 is before the page's
 * first item. `before` has the marks of the preceding items in the page, the nearest last: they show where to continue if the item itself is gone.
 */
export interface Position {
  index: number
  anchor: string
  token?: string | undefined
  size?: number | undefined
  before?: readonly string[]
  /** In a sorted list: the item's sort values. They mark the position even if the item has moved or is gone. */
  sort?: readonly SortValue[]
}

export type SortValue = string | number

/** Cursors of sorted lists have their own version. */
const VERSION = 1
const SORTED_VERSION = 2

/**
 * A cursor has at most 100 marks, a caseId or another key, and AWS's token. The service model has no limit for tokens: about 6,000 characters are
 * left for them.
 */
export const MAX_CURSOR_LENGTH = 10_000

/** Returns a digest of everything that a list depends on (filters, order). Cursors contain it, because they are valid only in their own list. */
export type ListDigest = () => string

/** Creates the digest of a list from its kind and what it depends on. Computed on first use: most queries neither pass nor select a cursor. */
export function listDigestOf(dependsOn: () => readonly unknown[]): ListDigest {
  let computed: string | undefined
  return () => (computed ??= digest(dependsOn()))
}

/** The cursor of a position. Throws if AWS's token makes it longer than the accepted maximum. */
export function encodeCursor(listDigest: ListDigest, { index, anchor, token, size, before, sort }: Position): string {
  const parts: CursorParts = [VERSION, listDigest(), index, anchor, size ?? 0, token ?? '', before?.join('') ?? '']
  const cursor = encodeOpaque(sort === undefined ? parts : [SORTED_VERSION, listDigest(), anchor, ...sort])
  if (cursor.length <= MAX_CURSOR_LENGTH) return cursor
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    `AWS's page token makes this cursor ${cursor.length} characters long: at most ${MAX_CURSOR_LENGTH} are allowed. The items of the page are not affected.`,
  )
}

/** The position that a cursor identifies. Throws BAD_USER_INPUT if it cannot be decoded or belongs to another list. */
export function decodeCursor(listDigest: ListDigest, argument: 'after' | 'before', cursor: string): Position {
  const read = readCursor(cursor)
  if (read === undefined) throw notACursor(argument)
  if (read.listDigest !== listDigest()) {
    throw badUserInput(
      `\`${argument}\` is a cursor from another list: it is valid only with the filter and order that it was created with. Send the same ones, or start again without \`${argument}\`.`,
    )
  }
  return read.position
}

export function notACursor(argument: 'after' | 'before'): Error {
  return badUserInput(
    `\`${argument}\` is not a cursor from this gateway. Use a \`cursor\`, \`startCursor\` or \`endCursor\` as it was returned.`,
  )
}

/** Whether a cursor is in the upstream's first page, which needs no token. */
export function isInFirstPage(cursor: unknown): boolean {
  const read = typeof cursor === 'string' ? readCursor(cursor) : undefined
  return read !== undefined && read.position.token === undefined && read.position.sort === undefined
}

type CursorParts = [
  version: number,
  listDigest: string,
  index: number,
  anchor: string,
  size: number,
  token: string,
  before: string,
]

const readCursor = createReader((parts): { listDigest: string; position: Position } | undefined => {
  if (isSortedParts(parts)) {
    const [, listDigest, anchor, ...sort] = parts
    return { listDigest, position: { index: -1, anchor, sort } }
  }
  if (!isCursorParts(parts)) return undefined
  const [, listDigest, index, anchor, size, token, before] = parts
  // The token is sent to AWS.
  if (textProblem(token) !== undefined) return undefined
  const position: Position = {
    index,
    anchor,
    ...(size > 0 && { size }),
    ...(token !== '' && { token }),
    before: before.match(new RegExp(`.{${MARK_LENGTH}}`, 'g')) ?? [],
  }
  return { listDigest, position }
})

function isSortedParts(parts: unknown): parts is [number, string, string, ...SortValue[]] {
  return (
    Array.isArray(parts) &&
    parts.length >= 4 &&
    parts[0] === SORTED_VERSION &&
    parts.slice(1, 3).every((part) => typeof part === 'string') &&
    parts.slice(3).every((part) => typeof part === 'string' || typeof part === 'number')
  )
}

function isCursorParts(parts: unknown): parts is CursorParts {
  return (
    Array.isArray(parts) &&
    parts.length === 7 &&
    parts[0] === VERSION &&
    typeof parts[1] === 'string' &&
    Number.isSafeInteger(parts[2]) &&
    parts[2] >= -1 &&
    typeof parts[3] === 'string' &&
    Number.isSafeInteger(parts[4]) &&
    parts[4] >= 0 &&
    typeof parts[5] === 'string' &&
    typeof parts[6] === 'string'
  )
}

/** AWS's largest page has this many items. */
const MAX_MARKS = 100

/** 36 bits: with 100 marks and 5,000 items, one in 100,000 lists has a chance collision. */
const MARK_LENGTH = 6

/** A short form of an item's key, for cursors that contain many. */
export function mark(key: string): string {
  return digest(key).slice(0, MARK_LENGTH)
}

/**
 * The position of the item at index `at` of `items`, a whole list or page. Its anchor and marks may need digests, which are computed only if a cursor
 * is selected. A class, because creating getters on each object takes thirty times as long.
 */
export class ItemPosition<T> implements Position {
  readonly index: number
  readonly token?: string
  readonly size?: number
  readonly #items: readonly T[]
  readonly #at: number
  readonly #keyOf: (item: T) => string

  constructor(
    items: readonly T[],
    at: number,
    keyOf: (item: T) => string,
    { index, token, size }: Omit<Position, 'anchor'> = { index: at },
  ) {
    this.index = index
    if (token !== undefined) this.token = token
    if (size !== undefined) this.size = size
    this.#items = items
    this.#at = at
    this.#keyOf = keyOf
  }

  get anchor(): string {
    return this.#keyOf(this.#items[this.#at] as T)
  }

  get before(): string[] {
    return marksBefore(this.#items, this.#at, this.#keyOf)
  }
}

/** The marks of up to MAX_MARKS items before `index`, the nearest last. */
function marksBefore<T>(items: readonly T[], index: number, keyOf: (item: T) => string): string[] {
  return items.slice(Math.max(0, index - MAX_MARKS), index).map((item) => mark(keyOf(item)))
}
