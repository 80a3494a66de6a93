import { fold } from '../../lib/text.js'

/** Finds any of these texts within another, whatever the letter case and Unicode form of both. */
export function finderOf(...texts: string[]): (value: string | undefined) => boolean {
  const needles = texts.map(fold)
  return (value) => {
    if (value === undefined) return false
    const folded = fold(value)
    return needles.some((needle) => folded.includes(needle))
  }
}

/** The values of a filter, to be looked up for each item; undefined for no filter. */
export function setOf(values: readonly unknown[] | null | undefined): ReadonlySet<unknown> | undefined {
  return values == null ? undefined : new Set(values)
}
