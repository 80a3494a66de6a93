import { codedError } from '../errors.js'
import type { Located } from './connection.js'
import type { Position } from './cursor.js'

/** A page of a list that can only be read forward, with a token for the next page. */
export interface Page<T> {
  items: readonly T[]
  nextToken?: string | undefined
}

/** A list, by how its pages are read. */
export interface Pages<T> {
  /** Reads the page that `token` stands for, the first one without; `size` is how many items to ask for. */
  readPage: (token: string | undefined, size: number) => Promise<Page<T>>
  /** Names an item within the list. */
  keyOf: (item: T) => string
  /** Which items belong to the list; all of them, if absent. */
  matches?: ((item: T) => boolean) | undefined
  /** How many items may be read through before the answer is SCAN_LIMIT_EXCEEDED. */
  scanLimit: number
}

/** AWS takes 10 to 100 as maxResults: model. */
export const MIN_PAGE_SIZE = 10
export const MAX_PAGE_SIZE = 100
/** A list that sends so many empty pages in a row, each with a token for the next, does not end. */
const MAX_EMPTY_PAGES = 10

/**
 * The next `first` items after `after`, and whether there are more. Reads as few pages as will do, and each once: an upstream page is left in
 * the middle and taken up there again by the cursor.
 */
export async function takeForward<T>(
  pages: Pages<T>,
  first: number,
  after: Position | undefined,
): Promise<{ items: Located<T>[]; hasNextPage: boolean }> {
  const { keyOf, matches } = pages
  const items: Located<T>[] = []
  const sizeOfNext = () => (matches === undefined ? pageSizeFor(first - items.length) : MAX_PAGE_SIZE)
  const isInsidePage = after !== undefined && after.index >= 0
  const start = { token: after?.token, size: (isInsidePage ? after.size : undefined) ?? sizeOfNext() }

  let resumeAfter = isInsidePage ? after : undefined
  let scanned = 0
  // Only a filter reads through items that are not asked for.
  const scanLimit = matches === undefined ? Infinity : pages.scanLimit
  for await (const page of walk({ ...pages, scanLimit }, start, sizeOfNext)) {
    const from = resumeAfter === undefined ? 0 : placeAfter(page.located, resumeAfter)
    resumeAfter = undefined
    for (let index = from; index < page.located.length; index++) {
      const item = page.located[index] as Located<T>
      if (matches !== undefined && !matches(item.node)) continue
      if (items.length === first) return { items, hasNextPage: true }
      items.push(item)
    }
    scanned += page.located.length
    // With a filter only the next item that matches tells whether there is more, as far as may be read through for it.
    const mayLookFurther = matches !== undefined && scanned < pages.scanLimit
    if (items.length === first && !mayLookFurther) return { items, hasNextPage: page.hasNext }
  }
  return { items, hasNextPage: false }

  function placeAfter(located: readonly Located<T>[], position: Position): number {
    const isAnchor = (item: Located<T> | undefined) => item !== undefined && keyOf(item.node) === position.anchor
    if (isAnchor(located[position.index])) return position.index + 1
    const moved = located.findIndex(isAnchor)
    // An item that is gone leaves its place to the one that followed it.
    return moved === -1 ? position.index : moved + 1
  }
}

/** All items of the list, each with its place. Throws SCAN_LIMIT_EXCEEDED when there are more than `scanLimit` to read through. */
export async function takeAll<T>(pages: Pages<T>): Promise<Located<T>[]> {
  const { matches } = pages
  const items: Located<T>[] = []
  for await (const { located } of walk(pages, { token: undefined, size: MAX_PAGE_SIZE }, () => MAX_PAGE_SIZE)) {
    items.push(...(matches === undefined ? located : located.filter(({ node }) => matches(node))))
  }
  return items
}

/** The first item that matches, read for no further than it; undefined when there is none. */
export async function takeFirst<T>(pages: Pages<T>): Promise<T | undefined> {
  const { matches = () => true } = pages
  for await (const { located } of walk(pages, { token: undefined, size: MAX_PAGE_SIZE }, () => MAX_PAGE_SIZE)) {
    const found = located.find(({ node }) => matches(node))
    if (found !== undefined) return found.node
  }
  return undefined
}

interface LocatedPage<T> {
  located: readonly Located<T>[]
  hasNext: boolean
}

/** Reads page after page, and ends with an error where the upstream would not end. */
async function* walk<T>(
  { readPage, keyOf, scanLimit }: Pages<T>,
  start: { token: string | undefined; size: number },
  sizeOfNext: () => number,
): AsyncGenerator<LocatedPage<T>> {
  const seen = new Set([start.token])
  let { token, size } = start
  let scanned = 0
  let emptyPages = 0
  for (;;) {
    const page = await readPage(token, size)
    const { items } = page
    // An empty token is none: it would stand for the first page.
    const nextToken = page.nextToken || undefined
    emptyPages = items.length === 0 ? emptyPages + 1 : 0
    // Before the page is handed on: whoever follows its last cursor would get the same page for ever, in one request after another.
    if (nextToken !== undefined && (seen.has(nextToken) || emptyPages === MAX_EMPTY_PAGES)) throw neverEnds()
    yield { located: locate(items, token, size, nextToken, keyOf), hasNext: nextToken !== undefined }
    scanned += items.length
    if (scanned > scanLimit || (scanned === scanLimit && nextToken !== undefined)) throw scanLimitExceeded(scanLimit)
    if (nextToken === undefined) return
    seen.add(nextToken)
    token = nextToken
    size = sizeOfNext()
  }
}

/** Gives each item its place. The last one of a page points to the start of the next page, so that going on from it asks for no page twice. */
function locate<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
  nextToken: string | undefined,
  keyOf: (item: T) => string,
): Located<T>[] {
  return items.map((node, index) => {
    const anchor = keyOf(node)
    if (index === items.length - 1 && nextToken !== undefined)
      return { node, position: { index: -1, anchor, token: nextToken } }
    return { node, position: { index, anchor, size, ...(token !== undefined && { token }) } }
  })
}

function neverEnds(): Error {
  return codedError(
    'UPSTREAM_UNAVAILABLE',
    'AWS Support sends pages that never end: it repeats a token or sends nothing but empty pages.',
    { retryable: true },
  )
}

function scanLimitExceeded(scanLimit: number): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    `The answer takes reading through more than ${scanLimit} items, which is the limit (MAX_SCANNED_CASES). ` +
      'Narrow it down with afterTime, beforeTime, ids, displayId or language, or leave out orderBy, totalCount, last, before and the other filters.',
  )
}

function pageSizeFor(count: number): number {
  return Math.min(Math.max(count, MIN_PAGE_SIZE), MAX_PAGE_SIZE)
}
