/** Finds the cases that contain all terms of a search, and ranks them. */
import { indexInBytes, indexInText, type Term } from '../lib/search-terms.js'
import { fold } from '../lib/text.js'
import { MESSAGE_END, textOf, type ListedCase } from './entry.js'

/** Where a term was found; the best place if it is in several. */
export type Place = 'nowhere' | 'older' | 'newest' | 'subject'

/** A case, with the place of each term. */
export interface Hit {
  listed: ListedCase
  places: Place[]
  /** Whether a missing term may be in a message that was not searched. */
  mayHaveMore: boolean
}

/** What to search besides the subject: nothing, the newest messages, or all messages. */
export type SearchScope = 'SUBJECT' | 'RECENT_COMMUNICATIONS' | 'ALL_COMMUNICATIONS'

const endOfMessage = MESSAGE_END.charCodeAt(0)

/**
 * Looks for the terms in the subject of a case and, unless the scope is SUBJECT, in its newest messages. Returns undefined if the whole scope was searched
 * and a term is missing.
 */
export function locateTerms(listed: ListedCase, terms: readonly Term[], scope: SearchScope): Hit | undefined {
  const { subject, hasOlder } = listed.entry
  const places: Place[] = []
  let text: Buffer | undefined
  let endOfNewest: number | undefined
  let mayHaveMore = false
  for (const term of terms) {
    if (indexInText(subject, term) !== -1) {
      places.push('subject')
      continue
    }
    if (scope === 'SUBJECT') return undefined
    text ??= textOf(listed)
    const at = text === undefined ? -1 : indexInBytes(text, term)
    if (at === -1) {
      mayHaveMore = text === undefined || (scope === 'ALL_COMMUNICATIONS' && hasOlder === true)
      if (!mayHaveMore) return undefined
      places.push('nowhere')
      continue
    }
    endOfNewest ??= text?.indexOf(endOfMessage) ?? -1
    places.push(endOfNewest === -1 || at < endOfNewest ? 'newest' : 'older')
  }
  return { listed, places, mayHaveMore }
}

/** Looks for the missing terms in one more message. Returns whether it contains any of them. */
export function locateInMessage(hit: Hit, terms: readonly Term[], body = '', isNewest = false): boolean {
  const folded = fold(body)
  let isThere = false
  for (const [index, term] of terms.entries()) {
    if (hit.places[index] !== 'nowhere' || indexInText(folded, term) === -1) continue
    hit.places[index] = isNewest ? 'newest' : 'older'
    isThere = true
  }
  return isThere
}

/** Whether all terms were found. */
export function isFound({ places }: Hit): boolean {
  return !places.includes('nowhere')
}

/**
 * The score of a hit, above 0 and up to 1. Terms in the subject count most, then those in the newest message. For a single term: 1 in the subject, 2/3 in
 * the newest message, 1/3 in another one.
 */
export function scoreOf({ places }: Hit): number {
  let [inSubject, inNewest] = [0, 0]
  for (const place of places) {
    if (place === 'subject') inSubject++
    if (place === 'newest') inNewest++
  }
  const base = places.length + 1
  return (inSubject * base + inNewest + 1) / (places.length * base + 1)
}

/** Sorts hits by score, best first; equal scores keep their order. There are few distinct scores, so grouping is faster than sorting all hits. */
export function bestFirst(hits: readonly Hit[]): Hit[] {
  const byScore = new Map<number, Hit[]>()
  for (const hit of hits) {
    const score = scoreOf(hit)
    const equal = byScore.get(score)
    if (equal === undefined) byScore.set(score, [hit])
    else equal.push(hit)
  }
  return [...byScore.entries()].toSorted(([a], [b]) => b - a).flatMap(([, equal]) => equal)
}
