/** What a process has for each AWS account, and the set of all accounts. */
import type { Cache } from '../cache/cache.js'
import type { CaseIndex } from '../case-index/case-index.js'
import type { Viewer } from '../lib/viewer.js'
import type { RequestScope } from '../upstream/request-scope.js'
import type { UpstreamClient } from '../upstream/upstream.js'
import type { Idempotency } from '../writes/idempotency.js'

export interface Account {
  /** The account part of global ids: FIRST_ACCOUNT, or the 12 digits of any other account. */
  key: string
  name: string
  /** AWS's 12 digits; undefined if they are not known, as without ACCOUNTS_FILE. */
  accountId: string | undefined
  /** Whether it is in ACCOUNTS_FILE. Policies restrict only such accounts. */
  isListed: boolean
  /** Accounts with the same endpoint have the same services. */
  endpoint: string
  /** The AWS region of the Support endpoint. */
  region: string
  upstream: UpstreamClient
  /** Without it, nothing is cached for other requests. */
  cache?: Cache | undefined
  /** Without it, cases are read from AWS for each request. */
  caseIndex?: CaseIndex | undefined
  idempotency: Idempotency
  /** Returns the function that charges calls to a viewer's share of the account's budget. */
  chargeViewerOf?: ((viewer: Viewer) => RequestScope['chargeViewer']) | undefined
  /** The result of the last call; undefined before the first one. */
  availability: () => Availability | undefined
}

/** The result of the last call of an account that says something about the account. */
export interface Availability {
  /** Why the call failed: an error with a code; undefined if it worked. */
  error?: unknown
  /** When it ended, in epoch milliseconds. */
  checkedAt: number
}

/** The accounts at one time. A request keeps the set that it started with. */
export interface AccountSet {
  /** In the order of ACCOUNTS_FILE. Never empty. */
  list: readonly Account[]
  byKey: ReadonlyMap<string, Account>
  /** By name, and by 12 digits. */
  byName: ReadonlyMap<string, Account>
  /** The key of the first account with each endpoint. */
  byEndpoint: ReadonlyMap<string, string>
}

export function createAccountSet(list: readonly Account[]): AccountSet {
  return {
    list,
    byKey: new Map(list.map((account) => [account.key, account])),
    byName: new Map(
      list.flatMap((account) => [
        [account.name, account] as const,
        ...(account.accountId === undefined ? [] : [[account.accountId, account] as const]),
      ]),
    ),
    byEndpoint: new Map(list.toReversed().map(({ endpoint, key }) => [endpoint, key])),
  }
}
