import type { IncomingHttpHeaders } from 'node:http'
import { DEFAULT_ACCOUNT_ID } from './account.js'

/** The access key id of a signed call; empty without a signature. Signatures are not verified. */
export function accessKeyIdOf({ authorization = '' }: IncomingHttpHeaders): string {
  return /^AWS4-\S+ .*?\bCredential=([^\s,/]+)\//.exec(authorization)?.[1] ?? ''
}

/**
 * The account of an access key id: its 12 digits, either alone or after the prefix of AWS's own key ids, as in
 * `ASIA222233334444ABCD`. Any other key id is of the default account.
 */
export function accountIdOf(accessKeyId: string): string {
  return /^(?:\d{12}$|A[KS]IA\d{12})/.exec(accessKeyId)?.[0].slice(-12) ?? DEFAULT_ACCOUNT_ID
}
