/** Gateways with several accounts. */
import type { Account } from '../../emulator/account.js'
import { anAccount } from '../../emulator/test/harness.js'
import type { AccountEntry } from '../../src/config/accounts-file.js'
import { startGateway, type Gateway, type GatewayOptions } from './harness.js'

/** The entries of ACCOUNTS_FILE in tests: the key of the first account in global ids is `default`. */
export const production = { name: 'production', accountId: '111122223333' }
export const data = { name: 'data', accountId: '222233334444' }
export const sandbox = { name: 'sandbox', accountId: '333344445555' }

export type Cases = NonNullable<Parameters<typeof anAccount>[0]>['cases']

/** A gateway whose accounts have these cases, by `accountId`. */
export async function startAccounts(
  casesOf: Readonly<Record<string, Cases>>,
  options: GatewayOptions & { accounts?: readonly AccountEntry[] | undefined } = {},
): Promise<Gateway> {
  const account = (accountId: string): Account => anAccount({ accountId, cases: casesOf[accountId] ?? [] })
  return startGateway({ accounts: [production, data, sandbox], account, ...options })
}
