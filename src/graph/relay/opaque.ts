/** Opaque strings that callers send back: global ids and cursors, as base64url of JSON. */

/**
 * Total length of the strings whose decoded values are cached. A hundred of the longest cursors fit, more than the fields of one query can have.
 */
const MAX_CHARACTERS = 1_000_000

export function encodeOpaque(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Creates a function that decodes such strings. It returns the result of `read`, or undefined if the string cannot be decoded. It decodes each string
 * once, because a query may repeat a long cursor, or a hundred ids, in each of its aliases.
 */
export function createReader<T>(
  read: (parts: unknown, text: string) => T | undefined,
): (text: string) => T | undefined {
  const known = new Map<string, T | undefined>()
  let characters = 0
  return (text) => {
    if (known.has(text)) return known.get(text)
    characters += text.length
    if (characters > MAX_CHARACTERS) {
      known.clear()
      characters = text.length
    }
    const parts = decode(text)
    const decoded = parts === undefined ? undefined : read(parts, text)
    known.set(text, decoded)
    return decoded
  }
}

/** The base64 of `[`, with which the JSON of a list begins, starts with this. Most other ids do not, and an exception takes longer than all else. */
const LIST = 'W'

function decode(text: string): unknown {
  if (!text.startsWith(LIST)) return undefined
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
