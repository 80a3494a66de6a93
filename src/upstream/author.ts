/** Who wrote a communication, by what AWS has in `submittedBy`. */

/** `name` and `email` are undefined where AWS does not say them. */
export interface Author {
  /** OTHER where AWS says nothing of the author. */
  kind: 'AWS' | 'CUSTOMER' | 'OTHER'
  name?: string | undefined
  email?: string | undefined
}

/** AWS's own side, as it is documented and as it is seen. */
const AWS_AUTHOR = /^Amazon Web Services,?$/i

/** Reads `AdminRole (Role) <janedoe@example.com>`. */
export function readAuthor(submittedBy: string | undefined): Author {
  const text = submittedBy?.trim() ?? ''
  if (text === '') return { kind: 'OTHER' }
  if (AWS_AUTHOR.test(text)) return { kind: 'AWS', name: text.replace(/,$/, '') }
  const [, name = text, email] = /^(.*)<([^<>]*)>$/.exec(text) ?? []
  // Not one expression for both: it would take time by the square of a long text.
  const isAddress = email === undefined && !/\s/.test(text) && /.@./.test(text)
  return {
    kind: 'CUSTOMER',
    name: isAddress || name.trim() === '' ? undefined : name.trim(),
    email: isAddress ? text : email,
  }
}
