/** Masks people, roles and accounts in AWS's messages. */

/** An ARN ends at a space, quote or bracket, or before the punctuation of the sentence. It may be URL-encoded. */
const ARN = /\barn(?::|%3a)[^\s"'`()<>[\]{}]*[^\s"'`()<>[\]{}.,;:!?]/gi
const WORD = /[^\s"'`()<>[\]{},;:=]+/g
/**
 * Twelve digits, or `1234-5678-9012` as in the console. Does not match within a caseId, which callers know anyway, or at the end of a UUID.
 */
const ACCOUNT_ID =
  /(?<=^|[^\da-z]|%[\da-f]{2})(?<!case-|[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-)(?:\d{12}|(?<!\d-)\d{4}-\d{4}-\d{4}(?!-\d))(?![\da-z])/gi

/** Masks ARNs, e-mail addresses and account ids. ARNs first: they contain the others. */
export function withoutIdentities(text: string): string {
  return text
    .replaceAll(ARN, '***')
    .replaceAll(WORD, (word) => (/@|%40/.test(word) ? '***' : word))
    .replaceAll(ACCOUNT_ID, '***')
}
