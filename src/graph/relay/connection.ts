import { badUserInput } from '../../lib/errors.js'
import { decodeCursor, encodeCursor, mark, ItemPosition, type ListDigest, type Position } from './cursor.js'

/** The arguments of every connection field, as GraphQL passes them. */
export interface ConnectionArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** The same, validated: exactly one of `first` and `last`, within bounds. */
export interface PageArguments {
  first?: number
  last?: number
  after?: Position
  before?: Position
}

/** An item and its position in the list. */
export interface Located<T> {
  node: T
  position: Position
}

/** What a connection field resolves to. GraphQL calls the functions only if their fields are selected: most queries select only the last cursor. */
export interface Connection<T> {
  edges: Edge<T>[]
  nodes: () => T[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: () => string | null
    endCursor: () => string | null
  }
  totalCount: () => number | Promise<number>
}

interface Edge<T> {
  cursor: () => string
  node: T
}

export const DEFAULT_PAGE_SIZE = 20
export const MAX_PAGE_SIZE = 100

/** Validates connection arguments: page size 1–100, 20 by default. Throws BAD_USER_INPUT for anything else. */
export function readPageArguments(args: ConnectionArguments, listDigest: ListDigest): PageArguments {
  const { first, last, after, before } = args
  if (first != null && last != null) {
    throw badUserInput(`Give either \`first\` (${first}) or \`last\` (${last}), not both.`)
  }
  const page: PageArguments =
    last == null ? { first: checkPageSize('first', first ?? DEFAULT_PAGE_SIZE) } : { last: checkPageSize('last', last) }
  if (after != null) page.after = decodeCursor(listDigest, 'after', after)
  if (before != null) page.before = decodeCursor(listDigest, 'before', before)
  return page
}

/** Returns the page size if it is within bounds. Throws BAD_USER_INPUT otherwise. */
export function checkPageSize(name: 'first' | 'last', count: number, max = MAX_PAGE_SIZE): number {
  if (count >= 1 && count <= max) return count
  throw badUserInput(`\`${name}\` is ${count}; it must be between 1 and ${max}.`)
}

/** A connection over a complete list. `keyOf` identifies an item within the list. */
export function connectionOf<T>(
  items: readonly T[],
  page: PageArguments,
  listDigest: ListDigest,
  keyOf: (item: T) => string,
): Connection<T> {
  const located = items.map((node, index) => ({ node, position: new ItemPosition(items, index, keyOf) }))
  return sliceOf(located, page, listDigest)
}

/** Selects the requested page from all items of a list. */
export function sliceOf<T>(items: readonly Located<T>[], page: PageArguments, listDigest: ListDigest): Connection<T> {
  return cut(
    items,
    page,
    listDigest,
    (position, argument) => cutAt(items, position, argument),
    (item) => item,
  )
}

/**
 * Selects the requested page from all items of a sorted list. Its cursors identify a position in the order, so items that have moved or are gone do not
 * affect others. `compare` orders positions as `items` are ordered.
 */
export function sliceOfSorted<T>(
  items: readonly T[],
  page: PageArguments,
  listDigest: ListDigest,
  { positionOf, compare }: { positionOf: (item: T) => Position; compare: (a: Position, b: Position) => number },
): Connection<T> {
  const placeIn = (place: Position, argument: 'after' | 'before'): number => {
    const least = argument === 'after' ? 1 : 0
    const found = items.findIndex((item) => compare(positionOf(item), place) >= least)
    return found === -1 ? items.length : found
  }
  return cut(items, page, listDigest, placeIn, (node) => ({ node, position: positionOf(node) }))
}

/** The same connection with different nodes, one for each edge. */
export function withNodes<T>({ edges, ...rest }: Connection<unknown>, nodes: readonly T[]): Connection<T> {
  return {
    ...rest,
    edges: edges.map(({ cursor }, index) => ({ cursor, node: nodes[index] as T })),
    nodes: () => [...nodes],
  }
}

/** `placeIn` returns where a cursor cuts the items: the number of items before it. */
function cut<T, R>(
  items: readonly T[],
  { first, last, after, before }: PageArguments,
  listDigest: ListDigest,
  placeIn: (position: Position, argument: 'after' | 'before') => number,
  locate: (item: T) => Located<R>,
): Connection<R> {
  let start = after === undefined ? 0 : placeIn(after, 'after')
  let end = before === undefined ? items.length : Math.max(start, placeIn(before, 'before'))
  if (first !== undefined) end = Math.min(end, start + first)
  if (last !== undefined) start = Math.max(start, end - last)
  return connection(items.slice(start, end).map(locate), listDigest, {
    hasNextPage: end < items.length,
    hasPreviousPage: start > 0,
    totalCount: () => items.length,
  })
}

/** A connection of these items. */
export function connection<T>(
  items: readonly Located<T>[],
  listDigest: ListDigest,
  {
    hasNextPage,
    hasPreviousPage,
    totalCount,
  }: Pick<Connection<T>, 'totalCount'> & { hasNextPage: boolean; hasPreviousPage: boolean },
): Connection<T> {
  const edges = items.map(({ node, position }) => ({ node, cursor: () => encodeCursor(listDigest, position) }))
  return {
    edges,
    nodes: () => edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: () => edges[0]?.cursor() ?? null,
      endCursor: () => edges.at(-1)?.cursor() ?? null,
    },
    totalCount,
  }
}

/** Where to cut the list: after the `after` cursor's item, or before the `before` cursor's item. */
function cutAt<T>(items: readonly Located<T>[], position: Position, argument: 'after' | 'before'): number {
  const place = placeOf(items, position, argument === 'after' ? 1 : 0)
  if (place !== undefined) return place
  // The items before it are gone too, so continue at the item that has moved up into their place.
  const { index, token, before = [] } = position
  const successor = items.findIndex(
    (item) => item.position.token === token && item.position.index >= index - before.length,
  )
  if (successor !== -1) return successor
  if (token === undefined) return items.length
  throw badUserInput(
    `The item that \`${argument}\` points to is no longer in the list. Start again without \`${argument}\`.`,
  )
}

/**
 * Where `position` cuts these items: after its item, or right before it if `past` is 0. If the item is gone, after the nearest item that preceded it,
 * or undefined if those are gone too.
 */
export function placeOf<T>(items: readonly Located<T>[], position: Position, past: 0 | 1 = 1): number | undefined {
  const { anchor, token, index, before = [] } = position
  const isAnchor = (item: Located<T>) => item.position.anchor === anchor
  const exact = items.findIndex(
    (item) => isAnchor(item) && item.position.token === token && item.position.index === index,
  )
  const found = exact === -1 ? items.findIndex(isAnchor) : exact
  if (found !== -1) return found + past
  const marks = new Set(before)
  const nearest = marks.size === 0 ? -1 : items.findLastIndex((item) => marks.has(mark(item.position.anchor)))
  return nearest === -1 ? undefined : nearest + 1
}
