/** Texts from callers: which are refused, and how they are compared with texts from AWS. */

/**
 * Why a text is refused, to follow its name in a message; undefined for one that is not. Half of a surrogate pair is no character: in UTF-8 it
 * becomes U+FFFD, so that AWS would have another text than the caller has sent. Control characters have no meaning in any text of AWS Support.
 */
export function textProblem(text: string): string | undefined {
  if (!text.isWellFormed()) return 'has half of a UTF-16 surrogate pair: send well-formed Unicode text.'
  const control = /[^\P{Cc}\t\n\r]/u.exec(text)?.[0]
  if (control === undefined) return undefined
  const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `has the control character U+${code}: of these only tab, line feed and carriage return are allowed.`
}

/**
 * Equal for texts that differ only in letter case or Unicode form. Lower case comes first for ẞ, and upper case before the last lower case, for
 * letters whose upper case is several letters (ß → SS → ss). In lower case, İ leaves the combining dot behind, and Σ becomes ς at the end of a
 * word.
 */
export function fold(text: string): string {
  // Most texts are, and all of this takes ten times as long.
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

/** Of what is folded at once: to put combining marks in order takes time by the square of how many there are in a row. */
const MAX_PIECE = 512

/** Where the piece of a text that begins at `start` and is folded by itself ends. Only within hundreds of combining marks does it make a difference. */
export function pieceEnd(text: string, start: number): number {
  const end = start + MAX_PIECE
  if (end >= text.length) return text.length
  let cut = end
  while (cut > start && !beginsAnew(text, cut)) cut--
  return cut > start ? cut : wholeCharacter(text, end)
}

/**
 * Whether a text can be cut here and folded in two parts: what follows neither combines with what stands before (marks, vowels and final consonants
 * of Hangul in any of their forms) nor is half of a surrogate pair.
 */
export function beginsAnew(text: string, index: number): boolean {
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

/** What two texts have alike that are the same: AWS may store other line ends and blanks than it was sent. */
export function sameText(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}
