/** Which accounts a list of cases covers, and how they are read: all at once, each for a limited time. */
import { badUserInput } from '../../lib/errors.js'
import { errorCodeOf } from '../../lib/thrown.js'
import type { Context } from '../context.js'
import type { CaseFilter } from '../generated/resolvers.js'
import { MAX_BATCH_SIZE } from '../loaders/batch.js'
import type { AccountFailure } from '../models.js'
import { findContext, unknownAccount } from './account-argument.js'
import { withAccountTimeout } from './account-timeout.js'
import { firstContextWith, hintedContext, readCaseKey } from './case-by-id.js'
import { matchesNothing } from './case-filter.js'

/**
 * The same filter with the keys of the accounts in `accountIds`, sorted, so equal filters become identical. Throws BAD_USER_INPUT for an account that the
 * viewer may not see, and for too many.
 */
export function withAccountKeys(context: Context, filter: CaseFilter): CaseFilter {
  const { accountIds } = filter
  if (accountIds == null) return filter
  if (accountIds.length > MAX_BATCH_SIZE)
    throw badUserInput(`filter.accountIds has ${accountIds.length} entries: at most ${MAX_BATCH_SIZE} are allowed.`)
  const keys = accountIds.map((id) => {
    const found = findContext(context, id)
    if (found === undefined) throw badUserInput(unknownAccount('filter.accountIds', id))
    return found.account.key
  })
  return { ...filter, accountIds: [...new Set(keys)].toSorted() }
}

/** The contexts of the accounts in which cases may match a filter, after `withAccountKeys`. */
export async function contextsFor(context: Context, filter: CaseFilter): Promise<Context[]> {
  if (matchesNothing(filter, null)) return []
  const { accountIds, ids, displayId } = filter
  const keys = accountIds ?? context.accounts().map(({ key }) => key)
  const contexts = keys.flatMap((key) => context.in(key) ?? [])
  if (contexts.length <= 1) return contexts
  if (ids != null) return contexts.filter((other) => ids.some((id) => mayHaveCase(other, id)))
  const known = displayId == null ? undefined : await firstContextWith(contexts, displayId)
  return known === undefined ? contexts : [known]
}

/** Whether the case with this global id or caseId may be in the account. Only AWS knows for a caseId that names none of the accounts. */
export function mayHaveCase(context: Context, id: string): boolean {
  const { account, key } = readCaseKey(id)
  const named = account ?? hintedContext(context, key)?.account.key
  return named === undefined || named === context.account.key
}

export interface EachAccount<T> {
  /** The results of the accounts that responded. */
  results: T[]
  /** The accounts that did not. Empty if there is only one account. */
  failures: AccountFailure[]
}

/** How long a list of several accounts waits for one of them. Ends a little before ACCOUNT_TIMEOUT_MS, so that the account can report what is missing. */
export interface AccountWait {
  /** The longest wait for the account's case index, in milliseconds. */
  patienceMs: number
  /** When to stop reading threads, by `performance.now()`. */
  until: number
}

/** By how much a wait ends before ACCOUNT_TIMEOUT_MS. */
const REPORT_MS = 100

/**
 * Reads all accounts at once. With several accounts, one that fails or takes longer than ACCOUNT_TIMEOUT_MS costs only its own result. With one account, or
 * if all fail, throws the error.
 */
export async function readEachAccount<T>(
  contexts: readonly Context[],
  read: (context: Context, wait?: AccountWait) => Promise<T>,
): Promise<EachAccount<T>> {
  const [only] = contexts
  if (only === undefined) return { results: [], failures: [] }
  if (contexts.length === 1) return { results: [await read(only)], failures: [] }
  const { accountTimeoutMs, scope } = only
  const patienceMs = accountTimeoutMs - Math.min(REPORT_MS, accountTimeoutMs / 10)
  const wait = { patienceMs, until: performance.now() + patienceMs }
  const reads = contexts.map((context) => read(context, wait))
  const settled = await Promise.allSettled(withAccountTimeout(only, reads))
  const results: T[] = []
  const failures: AccountFailure[] = []
  for (const [index, outcome] of settled.entries()) {
    const account = contexts[index]?.account
    if (outcome.status === 'fulfilled') results.push(outcome.value)
    else if (account !== undefined) failures.push({ account, error: asFailure(outcome.reason, scope.readSignal) })
  }
  if (failures[0] === undefined) return { results, failures }
  if (results.length === 0) throw failures[0].error
  // The next request may reach the accounts again.
  scope.reads.isCacheable = false
  return { results, failures }
}

/** The error of an account. Throws an error that is not about the account: the request has ended, or the gateway has a bug. */
function asFailure(error: unknown, { aborted }: AbortSignal): unknown {
  const code = errorCodeOf(error)
  if (aborted || typeof code !== 'string') throw error
  return error
}
