/** Cursors from the inside, for tests that change them or make those of earlier releases. */

/** Of a place in one of AWS's pages, and of all lists in releases before the case index. */
export type TokenParts = [
  version: 1,
  binding: string,
  index: number,
  anchor: string,
  size: number,
  token: string,
  marks: string,
]

/** Of a place in a sorted list of cases. */
export type SortedParts = [version: 2, binding: string, caseId: string, value: string | number, createdAt: number]

export function partsOf<T = SortedParts>(cursor: string): T {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as T
}

export function cursorOf(parts: unknown): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The same cursor but for what `change` changes. */
export function forged<T = SortedParts>(cursor: string, change: (parts: T) => void): string {
  const parts = partsOf<T>(cursor)
  change(parts)
  return cursorOf(parts)
}
