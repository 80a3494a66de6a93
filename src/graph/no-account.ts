/** The account of viewers who may see none: it has no cases, and all calls are refused. */
import type { Account } from '../accounts/account.js'
import { FIRST_ACCOUNT } from '../lib/account-key.js'
import { codedError } from '../lib/errors.js'

function refuse(): never {
  throw codedError('FORBIDDEN', 'Your roles give access to none of the accounts of this gateway.')
}

export const noAccount: Account = {
  key: FIRST_ACCOUNT,
  name: '',
  accountId: undefined,
  isListed: false,
  endpoint: '',
  region: '',
  upstream: { call: async () => refuse(), ready: async () => refuse(), breakers: () => [], stop() {} },
  idempotency: { once: async () => refuse() },
  availability: () => undefined,
}
