/** Limits the size of a response. A few fields in many aliases can exceed the memory of a process: a 5 MB file in 100 aliases is half a gigabyte. */

import { maxBytesOf } from '../execution/execute.js'

/** The maximum size of a UTF-16 code unit in JSON: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6

/** Whether a value has more than `max` bytes as JSON, within a few percent. Stops counting once the limit is exceeded. */
export function isLargerThan(max: number, value: unknown): boolean {
  // Computing the exact size takes as long as producing the JSON, and for nearly all responses an upper bound is below `max`.
  return (
    sizeUpTo(max, value, (text) => 2 + MAX_BYTES_PER_UNIT * text.length, maxBytesOf) > max &&
    sizeUpTo(max, value, (text) => Buffer.byteLength(JSON.stringify(text))) > max
  )
}

/** `knownSizeOf` returns the size of an object, or undefined if it must be measured. */
function sizeUpTo(
  max: number,
  value: unknown,
  sizeOfText: (text: string) => number,
  knownSizeOf: (object: object) => number | undefined = () => undefined,
): number {
  let size = 0
  const add = (part: unknown): void => {
    if (size > max) return
    if (typeof part === 'string') {
      size += sizeOfText(part)
    } else if (Array.isArray(part)) {
      size += 2 + part.length
      for (const item of part) add(item)
    } else if (typeof part === 'object' && part !== null) {
      const known = knownSizeOf(part)
      if (known !== undefined) return void (size += known)
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
