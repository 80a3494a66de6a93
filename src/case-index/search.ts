/** Which cases have all terms of a search, and which of them come first. */
import { indexInBytes, indexInText, type Term } from '../lib/search-terms.js'
import { fold } from '../lib/text.js'
import { MESSAGE_END, textOf, type ListedCase } from './entry.js'

/** Where a term is, the best place if it is in several. */
export type Place = 'nowhere' | 'older' | 'newest' | 'subject'

/** A case, and for each term where it is. */
export interface Hit {
  listed: ListedCase
  places: Place[]
  /** Whether the newest messages were searched; false where they are not in memory, and where the subject has all terms. */
  hasMessages: boolean
}

/** Looks for the terms in the subject of a case, and in its newest messages if `messages`. */
export function locateTerms(listed: ListedCase, terms: readonly Term[], messages: boolean): Hit {
  const found = terms.map((term): Place => (indexInText(listed.entry.subject, term) === -1 ? 'nowhere' : 'subject'))
  const text = messages && found.includes('nowhere') ? textOf(listed) : undefined
  if (text === undefined) return { listed, places: found, hasMessages: false }
  const ofNewest = text.indexOf(MESSAGE_END)
  const placed = found.map((place, index): Place => {
    const term = terms[index]
    if (place !== 'nowhere' || term === undefined) return place
    const at = indexInBytes(text, term)
    return at === -1 ? 'nowhere' : ofNewest === -1 || at < ofNewest ? 'newest' : 'older'
  })
  return { listed, places: placed, hasMessages: true }
}

/** Looks for the terms that are missing in one more message. Whether some of them are there. */
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
 * More than 0, up to 1: first by how many of the terms the subject has, then by how many more the newest message has. Of one term: 1 in the subject,
 * 2/3 in the newest message, 1/3 in another one.
 */
export function scoreOf({ places }: Hit): number {
  const count = (place: Place): number => places.filter((it) => it === place).length
  const base = places.length + 1
  return (count('subject') * base + count('newest') + 1) / (places.length * base + 1)
}
