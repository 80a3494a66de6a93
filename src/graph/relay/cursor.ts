import { digest } from '../../lib/digest.js'
import { badUserInput, codedError } from '../../lib/errors.js'
import { textProblem } from '../../lib/text.js'
import { createReader, encodeOpaque } from './opaque.js'

/**
 * A place in a list. `anchor` names the item that stands there, so that the place is found again when items were added or removed before it.
 * `token` and `size` say which of the upstream's pages it is in, where the list has such pages; `index` counts within that page, or within the
 * whole list; -1 stands before the page's first item. `before` has the marks of what stands before it in the page, the nearest last: they tell
 * where to go on when the item itself is gone.
 */
export interface Position {
  index: number
  anchor: string
  token?: string
  size?: number
  before?: readonly string[]
  /** In a list that is sorted: what the item is sorted by. It marks the place whether the item is still there, or has moved. */
  sort?: readonly SortValue[]
}

export type SortValue = string | number

/** Cursors of sorted lists have a version of their own. */
const VERSION = 1
const SORTED_VERSION = 2

/** A cursor has at most 100 marks, a caseId or another key, and AWS's token, which the service model gives no length: some 6,000 characters are left for it. */
export const MAX_CURSOR_LENGTH = 10_000

/** Gives a digest of all that a list depends on (filters, order): a cursor is of no use in another list. */
export type Binding = () => string

/** The binding of a list, by its kind and what it depends on. Made when it is first asked for: most queries neither give nor ask for a cursor. */
export function bindingOf(dependsOn: () => readonly unknown[]): Binding {
  let made: string | undefined
  return () => (made ??= digest(dependsOn()))
}

/** The cursor of a place. Throws where AWS's token makes it longer than any that would be accepted. */
export function encodeCursor(binding: Binding, { index, anchor, token, size, before, sort }: Position): string {
  const parts: CursorParts = [VERSION, binding(), index, anchor, size ?? 0, token ?? '', before?.join('') ?? '']
  const cursor = encodeOpaque(sort === undefined ? parts : [SORTED_VERSION, binding(), anchor, ...sort])
  if (cursor.length <= MAX_CURSOR_LENGTH) return cursor
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    `AWS's page token makes this cursor ${cursor.length} characters long: at most ${MAX_CURSOR_LENGTH} are allowed. The items of the page are not affected.`,
  )
}

/** The place that a cursor names. Throws BAD_USER_INPUT when it cannot be read or belongs to another list. */
export function decodeCursor(binding: Binding, argument: 'after' | 'before', cursor: string): Position {
  const read = readCursor(cursor)
  if (read === undefined) throw notACursor(argument)
  if (read.binding !== binding()) {
    throw badUserInput(
      `\`${argument}\` is a cursor of another list: it goes with the filter and order that it was made with. Send the same ones, or start again without \`${argument}\`.`,
    )
  }
  return read.position
}

export function notACursor(argument: 'after' | 'before'): Error {
  return badUserInput(
    `\`${argument}\` is not a cursor of this gateway. Use a \`cursor\`, \`startCursor\` or \`endCursor\` as it was returned.`,
  )
}

/** Whether a cursor stands in the first of the upstream's pages, which takes no token. */
export function isInFirstPage(cursor: unknown): boolean {
  const read = typeof cursor === 'string' ? readCursor(cursor) : undefined
  return read !== undefined && read.position.token === undefined && read.position.sort === undefined
}

type CursorParts = [
  version: number,
  binding: string,
  index: number,
  anchor: string,
  size: number,
  token: string,
  before: string,
]

const readCursor = createReader((parts): { binding: string; position: Position } | undefined => {
  if (isSortedParts(parts)) {
    const [, binding, anchor, ...sort] = parts
    return { binding, position: { index: -1, anchor, sort } }
  }
  if (!isCursorParts(parts)) return undefined
  const [, binding, index, anchor, size, token, before] = parts
  // the token goes to AWS
  if (textProblem(token) !== undefined) return undefined
  const position: Position = {
    index,
    anchor,
    ...(size > 0 && { size }),
    ...(token !== '' && { token }),
    before: before.match(new RegExp(`.{${MARK_LENGTH}}`, 'g')) ?? [],
  }
  return { binding, position }
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

/** As many as the longest page has items. */
const MAX_MARKS = 100

/** 36 bits: among 100 marks and 5,000 items, one in 100,000 lists has two that are alike by chance. */
const MARK_LENGTH = 6

/** Stands for an item's key in cursors that have to name many. */
export function mark(key: string): string {
  return digest(key).slice(0, MARK_LENGTH)
}

/**
 * The place of the item at `at` of `items`, which are all of a list or of a page. Its anchor and marks may take digests, which are made when a
 * cursor is asked for. A class, since getters of each object's own take thirty times as long to make.
 */
export class Place<T> implements Position {
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

/** The marks of what stands before the item at `index`, the nearest last: of a page of the upstream, all. */
function marksBefore<T>(items: readonly T[], index: number, keyOf: (item: T) => string): string[] {
  return items.slice(Math.max(0, index - MAX_MARKS), index).map((item) => mark(keyOf(item)))
}
