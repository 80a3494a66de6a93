/** How large a response may be. A few fields in many aliases come to more than a process can hold: a file of 5 MB in 100 of them has half a gigabyte. */

/** A text takes at most 6 bytes in JSON for each of its UTF-16 units: `\u0000`. */
const MOST_BYTES_PER_UNIT = 6

/** Whether a value has more than `max` bytes as JSON, give or take some percent. Counts only as far as that. */
export function isLargerThan(max: number, value: unknown): boolean {
  // the exact size takes as long as the JSON itself, and nearly all responses are by far smaller
  return (
    sizeUpTo(max, value, (text) => 2 + MOST_BYTES_PER_UNIT * text.length) > max &&
    sizeUpTo(max, value, (text) => Buffer.byteLength(JSON.stringify(text))) > max
  )
}

function sizeUpTo(max: number, value: unknown, sizeOfText: (text: string) => number): number {
  let size = 0
  const add = (part: unknown): void => {
    if (size > max) return
    if (typeof part === 'string') {
      size += sizeOfText(part)
    } else if (Array.isArray(part)) {
      size += 2 + part.length
      for (const item of part) add(item)
    } else if (typeof part === 'object' && part !== null) {
      size += 2
      for (const name in part) {
        size += name.length + 4
        add(Reflect.get(part, name))
      }
    } else {
      size += String(part).length
    }
  }
  add(value)
  return size
}
