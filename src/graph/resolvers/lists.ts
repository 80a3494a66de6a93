import { fold } from '../../lib/text.js'

/** Returns a function that tests whether a value contains any of these texts, regardless of letter case and Unicode form. */
export function containsAny(...texts: string[]): (value: string | undefined) => boolean {
  const needles = texts.map(fold)
  return (value) => {
    if (value === undefined) return false
    const folded = fold(value)
    return needles.some((needle) => folded.includes(needle))
  }
}

/** The values of a filter as a set; undefined without a filter. */
export function setOf(values: readonly unknown[] | null | undefined): ReadonlySet<unknown> | undefined {
  return values == null ? undefined : new Set(values)
}
