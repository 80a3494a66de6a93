/** Reads AWS's pages forward from a cursor, and gives each item the position that its cursor needs. */
import { placeOf, type Located } from '../relay/connection.js'
import { notACursor, ItemPosition, type Position } from '../relay/cursor.js'
import { pageSizeFor, walk, walkAll, type Page, type Pages, type WalkedPage } from '../../upstream/pages.js'

/**
 * The next `first` items after `after`, and whether there are more. Reads as few pages as possible, and none twice. `after` may point into the middle
 * of an upstream page, which is then read with its original size.
 */
export async function takeForward<T>(
  { readPage, keyOf }: Pages<T>,
  first: number,
  after: Position | undefined,
): Promise<{ items: Located<T>[]; hasNextPage: boolean }> {
  const items: Located<T>[] = []
  const sizeOfNext = () => pageSizeFor(first - items.length)
  const size = after?.size ?? pageSizeFor(first)
  // A forged cursor can have a size that AWS would reject.
  if (size !== pageSizeFor(size)) throw notACursor('after')
  const start = { token: after?.token, size }
  const pages = located(walk({ readPage, keyOf }, start, sizeOfNext), keyOf)
  for await (const page of pagesAfter(after, pages)) {
    for (const item of page.located) {
      if (items.length === first) return { items, hasNextPage: true }
      items.push(item)
    }
    if (items.length === first) return { items, hasNextPage: page.hasNext }
  }
  return { items, hasNextPage: false }
}

/** The same for a list whose first page is in memory; undefined if that page does not suffice. */
export function takeFromStart<T>(
  page: Page<T>,
  first: number,
  keyOf: (item: T) => string,
): { items: readonly T[]; positionAt: (index: number) => Position; hasNextPage: boolean } | undefined {
  const { items } = page
  const nextToken = page.nextToken || undefined
  if (items.length < first && nextToken !== undefined) return undefined
  const read = { items, nextToken, token: undefined, size: pageSizeFor(first) }
  return {
    items: items.slice(0, first),
    positionAt: (index) => positionOf(read, index, keyOf),
    hasNextPage: items.length > first || nextToken !== undefined,
  }
}

/** The pages without the items up to `after`, which is in the first page or right before it. */
async function* pagesAfter<T>(
  after: Position | undefined,
  pages: AsyncGenerator<LocatedPage<T>, undefined>,
): AsyncGenerator<LocatedPage<T>, undefined> {
  const first = after && (await nextFilled(pages))
  if (!first) return yield* pages
  // A page that starts after the anchor does not contain it, unless items added in the meantime have pushed it into the page.
  const place = placeOf(first.located, after) ?? (after.index === -1 ? 0 : undefined)
  if (place !== undefined && place < first.located.length) {
    yield startingAt(first, place)
  } else {
    // Either all items up to the anchor were removed, or added items have pushed the anchor to the next page.
    const second = first.hasNext ? await nextFilled(pages) : undefined
    const pushed = second && placeOf(second.located, after)
    if (place === undefined && pushed === undefined) yield startingAt(first, successorIn(first, after))
    if (second) yield startingAt(second, pushed ?? 0)
  }
  return yield* pages
}

/** Where to continue if the anchor and every item recorded before it were removed: at the anchor's place, or after the page if nothing follows. */
function successorIn<T>({ token, located, length }: LocatedPage<T>, after: Position): number {
  if (token !== after.token) return 0
  const index = after.index - (after.before?.length ?? 0)
  const at = located.findIndex(({ position }) => (position.index === -1 ? length - 1 : position.index) >= index)
  return at === -1 ? located.length : at
}

/** The next page that is not empty, or the last one. */
async function nextFilled<T>(pages: AsyncGenerator<LocatedPage<T>, undefined>): Promise<LocatedPage<T> | undefined> {
  for (;;) {
    const { value } = await pages.next()
    if (!value?.hasNext || value.located.length > 0) return value
  }
}

function startingAt<T>(page: LocatedPage<T>, place: number): LocatedPage<T> {
  return { ...page, located: page.located.slice(place) }
}

/** All items of the list, each with its position. Throws SCAN_LIMIT_EXCEEDED if there are more than `scanLimit` to read. */
export async function locateAll<T>(pages: Pages<T>): Promise<Located<T>[]> {
  const items: Located<T>[] = []
  for await (const page of located(walkAll(pages), pages.keyOf)) items.push(...page.located)
  return items
}

interface LocatedPage<T> {
  located: readonly Located<T>[]
  /** The token that the page was read with, and how many items it has, including those cut off in `located`. */
  token: string | undefined
  length: number
  hasNext: boolean
}

/** Gives each item its position. */
async function* located<T>(
  pages: AsyncGenerator<WalkedPage<T>, undefined>,
  keyOf: (item: T) => string,
): AsyncGenerator<LocatedPage<T>, undefined> {
  for await (const page of pages) {
    const { items, entries, token, nextToken } = page
    const places = entries.map(([index, node]) => ({ node, position: positionOf(page, index, keyOf) }))
    yield { located: places, token, length: items.length, hasNext: nextToken !== undefined }
  }
}

/** The last item of a page points to the start of the next page, so continuing from it reads no page twice. */
function positionOf<T>(
  { items, token, size, nextToken }: Omit<WalkedPage<T>, 'entries'>,
  index: number,
  keyOf: (item: T) => string,
): Position {
  const isLast = index === items.length - 1 && nextToken !== undefined
  return new ItemPosition(items, index, keyOf, isLast ? { index: -1, token: nextToken } : { index, size, token })
}
