import { createHash } from 'node:crypto'
import { badUserInput } from '../errors.js'
import { MAX_PAGE_SIZE, MIN_PAGE_SIZE } from './pages.js'

/**
 * A place in a list. `anchor` names the item that stands there, so that the place is found again when items were added or removed before it.
 * `token` and `size` say which of the upstream's pages it is in, where the list has such pages; `index` counts within that page, or within the
 * whole list; -1 stands before the page's first item.
 */
export interface Position {
  index: number
  anchor: string
  token?: string
  size?: number
}

const VERSION = 1

/** The cursor of a place. `binding` is a digest of all that the list depends on (filters, order): a cursor is of no use in another list. */
export function encodeCursor(binding: string, { index, anchor, token, size }: Position): string {
  return Buffer.from(JSON.stringify([VERSION, binding, index, anchor, size ?? 0, token ?? ''])).toString('base64url')
}

/** The place that a cursor names. Throws BAD_USER_INPUT when it cannot be read or belongs to another list. */
export function decodeCursor(binding: string, argument: 'after' | 'before', cursor: string): Position {
  const unreadable = () =>
    badUserInput(
      `\`${argument}\` is not a cursor of this gateway. Use a \`cursor\`, \`startCursor\` or \`endCursor\` as it was returned.`,
    )
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw unreadable()
  }
  if (!isCursorParts(parts)) throw unreadable()
  const [, itsBinding, index, anchor, size, token] = parts
  if (itsBinding !== binding) {
    throw badUserInput(
      `\`${argument}\` is a cursor of another list: it goes with the filter and order that it was made with. Send the same ones, or start again without \`${argument}\`.`,
    )
  }
  return { index, anchor, ...(size > 0 && { size }), ...(token !== '' && { token }) }
}

type CursorParts = [version: number, binding: string, index: number, anchor: string, size: number, token: string]

function isCursorParts(parts: unknown): parts is CursorParts {
  return (
    Array.isArray(parts) &&
    parts.length === 6 &&
    parts[0] === VERSION &&
    typeof parts[1] === 'string' &&
    Number.isSafeInteger(parts[2]) &&
    parts[2] >= -1 &&
    typeof parts[3] === 'string' &&
    Number.isInteger(parts[4]) &&
    (parts[4] === 0 || (parts[4] >= MIN_PAGE_SIZE && parts[4] <= MAX_PAGE_SIZE)) &&
    typeof parts[5] === 'string'
  )
}

/**
 * A short digest of any JSON value: enough to tell lists and items apart, and to show nothing of them. A member that is null counts as absent,
 * as it does in the arguments of this graph.
 */
export function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value, (_name, member: unknown) => member ?? undefined) ?? '')
    .digest('base64url')
    .slice(0, 12)
}
