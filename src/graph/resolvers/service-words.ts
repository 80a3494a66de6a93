/** Splits service names and search queries into words, compares words, and derives acronyms. */
import { fold } from '../../lib/text.js'

/** Scripts that do not separate words with spaces. */
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu

/** In characters; no word in AWS's names is longer. */
const MAX_WORD_LENGTH = 40

/**
 * The words of a text, in lower case and normalized by `fold`: `EC2 - Linux` → `ec2`, `linux`. Chinese, Japanese and Korean text is split into
 * overlapping pairs of characters; Latin words within it are words of their own.
 */
export function wordsOf(text: string): string[] {
  const spaced = fold(text)
    .replaceAll(/['’]/g, '')
    .replaceAll(CJK, (run) => ` ${pairsOf(run)} `)
  return [...spaced.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([word]) => word.slice(0, MAX_WORD_LENGTH))
}

function pairsOf(run: string): string {
  const letters = Array.from(run)
  if (letters.length === 1) return run
  return letters
    .slice(1)
    .map((letter, index) => `${letters[index]}${letter}`)
    .join(' ')
}

/**
 * The similarity of a typed word and a known one: 1 for the same word, 0 for an unrelated one. `isWhole`: for names of several words, acronyms and
 * aliases, which people type in full.
 */
export function similarityOf(typed: string, known: string, isWhole: boolean): number {
  if (typed === known) return 1
  const shorter = Math.min(typed.length, known.length)
  const longer = Math.max(typed.length, known.length)
  if (isWhole && shorter > 2 && typed === `${known}s`) return 0.95
  if (shorter < (isWhole ? 5 : 3)) return 0
  if (!isWhole && known.startsWith(typed)) return 0.5 + (0.45 * shorter) / longer
  // plurals, and suffixes that people append to a name
  if (!isWhole && typed.startsWith(known)) return shorter < longer / 2 ? 0 : 0.4 + (0.5 * shorter) / longer
  if (isMisspelled(typed, known)) return 0.8
  // balancer, balancing; invoke, invocation
  const stem = commonStem(typed, known)
  if (isWhole) return stem >= 0.75 && longer - shorter < 3 ? 0.75 : 0
  return stem >= 0.5 ? 0.75 * stem : 0
}

/**
 * Allows one typo in a word of four letters or more, and two in a word of eight or more. A wrong first letter is allowed only in a word of six letters
 * or more whose last three are right.
 */
function isMisspelled(typed: string, known: string): boolean {
  const shorter = Math.min(typed.length, known.length)
  const allowed = shorter >= 8 ? 2 : 1
  if (shorter < 4 || Math.abs(typed.length - known.length) > allowed) return false
  if (typed[0] !== known[0] && (shorter < 6 || typed.slice(-3) !== known.slice(-3))) return false
  return typosBetween(typed, known, allowed) <= allowed
}

/** The share (0 to 1) of both words that their common prefix makes up, or 0 if the prefix is shorter than four letters. */
function commonStem(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length < 4 ? 0 : (length / a.length + length / b.length) / 2
}

/** The number of letters added, left out, changed, or swapped with the next one (optimal string alignment). Stops counting above `max`. */
function typosBetween(a: string, b: string, max: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let rowMin = i
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let typos = Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) typos = Math.min(typos, (before[j - 2] ?? 0) + 1)
      next.push(typos)
      rowMin = Math.min(rowMin, typos)
    }
    if (rowMin > max) return max + 1
    before = row
    row = next
  }
  return row[b.length] ?? max + 1
}

const SMALL_WORDS: ReadonlySet<string> = new Set(['a', 'and', 'for', 'of', 'on', 'the', 'to', 'with'])
const TWO_INITIALS: ReadonlyMap<string, string> = new Map([
  ['database', 'db'],
  ['db', 'db'],
  ['mapreduce', 'mr'],
  ['workflow', 'wf'],
])
const MAX_ACRONYM = 6

/**
 * The acronyms of a service name: `sqs`; `s3` for sss and `ec2` for ecc; with and without small words (`ddos`, `iam`); `qldb`, `emr`, `swf`, `r53`.
 * For a longer name, also those of its first words: `rds` for Relational Database Service Aurora. `size` is the number of words that an acronym
 * stands for.
 */
export function acronymsOf(words: readonly string[]): { acronym: string; size: number }[] {
  const found = new Map<string, number>()
  for (let size = Math.min(words.length, MAX_ACRONYM); size >= 1; size--) {
    const named = words.slice(0, size)
    if (size < words.length && SMALL_WORDS.has(named.at(-1) ?? '')) continue
    for (const chosen of [named, named.filter((word) => !SMALL_WORDS.has(word))]) {
      const initials = chosen.map((word) => word.charAt(0)).join('')
      const longer = chosen.map((word) => TWO_INITIALS.get(word) ?? word.charAt(0)).join('')
      const counted = initials.replaceAll(/(.)\1+/gu, (same, letter: string) => `${letter}${same.length}`)
      const numbered = chosen.map((word) => word.charAt(0) + (/\d+$/.exec(word.slice(1))?.[0] ?? '')).join('')
      for (const acronym of [initials, longer, counted, numbered]) {
        if (acronym.length > 1 && !found.has(acronym)) found.set(acronym, size)
      }
    }
  }
  return [...found].map(([acronym, size]) => ({ acronym, size }))
}

/** Each word, and each two and three adjacent words joined into one: people write `cloud front` and `stepfunctions`. */
export function runsOf(words: readonly string[]): { run: string; at: number; size: number }[] {
  return words.flatMap((_, at) =>
    [1, 2, 3]
      .filter((size) => at + size <= words.length)
      .map((size) => ({ run: words.slice(at, at + size).join(''), at, size })),
  )
}
