/** Words of service names, and of what people type for them: how they are split, how much alike two of them are, and which initials they have. */
import { fold } from '../../lib/text.js'

/** In these scripts words are written without blanks between them. */
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu

/** No word of AWS's is longer. */
const MAX_WORD_LENGTH = 40

/**
 * The words of a text, folded: `EC2 - Linux` → `ec2`, `linux`. Chinese, Japanese and Korean text is split into overlapping pairs of characters,
 * and from the Latin words within it.
 */
export function wordsOf(text: string): string[] {
  const spaced = fold(text)
    .replaceAll(/['’]/g, '')
    .replaceAll(CJK, (run) => ` ${pairsOf(run)} `)
  return [...spaced.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(([word]) => word.slice(0, MAX_WORD_LENGTH))
}

function pairsOf(run: string): string {
  const [first = '', ...rest] = run
  const pairs = rest.map((next, index) => `${index === 0 ? first : rest[index - 1]}${next}`)
  return pairs.length === 0 ? run : pairs.join(' ')
}

const ONE_TYPO = 0.8

/** How much a typed word is like a word of AWS's: 1 for the same, 0 for another one. */
export function likeness(typed: string, known: string): number {
  if (typed === known) return 1
  const shorter = Math.min(typed.length, known.length)
  const ratio = shorter / Math.max(typed.length, known.length)
  if (shorter < 3) return 0
  if (known.startsWith(typed)) return 0.5 + 0.45 * ratio
  // plurals, and what people write right after a name
  if (typed.startsWith(known)) return ratio < 0.5 ? 0 : 0.4 + 0.5 * ratio
  const misspelled = likenessOfMisspelled(typed, known)
  if (shorter < 4 || misspelled >= ONE_TYPO) return misspelled
  const stem = commonStem(typed, known)
  if (stem >= 0.5) return Math.max(misspelled, 0.75 * stem)
  const isEnd = shorter >= 5 && (known.endsWith(typed) || typed.endsWith(known))
  return isEnd ? Math.max(misspelled, 0.3 + 0.3 * ratio) : misspelled
}

/** The same for a name of several words, an acronym or an alias, of which people leave nothing out but the ending. */
export function likenessOfName(typed: string, known: string): number {
  if (typed === known) return 1
  if (known.length > 2 && typed === `${known}s`) return 0.95
  const shorter = Math.min(typed.length, known.length)
  if (shorter < 5) return 0
  // loadbalancer, loadbalancing
  const isEnding = Math.abs(typed.length - known.length) < 3 && commonStem(typed, known) >= 0.75
  if (isEnding) return 0.75
  const misspelled = likenessOfMisspelled(typed, known)
  return misspelled < ONE_TYPO ? 0 : misspelled
}

/** One typo in a word of four letters or more, two in one of eight. A short word begins as it should. */
function likenessOfMisspelled(typed: string, known: string): number {
  const shorter = Math.min(typed.length, known.length)
  const allowed = shorter >= 8 ? 2 : 1
  if (shorter < 4 || Math.abs(typed.length - known.length) > allowed) return 0
  if (typed[0] !== known[0] && (shorter < 6 || !isNear(typed, known, 0, 1))) return 0
  if (!isNear(typed, known, -1, -2)) return 0
  const typos = typosBetween(typed, known, allowed)
  if (typos > allowed) return 0
  return typos === 1 && shorter > 4 ? ONE_TYPO : 0.6
}

/** Whether one of two letters is in the same place, or next to it. Most words are not, and counting their typos takes long. */
function isNear(a: string, b: string, first: number, second: number): boolean {
  return (
    a.at(first) === b.at(first) ||
    a.at(first) === b.at(second) ||
    a.at(second) === b.at(first) ||
    a.at(second) === b.at(second)
  )
}

/** How much of both words is the beginning that they have in common: balancer, balancing. */
function commonStem(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length < 4 ? 0 : (length / a.length + length / b.length) / 2
}

/** Letters added, left out, changed, or swapped with the next one (optimal string alignment); more than `most` where there are more. */
function typosBetween(a: string, b: string, most: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let typos = Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwapped) typos = Math.min(typos, (before[j - 2] ?? 0) + 1)
      next.push(typos)
      least = Math.min(least, typos)
    }
    if (least > most) return most + 1
    before = row
    row = next
  }
  return row[b.length] ?? most + 1
}

const SMALL_WORDS: ReadonlySet<string> = new Set(['a', 'and', 'for', 'of', 'on', 'the', 'to', 'with'])
const TWO_INITIALS: Readonly<Record<string, string>> = { database: 'db', db: 'db', mapreduce: 'mr', workflow: 'wf' }
const MAX_ACRONYM = 6

/**
 * What people call a service by the initials of its name: `sqs`; `s3` for sss and `ec2` for ecc; with and without small words (`ddos`, `iam`); `qldb`,
 * `emr`, `swf`, `r53`. Of a longer name also the initials of its first words: `rds` of Relational Database Service Aurora. `size` is how many words it
 * stands for.
 */
export function acronymsOf(words: readonly string[]): { acronym: string; size: number }[] {
  const found = new Map<string, number>()
  for (let size = Math.min(words.length, MAX_ACRONYM); size >= 1; size--) {
    const named = words.slice(0, size)
    if (size < words.length && SMALL_WORDS.has(named.at(-1) ?? '')) continue
    for (const kept of [named, named.filter((word) => !SMALL_WORDS.has(word))]) {
      const initials = kept.map(([initial]) => initial).join('')
      const longer = kept
        .map((word) => (Object.hasOwn(TWO_INITIALS, word) ? TWO_INITIALS[word] : word.charAt(0)))
        .join('')
      const counted = initials.replaceAll(/(.)\1+/gu, (same, letter: string) => `${letter}${same.length}`)
      const numbered = kept.map((word) => word.charAt(0) + (/\d+$/.exec(word.slice(1))?.[0] ?? '')).join('')
      for (const acronym of [initials, longer, counted, numbered]) {
        if (acronym.length > 1 && !found.has(acronym)) found.set(acronym, size)
      }
    }
  }
  return [...found].map(([acronym, size]) => ({ acronym, size }))
}
