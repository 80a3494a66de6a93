import { badUserInput, codedError, isInputRefused } from '../errors.js'
import { pause } from '../pause.js'
import { placeOf, type Located } from './connection.js'
import { MAX_RESULTS, MIN_RESULTS, Place, type Position } from './cursor.js'

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

/**
 * The next `first` items after `after`, and whether there are more. Reads as few pages as will do, and each once: an upstream page is left in
 * the middle and taken up there again by the cursor.
 */
export async function takeForward<T>(
  { readPage, keyOf }: Pages<T>,
  first: number,
  after: Position | undefined,
): Promise<{ items: Located<T>[]; hasNextPage: boolean }> {
  const items: Located<T>[] = []
  const sizeOfNext = () => pageSizeFor(first - items.length)
  const start = { token: after?.token, size: after?.size ?? sizeOfNext() }
  for await (const page of behind(after, walk({ readPage, keyOf }, start, sizeOfNext))) {
    for (const item of page.located) {
      if (items.length === first) return { items, hasNextPage: true }
      items.push(item)
    }
    if (items.length === first) return { items, hasNextPage: page.hasNext }
  }
  return { items, hasNextPage: false }
}

/** The pages without what stands up to `after`, which is in the first of them or right before it. */
async function* behind<T>(
  after: Position | undefined,
  pages: AsyncGenerator<LocatedPage<T>, undefined>,
): AsyncGenerator<LocatedPage<T>, undefined> {
  const first = after && (await nextFilled(pages))
  if (!first) return yield* pages
  // A page that begins behind the anchor does not have it, unless items were added before it since.
  const place = placeOf(first.located, after) ?? (after.index === -1 ? 0 : undefined)
  if (place !== undefined && place < first.located.length) {
    yield startingAt(first, place)
  } else {
    // All of the page up to the anchor is gone, or items that were added have pushed the anchor into the next page.
    const second = first.hasNext ? await nextFilled(pages) : undefined
    const pushed = second && placeOf(second.located, after)
    if (place === undefined && pushed === undefined) yield startingAt(first, successorIn(first, after))
    if (second) yield startingAt(second, pushed ?? 0)
  }
  return yield* pages
}

/** Where to continue if the anchor and every marked item before it are gone: at the anchor's place, or after the page if nothing follows. */
function successorIn<T>({ token, located, length }: LocatedPage<T>, after: Position): number {
  if (token !== after.token) return 0
  const index = after.index - (after.before?.length ?? 0)
  const at = located.findIndex(({ position }) => (position.index === -1 ? length - 1 : position.index) >= index)
  return at === -1 ? located.length : at
}

/** The next page with something in it, or the last one. */
async function nextFilled<T>(pages: AsyncGenerator<LocatedPage<T>, undefined>): Promise<LocatedPage<T> | undefined> {
  for (;;) {
    const { value } = await pages.next()
    if (!value?.hasNext || value.located.length > 0) return value
  }
}

function startingAt<T>(page: LocatedPage<T>, place: number): LocatedPage<T> {
  return { ...page, located: page.located.slice(place) }
}

/** All items of the list, each with its place. Throws SCAN_LIMIT_EXCEEDED when there are more than `scanLimit` to read through. */
export async function takeAll<T>(pages: Pages<T>): Promise<Located<T>[]> {
  const { matches } = pages
  const items: Located<T>[] = []
  for await (const { located } of walkAll(pages)) {
    items.push(...(matches === undefined ? located : located.filter(({ node }) => matches(node))))
  }
  return items
}

/** The first item that matches, read for no further than it; undefined when there is none. */
export async function takeFirst<T>(pages: Pages<T>): Promise<T | undefined> {
  const { matches = () => true } = pages
  for await (const { located } of walkAll(pages)) {
    const found = located.find(({ node }) => matches(node))
    if (found !== undefined) return found.node
  }
  return undefined
}

/** The items of these keys, read for no further than the last of them. Pages with none of them count as empty. */
export async function takeByKeys<T>({ readPage, keyOf }: Pages<T>, keys: readonly string[]): Promise<T[]> {
  const missing = new Set(keys)
  const items: T[] = []
  const readWanted: Pages<T>['readPage'] = async (token, size) => {
    const page = await readPage(token, size)
    return { ...page, items: page.items.filter((item) => missing.has(keyOf(item))) }
  }
  for await (const { located } of walkAll({ readPage: readWanted, keyOf })) {
    for (const { node } of located) if (missing.delete(keyOf(node))) items.push(node)
    if (missing.size === 0) break
  }
  return items
}

interface LocatedPage<T> {
  located: readonly Located<T>[]
  /** The token that it was read with, and how many items it has, those that came before included. */
  token: string | undefined
  length: number
  hasNext: boolean
}

/** Reads from the start, in the largest pages. */
function walkAll<T>(pages: Pages<T>): AsyncGenerator<LocatedPage<T>, undefined> {
  return walk(pages, { token: undefined, size: MAX_RESULTS }, () => MAX_RESULTS)
}

/** Reads page after page, hands out each item once, and ends with an error where the upstream would not end. */
async function* walk<T>(
  { readPage, keyOf, scanLimit = Infinity }: Pages<T>,
  start: { token: string | undefined; size: number },
  sizeOfNext: () => number,
): AsyncGenerator<LocatedPage<T>, undefined> {
  const tokens = new Set([start.token])
  const keys = new Set<string>()
  let { token, size } = start
  let scanned = 0
  let emptyPages = 0
  for (;;) {
    const page = await readPage(token, size).catch((error: unknown) => {
      throw token !== undefined && isInputRefused(error) ? tokenRefused(error, token === start.token) : error
    })
    // An empty token is none: it would stand for the first page.
    const nextToken = page.nextToken || undefined
    // What an earlier page had comes again when items are added meanwhile. Two that are alike within one page are two.
    const all = locatePage(page.items, { token, size, nextToken }, keyOf)
    const located = keys.size === 0 ? all : all.filter(({ position }) => !keys.has(position.anchor))
    emptyPages = (page.isEmpty ?? located.length === 0) ? emptyPages + 1 : 0
    // Before the page is handed on: whoever follows its last cursor would get the same page for ever, in one request after another.
    if (nextToken !== undefined && (tokens.has(nextToken) || emptyPages === MAX_EMPTY_PAGES)) throw neverEnds()
    scanned += page.items.length
    yield { located, token, length: page.items.length, hasNext: nextToken !== undefined }
    if (scanned > scanLimit || (scanned === scanLimit && nextToken !== undefined)) throw scanLimitExceeded(scanLimit)
    if (nextToken === undefined) return
    for (const { position } of located) keys.add(position.anchor)
    tokens.add(nextToken)
    token = nextToken
    size = sizeOfNext()
    // Cached pages come without a pause, and a query may go through fifty of them in each of its aliases.
    await pause()
  }
}

/** Gives each item its place. The last one of a page points to the start of the next page, so that going on from it asks for no page twice. */
function locatePage<T>(
  items: readonly T[],
  { token, size, nextToken }: { token: string | undefined; size: number; nextToken: string | undefined },
  keyOf: (item: T) => string,
): Located<T>[] {
  return items.map((node, index) => {
    const isLast = index === items.length - 1 && nextToken !== undefined
    const inPage = isLast ? { index: -1, token: nextToken } : { index, size, ...(token !== undefined && { token }) }
    return { node, position: new Place(items, index, keyOf, inPage) }
  })
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

function pageSizeFor(count: number): number {
  return Math.min(Math.max(count, MIN_RESULTS), MAX_RESULTS)
}
