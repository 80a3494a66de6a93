/** Orders lists of cases and places cursors in them. */
import type { ListedCase } from '../../case-index/entry.js'
import { inboxOf, responseDueAt, waitingSince, type ResponseTargets } from '../../case-index/inbox.js'
import type { Context } from '../context.js'
import { FIRST_ACCOUNT } from '../../lib/account-key.js'
import type { CaseOrder, CaseOrderField } from '../generated/resolvers.js'
import type { Position, SortValue } from '../relay/cursor.js'
import type { SortOrder } from '../relay/sorted-lists.js'

const severities = ['low', 'normal', 'high', 'urgent', 'critical']

/** The values to sort by. Cases without one come last, in both directions. */
const sortValues: Readonly<
  Record<CaseOrderField, (listed: ListedCase, targets: ResponseTargets) => SortValue | undefined>
> = {
  CREATED_AT: ({ entry }) => entry.createdAt,
  SEVERITY: ({ item }) => severities.indexOf(item.severityCode ?? ''),
  STATUS: ({ item }) => item.status ?? '',
  SUBJECT: ({ entry }) => entry.subject.slice(0, MAX_SORTED_LENGTH),
  LATEST_COMMUNICATION_AT: ({ item }) => inboxOf(item)?.latestAt,
  WAITING_SINCE: ({ item }) => waitingSince(item),
  RESPONSE_DUE_AT: ({ item }, targets) => responseDueAt(item, targets),
}

/** Later than any time. Not Infinity, which JSON cannot represent: cursors contain sort values. */
const LAST = Number.MAX_SAFE_INTEGER

/** In characters. Limits the length of cursors, which contain the sort value. Subjects in AWS have at most 250. */
const MAX_SORTED_LENGTH = 300

/** A list of cases of one account. */
export interface ListOfAccount {
  context: Context
}

export interface Order extends SortOrder<ListedCase, ListOfAccount | undefined> {
  /** Unique to this order. */
  name: string
  /** Whether the order uses facts from the messages of cases. */
  needsFacts: boolean
}

/** By the requested field, then newest first, then by caseId. */
export function readOrder(orderBy: CaseOrder | null | undefined, targets: ResponseTargets): Order {
  const { field, direction } = orderBy ?? { field: 'CREATED_AT', direction: 'DESC' }
  const sign = direction === 'DESC' ? -1 : 1
  const valueOf = (listed: ListedCase): SortValue => sortValues[field](listed, targets) ?? sign * LAST
  return {
    name: `${field} ${direction}`,
    needsFacts: field === 'LATEST_COMMUNICATION_AT' || field === 'WAITING_SINCE',
    positionOf: (listed, list) => positionWith([valueOf(listed), listed.entry.createdAt], listed, list),
    compare(a, b) {
      const { sort: sortA } = a
      const { sort: sortB } = b
      return (
        sign * compareValues(sortA?.[0] ?? 0, sortB?.[0] ?? 0) ||
        compareValues(sortB?.[1] ?? 0, sortA?.[1] ?? 0) ||
        compareIds(a, b)
      )
    },
  }
}

/** The position of a case with these two sort values. */
export function positionWith(values: SortValue[], { item }: ListedCase, list: ListOfAccount | undefined): Position {
  const account = list?.context.account.key ?? FIRST_ACCOUNT
  // Emulators may have the same cases in several accounts.
  return { index: -1, anchor: item.caseId, sort: account === FIRST_ACCOUNT ? values : [...values, account] }
}

/** By caseId, then by account. */
export function compareIds(a: Position, b: Position): number {
  return compareValues(a.anchor, b.anchor) || compareValues(a.sort?.[2] ?? '', b.sort?.[2] ?? '')
}

/** Both are of the same type, except in forged cursors. */
function compareValues(a: SortValue, b: SortValue): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Newest first, then by caseId. */
export const newestFirst = readOrder(undefined, new Map())

const sortedLists = new WeakMap<readonly ListedCase[], Map<string, readonly ListedCase[]>>()

/** The same list in this order. Sorted once per list and order. */
export function sortedBy(listed: readonly ListedCase[], { name, positionOf, compare }: Order): readonly ListedCase[] {
  const known = sortedLists.get(listed) ?? new Map<string, readonly ListedCase[]>()
  sortedLists.set(listed, known)
  const sorted =
    known.get(name) ??
    listed
      .map((listedCase) => ({ listedCase, position: positionOf(listedCase, undefined) }))
      .toSorted((a, b) => compare(a.position, b.position))
      .map(({ listedCase }) => listedCase)
  known.set(name, sorted)
  return sorted
}
