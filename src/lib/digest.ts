/** Digests, for values that are too long or too private to be used as they are. */
import { hash } from 'node:crypto'

/**
 * A short digest of any JSON value: enough to tell lists and items apart without revealing them. A member that is null counts as absent, as it
 * does in the arguments of this graph.
 */
export function digest(value: unknown): string {
  return strongDigest(value).slice(0, 12)
}

/** The full digest of 256 bits, for values that must not collide, even under attack. */
export function strongDigest(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : JSON.stringify(value, (_name, member: unknown) => member ?? undefined)
  return hash('sha256', text ?? '', 'base64url')
}
