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
  after?: Position | undefined
  before?: Position | undefined
}

/** An item and its position in the list. */
export interface Located<T> {
  node: T
  position: Position
}

/** What a connection field resolves to. GraphQL calls the functions only if their fields are selected: most queries select only nodes. */
export interface Connection<T> {
  nodes: readonly T[]
  edges: () => Edge<T>[]
  pageInfo: PageInfo
  totalCount: () => number | Promise<number>
}

interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: () => string | null
  endCursor: () => string | null
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
  const positionAt = (index: number): Position => new ItemPosition(items, index, keyOf)
  const locate = () => items.map((node, index) => ({ node, position: positionAt(index) }))
  return cut(items, page, listDigest, (position, argument) => cutAt(locate(), position, argument), positionAt)
}

/** Selects the requested page from all items of a list. */
export function sliceOf<T>(items: readonly Located<T>[], page: PageArguments, listDigest: ListDigest): Connection<T> {
  const nodes = items.map(({ node }) => node)
  const placeIn: PlaceIn = (position, argument) => cutAt(items, position, argument)
  return cut(nodes, page, listDigest, placeIn, (index) => positionIn(items, index))
}

/** The same connection with different nodes, one for each edge. */
export function withNodes<T>(original: Connection<unknown>, nodes: readonly T[]): Connection<T> {
  return {
    ...original,
    nodes,
    edges: () => original.edges().map(({ cursor }, index) => ({ cursor, node: nodes[index] as T })),
  }
}

/** Where a cursor cuts a list: the number of items before it. */
type PlaceIn = (position: Position, argument: 'after' | 'before') => number

function cut<T>(
  items: readonly T[],
  { first, last, after, before }: PageArguments,
  listDigest: ListDigest,
  placeIn: PlaceIn,
  positionAt: (index: number) => Position,
): Connection<T> {
  let start = after === undefined ? 0 : placeIn(after, 'after')
  let end = before === undefined ? items.length : Math.max(start, placeIn(before, 'before'))
  if (first !== undefined) end = Math.min(end, start + first)
  if (last !== undefined) start = Math.max(start, end - last)
  return connection(items.slice(start, end), listDigest, {
    positionAt: (index) => positionAt(start + index),
    hasNextPage: end < items.length,
    hasPreviousPage: start > 0,
    totalCount: () => items.length,
  })
}

/** How a page continues in its list. `positionAt` returns the position of a node of the page. */
export interface Continuation extends Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'> {
  positionAt: (index: number) => Position
  totalCount: Connection<unknown>['totalCount']
}

/** A connection of these nodes. */
export function connection<T>(
  nodes: readonly T[],
  listDigest: ListDigest,
  { positionAt, hasNextPage, hasPreviousPage, totalCount }: Continuation,
): Connection<T> {
  const cursorAt = (index: number): string => encodeCursor(listDigest, positionAt(index))
  return {
    nodes,
    edges: () => nodes.map((node, index) => ({ node, cursor: () => cursorAt(index) })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: () => (nodes.length === 0 ? null : cursorAt(0)),
      endCursor: () => (nodes.length === 0 ? null : cursorAt(nodes.length - 1)),
    },
    totalCount,
  }
}

/** The position of an item in a list of located items. */
export function positionIn(items: readonly Located<unknown>[], index: number): Position {
  return (items[index] as Located<unknown>).position
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
