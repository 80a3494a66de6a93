/** Picks the part of a text that best shows the search terms found in it. */
import type { Term } from './search-terms.js'
import { canCutAt, fold, pieceEnd, wholeCharacter } from './text.js'

/** A range of UTF-16 units, from `start` up to but not including `end`. */
export interface TextRange {
  start: number
  end: number
}

export interface Highlight {
  /** An unchanged part of the text, at most 200 UTF-16 units long. */
  text: string
  /** Where the terms are in this part: in order, and neither overlapping nor adjacent. */
  ranges: TextRange[]
}

const MAX_LENGTH = 200
/** How many of these units come before the first term. */
const LEAD = 60
/** How many of the units before the first term may be cut so that the part begins with a whole word. */
const MAX_CUT = 30
/** Matches to consider per term. More would not improve the choice. */
const MAX_MATCHES = 200

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The part where the most `wanted` terms are close together, with the ranges of all `terms` in it. Undefined for a text without a wanted term.
 * `folded` is the folded text.
 */
export function highlight(
  text: string,
  terms: readonly Term[],
  folded = fold(text),
  wanted = terms,
): Highlight | undefined {
  const best = bestOf(wanted.map((term) => matchesOf(folded, term)))
  if (best === undefined) return undefined
  const first = { start: originOf(text, best.start).start, end: originOf(text, best.end - 1).end }
  const { start, end } = partAround(text, first)
  const part = text.slice(start, end)
  // A match that is longer than the part would not be found in it.
  const clipped = { start: first.start - start, end: Math.min(first.end, end) - start }
  const { folded: foldedPart, origins } = foldWithOrigins(part)
  const ranges = terms.flatMap((term) =>
    matchesOf(foldedPart, term).map((match) => ({
      start: origins[match.start]?.start ?? 0,
      end: origins[match.end - 1]?.end ?? 0,
    })),
  )
  return { text: part, ranges: merged([clipped, ...ranges]) }
}

function matchesOf(folded: string, { pattern }: Term): TextRange[] {
  const matches: TextRange[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(folded); match !== null; match = pattern.exec(folded)) {
    matches.push({ start: match.index, end: pattern.lastIndex })
    if (matches.length === MAX_MATCHES) break
  }
  return matches
}

/** The first match in the part with the most distinct terms. */
function bestOf(matchesByTerm: readonly TextRange[][]): TextRange | undefined {
  const matches = matchesByTerm
    .flatMap((ranges, term) => ranges.map((range) => ({ range, term })))
    .toSorted((a, b) => a.range.start - b.range.start)
  const counts = new Map<number, number>()
  const add = (term: number, count: number): void => void counts.set(term, (counts.get(term) ?? 0) + count)
  let next = 0
  let best: TextRange | undefined
  let maxDifferent = 0
  for (const { range, term } of matches) {
    for (
      let added = matches[next];
      added && added.range.end - range.start <= MAX_LENGTH - LEAD;
      added = matches[++next]
    ) {
      add(added.term, 1)
    }
    const different = [...counts.values()].filter((count) => count > 0).length
    if (best === undefined || different > maxDifferent) {
      best = range
      maxDifferent = different
    }
    add(term, -1)
  }
  return best
}

/** The part around a match. Splits no surrogate pair, combining sequence or emoji, unless that is longer than the part itself. */
function partAround(text: string, { start: first }: TextRange): TextRange {
  if (text.length <= MAX_LENGTH) return { start: 0, end: text.length }
  const segments = graphemes.segment(text)
  let start = Math.max(0, Math.min(first - LEAD, text.length - MAX_LENGTH))
  if (start > 0) {
    const space = text.slice(start - 1, Math.min(start + MAX_CUT, first)).search(/\s(?=\S)/)
    if (space !== -1) start += space
    const grapheme = segments.containing(start)
    if (grapheme !== undefined && grapheme.index < start) {
      const next = grapheme.index + grapheme.segment.length
      start = next <= first ? next : Math.max(grapheme.index, first - LEAD)
    }
    start = wholeCharacter(text, start)
  }
  const end = Math.min(text.length, start + MAX_LENGTH)
  const cut = end === text.length ? end : (segments.containing(end)?.index ?? end)
  return { start, end: cut > first ? cut : wholeCharacter(text, end) }
}

/** The part of the original text that a unit of the folded text was made from. */
function originOf(text: string, index: number): TextRange {
  let before = 0
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start)
    const piece = text.slice(start, end)
    const { length } = fold(piece)
    if (index < before + length) {
      const origin = foldWithOrigins(piece).origins[index - before] ?? { start: 0, end: piece.length }
      return { start: start + origin.start, end: start + origin.end }
    }
    before += length
    start = end
  }
  return { start: text.length, end: text.length }
}

/** Folds a text, and returns for each unit of the result the part of the text that it comes from. */
export function foldWithOrigins(text: string): { folded: string; origins: TextRange[] } {
  const origins: TextRange[] = []
  let folded = ''
  for (let start = 0; start < text.length;) {
    let end = start + 1
    while (end < text.length && !canCutAt(text, end)) end++
    const part = fold(text.slice(start, end))
    for (let unit = 0; unit < part.length; unit++) origins.push({ start, end })
    folded += part
    start = end
  }
  return { folded, origins }
}

function merged(ranges: readonly TextRange[]): TextRange[] {
  const all: TextRange[] = []
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else if (start < end) all.push({ start, end })
  }
  return all
}
