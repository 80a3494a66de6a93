import { createAccountSet, type Account, type AccountSet } from '../../src/accounts/account.js'

/** The accounts of a gateway without ACCOUNTS_FILE. */
export function oneAccount(account: Pick<Account, 'upstream' | 'idempotency'> & Partial<Account>): AccountSet {
  return createAccountSet([
    {
      key: 'default',
      name: 'default',
      accountId: undefined,
      isListed: false,
      endpoint: 'aws',
      region: 'us-east-1',
      availability: () => undefined,
      ...account,
    },
  ])
}
