/** What people type into a search box: words, and "phrases" in quotes. */
import { badUserInput } from './errors.js'
import { fold } from './text.js'

/** A folded word or phrase. Texts that it is compared with must be folded, too. */
export interface Term {
  /** The words of a phrase are separated by one space. */
  text: string
  /** `text` in UTF-8. */
  bytes: Buffer
  /** The words of a phrase, in UTF-8; undefined for one word. */
  words: readonly Buffer[] | undefined
  /** Finds the term with any white space between its words. Global: the caller must set `lastIndex`. */
  pattern: RegExp
}

/** Each term requires another scan of all texts. */
const MAX_TERMS = 16

/**
 * The distinct terms of a query: a text must contain all of them. A word is found anywhere, even inside other words, because some languages put no
 * spaces between words. A phrase without a closing quote extends to the end of the query. Punctuation alone is ignored. Throws BAD_USER_INPUT if nothing is left, and for
 * more than 16 terms.
 */
export function readTerms(query: string): Term[] {
  const phrases = [...fold(query).matchAll(/["“”„‟]([^"“”„‟]*)["“”„‟]?|[^\s"“”„‟]+/g)]
  const texts = phrases.map(([word, phrase = word]) => phrase.split(/\s+/).filter(Boolean).join(' '))
  // Longest first: the longest term is likely to be the rarest, and texts without it need not be searched for the others.
  const terms = [...new Set(texts)].filter(hasContent).toSorted((a, b) => b.length - a.length)
  if (terms.length === 0)
    throw badUserInput(
      '`query` has no word to search for: it needs a letter, a digit or a symbol other than ASCII punctuation.',
    )
  if (terms.length > MAX_TERMS)
    throw badUserInput(
      `\`query\` has ${terms.length} words and phrases: at most ${MAX_TERMS} are allowed. Put words that belong together in quotes.`,
    )
  return terms.map(toTerm)
}

/** Letters, digits, and symbols such as emoji. */
function hasContent(text: string): boolean {
  return /[\p{L}\p{N}\p{M}]|(?![\0-\x7f])\p{S}/u.test(text)
}

function toTerm(text: string): Term {
  const words = text.split(' ')
  return {
    text,
    bytes: Buffer.from(text),
    words: words.length === 1 ? undefined : words.map((word) => Buffer.from(word)),
    pattern: new RegExp(words.map(escaped).join('\\s+'), 'g'),
  }
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Where a term begins in a folded text, or -1. */
export function indexInText(text: string, { text: term, words, pattern }: Term): number {
  const exact = text.indexOf(term)
  if (exact !== -1 || words === undefined) return exact
  pattern.lastIndex = 0
  return pattern.exec(text)?.index ?? -1
}

/** Like `indexInText`, but for a folded text in UTF-8. Returns an index in bytes. */
export function indexInBytes(text: Buffer, term: Term): number {
  const exact = text.indexOf(term.bytes)
  if (exact !== -1 || term.words === undefined) return exact
  // The words may be separated by line breaks. Decoding is slow, and few texts have all words.
  if (!term.words.every((word) => text.includes(word))) return -1
  const decoded = text.toString()
  const at = indexInText(decoded, term)
  return at === -1 ? -1 : Buffer.byteLength(decoded.slice(0, at))
}
