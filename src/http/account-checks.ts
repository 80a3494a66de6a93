/** What /readyz reports about the accounts. With a single one, the reports do not name it. */
import type { Account, AccountSet, Availability } from '../accounts/account.js'
import { errorCodeOf, property } from '../lib/thrown.js'
import { withTimeout } from '../lib/timeout.js'

/** How many accounts are checked at a time: each check may cost an AWS call, and /readyz is requested every few seconds. */
const MAX_CHECKED = 25
/** How many accounts, or circuits, are listed: a response for thousands of them would be too long to read. */
const MAX_LISTED = 100
/** One account may take this share of the time limit, so that one that hangs does not make the whole check time out. */
const TIME_SHARE = 0.75

/** Why an account is not available, as /readyz shows it. */
interface Unavailable {
  account: string
  code: string
  message: string
}

/**
 * Returns the check of AWS. It rejects if AWS responds to no account, with the error of the first. Of many accounts, it checks the one that was last known
 * to work, and those that were checked least recently. For the others, it reports the result of their last call.
 */
export function checkAccounts(accounts: () => AccountSet) {
  const checked = new WeakMap<Account, Availability>()
  const lastOf = (account: Account): Availability | undefined => {
    const [own, called] = [checked.get(account), account.availability()]
    return own === undefined || (called !== undefined && called.checkedAt > own.checkedAt) ? called : own
  }

  async function check(account: Account, signal: AbortSignal, timeoutMs: number): Promise<unknown> {
    const over = withTimeout(signal, timeoutMs)
    const error: unknown = await account.upstream.ready(over, timeoutMs).then(
      () => undefined,
      (failure: unknown) => failure,
    )
    checked.set(account, { error, checkedAt: Date.now() })
    return error
  }

  return async (signal: AbortSignal, timeoutMs: number): Promise<object | void> => {
    const { list } = accounts()
    const [only] = list
    if (list.length === 1 && only !== undefined) return only.upstream.ready(signal, timeoutMs)
    const chosen = chooseFrom(list, lastOf)
    const shareMs = Math.floor(timeoutMs * TIME_SHARE)
    const errors = await Promise.all(chosen.map((account) => check(account, signal, shareMs)))
    if (errors.every((error) => error !== undefined)) throw errors[0]
    const unavailable = list.flatMap((account): Unavailable[] => {
      const error = lastOf(account)?.error
      return error === undefined ? [] : [{ account: account.name, ...describe(error) }]
    })
    return {
      accounts: list.length,
      unavailable: unavailable.length,
      unavailableAccounts: unavailable.slice(0, MAX_LISTED),
    }
  }
}

/** In the order of the file, so that the first error is that of the first account. */
function chooseFrom(list: readonly Account[], lastOf: (account: Account) => Availability | undefined): Account[] {
  if (list.length <= MAX_CHECKED) return [...list]
  const known = list.map((account) => ({ account, ...lastOf(account) }))
  const oldestFirst = known.toSorted((a, b) => (a.checkedAt ?? 0) - (b.checkedAt ?? 0))
  const working = oldestFirst.findLast(({ checkedAt, error }) => checkedAt !== undefined && error === undefined)
  const chosen = new Set([working, ...oldestFirst].filter((one) => one !== undefined).map(({ account }) => account))
  const first = new Set([...chosen].slice(0, MAX_CHECKED))
  return list.filter((account) => first.has(account))
}

/** Only errors with `extensions.code` were written for callers. */
function describe(error: unknown): { code: string; message: string } {
  const code = errorCodeOf(error)
  return typeof code === 'string'
    ? { code, message: String(property(error, 'message')) }
    : { code: 'UPSTREAM_UNAVAILABLE', message: 'AWS Support did not respond.' }
}

/** The circuits of one account; of several, those that are not closed, each with its account. */
export function breakersOf({ list }: AccountSet): object {
  const circuits = list.flatMap(({ name, upstream }) =>
    upstream.breakers().map((circuit) => (list.length === 1 ? circuit : { account: name, ...circuit })),
  )
  const notClosed = circuits.filter(({ state }) => state !== 'closed')
  return {
    status: notClosed.length === 0 ? 'ok' : 'open',
    circuits: list.length === 1 ? circuits : notClosed.slice(0, MAX_LISTED),
  }
}

/** The status of the index of one account; of several, their sums, and the one that was refreshed least recently. */
export function caseIndexesOf({ list }: AccountSet): object {
  const [only] = list
  if (list.length === 1 && only?.caseIndex !== undefined) return only.caseIndex.status()
  const all = list.flatMap(({ name, caseIndex }) => (caseIndex ? [{ name, ...caseIndex.status() }] : []))
  const count = (state: string): number => all.filter((one) => one.state === state).length
  const sum = (member: 'cases' | 'bytes'): number => all.reduce((total, one) => total + one[member], 0)
  const oldest = all.filter(({ ageMs }) => ageMs !== undefined).toSorted((a, b) => (b.ageMs ?? 0) - (a.ageMs ?? 0))[0]
  return {
    states: { empty: count('empty'), open: count('open'), complete: count('complete') },
    isLocal: all.some(({ isLocal }) => isLocal),
    cases: sum('cases'),
    bytes: sum('bytes'),
    oldest: oldest && { account: oldest.name, ageMs: oldest.ageMs },
  }
}
