/** What people type into a search box: words, and "phrases" in quotes. */
import { badUserInput } from './errors.js'
import { fold } from './text.js'

/** A word or phrase, folded: all texts that it is compared with have to be folded, too. */
export interface Term {
  /** One space between the words of a phrase. */
  text: string
  /** `text` in UTF-8. */
  bytes: Buffer
  /** The words of a phrase, in UTF-8; undefined for one word. */
  words: readonly Buffer[] | undefined
  /** Finds the term with any white space between its words. Global: `lastIndex` is for the caller to set. */
  pattern: RegExp
}

/** Each is one more scan of all texts. */
const MAX_TERMS = 16

/**
 * The terms of a query, each once: a text has to have all of them. A word is found anywhere, inside other words too, as in texts of languages that
 * put no space between words. A quote that is not closed ends with the query. Punctuation by itself is left out. Throws BAD_USER_INPUT when
 * nothing is left, and for more than 16 terms.
 */
export function readTerms(query: string): Term[] {
  const phrases = [...fold(query).matchAll(/["“”„‟]([^"“”„‟]*)["“”„‟]?|[^\s"“”„‟]+/g)]
  const texts = phrases.map(([word, phrase = word]) => phrase.split(/\s+/).filter(Boolean).join(' '))
  // The longest is likely to be the rarest: where it is not, the others need not be looked for.
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

/** Where a term begins in a folded text; -1 for nowhere. */
export function indexInText(text: string, { text: term, words, pattern }: Term): number {
  const exact = text.indexOf(term)
  if (exact !== -1 || words === undefined) return exact
  pattern.lastIndex = 0
  return pattern.exec(text)?.index ?? -1
}

/** The same, in bytes, for a folded text in UTF-8. */
export function indexInBytes(text: Buffer, term: Term): number {
  const exact = text.indexOf(term.bytes)
  if (exact !== -1 || term.words === undefined) return exact
  // Line ends may stand between the words. Decoding takes long, and few texts have all words.
  if (!term.words.every((word) => text.includes(word))) return -1
  const decoded = text.toString()
  const at = indexInText(decoded, term)
  return at === -1 ? -1 : Buffer.byteLength(decoded.slice(0, at))
}
