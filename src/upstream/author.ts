/** The author of a communication, parsed from AWS's `submittedBy`. */

/** `name` and `email` are undefined if AWS does not give them. */
export interface Author {
  /** OTHER if AWS does not name the author. */
  kind: 'AWS' | 'CUSTOMER' | 'OTHER'
  name?: string | undefined
  email?: string | undefined
}

/** The author of AWS's own messages: documented without a comma, and observed with one. */
const AWS_AUTHOR = /^Amazon Web Services,?$/i

/** Parses values such as `AdminRole (Role) <janedoe@example.com>`. */
export function readAuthor(submittedBy: string | undefined): Author {
  const text = submittedBy?.trim() ?? ''
  if (text === '') return { kind: 'OTHER' }
  if (AWS_AUTHOR.test(text)) return { kind: 'AWS', name: text.replace(/,$/, '') }
  const [, name = text, email] = /^(.*)<([^<>]*)>$/.exec(text) ?? []
  // Two regular expressions, because a single one would take quadratic time on long text.
  const isAddress = email === undefined && !/\s/.test(text) && /.@./.test(text)
  return {
    kind: 'CUSTOMER',
    name: isAddress || name.trim() === '' ? undefined : name.trim(),
    email: isAddress ? text : email,
  }
}
