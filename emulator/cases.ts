import type { Account, SupportCase } from './account.js'
import { AwsError, invalidParameter } from './aws-error.js'
import type { State } from './state.js'

/** As whom everybody calls: the emulator knows no identities. */
export const CALLER = 'DeveloperRole (Role) <developer@example.com>'

export function findCase(state: State, caseId: string | undefined): SupportCase {
  // The model does not require caseId where it cannot be done without.
  if (caseId === undefined) throw invalidParameter("Value null at 'caseId': say which case")
  const found = state.account.cases.get(caseId)
  if (!found) throw new AwsError('CaseIdNotFound', `No case found for caseId '${caseId}'`)
  return found
}

const sortedCases = new WeakMap<Account['cases'], SupportCase[]>()

/** Sorting 10,000 cases for each page of a scan would be most of the work; cases are added, never moved or removed. */
export function newestFirst(cases: Account['cases']): SupportCase[] {
  const known = sortedCases.get(cases)
  if (known?.length === cases.size) return known
  const sorted = [...cases.values()].toSorted(compareNewestFirst)
  sortedCases.set(cases, sorted)
  return sorted
}

export type CaseKey = Pick<SupportCase, 'timeCreated' | 'caseId'>

export function compareNewestFirst(a: CaseKey, b: CaseKey): number {
  return b.timeCreated - a.timeCreated || (a.caseId < b.caseId ? -1 : Number(a.caseId > b.caseId))
}

/** AWS numbers cases across all accounts; here the next one is as good. */
export function nextDisplayId(cases: Account['cases']): string {
  let highest = 170_000_000_000_000n
  for (const { displayId } of cases.values()) {
    if (/^\d+$/.test(displayId) && BigInt(displayId) > highest) highest = BigInt(displayId)
  }
  return String(highest + 1n)
}

/** What the customer's reply does to a case. AWS names the states and leaves out the rules. */
export function statusAfterReply(status: string): string {
  if (status === 'resolved') return 'reopened'
  if (status === 'pending-customer-action') return 'customer-action-completed'
  return status
}
