/** People, roles and accounts in AWS's messages. */

/** Up to a space, a quote or a bracket: no name within an ARN can have these. The punctuation of the sentence stays. Messages may be URL-encoded. */
const ARN = /\barn(?::|%3a)[^\s"'`()<>[\]{}]*[^\s"'`()<>[\]{}.,;:!?]/gi
const WORD = /[^\s"'`()<>[\]{},;:=]+/g
/**
 * Twelve digits, or `1234-5678-9012` as the console has it. They stay in a caseId, which tells callers nothing new, and as the end of a UUID.
 */
const ACCOUNT_ID =
  /(?<=^|[^\da-z]|%[\da-f]{2})(?<!case-|[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-)(?:\d{12}|(?<!\d-)\d{4}-\d{4}-\d{4}(?!-\d))(?![\da-z])/gi

/** Masks ARNs, e-mail addresses and account ids. ARNs first: they hold the others. */
export function withoutIdentities(text: string): string {
  return text
    .replaceAll(ARN, '***')
    .replaceAll(WORD, (word) => (/@|%40/.test(word) ? '***' : word))
    .replaceAll(ACCOUNT_ID, '***')
}
