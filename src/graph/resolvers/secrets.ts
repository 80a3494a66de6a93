/**
 * Finds secrets that should not be sent to AWS Support: keys, tokens and card numbers. secretlint, the existing library, is not a replacement: by default
 * it misses PEM blocks and access key ids, and a comment in the text can switch it off.
 *
 * Each pattern runs in linear time. Every repetition covers one class of characters, has an upper bound, and is followed by another class. It starts
 * only where no such character precedes it, so a long run of them is not tried again from each position.
 */

export interface Secret {
  kind: string
  /** Its position in the text, in UTF-16 code units from 0; `end` is exclusive. */
  start: number
  end: number
}

interface Pattern {
  kind: string
  /** Has the `g` flag. The secret is the group `secret` if there is one, otherwise the whole match. */
  pattern: RegExp
  isSecret?: (match: string) => boolean
}

const patterns: readonly Pattern[] = [
  {
    kind: 'a private key',
    pattern: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d/g,
  },
  // long-term and temporary keys, bearer tokens and context-specific credentials: AWS documents the prefixes
  { kind: 'an AWS access key id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  // a commit hash also has forty characters, so the preceding text must name the key
  {
    kind: 'an AWS secret access key',
    pattern:
      /(?:secret[ _-]?(?:access[ _-]?)?key|aws[ _-]?secret)["'\]]{0,2}\s{0,8}(?:\[[^\]\n]{0,50}\])?\s{0,8}(?:[:,]|=>?|is)?\s{0,8}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  {
    kind: 'an AWS secret access key',
    pattern:
      /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}["']?[\s:,;|/]{1,8}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
  },
  {
    kind: 'an AWS session token',
    pattern:
      /session[ _-]?token["'\]]{0,2}\s{0,8}(?:[:,]|=>?|is)?\s{0,8}["']?(?<secret>[A-Za-z0-9/+]{100,4000}={0,2})/gi,
  },
  { kind: 'a GitHub token', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})(?!\w)/g },
  { kind: 'a GitLab token', pattern: /(?<![\w-])gl(?:pat|dt|rt|ptt|oas|soat|ft|imt|agent)-[\w-]{20,255}/g },
  {
    kind: 'a Slack token',
    pattern: /(?<![\w-])(?:xox[abeoprs]|xapp)-[\w-]{10,255}|hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,255}/g,
  },
  { kind: 'an npm token', pattern: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g },
  { kind: 'a PyPI token', pattern: /(?<![\w-])pypi-[\w-]{50,1000}/g },
  {
    kind: 'a Stripe key',
    pattern: /(?<!\w)(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9]{24,255})/g,
  },
  {
    kind: 'a Google key',
    pattern: /(?<![\w-])(?:AIza[\w-]{35}(?![\w-])|GOCSPX-[\w-]{28}(?![\w-])|ya29\.[\w-]{20,2000})/g,
  },
  { kind: 'a SendGrid key', pattern: /(?<![\w-])SG\.[\w-]{16,32}\.[\w-]{32,64}(?![\w-])/g },
  { kind: 'an API key for a language model', pattern: /(?<![\w-])sk-(?:[a-z]{2,10}-)?[\w-]{32,255}(?![\w-])/g },
  { kind: 'a JSON Web Token', pattern: /(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{16,4000}/g },
  {
    kind: 'a bearer token',
    pattern:
      /(?<![\w-])(?:bearer|authorization:[ \t]{0,4}(?:basic|token))[ \t]{1,4}(?<secret>[\w.~+/-]{20,4000}={0,2})/gi,
    // words of prose can be that long, but have no digits
    isSecret: (match) => /\d/.test(match),
  },
]

/** The secrets in a text, in order. Of overlapping ones, only the first. */
export function findSecrets(text: string): Secret[] {
  const found = patterns.flatMap(({ kind, pattern, isSecret = () => true }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const secret = match.groups?.['secret'] ?? match[0]
      const start = match.index + match[0].lastIndexOf(secret)
      return isSecret(secret) ? [{ kind, start, end: start + secret.length }] : []
    }),
  )
  let end = 0
  return [...found, ...findCardNumbers(text)]
    .toSorted((a, b) => a.start - b.start)
    .filter((secret) => {
      const isApart = secret.start >= end
      if (isApart) end = secret.end
      return isApart
    })
}

const MAX_CARD_DIGITS = 19

/** Card numbers, either unbroken or in groups of at least three digits with the same separator throughout: one space or one hyphen. */
function findCardNumbers(text: string): Secret[] {
  const groups = [...text.matchAll(/\d{3,}/g)].map(({ 0: digits, index }) => ({ digits, index }))
  return groups.flatMap(({ index: start }, from) => {
    // part of a word or a hyphenated id, or the decimals of a number
    if (/[\w.-]/.test(text.charAt(start - 1))) return []
    let all = ''
    let separator: string | undefined
    for (let next = groups[from], last = start; next !== undefined; next = groups[++from]) {
      const between = text.slice(last, next.index)
      if (last > start && between !== (separator ??= /^[ -]$/.test(between) ? between : undefined)) return []
      all += next.digits
      if (all.length > MAX_CARD_DIGITS) return []
      last = next.index + next.digits.length
      if (!/^(?:\w|[.-]\w)/.test(text.slice(last, last + 2)) && isCardNumber(all))
        return [{ kind: 'a card number', start, end: last }]
    }
    return []
  })
}

/** Prefixes and lengths by issuer: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay. */
const issuers = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^(?:6011|65\d{2}|64[4-9]\d)\d{12,15}$/,
  /^3(?:0[0-5]|[689]\d)\d{11,16}$/,
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/,
  /^62\d{14,17}$/,
]

/** A case's displayId can also have 15 digits. A card number has a known prefix and a valid check digit. */
function isCardNumber(digits: string): boolean {
  return issuers.some((issuer) => issuer.test(digits)) && hasCheckDigit(digits)
}

/** Luhn's algorithm: ISO/IEC 7812-1, annex B. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0
  for (const [index, digit] of digits.split('').toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
