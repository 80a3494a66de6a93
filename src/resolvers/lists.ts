import type { OrderDirection } from '../generated/resolvers.js'

/** Whether `value` has `part` in it, in any letter case. */
export function contains(value: string | undefined, part: string): boolean {
  return value?.toLowerCase().includes(part.toLowerCase()) ?? false
}

/** A stable sort: items that are alike stay in the order in which they came. */
export function sorted<T>(
  items: readonly T[],
  keyOf: (item: T) => string | number,
  direction: OrderDirection = 'ASC',
): T[] {
  const sign = direction === 'ASC' ? 1 : -1
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item)
}
