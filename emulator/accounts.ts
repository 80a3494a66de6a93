import { DEFAULT_ACCOUNT_ID, type Account } from './account.js'
import { AwsError } from './aws-error.js'
import { newData, type Limits, type State } from './state.js'

/** Callers choose the account, so a mistake must not fill the memory. An account without data takes about 0.25 MB. */
const MAX_ACCOUNTS = 1000

/** The accounts of one emulator. Each has its own state, which is created on first use. */
export interface Accounts {
  /** Throws AccessDeniedException for a new account when there are 1,000 already. */
  of(accountId: string): State
  /** Replaces the data of `account.accountId`. Its limits stay. */
  load(account: Account): void
  /** Restores the initial data of every account. Limits stay. */
  reset(): void
  /** Without an account: the limits of accounts that have none of their own. */
  limits(accountId?: string): Limits
  /** Replaces the limits of one account or of all accounts, and restarts the counts. */
  setLimits(limits: Limits, accountId?: string): void
  removeFiles(): void
}

/**
 * `build` creates the initial data of an account, `initialLimits` apply to every account, and `dependencies` creates
 * the members of `State` that are not data.
 */
export function createAccounts(
  build: (accountId: string) => Account,
  initialLimits: Limits,
  dependencies: (accountId: string) => Pick<State, 'now' | 'randomHex' | 'settings' | 'links' | 'files'>,
): Accounts {
  const states = new Map<string, State>()
  let limits = initialLimits

  function of(accountId: string): State {
    const known = states.get(accountId)
    if (known) return known
    if (states.size >= MAX_ACCOUNTS) {
      throw new AwsError(
        'AccessDeniedException',
        `The emulator has ${MAX_ACCOUNTS} accounts and does not add ${accountId}`,
      )
    }
    const own = dependencies(accountId)
    const state: State = { ...newData(build(accountId), own.now()), limits, ...own }
    states.set(accountId, state)
    return state
  }

  // Its data ages from the start of the emulator, not from the first call.
  of(DEFAULT_ACCOUNT_ID)
  return {
    of,
    load: (account) => replace(of(account.accountId), account),
    reset() {
      for (const [accountId, state] of states) replace(state, build(accountId))
    },
    limits: (accountId) => (accountId === undefined ? limits : of(accountId).limits),
    setLimits(next, accountId) {
      const changed = accountId === undefined ? states.values() : [of(accountId)]
      for (const state of changed) Object.assign(state, { limits: next, usage: new Map() })
      if (accountId === undefined) limits = next
    },
    removeFiles() {
      for (const { files } of states.values()) files.removeAll()
    },
  }
}

function replace(state: State, account: Account): void {
  Object.assign(state, newData(account, state.now()))
  state.files.removeAll()
}
