/** Encodes and decodes cursors, for tests that modify them or create those of earlier releases. */

/** A position in one of AWS's pages. Releases before the case index used such cursors for all lists. */
export type TokenParts = [
  version: 1,
  binding: string,
  index: number,
  anchor: string,
  size: number,
  token: string,
  marks: string,
]

/** A position in a sorted list of cases. */
export type SortedParts = [version: 2, binding: string, caseId: string, value: string | number, createdAt: number]

export function partsOf<T = SortedParts>(cursor: string): T {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as T
}

export function cursorOf(parts: unknown): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The cursor with its parts modified by `change`. */
export function forged<T = SortedParts>(cursor: string, change: (parts: T) => void): string {
  const parts = partsOf<T>(cursor)
  change(parts)
  return cursorOf(parts)
}
