/** What stands for a value where the value itself is too long, or not to be seen. */
import { hash } from 'node:crypto'

/**
 * A short digest of any JSON value: enough to tell lists and items apart, and to show nothing of them. A member that is null counts as absent,
 * as it does in the arguments of this graph.
 */
export function digest(value: unknown): string {
  return strongDigest(value).slice(0, 12)
}

/** The same in full, all 256 bits, for what must not be mistaken even where somebody tries. */
export function strongDigest(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : JSON.stringify(value, (_name, member: unknown) => member ?? undefined)
  return hash('sha256', text ?? '', 'base64url')
}
