/** Opaque texts that callers send back: global ids and cursors are base64url of JSON. */

/** Of the texts whose meaning is kept: a hundred of the longest cursors, more than one query can have in different fields. */
const MAX_CHARACTERS = 1_000_000

export function encodeOpaque(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Makes a function that reads such texts: undefined for one that cannot be decoded, or else what `read` makes of it. It decodes a text once, since a
 * query may repeat a long cursor, or a hundred ids, in each of its aliases.
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
    const made = parts === undefined ? undefined : read(parts, text)
    known.set(text, made)
    return made
  }
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
