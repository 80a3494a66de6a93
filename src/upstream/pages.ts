/** Lists that AWS gives out page by page, each page with a token for the next. */
import { badUserInput, codedError, isInputRefused } from '../lib/errors.js'
import { pause } from '../lib/pause.js'

/** AWS takes 10 to 100 as maxResults: model. */
const MIN_RESULTS = 10
export const MAX_RESULTS = 100

/** A page of a list that can only be read forward, with a token for the next page. */
export interface Page<T> {
  items: readonly T[]
  nextToken?: string | undefined
  /** Whether the upstream has sent nothing, where some of it was left out. */
  isEmpty?: boolean
}

/** A list, by how its pages are read. */
export interface Pages<T> {
  /** Reads the page that `token` stands for, the first one without; `size` is how many items to ask for. */
  readPage: (token: string | undefined, size: number) => Promise<Page<T>>
  /** Names an item within the list. */
  keyOf: (item: T) => string
  /** Which items belong to the list; all of them, if absent. */
  matches?: ((item: T) => boolean) | undefined
  /** How many items may be read before the response is SCAN_LIMIT_EXCEEDED; any number, if absent. */
  scanLimit?: number
}

/** A list that sends so many empty pages in a row, each with a token for the next, does not end. */
const MAX_EMPTY_PAGES = 10

/** All items of the list. Throws SCAN_LIMIT_EXCEEDED when there are more than `scanLimit` to read through. */
export async function takeAll<T>(pages: Pages<T>): Promise<T[]> {
  const { matches = () => true } = pages
  const taken: T[] = []
  for await (const { entries } of walkAll(pages)) {
    for (const [, item] of entries) if (matches(item)) taken.push(item)
  }
  return taken
}

/** The first item that matches, read for no further than it; undefined when there is none. */
export async function takeFirst<T>(pages: Pages<T>): Promise<T | undefined> {
  const { matches = () => true } = pages
  for await (const { entries } of walkAll(pages)) {
    const found = entries.find(([, item]) => matches(item))
    if (found !== undefined) return found[1]
  }
  return undefined
}

/** The items of these keys, read for no further than the last of them. Pages with none of them count as empty. */
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

/** A page as it was read. */
export interface WalkedPage<T> {
  items: readonly T[]
  /** The items that no earlier page had, each with its index in the page. */
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

/** Reads page after page, hands out each item once, and ends with an error where the upstream would not end. */
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
    // An empty token is none: it would stand for the first page.
    const nextToken = page.nextToken || undefined
    // What an earlier page had comes again when items are added meanwhile. Two that are alike within one page are two.
    const entries = [...items.entries()].filter(([, item]) => keys.size === 0 || !keys.has(keyOf(item)))
    emptyPages = (page.isEmpty ?? entries.length === 0) ? emptyPages + 1 : 0
    // Before the page is handed on: whoever follows its last cursor would get the same page for ever, in one request after another.
    if (nextToken !== undefined && (tokens.has(nextToken) || emptyPages === MAX_EMPTY_PAGES)) throw neverEnds()
    scanned += items.length
    yield { items, entries, token, size, nextToken }
    if (scanned > scanLimit || (scanned === scanLimit && nextToken !== undefined)) throw scanLimitExceeded(scanLimit)
    if (nextToken === undefined) return
    for (const [, item] of entries) keys.add(keyOf(item))
    tokens.add(nextToken)
    token = nextToken
    size = sizeOfNext()
    // Cached pages come without a pause, and a query may go through fifty of them in each of its aliases.
    await pause()
  }
}

/** Refused is either the token of a caller's cursor, who can start again, or one that the upstream has just given out. */
function tokenRefused(error: Error, isCallers: boolean): Error {
  if (isCallers) {
    return badUserInput(
      'AWS no longer takes this cursor: its token has expired or was made with another filter. Start again without `after`.',
    )
  }
  return codedError('UPSTREAM_UNAVAILABLE', 'AWS Support refused its own token for the next page: try again.', {
    ...(error as { extensions?: object }).extensions,
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
    retryAfterMs: 1_000,
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
    `The response takes reading more than ${scanLimit} items, which is the limit (MAX_SCANNED_CASES). ` +
      'Narrow it down with afterTime, beforeTime, ids, displayId or language, or leave out orderBy, totalCount, last, before and the other filters.',
  )
}

/** The size of an AWS page that is to have `count` more items. */
export function pageSizeFor(count: number): number {
  return Math.min(Math.max(count, MIN_RESULTS), MAX_RESULTS)
}
