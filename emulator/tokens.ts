import { createHash } from 'node:crypto'
import { invalidParameter } from './aws-error.js'

/**
 * A token holds the key of an item, not an offset, so items created between two requests do not shift the pages. It
 * includes a digest of the filters; the page size is not one of them.
 */
export function issueToken(filters: Filters, position: string): string {
  return seal(digest(filters), position)
}

export function readToken(filters: Filters, token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  const [, owner, position] = /^1\.([0-9a-f]{16})\.([\x21-\x7e]+)\.[0-9a-f]{16}$/.exec(text) ?? []
  if (owner === undefined || position === undefined || token !== seal(owner, position)) {
    throw invalidParameter(`'${token.slice(0, 100)}' at 'nextToken' was not issued by this service`)
  }
  if (owner !== digest(filters)) {
    throw invalidParameter(
      `The nextToken is for different filters: send it to the same operation with the same ${Object.keys(filters)
        .filter((name) => name !== 'operation')
        .join(', ')} as the call that it came from`,
    )
  }
  return position
}

/** Has every filter, including those not set: the error message lists them. */
export type Filters = { operation: string } & Record<string, unknown>

/** Adds a checksum that reveals damage. It is not a signature: anyone can make valid tokens. */
function seal(owner: string, position: string): string {
  return Buffer.from(`1.${owner}.${position}.${digest([owner, position])}`).toString('base64url')
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
