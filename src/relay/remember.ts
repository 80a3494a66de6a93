/** Of the texts that are remembered: a hundred of the longest, which are more than one query can hold in different fields. */
const MAX_CHARACTERS = 1_000_000

/** The function, with its results kept by text: a query may repeat a long cursor, or a hundred ids, in each of its aliases. */
export function remember<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  let characters = 0
  return (text) => {
    if (known.has(text)) return known.get(text) as T
    characters += text.length
    if (characters > MAX_CHARACTERS) {
      known.clear()
      characters = text.length
    }
    const made = read(text)
    known.set(text, made)
    return made
  }
}
