import { createHash } from 'node:crypto'
import { invalidParameter } from './aws-error.js'

/**
 * A token names the last thing that was shown, not an offset, so that what is created between two pages moves nothing.
 * It carries a digest of the filters that it belongs to; the page size is not one of them.
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
      `The nextToken belongs to other filters: send it to the same operation with the same ${Object.keys(filters)
        .filter((name) => name !== 'operation')
        .join(', ')} as the call that it came from`,
    )
  }
  return position
}

/** Every filter is named, also those that were not set: the message lists them. */
export type Filters = { operation: string } & Record<string, unknown>

/** Makes damage show. It is no signature: whoever wants to can make tokens. */
function seal(owner: string, position: string): string {
  return Buffer.from(`1.${owner}.${position}.${digest([owner, position])}`).toString('base64url')
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
