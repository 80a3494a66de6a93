/** The key of an account: the account part of global ids. */

/** The key of the first account, so that its global ids are the same with and without ACCOUNTS_FILE. */
export const FIRST_ACCOUNT = 'default'

/** Whether it may be a key: FIRST_ACCOUNT, or the 12 digits of another account. */
export function isAccountKey(text: string): boolean {
  return text === FIRST_ACCOUNT || /^\d{12}$/.test(text)
}
