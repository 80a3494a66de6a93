import { connection, type Connection, type PageArguments } from './connection.js'
import type { ListDigest, Position } from './cursor.js'

/** How lists are sorted: `compare` orders the positions of rows. No two rows have the same position. */
export interface SortOrder<T, L> {
  positionOf: (row: T, list: L) => Position
  compare: (a: Position, b: Position) => number
}

/** A row of one of several lists. */
export interface RowOf<T, L> {
  row: T
  list: L
}

/**
 * Selects the requested page from lists that have the same order, as if they were one list. Its cursors identify a position in the order, so rows that
 * have moved or are gone do not affect others.
 */
export function sliceOfSorted<T, L extends { rows: readonly T[] }>(
  lists: readonly L[],
  { first, last, after, before }: PageArguments,
  listDigest: ListDigest,
  order: SortOrder<T, L>,
): Connection<RowOf<T, L>> {
  /** Between the cursors. */
  const parts = lists.map((list) => {
    const start = after === undefined ? 0 : placeIn(list, after, 1, order)
    const end = before === undefined ? undefined : Math.max(start, placeIn(list, before, 0, order))
    return { list, start, rows: list.rows.slice(start, end) }
  })
  const length = sum(lists.map(({ rows }) => rows.length))
  const nodes = last === undefined ? takeFirst(parts, first ?? length, order) : takeLast(parts, last, order)
  const skipped = last === undefined ? 0 : sum(parts.map(({ rows }) => rows.length)) - nodes.length
  const start = sum(parts.map((part) => part.start)) + skipped
  return connection(nodes, listDigest, {
    positionAt(index) {
      const { row, list } = nodes[index] as RowOf<T, L>
      return order.positionOf(row, list)
    },
    hasNextPage: start + nodes.length < length,
    hasPreviousPage: start > 0,
    totalCount: () => length,
  })
}

/** The number of rows before a position; if `least` is 1, up to and including it. */
function placeIn<T, L extends { rows: readonly T[] }>(
  list: L,
  position: Position,
  least: 0 | 1,
  { positionOf, compare }: SortOrder<T, L>,
): number {
  let low = 0
  let high = list.rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(positionOf(list.rows[middle] as T, list), position) >= least) high = middle
    else low = middle + 1
  }
  return low
}

interface Part<T, L> {
  list: L
  rows: readonly T[]
}

/** The last rows of all lists together, in order. */
function takeLast<T, L>(parts: readonly Part<T, L>[], count: number, order: SortOrder<T, L>): RowOf<T, L>[] {
  const reversed = parts.map(({ list, rows }) => ({ list, rows: rows.toReversed() }))
  return takeFirst(reversed, count, { ...order, compare: (a, b) => order.compare(b, a) }).toReversed()
}

/** The first rows of all lists together, in order. Compares only the next row of each list: there may be thousands of rows for a page of a few. */
function takeFirst<T, L>(
  parts: readonly Part<T, L>[],
  count: number,
  { positionOf, compare }: SortOrder<T, L>,
): RowOf<T, L>[] {
  const heads = parts
    .filter(({ rows }) => rows.length > 0)
    .map((part) => ({ ...part, at: 0, position: positionOf(part.rows[0] as T, part.list) }))
  const taken: RowOf<T, L>[] = []
  while (taken.length < count) {
    let [next] = heads
    if (next === undefined) break
    for (const head of heads) if (compare(head.position, next.position) < 0) next = head
    const { list, rows } = next
    taken.push({ list, row: rows[next.at++] as T })
    if (next.at === rows.length) heads.splice(heads.indexOf(next), 1)
    else next.position = positionOf(rows[next.at] as T, list)
  }
  return taken
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
