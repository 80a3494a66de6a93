/** Text from callers: what is refused, and how it is compared with text from AWS. */

/**
 * Why a text is refused, phrased to follow its name in a message; undefined if it is accepted. Half of a surrogate pair becomes U+FFFD in
 * UTF-8, so AWS would get a different text from the one that was sent. Control characters have no meaning in any text of AWS Support.
 */
export function textProblem(text: string): string | undefined {
  if (!text.isWellFormed()) return 'has half of a UTF-16 surrogate pair: send well-formed Unicode text.'
  const control = /[^\P{Cc}\t\n\r]/u.exec(text)?.[0]
  if (control === undefined) return undefined
  const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `has the control character U+${code}: the only control characters allowed are tab, line feed and carriage return.`
}

/**
 * A form that is equal for texts that differ only in letter case or Unicode form. The first lower-casing is for ẞ; the upper-casing is for letters
 * whose upper case has several letters (ß → SS → ss). Lower-casing leaves the combining dot of İ, and turns Σ into ς at the end of a word; both are
 * replaced.
 */
export function fold(text: string): string {
  // Most texts are ASCII, and the rest of this takes ten times as long.
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start)
    folded += foldPiece(text.slice(start, end))
    start = end
  }
  return folded
}

function foldPiece(piece: string): string {
  return piece.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().replaceAll('\u0307', '').replaceAll('ς', 'σ')
}

/** How many UTF-16 units are folded at once: normalization sorts a run of combining marks in quadratic time. */
const MAX_PIECE = 512

/** The end of the piece that begins at `start` and is folded separately. Only a cut within hundreds of combining marks changes the result. */
export function pieceEnd(text: string, start: number): number {
  const end = start + MAX_PIECE
  if (end >= text.length) return text.length
  let cut = end
  while (cut > start && !canCutAt(text, cut)) cut--
  return cut > start ? cut : wholeCharacter(text, end)
}

/**
 * Whether a text can be cut at `index` and folded in two parts: what follows does not combine with what precedes it (marks, and Hangul vowels and
 * final consonants in any form) and is not half of a surrogate pair.
 */
export function canCutAt(text: string, index: number): boolean {
  if (text.charCodeAt(index) < 0x300) return true
  if (wholeCharacter(text, index) < index) return false
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0)
  return !/^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff]/u.test(character.normalize('NFKC'))
}

/** The index, or the one before it if a surrogate pair would be cut there. */
export function wholeCharacter(text: string, index: number): number {
  return (text.codePointAt(index - 1) ?? 0) > 0xffff ? index - 1 : index
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII, and nothing else
  return !/[^\x00-\x7f]/.test(text)
}

/** Normalizes white space, to compare texts: AWS may change line breaks and spaces before it stores a text. */
export function sameText(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}
