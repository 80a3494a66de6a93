/** Reads AWS's paginated lists, in which each page has a token for the next. */
import { badUserInput, codedError, isInputRefused } from '../lib/errors.js'
import { pause } from '../lib/pause.js'

/** AWS accepts a maxResults of 10 to 100 (model). */
const MIN_RESULTS = 10
export const MAX_RESULTS = 100

/** A page of a list that can only be read forward, with a token for the next page. */
export interface Page<T> {
  items: readonly T[]
  nextToken?: string | undefined
  /** Whether the upstream sent an empty page. Needed only if `items` was filtered. */
  isEmpty?: boolean
}

/** How to read a paginated list. */
export interface Pages<T> {
  /** Reads the page of `token`, or the first page without one. `size` is the requested number of items. */
  readPage: (token: string | undefined, size: number) => Promise<Page<T>>
  /** Identifies an item within the list. */
  keyOf: (item: T) => string
  /** Filters the items. Defaults to all. */
  matches?: ((item: T) => boolean) | undefined
  /** How many items may be read before SCAN_LIMIT_EXCEEDED is thrown. Unlimited by default. */
  scanLimit?: number
}

/** This many empty pages in a row, each with a token for the next, count as a list that never ends. */
const MAX_EMPTY_PAGES = 10

/** All items of the list. Throws SCAN_LIMIT_EXCEEDED if more than `scanLimit` items have to be read. */
export async function takeAll<T>(pages: Pages<T>): Promise<T[]> {
  const { matches = () => true } = pages
  const taken: T[] = []
  for await (const { entries } of walkAll(pages)) {
    for (const [, item] of entries) if (matches(item)) taken.push(item)
  }
  return taken
}

/** The first item that matches; undefined if none does. Stops reading at the match. */
export async function takeFirst<T>(pages: Pages<T>): Promise<T | undefined> {
  const { matches = () => true } = pages
  for await (const { entries } of walkAll(pages)) {
    const found = entries.find(([, item]) => matches(item))
    if (found !== undefined) return found[1]
  }
  return undefined
}

/** The items with these keys. Stops reading once all are found. Pages without any of them count as empty. */
export async function takeByKeys<T>({ readPage, keyOf }: Pages<T>, keys: readonly string[]): Promise<T[]> {
  const missing = new Set(keys)
  const taken: T[] = []
  const readWanted: Pages<T>['readPage'] = async (token, size) => {
    const page = await readPage(token, size)
    return { ...page, items: page.items.filter((item) => missing.has(keyOf(item))) }
  }
  for await (const { entries } of walkAll({ readPage: readWanted, keyOf })) {
    for (const [, item] of entries) if (missing.delete(keyOf(item))) taken.push(item)
    if (missing.size === 0) break
  }
  return taken
}

/** One page from `walk`. */
export interface WalkedPage<T> {
  items: readonly T[]
  /** The items that were on no earlier page, each with its index in this page. */
  entries: readonly (readonly [index: number, item: T])[]
  /** The token and the size that the page was read with. */
  token: string | undefined
  size: number
  nextToken: string | undefined
}

/** Reads from the start, in the largest pages. */
export function walkAll<T>(pages: Pages<T>): AsyncGenerator<WalkedPage<T>, undefined> {
  return walk(pages, { token: undefined, size: MAX_RESULTS }, () => MAX_RESULTS)
}

/** Yields page after page, and each item once. Throws if the upstream's pages never end. */
export async function* walk<T>(
  { readPage, keyOf, scanLimit = Infinity }: Pages<T>,
  start: { token: string | undefined; size: number },
  sizeOfNext: () => number,
): AsyncGenerator<WalkedPage<T>, undefined> {
  const tokens = new Set([start.token])
  const keys = new Set<string>()
  let { token, size } = start
  let scanned = 0
  let emptyPages = 0
  for (;;) {
    const page = await readPage(token, size).catch((error: unknown) => {
      throw token !== undefined && isInputRefused(error) ? tokenRefused(error, token === start.token) : error
    })
    const { items } = page
    // An empty token means that there is no next page: AWS would return the first page for it.
    const nextToken = page.nextToken || undefined
    // If items are added to the list during the walk, items of earlier pages appear again. Equal keys within one page are not duplicates.
    const entries = [...items.entries()].filter(([, item]) => keys.size === 0 || !keys.has(keyOf(item)))
    emptyPages = (page.isEmpty ?? entries.length === 0) ? emptyPages + 1 : 0
    // Checked before the page is yielded: a client that follows the last cursor of such a page would get the same page forever, in one request after another.
    if (nextToken !== undefined && (tokens.has(nextToken) || emptyPages === MAX_EMPTY_PAGES)) throw neverEnds()
    scanned += items.length
    yield { items, entries, token, size, nextToken }
    if (scanned > scanLimit || (scanned === scanLimit && nextToken !== undefined)) throw scanLimitExceeded(scanLimit)
    if (nextToken === undefined) return
    for (const [, item] of entries) keys.add(keyOf(item))
    tokens.add(nextToken)
    token = nextToken
    size = sizeOfNext()
    // Reading cached pages does not yield to the event loop, and a query may read fifty of them for each alias. So let other work run.
    await pause()
  }
}

/** The error for a refused token. Either the token is from a caller's cursor, and the caller can start again, or AWS has just issued it. */
function tokenRefused(error: Error, isCallers: boolean): Error {
  if (isCallers) {
    return badUserInput(
      'AWS no longer accepts this cursor: its token has expired or was made with another filter. Start again without `after`.',
    )
  }
  return codedError('UPSTREAM_UNAVAILABLE', 'AWS Support refused its own token for the next page. Try again.', {
    ...(error as { extensions?: object }).extensions,
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
    retryAfterMs: 1_000,
  })
}

function neverEnds(): Error {
  return codedError(
    'UPSTREAM_UNAVAILABLE',
    'AWS Support returned an endless list: it repeats a page token, or sends only empty pages.',
    { retryable: true },
  )
}

function scanLimitExceeded(scanLimit: number): Error {
  return codedError(
    'SCAN_LIMIT_EXCEEDED',
    `This query has to read more than ${scanLimit} items from AWS, which is the limit (MAX_SCANNED_CASES). ` +
      'Narrow it down with afterTime, beforeTime, ids, displayId or language, or leave out orderBy, totalCount, last, before and the other filters.',
  )
}

/** The page size to request from AWS for `count` more items, within AWS's limits. */
export function pageSizeFor(count: number): number {
  return Math.min(Math.max(count, MIN_RESULTS), MAX_RESULTS)
}
